package bundle

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// string reads a string value, or passes over another value with an error.
func (r *reader) string() string {
	if !r.expect(kindString) {
		return ""
	}
	r.pos++
	start := r.pos
	var buf []byte // the value so far, once there was an escape
	for !r.done && r.pos < len(r.data) {
		switch c := r.data[r.pos]; {
		case c == '"':
			s := string(append(buf, r.data[start:r.pos]...))
			r.pos++
			return s
		case c == '\\':
			buf = append(buf, r.data[start:r.pos]...)
			buf = r.escape(buf)
			start = r.pos
		case c < ' ':
			r.syntax("an escaped control character")
		default:
			r.pos++
		}
	}
	r.syntax("the end of a string")
	return ""
}

// escape reads the escape at the next byte and appends what it stands for.
func (r *reader) escape(dst []byte) []byte {
	at := r.pos
	r.pos++
	if r.pos == len(r.data) {
		r.syntax("an escape")
		return dst
	}
	c := r.data[r.pos]
	r.pos++
	if r.off == readEscape && c != 'u' {
		c = 0
	}
	switch c {
	case '"', '\\', '/':
		return append(dst, c)
	case 'b':
		return append(dst, '\b')
	case 'f':
		return append(dst, '\f')
	case 'n':
		return append(dst, '\n')
	case 'r':
		return append(dst, '\r')
	case 't':
		return append(dst, '\t')
	case 'u':
		return utf8.AppendRune(dst, r.codePoint(at))
	}
	r.pos--
	r.syntax("an escape")
	return dst
}

// codePoint reads the digits of the \u escape that began at a byte, and the
// other half of a surrogate pair.
func (r *reader) codePoint(at int) rune {
	c := r.hex4()
	if r.done || !utf16.IsSurrogate(c) {
		return c
	}
	if len(r.data)-r.pos >= 2 && r.data[r.pos] == '\\' && r.data[r.pos+1] == 'u' {
		back := r.pos
		r.pos += 2
		if pair := utf16.DecodeRune(c, r.hex4()); pair != utf8.RuneError {
			return pair
		}
		r.pos = back
	}
	r.fail(RuleJSONSurrogate, at, "half a surrogate pair")
	return utf8.RuneError
}

// hex4 reads four hex digits.
func (r *reader) hex4() rune {
	var c rune
	for range 4 {
		if r.pos == len(r.data) {
			r.syntax("a hex digit")
			return 0
		}
		d := r.data[r.pos]
		switch {
		case isDigit(d):
			c = c<<4 | rune(d-'0')
		case d >= 'a' && d <= 'f':
			c = c<<4 | rune(d-'a'+10)
		case d >= 'A' && d <= 'F':
			c = c<<4 | rune(d-'A'+10)
		default:
			r.syntax("a hex digit")
			return 0
		}
		r.pos++
	}
	return c
}

// number reads a number value and returns it as it is written; "" when there
// is none.
func (r *reader) number() string {
	if !r.expect(kindNumber) {
		return ""
	}
	start := r.pos
	if r.data[r.pos] == '-' {
		r.pos++
	}
	if r.at('0') {
		r.pos++
		if r.pos < len(r.data) && isDigit(r.data[r.pos]) {
			r.syntax("no digit behind a leading zero")
		}
	} else {
		r.digits()
	}
	if r.at('.') {
		r.pos++
		r.digits()
	}
	if r.at('e') || r.at('E') {
		r.pos++
		if r.at('+') || r.at('-') {
			r.pos++
		}
		r.digits()
	}
	return string(r.data[start:r.pos])
}

// at reports whether c is the next byte.
func (r *reader) at(c byte) bool { return !r.done && r.pos < len(r.data) && r.data[r.pos] == c }

// digits reads one digit or more.
func (r *reader) digits() {
	if r.done {
		return
	}
	start := r.pos
	for r.pos < len(r.data) && isDigit(r.data[r.pos]) {
		r.pos++
	}
	if r.pos == start {
		r.syntax("a digit")
	}
}

// integer reads a number that is written as digits alone and lies in a range.
func (r *reader) integer(least, most int64) int64 {
	r.space()
	at := r.pos
	s := r.number()
	if r.done || s == "" {
		return 0
	}
	digits := s
	if s[0] == '-' {
		digits = s[1:]
	}
	if !all(digits, isDigit) {
		r.fail(RuleMemberType, at, "%s where an integer should be", shown(s))
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < least || n > most || s[0] == '-' {
		r.fail(RuleNumberRange, at, "%s is not in %d … %d", shown(s), least, most)
	}
	return n
}

// fraction reads a number from 0 to most.
func (r *reader) fraction(most float64) float64 {
	r.space()
	at := r.pos
	s := r.number()
	if r.done || s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f > most || s[0] == '-' {
		r.fail(RuleNumberRange, at, "%s is not in 0 … %g", shown(s), most)
	}
	return f
}

// bool reads a boolean value.
func (r *reader) bool() bool {
	if !r.expect(kindBool) {
		return false
	}
	if r.data[r.pos] == 't' {
		r.literal("true")
		return !r.done
	}
	r.literal("false")
	return false
}

// literal takes a word of JSON.
func (r *reader) literal(word string) {
	for i := range len(word) {
		if !r.at(word[i]) {
			r.syntax(word)
			return
		}
		r.pos++
	}
}
