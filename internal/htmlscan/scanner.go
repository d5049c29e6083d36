package htmlscan

import "bytes"

// Event is what Next has come to.
type Event uint8

const (
	// NeedMore: the buffer is used up to Pos. What lies behind Pos is an
	// unfinished token.
	NeedMore Event = iota
	// Start: a start tag with marks, or any start tag while All is set.
	Start
	// Closed: the watched element has ended, see Verdict.
	Closed
	// GaveUp: the page cannot be followed any further, see Why.
	GaveUp
)

// Why says why a page was given up.
type Why uint8

const (
	None          Why = iota
	TooDeep           // more than 512 open elements
	TooLong           // a tag longer than MaxTag, or more elements than can be counted
	Ambiguous         // parsers differ on what follows
	FramesetTaken     // a frameset takes the place of the body so far
)

// DefaultMaxTag is the longest tag that is looked into. It leaves room for an
// image that is written into its src attribute.
const DefaultMaxTag = 256 << 10

// state is the state of the tokenizer between two calls.
type state uint8

const (
	stData     state = iota
	stCut            // in a tag that the end of the buffer cut
	stRaw            // in RCDATA or raw text, until the end tag of raw
	stNoscript       // in a noscript whose content is not yet whole
	stScript
	stScriptEscaped
	stScriptDouble
	stPlaintext
	stComment
	stBogus // up to the next ">"
	stCDATA
)

// Scanner follows one page. The zero value is not ready; call Reset.
type Scanner struct {
	// Pos is how far the buffer has been read.
	Pos int
	// All makes every start tag an event.
	All bool
	// MaxTag is the longest tag that is looked into, in bytes.
	MaxTag int
	// MaxNoscript is the longest content of a noscript element that is looked
	// into, in bytes. The page is given up at a longer one.
	MaxNoscript int

	prefix   string    // of label attributes, lower case
	interest [256]bool // first bytes of attribute names to look at

	state   state
	cut     cutState
	cutPos  int
	doubt   bool    // in an escaped script, on whose state parsers differ
	dashes  int     // seen in a row, in an escaped script
	tail    [3]byte // the last bytes of a comment or CDATA section
	body    int     // the length of the comment, up to 3
	tok     tagToken
	began   bool // the start of the page has been seen
	newline int  // where a newline would be swallowed, right behind a pre; -1: nowhere
	queued  bool // a Start event waits behind a Closed event
	why     Why

	mode        mode
	quirks      bool
	framesetOK  bool
	foster      bool
	noScripting bool
	stack       []elem
	active      []formatting
	displaced   []uint32 // elements off the stack that hold what is on it
	templates   []mode
	open        [idCount]uint16 // HTML elements by name
	keys        [256]uint16     // other elements, by a hash of their names
	form        uint32
	node        uint32

	created    uint32 // the element that the current tag made
	madeHTML   bool   // it is an HTML element
	fostered   bool   // it was put before a table
	raw        ID     // the open element whose content is text
	leaky      bool   // the page is to be given up behind the tag
	sideEffect bool   // the page outside the watched element was changed
	tailText   bool   // something behind </body> that goes into open elements
	activeLow  int    // the lowest entry of active that was changed

	watch watch

	try          *Scanner // reads a noscript element in the other way
	headEnd      int      // where the </head> began that ended the head
	headEnded    bool     // there was one
	noscriptEnd  int      // where the noscript element ends that is being read as elements
	keptFrameset bool     // framesetOK before it
	bodyBegun    bool     // one of the head has begun the body, for readers without scripts
}

// Reset makes s ready for a new page whose labels begin with prefix, which is
// given in lower case.
func (s *Scanner) Reset(prefix string) {
	*s = Scanner{
		MaxTag: DefaultMaxTag, MaxNoscript: DefaultMaxNoscript, prefix: prefix, framesetOK: true, newline: -1,
		stack: s.stack[:0], active: s.active[:0], templates: s.templates[:0], displaced: s.displaced[:0],
		watch: watch{index: -1}, try: s.try,
	}
	for _, c := range [...]byte{prefix[0], 'l', 't'} {
		s.interest[c] = true
		if isLetter(c) {
			s.interest[c&^0x20] = true
		}
	}
}

// Shift tells s that the first n bytes of the buffer are gone.
func (s *Scanner) Shift(n int) {
	s.Pos -= n
	s.cutPos -= n
	s.tok.start -= n
	s.tok.name -= n
	s.tok.nameEnd -= n
	s.tok.end -= n
	s.tok.first -= n
	s.noscriptEnd -= n
	s.headEnd -= n
	s.newline -= n
	s.watch.at -= n
	s.watch.candidate -= n
}

// Why returns why the page was given up.
func (s *Scanner) Why() Why { return s.why }

func (s *Scanner) gaveUp() bool { return s.why != None }

func (s *Scanner) giveUp(w Why) {
	if s.why == None {
		s.why = w
	}
}

// Next reads on in b, which holds the same bytes as before up to where it
// ended, and more behind. eof says that nothing follows b.
func (s *Scanner) Next(b []byte, eof bool) Event {
	if s.leaky {
		s.giveUp(Ambiguous)
	}
	if s.queued && s.why == None {
		s.queued = false
		return Start
	}
	if !s.began && !s.skipBOM(b, eof) {
		return NeedMore
	}
	for s.why == None {
		switch s.state {
		case stData:
			if ev, done := s.data(b, eof); done {
				return ev
			}
		case stCut:
			if !s.resumeTag(b, eof) {
				if s.why != None {
					return GaveUp
				}
				return NeedMore
			}
		default:
			if !s.skip(b, eof) {
				if s.why != None {
					return GaveUp
				}
				return NeedMore
			}
		}
	}
	return GaveUp
}

// skipBOM skips a byte order mark, which is not part of the page's text.
func (s *Scanner) skipBOM(b []byte, eof bool) bool {
	const bom = "\xef\xbb\xbf"
	if len(b) < len(bom) && !eof && bytes.HasPrefix([]byte(bom), b) {
		return false
	}
	if bytes.HasPrefix(b, []byte(bom)) {
		s.Pos = len(bom)
	}
	s.began = true
	return true
}

// data reads text and tags. done is true when there is an event, or nothing
// left to read.
func (s *Scanner) data(b []byte, eof bool) (ev Event, done bool) {
	for s.state == stData && s.why == None {
		if s.quiet() {
			switch s.quickly(b) {
			case quickTag:
				if ev, done = s.started(b); done {
					return ev, true
				}
				continue
			case quickMarked:
				return Start, true
			case quickClosed:
				return Closed, true
			}
		}
		i := s.Pos
		k := bytes.IndexByte(b[i:], '<')
		end := len(b)
		if k >= 0 {
			end = i + k
		}
		if k != 0 && !s.calm() && end > i {
			if n := s.text(b, i, end, k >= 0 || eof); n < end {
				s.Pos = n
				return NeedMore, true
			}
		}
		s.Pos = end
		if k < 0 {
			return NeedMore, true
		}
		if end+2 >= len(b) {
			return NeedMore, s.lastBytes(b, end, eof)
		}
		switch c := b[end+1]; {
		case isLetter(c):
			s.tok.start = end
			if !s.readTag(b, end+1, &s.tok) {
				return NeedMore, s.cutTag(b, end+1, eof)
			}
			if ev, done = s.started(b); done {
				return ev, true
			}
		case c == '/' && isLetter(b[end+2]):
			s.tok.start = end
			if !s.readTag(b, end+2, &s.tok) {
				return NeedMore, s.cutTag(b, end+2, eof)
			}
			if ev, done = s.ended(); done {
				return ev, true
			}
		default:
			if !s.noTag(b, end, eof) {
				return NeedMore, true
			}
		}
	}
	return NeedMore, false
}

// lastBytes handles a "<" at the very end of the buffer.
func (s *Scanner) lastBytes(b []byte, i int, eof bool) bool {
	if !eof {
		return true
	}
	if i+1 == len(b) || b[i+1] == '/' || !isLetter(b[i+1]) && b[i+1] != '!' && b[i+1] != '?' {
		s.char(charOther)
	} else if !isLetter(b[i+1]) {
		s.comment()
	}
	s.Pos = len(b)
	return true
}

// noTag reads what a "<" begins that is neither a start nor an end tag. It is
// false when b is too short.
func (s *Scanner) noTag(b []byte, i int, eof bool) bool {
	switch b[i+1] {
	case '/', '?':
		s.comment()
		s.Pos, s.state = i+2, stBogus
	case '!':
		return s.markup(b, i, eof)
	default:
		if !s.calm() {
			s.char(charOther)
		}
		s.Pos = i + 1
	}
	return true
}

// ended runs a complete end tag.
func (s *Scanner) ended() (ev Event, done bool) {
	s.Pos = s.tok.end
	if s.watch.index >= 0 {
		ev, done = s.endWatched()
	} else if s.endTag(&s.tok); s.leaky {
		s.giveUp(Ambiguous)
	}
	if s.noScripting && s.Pos == s.noscriptEnd {
		s.leaveNoscript()
	}
	return ev, done
}

// started runs a complete start tag.
func (s *Scanner) started(b []byte) (ev Event, done bool) {
	s.Pos = s.tok.end
	if s.tok.end-s.tok.start > s.MaxTag { // as if the tag had been cut
		s.giveUp(TooLong)
		return GaveUp, true
	}
	if s.watch.index >= 0 {
		s.watch.before(s, false)
	}
	s.startTag(b, &s.tok)
	if s.why != None {
		return GaveUp, true
	}
	switch s.raw {
	case Other:
	case Script:
		s.state, s.dashes, s.doubt = stScript, 0, false
	case Plaintext:
		s.state = stPlaintext
	case Noscript:
		s.state, s.cutPos = stNoscript, s.Pos
	default:
		s.state = stRaw
	}
	event := s.tok.marks != 0 || s.All
	if s.watch.index >= 0 && s.watch.closed(s) {
		s.queued = event
		return Closed, true
	}
	if s.leaky {
		s.giveUp(Ambiguous)
		return GaveUp, true
	}
	if event {
		return Start, true
	}
	return NeedMore, false
}

// endWatched runs an end tag while an element is watched.
func (s *Scanner) endWatched() (ev Event, done bool) {
	s.watch.before(s, true)
	s.endTag(&s.tok)
	if s.why != None {
		return GaveUp, true
	}
	if s.watch.closed(s) {
		return Closed, true
	}
	if s.leaky {
		s.giveUp(Ambiguous)
		return GaveUp, true
	}
	return NeedMore, false
}

// cutTag remembers a tag that the end of the buffer cuts. It is true when
// there is nothing left to read.
func (s *Scanner) cutTag(b []byte, name int, eof bool) bool {
	if eof { // an unfinished tag is dropped by tree construction
		s.Pos = len(b)
		return true
	}
	_, s.cut = findEnd(b, name, cutName)
	s.state, s.cutPos = stCut, len(b)
	return true
}

// resumeTag looks for the end of a cut tag in the bytes that have come since.
func (s *Scanner) resumeTag(b []byte, eof bool) bool {
	end, st := findEnd(b, s.cutPos, s.cut)
	if end >= 0 {
		s.state = stData
		return true
	}
	s.cut, s.cutPos = st, len(b)
	if eof {
		s.state, s.Pos = stData, len(b)
	} else if len(b)-s.Pos > s.MaxTag {
		s.giveUp(TooLong)
	}
	return false
}

// markup reads what begins with "<!". It is false when b is too short.
func (s *Scanner) markup(b []byte, i int, eof bool) bool {
	rest := b[i+2:]
	if bytes.HasPrefix(rest, []byte("--")) {
		s.Pos, s.state, s.body = i+4, stComment, 0
		s.comment()
		return true
	}
	const doctype, cdata = "doctype", "[CDATA["
	if n := min(len(rest), len(doctype)); !eof && n < len(doctype) &&
		(equalFold(rest[:n], doctype[:n]) || string(rest[:n]) == cdata[:n] || string(rest) == "-") {
		return false
	}
	switch {
	case len(rest) >= len(doctype) && equalFold(rest[:len(doctype)], doctype):
		return s.doctype(b, i, i+2+len(doctype), eof)
	case bytes.HasPrefix(rest, []byte(cdata)) && s.top().ns != nsHTML:
		s.Pos, s.state, s.body = i+2+len(cdata), stCDATA, 0
		s.tailText = true // framesetOK may hold on: the section may be empty
	default:
		s.comment()
		s.Pos, s.state = i+2, stBogus
	}
	return true
}

// doctype reads a document type declaration, which only counts in first place.
func (s *Scanner) doctype(b []byte, i, from int, eof bool) bool {
	if s.mode != initial {
		s.afterBodyToken()
		s.Pos, s.state = from, stBogus
		return true
	}
	k := bytes.IndexByte(b[from:], '>')
	if k < 0 {
		if len(b)-i > s.MaxTag {
			s.giveUp(TooLong)
		}
		if !eof {
			return false
		}
		k = len(b) - from
	}
	s.quirks = quirky(b[from : from+k])
	s.mode = beforeHTML
	s.Pos = min(from+k+1, len(b))
	return true
}

// comment is the effect of a comment: none, but behind the body it does not go
// into the elements that are still open, unless foreign content is.
func (s *Scanner) comment() {
	if s.mode != afterBody && s.mode != afterAfterBody {
		return
	}
	if s.top().ns != nsHTML {
		s.tailText = true
	} else {
		s.sideEffect = true
	}
}

// afterBodyToken is the effect of a doctype that is ignored: behind the end of
// the page it goes back into the body's rules.
func (s *Scanner) afterBodyToken() {
	if s.mode == afterBody {
		s.mode = inBody
	}
}
