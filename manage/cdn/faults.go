package cdn

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Faults is a CDN that fails when it is told to, for looking at how a site
// fares. It answers as its Handler does until Set names a fault:
//
//	slow         the answer comes after 5 seconds, and is right
//	silent       there is never an answer
//	trickle      the body comes with one byte a second
//	short        the connection breaks in the middle of the body
//	truncated    the body is cut, and nothing says so
//	status-503   that status, or any other one from 400 to 599
//	throttled    429 with Retry-After: 7
//	no-manifest  404 for manifests
//	no-object    404 for everything else
//	empty        no bytes, with status 200
//	portal       an HTML page, with status 200
//	garbage      other bytes, as many as there should be
//	hash         objects with one byte changed, under their right names
//	frozen       the manifests of the moment that it was set, for ever
//
// They are called as in package contenttest, whose Chaos breaks the way to a
// publication inside of a test. Faults is safe for concurrent use.
type Faults struct {
	next http.Handler

	mu     sync.Mutex // guards what follows
	name   string
	frozen map[string]*answer // manifests, by path
}

// NewFaults returns a CDN that answers as next does until it is told otherwise.
func NewFaults(next http.Handler) *Faults { return &Faults{next: next} }

// Set sets the fault that requests meet from now on; "" is none. The error
// says that there is none of that name.
func (f *Faults) Set(name string) error {
	if _, ok := faultOf(name); name != "" && !ok {
		return fmt.Errorf("cdn: there is no fault %q; there are %s and status-400 to status-599", name,
			strings.Join(slices.Sorted(maps.Keys(faults)), ", "))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.name, f.frozen = name, map[string]*answer{}
	return nil
}

// Current returns the fault that is set, "" when there is none.
func (f *Faults) Current() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.name
}

// ServeHTTP answers, or fails as it was told.
func (f *Faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	breakIt, ok := faultOf(f.Current())
	if !ok {
		f.next.ServeHTTP(w, r)
		return
	}
	plain := r.Clone(r.Context())
	plain.Header.Del("If-None-Match") // faults are of bodies
	right := &answer{header: http.Header{}, status: http.StatusOK}
	f.next.ServeHTTP(right, plain)
	breakIt(f, w, r, right)
}

// answer keeps an answer; it is a ResponseWriter.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// send writes an answer with another body; length is its Content-Length.
func (a *answer) send(w http.ResponseWriter, body []byte, length int) {
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(a.status)
	w.Write(body) // the reader has gone when it fails
}

func isManifest(r *http.Request) bool { return strings.Count(r.URL.Path, "/") == 1 }

// fault breaks the right answer to a request.
type fault func(f *Faults, w http.ResponseWriter, r *http.Request, right *answer)

// faultOf returns the fault of a name.
func faultOf(name string) (fault, bool) {
	if number, ok := strings.CutPrefix(name, "status-"); ok {
		status, err := strconv.Atoi(number)
		return failing(status, ""), err == nil && status >= 400 && status <= 599
	}
	one, ok := faults[name]
	return one, ok
}

var faults = map[string]fault{
	"slow": func(_ *Faults, w http.ResponseWriter, r *http.Request, right *answer) {
		if wait(r, 5*time.Second) {
			right.send(w, right.body.Bytes(), right.body.Len())
		}
	},
	"silent": func(_ *Faults, _ http.ResponseWriter, r *http.Request, _ *answer) {
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	},
	"trickle": func(_ *Faults, w http.ResponseWriter, r *http.Request, right *answer) {
		right.send(w, nil, right.body.Len())
		for _, b := range right.body.Bytes() {
			if _, err := w.Write([]byte{b}); err != nil || http.NewResponseController(w).Flush() != nil || !wait(r, time.Second) {
				panic(http.ErrAbortHandler)
			}
		}
	},
	"short": func(_ *Faults, w http.ResponseWriter, _ *http.Request, right *answer) {
		right.send(w, right.body.Bytes()[:right.body.Len()/2], right.body.Len())
		_ = http.NewResponseController(w).Flush() // it breaks in any case
		panic(http.ErrAbortHandler)
	},
	"truncated": func(_ *Faults, w http.ResponseWriter, _ *http.Request, right *answer) {
		right.send(w, right.body.Bytes()[:right.body.Len()/2], right.body.Len()/2)
	},
	"throttled": failing(http.StatusTooManyRequests, "7"),
	"no-manifest": func(f *Faults, w http.ResponseWriter, r *http.Request, right *answer) {
		if isManifest(r) {
			failing(http.StatusNotFound, "")(f, w, r, right)
			return
		}
		right.send(w, right.body.Bytes(), right.body.Len())
	},
	"no-object": func(f *Faults, w http.ResponseWriter, r *http.Request, right *answer) {
		if !isManifest(r) {
			failing(http.StatusNotFound, "")(f, w, r, right)
			return
		}
		right.send(w, right.body.Bytes(), right.body.Len())
	},
	"empty": func(_ *Faults, w http.ResponseWriter, _ *http.Request, right *answer) {
		right.send(w, nil, 0)
	},
	"portal": func(_ *Faults, w http.ResponseWriter, _ *http.Request, right *answer) {
		const page = "<!doctype html><title>Sign in</title><p>Welcome to our network.</p>"
		right.header.Set("Content-Type", "text/html; charset=utf-8")
		right.send(w, []byte(page), len(page))
	},
	"garbage": func(_ *Faults, w http.ResponseWriter, _ *http.Request, right *answer) {
		for i := range right.body.Bytes() {
			right.body.Bytes()[i] ^= byte(0xa5 + i)
		}
		right.send(w, right.body.Bytes(), right.body.Len())
	},
	"hash": func(_ *Faults, w http.ResponseWriter, r *http.Request, right *answer) {
		if body := right.body.Bytes(); !isManifest(r) && len(body) > 0 {
			body[len(body)/2] ^= 1
		}
		right.send(w, right.body.Bytes(), right.body.Len())
	},
	"frozen": func(f *Faults, w http.ResponseWriter, r *http.Request, right *answer) {
		if isManifest(r) {
			f.mu.Lock()
			if old := f.frozen[r.URL.Path]; old != nil {
				right = old
			} else if f.frozen != nil {
				f.frozen[r.URL.Path] = right
			}
			f.mu.Unlock()
		}
		right.send(w, right.body.Bytes(), right.body.Len())
	},
}

// failing answers with a status; after is its Retry-After, "" for none.
func failing(status int, after string) fault {
	return func(_ *Faults, w http.ResponseWriter, _ *http.Request, _ *answer) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		fail(w, "no-store", status)
	}
}

// wait waits, and reports whether the reader is still there.
func wait(r *http.Request, d time.Duration) bool {
	select {
	case <-r.Context().Done():
		return false
	case <-time.After(d):
		return true
	}
}
