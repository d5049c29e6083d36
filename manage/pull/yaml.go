package pull

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// same reports whether the text that a file has under a name says what is
// wanted already.
type same func(name, has, want string) bool

// editYAML returns the file with the wanted texts. Comments, order, blank
// lines and the form of what stays are kept. A nil or empty file is written
// anew, sorted.
func editYAML(data []byte, want map[string]string, is same) ([]byte, error) {
	e, err := readLeaves(data)
	if err != nil {
		return nil, err
	}
	final := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		l, ok := e.leaves[name]
		switch {
		case !ok:
			final[name] = want[name]
			e.insert(name, want[name])
		case is(name, l.value.Value, want[name]):
			final[name] = l.value.Value
		default:
			final[name] = want[name]
			e.replace(l, want[name])
		}
	}
	for name, l := range e.leaves {
		if _, ok := want[name]; !ok {
			e.edits = append(e.edits, edit{l.first, e.end(l), nil})
		}
	}
	if len(e.edits) == 0 {
		return data, nil
	}
	if out := e.apply(); holds(out, final) {
		return out, nil
	}
	out, err := rebuild(data, final)
	if err == nil && !holds(out, final) {
		err = errors.New("the file cannot be edited")
	}
	return out, err
}

// holds reports whether a file has exactly these texts.
func holds(data []byte, want map[string]string) bool {
	e, err := readLeaves(data)
	if err != nil || len(e.leaves) != len(want) {
		return false
	}
	for name, l := range e.leaves {
		if text, ok := want[name]; !ok || l.value.Value != text {
			return false
		}
	}
	return true
}

// leaf is one text of a file.
type leaf struct {
	key, value *yaml.Node
	first      int // index of its line
}

// edit replaces the lines from first up to end.
type edit struct {
	first, end int
	with       []string
}

// editor edits the lines of a file.
type editor struct {
	lines  []string // with their ends
	leaves map[string]leaf
	maps   map[string]*yaml.Node // mappings by the prefix of the names in them, with a dot behind
	order  []leaf                // by line
	edits  []edit
}

func readLeaves(data []byte) (*editor, error) {
	e := &editor{leaves: map[string]leaf{}, maps: map[string]*yaml.Node{}}
	e.lines = slices.Collect(strings.Lines(string(bytes.TrimPrefix(data, []byte("\ufeff")))))
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 1 && doc.Content[0].Kind == yaml.MappingNode {
		if err := e.walk("", doc.Content[0]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(e.order, func(a, b leaf) int { return cmp.Compare(a.first, b.first) })
	return e, nil
}

func (e *editor) walk(prefix string, n *yaml.Node) error {
	e.maps[prefix] = n
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		name := prefix + k.Value
		switch v.Kind {
		case yaml.MappingNode:
			if err := e.walk(name+".", v); err != nil {
				return err
			}
		case yaml.ScalarNode:
			if _, dup := e.leaves[name]; dup || v.ShortTag() == "!!null" {
				return fmt.Errorf("line %d: %q is no text", k.Line, name)
			}
			l := leaf{k, v, k.Line - 1}
			e.leaves[name] = l
			e.order = append(e.order, l)
		default:
			return fmt.Errorf("line %d: %q is no text", k.Line, name)
		}
	}
	return nil
}

// end returns the index of the line behind a leaf: a text in several lines has
// those below it that are indented further than its key.
func (e *editor) end(l leaf) int {
	end := l.first + 1
	if l.value.Line == l.key.Line && l.value.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && !strings.Contains(l.value.Value, "\n") &&
		!e.continues(l) {
		return end
	}
	for i := end; i < len(e.lines); i++ {
		text := strings.TrimRight(e.lines[i], " \r\n")
		if text == "" {
			continue
		}
		if len(text)-len(strings.TrimLeft(text, " ")) < l.key.Column {
			break
		}
		end = i + 1
	}
	return end
}

// continues reports whether a text in quotes or a plain one goes on below its
// line.
func (e *editor) continues(l leaf) bool {
	line := e.lines[l.first]
	var doc yaml.Node
	if yaml.Unmarshal([]byte(strings.TrimLeft(line, " ")), &doc) != nil || len(doc.Content) == 0 || len(doc.Content[0].Content) != 2 {
		return true
	}
	return doc.Content[0].Content[1].Value != l.value.Value
}

// replace gives a leaf another text.
func (e *editor) replace(l leaf, text string) {
	line := []rune(strings.TrimRight(e.lines[l.first], "\r\n"))
	ending := strings.TrimLeft(e.lines[l.first][len(string(line)):], " ")
	at := l.value.Column - 1
	if l.value.Line != l.key.Line {
		at = l.key.Column - 1 + len([]rune(l.key.Value)) + 1 // behind the colon, when the key has no quotes
	}
	if at > len(line) {
		return // the check of the result finds it
	}
	head := strings.TrimRight(string(line[:at]), " ") + " "
	tail := ""
	if l.value.LineComment != "" {
		tail = " " + l.value.LineComment
	}
	e.edits = append(e.edits, edit{l.first, e.end(l), []string{head + restyled(l.value, text) + tail + cmp.Or(ending, "\n")}})
}

// restyled writes a text in the quotes that the old one had, where they can
// hold it.
func restyled(old *yaml.Node, text string) string {
	simple := !strings.ContainsFunc(text, escaped)
	switch {
	case old.Style&yaml.SingleQuotedStyle != 0 && simple:
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	case old.Style&yaml.DoubleQuotedStyle != 0:
		return quoted(text)
	}
	return scalar(text)
}

// insert adds a text behind the last one of the deepest mapping that its name
// leads into.
func (e *editor) insert(name, text string) {
	prefix := name
	for {
		i := strings.LastIndexByte(prefix, '.')
		if i < 0 {
			prefix = ""
			break
		}
		prefix = prefix[:i]
		if m, ok := e.maps[prefix+"."]; ok && len(m.Content) > 0 {
			prefix += "."
			break
		}
	}
	at, column := len(e.lines), 1
	if m := e.maps[prefix]; prefix != "" {
		column = m.Content[0].Column
		for _, l := range e.order {
			if slices.Contains(m.Content, l.key) {
				at = e.end(l)
			}
		}
	}
	line := strings.Repeat(" ", column-1) + scalar(strings.TrimPrefix(name, prefix)) + ": " + scalar(text) + "\n"
	e.edits = append(e.edits, edit{at, at, []string{line}})
}

// apply returns the edited file.
func (e *editor) apply() []byte {
	slices.SortStableFunc(e.edits, func(a, b edit) int { return cmp.Compare(a.first, b.first) })
	var b bytes.Buffer
	at := 0
	for _, x := range e.edits {
		for ; at < x.first; at++ {
			b.WriteString(e.lines[at])
		}
		if n := b.Len(); n > 0 && len(x.with) > 0 && b.Bytes()[n-1] != '\n' {
			b.WriteByte('\n')
		}
		for _, line := range x.with {
			b.WriteString(line)
		}
		at = max(at, x.end)
	}
	for ; at < len(e.lines); at++ {
		b.WriteString(e.lines[at])
	}
	return b.Bytes()
}
