package content

import (
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"
)

var errReturned = errors.New(`content: write "response": the handler has returned`)

// phase is what a response has come to.
type phase uint8

const (
	undecided phase = iota // no final status yet
	looking                // the status is known, the first bytes are awaited
	passing                // everything goes through as it is
	rewriting              // everything goes through the injector
	hijacked               // the connection is the handler's
	over                   // the handler has returned
)

// responseWriter is what the wrapped handler writes to. It passes everything
// through unless the header says that the response is a page; then the page
// runs through the injector into a buffer. A page that ends inside the buffer
// leaves with its Content-Length in one write.
//
// Handlers write from several goroutines, and some go on after they returned:
// mu guards everything below it. The writer itself is never used again; its
// buffers are, so they are taken and given back under mu.
type responseWriter struct {
	inner       http.ResponseWriter
	cfg         *pageConfig
	req         *requestState
	cond        *condition // nil: none
	choice      localeChoice
	head        bool    // HEAD: the page is counted and goes nowhere
	safe        bool    // GET or HEAD
	noTransform bool    // the request forbids rewriting
	report      *Report // of PageOptions.Debug; nil: none
	inspect     bool    // the report is sent in the place of the page

	mu       sync.Mutex
	phase    phase
	off      bool  // a wrapper further inside does the work
	sent     bool  // the header has left
	streamed bool  // the page leaves in pieces
	sniffed  bool  // the page has no Content-Type but looks like HTML
	need     int16 // bytes that are awaited for the decision
	status   int32
	held     int32         // bytes in out, or counted for HEAD
	charset  *charset      // of the page; nil: UTF-8
	in       *buffer       // bytes that have not been read: awaited with the header, or gathered; nil: none
	out      *buffer       // rewritten bytes, and the header
	since    time.Duration // when the oldest byte came into in or out: see clock
	took     int64         // bytes the handler wrote
	declared int64         // Content-Length of the handler, -1 for none
	inj      *injector
	err      error // of the inner writer; the page is given up

	values [4]string // memory of header values: see value
}

// Header returns the header map of the response: the inner one, unchanged
// until the header leaves.
func (w *responseWriter) Header() http.Header { return w.inner.Header() }

// WriteHeader decides what becomes of the response. Informational statuses go
// out at once; a second final one counts for nothing, as in net/http.
func (w *responseWriter) WriteHeader(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.phase != undecided {
		return
	}
	if status >= 100 && status < 200 && status != http.StatusSwitchingProtocols {
		w.inner.WriteHeader(status)
		return
	}
	w.decide(status)
}

// Write takes the next bytes of the response. It returns len(p) when they were
// taken; an error of the inner writer is returned by this call or the next.
func (w *responseWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.write(p)
}

func (w *responseWriter) write(p []byte) (int, error) {
	if w.phase == undecided {
		w.decide(http.StatusOK)
	}
	switch w.phase {
	case passing:
		return w.inner.Write(p)
	case looking:
		return w.look(p)
	case rewriting:
		return w.take(p)
	case hijacked:
		return 0, http.ErrHijacked
	}
	return 0, errReturned
}

// decide is called once, with the final status.
func (w *responseWriter) decide(status int) {
	w.status = int32(status)
	h := w.inner.Header()
	v, cause := w.judge(status, h)
	switch v {
	case leaveAlone:
		w.skip(h, cause)
		w.keepLocale(w.status, h)
		w.inner.WriteHeader(status)
	case notModified:
		w.phase = passing
		w.confirm(h)
		w.inner.WriteHeader(status)
	case lookInside:
		w.phase = looking
		w.need = lookLength(h)
		w.in = takeBuffer()
		w.in.save(h)
	case rewrite:
		w.start()
	}
}

// skip leaves the response alone.
func (w *responseWriter) skip(h http.Header, cause skipCause) {
	w.phase = passing
	w.req.view.c.skips.add(cause)
	w.setDebugSkipped(h, cause)
	if w.req.asked.Load() { // the handler has put texts into it
		w.setVary(h)
	}
}

// look gathers the first bytes until they can decide, or have waited for too
// long.
func (w *responseWriter) look(p []byte) (int, error) {
	switch {
	case w.in.n == 0:
		w.since = clock()
	case clock()-w.since > maxHold:
		if err := w.endLook(); err != nil {
			return 0, err
		}
		return w.write(p)
	}
	n := w.in.append(p[:min(len(p), w.awaited())])
	if w.awaited() > 0 {
		return n, nil
	}
	if err := w.endLook(); err != nil || n == len(p) {
		return n, err
	}
	m, err := w.write(p[n:])
	return n + m, err
}

// awaited returns how many bytes are missing for the decision.
func (w *responseWriter) awaited() int { return int(w.need) - w.in.n }

// endLook decides by what has been gathered and sends that on.
func (w *responseWriter) endLook() error {
	gathered := w.in
	w.in = nil
	h := w.inner.Header()
	gathered.restore(h)
	found := sniff(h, gathered.bytes())
	if found.verdict == rewrite {
		w.sniffed, w.charset = h["Content-Type"] == nil, found.charset
		w.start()
		w.in, w.took = gathered, int64(gathered.n)
		return nil
	}
	defer gathered.put()
	w.skip(h, found.cause)
	w.inner.WriteHeader(int(w.status))
	if gathered.n == 0 {
		return nil
	}
	_, err := w.inner.Write(gathered.bytes())
	return err
}

// start begins the rewriting. The header is the handler's until now and is
// saved with the page: see buffer.save. A response that declares trailers can
// have no Content-Length, and its header has to leave before they are set.
func (w *responseWriter) start() {
	h := w.inner.Header()
	dropDigestTrailers(h)
	w.phase = rewriting
	w.declared = declaredLength(h)
	w.out = takeBuffer()
	w.out.save(h)
	w.inj = newInjector((*pageSink)(w), w.req.view, w.cfg, w.req, w.report)
	w.inj.charset = w.charset
	if w.cfg.seo != nil {
		w.inj.beginHead(w.seoHead(h))
	}
	if h["Trailer"] != nil && !w.inspect {
		w.streamed = true
		w.commit()
	}
}

func declaredLength(h http.Header) int64 {
	text := first(h["Content-Length"])
	if text == "" {
		return -1 // an error of ParseInt is an allocation
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// finish ends the response when the handler has returned. A handler that
// panicked leaves what was gathered unsent and the response without an end, so
// that net/http cuts the connection and the client sees that something is
// missing.
func (w *responseWriter) finish(returned bool) (complete bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.release()
	if !returned {
		return true
	}
	if w.phase == undecided {
		w.endEmpty()
	}
	if w.phase == looking {
		_ = w.endLook()
	}
	if w.phase == rewriting {
		return w.end()
	}
	return true
}

// endEmpty ends a response that the handler did not start: its header may
// still be a page's.
func (w *responseWriter) endEmpty() {
	if h := w.inner.Header(); h["Content-Type"] != nil {
		if v, _ := w.judge(http.StatusOK, h); v != leaveAlone {
			w.decide(http.StatusOK)
		}
	}
}

// end closes the page and sends the rest. It reports whether the handler wrote
// as much as it declared: a page that was cut short must not look whole.
func (w *responseWriter) end() bool {
	if w.err == nil {
		w.note(w.inj.CloseWith(w.in.bytes()))
	}
	if w.inspect {
		w.sendReport()
		w.inj.release()
		w.inj = nil
		return true
	}
	dropDigestTrailers(w.inner.Header())
	short := w.declared > w.took && !w.head
	if short {
		w.streamed = true
	}
	w.commit()
	w.send()
	w.inj.release()
	w.inj = nil
	return !short
}

// release gives the memory back and makes late calls harmless.
func (w *responseWriter) release() {
	w.phase = over
	w.in.put()
	w.out.put()
	w.in, w.out, w.inj = nil, nil, nil
}
