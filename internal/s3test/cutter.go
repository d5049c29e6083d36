package s3test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// Cutter stands between a program and a server. When it has passed on a number
// of writes it ends the program, before the answer. Writes pass one after the
// other.
type Cutter struct {
	// URL is the endpoint of the cutter.
	URL string

	proxy http.Handler
	turn  sync.Mutex // held by a write

	mu   sync.Mutex // guards what follows
	left int
	kill func()
	puts int
}

// NewCutter stands a cutter before the server, until the test ends. It passes
// everything on until Cut is called.
func (s *Server) NewCutter(tb testing.TB) *Cutter {
	tb.Helper()
	to, err := url.Parse(s.URL)
	if err != nil {
		tb.Fatalf("s3test: %v", err)
	}
	c := &Cutter{proxy: &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host = to.Scheme, to.Host // r.Out.Host stays that of r.In: it is signed
	}}}
	web := httptest.NewServer(c)
	tb.Cleanup(web.Close)
	c.URL = web.URL
	return c
}

// Cut counts writes anew, and calls kill when there were as many as left and
// whenever there is a request from then on; nil: never. What asks is not
// answered any more.
func (c *Cutter) Cut(left int, kill func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left, c.kill, c.puts = left, kill, 0
}

// Puts returns how many writes there were since Cut.
func (c *Cutter) Puts() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.puts
}

// ServeHTTP passes a request on.
func (c *Cutter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		c.turn.Lock()
		defer c.turn.Unlock()
	}
	if c.dead() {
		return
	}
	rec := httptest.NewRecorder()
	c.proxy.ServeHTTP(rec, r)
	if r.Method == http.MethodPut && rec.Code < 300 {
		c.mu.Lock()
		c.puts++
		c.left--
		c.mu.Unlock()
		if c.dead() {
			return
		}
	}
	maps.Copy(w.Header(), rec.Header())
	w.WriteHeader(rec.Code)
	w.Write(rec.Body.Bytes()) // the program may be dead
}

// dead ends the program when its writes are used up.
func (c *Cutter) dead() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left == 0 && c.kill != nil {
		c.kill()
		return true
	}
	return false
}
