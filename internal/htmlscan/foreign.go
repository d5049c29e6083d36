package htmlscan

// integrates reports whether HTML start tags and text inside e are read by the
// rules for HTML.
func (e *elem) integrates() bool {
	if e.ns == nsSvg {
		return e.id == Desc || e.id == ForeignObject || e.id == Title
	}
	return e.flags&fIntegration != 0
}

// isMathText reports whether e is a MathML text integration point.
func (e *elem) isMathText() bool {
	if e.ns != nsMath {
		return false
	}
	switch e.id {
	case Mi, Mn, Mo, Ms, Mtext:
		return true
	}
	return false
}

// foreignStart applies the rules for foreign content. It returns false when
// the tag is to be read by the rules of the insertion mode.
func (s *Scanner) foreignStart(b []byte, t *tagToken) bool {
	e := s.top()
	switch {
	case e.isMathText() && t.id != Mglyph && t.id != Malignmark,
		e.ns == nsMath && e.id == AnnotationXML && t.id == Svg,
		e.integrates():
		return false
	}
	if idFlags[t.id]&fBreakout != 0 || t.id == Font && fontBreaksOut(b, t) {
		s.breakOut()
		return false
	}
	ns := e.ns
	s.push(t.key, t.id, ns)
	if ns == nsMath && t.id == AnnotationXML && htmlEncoding(b, t) {
		s.top().flags |= fIntegration
	}
	if selfClosing(b, t) {
		s.pop()
	}
	return true
}

// breakOut closes foreign elements down to where HTML is read again.
func (s *Scanner) breakOut() {
	if s.top().ns == nsHTML {
		return
	}
	for i := len(s.stack) - 1; i >= 0; i-- {
		e := &s.stack[i]
		if e.ns == nsHTML || e.integrates() || e.isMathText() {
			s.popTo(i + 1)
			return
		}
	}
}

func fontBreaksOut(b []byte, t *tagToken) bool {
	for _, name := range [...]string{"color", "face", "size"} {
		if _, ok := FindAttr(b, t.nameEnd, name); ok {
			return true
		}
	}
	return false
}

func htmlEncoding(b []byte, t *tagToken) bool {
	a, ok := FindAttr(b, t.nameEnd, "encoding")
	if !ok {
		return false
	}
	v := a.DecodedValue(b)
	return equalFold(v, "text/html") || equalFold(v, "application/xhtml+xml")
}

// foreignEnd closes a foreign element by its end tag. It returns false when
// the tag is to be read by the rules of the insertion mode.
func (s *Scanner) foreignEnd(t *tagToken) bool {
	if s.keys[keyHash(t.key)] == 0 {
		return false
	}
	for i := len(s.stack) - 1; i >= 0; i-- {
		if s.stack[i].key == t.key {
			s.popTo(i)
			return true
		}
		if i > 0 && s.stack[i-1].ns == nsHTML {
			break
		}
	}
	return false
}
