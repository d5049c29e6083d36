package htmlscan

// Most tags of a page do one of a few simple things in the body of a page.
// They are run here without the machinery of the insertion modes; what is not
// simple is left to it.

// quick says what a start tag does in the body when nothing is in its way.
type quick uint8

const (
	quickNone   quick = iota
	quickInline       // opens an element
	quickBlock        // closes a paragraph, opens an element
	quickLink         // opens an element and lists it
	quickVoid         // makes an element without content
	quickItem         // li: closes the item before, and a paragraph
	quickHead         // h1 to h6
)

var quickOf = buildQuick()

func buildQuick() (t [idCount]quick) {
	for _, n := range names {
		switch {
		case n.flags == fBreakout:
			t[n.id] = quickInline
		case n.flags&fClosesP != 0:
			t[n.id] = quickBlock
		case n.flags&fHeading != 0:
			t[n.id] = quickHead
		}
	}
	for _, id := range [...]ID{Other, Label} {
		t[id] = quickInline
	}
	for _, id := range [...]ID{Area, Br, Embed, Img, Wbr} {
		t[id] = quickVoid
	}
	t[A], t[Li] = quickLink, quickItem
	return t
}

// simple reports whether the next tag can be run here at all: an ordinary
// place in the body, and nobody who wants to know about it.
func (s *Scanner) simple() bool {
	return (s.mode == inBody || s.mode == inCell) && s.watch.index < 0 && !s.All && !s.noScripting
}

// quickStart runs a start tag that is simple here, and reports whether it was.
func (s *Scanner) quickStart(t *tagToken) bool {
	q := quickOf[t.id]
	if q == quickNone || t.marks != 0 || !s.simple() {
		return false
	}
	top := &s.stack[len(s.stack)-1]
	if top.ns != nsHTML || len(s.stack) >= maxDepth || t.end-t.start > s.MaxTag || s.node > maxNode {
		return false
	}
	switch q {
	case quickInline, quickLink, quickVoid:
		if n := len(s.active); n > 0 {
			if s.pending() {
				return false
			}
			if q == quickLink && s.lastActive(A) >= 0 {
				return s.nextLink(t, top)
			}
		}
		if q == quickLink && s.open[Select] > 0 {
			return false
		}
		if q == quickVoid {
			s.node++
			s.framesetOK = false
			s.Pos = t.end
			return true
		}
		if q == quickLink {
			s.active = append(s.active, formatting{node: s.node + 1, id: A, open: true})
		}
	case quickItem:
		if top.id != Ul && top.id != Ol {
			return false
		}
		s.framesetOK = false
	case quickHead:
		if top.flags&fHeading != 0 {
			return false
		}
	}
	if q >= quickBlock && q != quickLink && s.open[P] != 0 {
		s.closeP()
	}
	s.node++
	s.open[t.id]++
	if t.id == Other {
		s.keys[keyHash(t.key)]++
	}
	s.stack = append(s.stack, elem{key: t.key, node: s.node, id: t.id, flags: idFlags[t.id]})
	s.Pos = t.end
	return true
}

// nextLink runs an a tag inside an a that is the current node: it ends that
// one and takes its place.
func (s *Scanner) nextLink(t *tagToken, top *elem) bool {
	last := &s.active[len(s.active)-1]
	if last.node != top.node || last.id != A || s.open[Select] > 0 {
		return false
	}
	s.node++
	top.node, last.node = s.node, s.node
	s.activeLow = min(s.activeLow, len(s.active)-1)
	s.Pos = t.end
	return true
}

// quickEnd reads an end tag that does nothing but close the current node, as
// nearly all do. It is false when the tag has to be looked at more closely.
func (s *Scanner) quickEnd(b []byte, i int) bool {
	if !s.simple() || s.raw != Other {
		return false
	}
	n, key := tagName(b, i+2)
	if n >= len(b) || b[n] != '>' {
		return false
	}
	e := &s.stack[len(s.stack)-1]
	if e.key != key || e.ns != nsHTML {
		return false
	}
	if e.flags&(fFormatting|fScope|fOwnEnd) != 0 {
		last := len(s.active) - 1
		if e.flags&fFormatting == 0 || last < 0 || s.active[last].node != e.node {
			return false
		}
		s.cutActive(last)
	}
	s.open[e.id]--
	if e.id == Other {
		s.keys[keyHash(e.key)]--
	}
	s.stack = s.stack[:len(s.stack)-1]
	s.Pos = n + 1
	return true
}
