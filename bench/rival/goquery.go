package rival

import (
	"bytes"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// newGoquery is goquery as its users write it.
func newGoquery() (rewriter, func() error, error) {
	return func(page []byte, out *Output) error {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
		if err != nil {
			return err
		}
		doc.Find("[data-txt]").Each(func(_ int, s *goquery.Selection) {
			t := finished[s.AttrOr("data-txt", "")]
			if t == nil {
				return
			}
			s.SetHtml(t.HTML)
			if t.Lang != "" {
				s.SetAttr("lang", t.Lang)
				s.SetAttr("dir", "ltr")
			}
		})
		return html.Render(out, doc.Nodes[0])
	}, nil, nil
}
