package faulttest

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

type httpClient = http.Client

// origin is a listener on loopback that serves the files of a world, or passes
// requests on, with the faults of the world.
type origin struct {
	w     *world
	srv   *http.Server
	addr  string
	proxy *httputil.ReverseProxy // nil: the files of the world
	certs *certificates          // nil: no TLS
	names *nameServer            // nil: the base is an address

	mu    sync.Mutex // guards all below
	ln    net.Listener
	conns map[net.Conn]bool
	hole  io.Closer // what swallows connections; nil: nothing
}

func newOrigin(w *world) (*origin, error) {
	o := &origin{w: w, conns: map[net.Conn]bool{}}
	o.srv = &http.Server{Handler: o, ConnState: o.track, ErrorLog: log.New(io.Discard, "", 0)}
	if w.col.Proxy != "" {
		to, err := url.Parse(w.col.Proxy)
		if err != nil {
			return nil, err
		}
		o.proxy = &httputil.ReverseProxy{
			Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = r.In.Host },
			ErrorLog: log.New(io.Discard, "", 0),
		}
	}
	if w.v.TLS {
		o.certs = newCertificates()
	}
	if w.v.DNS {
		names, err := newNameServer()
		if err != nil {
			return nil, err
		}
		o.names = names
	}
	return o, o.listen("127.0.0.1:0")
}

// listen opens the listener, at the address that it had before.
func (o *origin) listen(addr string) error {
	var ln net.Listener
	var err error
	for range 50 { // another socket may have the port for a moment
		if ln, err = net.Listen("tcp", addr); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	o.addr = ln.Addr().String()
	o.mu.Lock()
	o.ln = ln
	o.mu.Unlock()
	if o.certs != nil {
		ln = tls.NewListener(ln, &tls.Config{GetCertificate: o.certs.current})
	}
	go func() { _ = o.srv.Serve(ln) }() // ends with the listener
	return nil
}

func (o *origin) base() string {
	host := o.addr
	if o.names != nil {
		_, port, _ := net.SplitHostPort(o.addr)
		host = net.JoinHostPort(cdnName, port)
	}
	scheme := "http://"
	if o.certs != nil {
		scheme = "https://"
	}
	return scheme + host
}

// httpClient is what a row needs beside the default client; nil: nothing.
func (o *origin) httpClient() *http.Client {
	t := &http.Transport{}
	switch {
	case o.certs != nil:
		t.TLSClientConfig = &tls.Config{RootCAs: o.certs.roots}
	case o.names != nil:
		t.DialContext = (&net.Dialer{Resolver: o.names.resolver()}).DialContext
	case o.w.v.Panic:
	default:
		return nil
	}
	return &http.Client{Transport: &panicky{o.w, t}}
}

// panicky is a transport with a mistake in it.
type panicky struct {
	w    *world
	next *http.Transport
}

func (p *panicky) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.w.panicked.Load() {
		panic("faulttest: panic, as asked for")
	}
	return p.next.RoundTrip(r)
}

func (p *panicky) CloseIdleConnections() { p.next.CloseIdleConnections() }

// track knows the connections.
func (o *origin) track(c net.Conn, s http.ConnState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch s {
	case http.StateNew:
		o.conns[c] = true
	case http.StateClosed, http.StateHijacked:
		delete(o.conns, c)
	}
}

// refuse closes the listener, and connections with it.
func (o *origin) refuse() {
	o.mu.Lock()
	defer o.mu.Unlock()
	_ = o.ln.Close()
	o.dropLocked()
}

// drop closes all connections.
func (o *origin) drop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.dropLocked()
}

func (o *origin) dropLocked() {
	for c := range o.conns {
		_ = c.Close()
	}
	clear(o.conns)
}

// restore undoes what was done to the listener.
func (o *origin) restore() error {
	if o.certs != nil {
		o.certs.use(good)
	}
	if o.names != nil {
		o.names.broken.Store(false)
	}
	o.mu.Lock()
	if o.hole != nil {
		_ = o.hole.Close()
		o.hole = nil
	}
	closed := !o.listening()
	o.mu.Unlock()
	if closed {
		return o.listen(o.addr)
	}
	return nil
}

// listening reports whether the listener is open. mu is held.
func (o *origin) listening() bool {
	t, ok := o.ln.(*net.TCPListener)
	return ok && t.SetDeadline(time.Time{}) == nil
}

func (o *origin) close() {
	o.mu.Lock()
	if o.hole != nil {
		_ = o.hole.Close()
	}
	o.mu.Unlock()
	_ = o.srv.Close()
	if o.names != nil {
		o.names.close()
	}
}

// ServeHTTP answers one request.
func (o *origin) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	name := objectName(r.URL.Path, o.w.site)
	o.w.writing.RLock()
	rep := o.w.take(r.Context(), name)
	if rep != nil {
		o.w.writing.RUnlock()
	} else {
		defer o.w.writing.RUnlock()
	}
	switch {
	case r.Context().Err() != nil:
	case rep != nil:
		o.send(rw, r, rep)
	case o.proxy != nil:
		o.proxy.ServeHTTP(rw, r)
	default:
		o.serve(rw, r, name)
	}
}

// objectName returns the name of the object that a path ends with.
func objectName(path, site string) string {
	if _, name, ok := strings.Cut(path, "/"+site+"/"); ok {
		return name
	}
	return strings.TrimPrefix(path, "/")
}

// serve answers with a file.
func (o *origin) serve(rw http.ResponseWriter, r *http.Request, name string) {
	body, ok := o.w.file(name)
	if !ok {
		http.Error(rw, "no such object", http.StatusNotFound)
		return
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	rw.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	_, _ = rw.Write(body) // who went away needs no answer
}

// send answers as a fault wants it.
func (o *origin) send(rw http.ResponseWriter, r *http.Request, rep *reply) {
	for name, values := range rep.header {
		rw.Header()[name] = values
	}
	status := rep.status
	if status == 0 {
		status = http.StatusOK
	}
	over := o.w.over()
	switch {
	case rep.silent:
		hang(r.Context(), o.w, nil)
	case rep.trickle:
		rw.Header().Set("Content-Length", strconv.Itoa(len(rep.body)))
		rw.WriteHeader(status)
		for _, b := range rep.body {
			_, _ = rw.Write([]byte{b})
			_ = http.NewResponseController(rw).Flush()
			if hang(r.Context(), o.w, time.After(time.Second)) {
				return
			}
		}
	case rep.endless:
		rw.WriteHeader(status)
		for isOpen(over) && r.Context().Err() == nil {
			if _, err := rw.Write(rep.body); err != nil {
				return
			}
		}
	case rep.reset, rep.short:
		rw.Header().Set("Content-Length", strconv.Itoa(len(rep.body)))
		rw.WriteHeader(status)
		_, _ = rw.Write(rep.body[:rep.cut])
		_ = http.NewResponseController(rw).Flush()
		cutOff(rw, rep.reset)
	default:
		rw.Header().Set("Content-Length", strconv.Itoa(len(rep.body)))
		rw.WriteHeader(status)
		_, _ = rw.Write(rep.body)
	}
}

// hang waits for the reader to go away, or for the tick; then the result is
// false. A connection that was silent stays so when the fault is over.
func hang(ctx context.Context, _ *world, tick <-chan time.Time) (gone bool) {
	select {
	case <-ctx.Done():
		return true
	case <-tick:
		return false
	}
}

// cutOff ends a connection, by a reset or in good order.
func cutOff(rw http.ResponseWriter, reset bool) {
	c, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		return
	}
	if t, ok := c.(*net.TCPConn); ok && reset {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

func isOpen(c <-chan struct{}) bool {
	select {
	case <-c:
		return false
	default:
		return true
	}
}
