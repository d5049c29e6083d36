package content_test

import (
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// padding makes a page long enough to be remembered.
var padding = "<!-- " + strings.Repeat("words of a page ", 80) + "-->\n"

// answerTo returns what a handler answers.
func answerTo(h http.Handler, target string, header ...string) string {
	r := httptest.NewRequest("GET", target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return fmt.Sprint(rec.Code, " ", rec.Header(), "\n", rec.Body)
}

// TestPagesThatComeAgainAreTheSame serves pages with labels of all kinds again
// and again, and compares with what a page gets whose handler flushes: that one
// is read as it comes.
func TestPagesThatComeAgainAreTheSame(t *testing.T) {
	client := contenttest.New(quiet{t}, labelTexts)
	draw := rand.New(rand.NewPCG(1, 9))
	changed := 0
	for n := range 400 {
		o := &content.PageOptions{Strip: draw.IntN(3) == 0}
		if draw.IntN(3) == 0 {
			o.Rules = labelRules
		}
		if draw.IntN(3) == 0 {
			o.SEO = content.SEO{Lang: true, Base: "https://www.example.com", Alternates: true, Canonical: true}
		}
		wrap, err := client.Wrap(o)
		require.NoError(t, err)
		page := string(randomLabelPage(draw, "data-txt")) + strings.Repeat(padding, []int{1, 1, 1, 50, 100, 250}[draw.IntN(6)])
		h := func(flush bool) http.Handler {
			return wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", htmlType)
				if flush {
					_, _ = io.WriteString(w, page[:1])
					_ = http.NewResponseController(w).Flush()
					_, _ = io.WriteString(w, page[1:])
					return
				}
				_, _ = io.WriteString(w, page)
			}))
		}
		_, want, _ := strings.Cut(answerTo(h(true), "/?locale=de"), "\n")
		for range 5 {
			_, got, _ := strings.Cut(answerTo(h(false), "/?locale=de"), "\n")
			require.Equal(t, want, got, "page %d: %q", n, page)
		}
		if want != page {
			changed++
		}
	}
	require.Greater(t, changed, 200)
}

// TestPagesThatComeAgainInOtherCircumstances asks for one page in pairs of
// circumstances, in turn and often, and compares with a client that has never
// seen the page.
func TestPagesThatComeAgainInOtherCircumstances(t *testing.T) {
	labels := `<p data-txt="home.title">own</p><p data-txt="home.none">own</p><img data-txt-attr="alt: home.title; onload: home.title">` +
		`<p data-txt="home.name">own</p><p data-txt="home.name" data-txt-args='{"name":"Ann"}'>own</p>`
	texts := contenttest.Texts{
		"en": {"home.title": "Hello π", "home.name": "Hello {name}"},
		"de": {"home.title": "Willkommen", "home.name": "Willkommen {name}"},
	}
	page := func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if name := q.Get("name"); name != "" {
			content.SetArgs(r.Context(), "name", name)
		}
		attr := ""
		if name := q.Get("attr"); name != "" {
			attr = "<p " + string(content.From(r.Context()).Attr("home.name", "name", name)) + ">own</p>"
		}
		if kind := q.Get("type"); kind != "" {
			w.Header().Set("Content-Type", kind)
		} else {
			w.Header().Set("Content-Type", htmlType)
		}
		_, _ = io.WriteString(w, "<!DOCTYPE html><head><title>t</title></head>"+labels+attr+padding)
	}
	seo := content.SEO{Lang: true, Base: "https://www.example.com", Alternates: true, Canonical: true}
	options := map[string]*content.PageOptions{
		"plain": {}, "strip": {Strip: true}, "exact": {Exact: true}, "debug": {Debug: true}, "seo": {SEO: seo},
		"rules": {Rules: []content.Rule{{Selector: "title", Key: "home.title"}}},
	}
	serve := func(t *testing.T, c *content.Client, how string) string {
		name, target, _ := strings.Cut(how, " ")
		wrap, err := c.Wrap(options[name])
		require.NoError(t, err)
		return answerTo(wrap(http.HandlerFunc(page)), target)
	}
	for _, pair := range [][2]string{
		{"plain /", "plain /?locale=de"},
		{"plain /", "strip /"},
		{"strip /", "rules /"},
		{"exact /", "exact /?locale=de"},
		{"debug /", "plain /"},
		{"debug /?content-debug", "debug /"},
		{"seo /a", "seo /b"},
		{"seo /a", "seo /a?locale=de"},
		{"seo /a", "plain /a"},
		{"plain /?name=Ann", "plain /"},
		{"plain /?name=Ann", "plain /?name=Bob"},
		{"plain /?attr=Ann", "plain /?attr=Bob"},
		{"plain /?type=text/html%3Bcharset=latin1", "plain /"},
	} {
		t.Run(fmt.Sprint(pair), func(t *testing.T) {
			c := contenttest.New(quiet{t}, texts)
			var want [2]string
			for i, how := range pair {
				want[i] = serve(t, contenttest.New(quiet{t}, texts), how)
			}
			wraps := map[string]func(http.Handler) http.Handler{}
			for name, o := range options {
				wrap, err := c.Wrap(o)
				require.NoError(t, err)
				wraps[name] = wrap
			}
			for _, i := range []int{0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 0} {
				name, target, _ := strings.Cut(pair[i], " ")
				require.Equal(t, want[i], answerTo(wraps[name](http.HandlerFunc(page)), target), pair[i])
			}
		})
	}
}

// TestPagesThatComeAgainDoNotWaitForLong: bytes that have waited for 100 ms leave
// with the next write, whether the page came before or not.
func TestPagesThatComeAgainDoNotWaitForLong(t *testing.T) {
	s := newSite(t, nil)
	for _, long := range []int{10, 70, 150} {
		for visit := range 6 {
			synctest.Test(t, func(t *testing.T) {
				r := record(s, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", htmlType)
					_, _ = io.WriteString(w, ownPage+strings.Repeat(padding, long))
					if visit < 4 {
						return
					}
					time.Sleep(110 * time.Millisecond)
					_, _ = io.WriteString(w, "next")
					time.Sleep(110 * time.Millisecond)
					_, _ = io.WriteString(w, "last")
				})
				if visit >= 4 {
					n := len(r.calls)
					require.GreaterOrEqual(t, n, 4, "%d: %v", long, r.calls)
					require.Equal(t, []string{"write 4", "write 4"}, r.calls[n-2:], "%d: %v", long, r.calls)
				}
			})
		}
	}
}

// TestPagesThatComeAgainCountTheirRefusals: a label that is left alone counts
// with each page.
func TestPagesThatComeAgainCountTheirRefusals(t *testing.T) {
	s := newSite(t, nil)
	h := s.client.Middleware(typed(htmlType, `<p data-txt="home.none">own</p>`+padding))
	for n := range 8 {
		answerTo(h, "/")
		require.EqualValues(t, n+1, s.client.Status().Labels[content.ReasonNoText])
	}
}

// TestPagesThatComeAgainGetNewTexts behind a publish.
func TestPagesThatComeAgainGetNewTexts(t *testing.T) {
	s := newSite(t, nil)
	h := s.client.Middleware(typed(htmlType, ownPage+padding))
	for n := range 5 {
		text := fmt.Sprint("text ", n)
		s.publish(t, text)
		for range 4 {
			require.Contains(t, answerTo(h, "/"), text)
		}
	}
}

// TestPagesAreRememberedWhenTheyComeAgain: a page is seen, remembered, and then
// not read again, in one write or in many; what depends on more than its bytes
// is not remembered.
func TestPagesAreRememberedWhenTheyComeAgain(t *testing.T) {
	long := "<p>" + strings.Repeat("words ", 7000) + "</p>"
	args := func(pairs ...any) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			content.SetArgs(r.Context(), pairs...)
			typed(htmlType, ownPage+padding)(w, r)
		}
	}
	flushed := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		_, _ = io.WriteString(w, ownPage+padding)
		_ = http.NewResponseController(w).Flush()
	}
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		o    content.PageOptions
		kept int
	}{
		"one write":                         {h: typed(htmlType, ownPage+padding), kept: 1},
		"one large write":                   {h: typed(htmlType, ownPage+long), kept: 1},
		"small writes":                      {h: inPieces(htmlType, 50, ownPage+padding), kept: 1},
		"large writes":                      {h: inPieces(htmlType, 33_000, ownPage+long), kept: 1},
		"links":                             {h: typed(htmlType, ownPage+padding), o: content.PageOptions{SEO: content.SEO{Lang: true}}, kept: 1},
		"no label":                          {h: typed(htmlType, padding)},
		"short":                             {h: typed(htmlType, ownPage)},
		"flushed":                           {h: flushed},
		"longer than the buffer":            {h: typed(htmlType, ownPage+long+long), kept: 1},
		"the same in pieces":                {h: inPieces(htmlType, 1000, ownPage+long+long), kept: 1},
		"too long":                          {h: typed(htmlType, ownPage+strings.Repeat(long, 7))},
		"arguments":                         {h: args("name", "Ann", "n", 7), kept: 1},
		"arguments that cannot be compared": {h: args("name", []string{"Ann"})},
		"exact":                             {h: typed(htmlType, ownPage+padding), o: content.PageOptions{Exact: true}},
		"debug":                             {h: typed(htmlType, ownPage+padding), o: content.PageOptions{Debug: true}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, &c.o)
			h := s.client.Middleware(c.h)
			answerTo(h, "/")
			kept, _, _, _ := s.client.Plans()
			require.Zero(t, kept, "seen once")
			for range 6 {
				answerTo(h, "/")
			}
			kept, used, counted, told := s.client.Plans()
			require.Equal(t, c.kept, kept)
			require.Equal(t, c.kept, used)
			require.Equal(t, counted, told)
			s.publish(t, "another")
			kept, _, _, told = s.client.Plans()
			require.Zero(t, kept)
			require.Zero(t, told)
		})
	}
}

// TestWriterRemembersPages: the same through a Writer, whose pages may come in
// one piece or in many, may be flushed, or go on behind what came before.
func TestWriterRemembersPages(t *testing.T) {
	s := newSite(t, nil)
	large := ownPage + "<p>" + strings.Repeat("words ", 7000) + "</p>"
	var out strings.Builder
	w := s.client.Writer(t.Context(), &out, nil)
	require.NoError(t, w.Close())
	write := func(parts ...string) string {
		out.Reset()
		w.Reset(t.Context(), &out, nil)
		for _, part := range parts {
			if part == "flush" {
				require.NoError(t, w.Flush())
				require.NotEmpty(t, out.String())
				continue
			}
			_, err := io.WriteString(onlyWrite{w}, part)
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		return out.String()
	}
	for _, page := range []string{ownPage + padding, large, ownPage + strings.Repeat(large, 5), ownPage + strings.Repeat(large, 7), strings.Repeat(padding, 150) + ownPage} {
		for range 5 {
			require.Equal(t, rewritten(page), write(page))
			require.Equal(t, rewritten(page), write(page[:500], page[500:]))
			for _, size := range []int{40, 4096, 20_000} {
				require.Equal(t, rewritten(page), write(slices.Collect(chunks(page, size))...))
			}
		}
		_, used, _, _ := s.client.Plans()
		require.Equal(t, len(page) <= 256<<10, used > 0)
		for _, more := range []string{"<p>", large, ownPage} {
			for range 3 {
				require.Equal(t, rewritten(page+more), write(page, more))
				require.Equal(t, rewritten(page+more), write(page, "flush", more))
				require.Equal(t, rewritten(page+more), write(page, more, "flush"))
				require.Equal(t, rewritten(page+more), write(slices.Collect(chunks(page+more, 4096))...))
			}
		}
		s.publish(t, "Hello") // and no page is known
	}
}

// chunks cuts a text into pieces of a size.
func chunks(text string, size int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(text) > 0 {
			n := min(size, len(text))
			if !yield(text[:n]) {
				return
			}
			text = text[n:]
		}
	}
}

type onlyWrite struct{ io.Writer }

// TestPagesThatOnlyLookAlike: what is remembered in vain is remembered less and
// less: a page with a number in it that is never the same, and one whose texts
// take arguments that only the request knows.
func TestPagesThatOnlyLookAlike(t *testing.T) {
	n := 0
	for name, h := range map[string]http.HandlerFunc{
		"number": func(w http.ResponseWriter, _ *http.Request) {
			n++
			w.Header().Set("Content-Type", htmlType)
			_, _ = fmt.Fprintf(w, "%s%s<p>%08d</p>%s", ownPage, padding[:600], n, padding)
		},
		"references": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			_, _ = fmt.Fprintf(w, "<p %s>own</p>%s", content.From(r.Context()).Attr("home.title", "name", "Ann"), padding)
		},
	} {
		s := newSite(t, nil)
		wrapped := s.client.Middleware(h)
		for range 2000 {
			answerTo(wrapped, "/")
		}
		require.Less(t, s.client.PlansMade(), int32(20), name)
		require.Greater(t, s.client.PlansMade(), int32(5), name)
	}
}

// TestRememberedPagesAreBounded: texts of 16 kB on pages that all come thrice.
func TestRememberedPagesAreBounded(t *testing.T) {
	client := contenttest.New(t, contenttest.Texts{"en": {"home.title": strings.Repeat("long ", 12_000)}})
	for n := range 300 {
		h := client.Middleware(typed(htmlType, fmt.Sprint("<p>", n, ownPage, padding, strings.Repeat("x", n))))
		for range 3 {
			require.Contains(t, answerTo(h, "/"), "long long")
		}
		_, _, counted, told := client.Plans()
		require.Equal(t, counted, told)
		require.LessOrEqual(t, told, int64(content.MaxPlans))
	}
}

// TestPlansAreOfOneRevision: requests that have pinned a revision before a
// publish get its texts, and leave nothing behind.
func TestPlansAreOfOneRevision(t *testing.T) {
	s := newSite(t, nil)
	arrived, gate, done := make(chan bool), make(chan bool), make(chan string)
	h := s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			arrived <- true
			<-gate
		}
		typed(htmlType, ownPage+padding)(w, r)
	}))
	const waiting = 4
	for range waiting {
		go func() { done <- answerTo(h, "/wait") }()
		<-arrived
	}
	s.publish(t, "another")
	for range 3 {
		require.Contains(t, answerTo(h, "/"), "another")
	}
	for range waiting {
		gate <- true
		require.Contains(t, <-done, "Hello")
		require.Zero(t, s.client.PlansOfThePast())
	}
	require.Contains(t, answerTo(h, "/"), "another")
}

// TestArgumentsThatComeWhileAPageIsWritten are in no plan.
func TestArgumentsThatComeWhileAPageIsWritten(t *testing.T) {
	client := contenttest.New(quiet{t}, contenttest.Texts{"en": {"home.title": "Hello", "home.name": "Hello {name}"}})
	page := []byte(`<p data-txt="home.title">own</p><p data-txt="home.name">own</p>` + padding)
	write := func(set bool) string {
		var out strings.Builder
		answerTo(client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			pw := client.Writer(r.Context(), writerFunc(func(p []byte) (int, error) {
				if set {
					content.SetArgs(r.Context(), "name", "Ann")
				}
				return out.Write(p)
			}), nil)
			_, err := pw.Write(page)
			require.NoError(t, err)
			require.NoError(t, pw.Close())
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, "done")
		})), "/")
		return out.String()
	}
	for range 4 {
		require.Contains(t, write(true), "Hello Ann")
	}
	for range 4 {
		require.NotContains(t, write(false), "Ann")
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestPagesThatComeAgainAtOnce: many requests for few pages while revisions come
// and go. Each page has the texts of one revision, and not of one before the
// newest that was served when it was asked for.
func TestPagesThatComeAgainAtOnce(t *testing.T) {
	s := newSite(t, nil)
	h := s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		typed(htmlType, strings.Repeat(ownPage, 2)+padding+r.URL.Path)(w, r)
	}))
	s.publish(t, "text 0.")
	var served atomic.Int64
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			for n := range 300 {
				least := served.Load()
				body := answerTo(h, fmt.Sprint("/", (i+n)%3, "?locale=en"))
				var first, second int64
				_, rest, _ := strings.Cut(body, "text ")
				_, _ = fmt.Sscan(rest, &first)
				_, rest, _ = strings.Cut(rest, "text ")
				_, _ = fmt.Sscan(rest, &second)
				assert.Equal(t, first, second)
				assert.GreaterOrEqual(t, first, least)
			}
		})
	}
	for n := range 50 {
		s.publish(t, fmt.Sprint("text ", n+1, "."))
		served.Store(int64(n + 1))
	}
	all.Wait()
	require.Zero(t, s.client.PlansOfThePast())
}
