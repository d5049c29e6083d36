package conformance

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Page is a page with one label that compressors find worth their while.
var (
	label  = `<p data-txt="home.title">own</p>`
	filler = strings.Repeat("<p>some words of a page that are long enough to be compressed</p>\n", 20)
	page   = "<!DOCTYPE html><title>t</title>" + label + filler
)

const (
	htmlType = "text/html; charset=utf-8"
	lastWeek = "Mon, 02 Nov 2026 08:00:00 GMT"
)

var modified, _ = http.ParseTime(lastWeek)

// Lab has two servers, one of HTTP/1 and one of HTTP/2, whose handler is
// exchanged for every row, and clients of three protocols. It is for one
// goroutine.
type Lab struct {
	http10, http1, http2 *server
}

// server is one protocol.
type server struct {
	*httptest.Server
	client *http.Client
	log    *lines
	h      *atomic.Pointer[http.Handler]
}

// lines collects what net/http complains about.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// take returns the lines so far and forgets them.
func (l *lines) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.b.String()
	l.b.Reset()
	return s
}

// NewLab returns a lab for Run; the caller closes it.
func NewLab() *Lab {
	l := &Lab{http1: newServer(false), http2: newServer(true)}
	client := *l.http1.client
	client.Transport = http10{l.http1.Listener.Addr().String()}
	l.http10 = &server{Server: l.http1.Server, client: &client, log: l.http1.log, h: l.http1.h}
	return l
}

// Close ends the servers.
func (l *Lab) Close() {
	l.http1.CloseClientConnections()
	l.http2.CloseClientConnections()
	l.http1.Close()
	l.http2.Close()
}

func newServer(http2 bool) *server {
	s := &server{log: &lines{}, h: &atomic.Pointer[http.Handler]{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		(*s.h.Load()).ServeHTTP(w, r)
	}))
	s.Config.ErrorLog = log.New(s.log, "", 0)
	if s.EnableHTTP2 = http2; http2 {
		s.StartTLS()
	} else {
		s.Start()
	}
	s.client = s.Server.Client()
	transport := s.client.Transport.(*http.Transport)
	transport.DisableCompression = true
	s.client.Timeout = 20 * time.Second
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s
}

// exam is one row for one subject.
type exam struct {
	*Instance
	lab      *Lab
	rewrites bool
}

// failure ends a check.
type failure struct{ error }

func (x *exam) fail(format string, args ...any) {
	panic(failure{fmt.Errorf(format, args...)})
}

func (x *exam) must(err error) {
	if err != nil {
		x.fail("%v", err)
	}
}

func (x *exam) ok(condition bool, format string, args ...any) {
	if !condition {
		x.fail(format, args...)
	}
}

// equal fails with what differs, cut to a length that can be read.
func (x *exam) equal(what string, want, got any) {
	w, g := fmt.Sprint(want), fmt.Sprint(got)
	if w == g {
		return
	}
	at := 0
	for at < len(w) && at < len(g) && w[at] == g[at] {
		at++
	}
	from := max(at-20, 0)
	x.fail("%s: want %q, got %q (from byte %d; %d and %d bytes)", what,
		w[from:min(from+80, len(w))], g[from:min(from+80, len(g))], from, len(w), len(g))
}

// judge runs one row.
func (l *Lab) judge(s Subject, row Row) (err error) {
	instance, err := s.New()
	if err != nil {
		return err
	}
	if instance.Close != nil {
		defer instance.Close()
	}
	x := &exam{instance, l, s.Rewrites}
	l.http1.log.take()
	l.http2.log.take()
	defer func() {
		switch v := recover().(type) {
		case nil:
		case failure:
			err = v.error
		default:
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	row.check(x)
	return nil
}

// text is what a page says when it has been served by the subject.
func (x *exam) text(own string) string {
	if x.rewrites {
		return strings.ReplaceAll(own, ">own<", ">Hello<")
	}
	return own
}

// all runs a check over HTTP/1.0, HTTP/1.1 and HTTP/2 with a handler behind the
// subject.
func (x *exam) all(h http.HandlerFunc, check func(s *server)) { x.allAs("", h, check) }

func (x *exam) allAs(variant string, h http.HandlerFunc, check func(s *server)) {
	for _, s := range []*server{x.lab.http10, x.lab.http1, x.lab.http2} {
		x.on(s, x.Wrap(variant, h), check)
	}
}

// both is all for what HTTP/1.0 does not have: informational statuses,
// trailers, and bodies whose end can be told from a connection that broke.
func (x *exam) both(h http.HandlerFunc, check func(s *server)) {
	for _, s := range []*server{x.lab.http1, x.lab.http2} {
		x.on(s, x.Wrap("", h), check)
	}
}

func (x *exam) on(s *server, h http.Handler, check func(s *server)) {
	s.h.Store(&h)
	check(s)
}

// answer is a response with its body.
type answer struct {
	*http.Response
	raw  string // as it was sent
	body string // without a gzip coding
	err  error  // of the body
}

// do sends a request; pairs are header fields. Unless they name another one
// the request accepts gzip, so that a compressor has something to do.
func (x *exam) do(s *server, method, path string, pairs ...string) answer {
	r, err := http.NewRequest(method, s.URL+path, nil)
	x.must(err)
	r.Header.Set("Accept-Encoding", "gzip")
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	res, err := s.client.Do(r)
	x.must(err)
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	a := answer{res, string(all), string(all), err}
	if res.Header.Get("Content-Encoding") == "gzip" && err == nil && len(all) > 0 {
		if z, zerr := gzip.NewReader(bytes.NewReader(all)); zerr == nil {
			if plain, zerr := io.ReadAll(z); zerr == nil {
				a.body = string(plain)
			}
		}
	}
	return a
}

// asPlain takes back what a compressor does by right: the gzip coding of a body
// that had none, and its traces in the header.
func (a *answer) asPlain(bare answer) {
	h := a.Header
	if vary := h.Values("Vary"); len(vary) == 1 && bare.Header["Vary"] == nil && strings.EqualFold(vary[0], "Accept-Encoding") {
		delete(h, "Vary")
	}
	if bare.Header["Content-Encoding"] == nil && a.raw != a.body {
		delete(h, "Content-Encoding")
		a.raw = a.body
		if n := bare.Header["Content-Length"]; n != nil {
			h["Content-Length"] = n
		} else {
			delete(h, "Content-Length")
		}
	}
}

func (x *exam) get(s *server, path string, pairs ...string) answer {
	a := x.do(s, http.MethodGet, path, pairs...)
	x.must(a.err)
	return a
}

// asBare requires that the subject changes nothing: header, status, body. One
// that compresses may do so.
func (x *exam) asBare(h http.HandlerFunc, method, path string, pairs ...string) {
	for _, s := range []*server{x.lab.http10, x.lab.http1, x.lab.http2} {
		var want, got answer
		x.on(s, h, func(s *server) { want = x.do(s, method, path, pairs...) })
		x.on(s, x.Wrap("", h), func(s *server) { got = x.do(s, method, path, pairs...) })
		want.Header.Del("Date")
		got.Header.Del("Date")
		x.equal("status", want.StatusCode, got.StatusCode)
		if !x.rewrites {
			got.asPlain(want)
		}
		x.equal("body", want.raw, got.raw)
		x.equal("error", fmt.Sprint(want.err), fmt.Sprint(got.err))
		x.equal("header", want.Header, got.Header)
	}
}

// raw sends bytes to the HTTP/1 server and returns all until it closes.
func (x *exam) raw(h http.HandlerFunc, request string) (head, body string) {
	wrapped := x.Wrap("", h)
	x.lab.http1.h.Store(&wrapped)
	conn, _ := x.dial()
	defer conn.Close()
	_, err := io.WriteString(conn, request)
	x.must(err)
	all, err := io.ReadAll(conn)
	x.must(err)
	head, body, _ = strings.Cut(string(all), "\r\n\r\n")
	return head, body
}

func (x *exam) dial() (net.Conn, *bufio.Reader) {
	conn, err := net.Dial("tcp", x.lab.http1.Listener.Addr().String())
	x.must(err)
	x.must(conn.SetDeadline(time.Now().Add(10 * time.Second)))
	return conn, bufio.NewReader(conn)
}

// send returns a handler that sends a body as HTML in one Write, with header
// pairs.
func send(body string, pairs ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		for i := 0; i < len(pairs); i += 2 {
			w.Header().Set(pairs[i], pairs[i+1])
		}
		_, _ = io.WriteString(w, body)
	}
}

// sendStatus is send with a status.
func sendStatus(status int, body string, pairs ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		for i := 0; i < len(pairs); i += 2 {
			w.Header().Set(pairs[i], pairs[i+1])
		}
		w.WriteHeader(status)
		if body != "" {
			_, _ = io.WriteString(w, body)
		}
	}
}

var errNotSupported = errors.ErrUnsupported
