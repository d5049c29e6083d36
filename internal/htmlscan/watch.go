package htmlscan

// watch observes one open element until it ends, and decides whether its
// inner bytes can be exchanged for other content that is balanced in itself:
// whether the state of tree construction behind the element is the same
// whatever stood inside.
type watch struct {
	index int    // on the stack; -1: nothing is watched
	node  uint32 // the element

	// The state right behind the start tag.
	active    int // entries in the list of active formatting elements
	base      int // the same without the element's own
	form      uint32
	mode      mode
	templates int

	// The state before the token that is being read.
	clean     bool
	sameList  bool   // of active formatting elements
	last      uint32 // the newest element
	at        int    // where the token begins
	candidate int    // where </body> or </html> began, or -1
	touched   bool   // sideEffect before the candidate
	leaks     bool   // the element is a formatting element that goes on behind its end

	verdict Verdict
}

// Verdict is the outcome of watching an element.
type Verdict uint8

const (
	// Free: the inner bytes can be exchanged.
	Free Verdict = iota
	// Leaks: what stands inside has an effect behind the element: formatting
	// that goes on, a form, a tag for html or body.
	Leaks
	// Torn: the parser takes the element apart, or moves it.
	Torn
)

// Watch begins to observe the element that the tag of the last Start event
// has made. It must be the current node.
func (s *Scanner) Watch() {
	w, i := &s.watch, len(s.stack)-1
	w.index, w.node = i, s.stack[i].node
	w.active, w.form, w.mode, w.templates = len(s.active), s.form, s.mode, len(s.templates)
	w.candidate, w.leaks = -1, false
	w.base = w.active
	if w.base > 0 && s.activeIndex(w.node) >= 0 {
		w.base--
	}
	s.activeLow, s.sideEffect, s.tailText = w.active, false, false
}

// Unwatch ends the observation.
func (s *Scanner) Unwatch() { s.watch.index = -1 }

// Watching reports whether an element is being observed.
func (s *Scanner) Watching() bool { return s.watch.index >= 0 }

// before notes the state at the start of a tag.
func (w *watch) before(s *Scanner, end bool) {
	w.sameList = len(s.active) == w.active
	w.clean = s.activeLow >= w.active && s.form == w.form &&
		(s.mode == w.mode || s.mode == afterBody || s.mode == afterAfterBody) &&
		len(s.templates) == w.templates && !s.sideEffect
	w.last = s.node
	w.at = s.tok.start
	if s.mode != afterBody && s.mode != afterAfterBody {
		w.candidate, w.touched = s.tok.start, s.sideEffect
		s.tailText = false
	} else if s.tok.id != HTML && s.tok.id != Body || !end && s.top().ns != nsHTML {
		s.tailText = true // foreign content goes on behind the body's end
	}
}

// closed tells whether the tag has ended the element, and judges it.
func (w *watch) closed(s *Scanner) bool {
	if len(s.stack) > w.index && s.stack[w.index].node == w.node {
		return false
	}
	w.verdict = Free
	// What is left in the list of active formatting elements goes on behind
	// the element, unless the same tag clears the list to below the element,
	// as the end of a table cell does.
	listed := w.leaks || len(s.active) >= w.active && !w.sameList
	if !w.clean || listed && len(s.active) >= w.base {
		w.verdict = Leaks
	}
	if s.indexOf(w.node) >= 0 {
		w.verdict = Torn
	}
	for i := range s.stack {
		if n := s.stack[i].node; n > w.node && n <= w.last {
			w.verdict = Torn
		}
	}
	w.index = -1
	return true
}

// Verdict returns what became of the watched element after a Closed event.
func (s *Scanner) Verdict() Verdict { return s.watch.verdict }

// ClosedAt returns the offset at which the watched element ended: the start
// of the tag that closed it.
func (s *Scanner) ClosedAt() int { return s.watch.at }

// AtEOF judges an element that is still watched when the page ends. at is
// where its inner bytes end: at the </body> or </html> behind which nothing
// follows that belongs to the element. ok is false where there is none.
func (s *Scanner) AtEOF() (at int, ok bool) {
	w := &s.watch
	if s.mode != afterBody && s.mode != afterAfterBody || s.tailText || w.touched || w.candidate < 0 {
		return 0, false
	}
	return w.candidate, true
}

// Unsettled reports whether a frameset could still take the place of the body,
// which no text has been seen in. A frameset that does makes the page be given
// up as FramesetTaken.
func (s *Scanner) Unsettled() bool { return s.framesetOK && s.mode > afterHead }
