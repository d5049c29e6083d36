package htmlscan

import "bytes"

// Place says whether a text can stand inside the element that the last start
// tag made.
type Place uint8

const (
	PlaceOK       Place = iota // any content
	PlaceText                  // text only, as markup: in a select, svg title
	PlaceRCDATA                // text only, read up to the end tag: title, textarea
	PlaceVoid                  // the element has no content
	PlaceIgnored               // tree construction ignores the tag
	PlaceRaw                   // script, style and the like
	PlaceElement               // a table part, select, html, head, frameset, template
	PlaceTable                 // between the cells of a table
	PlaceForeign               // in svg or math
	PlaceTemplate              // in a template
	PlaceReopens               // formatting from before would be opened again inside
)

// Place judges the element that the tag of the last Start event made.
func (s *Scanner) Place() Place {
	id := s.tok.id
	e := s.top()
	switch {
	case s.created == 0 || id == Body && s.bodyBegun:
		return PlaceIgnored
	case s.open[Template] > 0:
		return PlaceTemplate
	case e.node != s.created:
		return PlaceVoid
	case e.ns != nsHTML:
		return s.foreignPlace(e)
	case id == Title || id == Textarea:
		return PlaceRCDATA
	case s.raw != Other:
		return PlaceRaw
	case s.fostered || s.tableMode():
		return PlaceTable
	}
	switch id {
	case Table, Tbody, Thead, Tfoot, Tr, Colgroup, Select, HTML, Head, Frameset, Noscript:
		return PlaceElement
	}
	switch {
	case s.pending():
		return PlaceReopens
	case id == Optgroup || s.open[Select] > 0:
		return PlaceText // some browsers keep nothing but the text
	}
	return PlaceOK
}

// HasText reports whether a text can be the content of some element of the
// name.
func (id ID) HasText() bool {
	switch id {
	case Table, Tbody, Thead, Tfoot, Tr, Colgroup, Select, HTML, Head, Frameset, Noscript, // PlaceElement
		Template,  // PlaceTemplate
		Svg, Math, // PlaceForeign
		Script, Style, Iframe, Noembed, Noframes, Xmp, Plaintext: // PlaceRaw
		return false
	}
	return !id.IsVoid()
}

func (s *Scanner) tableMode() bool {
	switch s.mode {
	case inTable, inTableBody, inRow, inColumnGroup, inFrameset, afterFrameset, afterAfterFrameset:
		return true
	}
	return false
}

func (s *Scanner) foreignPlace(e *elem) Place {
	if e.ns == nsSvg && (e.id == Title || e.id == Text) && !s.pending() {
		return PlaceText
	}
	return PlaceForeign
}

// Made returns the place on the stack and the identity of the element that the
// last start tag made and left open. ok is false when there is none.
func (s *Scanner) Made() (index int, node uint32, ok bool) {
	if s.created == 0 || s.top().node != s.created {
		return 0, 0, false
	}
	return len(s.stack) - 1, s.created, true
}

// Exists reports whether the last start tag made an element.
func (s *Scanner) Exists() bool { return s.created != 0 }

// IsHTML reports whether the last start tag made an HTML element.
func (s *Scanner) IsHTML() bool { return s.created != 0 && s.madeHTML }

// IsOpen reports whether an element is still open.
func (s *Scanner) IsOpen(index int, node uint32) bool {
	return index < len(s.stack) && s.stack[index].node == node || s.indexOf(node) >= 0
}

// LinkOpen reports whether an a here would close another one.
func (s *Scanner) LinkOpen() bool { return s.lastActive(A) >= 0 }

// NobrOpen reports whether a nobr here would close another one.
func (s *Scanner) NobrOpen() bool {
	return s.lastActive(Nobr) >= 0 || s.inScope(defaultScope, Nobr) >= 0
}

// InteractiveOpen reports whether a button or label is open.
func (s *Scanner) InteractiveOpen() bool { return s.open[Button] > 0 || s.open[Label] > 0 }

// ParagraphOpen reports whether a block here would close a p.
func (s *Scanner) ParagraphOpen() bool { return s.inScope(buttonScope, P) >= 0 }

// Attr returns the first attribute of the last start tag that has this name,
// which is given in lower case.
func (s *Scanner) Attr(b []byte, name string) (Attr, bool) {
	return FindAttr(b, s.tok.nameEnd, name)
}

// TagEnd returns the offset behind the last tag.
func (s *Scanner) TagEnd() int { return s.tok.end }

// TagStart returns the offset at which the last tag begins.
func (s *Scanner) TagStart() int { return s.tok.start }

// NameEnd returns the offset behind the name of the last tag.
func (s *Scanner) NameEnd() int { return s.tok.nameEnd }

// Element returns the name of the element that the last tag asked for.
func (s *Scanner) Element() ID { return s.tok.id }

// AttrFold is Attr for a name in any case.
func (s *Scanner) AttrFold(b, name []byte) (Attr, bool) {
	for n := s.tok.nameEnd; ; {
		a, ok := NextAttr(b, n)
		if !ok {
			return a, false
		}
		if bytes.EqualFold(b[a.Name:a.NameEnd], name) {
			return a, true
		}
		n = a.End
	}
}

// SelfClosing reports whether the last start tag ends in "/>".
func (s *Scanner) SelfClosing(b []byte) bool { return selfClosing(b, &s.tok) }
