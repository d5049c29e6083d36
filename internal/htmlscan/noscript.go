package htmlscan

import (
	"bytes"
	"slices"
)

// DefaultMaxNoscript is the longest content of a noscript element that is read
// both ways.
const DefaultMaxNoscript = 64 << 10

// A noscript element is text for a browser that runs scripts, and elements for
// one that does not. A page is only followed past it when both come out of it
// in the same state. Its content is then read as elements, for the readers
// without scripts, up to the first "</noscript", which ends it for the others.

// skipNoscript waits for the whole content and compares the two readings. It
// is false when the buffer is too short.
func (s *Scanner) skipNoscript(b []byte, eof bool) bool {
	end, ok := s.noscriptEndTag(b, eof)
	switch {
	case s.why != None:
		return false
	case !ok && eof: // for one reading it is all text, for the other anything
		s.giveUp(Ambiguous)
		return false
	case !ok:
		return false
	}
	marks, same := s.tryElements(b[:end:end])
	switch {
	case !same:
		s.giveUp(Ambiguous)
		return false
	case marks && s.mode != inHead && s.watch.index < 0:
		s.readElements(b, end)
	default:
		s.Pos, s.state = s.cutPos, stRaw // right before its end tag
	}
	return true
}

// noscriptEndTag looks for the end tag and returns the offset behind it.
func (s *Scanner) noscriptEndTag(b []byte, eof bool) (end int, ok bool) {
	for {
		k := bytes.IndexByte(b[s.cutPos:], '<')
		if k < 0 {
			s.cutPos = len(b)
			break
		}
		s.cutPos += k
		m := matchTag(b[s.cutPos:], "</", "noscript", eof)
		if m == tooShort {
			break
		}
		if m == matches {
			if s.cutPos-s.Pos > s.MaxNoscript {
				break
			}
			end, _ = findEnd(b, s.cutPos+len("</"), cutName)
			return end, end >= 0
		}
		s.cutPos++
	}
	if s.cutPos-s.Pos > s.MaxNoscript {
		s.giveUp(Ambiguous)
	}
	return 0, false
}

// tryElements reads the content and the end tag as elements, on a copy of the
// state, and reports whether that ends in the state in which the reading as
// text does. marks says that there are tags of interest.
func (s *Scanner) tryElements(b []byte) (marks, same bool) {
	if s.try == nil {
		s.try = new(Scanner)
	}
	t := s.try
	stack, active, templates, displaced := t.stack[:0], t.active[:0], t.templates[:0], t.displaced[:0]
	*t = *s
	t.displaced = displaced
	t.stack = append(stack, s.stack...)
	t.active = append(active, s.active...)
	t.templates = append(templates, s.templates...)
	t.try, t.watch = nil, watch{index: -1}
	if t.pending() {
		return false, false
	}
	t.sideEffect = false
	t.asElement(b)
	for t.why == None {
		ev := t.Next(b, false)
		if ev == NeedMore {
			break
		}
		marks = marks || ev == Start
	}
	if t.why != None || t.state != stData || t.Pos != len(b) || t.sideEffect {
		return marks, false
	}
	if s.mode == inHead && t.mode == inBody {
		// Something in it was not for the head: the body began, with nothing
		// left open in it. The tags that end the head and begin the body are
		// then read over, and the body has content before its tag.
		s.bodyBegun = true
		return false, len(t.stack) == 2 && len(t.active) == 0 && t.form == 0
	}
	n := len(s.stack) - 1
	return marks, t.mode == s.mode && t.form == s.form && slices.Equal(t.templates, s.templates) &&
		slices.Equal(t.stack, s.stack[:n]) && slices.Equal(t.active, s.active)
}

// asElement opens the noscript element again, as one with elements in it.
func (s *Scanner) asElement(b []byte) {
	s.raw = Other
	s.pop()
	s.noScripting = true
	s.startTag(b, &s.tok)
	s.state = stData
}

// readElements goes on inside the element, up to its end tag, which ends at an
// offset.
func (s *Scanner) readElements(b []byte, end int) {
	s.keptFrameset, s.noscriptEnd = s.framesetOK, end
	s.asElement(b)
}

// leaveNoscript goes back to reading as a browser that runs scripts.
func (s *Scanner) leaveNoscript() {
	s.noScripting = false
	s.framesetOK = s.keptFrameset
}
