package content

import (
	"context"
	"io"
)

// Page describes one page to inject into, for [Client.Inject] and
// [Client.Writer]. The zero value is a page in the default locale.
type Page struct {
	// Locale is the locale of the page: a published one, or one that the
	// nearest published one serves (de-AT is served by de). Default: the
	// default locale of the publication.
	Locale string

	// Args are arguments for all texts of the page: pairs of a name and a
	// value, as in log/slog.
	Args []any

	// Options replaces the client's Options.Page; nil keeps them.
	Options *PageOptions

	// Report, when not nil, is filled with what happened to each label.
	Report *Report
}

// Inject copies a page from src to dst and replaces the content of the
// labelled elements by the published texts of one revision. It is for static
// sites, mails and tests; a web application uses [Client.Middleware]. In
// partial mode it waits for the bundles that the page needs as long as ctx
// allows.
//
// Every byte of src reaches dst, but for the regions that package content
// replaces. The error is that of src or dst, of bad options, or of ctx.
func (c *Client) Inject(ctx context.Context, dst io.Writer, src io.Reader, p *Page) error {
	w, err := c.writer(ctx, dst, p, true)
	if err != nil {
		return err
	}
	_, err = io.Copy(onlyWriter{w}, &contextReader{ctx, src})
	if cerr := w.Close(); err == nil {
		err = cerr
	}
	return err
}

// onlyWriter hides what io.Copy would use instead of Write.
type onlyWriter struct{ io.Writer }

// contextReader ends with the error of its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// Writer returns a writer that rewrites a page on its way to dst, as it comes.
// Small writes are gathered up to 16 KiB; a page that has no label yet up to 64
// KiB, and one that may have come before up to 256 KiB. Flush sends on what needs
// not be held back for a label. Close ends the page; it does not close dst. Bad
// options in p are an error of the first Write.
//
// A Writer is for one goroutine. [Writer.Reset] makes one ready for the next
// page, without an allocation.
func (c *Client) Writer(ctx context.Context, dst io.Writer, p *Page) *Writer {
	w, err := c.writer(ctx, dst, p, false)
	if err != nil {
		return &Writer{c: c, err: err}
	}
	return w
}

// Writer rewrites one page. See [Client.Writer].
type Writer struct {
	c      *Client
	j      *injector
	view   View
	err    error
	closed bool
}

func (c *Client) writer(ctx context.Context, dst io.Writer, p *Page, patient bool) (*Writer, error) {
	w := &Writer{c: c, j: &injector{}}
	if err := w.begin(ctx, dst, p, patient); err != nil {
		return nil, err
	}
	return w, nil
}

// begin makes w ready for a page. Inside a request of the middleware the page
// belongs to that request: it has its revision and its arguments.
func (w *Writer) begin(ctx context.Context, dst io.Writer, p *Page, patient bool) error {
	if p == nil {
		p = &noPage
	}
	cfg := w.c.page
	if p.Options != nil {
		var err error
		if cfg, err = newPageConfig(p.Options); err != nil {
			return err
		}
		cfg.passing = true
	}
	req := requestFrom(ctx)
	if req != nil && req.view.c != w.c {
		req = nil // another client's
	}
	switch {
	case req != nil:
		req.asked.Store(true)
		w.view = *req.view
		if p.Locale != "" && w.view.rev != nil {
			w.view.l = w.view.rev.match(p.Locale)
		}
	case patient:
		w.view = *w.c.patientView(ctx, p.Locale)
	default:
		w.view = w.c.pinned(p.Locale)
	}
	w.j.reset(dst, &w.view, cfg, req, p.Report)
	w.j.own = p.Args
	w.err, w.closed = nil, false
	return nil
}

var noPage Page

// Reset makes w ready for another page, as [Client.Writer] would return it.
// The page before must be closed.
func (w *Writer) Reset(ctx context.Context, dst io.Writer, p *Page) {
	if w.j == nil {
		w.j = &injector{}
	}
	if err := w.begin(ctx, dst, p, false); err != nil {
		w.err, w.j.room = err, 0
	}
}

// Write takes the next bytes of the page. It does not keep p. The error is
// that of the destination; Write then reports it for ever.
func (w *Writer) Write(p []byte) (int, error) {
	if w.j != nil && len(p) < w.j.room {
		w.j.gather(p)
		return len(p), nil
	}
	return w.write(p)
}

// write takes what is read at once, and says what is wrong.
func (w *Writer) write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	if w.closed {
		return 0, io.ErrClosedPipe
	}
	n, err := w.j.Write(p)
	w.err = err
	return n, err
}

// Flush sends on all bytes that need not be held back: everything but an
// unfinished tag and the old content of an open label.
func (w *Writer) Flush() error {
	if w.err != nil || w.closed {
		return w.err
	}
	w.err = w.j.Flush()
	return w.err
}

// Close ends the page: what was held back goes out. A second call does
// nothing. A page that is not closed is not whole.
func (w *Writer) Close() error {
	if w.closed || w.err != nil {
		w.closed = true
		return w.err
	}
	w.closed = true
	w.err = w.j.Close()
	return w.err
}
