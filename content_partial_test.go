package content_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// shelves is a publication of 40 bundles in two locales, about 1 MB.
func shelves() contenttest.Texts {
	all := contenttest.Texts{"en": {}, "de": {}}
	for i := range 40 {
		for tag := range all {
			for k := range 4 {
				all[tag][fmt.Sprintf("shelf%02d.t%d", i, k)] = tag + " " + strings.Repeat("word ", 600)
			}
		}
	}
	return all
}

// smallBudget is room for a part of shelves.
const smallBudget = 300 << 10

func TestPartialRevision(t *testing.T) {
	s := contenttest.NewScript(shelves())
	inBubble(t, s, content.Options{Refresh: -1, StartWait: time.Minute, Budget: smallBudget}, func(t *testing.T, c *content.Client) {
		st := c.Status()
		require.False(t, st.Whole)
		require.Less(t, st.Held, st.Bundles)
		require.LessOrEqual(t, st.Bytes, int64(smallBudget/2))

		// A bundle that comes within Wait is on the page.
		s.Always("b/*", contenttest.Answer{Delay: 20 * time.Millisecond})
		require.Contains(t, c.Get("shelf39.t0", "de"), "de word")
		// A slow one is not, and all texts of a View wait 50 ms together.
		s.Always("b/*", contenttest.Answer{Delay: 10 * time.Second})
		start := time.Now()
		v := c.View("de")
		for i := range 10 {
			require.NotContains(t, v.Get(fmt.Sprintf("shelf%02d.t0", 20+i)), "de word")
		}
		require.Contains(t, v.Get("shelf00.t0"), "en word", "a fallback is in memory")
		require.Equal(t, 50*time.Millisecond, time.Since(start))
		time.Sleep(time.Minute)
		require.Contains(t, v.Get("shelf20.t0"), "de word", "the next page has it")
		require.NotZero(t, c.Status().OnDemand.Loads)

		// Nothing waits while the last fetch failed.
		s.Always("", contenttest.Answer{Delay: time.Millisecond, Err: errRefused})
		require.Error(t, c.Refresh(context.Background()))
		start = time.Now()
		for i := range 10 {
			c.View("de").Get(fmt.Sprintf("shelf%02d.t1", 30+i))
		}
		require.Zero(t, time.Since(start))
		before := s.Count("b/*")
		for range 1000 {
			c.View("de").Get("shelf37.t1")
		}
		require.LessOrEqual(t, s.Count("b/*")-before, 1, "pages do not send requests")
		time.Sleep(time.Hour)
	})
}

func TestPartialRevisionNeverWaitsWhenToldSo(t *testing.T) {
	s := contenttest.NewScript(shelves())
	inBubble(t, s, content.Options{Refresh: -1, Wait: -1, StartWait: time.Minute, Budget: smallBudget}, func(t *testing.T, c *content.Client) {
		s.Always("b/*", contenttest.Answer{Delay: time.Millisecond})
		start := time.Now()
		require.Empty(t, c.Get("shelf39.t0", "de"))
		require.Zero(t, time.Since(start))
		time.Sleep(time.Second)
		require.NotEmpty(t, c.Get("shelf39.t0", "de"))
	})
}

func TestInjectWaitsAsLongAsItsContext(t *testing.T) {
	s := contenttest.NewScript(shelves())
	inBubble(t, s, content.Options{Refresh: -1, StartWait: time.Minute, Budget: smallBudget}, func(t *testing.T, c *content.Client) {
		s.Always("b/*", contenttest.Answer{Delay: 5 * time.Second})
		const page = `<p data-txt="shelf38.t0">own</p><p data-txt="shelf39.t0">own</p>`
		var b strings.Builder
		require.NoError(t, c.Inject(context.Background(), &b, strings.NewReader(page), &content.Page{Locale: "de"}))
		require.Equal(t, 2, strings.Count(b.String(), "de word word"+strings.Repeat(" word", 2)))
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		start := time.Now()
		v := c.View("de")
		require.Empty(t, v.Get("shelf30.t0"))
		b.Reset()
		_ = c.Inject(ctx, &b, strings.NewReader(`<p data-txt="shelf31.t0">own</p>`), &content.Page{Locale: "de"})
		require.LessOrEqual(t, time.Since(start), 1100*time.Millisecond)
		time.Sleep(time.Minute)
	})
}

func TestPartialRequestHasOneAllowance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := contenttest.NewScript(shelves())
		c, err := content.New(s, &content.Options{Refresh: -1, StartWait: time.Minute, Budget: smallBudget})
		require.NoError(t, err)
		defer func() { require.NoError(t, c.Close()) }()
		s.Always("b/*", contenttest.Answer{Delay: 10 * time.Second})
		start := time.Now()
		body := request(t, c, "/?locale=de", func(w http.ResponseWriter, r *http.Request) {
			require.Empty(t, content.From(r.Context()).Get("shelf39.t0"))
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("ETag", `"v1"`)
			for i := range 10 {
				_, _ = fmt.Fprintf(w, `<p data-txt="shelf%02d.t0">own</p>`, 29+i)
			}
		})
		require.Equal(t, 50*time.Millisecond, time.Since(start))
		require.Equal(t, 10, strings.Count(body, ">own<"))
		time.Sleep(time.Minute)
	})
}

// Made-up locales and keys cost no request and no memory, whole or partial.
func TestMadeUpNames(t *testing.T) {
	for _, budget := range []int64{0, smallBudget} {
		s := contenttest.NewScript(shelves())
		c := newText(t, s, content.Options{StartWait: 10 * time.Second, Budget: budget})
		before := s.Count("")
		for i := range 20_000 {
			v := c.View(fmt.Sprintf("x%d-YY", i))
			if v.Locale() != "en" {
				t.Fatal(v.Locale())
			}
			if _, ok := v.Lookup(fmt.Sprintf("made%d.up", i)); ok {
				t.Fatal("found")
			}
		}
		require.Equal(t, before, s.Count(""))
		require.Zero(t, c.Status().OnDemand.Misses)
	}
}
