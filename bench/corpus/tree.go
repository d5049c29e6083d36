package corpus

import (
	"bytes"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mark is an attribute that tells the elements of a tree apart.
const mark = "data-bench-candidate"

// inGoodPlaces returns the candidates that the page's tree has exactly once,
// in a place where a text can be inserted.
func inGoodPlaces(page []byte, all []candidate) (good []candidate) {
	var b bytes.Buffer
	last := 0
	for i, c := range all {
		b.Write(page[last:c.at])
		fmt.Fprintf(&b, ` %s="%d"`, mark, i)
		last = c.at
	}
	b.Write(page[last:])
	doc, err := html.Parse(&b)
	if err != nil {
		return nil
	}
	seen := make([]int, len(all))
	for n := range doc.Descendants() {
		if v, ok := attr(n, mark); ok {
			if i, err := strconv.Atoi(v); err == nil && i < len(all) {
				seen[i]++
				if n.Data != all[i].name || n.Namespace != "" || !goodPlace(n, &all[i]) {
					seen[i] = 2
				}
			}
		}
	}
	for i, c := range all {
		if seen[i] == 1 {
			good = append(good, c)
		}
	}
	return good
}

func goodPlace(n *html.Node, c *candidate) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.Data {
		case "template", "noscript", "select", "svg", "math", "head":
			return false
		case "a", "button", "label":
			c.linkable = false
		}
		_, hasLang := attr(p, "lang")
		_, hasTranslate := attr(p, "translate")
		if hasTranslate || hasLang && p.Data != "html" && p.Data != "body" {
			return false
		}
	}
	return true
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

// sameTree reports whether p.Want is the page of the edited tree of p.HTML.
func sameTree(p *Page) bool {
	doc, err := html.Parse(bytes.NewReader(p.HTML))
	if err != nil {
		return false
	}
	want, err := html.Parse(bytes.NewReader(p.Want))
	if err != nil {
		return false
	}
	found := Labelled(doc)
	if len(found) != len(p.Labels) {
		return false
	}
	for i, n := range found {
		t := p.Labels[i]
		if v, _ := attr(n, "data-txt"); v != t.Key {
			return false
		}
		for n.FirstChild != nil {
			n.RemoveChild(n.FirstChild)
		}
		if t.Lang != "" {
			n.Attr = append(n.Attr, html.Attribute{Key: "lang", Val: t.Lang}, html.Attribute{Key: "dir", Val: "ltr"})
		}
		body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
		nodes, err := html.ParseFragment(strings.NewReader(t.HTML), body)
		if err != nil {
			return false
		}
		for _, c := range nodes {
			n.AppendChild(c)
		}
	}
	return dump(doc) == dump(want)
}

// Labelled returns the labelled elements of a tree in document order.
func Labelled(doc *html.Node) (found []*html.Node) {
	for n := range doc.Descendants() {
		if _, ok := attr(n, "data-txt"); ok {
			found = append(found, n)
		}
	}
	return found
}

// Right counts the labels of the page that out, the output of a contender,
// has replaced: those whose element has the text's content and language.
func (p *Page) Right(out []byte) (n int) {
	doc, err := html.Parse(bytes.NewReader(out))
	if err != nil {
		return 0
	}
	byKey := map[string]*html.Node{}
	for _, e := range Labelled(doc) {
		key, _ := attr(e, "data-txt")
		byKey[key] = e
	}
	for _, t := range p.Labels {
		e := byKey[t.Key]
		if e == nil {
			continue
		}
		lang, _ := attr(e, "lang")
		if lang == t.Lang && inner(e) == canonical(t.HTML) {
			n++
		}
	}
	return n
}

// inner renders what an element holds.
func inner(e *html.Node) string {
	var b bytes.Buffer
	for c := range e.ChildNodes() {
		if html.Render(&b, c) != nil {
			return ""
		}
	}
	return b.String()
}

// canonical returns a fragment as it is rendered after parsing.
func canonical(fragment string) string {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(fragment), body)
	if err != nil {
		return fragment
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return inner(body)
}

// dump returns a text that is equal for equal trees.
func dump(n *html.Node) string {
	var b strings.Builder
	dumpTo(&b, n, 0)
	return b.String()
}

func dumpTo(b *strings.Builder, n *html.Node, depth int) {
	attrs := make([]string, len(n.Attr))
	for i, a := range n.Attr {
		attrs[i] = a.Namespace + ":" + a.Key + "=" + strconv.Quote(a.Val)
	}
	sort.Strings(attrs)
	fmt.Fprintf(b, "%d %d %s %q %v\n", depth, n.Type, n.Namespace, n.Data, attrs)
	for c := range n.ChildNodes() {
		dumpTo(b, c, depth+1)
	}
}
