package htmlscan

import (
	"bytes"
	"hash/maphash"

	"golang.org/x/net/html"
)

// Attr is one attribute of a start tag, as offsets into the buffer.
type Attr struct {
	Name, NameEnd int // the name
	Value, ValEnd int // the value without its quotes; equal when there is none
	End           int // behind the attribute, closing quote included
}

// Found reports whether there is such an attribute: a is not the zero value.
func (a *Attr) Found() bool { return a.End != 0 }

// NextAttr returns the first attribute of a tag at or behind b[n]. n is the
// end of the tag's name or the End of the attribute before. ok is false when
// the tag's ">" comes first. The tag must be complete.
func NextAttr(b []byte, n int) (a Attr, ok bool) {
	for n < len(b) && b[n] != '>' && class[b[n]]&cNameEnd != 0 {
		n++
	}
	if n >= len(b) || b[n] == '>' {
		return a, false
	}
	a.Name = n
	n = attrNameEnd(b, n+1)
	a.NameEnd, a.Value, a.ValEnd, a.End = n, n, n, n
	for n < len(b) && class[b[n]]&cSpace != 0 {
		n++
	}
	if n >= len(b) || b[n] != '=' {
		return a, true
	}
	n++
	for n < len(b) && class[b[n]]&cSpace != 0 {
		n++
	}
	a.Value, a.ValEnd, a.End = n, len(b), len(b)
	if n >= len(b) {
		return a, true
	}
	if c := b[n]; c == '"' || c == '\'' {
		a.Value++
		if k := bytes.IndexByte(b[a.Value:], c); k >= 0 {
			a.ValEnd = a.Value + k
			a.End = a.ValEnd + 1
		}
		return a, true
	}
	for n < len(b) && class[b[n]]&cValueEnd == 0 {
		n++
	}
	a.ValEnd, a.End = n, n
	return a, true
}

// attrNameEnd returns where the name of an attribute ends that goes on at b[n].
func attrNameEnd(b []byte, n int) int {
	for n < len(b) && class[b[n]]&cAttrEnd == 0 {
		n++
	}
	return n
}

// FindAttr returns the first attribute of a complete tag that has this name,
// which is given in lower case. tag begins with the tag's name.
func FindAttr(b []byte, nameEnd int, name string) (Attr, bool) {
	for n := nameEnd; ; {
		a, ok := NextAttr(b, n)
		if !ok {
			return a, false
		}
		if equalFold(b[a.Name:a.NameEnd], name) {
			return a, true
		}
		n = a.End
	}
}

// Is reports whether the attribute's name is name, which is in lower case.
func (a *Attr) Is(b []byte, name string) bool { return equalFold(b[a.Name:a.NameEnd], name) }

// HasPrefix reports whether the attribute's name begins with prefix, which is
// in lower case.
func (a *Attr) HasPrefix(b []byte, prefix string) bool {
	return a.NameEnd-a.Name >= len(prefix) && equalFold(b[a.Name:a.Name+len(prefix)], prefix)
}

// DecodedValue returns the attribute's value with its character references
// decoded and its newlines normalized. The common value, which has neither,
// is returned as it lies in b.
func (a *Attr) DecodedValue(b []byte) []byte {
	v := b[a.Value:a.ValEnd]
	if stands(v) {
		return v
	}
	// References in attributes have rules of their own ("&copy=1" is none), so
	// the value goes through a real tokenizer, as the value of a lone tag.
	quote := `"`
	if bytes.IndexByte(v, '"') >= 0 {
		quote = "'"
		if bytes.IndexByte(v, '\'') >= 0 {
			quote = "" // only an unquoted value has both
		}
	}
	tag := []byte("<a a=" + quote + string(v) + quote + " >")
	z := html.NewTokenizer(bytes.NewReader(tag))
	if z.Next() != html.StartTagToken {
		return v
	}
	z.TagName()
	_, val, _ := z.TagAttr()
	return bytes.Clone(val)
}

// stands reports whether an attribute's value is what it stands for: there is
// nothing in it to decode.
func stands(v []byte) bool {
	if len(v) > 64 {
		return bytes.IndexByte(v, '&') < 0 && bytes.IndexByte(v, '\r') < 0 && bytes.IndexByte(v, 0) < 0
	}
	for _, c := range v { // faster than to look three times
		if class[c]&cDecode != 0 {
			return false
		}
	}
	return true
}

// hashAttrs returns a hash of a tag's attributes that does not depend on their
// order, for the clause that keeps three equal formatting elements at most.
func hashAttrs(b []byte, nameEnd int) uint64 {
	var sum uint64
	var buf [64]byte
	for n := nameEnd; ; {
		a, ok := NextAttr(b, n)
		if !ok {
			return sum
		}
		name := buf[:0]
		for _, c := range b[a.Name:a.NameEnd] {
			name = append(name, lower(c))
		}
		sum += maphash.Bytes(nameSeed, name)*31 ^ maphash.Bytes(nameSeed, b[a.Value:a.ValEnd])
		n = a.End
	}
}

// selfClosing reports whether a complete tag ends in a slash that is not part
// of an unquoted value.
func selfClosing(b []byte, t *tagToken) bool {
	if b[t.end-2] != '/' {
		return false
	}
	last := -1
	for n := t.nameEnd; ; {
		a, ok := NextAttr(b, n)
		if !ok {
			break
		}
		last, n = a.ValEnd, a.End
	}
	return last != t.end-1
}
