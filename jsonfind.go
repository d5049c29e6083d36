package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"strconv"
	"unicode/utf8"
)

// maxJSONDepth bounds how deep a script's JSON may be nested.
const maxJSONDepth = 128

// findJSON reads a JSON text (RFC 8259) strictly, in one pass, and notes in
// parts where the values lie that their paths name. A path is names and, for
// the elements of an array, numbers from 0, divided by dots; a name that holds
// a dot itself cannot be reached. The error says what is wrong and where.
func findJSON(b, data []byte, parts []jsonPart) error {
	if !utf8.Valid(b) {
		return fmt.Errorf("it is not valid UTF-8")
	}
	f := jsonFinder{b: b, data: data, parts: parts}
	f.space()
	f.value()
	f.space()
	if f.wrong == "" && f.i < len(b) {
		f.fail("something follows the value")
	}
	if f.wrong != "" {
		return fmt.Errorf("%s at byte %d", f.wrong, f.i)
	}
	return nil
}

// jsonFinder is one pass of findJSON.
type jsonFinder struct {
	b     []byte
	i     int
	data  []byte
	parts []jsonPart
	wrong string // the first mistake, at i; everything stops

	path    []byte // of the value that is being read: names behind NUL bytes
	depth   int
	objects int // read so far
	seen    map[jsonName]struct{}
}

// jsonName is a name in one of the objects.
type jsonName struct {
	object int
	hash   uint64
}

var jsonSeed = maphash.MakeSeed()

func (f *jsonFinder) fail(what string) {
	if f.wrong == "" {
		f.wrong = what
	}
}

// next returns the byte at the place, 0 at the end and behind a mistake.
func (f *jsonFinder) next() byte {
	if f.wrong != "" || f.i >= len(f.b) {
		return 0
	}
	return f.b[f.i]
}

func (f *jsonFinder) space() {
	for c := f.next(); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = f.next() {
		f.i++
	}
}

// value reads one value and notes it for the parts that name it.
func (f *jsonFinder) value() {
	from := f.i
	state := jsonOther
	switch c := f.next(); {
	case c == '"':
		f.text()
		state = jsonString
	case c == '{':
		f.object()
	case c == '[':
		f.array()
	case c == '-' || c-'0' < 10:
		f.number()
	default:
		f.literal()
	}
	if f.wrong != "" {
		return
	}
	for i := range f.parts {
		if p := &f.parts[i]; f.named(f.data[p.path:p.pathEnd]) {
			p.state, p.lo, p.hi = state, from+1, f.i-1
		}
	}
}

// named reports whether a part's path is that of the value.
func (f *jsonFinder) named(path []byte) bool {
	if len(path)+1 != len(f.path) {
		return false
	}
	for i, c := range path {
		d := f.path[i+1]
		if d != c && (d != 0 || c != '.') || c == '.' && d != 0 {
			return false
		}
	}
	return true
}

// enter begins an object or array.
func (f *jsonFinder) enter() bool {
	f.i++
	if f.depth++; f.depth > maxJSONDepth {
		f.fail("it is nested too deep")
	}
	f.space()
	return f.wrong == ""
}

// more reads what stands behind an element: it is true for a comma.
func (f *jsonFinder) more(end byte) bool {
	f.space()
	c := f.next()
	if c != ',' && c != end {
		f.fail("neither a comma nor " + strconv.Quote(string(end)))
		return false
	}
	f.i++
	if c == end {
		f.depth--
	}
	return c == ','
}

func (f *jsonFinder) object() {
	if !f.enter() {
		return
	}
	if f.next() == '}' {
		f.i++
		f.depth--
		return
	}
	f.objects++
	object, above := f.objects, len(f.path)
	for {
		f.space()
		if f.next() != '"' {
			f.fail("no name in quotes")
			return
		}
		f.push(f.name(object))
		f.space()
		if f.next() != ':' {
			f.fail("no colon")
			return
		}
		f.i++
		f.space()
		f.value()
		f.path = f.path[:above]
		if !f.more('}') {
			return
		}
	}
}

func (f *jsonFinder) array() {
	if !f.enter() {
		return
	}
	if f.next() == ']' {
		f.i++
		f.depth--
		return
	}
	above := len(f.path)
	for n := 0; ; n++ {
		f.path = strconv.AppendInt(append(f.path, 0), int64(n), 10)
		f.space()
		f.value()
		f.path = f.path[:above]
		if !f.more(']') {
			return
		}
	}
}

// push makes a name the last one of the path.
func (f *jsonFinder) push(name []byte) { f.path = append(append(f.path, 0), name...) }

// name reads the name of a member, which must be the first of its object.
func (f *jsonFinder) name(object int) []byte {
	from := f.i
	f.text()
	if f.wrong != "" {
		return nil
	}
	name := f.b[from+1 : f.i-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		var s string
		if json.Unmarshal(f.b[from:f.i], &s) != nil {
			f.fail("a name that cannot be read")
		}
		name = []byte(s)
	}
	if bytes.IndexByte(name, 0) >= 0 {
		f.fail("a name with a NUL")
	}
	key := jsonName{object, maphash.Bytes(jsonSeed, name)}
	if _, twice := f.seen[key]; twice {
		f.fail("a name twice in one object")
	}
	if f.seen == nil {
		f.seen = map[jsonName]struct{}{}
	}
	f.seen[key] = struct{}{}
	return name
}

// text reads a string, whose quote is at the place.
func (f *jsonFinder) text() {
	for f.i++; ; f.i++ {
		switch c := f.next(); {
		case c == '"':
			f.i++
			return
		case c == '\\':
			f.i++
			f.escape()
		case c < ' ':
			f.fail("a string without an end, or with a control character")
		}
		if f.wrong != "" {
			return
		}
	}
}

// escape reads what follows a backslash, up to its last byte.
func (f *jsonFinder) escape() {
	c := f.next()
	if c == 'u' {
		for range 4 {
			f.i++
			if d := f.next(); d-'0' >= 10 && d|0x20-'a' >= 6 {
				f.fail("an escape that is not one")
			}
		}
		return
	}
	if c == 0 || bytes.IndexByte([]byte(`"\/bfnrt`), c) < 0 {
		f.fail("an escape that is not one")
	}
}

func (f *jsonFinder) digits() {
	if f.next()-'0' >= 10 {
		f.fail("a number that is not one")
	}
	for f.next()-'0' < 10 {
		f.i++
	}
}

func (f *jsonFinder) number() {
	if f.next() == '-' {
		f.i++
	}
	if f.next() == '0' {
		f.i++
	} else {
		f.digits()
	}
	if f.next() == '.' {
		f.i++
		f.digits()
	}
	if f.next()|0x20 == 'e' {
		f.i++
		if c := f.next(); c == '+' || c == '-' {
			f.i++
		}
		f.digits()
	}
}

func (f *jsonFinder) literal() {
	for _, word := range [...]string{"true", "false", "null"} {
		if bytes.HasPrefix(f.b[f.i:], []byte(word)) {
			f.i += len(word)
			return
		}
	}
	f.fail("no value")
}
