package cldr

import "strings"

// Canonical returns a language tag in its canonical case (BCP 47, RFC 5646
// section 2.1.1): "EN-us" is "en-US", "zh-hant-tw" is "zh-Hant-TW". It takes
// tags of the form language[-Script][-REGION][-variant…], at most 35 bytes long;
// ok is false, and the tag empty, for any other, among them tags with extended
// languages, extensions, private use, or one variant twice. Subtags need not be
// registered.
//
// It does not allocate when tag is canonical already.
func Canonical(tag string) (_ string, ok bool) {
	if len(tag) > maxTag {
		return "", false
	}
	var space [maxTag]byte
	out := space[:0]
	next := languagePart
	for rest, more := tag, true; more; {
		var subtag string
		subtag, rest, more = strings.Cut(rest, "-")
		part := partOf(subtag, next)
		if part == noPart || part == variantPart && repeated(out, subtag) {
			return "", false
		}
		out = appendCase(out, subtag, part)
		next = min(part+1, variantPart)
	}
	if string(out) == tag {
		return tag, true
	}
	return string(out), true
}

// part is a place in a tag.
type part uint8

const (
	noPart part = iota
	languagePart
	scriptPart
	regionPart
	variantPart
)

// partOf returns what subtag is when next is the first thing that it may be.
func partOf(subtag string, next part) part {
	size := len(subtag)
	alpha := isAlpha(subtag)
	switch {
	case next == languagePart:
		if alpha && size >= 2 && size <= 8 && size != 4 {
			return languagePart
		}
		return noPart
	case next <= scriptPart && alpha && size == 4:
		return scriptPart
	case next <= regionPart && (alpha && size == 2 || isDigit(subtag) && size == 3):
		return regionPart
	case isVariant(subtag):
		return variantPart
	}
	return noPart
}

// isVariant reports whether s has the form of a variant: five to eight letters
// and digits, or a digit and three of them.
func isVariant(s string) bool {
	if len(s) < 4 || len(s) > 8 || len(s) == 4 && !isDigit(s[:1]) {
		return false
	}
	for i := range len(s) {
		if !isAlpha(s[i:i+1]) && !isDigit(s[i:i+1]) {
			return false
		}
	}
	return true
}

// repeated reports whether a variant stands in out already.
func repeated(out []byte, variant string) bool {
	for size := len(variant); len(out) > size; {
		i := len(out) - size
		if out[i-1] == '-' && compareFold(string(out[i:]), variant) == 0 {
			return true
		}
		out = out[:max(0, strings.LastIndexByte(string(out), '-'))]
	}
	return false
}

// appendCase appends subtag in the case of its part.
func appendCase(out []byte, subtag string, p part) []byte {
	if p != languagePart {
		out = append(out, '-')
	}
	for i := range len(subtag) {
		c := lower(subtag[i])
		if p == regionPart || p == scriptPart && i == 0 {
			c = upper(c)
		}
		out = append(out, c)
	}
	return out
}
