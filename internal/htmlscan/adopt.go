package htmlscan

// endFormatting is the adoption agency algorithm for the end tag of a
// formatting element (section 13.2.6.4.7).
func (s *Scanner) endFormatting(id ID, key uint64) {
	top := s.top()
	ai := s.activeIndex(top.node)
	if top.key == key && ai < 0 {
		s.pop()
		return
	}
	if top.key == key && ai >= 0 && s.lastActive(id) == ai {
		// The common case: the innermost element, properly nested.
		s.removeActive(ai)
		s.pop()
		return
	}
	for i := 0; i < 8 && !s.gaveUp(); i++ {
		fi := s.lastActive(id)
		if fi < 0 {
			s.endOther(id, key)
			return
		}
		f := s.active[fi]
		si := s.indexOf(f.node)
		if si < 0 {
			s.removeActive(fi)
			return
		}
		if s.inScope(defaultScope, id) < 0 {
			return
		}
		block := -1
		for i := si; i < len(s.stack); i++ {
			if s.stack[i].special() {
				block = i
				break
			}
		}
		if block < 0 {
			s.removeActive(fi)
			s.popTo(si)
			return
		}
		s.adopt(f, fi, block)
	}
}

// lastActive returns the last list entry called id behind the last marker.
func (s *Scanner) lastActive(id ID) int {
	for i := len(s.active) - 1; i >= 0 && !s.active[i].marker; i-- {
		if s.active[i].id == id {
			return i
		}
	}
	return -1
}

// adopt is one round of the algorithm: the formatting element f, at fi in
// the list, is closed around the furthest block and opened
// again inside it.
func (s *Scanner) adopt(f formatting, fi, block int) {
	bookmark := fi
	blockNode := s.stack[block].node
	first := true
	for x, j := block-1, 1; s.stack[x].node != f.node; x, j = x-1, j+1 {
		node := s.stack[x].node
		ni := s.activeIndex(node)
		if j > 3 && ni >= 0 { // parsers differ on what becomes of the node
			s.giveUp(Ambiguous)
			return
		}
		if ni < 0 {
			s.remove(x)
			continue
		}
		s.node++
		s.stack[x].node = s.node
		s.active[ni].node = s.node
		s.activeLow = min(s.activeLow, ni)
		if first {
			bookmark, first = ni+1, false
		}
	}
	// The clone of f goes behind the bookmark and right above the block.
	old := s.activeIndex(f.node)
	if old >= 0 && old < bookmark {
		bookmark--
	}
	if old >= 0 {
		s.removeActive(old)
	}
	clone := s.stack[s.indexOf(f.node)]
	s.node++
	clone.node = s.node
	s.insertActive(bookmark, formatting{attrs: f.attrs, node: clone.node, origin: f.origin, id: f.id, open: true})
	s.remove(s.indexOf(f.node))
	at := s.indexOf(blockNode) + 1
	s.stack = append(s.stack, elem{})
	copy(s.stack[at+1:], s.stack[at:])
	s.stack[at] = clone
	s.open[clone.id]++
}

// endOther is "any other end tag".
func (s *Scanner) endOther(id ID, key uint64) {
	if !s.maybeOpen(id, key) {
		return
	}
	for i := len(s.stack) - 1; i >= 0; i-- {
		e := &s.stack[i]
		if e.ns == nsHTML && e.key == key {
			s.popTo(i)
			return
		}
		if e.special() {
			return
		}
	}
}
