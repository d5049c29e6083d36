package bundle

import (
	"maps"
	"slices"
	"strconv"
)

// writer writes JSON in the one layout of FORMAT.md.
type writer struct {
	buf   []byte
	comma bool // something stands before the next member or item
}

// open writes the bracket that begins an object or array.
func (w *writer) open(bracket byte) {
	w.buf = append(w.buf, bracket)
	w.comma = false
}

// close writes the bracket that ends an object or array.
func (w *writer) close(bracket byte) {
	w.buf = append(w.buf, bracket)
	w.comma = true
}

// sep writes the comma before a member or item that is not the first.
func (w *writer) sep() {
	if w.comma {
		w.buf = append(w.buf, ',')
	}
	w.comma = true
}

// member writes the name of the next member; its value must follow.
func (w *writer) member(name string) {
	w.sep()
	w.buf = appendString(w.buf, name)
	w.buf = append(w.buf, ':')
}

// string writes a member with a string.
func (w *writer) string(name, value string) {
	w.member(name)
	w.buf = appendString(w.buf, value)
}

// int writes a member with an integer.
func (w *writer) int(name string, value int64) {
	w.member(name)
	w.buf = strconv.AppendInt(w.buf, value, 10)
}

// flag writes a member with true, or nothing.
func (w *writer) flag(name string, value bool) {
	if value {
		w.member(name)
		w.buf = append(w.buf, "true"...)
	}
}

// lines writes a member with an object that has one member per line, sorted by
// the bytes of its names.
func lines[V any](w *writer, name string, m map[string]V, value func(V)) {
	w.member(name)
	w.open('{')
	for _, k := range slices.Sorted(maps.Keys(m)) {
		w.sep()
		w.buf = append(w.buf, '\n')
		w.buf = appendString(w.buf, k)
		w.buf = append(w.buf, ':')
		value(m[k])
	}
	if len(m) > 0 {
		w.buf = append(w.buf, '\n')
	}
	w.close('}')
}

// appendString appends s as a JSON string. Only what JSON requires is escaped:
// the quote, the backslash and the characters below U+0020.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = appendEscape(dst, c)
		start = i + 1
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

// appendEscape appends the escape of a character: the short one when there is.
func appendEscape(dst []byte, c byte) []byte {
	const hexDigits = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// appendNumber appends f as ECMAScript writes numbers, so that writers in
// other languages agree: the shortest digits that read back as f.
func appendNumber(dst []byte, f float64) []byte {
	if f != 0 && (f < 1e-6 || f >= 1e21) {
		dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
		// Go writes e-07 where ECMAScript writes e-7.
		if n := len(dst); dst[n-4] == 'e' && dst[n-2] == '0' {
			dst[n-2] = dst[n-1]
			dst = dst[:n-1]
		}
		return dst
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}
