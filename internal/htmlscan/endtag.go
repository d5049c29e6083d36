package htmlscan

// endTag runs an end tag through tree construction.
func (s *Scanner) endTag(t *tagToken) {
	s.created = 0
	if s.raw != Other { // the tokenizer lets no other end tag through
		s.raw = Other
		s.pop()
		return
	}
	for !s.gaveUp() {
		if s.top().ns != nsHTML && s.foreignEnd(t) {
			return
		}
		if s.endIn(t) {
			return
		}
	}
}

// endIn applies the rules of the current mode; false means: once more, in the
// mode that is current now.
func (s *Scanner) endIn(t *tagToken) bool {
	switch s.mode {
	case inBody:
		return s.endInBody(t)
	case inCell:
		return s.endInCell(t)
	case inCaption:
		return s.endInCaption(t)
	case inTable:
		return s.endInTable(t)
	case inTableBody:
		return s.endInTableBody(t)
	case inRow:
		return s.endInRow(t)
	case inColumnGroup:
		return s.endInColumnGroup(t)
	case inTemplate:
		if t.id == Template {
			return s.endInHead(t)
		}
		return true
	case afterBody:
		if t.id == HTML {
			s.mode = afterAfterBody
			return true
		}
		s.mode = inBody
		return false
	case afterAfterBody:
		s.mode = inBody
		return false
	case inFrameset, afterFrameset, afterAfterFrameset:
		s.endInFrameset(t)
		return true
	}
	return s.endBeforeBody(t)
}

// endBeforeBody is all that comes before the body.
func (s *Scanner) endBeforeBody(t *tagToken) bool {
	opens := t.id == Head || t.id == Body || t.id == HTML || t.id == Br
	switch s.mode {
	case initial:
		s.quirks, s.mode = true, beforeHTML
		return false
	case beforeHTML:
		if !opens {
			return true
		}
		s.pushImplied(HTML)
		s.mode = beforeHead
		return false
	case beforeHead:
		if !opens {
			return true
		}
		s.pushImplied(Head)
		s.mode = inHead
		return false
	case inHead:
		return s.endInHead(t)
	case inHeadNoscript:
		if t.id != Noscript && t.id != Br {
			return true
		}
		s.pop()
		s.mode = inHead
		return t.id == Noscript
	}
	switch { // after head
	case t.id == Template:
		return s.endInHead(t)
	case !opens || t.id == Head:
		return true
	}
	s.pushImplied(Body)
	s.framesetOK = true
	s.mode = inBody
	return false
}

// endInHead serves the modes that use the rules of "in head".
func (s *Scanner) endInHead(t *tagToken) bool {
	switch t.id {
	case Template:
		s.endTemplate()
		return true
	case Head, Body, HTML, Br:
		s.pop()
		s.mode = afterHead
		if t.id == Head {
			s.headEnd, s.headEnded = t.start, true
		}
		return t.id == Head
	}
	return true
}

func (s *Scanner) endTemplate() {
	if s.open[Template] == 0 {
		return
	}
	s.impliedEnds(Other)
	for i := len(s.stack) - 1; i >= 0; i-- {
		if e := &s.stack[i]; e.ns == nsHTML && e.id == Template {
			s.popTo(i)
			break
		}
	}
	s.clearActive()
	if n := len(s.templates); n > 0 {
		s.templates = s.templates[:n-1]
	}
	s.resetMode()
}

func (s *Scanner) endInFrameset(t *tagToken) {
	switch {
	case s.mode == inFrameset && t.id == Frameset && s.top().id != HTML:
		s.pop()
		if s.top().id != Frameset {
			s.mode = afterFrameset
		}
	case s.mode == afterFrameset && t.id == HTML:
		s.mode = afterAfterFrameset
	}
}
