package htmlscan

func (s *Scanner) startInTable(b []byte, t *tagToken) bool {
	switch t.id {
	case Caption:
		s.clearTo(isTable)
		s.pushMarker()
		s.push(t.key, t.id, nsHTML)
		s.mode = inCaption
		return true
	case Colgroup:
		s.clearTo(isTable)
		s.push(t.key, t.id, nsHTML)
		s.mode = inColumnGroup
		return true
	case Col:
		s.clearTo(isTable)
		s.pushImplied(Colgroup)
		s.mode = inColumnGroup
		return false
	case Tbody, Tfoot, Thead:
		s.clearTo(isTable)
		s.push(t.key, t.id, nsHTML)
		s.mode = inTableBody
		return true
	case Td, Th, Tr:
		s.clearTo(isTable)
		s.pushImplied(Tbody)
		s.mode = inTableBody
		return false
	case Table:
		if s.popUntil(tableScope, Table) {
			s.resetMode()
			return false
		}
		return true
	case Style, Script, Template:
		return s.startInHead(b, t)
	case Input:
		if hiddenInput(b, t) {
			s.void(t)
			return true
		}
	case Form:
		if s.open[Template] > 0 || s.form != 0 {
			return true
		}
		s.void(t)
		s.form = s.node
		return true
	}
	s.foster = true
	done := s.startInBody(b, t)
	s.foster = false
	return done
}

func (s *Scanner) endInTable(t *tagToken) bool {
	switch t.id {
	case Table:
		if s.popUntil(tableScope, Table) {
			s.resetMode()
		}
		return true
	case Body, Caption, Col, Colgroup, HTML, Tbody, Td, Tfoot, Th, Thead, Tr:
		return true
	case Template:
		return s.endInHead(t)
	}
	s.foster = true
	done := s.endInBody(t)
	s.foster = false
	return done
}

func (s *Scanner) startInCaption(b []byte, t *tagToken) bool {
	switch t.id {
	case Caption, Col, Colgroup, Tbody, Td, Tfoot, Th, Thead, Tr:
		if t.id == Th { // browsers close the caption, the reference parser does not
			s.giveUp(Ambiguous)
			return true
		}
		return !s.closeCaption()
	}
	return s.startInBody(b, t)
}

// closeCaption closes the open caption, if there is one.
func (s *Scanner) closeCaption() bool {
	if !s.popUntil(tableScope, Caption) {
		return false
	}
	s.clearActive()
	s.mode = inTable
	return true
}

func (s *Scanner) endInCaption(t *tagToken) bool {
	switch t.id {
	case Caption:
		s.closeCaption()
		return true
	case Table:
		return !s.closeCaption()
	case Body, Col, Colgroup, HTML, Tbody, Td, Tfoot, Th, Thead, Tr:
		return true
	}
	return s.endInBody(t)
}

func (s *Scanner) startInColumnGroup(b []byte, t *tagToken) bool {
	switch t.id {
	case HTML:
		return s.startInBody(b, t)
	case Col:
		s.void(t)
		return true
	case Template:
		return s.startInHead(b, t)
	}
	return !s.closeColumnGroup()
}

func (s *Scanner) closeColumnGroup() bool {
	if s.top().id != Colgroup {
		return false
	}
	s.pop()
	s.mode = inTable
	return true
}

func (s *Scanner) endInColumnGroup(t *tagToken) bool {
	switch t.id {
	case Colgroup:
		s.closeColumnGroup()
		return true
	case Col:
		return true
	case Template:
		return s.endInHead(t)
	}
	return !s.closeColumnGroup()
}

func (s *Scanner) startInTableBody(b []byte, t *tagToken) bool {
	switch t.id {
	case Tr:
		s.clearTo(isTableBody)
		s.push(t.key, t.id, nsHTML)
		s.mode = inRow
		return true
	case Td, Th:
		s.clearTo(isTableBody)
		s.pushImplied(Tr)
		s.mode = inRow
		return false
	case Caption, Col, Colgroup, Tbody, Tfoot, Thead:
		return !s.closeTableBody()
	}
	return s.startInTable(b, t)
}

func (s *Scanner) closeTableBody() bool {
	if !s.popUntilAny(tableScope, isTableBody) {
		return false
	}
	s.mode = inTable
	return true
}

func (s *Scanner) endInTableBody(t *tagToken) bool {
	switch t.id {
	case Tbody, Tfoot, Thead:
		if s.inScope(tableScope, t.id) >= 0 {
			s.clearTo(isTableBody)
			s.pop()
			s.mode = inTable
		}
		return true
	case Table:
		return !s.closeTableBody()
	case Body, Caption, Col, Colgroup, HTML, Td, Th, Tr:
		return true
	}
	return s.endInTable(t)
}

func (s *Scanner) startInRow(b []byte, t *tagToken) bool {
	switch t.id {
	case Td, Th:
		s.clearTo(isRow)
		s.push(t.key, t.id, nsHTML)
		s.pushMarker()
		s.mode = inCell
		return true
	case Caption, Col, Colgroup, Tbody, Tfoot, Thead, Tr:
		return !s.closeRow()
	}
	return s.startInTable(b, t)
}

func (s *Scanner) closeRow() bool {
	if s.inScope(tableScope, Tr) < 0 {
		return false
	}
	s.clearTo(isRow)
	s.pop()
	s.mode = inTableBody
	return true
}

func (s *Scanner) endInRow(t *tagToken) bool {
	switch t.id {
	case Tr:
		s.closeRow()
		return true
	case Table:
		return !s.closeRow()
	case Tbody, Tfoot, Thead:
		return s.inScope(tableScope, t.id) < 0 || !s.closeRow()
	case Body, Caption, Col, Colgroup, HTML, Td, Th:
		return true
	}
	return s.endInTable(t)
}

func (s *Scanner) startInCell(b []byte, t *tagToken) bool {
	switch t.id {
	case Caption, Col, Colgroup, Tbody, Td, Tfoot, Th, Thead, Tr:
		return !s.closeCell()
	}
	return s.startInBody(b, t)
}

func (s *Scanner) closeCell() bool {
	if !s.popUntilAny(tableScope, isCell) {
		return false
	}
	s.clearActive()
	s.mode = inRow
	return true
}

func (s *Scanner) endInCell(t *tagToken) bool {
	switch t.id {
	case Td, Th:
		if s.popUntil(tableScope, t.id) {
			s.clearActive()
			s.mode = inRow
		}
		return true
	case Body, Caption, Col, Colgroup, HTML:
		return true
	case Table, Tbody, Tfoot, Thead, Tr:
		if s.inScope(tableScope, t.id) < 0 {
			return true
		}
		if !s.closeCell() {
			s.mode = inRow
		}
		return false
	}
	return s.endInBody(t)
}
