package content

import (
	"bytes"
	"html"

	"github.com/teletextio/content/internal/htmlscan"
)

// maxHead is how far into a page its head may reach for links to be written
// into it.
const maxHead = 64 << 10

// seoHead is what the injector does in the head of one page.
type seoHead struct {
	lang     bool      // write lang and dir of html
	links    []seoLink // before </head>; nil: none
	watching bool      // the head has not ended
	placed   bool      // the links are in the head
	own      bool      // the page has links of its own
}

// beginHead makes every start tag an event until the head has ended.
func (j *injector) beginHead(h seoHead) {
	j.seo = h
	if h.lang || len(h.links) > 0 {
		j.seo.watching = true
		j.scan.All = true
		j.unread = false
	}
}

// head is called with each event while the head has not ended, after what else
// the event means has been done.
func (j *injector) head(b []byte, ev htmlscan.Event, first int) {
	if !j.seo.watching {
		return
	}
	first = min(first, len(j.edits)) // a refused label takes its edits back
	if at, ok := j.scan.HeadEnd(); ok {
		if len(j.seo.links) > 0 && !j.seo.own && !j.label.open && j.base+int64(at) < maxHead {
			j.placeLinks(at, first)
		}
		j.endHead()
		return
	}
	if ev == htmlscan.Start {
		switch j.scan.Element() {
		case htmlscan.HTML:
			j.htmlTag(b, first)
		case htmlscan.Link:
			j.seo.own = j.seo.own || j.ownLink(b)
		case htmlscan.Body:
			j.endHead()
		}
	}
	if j.base+int64(j.scan.Pos) >= maxHead {
		j.endHead()
	}
}

func (j *injector) endHead() {
	j.seo.watching = false
	j.scan.All = len(j.cfg.rules) > 0
}

// placeLinks puts the links before </head>, which begins at an offset. The
// edits from first on belong to the event that came behind it.
func (j *injector) placeLinks(at, first int) {
	lo := len(j.text)
	for _, l := range j.seo.links {
		j.text = append(j.text, `<link rel="`...)
		j.text = append(j.text, l.rel...)
		if l.lang != "" {
			j.text = append(j.text, `" hreflang="`...)
			j.text = append(j.text, l.lang...)
		}
		j.text = append(j.text, `" href="`...)
		j.text = append(j.text, html.EscapeString(l.href)...)
		j.text = append(j.text, `">`...)
	}
	j.edits = append(j.edits, edit{from: at, to: at, lo: lo, hi: len(j.text)})
	sortEdits(j.edits[first:])
	j.req.noteUsed("links", string(j.text[lo:]))
	j.seo.placed = true
}

// htmlTag writes lang and dir of the html element, and makes them the language
// in force.
func (j *injector) htmlTag(b []byte, first int) {
	home := j.view.home()
	if !j.seo.lang || home == nil {
		return
	}
	_, node, ok := j.scan.Made()
	if !ok {
		return
	}
	j.req.noteUsed("dir", home.dir)
	t := j.readTag(b)
	j.setUnlessEqual(b, t.lang, "lang", home.tag)
	dir, _ := j.scan.Attr(b, "dir")
	j.setUnlessEqual(b, dir, "dir", home.dir)
	sortEdits(j.edits[first:])
	for i := range j.scopes {
		if j.scopes[i].node == node && j.scopes[i].index >= 0 {
			j.scopes[i].lang = home.tag
		}
	}
}

func (j *injector) setUnlessEqual(b []byte, a htmlscan.Attr, name, value string) {
	if a.End != 0 && bytes.EqualFold(trim(a.DecodedValue(b)), []byte(value)) {
		return
	}
	j.setAttr(b, a, name, value, false)
}

// ownLink reports whether the last start tag is a link that the options would
// write: <link rel=canonical> or one with hreflang.
func (j *injector) ownLink(b []byte) bool {
	if _, ok := j.scan.Attr(b, "hreflang"); ok {
		return true
	}
	rel, ok := j.scan.Attr(b, "rel")
	if !ok {
		return false
	}
	for word := range bytes.FieldsSeq(rel.DecodedValue(b)) {
		if bytes.EqualFold(word, []byte("canonical")) {
			return true
		}
	}
	return false
}
