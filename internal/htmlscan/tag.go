package htmlscan

import "bytes"

// Byte classes of the tokenizer.
const (
	cSpace    = 1 << iota // tab, LF, FF, CR, space
	cNameEnd              // ends a tag name: white space, /, >
	cAttrEnd              // ends an attribute name: white space, /, >, =
	cValueEnd             // ends an unquoted value: white space, >
	cDecode               // in a value: begins a reference, or is changed by a parser
	cEscaped              // in an escaped script: begins its end, or a tag
)

var class = buildClasses()

func buildClasses() (t [256]uint8) {
	for _, c := range " \t\n\f\r" {
		t[c] = cSpace | cNameEnd | cAttrEnd | cValueEnd
	}
	t['/'] = cNameEnd | cAttrEnd
	t['>'] = cNameEnd | cAttrEnd | cValueEnd
	t['='] = cAttrEnd
	t['&'], t[0] = cDecode, cDecode
	t['\r'] |= cDecode
	t['-'], t['<'] = cEscaped, cEscaped
	return t
}

// nameByte folds the bytes of a tag name to lower case; those that end a name
// are 0.
var nameByte = buildNameBytes()

func buildNameBytes() (t [256]uint8) {
	for i := range t {
		c := byte(i)
		if class[c]&cNameEnd == 0 {
			t[i] = max(lower(c), 1)
		}
	}
	return t
}

// isLetter reports whether c is an ASCII letter.
func isLetter(c byte) bool { return c|0x20-'a' < 26 }

// tagToken is one start or end tag of the buffer.
type tagToken struct {
	start   int    // of "<"
	name    int    // of the name's first byte
	nameEnd int    // behind the name
	end     int    // behind ">"
	key     uint64 // packed name
	first   int    // of the first attribute that has a mark
	id      ID
	marks   Mark
	several bool // not the only one
}

// Mark says which attributes of interest a start tag seems to have. It is a
// hint from the first pass over the tag: a set bit is to be confirmed with
// FindAttr, a clear one is certain.
type Mark uint8

const (
	MarkLabel     Mark = 1 << iota // a name that begins with the label prefix
	MarkLang                       // lang
	MarkTranslate                  // translate
)

// readTag reads a tag whose name begins at b[i]. ok is false when b ends
// before the tag does.
func (s *Scanner) readTag(b []byte, i int, t *tagToken) (ok bool) {
	n, key := tagName(b, i)
	t.name, t.nameEnd, t.key, t.marks = i, n, key, 0
	for n < len(b) {
		c := b[n]
		if c == '>' {
			t.end = n + 1
			t.id = idOf(key)
			return true
		}
		if class[c]&cNameEnd != 0 { // white space or a slash between attributes
			n++
			continue
		}
		from := n
		n = attrNameEnd(b, n+1) // an equals sign in first place belongs to the name
		if s.interest[c] && s.maybe(b, from, n) {
			if m := s.mark(b[from:n]); m != 0 {
				t.note(m, from)
			}
		}
		if n+1 < len(b) && b[n] == '=' && (b[n+1] == '"' || b[n+1] == '\'') {
			k := bytes.IndexByte(b[n+2:], b[n+1])
			if k < 0 {
				return false
			}
			n += k + 3
			continue
		}
		if n = skipValue(b, n); n < 0 {
			return false
		}
	}
	return false
}

// note takes down an attribute that has a mark.
func (t *tagToken) note(m Mark, at int) {
	t.several = t.marks != 0
	if !t.several {
		t.first = at
	}
	t.marks |= m
}

// tagName returns the end of the tag name at b[i], and the name packed.
func tagName(b []byte, i int) (n int, key uint64) {
	shift := uint(0)
	for n = i; n < len(b); n++ {
		c := nameByte[b[n]]
		if c == 0 {
			break
		}
		key |= uint64(c) << (shift & 63)
		shift += 8
	}
	if n-i > wordLen {
		key = packLong(b[i:n])
	}
	return n, key
}

// skipValue skips the value of the attribute whose name ends at n, if it has
// one. It returns -1 when b ends first.
func skipValue(b []byte, n int) int {
	for n < len(b) && class[b[n]]&cSpace != 0 {
		n++
	}
	if n >= len(b) {
		return -1
	}
	if b[n] != '=' {
		return n
	}
	n++
	for n < len(b) && class[b[n]]&cSpace != 0 {
		n++
	}
	if n >= len(b) {
		return -1
	}
	switch c := b[n]; c {
	case '"', '\'':
		k := bytes.IndexByte(b[n+1:], c)
		if k < 0 {
			return -1
		}
		return n + k + 2
	case '>':
		return n
	}
	for n < len(b) && class[b[n]]&cValueEnd == 0 {
		n++
	}
	if n >= len(b) {
		return -1
	}
	return n
}

// maybe sorts out nearly all of the other names that begin with a byte of
// interest.
func (s *Scanner) maybe(b []byte, from, n int) bool {
	k := len(s.prefix)
	return n-from == len("lang") || n-from == len("translate") ||
		n-from >= k && b[from+k-1]|0x20 == s.prefix[k-1]|0x20
}

// mark classifies an attribute name whose first byte is of interest.
func (s *Scanner) mark(name []byte) (m Mark) {
	if len(name) >= len(s.prefix) && equalFold(name[:len(s.prefix)], s.prefix) {
		m = MarkLabel
	}
	switch len(name) {
	case 4:
		if equalFold(name, "lang") {
			m |= MarkLang
		}
	case 9:
		if equalFold(name, "translate") {
			m |= MarkTranslate
		}
	}
	return m
}

// equalFold reports whether b is s, which is in lower case, in any case.
func equalFold(b []byte, s string) bool {
	if string(b) == s {
		return true
	}
	if len(b) != len(s) {
		return false
	}
	for i, c := range b {
		if lower(c) != s[i] {
			return false
		}
	}
	return true
}

// The states of a tag that the end of the buffer cuts. The machine only looks
// for the end of the tag; once it has found it, readTag reads the whole tag.
type cutState uint8

const (
	cutName cutState = iota
	cutBetween
	cutAttr
	cutAfterAttr
	cutBeforeValue
	cutDouble
	cutSingle
	cutUnquoted
)

// findEnd looks for the ">" that ends a tag, beginning at b[n] in state st.
// It returns the offset behind it, or -1 and the state at the end of b.
func findEnd(b []byte, n int, st cutState) (int, cutState) {
	for n < len(b) {
		c := b[n]
		switch st {
		case cutDouble, cutSingle:
			q := byte('"')
			if st == cutSingle {
				q = '\''
			}
			k := bytes.IndexByte(b[n:], q)
			if k < 0 {
				return -1, st
			}
			n, st = n+k, cutBetween
		case cutName:
			if class[c]&cNameEnd != 0 {
				st = cutBetween
				continue
			}
		case cutBetween:
			if c == '>' {
				return n + 1, st
			}
			if class[c]&cNameEnd == 0 {
				st = cutAttr
			}
		case cutAttr:
			if class[c]&cAttrEnd != 0 {
				st = cutAfterAttr
				continue
			}
		case cutAfterAttr:
			if c == '=' {
				st = cutBeforeValue
			} else if class[c]&cSpace == 0 {
				st = cutBetween
				continue
			}
		case cutBeforeValue:
			switch {
			case class[c]&cSpace != 0:
			case c == '"':
				st = cutDouble
			case c == '\'':
				st = cutSingle
			case c == '>':
				return n + 1, st
			default:
				st = cutUnquoted
			}
		case cutUnquoted:
			if class[c]&cValueEnd != 0 {
				st = cutBetween
				continue
			}
		}
		n++
	}
	return -1, st
}
