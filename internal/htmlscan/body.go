package htmlscan

// startInBody applies the rules of "in body" to a start tag. Other modes use
// them too.
func (s *Scanner) startInBody(b []byte, t *tagToken) bool {
	f := idFlags[t.id]
	switch {
	case f&fPlain != 0: // span, sub, … : no rules of their own
		s.reopen()
		s.push(t.key, t.id, nsHTML)
		return true
	case f&fClosesP != 0:
		s.closeP()
		s.push(t.key, t.id, nsHTML)
		return true
	case f&fFormatting != 0:
		s.startFormatting(b, t)
		return true
	case f&fHeading != 0:
		s.closeP()
		if s.top().flags&fHeading != 0 || isHeading(s.top().id) {
			s.pop()
		}
		s.push(t.key, t.id, nsHTML)
		return true
	case f&fVoid != 0:
		return s.startVoid(b, t)
	case f&fRawText != 0:
		return s.startText(b, t)
	}
	return s.startOne(b, t)
}

func (s *Scanner) startFormatting(b []byte, t *tagToken) {
	switch t.id {
	case A:
		if i := s.lastActive(A); i >= 0 {
			if s.open[Select] > 0 && !s.inSelect(s.active[i].origin) {
				s.giveUp(Ambiguous)
				return
			}
			node := s.active[i].node
			s.endFormatting(A, t.key)
			if j := s.indexOf(node); j >= 0 {
				s.displace(j)
			}
			if j := s.activeIndex(node); j >= 0 {
				s.removeActive(j)
			}
		}
	case Nobr:
		s.reopen()
		if s.inScope(defaultScope, Nobr) >= 0 {
			s.endFormatting(Nobr, t.key)
		}
	}
	s.reopen()
	s.pushFormatting(b, t)
}

// inSelect reports whether an element was made inside of the innermost select.
// Parsers with the older rules for select ignore formatting in it, so that must
// not change what is outside.
func (s *Scanner) inSelect(origin uint32) bool {
	for i := len(s.stack) - 1; i >= 0; i-- {
		if e := &s.stack[i]; e.id == Select && e.ns == nsHTML {
			return origin > e.node
		}
	}
	return false
}

// startVoid makes the elements without content.
func (s *Scanner) startVoid(b []byte, t *tagToken) bool {
	switch t.id {
	case Base, Basefont, Bgsound, Link, Meta:
		return s.startInHead(b, t)
	case Param, Source, Track:
		s.void(t)
		return true
	case Col, Frame:
		return true
	case Hr:
		if i := s.inScope(buttonScope, P); i >= 0 {
			s.impliedEnds(P)
			s.popUntil(defaultScope, P)
		}
		if s.inScope(defaultScope, Select) >= 0 {
			s.impliedEnds(Other)
		}
		s.void(t)
		s.framesetOK = false
		return true
	case Input:
		s.popUntil(defaultScope, Select)
		s.reopen()
		s.void(t)
		if !hiddenInput(b, t) {
			s.framesetOK = false
		}
		return true
	}
	s.reopen()
	s.void(t)
	s.framesetOK = false
	return true
}

func hiddenInput(b []byte, t *tagToken) bool {
	a, ok := FindAttr(b, t.nameEnd, "type")
	return ok && equalFold(a.DecodedValue(b), "hidden")
}

// startText opens the elements whose content is text for the tokenizer.
func (s *Scanner) startText(b []byte, t *tagToken) bool {
	switch t.id {
	case Noframes, Script, Style, Title:
		return s.startInHead(b, t)
	case Plaintext:
		s.closeP()
	case Textarea, Iframe:
		s.framesetOK = false
	case Xmp:
		s.closeP()
		s.reopen()
		s.framesetOK = false
	case Noscript:
		if s.noScripting {
			s.reopen()
			s.push(t.key, Noscript, nsHTML)
			return true
		}
	}
	s.textElement(t)
	return true
}

// startOne holds the start tags with a rule for each.
func (s *Scanner) startOne(b []byte, t *tagToken) bool {
	switch t.id {
	case HTML, Body:
		s.startAgain(t)
		return true
	case Frameset:
		s.startFrameset()
		return true
	case Template:
		return s.startInHead(b, t)
	case Pre, Listing:
		s.closeP()
		s.framesetOK = false
		s.newline = t.end
	case Form:
		if s.form != 0 && s.open[Template] == 0 {
			return true
		}
		s.closeP()
		s.push(t.key, Form, nsHTML)
		if s.open[Template] == 0 {
			s.form = s.node
		}
		return true
	case Li:
		s.framesetOK = false
		s.closeItem(Li, Li)
	case Dd, Dt:
		s.framesetOK = false
		s.closeItem(Dd, Dt)
	case Button:
		if s.inScope(defaultScope, Button) >= 0 {
			s.impliedEnds(Other)
			s.popUntil(defaultScope, Button)
		}
		s.reopen()
		s.framesetOK = false
	case Applet, Marquee, Object:
		s.reopen()
		s.push(t.key, t.id, nsHTML)
		s.pushMarker()
		s.framesetOK = false
		return true
	case Table:
		if !s.quirks {
			s.closeP()
		}
		s.framesetOK = false
		s.push(t.key, Table, nsHTML)
		s.mode = inTable
		return true
	case Select, Option, Optgroup:
		return s.startSelect(t)
	case Rb, Rtc, Rp, Rt:
		if s.inScope(defaultScope, Ruby) >= 0 {
			except := Other
			if t.id == Rp || t.id == Rt {
				except = Rtc
			}
			s.impliedEnds(except)
		}
	case Math, Svg:
		s.reopen()
		ns := nsMath
		if t.id == Svg {
			ns = nsSvg
		}
		s.push(t.key, t.id, ns)
		if selfClosing(b, t) {
			s.pop()
		}
		return true
	case Caption, Colgroup, Head, Tbody, Td, Tfoot, Th, Thead, Tr:
		return true
	default:
		s.reopen()
	}
	s.push(t.key, t.id, nsHTML)
	return true
}

// startAgain is a second html or body tag: its attributes go to the first.
func (s *Scanner) startAgain(t *tagToken) {
	if s.open[Template] > 0 {
		return
	}
	if t.id == HTML {
		s.sideEffect = true
		return
	}
	if len(s.stack) >= 2 && s.stack[1].id == Body {
		s.framesetOK = false
		s.sideEffect = true
	}
}

// startFrameset replaces a body that has shown nothing yet.
func (s *Scanner) startFrameset() {
	if !s.framesetOK || len(s.stack) < 2 || s.stack[1].id != Body {
		return
	}
	s.giveUp(FramesetTaken)
}

// closeItem closes an open list item that a new one ends.
func (s *Scanner) closeItem(x, y ID) {
	if s.open[x] == 0 && s.open[y] == 0 {
		s.closeP()
		return
	}
	for i := len(s.stack) - 1; i >= 0; i-- {
		e := &s.stack[i]
		if e.id == x || e.id == y {
			s.popTo(i)
			break
		}
		if e.special() && e.id != Address && e.id != Div && e.id != P {
			break
		}
	}
	s.closeP()
}

func (s *Scanner) startSelect(t *tagToken) bool {
	inSelect := s.inScope(defaultScope, Select) >= 0
	switch {
	case t.id == Select && inSelect:
		s.popUntil(defaultScope, Select)
		return true
	case t.id == Select:
		s.framesetOK = false
	case inSelect && t.id == Option:
		s.impliedEnds(Optgroup)
	case inSelect:
		s.impliedEnds(Other)
	case s.top().id == Option:
		s.pop()
	}
	s.reopen()
	s.push(t.key, t.id, nsHTML)
	return true
}

// endInBody applies the rules of "in body" to an end tag.
func (s *Scanner) endInBody(t *tagToken) bool {
	f := idFlags[t.id]
	switch {
	case f&fPlain != 0:
		s.endOther(t.id, t.key)
		return true
	case f&fBlockEnd != 0:
		if s.inScope(defaultScope, t.id) >= 0 {
			s.impliedEnds(Other)
			s.popUntil(defaultScope, t.id)
		}
		return true
	case f&fFormatting != 0:
		s.endFormatting(t.id, t.key)
		return true
	case f&fHeading != 0:
		if s.open[H1]|s.open[H2]|s.open[H3]|s.open[H4]|s.open[H5]|s.open[H6] != 0 {
			s.popUntilAny(defaultScope, isHeading)
		}
		return true
	}
	switch t.id {
	case P:
		if s.inScope(buttonScope, P) < 0 {
			// An empty p is made, which ends foreign content and a p around that.
			s.breakOut()
			s.watch.clean = s.watch.clean && s.inScope(buttonScope, P) > s.watch.index
		}
		s.closeP()
	case Li:
		s.popUntil(listScope, Li)
	case Dd, Dt:
		s.popUntil(defaultScope, t.id)
	case Body, HTML:
		if s.inScope(defaultScope, Body) < 0 {
			return true
		}
		s.mode = afterBody
		return t.id == Body
	case Form:
		s.endForm()
	case Applet, Marquee, Object:
		if s.popUntil(defaultScope, t.id) {
			s.clearActive()
		}
	case Br:
		s.breakOut()
		s.reopen()
		s.framesetOK = false
	case Template:
		return s.endInHead(t)
	default:
		s.endOther(t.id, t.key)
	}
	return true
}

func (s *Scanner) endForm() {
	if s.open[Template] > 0 {
		if i := s.inScope(defaultScope, Form); i >= 0 {
			s.impliedEnds(Other)
			if i < len(s.stack) && s.stack[i].id == Form {
				s.popUntil(defaultScope, Form)
			}
		}
		return
	}
	node := s.form
	s.form = 0
	i := s.inScope(defaultScope, Form)
	if node == 0 || i < 0 || s.stack[i].node != node {
		return
	}
	s.impliedEnds(Other)
	s.displace(s.indexOf(node))
}
