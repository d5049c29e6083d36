package rival

import (
	"bytes"

	"golang.org/x/net/html"

	"github.com/teletextio/content/bench/corpus"
)

// newParser is golang.org/x/net/html: parse the page, change the tree, render
// it. Texts are put in as raw nodes, which spares their parsing.
func newParser() (rewriter, func() error, error) {
	return func(page []byte, out *Output) error {
		doc, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			return err
		}
		for n := range doc.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "data-txt" {
					if t := finished[a.Val]; t != nil {
						replaceNode(n, t)
					}
					break
				}
			}
		}
		return html.Render(out, doc)
	}, nil, nil
}

func replaceNode(n *html.Node, t *corpus.Text) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	n.AppendChild(&html.Node{Type: html.RawNode, Data: t.HTML})
	if t.Lang != "" {
		n.Attr = append(n.Attr, html.Attribute{Key: "lang", Val: t.Lang}, html.Attribute{Key: "dir", Val: "ltr"})
	}
}
