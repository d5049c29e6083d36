package content

import (
	"fmt"
	"io"
	"time"
)

// maxHold is how long bytes wait in the buffers for more of their page.
const maxHold = 100 * time.Millisecond

// take takes bytes of the page. Small writes, of which html/template makes
// thousands, are gathered until they fill a buffer: each costs one copy, and
// the injector reads the page in few pieces. Large ones are read where they lie.
func (w *responseWriter) take(p []byte) (int, error) {
	if len(p) < largeWrite || w.comesAgain(p) {
		return gather(w, p)
	}
	if w.err == nil {
		w.hurry()
		w.took += int64(len(p))
		w.read()
		w.inject(p)
	}
	return w.taken(len(p))
}

// largeWrite is the length from which on a Write is not gathered.
const largeWrite = pageSize / 2

// comesAgain reports whether p may be a whole page that has come before, which
// is read in one piece or not at all.
func (w *responseWriter) comesAgain(p []byte) bool {
	return len(p) <= pageSize && (w.in == nil || w.in.n == 0) && w.inj.comesAgain(p)
}

// gather takes bytes of the page into the buffer.
func gather[P []byte | string](w *responseWriter, p P) (int, error) {
	if w.err == nil {
		w.hurry()
		w.took += int64(len(p))
	}
	if w.in == nil {
		w.in = takeBuffer()
	}
	for done := 0; done < len(p) && w.err == nil; {
		if w.in.n == pageSize {
			w.read()
		}
		n := copy(w.in.b[w.in.n:pageSize], p[done:])
		w.in.n += n
		done += n
	}
	if len(p) >= largeWrite && (w.in.n != len(p) || !w.inj.comesAgain(w.in.bytes())) {
		w.read()
	}
	return w.taken(len(p))
}

// taken is what a Write of n bytes returns.
func (w *responseWriter) taken(n int) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	return n, nil
}

// hurry sends what has waited for too long.
func (w *responseWriter) hurry() {
	switch {
	case w.held == 0 && (w.in == nil || w.in.n == 0) && !w.inj.gathers():
		w.since = clock()
	case clock()-w.since > maxHold && !w.inspect:
		_ = w.flushPage()
		w.since = clock()
	}
}

// clock is a time to compare others with.
func clock() time.Duration { return time.Since(started) }

var started = time.Now()

// read gives the injector what has been gathered.
func (w *responseWriter) read() {
	if w.in == nil || w.in.n == 0 {
		return
	}
	w.inject(w.in.bytes())
	w.in.n = 0
}

func (w *responseWriter) inject(p []byte) {
	if w.err == nil {
		_, err := w.inj.Write(p)
		w.note(err)
	}
}

// note keeps the first error: the page is given up.
func (w *responseWriter) note(err error) {
	if w.err == nil {
		w.err = err
	}
}

// readNow gives the injector all that has been written, up to the last tag that
// is complete: the arguments of the request are about to change. A Write that
// is under way meanwhile has no order with the change, so it is not waited for.
func (w *responseWriter) readNow() {
	if w == nil || !w.mu.TryLock() {
		return
	}
	defer w.mu.Unlock()
	if w.phase == rewriting && w.err == nil {
		w.read()
		w.note(w.inj.Flush())
	}
}

// flushPage sends all that need not be held back.
func (w *responseWriter) flushPage() error {
	w.read()
	if w.err == nil {
		w.note(w.inj.Flush())
	}
	w.drain()
	return w.err
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
		if w.held += int32(len(p)); w.held > bufferSize {
			w.drain()
		}
		return len(p), w.err
	}
	taken := 0
	for taken < len(p) && w.err == nil {
		if w.out.n == bufferSize {
			w.drain()
			w.since = clock()
		}
		taken += w.out.append(p[taken:])
		w.held = int32(w.out.n)
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
