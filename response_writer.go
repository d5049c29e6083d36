package content

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// maxHold is how long bytes wait in the buffer for more of their page.
const maxHold = 100 * time.Millisecond

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
	cond        condition
	choice      localeChoice
	head        bool    // HEAD: the page is counted and goes nowhere
	safe        bool    // GET or HEAD
	noTransform bool    // the request forbids rewriting
	report      *Report // of PageOptions.Debug; nil: none
	inspect     bool    // the report is sent in the place of the page

	asked atomic.Bool // the handler asked for the texts of its request

	mu       sync.Mutex
	phase    phase
	off      bool // a wrapper further inside does the work
	sent     bool // the header has left
	streamed bool // the page leaves in pieces
	status   int
	typ      string    // Content-Type found by looking inside
	charset  *charset  // of the page; nil: UTF-8
	first    *buffer   // bytes awaited for the decision, and the header
	need     int       // how many are awaited
	out      *buffer   // rewritten bytes, and the header
	scratch  *buffer   // for strings
	held     int       // bytes in out, or counted for HEAD
	since    time.Time // when the oldest byte came into out
	took     int64     // bytes the handler wrote
	declared int64     // Content-Length of the handler, -1 for none
	inj      *injector
	err      error // of the inner writer; the page is given up

	// Memory of header values.
	length, vary, locale [1]string
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
		return w.rewrite(p)
	case hijacked:
		return 0, http.ErrHijacked
	}
	return 0, errReturned
}

// decide is called once, with the final status.
func (w *responseWriter) decide(status int) {
	w.status = status
	h := w.inner.Header()
	v, cause := w.judge(status, h)
	switch v {
	case leaveAlone:
		w.skip(h, cause)
		w.inner.WriteHeader(status)
	case notModified:
		w.phase = passing
		w.confirm(h)
		w.inner.WriteHeader(status)
	case lookInside:
		w.phase = looking
		w.need = lookLength(h)
		w.first = takeBuffer()
		w.first.save(h)
	case rewrite:
		w.start()
	}
}

// skip leaves the response alone.
func (w *responseWriter) skip(h http.Header, cause skipCause) {
	w.phase = passing
	w.req.view.c.skips.add(cause)
	w.setDebugSkipped(h, cause)
}

// look gathers the first bytes until they can decide.
func (w *responseWriter) look(p []byte) (int, error) {
	n := w.first.append(p[:min(len(p), w.need-w.first.n)])
	if w.first.n < w.need {
		return n, nil
	}
	if err := w.endLook(); err != nil || n == len(p) {
		return n, err
	}
	m, err := w.write(p[n:])
	return n + m, err
}

// endLook decides by what has been gathered and sends that on.
func (w *responseWriter) endLook() error {
	gathered := w.first
	w.first = nil
	defer gathered.put()
	h := w.inner.Header()
	gathered.restore(h)
	found := sniff(h, gathered.bytes())
	if found.verdict == rewrite {
		w.typ, w.charset = found.typ, found.charset
		w.start()
		_, err := w.rewrite(gathered.bytes())
		return err
	}
	w.skip(h, found.cause)
	w.inner.WriteHeader(w.status)
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
	n, err := strconv.ParseInt(first(h["Content-Length"]), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// rewrite sends bytes of the page through the injector.
func (w *responseWriter) rewrite(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	switch {
	case w.held == 0 && w.inj.gathered == 0:
		w.since = time.Now()
	case time.Since(w.since) > maxHold:
		if err := w.inj.Flush(); err != nil && w.err == nil {
			w.err = err
		}
		w.drain()
		w.since = time.Now()
	}
	w.took += int64(len(p))
	if _, err := w.inj.Write(p); err != nil && w.err == nil {
		w.err = err
	}
	if w.err != nil {
		return 0, w.err
	}
	return len(p), nil
}

// pageSink is where the injector of a responseWriter writes to. It is called
// under the writer's mu.
type pageSink responseWriter

// Write takes rewritten bytes into the buffer and drains it when it is full.
func (s *pageSink) Write(p []byte) (int, error) {
	w := (*responseWriter)(s)
	if w.inspect {
		return len(p), nil
	}
	if w.head {
		if w.held += len(p); w.held > bufferSize {
			w.drain()
		}
		return len(p), w.err
	}
	taken := 0
	for taken < len(p) && w.err == nil {
		if w.out.n == bufferSize {
			w.drain()
			w.since = time.Now()
		}
		taken += w.out.append(p[taken:])
		w.held = w.out.n
	}
	return len(p), w.err
}

// drain sends the bytes in the buffer, and the header before them.
func (w *responseWriter) drain() {
	w.streamed = true
	w.commit()
	w.send()
}

// send writes the buffer to the inner writer.
func (w *responseWriter) send() {
	w.held = 0
	if w.head || w.out.n == 0 || w.err != nil {
		w.out.n = 0
		return
	}
	n, err := w.inner.Write(w.out.bytes())
	if err == nil && n < w.out.n {
		err = io.ErrShortWrite
	}
	w.out.n = 0
	if err != nil {
		w.err = fmt.Errorf(`content: write "response": %w`, err)
	}
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
		if err := w.inj.Close(); err != nil && w.err == nil {
			w.err = err
		}
	}
	if w.inspect {
		w.sendReport()
		w.inj.release()
		w.inj = nil
		return true
	}
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
	w.first.put()
	w.out.put()
	w.scratch.put()
	w.first, w.out, w.scratch, w.inj = nil, nil, nil, nil
}
