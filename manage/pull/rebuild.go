package pull

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// rebuild writes a whole file from its nodes. It is for files that cannot be
// edited line by line, such as those with mappings in braces: comments stay,
// blank lines do not.
func rebuild(data []byte, final map[string]string) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode, Tag: "!!map"}}}
	}
	root := doc.Content[0]
	left := maps.Clone(final)
	prune(root, "", left)
	for _, name := range slices.Sorted(maps.Keys(left)) {
		root.Content = append(root.Content, textNode(name), textNode(left[name]))
	}
	return encodeYAML(&doc)
}

// prune sets the texts that stay, and removes the others and what is empty
// then. Names that are found are deleted from left.
func prune(n *yaml.Node, prefix string, left map[string]string) {
	kept := n.Content[:0]
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		name := prefix + k.Value
		if v.Kind == yaml.MappingNode {
			prune(v, name+".", left)
			if len(v.Content) == 0 {
				continue
			}
		} else {
			text, ok := left[name]
			if !ok {
				continue
			}
			delete(left, name)
			if v.Value != text {
				w := textNode(text)
				w.LineComment, w.HeadComment, w.FootComment = v.LineComment, v.HeadComment, v.FootComment
				v = w
			}
		}
		kept = append(kept, k, v)
	}
	n.Content = kept
}

// textNode is a scalar that says the text to every reader of YAML.
func textNode(text string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	if !plain(text) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

func encodeYAML(doc *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(doc), enc.Close()); err != nil {
		return nil, err
	}
	if strings.TrimSpace(b.String()) == "{}" {
		return []byte{}, nil
	}
	return b.Bytes(), nil
}
