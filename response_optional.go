package content

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// Unwrap returns the inner writer, for http.ResponseController: deadlines and
// full duplex are the inner writer's own.
func (w *responseWriter) Unwrap() http.ResponseWriter { return w.inner }

// Flush sends what has been written, as far as it can be decided, and ignores
// the error that FlushError returns.
func (w *responseWriter) Flush() { _ = w.FlushError() }

// FlushError sends what has been written: the header, which is decided by what
// is there, and all bytes but an unfinished tag and the old content of an open
// label. The error is http.ErrNotSupported when the inner writer cannot flush;
// the bytes are then with the inner writer.
func (w *responseWriter) FlushError() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.phase == undecided {
		w.decide(http.StatusOK)
	}
	switch w.phase {
	case hijacked:
		return http.ErrHijacked
	case over:
		return errReturned
	}
	if err := w.handOn(); err != nil || w.inspect {
		return err
	}
	return http.NewResponseController(w.inner).Flush()
}

// handOn gives the inner writer what has been written.
func (w *responseWriter) handOn() error {
	if w.phase == looking {
		if err := w.endLook(); err != nil {
			return err
		}
	}
	if w.phase == rewriting && !w.inspect {
		return w.flushPage()
	}
	return nil
}

// Hijack hands the connection to the handler, if the inner writer can; nothing
// is written to it afterwards. What was written before is with the inner
// writer.
func (w *responseWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.phase == over {
		return nil, nil, errReturned
	}
	if err := w.handOn(); err != nil {
		return nil, nil, err
	}
	conn, rw, err := http.NewResponseController(w.inner).Hijack()
	if err == nil {
		w.release()
		w.phase = hijacked
	}
	return conn, rw, err
}

// Push starts an HTTP/2 server push, if the inner writer or one that it wraps
// can, else it returns http.ErrNotSupported.
func (w *responseWriter) Push(target string, o *http.PushOptions) error {
	inner := w.inner
	for {
		switch v := inner.(type) {
		case http.Pusher:
			return v.Push(target, o)
		case interface{ Unwrap() http.ResponseWriter }:
			inner = v.Unwrap()
		default:
			return http.ErrNotSupported
		}
	}
}

// CloseNotify returns the inner writer's channel, or one that never tells.
// Frameworks of before the request's context still ask for it.
func (w *responseWriter) CloseNotify() <-chan bool {
	if n, ok := w.inner.(interface{ CloseNotify() <-chan bool }); ok {
		return n.CloseNotify()
	}
	return make(chan bool)
}

// WriteString is Write for a string.
func (w *responseWriter) WriteString(s string) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.writeString(s)
}

func (w *responseWriter) writeString(s string) (int, error) {
	if w.phase == undecided {
		w.decide(http.StatusOK)
	}
	switch w.phase {
	case passing:
		return io.WriteString(w.inner, s)
	case rewriting:
		return gather(w, s)
	case looking:
		n, err := w.look([]byte(s[:min(len(s), w.awaited())]))
		if err != nil || n == len(s) {
			return n, err
		}
		m, err := w.writeString(s[n:])
		return n + m, err
	}
	return w.write(nil)
}

// ReadFrom copies src into the response. When the response passes through, the
// inner writer does it, by sendfile if it can. src is read without a lock.
func (w *responseWriter) ReadFrom(src io.Reader) (int64, error) {
	b := takeBuffer()
	defer b.put()
	var total int64
	for size := metaBytes; ; size = bufferSize {
		if w.passesThrough() {
			n, err := copyTo(w.inner, src)
			return total + n, err
		}
		n, err := src.Read(b.b[:size])
		if n > 0 {
			m, werr := w.Write(b.b[:n])
			total += int64(m)
			if werr != nil {
				return total, werr
			}
		}
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

// passesThrough reports whether the rest of the response is left alone.
func (w *responseWriter) passesThrough() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.phase == passing
}

// copyTo copies by the writer's own ReadFrom if it has one.
func copyTo(dst http.ResponseWriter, src io.Reader) (int64, error) {
	if rf, ok := dst.(io.ReaderFrom); ok {
		return rf.ReadFrom(src)
	}
	return io.Copy(struct{ io.Writer }{dst}, src)
}

var (
	_ http.Flusher    = (*responseWriter)(nil)
	_ http.Hijacker   = (*responseWriter)(nil)
	_ http.Pusher     = (*responseWriter)(nil)
	_ io.ReaderFrom   = (*responseWriter)(nil)
	_ io.StringWriter = (*responseWriter)(nil)
)
