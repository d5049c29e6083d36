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
	n++
	for n < len(b) && class[b[n]]&cAttrEnd == 0 {
		n++
	}
	a.NameEnd, a.Value, a.ValEnd, a.End = n, n, n, n
	end := skipValue(b, n)
	if end < 0 {
		end = len(b)
	}
	eq := bytes.IndexByte(b[n:end], '=')
	if eq < 0 {
		return a, true
	}
	v := n + eq + 1
	for v < end && class[b[v]]&cSpace != 0 {
		v++
	}
	a.Value, a.ValEnd, a.End = v, end, end
	if v < end && (b[v] == '"' || b[v] == '\'') {
		a.Value, a.ValEnd = v+1, max(v+1, end-1)
	}
	return a, true
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
func (a Attr) Is(b []byte, name string) bool { return equalFold(b[a.Name:a.NameEnd], name) }

// HasPrefix reports whether the attribute's name begins with prefix, which is
// in lower case.
func (a Attr) HasPrefix(b []byte, prefix string) bool {
	return a.NameEnd-a.Name >= len(prefix) && equalFold(b[a.Name:a.Name+len(prefix)], prefix)
}

// DecodedValue returns the attribute's value with its character references
// decoded and its newlines normalized. The common value, which has neither,
// is returned as it lies in b.
func (a Attr) DecodedValue(b []byte) []byte {
	v := b[a.Value:a.ValEnd]
	if bytes.IndexByte(v, '&') < 0 && bytes.IndexByte(v, '\r') < 0 && bytes.IndexByte(v, 0) < 0 {
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
