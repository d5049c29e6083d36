package texts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parseYAML returns the only document of a YAML file, nil when it is empty,
// and all that is wrong with it. The node covers what could be read.
func parseYAML(data []byte) (*node, []fault) {
	if f, ok := lineEndFault(data); ok {
		return nil, []fault{f}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, []fault{yamlFault(err)}
	}
	var p yamlReader
	root := p.read("", doc.Content[0])
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		p.fault(second.Line, "", "a second document begins here", "keep one document per file")
	} else if !errors.Is(err, io.EOF) {
		p.faults = append(p.faults, yamlFault(err))
	}
	if root.kind == kindNull && doc.Content[0].Value == "" {
		root = nil // a file of comments alone, or of "---"
	}
	return root, p.faults
}

// lineEndFault finds the characters that YAML 1.1 takes for ends of lines and
// that would silently become others.
func lineEndFault(data []byte) (fault, bool) {
	for _, c := range []struct{ char, name, escape string }{
		{"\u0085", "U+0085", `\N`}, {"\u2028", "U+2028", `\L`}, {"\u2029", "U+2029", `\P`},
	} {
		if i := bytes.Index(data, []byte(c.char)); i >= 0 {
			return fault{
				line: lineAt(data, i),
				what: "the character " + c.name + " stands here, which YAML takes for the end of a line",
				fix:  "write it as " + c.escape + " in double quotes",
			}, true
		}
	}
	return fault{}, false
}

// lineAt returns the number of the line, from 1, that the offset is on.
func lineAt(data []byte, offset int) int {
	return 1 + bytes.Count(data[:offset], []byte("\n"))
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// yamlFault takes the line out of an error of the YAML package, which has it
// in the text only. An error on the first line has none.
func yamlFault(err error) fault {
	msg := err.Error()
	f := fault{line: 1, fix: "mend the YAML; quotes around the text often help"}
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			f.line = n
		}
		msg = strings.TrimPrefix(msg, m[0])
	}
	f.what = "invalid YAML: " + msg
	return f
}

// yamlReader turns nodes of the YAML package into ours.
type yamlReader struct{ faults []fault }

func (p *yamlReader) fault(line int, key, what, fix string) {
	p.faults = append(p.faults, fault{line, key, what, fix})
}

// read reads the node that stands under a key.
func (p *yamlReader) read(key string, y *yaml.Node) *node {
	n := &node{line: y.Line}
	if y.Anchor != "" {
		p.fault(y.Line, key, "an anchor (&"+y.Anchor+")", "write the text out at each place")
	}
	if tag := y.ShortTag(); y.Style&yaml.TaggedStyle != 0 && tag != "!!str" && y.Kind != yaml.AliasNode {
		p.fault(y.Line, key, "the tag "+tag, "remove it: every scalar is a text")
	}
	switch y.Kind {
	case yaml.MappingNode:
		n.kind = kindMap
		n.pairs = p.pairs(key, y)
	case yaml.SequenceNode:
		n.kind = kindList
		for _, item := range y.Content {
			n.items = append(n.items, p.read(key, item))
		}
	case yaml.ScalarNode:
		n.value = y.Value
		if y.ShortTag() == "!!null" {
			n.kind = kindNull
		}
	case yaml.AliasNode:
		n.value = y.Value
		p.fault(y.Line, key, "an alias (*"+y.Value+")", "write the text out at each place")
	}
	return n
}

func (p *yamlReader) pairs(outer string, y *yaml.Node) []pair {
	pairs := make([]pair, 0, len(y.Content)/2)
	seen := make(map[string]int, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		key := under(outer, k.Value)
		switch {
		case k.Kind != yaml.ScalarNode:
			p.fault(k.Line, outer, "a key that is not a scalar", "write a plain key, such as title")
			continue
		case k.ShortTag() == "!!merge":
			p.fault(k.Line, outer, "a merge key (<<)", "write the texts out at each place")
			continue
		case k.Anchor != "":
			p.fault(k.Line, key, "an anchor (&"+k.Anchor+")", "remove it")
		}
		if line, dup := seen[k.Value]; dup {
			p.fault(k.Line, key, duplicate(k.Value, line), "keep one of them")
			continue
		}
		seen[k.Value] = k.Line
		pairs = append(pairs, pair{k.Value, k.Line, p.read(key, v)})
	}
	return pairs
}

// duplicate says that a key is there twice, and where the first one is.
func duplicate(key string, line int) string {
	return fmt.Sprintf("duplicate key %q, first on line %d", key, line)
}
