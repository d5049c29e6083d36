package bundle

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// reader reads one JSON text (RFC 8259) from front to back, strictly: what
// encoding/json lets pass (duplicate names, other letter case, invalid UTF-8,
// lone surrogates, null for a value) is an error here, with its offset. It
// keeps the first error and reads nothing behind it, so that callers need not
// ask after each step.
type reader struct {
	name  string
	data  []byte
	pos   int    // of the next byte
	depth int    // objects and arrays open
	off   string // a rule that is not applied; only tests set it
	err   *FormatError
	done  bool // read no further
}

// newReader returns a reader at the first byte of the JSON text, after the
// checks that ask about the file as a whole.
func newReader(name string, data []byte, limit int, off string) *reader {
	r := &reader{name: name, data: data, off: off}
	if len(data) > limit {
		r.fail(RuleFileSize, limit, "%d bytes, the limit is %d", len(data), limit)
	}
	if bytes.HasPrefix(data, []byte("\uFEFF")) {
		r.fail(RuleFileBOM, 0, "begins with a byte order mark")
		r.pos = len("\uFEFF")
	}
	if !r.done && !utf8.Valid(data) {
		r.fail(RuleFileUTF8, invalidAt(data), "invalid UTF-8")
	}
	return r
}

// invalidAt returns the offset of the first byte that is not UTF-8.
func invalidAt(data []byte) int {
	at := 0
	for at < len(data) {
		c, n := utf8.DecodeRune(data[at:])
		if c == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return at
}

// fail records that the rule is broken at a byte, and reports whether reading
// stops. It does, unless the rule is the one that is off.
func (r *reader) fail(rule string, at int, format string, args ...any) bool {
	if r.done || rule == r.off {
		return r.done
	}
	r.err = &FormatError{
		Name: r.name, Offset: int64(at), Rule: rule, Reason: fmt.Sprintf(format, args...),
	}
	r.done = true
	return true
}

// syntax records that the next byte cannot stand here. There is no reading on
// behind it.
func (r *reader) syntax(wanted string) {
	if r.pos >= len(r.data) {
		r.fail(RuleJSONSyntax, len(r.data), "the file ends where %s should be", wanted)
	} else {
		r.fail(RuleJSONSyntax, r.pos, "%q where %s should be", r.data[r.pos], wanted)
	}
	r.done = true
}

// result returns the error of the reader as an error.
func (r *reader) result() error {
	if r.err != nil {
		return r.err
	}
	return nil
}

// end checks that only white space follows.
func (r *reader) end() {
	r.space()
	if !r.done && r.pos < len(r.data) {
		r.fail(RuleJSONTrailing, r.pos, "%d bytes behind the value", len(r.data)-r.pos)
	}
}

// space skips white space.
func (r *reader) space() {
	for r.pos < len(r.data) {
		switch c := r.data[r.pos]; {
		case c == '\n', (c == ' ' || c == '\t' || c == '\r') && r.off != readSpace:
			r.pos++
		default:
			return
		}
	}
}

// next skips white space and returns the byte behind it without taking it; 0
// at the end and when reading has stopped.
func (r *reader) next() byte {
	if r.done {
		return 0
	}
	r.space()
	if r.pos == len(r.data) {
		return 0
	}
	return r.data[r.pos]
}

// take skips white space and takes c when it is the next byte.
func (r *reader) take(c byte) bool {
	if r.next() != c || r.pos >= len(r.data) {
		return false
	}
	r.pos++
	return true
}

// kind is the type of a JSON value.
type kind string

const (
	kindNone   kind = "nothing"
	kindObject kind = "an object"
	kindArray  kind = "an array"
	kindString kind = "a string"
	kindNumber kind = "a number"
	kindBool   kind = "a boolean"
	kindNull   kind = "null"
)

// kind returns the type of the next value, judged by its first byte.
func (r *reader) kind() kind {
	switch c := r.next(); {
	case c == '{':
		return kindObject
	case c == '[':
		return kindArray
	case c == '"':
		return kindString
	case c == '-' || isDigit(c):
		return kindNumber
	case c == 't' || c == 'f':
		return kindBool
	case c == 'n':
		return kindNull
	}
	return kindNone
}

// expect reports whether the next value is of the type wanted. When it is not,
// the value is passed over.
func (r *reader) expect(wanted kind) bool {
	got := r.kind()
	switch {
	case r.done:
		return false
	case got == wanted:
		return true
	case got == kindNone:
		r.syntax("a value")
	case !r.fail(RuleMemberType, r.pos, "%s where %s should be", got, wanted):
		r.skip()
	}
	return false
}

// skip passes over the next value, whatever it is, with every rule of JSON
// applied to it.
func (r *reader) skip() {
	switch r.kind() {
	case kindObject:
		r.object(nil, func(string, int) { r.skip() })
	case kindArray:
		r.array(func(int) { r.skip() })
	case kindString:
		r.string()
	case kindNumber:
		r.number()
	case kindBool:
		r.bool()
	case kindNull:
		r.literal("null")
	case kindNone:
		r.syntax("a value")
	}
}
