package htmlscan

import "slices"

// namespace of an open element.
type namespace uint8

const (
	nsHTML namespace = iota
	nsMath
	nsSvg
)

// elem is an open element.
type elem struct {
	key    uint64 // packed name
	node   uint32 // identity; rises with every element that is made
	origin uint32 // the element whose tag made it: of a clone, the first; else node
	id     ID
	ns     namespace
	flags  flag  // of HTML elements; fIntegration on foreign ones
	size   uint8 // the length of its name, 0 where its end tag is not simple: see quickSize
}

// formatting is an entry of the list of active formatting elements.
type formatting struct {
	attrs  uint64 // hash of the attributes
	node   uint32
	origin uint32 // as of the element
	id     ID
	marker bool
	open   bool // the element is on the stack of open elements
}

// maxActive is the length of the list of active formatting elements at which
// the page is given up. Every paragraph opens all of them again.
const maxActive = 128

// maxDepth is the depth of the stack at which the page is given up: the
// reference parser refuses pages deeper than that.
const maxDepth = 512

func (s *Scanner) top() *elem {
	if len(s.stack) == 0 {
		return &noElem
	}
	return &s.stack[len(s.stack)-1]
}

var noElem elem

// push opens an element for the current token.
func (s *Scanner) push(key uint64, id ID, ns namespace) {
	if s.foster && idFlags[s.top().id]&fTablePart != 0 {
		s.fostered = true
	}
	s.node++
	e := s.newTop()
	e.key, e.node, e.origin, e.id, e.ns, e.flags, e.size = key, s.node, s.node, id, ns, 0, 0
	if ns == nsHTML {
		e.flags = idFlags[id]
		e.size = quickSize(key, e.flags)
		s.open[id]++
	}
	if ns != nsHTML || id == Other {
		s.keys[keyHash(key)]++
	}
	s.created, s.madeHTML = s.node, ns == nsHTML
	if len(s.stack) > maxDepth {
		s.giveUp(TooDeep)
	}
}

// newTop puts an element on the stack, for the caller to set all of its fields
// in place: one that is put together elsewhere and copied takes twice as long.
func (s *Scanner) newTop() *elem {
	n := len(s.stack)
	if n == cap(s.stack) {
		s.stack = append(s.stack, elem{})
	} else {
		s.stack = s.stack[:n+1]
	}
	return &s.stack[n]
}

// keyHash is the place in keys of a packed name.
func keyHash(key uint64) uint8 { return uint8(key * tableMul >> 56) }

// maybeOpen reports whether an element of this name can be open: false is
// certain. It saves searches of a deep stack that find nothing.
func (s *Scanner) maybeOpen(id ID, key uint64) bool {
	return id != Other && s.open[id] > 0 || s.keys[keyHash(key)] > 0
}

// pop closes the current node.
func (s *Scanner) pop() { s.popTo(len(s.stack) - 1) }

// popTo closes all elements from index i on.
func (s *Scanner) popTo(i int) {
	for j := len(s.stack) - 1; j >= i; j-- {
		s.left(&s.stack[j])
	}
	s.stack = s.stack[:i]
}

// left does the bookkeeping for an element that leaves the stack.
func (s *Scanner) left(e *elem) {
	if e.ns != nsHTML || e.id == Other {
		s.keys[keyHash(e.key)]--
		if e.ns != nsHTML {
			return
		}
	}
	s.open[e.id]--
	if e.id == Select {
		s.leftSelect(e.node)
	}
	if e.flags&fFormatting != 0 {
		for i := len(s.active) - 1; i >= 0; i-- {
			if s.active[i].node == e.node {
				s.active[i].open = false
				s.watch.leaks = s.watch.leaks || e.node == s.watch.node
				return
			}
		}
	}
}

// leftSelect notes that formatting goes on behind the select that it was opened
// in. Parsers with the older rules for select ignore its tags, so the page is
// given up: behind what ends with the select, unless that holds the formatting.
func (s *Scanner) leftSelect(node uint32) {
	for i := range s.active {
		switch origin := s.active[i].origin; {
		case origin <= node:
		case s.watch.index >= 0 && origin > s.watch.node:
			s.giveUp(Ambiguous)
		default:
			s.leaky = true
		}
	}
}

// remove takes the element at index i out of the middle of the stack.
func (s *Scanner) remove(i int) {
	s.left(&s.stack[i])
	s.stack = append(s.stack[:i], s.stack[i+1:]...)
}

// maxDisplaced is how many displaced elements are told apart.
const maxDisplaced = 64

// displace takes the element at index i off the stack, which goes on to hold
// what stands above it.
func (s *Scanner) displace(i int) {
	if i < len(s.stack)-1 && len(s.displaced) < maxDisplaced {
		s.displaced = append(s.displaced, s.stack[i].origin)
	}
	s.remove(i)
}

// Displaced reports whether one of the elements, or a clone of it, may hold what
// is open although it is not open itself. Their identities rise.
func (s *Scanner) Displaced(nodes ...uint32) bool {
	return len(nodes) > 0 && (len(s.displaced) == maxDisplaced || slices.ContainsFunc(s.displaced, func(node uint32) bool {
		_, found := slices.BinarySearch(nodes, node)
		return found
	}))
}

// indexOf returns the place of a node on the stack, or -1.
func (s *Scanner) indexOf(node uint32) int {
	for i := len(s.stack) - 1; i >= 0; i-- {
		if s.stack[i].node == node {
			return i
		}
	}
	return -1
}

// scope is one of the sets of elements that end a search up the stack.
type scope uint8

const (
	defaultScope scope = iota
	listScope
	buttonScope
	tableScope
)

// inScope returns the index of the innermost open HTML element called id that
// no element of the scope's set hides, or -1.
func (s *Scanner) inScope(sc scope, id ID) int {
	if s.open[id] == 0 {
		return -1
	}
	for i := len(s.stack) - 1; i >= 0; i-- {
		e := &s.stack[i]
		if e.ns == nsHTML && e.id == id {
			return i
		}
		if e.ends(sc) {
			return -1
		}
	}
	return -1
}

// ends reports whether e ends a search in the scope.
func (e *elem) ends(sc scope) bool {
	if sc == tableScope {
		return e.ns == nsHTML && (e.id == HTML || e.id == Table || e.id == Template)
	}
	switch e.ns {
	case nsMath:
		switch e.id {
		case AnnotationXML, Mi, Mn, Mo, Ms, Mtext:
			return true
		}
		return false
	case nsSvg:
		return e.id == Desc || e.id == ForeignObject || e.id == Title
	}
	if e.flags&fScope != 0 {
		return true
	}
	switch sc {
	case listScope:
		return e.id == Ol || e.id == Ul
	case buttonScope:
		return e.id == Button
	}
	return false
}

// special reports whether e is in the category "special".
func (e *elem) special() bool {
	switch e.ns {
	case nsMath:
		switch e.id {
		case AnnotationXML, Mi, Mn, Mo, Ms, Mtext:
			return true
		}
		return false
	case nsSvg:
		return e.id == Desc || e.id == ForeignObject || e.id == Title
	}
	return e.flags&fSpecial != 0
}

// popUntil closes everything from the innermost id in scope on.
func (s *Scanner) popUntil(sc scope, id ID) bool {
	i := s.inScope(sc, id)
	if i < 0 {
		return false
	}
	s.popTo(i)
	return true
}

// popUntilAny does the same for the innermost element that match accepts.
func (s *Scanner) popUntilAny(sc scope, match func(ID) bool) bool {
	for i := len(s.stack) - 1; i >= 0; i-- {
		e := &s.stack[i]
		if e.ns == nsHTML && match(e.id) {
			s.popTo(i)
			return true
		}
		if e.ends(sc) {
			return false
		}
	}
	return false
}

// closeP closes a p that is open in button scope.
func (s *Scanner) closeP() {
	if s.open[P] != 0 {
		s.popUntil(buttonScope, P)
	}
}

// impliedEnds closes the elements whose end tags may be left out, up to one
// called except.
func (s *Scanner) impliedEnds(except ID) {
	i := len(s.stack)
	for i > 0 {
		e := &s.stack[i-1]
		if idFlags[e.id]&fImplied == 0 || except != Other && e.id == except {
			break
		}
		i--
	}
	s.popTo(i)
}

// clearTo closes everything above the innermost element that stop accepts.
func (s *Scanner) clearTo(stop func(ID) bool) {
	for i := len(s.stack) - 1; i >= 0; i-- {
		if id := s.stack[i].id; id == HTML || id == Template || stop(id) {
			s.popTo(i + 1)
			return
		}
	}
}

func isTable(id ID) bool     { return id == Table }
func isRow(id ID) bool       { return id == Tr }
func isTableBody(id ID) bool { return id == Tbody || id == Tfoot || id == Thead }
func isCell(id ID) bool      { return id == Td || id == Th }
func isHeading(id ID) bool   { return idFlags[id]&fHeading != 0 }

// mark puts a marker on the list of active formatting elements.
func (s *Scanner) pushMarker() { s.active = append(s.active, formatting{marker: true}) }

// clearActive removes the list's entries up to the last marker.
func (s *Scanner) clearActive() {
	for n := len(s.active); n > 0; {
		n--
		marker := s.active[n].marker
		s.cutActive(n)
		if marker {
			return
		}
	}
}

// cutActive shortens the list to n entries.
func (s *Scanner) cutActive(n int) {
	s.active = s.active[:n]
	s.activeLow = min(s.activeLow, n)
}

// removeActive takes entry i out of the list.
func (s *Scanner) removeActive(i int) {
	s.active = append(s.active[:i], s.active[i+1:]...)
	s.activeLow = min(s.activeLow, i)
}

// insertActive puts an entry at place i.
func (s *Scanner) insertActive(i int, f formatting) {
	s.active = append(s.active, formatting{})
	copy(s.active[i+1:], s.active[i:])
	s.active[i] = f
	s.activeLow = min(s.activeLow, i)
}

// activeIndex returns the place of a node in the list, or -1.
func (s *Scanner) activeIndex(node uint32) int {
	for i := len(s.active) - 1; i >= 0; i-- {
		if s.active[i].node == node && !s.active[i].marker {
			return i
		}
	}
	return -1
}

// pushFormatting opens a formatting element and lists it.
func (s *Scanner) pushFormatting(b []byte, t *tagToken) {
	s.push(t.key, t.id, nsHTML)
	var attrs uint64
	if t.id != A { // of which two are never listed together
		if t.end-t.nameEnd > 1 {
			attrs = hashAttrs(b, t.nameEnd)
		}
		s.dropThird(t.id, attrs)
	}
	s.list(t.id, s.node, attrs)
	if len(s.active) > maxActive {
		s.giveUp(TooDeep)
	}
}

// dropThird takes the oldest of three equal formatting elements off the list.
func (s *Scanner) dropThird(id ID, attrs uint64) {
	same := 0
	for i := len(s.active) - 1; i >= 0 && !s.active[i].marker; i-- {
		if s.active[i].id == id && s.active[i].attrs == attrs {
			if same++; same >= 3 {
				if s.open[Select] > 0 && !s.inSelect(s.active[i].origin) {
					s.giveUp(Ambiguous)
				}
				s.removeActive(i)
			}
		}
	}
}

// list puts a formatting element that is open on the list of active ones. As
// in newTop, it is written in place.
func (s *Scanner) list(id ID, node uint32, attrs uint64) {
	n := len(s.active)
	if n == cap(s.active) {
		s.active = append(s.active, formatting{})
	} else {
		s.active = s.active[:n+1]
	}
	f := &s.active[n]
	f.attrs, f.node, f.origin, f.id, f.marker, f.open = attrs, node, node, id, false, true
}

// pending reports whether text or an inline element would first reopen
// formatting elements that are listed but not open.
func (s *Scanner) pending() bool {
	n := len(s.active)
	return n > 0 && !s.active[n-1].open && !s.active[n-1].marker
}

// reopen is "reconstruct the active formatting elements".
func (s *Scanner) reopen() {
	if !s.pending() {
		return
	}
	i := len(s.active) - 1
	for i > 0 && !s.active[i-1].marker && !s.active[i-1].open {
		i--
	}
	s.activeLow = min(s.activeLow, i)
	for ; i < len(s.active); i++ {
		f := &s.active[i]
		created, html := s.created, s.madeHTML
		s.push(idKeys[f.id], f.id, nsHTML)
		s.created, s.madeHTML = created, html
		f.node, f.open = s.node, true
		s.top().origin = f.origin
	}
}
