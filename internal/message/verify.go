package message

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// verify proves that a browser builds exactly the elements that the tags of a
// text name. Arguments become a letter and the branches of a choice follow one
// another: each is balanced, so what stands beside it changes nothing. The
// result is parsed, written again and must be the same, byte for byte.
func verify(nodes []node, class Class) error {
	if class&HasElement == 0 {
		return nil
	}
	var s sample
	s.nodes(nodes)
	want := string(s.out)
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	tree, err := html.ParseFragment(strings.NewReader(want), context)
	if err != nil {
		return refuse(0, "the markup cannot be parsed")
	}
	var got []byte
	for _, n := range tree {
		got = appendTree(got, n)
	}
	if string(got) == want {
		return nil
	}
	at := 0
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	return refuse(s.offset(at), "a browser moves or closes elements here")
}

// sorted returns attributes in the order of their names: the parser reorders
// those of some elements.
func sorted[A any](attrs []A, name func(A) string) []A {
	return slices.SortedFunc(slices.Values(attrs), func(a, b A) int {
		return strings.Compare(name(a), name(b))
	})
}

// sample writes a tree with samples for arguments.
type sample struct {
	out   []byte
	marks []mark
}

// offset returns the source offset of the element that byte at belongs to.
func (s *sample) offset(at int) int {
	off := 0
	for _, m := range s.marks {
		if m.at > at {
			break
		}
		off = m.off
	}
	return off
}

// nodes writes content.
func (s *sample) nodes(nodes []node) {
	for i := range nodes {
		switch n := &nodes[i]; n.kind {
		case litNode:
			s.out = appendEscaped(s.out, n.text, textPlace)
		case choiceNode:
			for j := range n.choice.branches {
				s.nodes(n.choice.branches[j].nodes)
			}
		case elemNode:
			s.element(n)
		default:
			s.out = append(s.out, 'x')
		}
	}
}

// element writes an element.
func (s *sample) element(n *node) {
	e := n.elem
	s.marks = append(s.marks, mark{len(s.out), n.off})
	s.out = append(append(s.out, '<'), e.tag...)
	for _, a := range sorted(e.attrs, func(a attr) string { return a.name }) {
		s.out = append(append(append(s.out, ' '), a.name...), `="`...)
		s.value(a.value)
		s.out = append(s.out, '"')
	}
	s.out = append(s.out, '>')
	if voidElements[e.tag] {
		return
	}
	if doubles(e) {
		s.out = append(s.out, '\n')
		if e.children[0].kind != litNode {
			s.out = append(s.out, '\n')
		}
	}
	s.nodes(e.children)
	s.marks = append(s.marks, mark{len(s.out), n.off})
	s.out = append(append(append(s.out, "</"...), e.tag...), '>')
}

// value writes an attribute's value.
func (s *sample) value(nodes []node) {
	for i := range nodes {
		switch n := &nodes[i]; n.kind {
		case litNode:
			s.out = appendEscaped(s.out, n.text, attrPlace)
		case choiceNode:
			for j := range n.choice.branches {
				s.value(n.choice.branches[j].nodes)
			}
		default:
			s.out = append(s.out, 'x')
		}
	}
}

// appendTree appends a parsed node in canonical form.
func appendTree(dst []byte, n *html.Node) []byte {
	if n.Type == html.TextNode {
		return appendEscaped(dst, n.Data, textPlace)
	}
	dst = append(append(dst, '<'), n.Data...)
	for _, a := range sorted(n.Attr, func(a html.Attribute) string { return a.Key }) {
		dst = append(append(append(dst, ' '), a.Key...), `="`...)
		dst = append(appendEscaped(dst, a.Val, attrPlace), '"')
	}
	dst = append(dst, '>')
	if voidElements[n.Data] {
		return dst
	}
	if c := n.FirstChild; n.Data == "pre" && c != nil && c.Type == html.TextNode && strings.HasPrefix(c.Data, "\n") {
		dst = append(dst, '\n')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		dst = appendTree(dst, c)
	}
	return append(append(append(dst, "</"...), n.Data...), '>')
}
