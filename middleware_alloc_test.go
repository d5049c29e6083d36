package content_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sink is an inner writer without memory of its own.
type sink struct {
	header http.Header
	n      int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(p []byte) (int, error) { s.n += len(p); return len(p), nil }

// costOf returns the allocations of one request.
func costOf(h http.Handler, r *http.Request) float64 {
	inner := &sink{header: http.Header{}}
	return testing.AllocsPerRun(200, func() {
		clear(inner.header)
		h.ServeHTTP(inner, r)
	})
}

func TestMiddlewareNoAllocBeyondThree(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	s := newSite(t, nil)
	body := []byte(strings.Repeat(ownPage, 100))
	header := map[string][]string{"Content-Type": {htmlType}, "Content-Length": {"7"}}
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range header {
			w.Header()[name] = values
		}
		for rest := body; len(rest) > 0; rest = rest[min(len(rest), 700):] {
			_, _ = w.Write(rest[:min(len(rest), 700)])
		}
	})
	other := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{"text/css"}
		_, _ = w.Write(body)
	})
	r := httptest.NewRequest("GET", "/?a=b", nil)
	r.Header.Set("Accept-Language", "de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7")
	r.Header.Set("Cookie", "session=abc; theme=dark")
	require.LessOrEqual(t, costOf(s.client.Middleware(h), r), costOf(h, r)+3)
	header["Last-Modified"] = []string{lastWeek}
	require.LessOrEqual(t, costOf(s.client.Middleware(h), r), costOf(h, r)+3, "a page with a date")
	header["Etag"] = []string{`W/"app-1"`}
	require.LessOrEqual(t, costOf(s.client.Middleware(h), r), costOf(h, r)+3, "a page with an entity tag")
	delete(header, "Content-Length")
	require.LessOrEqual(t, costOf(s.client.Middleware(h), r), costOf(h, r)+3)
	require.LessOrEqual(t, costOf(s.client.Middleware(other), r), costOf(other, r)+2)
}

func BenchmarkMiddleware(b *testing.B) {
	s := newSite(b, nil)
	h := page(strings.Repeat("<p>some text of a page</p>\n", 2000) + ownPage)
	for name, h := range map[string]http.Handler{
		"bare": h, "wrapped": s.client.Middleware(h),
		"pieces bare":        inPieces(htmlType, 50, strings.Repeat(ownPage, 800)),
		"pieces wrapped":     s.client.Middleware(inPieces(htmlType, 50, strings.Repeat(ownPage, 800))),
		"not a page bare":    typed("text/css", "a{}"),
		"not a page wrapped": s.client.Middleware(typed("text/css", "a{}")),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			r := httptest.NewRequest("GET", "/", nil)
			inner := &sink{header: http.Header{}}
			for b.Loop() {
				clear(inner.header)
				h.ServeHTTP(inner, r)
			}
		})
	}
}
