package cldr

import "strings"

// tag is one row of the table of known language tags.
type tag struct {
	name   string // in canonical case
	parent int16  // row of the tag that stands in for it, truncated or toRoot
	locale int16  // row of locales, or inherited
	script uint8  // row of scripts: likely script, of languages and of regions that differ
}

const (
	truncated = -1 // the parent is the tag without its last subtag
	toRoot    = -2 // the parent is the root
	inherited = -1 // the locale is that of the parent

	maxTag = 35 // the longest tag, in bytes, that Canonical takes
)

// find returns the row of a tag in any case, nil when it is not known.
func find(name string) *tag {
	low, high := 0, len(tags)
	for low < high {
		middle := (low + high) / 2
		switch c := compareFold(tags[middle].name, name); {
		case c == 0:
			return &tags[middle]
		case c < 0:
			low = middle + 1
		default:
			high = middle
		}
	}
	return nil
}

// compareFold compares two tags without regard to the case of ASCII letters.
func compareFold(a, b string) int {
	for i := range min(len(a), len(b)) {
		if x, y := lower(a[i]), lower(b[i]); x != y {
			return int(x) - int(y)
		}
	}
	return len(a) - len(b)
}

// truncate removes the last subtag of a tag, and a single letter that is then
// the last: without what it introduces it means nothing.
func truncate(tag string) string {
	tag = tag[:max(0, strings.LastIndexByte(tag, '-'))]
	if i := strings.LastIndexByte(tag, '-'); i >= 0 && i == len(tag)-2 {
		tag = tag[:i]
	}
	return tag
}

// split returns the language, the script ("" when none is written) and the
// rest of a tag.
func split(tag string) (language, script, rest string) {
	language, rest, _ = strings.Cut(tag, "-")
	if next, after, _ := strings.Cut(rest, "-"); len(next) == 4 && isAlpha(next) {
		return language, next, after
	}
	return language, "", rest
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - ('a' - 'A')
	}
	return c
}

func isDigit(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func isAlpha(s string) bool {
	for i := range len(s) {
		if c := lower(s[i]); c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}
