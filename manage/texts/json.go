package texts

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf16"
)

// parseJSON returns the document of a JSON file and all that is wrong with it.
// The caller has made sure of UTF-8.
func parseJSON(data []byte) (*node, []fault) {
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		line := 1
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line = lineAt(data, min(int(syntax.Offset), len(data)))
		}
		return nil, []fault{{line, "", "invalid JSON: " + err.Error(), "mend the JSON"}}
	}
	p := jsonReader{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	p.dec.UseNumber()
	p.surrogates()
	return p.read(""), p.faults
}

// jsonReader turns the tokens of a document that is known to be valid into
// nodes. A token never spans lines, so the line of its end is its line.
type jsonReader struct {
	data   []byte
	dec    *json.Decoder
	at     int // the offset that line is the line of
	line   int
	faults []fault
}

func (p *jsonReader) fault(line int, key, what, fix string) {
	p.faults = append(p.faults, fault{line, key, what, fix})
}

func (p *jsonReader) token() json.Token {
	t, err := p.dec.Token()
	if err != nil {
		panic("texts: read a valid JSON document: " + err.Error())
	}
	end := int(p.dec.InputOffset())
	p.line += bytes.Count(p.data[p.at:end], []byte("\n"))
	p.at = end
	return t
}

func (p *jsonReader) read(key string) *node {
	t := p.token()
	n := &node{line: p.line}
	switch v := t.(type) {
	case nil:
		n.kind = kindNull
	case string:
		n.value = v
	case json.Number:
		n.kind, n.value = kindOther, v.String()
	case bool:
		n.kind, n.value = kindOther, strconv.FormatBool(v)
	case json.Delim:
		if v == '{' {
			n.kind, n.pairs = kindMap, p.pairs(key)
		} else {
			n.kind, n.items = kindList, p.items(key)
		}
	}
	return n
}

func (p *jsonReader) pairs(outer string) (pairs []pair) {
	seen := map[string]int{}
	for p.dec.More() {
		key, _ := p.token().(string) // nothing else can be here
		line := p.line
		value := p.read(under(outer, key))
		if first, dup := seen[key]; dup {
			p.fault(line, under(outer, key), duplicate(key, first), "keep one of them")
			continue
		}
		seen[key] = line
		pairs = append(pairs, pair{key, line, value})
	}
	p.token()
	return pairs
}

func (p *jsonReader) items(key string) (items []*node) {
	for p.dec.More() {
		items = append(items, p.read(key))
	}
	p.token()
	return items
}

// surrogates finds \u escapes of halves of a character, which encoding/json
// replaces without a word. A valid document has backslashes in strings only.
func (p *jsonReader) surrogates() {
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
			p.fault(lineAt(p.data, i), "", "half of a character: "+string(p.data[i:i+6]),
				"write the character itself, or both halves")
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
