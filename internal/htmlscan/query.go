package htmlscan

// Depth returns the number of open elements.
func (s *Scanner) Depth() int { return len(s.stack) }

// NodeAt returns the identity of the open element at an index, which is less
// than Depth. Identities rise with every element that is made.
func (s *Scanner) NodeAt(index int) uint32 { return s.stack[index].node }

// OriginAt returns the identity of the element whose tag made the open element
// at an index: of the clone of a formatting element, that of the first. A clone
// has the attributes of the first.
func (s *Scanner) OriginAt(index int) uint32 { return s.stack[index].origin }

// IDAt returns the name of the open element at an index. A clone of a
// formatting element has the name of the first.
func (s *Scanner) IDAt(index int) ID { return s.stack[index].id }

// Newest returns the identity of the newest element.
func (s *Scanner) Newest() uint32 { return s.node }

// Marked returns where the first attribute of the last start tag begins that
// has a mark, and whether there are more of them. ok is false when there is none.
func (s *Scanner) Marked() (first int, more, ok bool) {
	return s.tok.first, s.tok.several, s.tok.marks != 0
}

// Created returns the identity of the element that the last start tag made, 0
// when it made none. It may be closed already, as a void element is.
func (s *Scanner) Created() uint32 { return s.created }

// Fostered reports whether the element that the last start tag made stands
// before the table that is open, and not in it.
func (s *Scanner) Fostered() bool { return s.fostered }

// InTemplate reports whether a template is open.
func (s *Scanner) InTemplate() bool { return s.open[Template] > 0 }

// IsFormatting reports whether tree construction may open the element again
// behind its end.
func (id ID) IsFormatting() bool { return idFlags[id]&fFormatting != 0 }

// IsScript reports whether the last start tag made an HTML script whose
// content is being read.
func (s *Scanner) IsScript() bool { return s.raw == Script && s.created != 0 && s.madeHTML }

// HeadEnd returns the offset at which the </head> began that ended the head of
// the page. ok is false as long as there was none: a head may also end without
// it.
func (s *Scanner) HeadEnd() (at int, ok bool) { return s.headEnd, s.headEnded }

// maxCrowd bounds what Crowd looks at.
const maxCrowd = 12

// Crowd returns how many of the formatting elements that are open, or would be
// opened again, have the same name: the largest such number, or one that is
// larger. An a does not count; two of them are never listed together. Of four
// elements that are equal tree construction forgets the first.
func (s *Scanner) Crowd() int {
	most, from := 0, len(s.active)
	for from > 0 && !s.active[from-1].marker {
		from--
	}
	list := s.active[from:]
	if len(list) > maxCrowd {
		return len(list)
	}
	for i := range list {
		n := 0
		for j := range list[:i+1] {
			if list[j].id == list[i].id && list[i].id != A {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}
