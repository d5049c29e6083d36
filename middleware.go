package content

import (
	"context"
	"encoding/base64"
	"net/http"
)

// Middleware wraps a handler with the page options of the client: the HTML
// pages that it sends leave with the published texts in their labels, in the
// locale of the request. See Wrap.
func (c *Client) Middleware(next http.Handler) http.Handler {
	return &pageHandler{client: c, cfg: c.page, next: next}
}

// Wrap returns a middleware with other page options than those of the client;
// nil is the default ones. They take the place of Options.Page as a whole: what
// is zero in o has its default, and Rules, Locale or SEO of the client do not
// hold unless they are in o, too. Bad options are an error here and nowhere
// else.
//
// What is not a page is passed through untouched: other types than text/html,
// statuses without a body, redirects. So are pages that cannot be rewritten, or
// are not to be: parts (206), those with a Content-Encoding, in a charset that
// texts cannot be put into, with no-transform, a message signature or as an
// attachment, and those that Skip switched off; Status().Skipped counts them.
// Texts are written in the page's charset, with numeric references for what it
// does not have. As in browsers a byte order mark goes before the charset of
// Content-Type, that before a meta element in the first 1024 bytes; UTF-16,
// ISO-2022-JP and unknown charsets are left alone.
//
// A page is rewritten while it is written. It loses Content-Length,
// Last-Modified, Accept-Ranges and digests; its ETag becomes one that names
// the revision and locale as well; Vary and Content-Language are added. A page
// of up to 64 KiB whose handler does not flush leaves in one write with its
// Content-Length. One of up to 256 KiB that came before with the same bytes and
// the same arguments from Go code is not read again, but held until it ends. A
// Flush goes through at once. A response that is no page gets Vary if its
// handler took texts from From(ctx), and nothing else.
//
// Nothing that a visitor sends gets into a page or its header by the middleware,
// only what is published and the arguments that the application gives. So it
// adds nothing to what a compressed page can betray of its secrets (BREACH,
// CVE-2013-3587); a page that reflects input beside secrets has to be masked or
// sent uncompressed with the middleware as without.
//
// The handler may use its http.ResponseWriter as without the middleware:
// http.ResponseController, http.Flusher, http.Hijacker, http.Pusher and
// io.ReaderFrom reach the server's own, and fail with http.ErrNotSupported
// where the server's cannot. After the handler has returned, writes fail.
//
// The middleware stands inside of compressors, which must see the finished
// page, and outside of everything that writes one; before a proxied server
// PageOptions.Upstream asks for pages that are not compressed. A handler that
// writes after the middleware has returned, as the error handler of echo does
// behind echo.WrapMiddleware, is refused: wrap such a framework as a whole.
// Installed twice for one client, the inner one works and the outer one passes
// through.
func (c *Client) Wrap(o *PageOptions) (func(http.Handler) http.Handler, error) {
	cfg, err := newPageConfig(o)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return &pageHandler{client: c, cfg: cfg, next: next}
	}, nil
}

// pageHandler is a wrapped handler.
type pageHandler struct {
	client *Client
	cfg    *pageConfig
	next   http.Handler
}

// ServeHTTP serves one request through a responseWriter of its own.
func (p *pageHandler) ServeHTTP(inner http.ResponseWriter, r *http.Request) {
	x := &exchange{Context: r.Context()}
	x.w.inner, x.w.cfg, x.w.declared = inner, p.cfg, -1
	x.w.head = r.Method == http.MethodHead
	x.w.safe = x.w.head || r.Method == http.MethodGet
	x.w.noTransform = hasToken(r.Header["Cache-Control"], "no-transform")
	x.w.beginDebug(r)
	inside := x.request(p.client, r)
	returned := false
	defer func() {
		complete := x.w.finish(returned)
		x.copyBack(r, inside)
		if !complete {
			panic(http.ErrAbortHandler)
		}
	}()
	p.next.ServeHTTP(&x.w, inside)
	returned = true
}

// exchange is all that belongs to one request, in one piece of memory. It is
// the context of the request that the wrapped handler sees.
type exchange struct {
	context.Context
	w     responseWriter
	state requestState
	view  View
}

type exchangeKey struct{}

// Value returns the exchange and the state of the request beside the values of
// the outer context.
func (x *exchange) Value(key any) any {
	switch key.(type) {
	case exchangeKey:
		return x
	case requestKey:
		return x.w.req
	}
	return x.Context.Value(key)
}

// request returns the request for the wrapped handler: with the exchange as
// its context, without the locale's path segment, with the app's own
// conditions.
func (x *exchange) request(c *Client, r *http.Request) *http.Request {
	header := r.Header
	if outer, _ := x.Context.Value(exchangeKey{}).(*exchange); outer != nil && outer.w.req.view.c == c {
		header = x.takeOver(outer, header)
	} else {
		x.pin(c, r)
	}
	inside := r.WithContext(x)
	inside.Header = header
	if x.w.choice.prefix > 0 {
		inside.URL = x.w.choice.stripped(r.URL)
	}
	if (r.Method == http.MethodGet || x.w.head) && hasConditions(header) {
		x.w.cond = newCondition(inside, currentPage(x.w.req.view, x.w.cfg))
		if x.w.cond.header != nil {
			inside.Header = x.w.cond.header
		}
	}
	if x.w.cfg.upstream && mayAskForPage(r.Header) {
		inside.Header = inside.Header.Clone()
		delete(inside.Header, "Accept-Encoding")
	}
	return inside
}

// pin takes the revision of the moment and chooses the locale in it.
func (x *exchange) pin(c *Client, r *http.Request) {
	v := &x.view
	*v = c.view("")
	x.w.choice = x.w.cfg.locale.choose(r, v)
	if l := v.table([]byte(x.w.choice.tag)); l != nil {
		v.l = l
	}
	if !v.whole() {
		v.wait = newAllowance(c.opts.Wait)
	}
	x.state.init(v, v, x.w.cfg)
	x.state.address = takeAddress(r, x.w.cfg.locale, &x.w.choice)
	x.state.writer = &x.w
	x.w.req = &x.state
}

// takeOver makes this wrapper the one that works, where an outer one of the
// same client has begun: one request is one revision in one locale, and one
// wrapper's work. The outer one has turned the conditions for itself; they
// start again from what the client sent.
func (x *exchange) takeOver(outer *exchange, header http.Header) http.Header {
	outer.w.turnOff()
	x.w.req = outer.w.req
	x.w.req.setWriter(&x.w)
	x.w.req.prefix, x.w.req.track = x.w.cfg.prefix, x.w.cfg.exact
	x.w.choice = outer.w.choice
	x.w.choice.prefix = 0 // removed already
	cond := outer.w.cond
	if cond == nil || cond.header == nil {
		return header
	}
	header = header.Clone()
	for _, name := range [...]string{"If-None-Match", "If-Modified-Since", "If-Range", "Range"} {
		delete(header, name)
		if values := cond.sent[name]; values != nil {
			header[name] = values
		}
	}
	return header
}

// copyBack gives the outer request what handlers inside have set on theirs and
// net/http or an outer handler looks for: the files of a form, to be removed,
// and the pattern that matched.
func (x *exchange) copyBack(r, inside *http.Request) {
	if r.MultipartForm == nil {
		r.MultipartForm = inside.MultipartForm
	}
	if inside.Pattern != "" {
		r.Pattern = inside.Pattern
	}
}

// mayAskForPage excludes requests for what is never a page.
func mayAskForPage(h http.Header) bool {
	switch first(h["Sec-Fetch-Dest"]) {
	case "", "document", "iframe", "frame", "empty", "object", "embed", "fencedframe":
		return true
	}
	return false
}

// currentPage returns what a page of this view and configuration is tagged
// with.
func currentPage(v *View, cfg *pageConfig) pageNow {
	now := pageNow{rev: revisionTag(v.revisionID(), cfg.tag), locale: "und", exact: cfg.exact}
	if home := v.home(); home != nil {
		now.locale = home.tag
	}
	return now
}

// usedTag returns <used>.
func (w *responseWriter) usedTag() string {
	sum, ok := w.req.usedHash()
	if !ok {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// turnOff makes the response pass through, if it has not begun.
func (w *responseWriter) turnOff() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.off = true
}
