package main

import (
	"strings"

	"golang.org/x/net/html"
)

// find returns the first element of a name below n; where mark is not "", it
// is the element's class or name.
func find(n *html.Node, element, mark string) *html.Node {
	for d := range n.Descendants() {
		if d.Type != html.ElementNode || d.Data != element {
			continue
		}
		if mark == "" || attr(d, "class") == mark || attr(d, "name") == mark {
			return d
		}
	}
	return nil
}

// attr returns the value of an attribute, "" when there is none.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text returns what a reader sees of an element, white space trimmed.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}
