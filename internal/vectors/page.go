package vectors

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// The places of look-ups.
const (
	InHTML      = "html"
	InText      = "text"
	InAttribute = "attribute"
	InURL       = "url"
)

// spots say which element of a page is a place, and which attribute of it.
var spots = map[string]struct{ tag, attr string }{
	InHTML:      {"main", ""},
	InText:      {"title", ""},
	InAttribute: {"img", "alt"},
	InURL:       {"a", "href"},
}

// Element returns a page whose one element with content is the place. attrs
// stand in its start tag with a space before them; content is its content or,
// where the place is an attribute, that attribute's value, escaped.
func Element(place, attrs, content string) (string, error) {
	s, ok := spots[place]
	if !ok {
		return "", fmt.Errorf("vectors: make page: unknown place %q", place)
	}
	tag := "<" + s.tag + attrs
	switch {
	case s.attr == "":
		tag += ">" + content + "</" + s.tag + ">"
	case s.tag == "img":
		tag += " " + s.attr + `="` + content + `">`
	default:
		tag += " " + s.attr + `="` + content + `">x</` + s.tag + ">"
	}
	if place == InText {
		return "<!DOCTYPE html><html><head>" + tag + "</head><body></body></html>", nil
	}
	return "<!DOCTYPE html><html><head><title>p</title></head><body>" + tag + "</body></html>", nil
}

// Found parses a page as a browser does and returns what stands in the place:
// inner HTML, text content or an attribute's value; and the lang attribute of
// the element.
func Found(place, page string) (content, lang string, err error) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return "", "", err
	}
	s := spots[place]
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != s.tag {
			continue
		}
		switch {
		case place == InHTML:
			var b strings.Builder
			inner(&b, n)
			content = b.String()
		case s.attr != "":
			content = attribute(n, s.attr)
		default:
			content = textContent(n)
		}
		return content, attribute(n, "lang"), nil
	}
	return "", "", fmt.Errorf("vectors: find place: the page has no element %q", s.tag)
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textContent(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

var (
	escapeText  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\u00a0", "&nbsp;")
	escapeValue = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\u00a0", "&nbsp;", `"`, "&quot;")
	rawText     = map[string]bool{"style": true, "script": true, "xmp": true, "iframe": true, "noembed": true, "noframes": true, "plaintext": true}
	void        = map[string]bool{"br": true, "hr": true, "img": true, "wbr": true}
)

// inner writes the inner HTML of an element, as the fragment serialization of
// the HTML standard has it.
func inner(b *strings.Builder, n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			if rawText[n.Data] {
				b.WriteString(c.Data)
			} else {
				b.WriteString(escapeText.Replace(c.Data))
			}
		case html.CommentNode:
			b.WriteString("<!--" + c.Data + "-->")
		case html.ElementNode:
			b.WriteString("<" + c.Data)
			for _, a := range c.Attr {
				b.WriteString(" " + a.Key + `="` + escapeValue.Replace(a.Val) + `"`)
			}
			b.WriteByte('>')
			if !void[c.Data] {
				inner(b, c)
				b.WriteString("</" + c.Data + ">")
			}
		}
	}
}
