package content

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// charset is an encoding other than UTF-8 that a page can be written in and a
// text be put into. It is immutable.
//
// All of these are supersets of ASCII, and none of them has the bytes of
// < > " ' & = or white space as the second or a later byte of a character:
// those of Shift_JIS, GBK, Big5 and EUC-KR are 0x40 or more, those of EUC-JP
// 0xA1 or more, and the four-byte characters of gb18030 have digits. Browsers
// give an ASCII byte back that cannot end the character before it. So the
// scanner, which reads bytes, finds the tags that a browser finds.
type charset struct {
	name string
	enc  encoding.Encoding
}

// findCharset returns the encoding for a label of the Encoding Standard, in
// any case. utf8 is true for UTF-8, where there is nothing to do; c is nil for
// an encoding that texts cannot be put into: UTF-16, which is no superset of
// ASCII, ISO-2022-JP, whose bytes mean what the bytes before have said,
// x-user-defined, the replacement encoding, and unknown ones.
func findCharset(label string) (c *charset, utf8 bool) {
	enc, err := htmlindex.Get(label)
	if err != nil || enc == nil {
		return nil, false
	}
	name, err := htmlindex.Name(enc)
	if err != nil {
		return nil, false
	}
	switch name {
	case "utf-8":
		return nil, true
	case "utf-16be", "utf-16le", "iso-2022-jp", "x-user-defined", "replacement":
		return nil, false
	}
	return &charset{name, enc}, false
}

// findMetaCharset is findCharset for a declaration in the page, where UTF-16
// cannot be true and means UTF-8, and x-user-defined means windows-1252.
func findMetaCharset(label string) (c *charset, utf8 bool) {
	switch label = strings.ToLower(label); {
	case label == "utf-16" || label == "utf-16be" || label == "utf-16le":
		return nil, true
	case label == "x-user-defined":
		label = "windows-1252"
	}
	return findCharset(label)
}

// encode turns dst[from:] from UTF-8 into the encoding. What that does not
// have becomes a numeric character reference, so dst[from:] is text or the
// value of an attribute, or both with tags between.
func (c *charset) encode(dst []byte, from int) []byte {
	at := from
	for at < len(dst) && dst[at] < 0x80 {
		at++
	}
	if at == len(dst) {
		return dst
	}
	out, err := encoding.HTMLEscapeUnsupported(c.enc.NewEncoder()).Bytes(dst[at:])
	if err != nil { // only for what is not UTF-8, which no text is
		return asReferences(dst, at)
	}
	return append(dst[:at], out...)
}

// append appends text in the encoding.
func (c *charset) append(dst, text []byte) []byte {
	return c.encode(append(dst, text...), len(dst))
}

// asReferences writes every character beyond ASCII of dst[from:] as a numeric
// character reference.
func asReferences(dst []byte, from int) []byte {
	tail := string(dst[from:])
	dst = dst[:from]
	for _, r := range tail {
		if r < 0x80 {
			dst = append(dst, byte(r))
		} else {
			dst = appendReference(dst, r)
		}
	}
	return dst
}

func appendReference(dst []byte, r rune) []byte {
	var digits [10]byte
	n := len(digits)
	for ; r > 0; r /= 10 {
		n--
		digits[n] = byte('0' + r%10)
	}
	return append(append(append(dst, "&#"...), digits[n:]...), ';')
}

// encodeText turns what has been rendered since lo into the page's charset.
func (j *injector) encodeText(lo int) {
	if j.charset != nil {
		j.text = j.charset.encode(j.text, lo)
	}
}

// encodeAround does the same with a text in which tags of the page stand, in
// the page's charset already.
func (j *injector) encodeAround(lo int, tags [][2]int) {
	if j.charset == nil {
		return
	}
	rendered := append([]byte(nil), j.text[lo:]...)
	j.text = j.text[:lo]
	at := 0
	for _, tag := range tags {
		from, to := tag[0]-lo, tag[1]-lo
		j.text = j.charset.append(j.text, rendered[at:from])
		j.text = append(j.text, rendered[from:to]...)
		at = to
	}
	j.text = j.charset.append(j.text, rendered[at:])
}

// escapeJSON does the same in a script, which knows no references: it writes
// every character beyond ASCII as an escape of JSON.
func (j *injector) escapeJSON(lo int) {
	if j.charset == nil {
		return
	}
	tail := string(j.text[lo:])
	j.text = j.text[:lo]
	for _, unit := range utf16.Encode([]rune(tail)) {
		if unit < 0x80 {
			j.text = append(j.text, byte(unit))
		} else {
			j.text = fmt.Appendf(j.text, `\u%04x`, unit)
		}
	}
}
