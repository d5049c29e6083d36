package content

import (
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/teletextio/content/internal/htmlscan"
	"github.com/teletextio/content/internal/message"
)

// injector rewrites one page as a stream. It is not safe for concurrent use.
//
// The scanner reads a contiguous buffer: the bytes of the current Write where
// nothing is left over from the one before, else buf. What the scanner has
// passed goes out with the edits that lie in it, up to the point that is held
// back: an unfinished tag, the start tag of an open label, or the first label
// in a body that a frameset could still replace.
type injector struct {
	dst     io.Writer
	view    *View
	cfg     *pageConfig
	req     *requestState
	rep     *Report
	own     []any    // Page.Args
	charset *charset // of the page; nil: UTF-8
	seo     seoHead  // what to do in the head

	scan htmlscan.Scanner
	buf  []byte // left over between two Writes, then what has been gathered
	sent int    // the buffer's bytes up to here have gone out

	room     int      // bytes that can be gathered before they are read; 0 once there is an error
	begun    bool     // some of the page has been read; before that, buf is all of it
	unread   bool     // no label is in what there is of the page: see unread.go
	searched int      // the bytes of which that is known
	look     pageLook // whether the page has come before: see plan.go
	making   *plan    // of the page; nil: none

	edits []edit // on bytes not sent, by offset
	text  []byte // what the edits put in

	label     label    // the open one
	unsettled int      // where the first label begins that a frameset could undo; -1: none
	scopes    []scope  // of open elements with a locale, bundle or lang
	lost      bool     // the scope of an element is no longer known that may hold what is open
	formats   []uint32 // formatting elements with the like, rising
	counted   int      // labels on the page

	base    int64 // offset in the page of the buffer's start
	lines   lineCounter
	raw     bool // the rest of the page goes out as it comes
	writing bool // inside dst.Write, whose panics are not ours
	err     error
	tag     labelTag     // scratch: the last start tag
	scope   scope        // scratch: the scope of its element
	key     []byte       // scratch: the full key of a label
	args    message.Args // scratch: the arguments of a label
	outer   message.Args // scratch: those behind them
	slots   slots        // scratch: for a text with functional children
}

// edit puts text[lo:hi] in the place of the buffer's bytes from:to.
type edit struct {
	from, to int
	lo, hi   int
	label    bool // belongs to the open label and falls with it
}

// gatherSize is the number of bytes that are read at a time when they come in
// small writes, or when something is left over from the write before: to begin
// and to end costs as much as to read a hundred tags.
const gatherSize = 16 << 10

// newInjector returns an injector that writes the rewritten page to dst.
// Arguments of req are read when the start tag of a label is complete. req and
// rep may be nil.
func newInjector(dst io.Writer, v *View, cfg *pageConfig, req *requestState, rep *Report) *injector {
	j := injectors.Get().(*injector)
	j.reset(dst, v, cfg, req, rep)
	return j
}

// reset makes j ready for a page. Its buffers stay.
func (j *injector) reset(dst io.Writer, v *View, cfg *pageConfig, req *requestState, rep *Report) {
	j.dst, j.view, j.cfg, j.req, j.rep = dst, v, cfg, req, rep
	j.own, j.charset, j.seo = nil, nil, seoHead{}
	j.scan.Reset(cfg.prefix)
	j.scan.MaxTag, j.scan.MaxNoscript = cfg.limits.Tag, cfg.limits.OldContent
	j.buf, j.edits, j.text = j.buf[:0], j.edits[:0], j.text[:0]
	j.scopes, j.formats, j.lost = j.scopes[:0], j.formats[:0], false
	j.sent, j.room, j.base, j.counted, j.unsettled = 0, gatherSize, 0, 0, -1
	j.label.reset()
	j.lines = lineCounter{}
	j.beginRules()
	j.unread, j.searched = rep == nil && !j.scan.All, 0
	j.begun, j.look, j.making = false, pageLook{}, nil
	j.raw, j.writing, j.err = false, false, nil
	j.scopes = append(j.scopes, rootScope(v))
}

// Write takes the next bytes of the page. On success n is len(p). Small writes
// are gathered: to read a page byte by byte costs more than to read it. A page
// in which no label has come yet, or that may have come before, is gathered
// whole.
func (j *injector) Write(p []byte) (n int, err error) {
	if len(p) < j.room {
		j.gather(p)
		return len(p), nil
	}
	return j.write(p)
}

// gather takes bytes for which there is room.
func (j *injector) gather(p []byte) {
	j.room -= len(p)
	if len(p) == 1 {
		j.buf = append(j.buf, p[0]) // no call
		return
	}
	j.buf = append(j.buf, p...)
}

// write takes more bytes than there is room for.
func (j *injector) write(p []byte) (n int, err error) {
	n = len(p)
	for len(p) > 0 && j.err == nil {
		if len(j.buf) == 0 && len(p) >= gatherSize {
			j.readWhole(p)
			break
		}
		take := min(len(p), j.room)
		j.gather(p[:take])
		p = p[take:]
		if j.room == 0 {
			j.read()
		}
	}
	if j.stopOnError() {
		return 0, j.err
	}
	return n, nil
}

// stopOnError makes every Write behind an error return it.
func (j *injector) stopOnError() bool {
	if j.err != nil {
		j.room = 0
	}
	return j.err != nil
}

// readWhole reads p where it lies: nothing is left over from before.
func (j *injector) readWhole(p []byte) {
	switch {
	case j.raw:
		j.emit(p)
	case j.unread && j.staysUnread(p), j.comesAgain(p):
		j.buf = append(j.buf, p...)
	default:
		j.process(p, false)
		if !j.raw {
			j.buf = append(j.buf, p[j.sent:]...)
			j.shift()
		}
	}
}

// read reads what has been gathered, unless the page may stay unread.
func (j *injector) read() {
	j.room = gatherSize
	switch {
	case j.raw:
		j.emit(j.buf)
		j.buf = j.buf[:0]
	case j.unread && j.staysUnread(j.buf), j.keepsOn():
	default:
		j.process(j.buf, false)
		j.keep()
	}
}

// keep moves what has not been sent to the front of buf.
func (j *injector) keep() {
	if j.raw {
		j.buf = j.buf[:0]
		return
	}
	if j.sent > 0 {
		j.buf = j.buf[:copy(j.buf, j.buf[j.sent:])]
		j.shift()
	}
}

// shift moves all offsets down by the bytes that have been sent.
func (j *injector) shift() {
	n := j.sent
	j.sent = 0
	j.base += int64(n)
	j.scan.Shift(n)
	for i := range j.edits {
		j.edits[i].from -= n
		j.edits[i].to -= n
	}
	j.label.shift(n)
	if j.unsettled >= 0 {
		j.unsettled -= n
	}
}

// Flush sends on all bytes that need not be held back.
func (j *injector) Flush() error {
	if j.gathers() && j.err == nil {
		j.unread, j.begun = false, true
		j.read()
		j.stopOnError()
	}
	return j.err
}

// gathers reports whether bytes wait for nothing but more of the page.
func (j *injector) gathers() bool {
	return j.room < gatherSize || !j.begun && len(j.buf) > 0
}

// release gives j back for another page. Nothing may use it afterwards.
func (j *injector) release() {
	const maxKept = 2 * maxPage
	if cap(j.buf) > maxKept || cap(j.text) > maxKept {
		return
	}
	j.dst, j.view, j.req, j.rep, j.own, j.seo = nil, nil, nil, nil, nil, seoHead{}
	j.look, j.making = pageLook{}, nil
	j.args, j.outer, j.scope = message.Args{}, message.Args{}, scope{}
	j.label.forget()
	clear(j.scopes[:cap(j.scopes)])
	injectors.Put(j)
}

var injectors = sync.Pool{New: func() any { return new(injector) }}

// Close ends the page. It does not close dst.
func (j *injector) Close() error { return j.CloseWith(nil) }

// CloseWith takes the rest of the page and ends it. A page that comes in one
// piece is not copied.
func (j *injector) CloseWith(rest []byte) error {
	page := rest
	if j.begun || len(j.buf) > 0 {
		_, _ = j.Write(rest) // its error stays in j.err
		page = j.buf
	}
	switch {
	case j.err != nil:
	case j.raw || j.unread && j.staysUnread(page):
		j.emit(page)
	case !j.begun:
		j.whole(page)
	default:
		j.process(page, true)
	}
	return j.close()
}

// close makes every later Write an error, and returns that of the page.
func (j *injector) close() error {
	j.buf = j.buf[:0]
	err := j.err
	j.err, j.room = errClosed, 0
	return err
}

var errClosed = errors.New("content: write to a page that is closed")

// process reads b as far as it goes and sends what can be sent. A panic of
// ours turns the rest of the page over to be sent as it is.
func (j *injector) process(b []byte, eof bool) {
	j.begun = true
	defer func() {
		if j.writing {
			return // a panic of dst, or none
		}
		if v := recover(); v != nil {
			j.panicked(b, v)
		}
	}()
	j.run(b, eof)
}

// run is process without the net.
func (j *injector) run(b []byte, eof bool) {
	for {
		event, first := j.scan.Next(b, eof), len(j.edits)
		switch event {
		case htmlscan.Start:
			j.settle()
			j.start(b)
			j.head(b, event, first)
		case htmlscan.Closed:
			j.closed(b, j.scan.ClosedAt())
			j.settle()
			j.head(b, event, first)
			j.send(b, min(j.safe(), j.scan.ClosedAt())) // the tag that ended it may be a label itself
		case htmlscan.GaveUp:
			j.giveUp(b, gaveUpReason(j.scan.Why()))
			return
		case htmlscan.NeedMore:
			j.settle()
			j.head(b, event, first)
			if eof {
				j.end(b)
				return
			}
			j.checkHeld(j.scan.Pos)
			j.send(b, j.safe())
			return
		}
		if j.raw {
			j.sendAll(b)
			return
		}
	}
}

// settle releases the labels that a frameset could have undone, once text of
// the page has ruled it out.
func (j *injector) settle() {
	if j.unsettled >= 0 && !j.scan.Unsettled() {
		j.unsettled = -1
	}
}

// safe returns the offset up to which bytes may go out.
func (j *injector) safe() int {
	n := j.scan.Pos
	if j.label.open {
		n = min(n, j.label.tag)
	}
	if j.unsettled >= 0 {
		n = min(n, j.unsettled)
	}
	return n
}

// end sends the rest of the page.
func (j *injector) end(b []byte) {
	if j.label.open {
		if at, ok := j.scan.AtEOF(); ok {
			j.replace(b, at)
		} else {
			j.refuse(ReasonUnclosed, "")
		}
	}
	j.sendAll(b)
}

// giveUp leaves the rest of the page alone.
func (j *injector) giveUp(b []byte, why Reason) {
	if j.label.open {
		j.refuse(why, "")
	}
	if j.unsettled >= 0 { // a frameset has come, or may come unseen
		j.dropFrom(j.unsettled, why)
	}
	j.unsettled = -1
	if j.rep != nil && j.rep.GaveUp == ReasonNone {
		j.rep.GaveUp = why
	}
	j.raw = true
	j.sendAll(b)
}

func gaveUpReason(w htmlscan.Why) Reason {
	switch w {
	case htmlscan.TooDeep:
		return ReasonTooDeep
	case htmlscan.TooLong:
		return ReasonTooLong
	case htmlscan.FramesetTaken:
		return ReasonFrameset
	}
	return ReasonAmbiguous
}

// panicked sends the rest of b as it is. What the state says is not trusted.
func (j *injector) panicked(b []byte, v any) {
	j.raw = true
	if j.making != nil {
		j.making.void = true
	}
	if j.rep != nil {
		j.rep.GaveUp = ReasonPanic
	}
	j.edits = j.edits[:0]
	j.view.logPanic("content: recovered panic in a page; the rest of it leaves as it is", v)
	if j.err == nil {
		j.emit(b[j.sent:])
	}
	j.sent = len(b)
}

// checkHeld gives up on labels that are held for too long, now that the page
// has been read up to pos.
func (j *injector) checkHeld(pos int) {
	limit := j.cfg.limits.OldContent
	if j.label.open && pos-j.label.inner > limit {
		j.scan.Unwatch()
		j.refuse(ReasonTooLong, "")
	}
	if j.unsettled >= 0 && !j.label.open && pos-j.unsettled > limit {
		j.dropFrom(j.unsettled, ReasonTooLong)
		j.unsettled = -1
	}
}

// dropFrom takes back the edits from offset at on.
func (j *injector) dropFrom(at int, why Reason) {
	j.edits = slices.DeleteFunc(j.edits, func(e edit) bool { return e.from >= at })
	if j.rep == nil {
		return
	}
	for i := len(j.rep.Labels) - 1; i >= 0 && j.rep.Labels[i].Offset >= j.base+int64(at); i-- {
		if j.rep.Labels[i].Reason == ReasonNone {
			j.rep.Labels[i].Reason = why
		}
	}
}

// editsFrom returns the place of the first edit at or behind an offset.
func (j *injector) editsFrom(at int) int {
	n := len(j.edits)
	for n > 0 && j.edits[n-1].from >= at {
		n--
	}
	return n
}

// sendAll sends all of b.
func (j *injector) sendAll(b []byte) { j.send(b, len(b)) }

// send sends b up to an offset, edits applied.
func (j *injector) send(b []byte, to int) {
	n := 0
	for ; n < len(j.edits) && j.edits[n].to <= to && j.edits[n].from < to && j.err == nil; n++ {
		e := &j.edits[n]
		if j.rep != nil {
			j.lines.pass(b[j.sent:e.to])
		}
		j.emit(b[j.sent:e.from])
		j.emit(j.text[e.lo:e.hi])
		j.sent = e.to
		if j.making != nil {
			j.making.note(e, j.text[e.lo:e.hi])
		}
	}
	j.edits = j.edits[:copy(j.edits, j.edits[n:])]
	if to > j.sent && j.err == nil {
		if j.rep != nil {
			j.lines.pass(b[j.sent:to])
		}
		j.emit(b[j.sent:to])
		j.sent = to
	}
	if len(j.edits) == 0 && !j.label.open {
		j.text = j.text[:0]
	}
}

// emit writes to the destination.
func (j *injector) emit(p []byte) {
	if len(p) == 0 || j.err != nil {
		return
	}
	j.writing = true
	n, err := j.dst.Write(p)
	j.writing = false
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	j.err = err
}

// lineCounter knows the line and column of the buffer's first byte not sent.
type lineCounter struct{ lines, column int }

func (l *lineCounter) pass(b []byte) {
	for _, c := range b {
		l.column++
		if c == '\n' {
			l.lines, l.column = l.lines+1, 0
		}
	}
}
