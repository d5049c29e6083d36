package htmlscan

import (
	"bytes"
	"html"
)

// calm reports whether text changes nothing in the state of the page.
func (s *Scanner) calm() bool {
	if s.framesetOK || s.pending() || s.top().ns != nsHTML {
		return false
	}
	return s.mode == inBody || s.mode == inCell || s.mode == inCaption
}

// The kinds of characters that tree construction tells apart.
type charKind uint8

const (
	charOther charKind = iota
	charSpace
	charNUL
)

// text runs b[i:j] through tree construction. whole says that the text ends
// at j. It returns how far it came: to j, or to a character reference that
// the end of the buffer cuts.
func (s *Scanner) text(b []byte, i, j int, whole bool) int {
	if i == s.newline {
		n := newlineAt(b[i:j], whole)
		if n < 0 {
			return i
		}
		i += n
		s.newline = -1
	}
	for i < j {
		kind, n := charKindAt(b[i:j], whole)
		if n == 0 {
			return i
		}
		i += n
		s.char(kind)
		if kind == charOther && (s.calm() || s.mode == inFrameset || s.gaveUp()) {
			return j
		}
	}
	return i
}

// newlineAt returns the length of the newline that b begins with, written as
// itself or as a reference; 0 if there is none, -1 when b is too short to tell.
func newlineAt(b []byte, whole bool) int {
	switch {
	case b[0] == '\n':
		return 1
	case b[0] == '\r' && len(b) > 1 && b[1] == '\n':
		return 2
	case b[0] == '\r' && len(b) == 1 && !whole:
		return -1
	case b[0] == '\r':
		return 1
	case b[0] == '&':
		kind, n := refKind(b, whole)
		if n == 0 {
			return -1
		}
		if kind == charSpace && html.UnescapeString(string(b[:n])) == "\n" {
			return n
		}
	}
	return 0
}

// charKindAt classifies the first character of b and returns its length, 0
// when b is too short to tell.
func charKindAt(b []byte, whole bool) (charKind, int) {
	switch c := b[0]; {
	case class[c]&cSpace != 0:
		n := 1
		for n < len(b) && class[b[n]]&cSpace != 0 {
			n++
		}
		return charSpace, n
	case c == 0:
		return charNUL, 1
	case c == '&':
		return refKind(b, whole)
	}
	return charOther, 1
}

// refKind tells whether the character reference at the start of b stands for
// white space.
func refKind(b []byte, whole bool) (charKind, int) {
	for _, name := range [...]string{"&Tab;", "&NewLine;"} {
		if len(b) < len(name) && !whole && bytes.HasPrefix([]byte(name), b) {
			return charOther, 0
		}
		if bytes.HasPrefix(b, []byte(name)) {
			return charSpace, len(name)
		}
	}
	if len(b) < 2 || b[1] != '#' {
		return charOther, 1
	}
	n, base, code := 2, 10, 0
	if n < len(b) && b[n]|0x20 == 'x' {
		n, base = n+1, 16
	}
	digits := n
	for ; n < len(b); n++ {
		d := digit(b[n])
		if d >= base {
			break
		}
		code = min(code*base+d, 1<<20)
	}
	if n == len(b) && !whole && n < 64 {
		return charOther, 0
	}
	if n == digits {
		return charOther, 1
	}
	if n < len(b) && b[n] == ';' {
		n++
	}
	if code < 256 && class[code]&cSpace != 0 {
		return charSpace, n
	}
	return charOther, n
}

func digit(c byte) int {
	switch {
	case c-'0' < 10:
		return int(c - '0')
	case c|0x20-'a' < 6:
		return int(c|0x20-'a') + 10
	}
	return 99
}

// char is the effect of one character.
func (s *Scanner) char(kind charKind) {
	if e := s.top(); e.ns != nsHTML && !e.isMathText() && !e.integrates() {
		if kind == charOther {
			s.framesetOK = false
		}
		s.tailText = s.tailText || s.mode == afterBody || s.mode == afterAfterBody
		return
	}
	if kind == charSpace {
		s.space()
		return
	}
	s.leaveEarlyModes()
	switch s.mode {
	case inFrameset, afterFrameset, afterAfterFrameset:
		return
	case inColumnGroup:
		if !s.closeColumnGroup() {
			return
		}
	case afterBody, afterAfterBody:
		s.mode = inBody
	}
	if kind == charNUL {
		return
	}
	s.reopen()
	s.framesetOK = false
}

// space is the effect of white space, which is also the first part of a text.
func (s *Scanner) space() {
	switch s.mode {
	case inBody, inCell, inCaption, inTemplate, afterBody, afterAfterBody:
		s.reopen()
	case inTable, inTableBody, inRow:
		if idFlags[s.top().id]&fTablePart == 0 {
			s.reopen()
		}
	}
	if s.mode == afterBody || s.mode == afterAfterBody {
		s.tailText = true
	}
}

// leaveEarlyModes makes the elements up to the body that a text implies.
func (s *Scanner) leaveEarlyModes() {
	switch s.mode {
	case initial:
		s.quirks, s.mode = true, beforeHTML
		fallthrough
	case beforeHTML:
		s.pushImplied(HTML)
		fallthrough
	case beforeHead:
		s.pushImplied(Head)
		s.mode = inHead
		fallthrough
	case inHead, inHeadNoscript:
		if s.mode == inHeadNoscript {
			s.pop()
		}
		s.pop()
		fallthrough
	case afterHead:
		s.pushImplied(Body)
		s.framesetOK = true
		s.mode = inBody
	}
}
