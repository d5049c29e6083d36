package content_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// heap returns the bytes in use, after everything unused is gone.
func heap() int64 {
	var m runtime.MemStats
	for range 3 { // what pools hold goes in the second
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// drop is a ResponseWriter that keeps nothing.
type drop struct{ h http.Header }

func (d *drop) Header() http.Header         { return d.h }
func (d *drop) Write(p []byte) (int, error) { return len(p), nil }
func (d *drop) WriteHeader(int)             {}

// madeUp are the ways in which a visitor can name a locale or a key. Each gets
// a number that makes a new name.
func madeUp(t *testing.T, c *content.Client) map[string]func(i int) {
	prefixed, err := c.Wrap(&content.PageOptions{Locale: content.LocaleOptions{
		PathPrefix: true, Host: map[string]string{"example.de": "de"},
		Func: func(r *http.Request) string { return r.Header.Get("X-Locale") }, FuncVary: []string{"X-Locale"},
	}})
	require.NoError(t, err)
	page := func(body string, change func(*http.Request)) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		change(r)
		h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(body))
		})
		prefixed(h).ServeHTTP(&drop{http.Header{}}, r)
	}
	const label = `<p data-txt="home.title">own</p>`
	tag := func(i int) string { return fmt.Sprintf("%c%c-x%d", 'a'+i%26, 'a'+i/26%26, i) }
	return map[string]func(int){
		"query":  func(i int) { page(label, func(r *http.Request) { r.URL.RawQuery = "locale=" + tag(i) }) },
		"cookie": func(i int) { page(label, func(r *http.Request) { r.Header.Set("Cookie", "locale="+tag(i)) }) },
		"Accept-Language": func(i int) {
			page(label, func(r *http.Request) { r.Header.Set("Accept-Language", tag(i)+", "+tag(i+1)+";q=0.5") })
		},
		"host":            func(i int) { page(label, func(r *http.Request) { r.Host = tag(i) + ".example.de" }) },
		"func":            func(i int) { page(label, func(r *http.Request) { r.Header.Set("X-Locale", tag(i)) }) },
		"path":            func(i int) { page(label, func(r *http.Request) { r.URL.Path = "/" + tag(i) + "/about" }) },
		"data-txt-locale": func(i int) { page(`<p data-txt-locale="`+tag(i)+`">`+label+`</p>`, func(*http.Request) {}) },
		"data-txt":        func(i int) { page(fmt.Sprintf(`<p data-txt="made%d.up">own</p>`, i), func(*http.Request) {}) },
		"data-txt-bundle": func(i int) {
			page(fmt.Sprintf(`<div data-txt-bundle="made%d"><p data-txt="up">own</p></div>`, i), func(*http.Request) {})
		},
		"data-txt-attr": func(i int) {
			page(fmt.Sprintf(`<p data-txt-attr="title: made%d.up">own</p>`, i), func(*http.Request) {})
		},
		"Get": func(i int) { _ = c.Get(fmt.Sprintf("made%d.up", i), tag(i)) },
	}
}

// A million made-up locales and keys, by every source that a request has, and a
// million by each where the variable CONTENT_LONG is set: no request, and at
// most 1 MB more memory.
func TestMillionMadeUpNames(t *testing.T) {
	for name, budget := range map[string]int64{"whole": 0, "partial": smallBudget} {
		t.Run(name, func(t *testing.T) {
			each := 1_000_000 / 11
			if os.Getenv("CONTENT_LONG") != "" {
				each = 1_000_000
			} else if testing.Short() || raceEnabled || budget != 0 {
				each /= 20
			}
			texts := shelves()
			texts["en"]["home.title"], texts["de"]["home.title"] = "Hello", "Hallo"
			s := contenttest.NewScript(texts)
			c := newText(t, s, content.Options{StartWait: 10 * time.Second, Budget: budget})
			sources := madeUp(t, c)
			for _, f := range sources {
				f(-1)
			}
			before, requests := heap(), s.Count("")
			for _, f := range sources {
				for i := range each {
					f(i)
				}
			}
			grown := heap() - before
			t.Logf("%d names: %d bytes more", each*len(sources), grown)
			require.Less(t, grown, int64(1<<20))
			require.Equal(t, requests, s.Count(""))
			require.Zero(t, c.Status().OnDemand.Misses)
		})
	}
}

// A gzip bomb of 1 GiB costs what the limit of a manifest says.
func TestGzipBombOfAGigabyte(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(srv.Close)
	chaos := &contenttest.Chaos{}
	chaos.Set(contenttest.FaultBomb)
	f := fetch.HTTP(srv.URL, &fetch.HTTPOptions{Client: &http.Client{Transport: chaos.RoundTripper(nil)}})
	c := newText(t, f, content.Options{StartWait: -1})
	require.ErrorIs(t, c.Refresh(t.Context()), fetch.ErrTooLarge) // what is made once is made
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.ErrorIs(t, c.Refresh(t.Context()), fetch.ErrTooLarge)
	runtime.ReadMemStats(&after)
	// All that was allocated, freed or not: the body grows by doubling, and
	// at no time is more of it there than twice the limit.
	grown := after.TotalAlloc - before.TotalAlloc
	t.Logf("%d bytes allocated", grown)
	most := uint64(5 * bundle.MaxManifestBytes)
	if raceEnabled {
		most *= 3 // what is watched takes more
	}
	require.Less(t, grown, most)
	require.Equal(t, uint64(2), c.Status().Failures["too-large"])
}

// quickFaults are those of which a client hears at once.
func quickFaults() []contenttest.Fault {
	var list []contenttest.Fault
	for _, f := range contenttest.Faults() {
		switch f {
		case contenttest.FaultBlackhole, contenttest.FaultSilent, contenttest.FaultTrickle, contenttest.FaultSlow:
		default:
			list = append(list, f)
		}
	}
	return list
}

// Ten thousand faults leave no goroutine, no file and no memory behind.
func TestTenThousandFaultCycles(t *testing.T) {
	cycles := 10_000
	if testing.Short() || raceEnabled {
		cycles = 1_000
	}
	files := contenttest.Publish(siteTexts)
	srv := httptest.NewServer(http.FileServerFS(files))
	t.Cleanup(srv.Close)
	chaos := &contenttest.Chaos{}
	f := fetch.HTTP(srv.URL, &fetch.HTTPOptions{Client: &http.Client{Transport: chaos.RoundTripper(&http.Transport{})}})
	c := newText(t, f, content.Options{StartWait: 10 * time.Second})
	faults := quickFaults()
	cycle := func(i int) {
		chaos.Set(faults[i%len(faults)])
		_ = c.Refresh(t.Context())
		if i%7 == 0 {
			srv.CloseClientConnections()
		}
		chaos.Clear()
		require.NoError(t, c.Refresh(t.Context()))
		require.EqualValues(t, "Hello", c.Get("home.title", "en"))
	}
	for i := range 3 * len(faults) {
		cycle(i)
	}
	goroutines, open, bytes := runtime.NumGoroutine(), openFiles(t), heap()
	for i := range cycles {
		cycle(i)
	}
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+5 }, 10*time.Second, 10*time.Millisecond)
	require.LessOrEqual(t, openFiles(t), open+5)
	require.Less(t, heap()-bytes, int64(1<<20))
}

// openFiles counts the file descriptors of the process; 0 where the system
// does not tell.
func openFiles(t *testing.T) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	list, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	return len(list)
}
