package content

import "bytes"

// PoisonBuffers fills every buffer that goes back into the pool, so that
// whoever reads one late reads nonsense. The result takes it back.
func PoisonBuffers() (restore func()) {
	poison := bytes.Repeat([]byte{0xDB}, bufferSize)
	beforePut = func(b *buffer) { copy(b.b[:], poison) }
	return func() { beforePut = nil }
}
