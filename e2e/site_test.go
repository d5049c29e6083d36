package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/internal/proctest"
	"github.com/teletextio/content/manage/cdn"
)

// refresh is how often the clients of these tests check.
const refresh = time.Second

// slack is what a busy machine may take beside what a test waits for.
const slack = 10 * time.Second

// period is the longest time between two checks that succeed, see
// Options.Refresh.
const period = refresh + refresh/10

// origin is a web server with a publication, such as content serve is. It can
// be taken down and brought back at its address, and change the headers that
// CDNs go by.
type origin struct {
	*contenttest.Script
	tb   testing.TB
	addr string

	mu      sync.Mutex
	server  *http.Server
	headers func(name string, status int, h http.Header) // nil: as they are
	hide    *regexp.Regexp                               // names that are not there; nil: all are
	asked   map[string]int
}

func newOrigin(tb testing.TB) *origin {
	addr, err := proctest.FreeAddr()
	require.NoError(tb, err)
	o := &origin{Script: &contenttest.Script{}, tb: tb, addr: addr, asked: map[string]int{}}
	o.up()
	tb.Cleanup(o.down)
	return o
}

func (o *origin) url() string { return "http://" + o.addr }

// edition publishes texts that all say the same, in three bundles and two
// locales.
func (o *origin) edition(n int) {
	texts := contenttest.Texts{}
	for _, locale := range []string{"en", "de"} {
		texts[locale] = map[string]string{}
		for _, key := range []string{"home.title", "cart.button", "footer.note"} {
			texts[locale][key] = fmt.Sprintf("edition %d", n)
		}
	}
	o.PublishWith(texts, &contenttest.PublishOptions{Sequence: int64(n)})
}

// up lets the server listen.
func (o *origin) up() {
	server := &http.Server{Addr: o.addr, Handler: o}
	o.mu.Lock()
	o.server = server
	o.mu.Unlock()
	go server.ListenAndServe() // ends with down
	require.Eventually(o.tb, func() bool { return proctest.Listens(o.addr) == nil }, slack, time.Millisecond)
}

// down closes the listener and all connections.
func (o *origin) down() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.server.Close()
}

// set changes what the origin answers with.
func (o *origin) set(hide string, headers func(name string, status int, h http.Header)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.headers, o.hide = headers, nil
	if hide != "" {
		o.hide = regexp.MustCompile(hide)
	}
}

// count returns how often an object was asked for.
func (o *origin) count(name string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.asked[name]
}

func (o *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	o.mu.Lock()
	o.asked[name]++
	headers, hidden := o.headers, o.hide != nil && o.hide.MatchString(name)
	o.mu.Unlock()
	var f fetch.Fetcher = o.Script
	if hidden {
		f = &contenttest.Script{} // nothing is found in it
	}
	rec := httptest.NewRecorder()
	cdn.Handler(f).ServeHTTP(rec, r)
	for key, values := range rec.Header() {
		w.Header()[key] = values
	}
	if headers != nil {
		headers(name, rec.Code, w.Header())
	}
	w.WriteHeader(rec.Code)
	w.Write(rec.Body.Bytes()) // the reader has gone when it fails
}

// cacheFor lets CDNs keep manifests for so many seconds, and what is not found
// as well.
func cacheFor(manifest, notFound int) func(string, int, http.Header) {
	return func(name string, status int, h http.Header) {
		switch {
		case status == http.StatusNotFound:
			h.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", notFound))
		case !strings.Contains(name, "/"):
			h.Set("Cache-Control", fmt.Sprintf(
				"public, max-age=%d, stale-while-revalidate=60, stale-if-error=86400", manifest))
		}
	}
}

// site is an application with labels, and its client.
type site struct {
	tb      testing.TB
	client  *content.Client
	handler http.Handler
}

const page = `<!DOCTYPE html><html lang="en"><title>Own</title><h1 data-txt="home.title">own</h1>` +
	`<button data-txt="cart.button">own</button><p data-txt="footer.note">own</p>`

func newSite(tb testing.TB, f fetch.Fetcher, o *content.Options) *site {
	if o == nil {
		o = &content.Options{}
	}
	o.Refresh, o.StartWait = refresh, slack
	client, err := content.New(f, o)
	require.NoError(tb, err)
	tb.Cleanup(func() { client.Close() })
	return &site{tb: tb, client: client, handler: client.Middleware(http.HandlerFunc(
		func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, page)
		}))}
}

var shown = regexp.MustCompile(`(?:own|edition \d+)</(?:h1|button|p)>`)

// text returns what the labels of a page say: one thing, or the test fails.
func (s *site) text() string {
	s.tb.Helper()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(s.tb, http.StatusOK, w.Code)
	labels := shown.FindAllString(w.Body.String(), -1)
	require.Len(s.tb, labels, 3, "%s", w.Body)
	first, _, _ := strings.Cut(labels[0], "<")
	for _, label := range labels {
		text, _, _ := strings.Cut(label, "<")
		require.Equal(s.tb, first, text, "a page of two revisions")
	}
	return first
}

// number returns the edition that pages show.
func (s *site) number() int {
	s.tb.Helper()
	var n int
	_, err := fmt.Sscanf(s.text(), "edition %d", &n)
	require.NoError(s.tb, err)
	return n
}

// shows waits until pages say something, and returns how long that took.
func (s *site) shows(n int, within time.Duration) time.Duration {
	s.tb.Helper()
	start := time.Now()
	want := fmt.Sprintf("edition %d", n)
	for s.text() != want {
		if time.Since(start) > within {
			require.Failf(s.tb, "the page does not change", "after %v: %q, not %q; %+v", within, s.text(), want, s.client.Status())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(start)
}

// stays makes sure that pages go on saying something.
func (s *site) stays(n int, d time.Duration) {
	s.tb.Helper()
	for start := time.Now(); time.Since(start) < d; time.Sleep(20 * time.Millisecond) {
		require.Equal(s.tb, fmt.Sprintf("edition %d", n), s.text())
	}
}
