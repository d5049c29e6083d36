package bundle

import (
	"strings"
	"time"
)

// format reads the format member: the major must be this package's.
func (r *reader) format() {
	at, s := r.value()
	if r.done || s == Format {
		return
	}
	if minor, ok := strings.CutPrefix(s, Format+"."); ok && minor != "" && all(minor, isDigit) && r.off != readMinor {
		return
	}
	r.fail(RuleFormatMajor, at, "format is %q; this reader knows %q", shown(s), Format)
}

// value reads a string and returns the offset of its quote with it.
func (r *reader) value() (at int, s string) {
	r.space()
	at = r.pos
	return at, r.string()
}

// bundleName reads a bundle or channel name.
func (r *reader) bundleName() string {
	at, s := r.value()
	r.checkName(s, at)
	return s
}

// checkName applies the rules of bundle names to s, which stands at a byte.
func (r *reader) checkName(s string, at int) {
	if rule := nameRule(s); rule != "" && !r.done {
		r.fail(rule, at, "%q is not a bundle or channel name", shown(s))
	}
}

// checkKey applies the rules of keys of at most most bytes to s, which stands
// at a byte.
func (r *reader) checkKey(s string, most, at int) {
	if rule := keyRule(s, most); rule != "" && !r.done {
		r.fail(rule, at, "%q is not a key of at most %d bytes", shown(s), most)
	}
}

// locale reads a locale tag.
func (r *reader) locale() (at int, tag string) {
	at, tag = r.value()
	r.checkLocale(tag, at)
	return at, tag
}

// checkLocale applies the rules of locale tags to s, which stands at a byte.
func (r *reader) checkLocale(s string, at int) {
	if rule := localeRule(s); rule != "" && !r.done {
		r.fail(rule, at, "%q is not a canonical locale tag", shown(s))
	}
}

// project reads a project name.
func (r *reader) project() string {
	at, s := r.value()
	if !r.done && !ValidProject(s) {
		r.fail(RuleProjectShape, at, "%q is not a project name", shown(s))
	}
	return s
}

// time reads an RFC 3339 time and returns it in UTC.
func (r *reader) time() time.Time {
	at, s := r.value()
	if r.done {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	t = t.UTC()
	if err != nil || !isTime(s) || t.Year() < 1970 || t.Year() > 9999 {
		r.fail(RuleTimeShape, at, "%q is not an RFC 3339 time from 1970 to 9999", shown(s))
		return time.Time{}
	}
	return t
}

// isTime reports whether s has the shape 2006-01-02T15:04:05, then a dot with
// one to nine digits or nothing, then Z or ±15:04. Package time reads more
// than that.
func isTime(s string) bool {
	const dateTime = "0000-00-00T00:00:00"
	if len(s) <= len(dateTime) || !hasShape(s[:len(dateTime)], dateTime) {
		return false
	}
	zone := s[len(dateTime):]
	if fraction, ok := strings.CutPrefix(zone, "."); ok {
		zone = strings.TrimLeft(fraction, "0123456789")
		if n := len(fraction) - len(zone); n < 1 || n > 9 {
			return false
		}
	}
	return zone == "Z" || hasShape(zone, "+00:00") || hasShape(zone, "-00:00")
}

// hasShape reports whether s is shape, with any digit for each 0.
func hasShape(s, shape string) bool {
	if len(s) != len(shape) {
		return false
	}
	for i := range len(s) {
		if s[i] != shape[i] && (shape[i] != '0' || !isDigit(s[i])) {
			return false
		}
	}
	return true
}

// hash reads a SHA-256 in hex.
func (r *reader) hash() string {
	at, s := r.value()
	if !r.done && (len(s) != 64 || !all(s, isLowerHex)) {
		r.fail(RuleHashShape, at, "%q is not 64 lower-case hex digits", shown(s))
	}
	return s
}

func isLowerHex(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'f' }

// checkCount refuses one entry more than most at a byte.
func (r *reader) checkCount(have, most, at int) {
	if have >= most && !r.done {
		r.fail(RuleCount, at, "more than %d entries", most)
	}
}

// emptySet refuses a set at a byte that has nothing in it without the flag
// "empty", and reports whether it is meant to be empty and is.
func (r *reader) emptySet(have int, flagged bool, at int) bool {
	if have == 0 && !flagged && !r.done {
		r.fail(RuleEmptySet, at, `nothing in it, and no "empty": true`)
	}
	return have == 0 && flagged
}
