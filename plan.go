package content

import (
	"hash/maphash"
	"slices"
	"sync/atomic"

	"github.com/teletextio/content/internal/message"
)

// A page that comes again with the same bytes, in the same revision and locale,
// gets the same edits. So those of a page that was seen twice are remembered,
// and from the third time on it is not read again: a hash tells that it is the
// same. Only pages that lie whole before the injector take part. Arguments from
// Go code have to be the same, too, and of plain types.

// plan is what is to be done with one page. It is immutable but for used.
type plan struct {
	sum  uint64 // of the page
	size int    // the same, its length
	rev  *revision
	home *localeTable
	cfg  *pageConfig
	args []any   // page-wide ones, each list with an endOfArgs behind it
	seo  seoHead // as it was at the start

	edits   []edit // on the whole page
	text    []byte // what they put in
	left    []leftLabel
	counted int
	after   seoHead

	void bool        // while it is made: something else than the page had a say
	used atomic.Bool // it has been of use
}

// leftLabel is a label that is left alone.
type leftLabel struct {
	key          []byte
	attr, detail string
	why          Reason
}

const (
	minPlan = 1 << 10   // bytes of a page; a shorter one is read as fast
	maxPage = 256 << 10 // the same
	maxPlan = 64 << 10
)

// plannable reports whether the page could be one of a plan, as far as can be
// told before it is read. args are those of the request.
func (j *injector) plannable(size int, args *message.Args) bool {
	v := j.view
	return v.c != nil && v.rev != nil && v.whole() && size >= minPlan && size <= maxPage &&
		!j.cfg.passing && j.rep == nil && j.charset == nil && (j.req == nil || !j.req.track) &&
		plainArgs(j.own, args)
}

// comesAgain reports whether what looks like this page has come before, and
// nothing of the page has been read: then it is worth waiting for its end.
func (j *injector) comesAgain(page []byte) bool {
	return !j.begun && len(j.buf) == 0 && j.plannable(len(page), j.req.pageArgs()) && j.lookAt(page).again
}

// keepsOn reports whether what has been gathered, of which nothing has been
// read, may be the beginning of a page that comes again.
func (j *injector) keepsOn() bool {
	return !j.begun && j.plannable(len(j.buf), j.req.pageArgs()) && j.beganBefore(j.buf[:gatherSize])
}

// whole rewrites a page of which nothing has been read and nothing follows.
func (j *injector) whole(page []byte) {
	args := j.req.pageArgs()
	if !j.plannable(len(page), args) || !j.lookAt(page).again {
		j.process(page, true)
		return
	}
	s, sum := j.look.slot, maphash.Bytes(j.view.c.plans.seed, page)
	p := s.plan.Load()
	if p != nil && p.fits(j, sum, len(page), args) {
		j.follow(p, page)
		return
	}
	inVain := p != nil && p.rev == j.view.rev && p.cfg == j.cfg && !p.used.Load()
	j.making = &plan{sum: sum, size: len(page), rev: j.view.rev, home: j.view.home(), cfg: j.cfg, seo: j.seo}
	j.making.takeArgs(j.own, args)
	j.process(page, true)
	kept := j.req.pageArgs() == args && j.keepPlan(s)
	s.missed(inVain || !kept)
	j.making = nil
}

// fits reports whether p is the plan of a page.
func (p *plan) fits(j *injector, sum uint64, size int, args *message.Args) bool {
	return p.sum == sum && p.size == size && p.rev == j.view.rev && p.home == j.view.home() && p.cfg == j.cfg && p.seo.same(&j.seo) && p.sameArgs(j.own, args)
}

// same reports whether two pages tell the same about themselves.
func (h *seoHead) same(o *seoHead) bool { return h.lang == o.lang && slices.Equal(h.links, o.links) }

// follow rewrites a page by its plan.
func (j *injector) follow(p *plan, page []byte) {
	if !p.used.Load() { // to write is dear where many do
		p.used.Store(true)
	}
	at := 0
	for i := range p.edits {
		e := &p.edits[i]
		j.emit(page[at:e.from])
		j.emit(p.text[e.lo:e.hi])
		at = e.to
	}
	j.emit(page[at:])
	for i := range p.left {
		l := &p.left[i]
		j.view.labelLeft(l.key, l.attr, l.why, l.detail)
	}
	j.counted, j.seo = p.counted, p.after
}

// note takes an edit that has been sent into the plan.
func (p *plan) note(e *edit, text []byte) {
	lo := len(p.text)
	p.text = append(p.text, text...)
	p.edits = append(p.edits, edit{from: e.from, to: e.to, lo: lo, hi: len(p.text)})
}

// keepPlan keeps the plan that has been made, if it is of use.
func (j *injector) keepPlan(s *planSlot) bool {
	p := j.making
	p.counted, p.after = j.counted, j.seo
	if p.void || j.err != nil || p.bytes() > maxPlan {
		return false
	}
	c := j.view.c
	c.plans.keep(s, p)
	if c.rev.Load() != p.rev { // it has been replaced, before or while the plan was kept
		c.plans.put(s, nil)
	}
	return true
}

// bytes is what p takes.
func (p *plan) bytes() int64 {
	const fixed, perArg, perEdit, perLabel = 256, 32, 48, 128
	return int64(fixed + len(p.args)*perArg + len(p.edits)*perEdit + len(p.text) + len(p.left)*perLabel)
}
