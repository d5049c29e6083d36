package content_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// soaked is a publication with two bundles, of which both texts say the number.
func soaked(n int) contenttest.Texts {
	return contenttest.Texts{"en": {"home.title": fmt.Sprint(n), "shop.note": fmt.Sprint(n)}}
}

// scripted serves the objects of a Script over HTTP.
func scripted(s *contenttest.Script) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, err := s.Fetch(r.Context(), fetch.Request{Name: strings.TrimPrefix(r.URL.Path, "/"), ETag: r.Header.Get("If-None-Match")})
		switch {
		case err == nil:
			w.Header().Set("ETag", resp.ETag)
			_, _ = w.Write(resp.Body)
		case strings.Contains(err.Error(), "not modified"):
			w.WriteHeader(http.StatusNotModified)
		default:
			http.Error(w, err.Error(), http.StatusNotFound)
		}
	})
}

// A random fault every moment, a publish now and then, pages all the time: for
// two seconds, or for as long as the variable CONTENT_SOAK says (30s, 10m).
// Every page is whole, shows one revision, and never an older one. With the
// variable, and as the only test of a run, memory and goroutines are looked at
// as well.
func TestSoak(t *testing.T) {
	t.Parallel()
	duration := 2 * time.Second
	if set := os.Getenv("CONTENT_SOAK"); set != "" {
		var err error
		duration, err = time.ParseDuration(set)
		require.NoError(t, err)
	}
	every := min(time.Second, duration/20)
	s := contenttest.NewScript(soaked(1))
	srv := httptest.NewServer(scripted(s))
	t.Cleanup(srv.Close)
	chaos := &contenttest.Chaos{}
	transport := &http.Transport{ResponseHeaderTimeout: every}
	f := fetch.HTTP(srv.URL, &fetch.HTTPOptions{Client: &http.Client{Transport: chaos.RoundTripper(transport)}, Timeout: 2 * every})
	c, err := content.New(f, &content.Options{
		Project: contenttest.DefaultProject, Refresh: every / 5, StartWait: 10 * time.Second, Snapshot: t.TempDir(),
	})
	require.NoError(t, err)
	before, goroutines := heap(), runtime.NumGoroutine()

	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() { readPages(t, c, stop) })
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	faults := contenttest.Faults()
	n := 1
	for end := time.Now().Add(duration); time.Now().Before(end); time.Sleep(every) {
		if random.IntN(3) == 0 {
			n++
			s.Publish(soaked(n))
		}
		denied := chaos.Fault() == contenttest.FaultUnauthorized || chaos.Fault() == contenttest.FaultForbidden
		if random.IntN(4) == 0 {
			chaos.Clear()
		} else {
			chaos.Set(faults[random.IntN(len(faults))])
		}
		if denied {
			_ = c.Refresh(t.Context()) // by itself the next check would be minutes away
		}
	}
	chaos.Clear()
	require.Eventually(t, func() bool {
		_ = c.Refresh(t.Context()) // after 401 the next check is minutes away
		return string(c.Get("home.title", "en")) == fmt.Sprint(n)
	}, 30*time.Second, 20*time.Millisecond, "seed %d", seed)
	close(stop)
	readers.Wait()
	st := c.Status()
	t.Logf("%d checks, %d updates, failures %v", st.Checks, st.Updates, st.Failures)
	require.Equal(t, content.StateCurrent, st.State)
	grown := heap() - before
	require.NoError(t, c.Close())
	if os.Getenv("CONTENT_SOAK") == "" {
		return // other tests run beside this one
	}
	require.Less(t, grown, int64(4<<20))
	transport.CloseIdleConnections()
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+10 }, 30*time.Second, 50*time.Millisecond)
}

const soakPage = `<!DOCTYPE html><title data-txt="home.title">0</title><p data-txt="shop.note">0</p><!-- end -->`

// readPages asks for pages until it is told to stop.
func readPages(t *testing.T, c *content.Client, stop <-chan struct{}) {
	last := 0
	h := soakApp(c)
	for {
		select {
		case <-stop:
			return
		case <-time.After(2 * time.Millisecond):
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
		var a, b int
		_, err := fmt.Sscanf(rec.Body.String(), `<!DOCTYPE html><title data-txt="home.title">%d</title><p data-txt="shop.note">%d</p><!-- end -->`, &a, &b)
		if err != nil || a != b || a < last || rec.Code != http.StatusOK {
			t.Errorf("after %d: status %d, %v: %s", last, rec.Code, err, rec.Body)
			return
		}
		last = a
	}
}

// Whatever the fault, pages take no time of the clock: nothing of them waits for
// the network.
func TestFaultsDoNotSlowPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		chaos := &contenttest.Chaos{}
		c, err := content.New(chaos.Fetcher(contenttest.NewScript(soaked(1))), &content.Options{StartWait: time.Minute})
		require.NoError(t, err)
		for _, f := range contenttest.Faults() {
			chaos.Set(f)
			checks := c.Status().Checks
			for range 100 { // over more than two periods
				begin := time.Now()
				soakedPage(t, c)
				require.Zero(t, time.Since(begin), "%s", f)
				time.Sleep(time.Second)
			}
			chaos.Clear()
			require.NoError(t, c.Refresh(t.Context()), "%s", f)
			require.Greater(t, c.Status().Checks, checks+1, "%s", f)
		}
		require.NoError(t, c.Close())
	})
}

// soakedPage asks for one page, which is whole.
func soakedPage(t testing.TB, c *content.Client) {
	rec := httptest.NewRecorder()
	soakApp(c).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Contains(t, rec.Body.String(), `<p data-txt="shop.note">1</p><!-- end -->`)
}

func soakApp(c *content.Client) http.Handler {
	return c.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(soakPage))
	}))
}

// BenchmarkPages measures pages while all is well and under each fault. The
// hundredth that is slowest begins at p99.
func BenchmarkPages(b *testing.B) {
	for _, f := range append([]contenttest.Fault{""}, quickFaults()...) {
		b.Run(cmp.Or(string(f), "healthy"), func(b *testing.B) {
			chaos := &contenttest.Chaos{}
			c, err := content.New(chaos.Fetcher(contenttest.NewScript(soaked(1))), &content.Options{Refresh: 5 * time.Millisecond, StartWait: 10 * time.Second})
			require.NoError(b, err)
			if f != "" {
				chaos.Set(f)
			}
			h := soakApp(c)
			times := make([]time.Duration, 0, b.N)
			for b.Loop() {
				begin := time.Now()
				h.ServeHTTP(&drop{http.Header{}}, httptest.NewRequest(http.MethodGet, "/", nil))
				times = append(times, time.Since(begin))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds()), "p99-ns")
			require.NoError(b, c.Close())
		})
	}
}
