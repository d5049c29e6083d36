package exchange

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/teletextio/content/manage/internal/jsondoc"
)

// parseTOML returns a TOML file as a value of JSON, with lines.
func parseTOML(j *job, data []byte) (*jsondoc.Value, error) {
	if deepKey(data) {
		return nil, j.fatal(0, "a key has too many parts", "write it shorter")
	}
	var whole map[string]any
	if err := toml.Unmarshal(data, &whole); err != nil { // duplicates are errors here
		line := 0
		if at := new(toml.DecodeError); errors.As(err, &at) {
			line, _ = at.Position()
		}
		return nil, j.fatal(line, "invalid TOML: "+strings.TrimPrefix(err.Error(), "toml: "), "mend the TOML")
	}
	r := tomlReader{root: &jsondoc.Value{Kind: jsondoc.Object, Line: 1}, below: map[below]*jsondoc.Value{}}
	r.p.Reset(data)
	at := r.root
	for r.p.NextExpression() {
		e := r.p.Expression()
		switch e.Kind {
		case unstable.Table:
			at = r.descend(r.root, e.Key(), 0, false)
		case unstable.ArrayTable:
			at = r.descend(r.root, e.Key(), 0, true)
		case unstable.KeyValue:
			r.set(at, e)
		}
	}
	if err := r.p.Error(); err != nil {
		return nil, j.fatal(0, "invalid TOML: "+err.Error(), "mend the TOML")
	}
	return r.root, nil
}

// deepKey reports whether a key has more parts than any text has, which take
// the package for TOML a time that grows with their square. What is wrong with
// the document otherwise shows later.
func deepKey(data []byte) bool {
	var p unstable.Parser
	p.Reset(data)
	for p.NextExpression() {
		if deep(p.Expression()) {
			return true
		}
	}
	return false
}

func deep(n *unstable.Node) bool {
	switch n.Kind {
	case unstable.KeyValue, unstable.Table, unstable.ArrayTable:
		parts := 0
		for key := n.Key(); key.Next(); {
			parts++
		}
		return parts > maxNesting || n.Kind == unstable.KeyValue && deep(n.Value())
	case unstable.InlineTable, unstable.Array:
		for it := n.Children(); it.Next(); {
			if deep(it.Node()) {
				return true
			}
		}
	}
	return false
}

// tomlReader turns the expressions of a document that is known to be valid into
// values.
type tomlReader struct {
	p     unstable.Parser
	root  *jsondoc.Value
	below map[below]*jsondoc.Value
}

// below names a member of an object.
type below struct {
	of   *jsondoc.Value
	name string
}

// put adds a member to an object.
func (r *tomlReader) put(at *jsondoc.Value, key *unstable.Node, v *jsondoc.Value) {
	at.Members = append(at.Members, jsondoc.Member{Key: string(key.Data), Line: r.line(key), Value: v})
	r.below[below{at, string(key.Data)}] = v
}

// descend returns the object that a dotted key names, without its last left
// parts; it makes those that are missing. item adds one to the list that the
// key names.
func (r *tomlReader) descend(at *jsondoc.Value, key unstable.Iterator, left int, item bool) *jsondoc.Value {
	var parts []*unstable.Node
	for key.Next() {
		parts = append(parts, key.Node())
	}
	for i, n := range parts[:len(parts)-left] {
		last := item && i == len(parts)-1
		next := r.below[below{at, string(n.Data)}]
		if next == nil {
			next = &jsondoc.Value{Kind: jsondoc.Object, Line: r.line(n)}
			if last {
				next.Kind = jsondoc.Array
			}
			r.put(at, n, next)
		}
		if last {
			next.Items = append(next.Items, &jsondoc.Value{Kind: jsondoc.Object, Line: r.line(n)})
		}
		if next.Kind == jsondoc.Array {
			next = next.Items[len(next.Items)-1]
		}
		at = next
	}
	return at
}

// set puts the value of an expression where its key says.
func (r *tomlReader) set(at *jsondoc.Value, e *unstable.Node) {
	value := r.value(e.Value())
	at = r.descend(at, e.Key(), 1, false)
	var last *unstable.Node
	for key := e.Key(); key.Next(); {
		last = key.Node()
	}
	r.put(at, last, value)
}

func (r *tomlReader) value(n *unstable.Node) *jsondoc.Value {
	v := &jsondoc.Value{Line: r.line(n), Text: string(n.Data)}
	switch n.Kind {
	case unstable.String:
	case unstable.InlineTable:
		v.Kind, v.Text = jsondoc.Object, ""
		for it := n.Children(); it.Next(); {
			r.set(v, it.Node())
		}
	case unstable.Array:
		v.Kind, v.Text = jsondoc.Array, ""
		for it := n.Children(); it.Next(); {
			v.Items = append(v.Items, r.value(it.Node()))
		}
	default:
		v.Kind = jsondoc.Other
	}
	return v
}

func (r *tomlReader) line(n *unstable.Node) int {
	if n.Raw.Length == 0 {
		return 0
	}
	return r.p.Shape(n.Raw).Start.Line
}

// encodeTOML writes texts alone first, because what stands behind a table
// belongs to it, then one table for each message with categories.
func encodeTOML(all map[string]any) []byte {
	var alone, tables strings.Builder
	for _, key := range slices.Sorted(maps.Keys(all)) {
		switch v := all[key].(type) {
		case string:
			fmt.Fprintf(&alone, "%s = %s\n", tomlKey(key), tomlString(v))
		case map[string]string:
			fmt.Fprintf(&tables, "\n[%s]\n", tomlKey(key))
			for _, c := range categories {
				if text, ok := v[c]; ok {
					fmt.Fprintf(&tables, "%s = %s\n", c, tomlString(text))
				}
			}
		}
	}
	return []byte(strings.TrimPrefix(alone.String()+tables.String(), "\n"))
}

// tomlKey writes a key in one piece: one with dots stands in quotes.
func tomlKey(key string) string {
	if strings.Contains(key, ".") {
		return tomlString(key)
	}
	return key
}

// tomlString writes a basic string.
func tomlString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < ' ' || c >= 0x7f && c < 0xa0:
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
