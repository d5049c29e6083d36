package htmlscan

import "encoding/binary"

// wordLen is the number of bytes that a word holds.
const wordLen = 8

// word returns the eight bytes at b[i:], the first one lowest.
func word(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i : i+wordLen]) }
