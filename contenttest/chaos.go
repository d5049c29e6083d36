package contenttest

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/teletextio/content/fetch"
)

// Chaos breaks the way to a publication as a test says: see [Fault] for what
// it can do and for what a client makes of it. It stands in front of a Fetcher
// or of an http.RoundTripper, and lets everything through until it is told
// otherwise.
//
//	chaos := &contenttest.Chaos{}
//	client, err := content.New(fetch.HTTP(origin.URL, &fetch.HTTPOptions{
//		Client: &http.Client{Transport: chaos.RoundTripper(nil)},
//	}), nil)
//	chaos.Set(contenttest.FaultRefused)
//	… // pages are as before
//	chaos.Clear()
//
// The zero value is ready to use. It is safe for concurrent use and must not
// be copied. One Chaos may stand in several places; what it is told holds for
// all of them.
type Chaos struct {
	mu        sync.Mutex // guards all below
	fault     Fault      // "": none
	pattern   string     // "": the objects that the fault is about
	requests  int
	injected  map[Fault]int
	waiting   int
	manifests map[string]*history
}

// Set breaks the way: from now on the requests that the fault is about meet
// it, and no other fault. Requests under way go on as they are. It panics if
// the fault is not one of [Faults].
func (c *Chaos) Set(f Fault) { c.SetOn("", f) }

// SetOn is Set for the objects whose name a pattern matches, in the syntax of
// [path.Match]: "live.json" is one object, "b/home.*.json" are the bundles
// called home, and "" are those that the fault is about by itself. It panics
// also if the pattern is malformed.
func (c *Chaos) SetOn(pattern string, f Fault) {
	if _, ok := effects[f]; !ok {
		panic(fmt.Sprintf("contenttest: chaos: there is no fault %q", f))
	}
	if _, err := path.Match(pattern, ""); err != nil {
		panic(fmt.Sprintf("contenttest: chaos: match %q: %v", pattern, err))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault, c.pattern = f, pattern
}

// Clear ends the fault. Requests that wait or trickle because of it go on so.
func (c *Chaos) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault, c.pattern = "", ""
}

// Fault returns the fault that is set, or "".
func (c *Chaos) Fault() Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fault
}

// Requests returns how many requests there were, redirects among them.
func (c *Chaos) Requests() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests
}

// Injected returns how many requests have met a fault; "" counts those that
// met any.
func (c *Chaos) Injected(f Fault) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f != "" {
		return c.injected[f]
	}
	all := 0
	for _, n := range c.injected {
		all += n
	}
	return all
}

// Waiting returns how many requests hang at the moment because a fault does
// not answer them.
func (c *Chaos) Waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.waiting
}

// RoundTripper returns next with the faults. nil is http.DefaultTransport. Use
// it in the http.Client of fetch.HTTPOptions, or of an SDK: objects are told
// by the end of the URL's path, b/ and i/ before the last part being bundles
// and indexes and everything else a manifest.
func (c *Chaos) RoundTripper(next http.RoundTripper) http.RoundTripper {
	if next == nil {
		next = http.DefaultTransport
	}
	return &chaosTransport{c: c, next: next}
}

// Fetcher returns next with the faults. Each is what [fetch.HTTP] would make
// of it: the same errors for errors.Is and errors.As, with its 15 seconds
// where nobody answers.
func (c *Chaos) Fetcher(next fetch.Fetcher) fetch.Fetcher {
	through := &http.Client{Transport: c.RoundTripper(&fetcherTransport{next})}
	return &chaosFetcher{
		Fetcher: fetch.HTTP(chaosBase, &fetch.HTTPOptions{Client: through}),
		next:    next,
	}
}

// take counts a request for an object and returns the fault that it meets.
func (c *Chaos) take(name string) (f Fault, nth int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
	if c.fault == "" || !c.concerns(name) {
		return "", 0
	}
	if c.injected == nil {
		c.injected = map[Fault]int{}
	}
	c.injected[c.fault]++
	return c.fault, c.injected[c.fault]
}

// concerns reports whether the fault is about an object. mu is held.
func (c *Chaos) concerns(name string) bool {
	if c.pattern != "" {
		ok, _ := path.Match(c.pattern, name) // checked in SetOn
		return ok
	}
	switch effects[c.fault].about {
	case manifests:
		return isManifest(name)
	case objects:
		return !isManifest(name)
	}
	return true
}

// wait counts a request that hangs until done is called.
func (c *Chaos) wait() (done func()) {
	c.count(1)
	return sync.OnceFunc(func() { c.count(-1) })
}

func (c *Chaos) count(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting += n
}

// history is what was seen of one manifest, told by its URL.
type history struct{ first, last *recorded }

// remember takes note of a manifest that passes.
func (c *Chaos) remember(url string, r *recorded) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.manifests == nil {
		c.manifests = map[string]*history{}
	}
	h := c.manifests[url]
	if h == nil {
		h = &history{first: r}
		c.manifests[url] = h
	}
	h.last = r
}

// recall returns what was seen of a manifest, or nil.
func (c *Chaos) recall(url string) (first, last *recorded) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if h := c.manifests[url]; h != nil {
		return h.first, h.last
	}
	return nil, nil
}

// objectName returns the name of the object that a path ends with.
func objectName(urlPath string) string {
	parts := strings.Split(urlPath, "/")
	last := len(parts) - 1
	if last > 0 && slices.Contains([]string{"b", "i"}, parts[last-1]) {
		return parts[last-1] + "/" + parts[last]
	}
	return parts[last]
}

func isManifest(name string) bool { return !strings.Contains(name, "/") }
