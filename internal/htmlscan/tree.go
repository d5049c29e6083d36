package htmlscan

// mode is an insertion mode (section 13.2.4.1).
type mode uint8

const (
	initial mode = iota
	beforeHTML
	beforeHead
	inHead
	inHeadNoscript
	afterHead
	inBody
	inTable
	inCaption
	inColumnGroup
	inTableBody
	inRow
	inCell
	inTemplate
	afterBody
	inFrameset
	afterFrameset
	afterAfterBody
	afterAfterFrameset
)

// maxNode is the number of elements behind which a page is given up.
const maxNode = 1 << 31

// startTag runs a start tag through tree construction.
func (s *Scanner) startTag(b []byte, t *tagToken) {
	if s.node > maxNode {
		s.giveUp(TooLong)
		return
	}
	s.created, s.fostered, s.raw = 0, false, Other
	if s.top().ns != nsHTML && s.foreignStart(b, t) {
		return
	}
	if t.id == Image {
		t.id, t.key = Img, packName([]byte("img"))
	}
	for !s.startIn(b, t) && !s.gaveUp() {
		if s.top().ns != nsHTML && s.foreignStart(b, t) {
			break
		}
	}
	if idFlags[t.id]&fRawText != 0 {
		s.textSwitch(t.id)
	}
}

// textSwitch settles how the tokenizer goes on behind a tag whose content it
// reads as text. Where parsers differ on whether the tag is obeyed, going on
// could make markup out of what another parser takes for text.
func (s *Scanner) textSwitch(id ID) {
	if s.raw == Other && s.created == 0 { // ignored by tree construction, obeyed by some tokenizers
		s.giveUp(Ambiguous)
		return
	}
	if id != Script && s.open[Select] > 0 || s.open[Frameset] > 0 && id != Noframes {
		s.giveUp(Ambiguous)
	}
}

// startIn applies the rules of the current mode; false means: once more, in
// the mode that is current now.
func (s *Scanner) startIn(b []byte, t *tagToken) bool {
	switch s.mode {
	case inBody:
		return s.startInBody(b, t)
	case inCell:
		return s.startInCell(b, t)
	case inCaption:
		return s.startInCaption(b, t)
	case inTable:
		return s.startInTable(b, t)
	case inTableBody:
		return s.startInTableBody(b, t)
	case inRow:
		return s.startInRow(b, t)
	case inColumnGroup:
		return s.startInColumnGroup(b, t)
	case inTemplate:
		return s.startInTemplate(b, t)
	case inFrameset, afterFrameset, afterAfterFrameset:
		return s.startInFrameset(b, t)
	case afterBody, afterAfterBody:
		if t.id == HTML {
			return s.startInBody(b, t)
		}
		s.mode = inBody
		return false
	}
	return s.startBeforeBody(b, t)
}

// startBeforeBody is all that comes before the body.
func (s *Scanner) startBeforeBody(b []byte, t *tagToken) bool {
	switch s.mode {
	case initial:
		s.quirks, s.mode = true, beforeHTML
		return false
	case beforeHTML:
		s.mode = beforeHead
		if t.id == HTML {
			s.push(t.key, HTML, nsHTML)
			return true
		}
		s.pushImplied(HTML)
		return false
	case beforeHead:
		switch t.id {
		case Head:
			s.push(t.key, Head, nsHTML)
			s.mode = inHead
			return true
		case HTML:
			return s.startInBody(b, t)
		}
		s.pushImplied(Head)
		s.mode = inHead
		return false
	case inHead:
		return s.startInHead(b, t)
	case inHeadNoscript:
		return s.startInHeadNoscript(b, t)
	}
	return s.startAfterHead(b, t)
}

// pushImplied opens an element that no tag of the page asked for.
func (s *Scanner) pushImplied(id ID) {
	s.push(idKeys[id], id, nsHTML)
	s.created = 0
}

// void makes an element without content.
func (s *Scanner) void(t *tagToken) {
	if s.foster && idFlags[s.top().id]&fTablePart != 0 {
		s.fostered = true
	}
	s.node++
	s.created, s.madeHTML = s.node, true
	if len(s.stack) >= maxDepth {
		s.giveUp(TooDeep)
	}
}

// text opens an element whose content is read as text.
func (s *Scanner) textElement(t *tagToken) {
	s.push(t.key, t.id, nsHTML)
	s.raw = t.id
}

func (s *Scanner) startInHead(b []byte, t *tagToken) bool {
	switch t.id {
	case HTML:
		return s.startInBody(b, t)
	case Base, Basefont, Bgsound, Link, Meta:
		s.void(t)
		return true
	case Noscript:
		if s.noScripting {
			s.push(t.key, Noscript, nsHTML)
			s.mode = inHeadNoscript
			return true
		}
		s.textElement(t)
		return true
	case Script, Title, Noframes, Style:
		s.textElement(t)
		return true
	case Head:
		return true
	case Template:
		s.startTemplate(t)
		return true
	}
	s.pop()
	s.mode = afterHead
	return false
}

// startTemplate opens a template, wherever it stands.
func (s *Scanner) startTemplate(t *tagToken) {
	for i := range s.stack {
		if s.stack[i].ns != nsHTML { // parsers give up, or differ
			s.giveUp(Ambiguous)
			return
		}
	}
	s.push(t.key, Template, nsHTML)
	s.pushMarker()
	s.framesetOK = false
	s.mode = inTemplate
	s.templates = append(s.templates, inTemplate)
}

func (s *Scanner) startInHeadNoscript(b []byte, t *tagToken) bool {
	switch t.id {
	case HTML:
		return s.startInBody(b, t)
	case Basefont, Bgsound, Link, Meta, Noframes, Style:
		return s.startInHead(b, t)
	case Head, Noscript:
		return true
	}
	s.pop()
	s.mode = inHead
	return false
}

func (s *Scanner) startAfterHead(b []byte, t *tagToken) bool {
	switch t.id {
	case HTML:
		return s.startInBody(b, t)
	case Body:
		s.push(t.key, Body, nsHTML)
		s.framesetOK = false
		s.mode = inBody
		return true
	case Frameset:
		s.push(t.key, Frameset, nsHTML)
		s.mode = inFrameset
		return true
	case Base, Basefont, Bgsound, Link, Meta, Noframes, Script, Style, Template, Title:
		return s.startInHead(b, t)
	case Head:
		return true
	}
	s.pushImplied(Body)
	s.framesetOK = true
	s.mode = inBody
	return false
}

// resetMode is "reset the insertion mode appropriately".
func (s *Scanner) resetMode() {
	for i := len(s.stack) - 1; i >= 0; i-- {
		e := &s.stack[i]
		switch e.id {
		case Td, Th:
			s.mode = inCell
		case Tr:
			s.mode = inRow
		case Tbody, Thead, Tfoot:
			s.mode = inTableBody
		case Caption:
			s.mode = inCaption
		case Colgroup:
			s.mode = inColumnGroup
		case Table:
			s.mode = inTable
		case Template:
			if e.ns != nsHTML {
				continue
			}
			if len(s.templates) == 0 {
				s.giveUp(Ambiguous)
				return
			}
			s.mode = s.templates[len(s.templates)-1]
		case Head:
			s.mode = inHead
		case Body:
			s.mode = inBody
		case Frameset:
			s.mode = inFrameset
		case HTML:
			s.mode = afterHead
		default:
			continue
		}
		return
	}
	s.mode = inBody
}

func (s *Scanner) startInTemplate(b []byte, t *tagToken) bool {
	m := inBody
	switch t.id {
	case Base, Basefont, Bgsound, Link, Meta, Noframes, Script, Style, Template, Title:
		return s.startInHead(b, t)
	case Caption, Colgroup, Tbody, Tfoot, Thead:
		m = inTable
	case Col:
		m = inColumnGroup
	case Tr:
		m = inTableBody
	case Td, Th:
		m = inRow
	}
	s.templates[len(s.templates)-1] = m
	s.mode = m
	return false
}

func (s *Scanner) startInFrameset(b []byte, t *tagToken) bool {
	switch t.id {
	case HTML:
		return s.startInBody(b, t)
	case Noframes:
		return s.startInHead(b, t)
	case Frameset:
		if s.mode == inFrameset {
			s.push(t.key, Frameset, nsHTML)
		}
	case Frame:
		if s.mode == inFrameset {
			s.void(t)
		}
	}
	return true
}
