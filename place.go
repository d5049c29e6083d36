package content

import (
	"github.com/teletextio/content/internal/htmlscan"
	"github.com/teletextio/content/internal/message"
)

// placeForm is how a text is written into an element.
type placeForm uint8

const (
	asHTML placeForm = iota
	asText           // its text content, escaped
)

// place holds the text against the element that the last start tag made and
// against what is open around it.
func (j *injector) place(e *entry) (placeForm, Reason) {
	class, at := e.text.Class(), j.scan.Place()
	if at == htmlscan.PlaceOK && j.scan.Element() == htmlscan.Option {
		at = htmlscan.PlaceText // in a datalist, too
	}
	switch at {
	case htmlscan.PlaceOK:
		return asHTML, j.fits(class)
	case htmlscan.PlaceText, htmlscan.PlaceRCDATA:
		if class&message.HasElement != 0 {
			return asText, ReasonElements
		}
		return asText, ReasonNone
	case htmlscan.PlaceVoid:
		return asHTML, ReasonVoid
	case htmlscan.PlaceIgnored:
		return asHTML, ReasonIgnoredTag
	case htmlscan.PlaceRaw:
		return asHTML, ReasonRawText
	case htmlscan.PlaceTable:
		return asHTML, ReasonTable
	case htmlscan.PlaceForeign:
		return asHTML, ReasonForeign
	case htmlscan.PlaceTemplate:
		return asHTML, ReasonTemplate
	case htmlscan.PlaceReopens:
		return asHTML, ReasonFormatting
	}
	return asHTML, ReasonElement
}

// fits compares what the text holds with what is open: a start tag of the text
// that closed an element of the page would tear the page.
func (j *injector) fits(class message.Class) Reason {
	s := &j.scan
	if class&message.HasElement == 0 {
		return ReasonNone
	}
	switch {
	case class&message.HasLink != 0 && j.linkOpen():
		return ReasonLink
	case class&message.HasInteractive != 0 && (s.InteractiveOpen() || j.linkOpen()):
		return ReasonInteractive
	case class&message.HasNobr != 0 && (s.NobrOpen() || j.isOpen(htmlscan.Nobr)):
		return ReasonNobr
	case class&message.HasFormatting != 0 && crowds(class, s.Crowd()):
		return ReasonFormatting
	case class&message.HasHeading != 0 && s.Element().IsHeading():
		return ReasonHeading
	case class&message.HasBlock != 0 && s.ParagraphOpen():
		return ReasonBlock
	case class&message.HasItem != 0 && !isList(s.Element()), class&message.HasTerm != 0 && !j.inTerms():
		return ReasonListItem
	}
	return ReasonNone
}

// crowds reports whether the formatting elements of a text and those of one name
// that are open, or wait to be opened again, could be four.
func crowds(class message.Class, open int) bool {
	switch {
	case class&message.HasTriple != 0:
		return open > 0
	case class&message.HasPair != 0:
		return open > 1
	}
	return open > 2
}

// linkOpen reports whether a link here would stand in another one.
func (j *injector) linkOpen() bool { return j.scan.LinkOpen() || j.isOpen(htmlscan.A) }

// isOpen reports whether an element of the name is open.
func (j *injector) isOpen(id htmlscan.ID) bool {
	for i := range j.scan.Depth() {
		if j.scan.IDAt(i) == id {
			return true
		}
	}
	return false
}

// crowded reports whether the last start tag's element is a formatting element
// in three of the same name. Of four with equal attributes browsers forget the
// first, so an attribute more or less could change what they open again.
func (j *injector) crowded() bool {
	id, n := j.scan.Element(), 0
	if !id.IsFormatting() {
		return false
	}
	for i := range j.scan.Depth() {
		if j.scan.IDAt(i) == id {
			n++
		}
	}
	return n > 3
}

func isList(id htmlscan.ID) bool {
	switch id {
	case htmlscan.Ul, htmlscan.Ol, htmlscan.Menu, htmlscan.Dir:
		return true
	}
	return false
}

// inTerms reports whether dt and dd can stand directly in the last start tag's
// element: a dl, or a div that groups them in one.
func (j *injector) inTerms() bool {
	s := &j.scan
	if s.Element() == htmlscan.Dl {
		return true
	}
	n := s.Depth()
	return s.Element() == htmlscan.Div && n > 1 && s.IDAt(n-2) == htmlscan.Dl
}
