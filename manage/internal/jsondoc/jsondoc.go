// Package jsondoc reads JSON that people have written: in the order of the
// document, with the line of everything, and strictly. Duplicate keys and
// halves of characters are faults, because a text would silently become
// another one.
package jsondoc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
)

// Kind is what a value is.
type Kind uint8

// The kinds of values.
const (
	String Kind = iota
	Object
	Array
	Null
	Other // a number or a boolean
)

// Value is one value of a document.
type Value struct {
	Kind    Kind
	Line    int      // counted from 1
	Text    string   // of a String, and of Other as it is written
	Members []Member // of an Object, in the order of the document, no key twice
	Items   []*Value // of an Array
}

// Member is one member of an object.
type Member struct {
	Key   string
	Line  int // of the key
	Value *Value
}

// Fault is one thing that is wrong with a document, and how to mend it.
type Fault struct {
	Line int
	Path []string // the members that lead to it; empty where that is not known
	What string
	Fix  string
}

// Parse returns the only value of a document, and all that is wrong with it.
// The value is nil when the document is no JSON, else it holds what could be
// read. The caller has made sure of UTF-8.
func Parse(data []byte) (*Value, []Fault) {
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		line := 1
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line = lineAt(data, min(int(syntax.Offset), len(data)))
		}
		return nil, []Fault{{line, nil, "invalid JSON: " + err.Error(), "mend the JSON"}}
	}
	p := reader{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	p.dec.UseNumber()
	p.surrogates()
	return p.read(nil), p.faults
}

// reader turns the tokens of a document that is known to be valid into values.
// A token never spans lines, so the line of its end is its line.
type reader struct {
	data   []byte
	dec    *json.Decoder
	at     int // the offset that line is the line of
	line   int
	faults []Fault
}

func (p *reader) token() json.Token {
	t, err := p.dec.Token()
	if err != nil {
		panic("jsondoc: read a valid document: " + err.Error())
	}
	end := int(p.dec.InputOffset())
	p.line += bytes.Count(p.data[p.at:end], []byte("\n"))
	p.at = end
	return t
}

func (p *reader) read(path []string) *Value {
	t := p.token()
	v := &Value{Line: p.line}
	switch t := t.(type) {
	case nil:
		v.Kind = Null
	case string:
		v.Text = t
	case json.Number:
		v.Kind, v.Text = Other, t.String()
	case bool:
		v.Kind, v.Text = Other, strconv.FormatBool(t)
	case json.Delim:
		if t == '{' {
			v.Kind, v.Members = Object, p.members(path)
		} else {
			v.Kind, v.Items = Array, p.items(path)
		}
	}
	return v
}

func (p *reader) members(path []string) (members []Member) {
	seen := map[string]int{}
	for p.dec.More() {
		key, _ := p.token().(string) // nothing else can be here
		line := p.line
		inner := append(path[:len(path):len(path)], key)
		value := p.read(inner)
		if first, dup := seen[key]; dup {
			p.faults = append(p.faults, Fault{line, inner, fmt.Sprintf("duplicate key %q, first on line %d", key, first), "keep one of them"})
			continue
		}
		seen[key] = line
		members = append(members, Member{key, line, value})
	}
	p.token()
	return members
}

func (p *reader) items(path []string) (items []*Value) {
	for p.dec.More() {
		items = append(items, p.read(path))
	}
	p.token()
	return items
}

// surrogates reports halves of characters, which the JSON package would turn
// into U+FFFD. A valid document has backslashes in strings only.
func (p *reader) surrogates() {
	for i := 0; i < len(p.data); i++ {
		if p.data[i] != '\\' {
			continue
		}
		high := escaped(p.data[i:])
		if !utf16.IsSurrogate(high) {
			i++
			continue
		}
		if utf16.DecodeRune(high, escaped(p.data[i+6:])) == '\uFFFD' {
			p.faults = append(p.faults, Fault{lineAt(p.data, i), nil, "half of a character: " + string(p.data[i:i+6]),
				"write the character itself, or both halves"})
			i += 5
			continue
		}
		i += 11
	}
}

// escaped returns the UTF-16 unit of the \u escape that b begins with, else -1.
func escaped(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}

// lineAt returns the number of the line, from 1, that the offset is on.
func lineAt(data []byte, offset int) int {
	return 1 + bytes.Count(data[:offset], []byte("\n"))
}
