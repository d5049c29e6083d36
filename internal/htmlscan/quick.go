package htmlscan

import (
	"bytes"
	"math/bits"
)

// Most tags of a page do one of a few simple things in its body. They are run
// here without the machinery of the insertion modes; what is not simple is left
// to it.

// quick says what a start tag does in the body when nothing is in its way.
type quick uint8

const (
	quickNone   quick = iota
	quickMeta         // makes an element without content, in the head too
	quickVoid         // makes an element without content, in the body
	quickScript       // is read over with its content and its end tag
	quickInline       // opens an element, as those below
	quickLink         // opens an element and lists it
	quickFormat       // the same, if it has no attributes
	quickBlock        // closes a paragraph, opens an element
	quickItem         // li: the same, directly in a list
	quickHead         // h1 to h6: the same
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
		case n.flags&fFormatting != 0:
			t[n.id] = quickFormat
		}
	}
	for _, id := range [...]ID{Other, Label} {
		t[id] = quickInline
	}
	for _, id := range [...]ID{Base, Basefont, Bgsound, Link, Meta} {
		t[id] = quickMeta
	}
	for _, id := range [...]ID{Area, Br, Embed, Img, Input, Param, Source, Track, Wbr} {
		t[id] = quickVoid
	}
	t[A], t[Li], t[Nobr], t[Script] = quickLink, quickItem, quickNone, quickScript
	return t
}

// quiet reports whether the page is in its head or in an ordinary place of its
// body. Most tags are simple there; white space changes nothing, and other text
// in the body nothing but framesetOK.
func (s *Scanner) quiet() bool {
	return (s.mode == inBody || s.mode == inCell || s.mode == inHead) && !s.All && !s.noScripting && s.raw == Other &&
		!s.pending() && s.top().ns == nsHTML
}

// quickStop is where quickly stops, and why.
type quickStop uint8

const (
	quickDone   quickStop = iota // at what is not simple, or no longer quiet
	quickTag                     // at a start tag that is not simple; it is in tok, complete
	quickMarked                  // behind a start tag with marks
	quickClosed                  // behind the end tag of the watched element
)

// quickly runs text and simple tags as long as the page is quiet, and leaves
// Pos behind them.
func (s *Scanner) quickly(b []byte) quickStop {
	i := s.Pos
	for {
		if i < len(b) && b[i] != '<' { // often nothing stands between two tags
			k := bytes.IndexByte(b[i:], '<')
			if k < 0 || (s.framesetOK || s.mode == inHead) && !blank(b[i:i+k]) {
				break
			}
			i += k
		}
		if i+len("<!--")+wordLen > len(b) {
			break
		}
		switch c := b[i+1]; {
		case isLetter(c):
			s.tok.start = i
			if !s.readTag(b, i+1, &s.tok) {
				s.Pos = i
				return quickDone
			}
			end := s.quickStart(b, &s.tok)
			if end < 0 {
				s.Pos = i
				return quickTag
			}
			i = end
			if s.tok.marks != 0 {
				s.Pos = i
				return quickMarked
			}
		case c == '/':
			e := &s.stack[len(s.stack)-1]
			if !e.closedBy(word(b, i+2)) {
				s.Pos = i
				return quickDone
			}
			end := i + len("</>") + int(e.size)
			if len(s.stack)-1 == s.watch.index && s.quickEndWatched(e, i, end) {
				s.Pos = end
				return quickClosed
			}
			if len(s.stack)-1 <= s.watch.index || !s.quickEnd(e) {
				s.Pos = i
				return quickDone
			}
			i = end
			if !s.quiet() {
				s.Pos = i
				return quickDone
			}
		case c == '!':
			end := quickComment(b, i)
			if end < 0 {
				s.Pos = i
				return quickDone
			}
			i = end
		case c == '?' || s.framesetOK || s.mode == inHead:
			s.Pos = i
			return quickDone
		default: // it is text
			i++
		}
	}
	s.Pos = i
	return quickDone
}

// blank reports whether a text is white space.
func blank(text []byte) bool {
	for _, c := range text {
		if class[c]&cSpace == 0 {
			return false
		}
	}
	return true
}

// quickComment returns the end of a comment that begins at b[i], -1 if it is
// not one that ends in "-->" in b.
func quickComment(b []byte, i int) int {
	if b[i+2] != '-' || b[i+3] != '-' {
		return -1
	}
	for n := i + len("<!--"); ; n++ {
		k := bytes.IndexByte(b[n:], '>')
		if k < 0 {
			return -1
		}
		n += k
		if n < i+len("<!----") || b[n-1] == '!' { // it may end in another way
			return -1
		}
		if b[n-1] == '-' && b[n-2] == '-' {
			return n + 1
		}
	}
}

const (
	scriptEnd   = uint64('<') | '/'<<8 | 's'<<16 | 'c'<<24 | 'r'<<32 | 'i'<<40 | 'p'<<48 | 't'<<56
	commentOpen = uint32('<') | '!'<<8 | '-'<<16 | '-'<<24
	caseBits    = 0x2020202020202020
)

// quickScriptEnd returns the end of a script whose content begins at b[i], -1
// if it does not end in a plain end tag in b or has a comment, in which an end
// tag may be none.
func quickScriptEnd(b []byte, i int) int {
	for ; ; i++ {
		k := bytes.IndexByte(b[i:], '<')
		if k < 0 || i+k+wordLen >= len(b) {
			return -1
		}
		i += k
		switch w := word(b, i); {
		case w == scriptEnd && b[i+wordLen] == '>':
			return i + wordLen + 1
		case w|caseBits == scriptEnd || uint32(w) == commentOpen:
			return -1
		}
	}
}

// quickStart runs a start tag that is simple here, and returns where to go on;
// -1 if it is not simple.
func (s *Scanner) quickStart(b []byte, t *tagToken) (end int) {
	q := quickOf[t.id]
	if q == quickNone || t.marks != 0 && q < quickInline || len(s.stack) >= maxDepth || t.end-t.start > s.MaxTag || s.node > maxNode {
		return -1
	}
	end = t.end
	switch q {
	case quickMeta:
		s.node++
		return end
	case quickScript:
		if end = quickScriptEnd(b, end); end >= 0 {
			s.node++
		}
		return end
	}
	if s.mode == inHead || !s.quickInBody(t, q) {
		return -1
	}
	if t.marks != 0 {
		s.created, s.madeHTML, s.fostered = s.node, true, false
	}
	return end
}

// quickInBody runs a start tag that is simple in the body, and reports whether
// it was.
func (s *Scanner) quickInBody(t *tagToken, q quick) bool {
	switch q {
	case quickInline:
	case quickVoid:
		if s.framesetOK || t.id == Input && s.open[Select] > 0 {
			return false
		}
		s.node++
		return true
	case quickLink, quickFormat:
		if s.open[Select] > 0 {
			return false
		}
		if q == quickFormat {
			if t.end-t.nameEnd > 1 || s.listed(t.id) {
				return false
			}
		} else if len(s.active) > 0 && s.lastActive(A) >= 0 {
			return t.marks == 0 && s.nextLink()
		}
		s.list(t.id, s.node+1, 0)
	default:
		top := &s.stack[len(s.stack)-1]
		if q == quickItem && top.id != Ul && top.id != Ol || q == quickHead && top.flags&fHeading != 0 {
			return false
		}
		s.framesetOK = s.framesetOK && q != quickItem
		if s.open[P] != 0 {
			if s.watch.index >= 0 || len(s.active) > 0 || q == quickHead {
				return false // more could be behind the p: a label, formatting, a heading
			}
			s.closeP()
		}
	}
	s.node++
	s.open[t.id]++
	if t.id == Other {
		s.keys[keyHash(t.key)]++
	}
	e, f := s.newTop(), idFlags[t.id]
	e.key, e.node, e.origin, e.id, e.ns, e.flags, e.size = t.key, s.node, s.node, t.id, nsHTML, f, quickSize(t.key, f)
	return true
}

// listed reports whether a formatting element of the name is listed already,
// behind the last marker: three that are equal are the most.
func (s *Scanner) listed(id ID) bool { return len(s.active) > 0 && s.lastActive(id) >= 0 }

// nextLink runs an a tag inside an a that is the current node: it ends that
// one and takes its place.
func (s *Scanner) nextLink() bool {
	at := len(s.stack) - 1
	top, last := &s.stack[at], &s.active[len(s.active)-1]
	if last.node != top.node || last.id != A || at <= s.watch.index {
		return false
	}
	s.node++
	top.node, top.origin = s.node, s.node
	last.node, last.origin = s.node, s.node
	s.activeLow = min(s.activeLow, len(s.active)-1)
	return true
}

// quickSize is the length of a packed name, 0 if it is a long one or if the end
// tag of such an element does more than close it.
func quickSize(key uint64, f flag) uint8 {
	n := uint8(bits.Len64(key)+7) / 8
	if n == wordLen || f&(fScope|fOwnEnd) != 0 {
		return 0
	}
	return n
}

// closedBy reports whether w, which follows "</", is the name of e and ">".
func (e *elem) closedBy(w uint64) bool {
	n := 8 * e.size
	return n != 0 && (w^e.key^'>'<<n)<<(56-n) == 0
}

// quickEnd runs an end tag that does nothing but close e, the current node, as
// nearly all do. It reports whether the tag was so simple.
func (s *Scanner) quickEnd(e *elem) bool {
	if e.flags&fFormatting != 0 {
		last := len(s.active) - 1
		if last < 0 || s.active[last].node != e.node {
			return false
		}
		s.cutActive(last)
	}
	s.open[e.id]--
	if e.id == Other {
		s.keys[keyHash(e.key)]--
	}
	s.stack = s.stack[:len(s.stack)-1]
	return true
}

// quickEndWatched is quickEnd for the end tag b[from:to] of the watched element
// e. It reports whether that has ended the element, so that there is a Verdict.
func (s *Scanner) quickEndWatched(e *elem, from, to int) bool {
	s.tok.start, s.tok.end, s.tok.id = from, to, e.id
	s.watch.before(s, true)
	return s.quickEnd(e) && s.watch.closed(s)
}
