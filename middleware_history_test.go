package content_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// versionedApp is an app whose page has versions, with validators of a kind
// that changes with them.
type versionedApp struct {
	version int
	kind    int
	flush   bool
}

func (a *versionedApp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", htmlType)
	at := modified.Add(time.Duration(a.version) * time.Hour)
	switch a.kind {
	case 0:
		h.Set("ETag", fmt.Sprintf(`"v%d"`, a.version))
	case 1:
		h.Set("ETag", fmt.Sprintf(`W/"v,%d.txt.1-1.de"`, a.version))
	case 2:
		h.Set("ETag", fmt.Sprintf(`"ä%d"`, a.version))
		h.Set("Last-Modified", modified.Format(http.TimeFormat))
	case 3:
		h.Set("Last-Modified", at.Format(http.TimeFormat))
	case 4:
		h.Set("ETag", fmt.Sprintf(`"broken"%d"`, a.version))
	}
	body := fmt.Sprintf("<!DOCTYPE html><html><head></head><p>%d</p>", a.version) + ownPage + string(content.From(r.Context()).Get("home.more"))
	if a.flush {
		if tag := h.Get("ETag"); tag != "" && strings.Contains(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = io.WriteString(w, body)
		w.(http.Flusher).Flush()
		return
	}
	if a.kind != 3 && a.kind != 2 {
		at = time.Time{}
	}
	http.ServeContent(w, r, "", at, strings.NewReader(body))
}

// held is an answer that a client has kept.
type held struct{ tag, body string }

// A client that keeps what it was sent, and asks again with what it knows, has
// what it would be sent by a 304 at any time: whatever was published, deployed,
// or asked for in between. And as long as nothing changes, it gets the 304.
func TestNotModifiedNeverHidesAChange(t *testing.T) {
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 1))
		options := []*content.PageOptions{
			{}, {Exact: true}, {Strip: true},
			{Exact: true, SEO: content.SEO{Lang: true, Base: base, Alternates: true, Canonical: true}},
		}
		o := options[random.IntN(len(options))]
		s := newSite(t, o)
		if random.IntN(4) == 0 {
			s = newColdSite(t, o)
		}
		other, err := s.client.Wrap(options[random.IntN(len(options))])
		require.NoError(t, err)
		app := &versionedApp{kind: random.IntN(6), flush: random.IntN(5) == 0}
		app.flush = app.flush && app.kind < 3
		sites := []http.Handler{s.client.Middleware(app), other(app), s.client.Middleware(other(app))}
		kept := map[string][]held{}
		confirmed := 0
		for range 300 {
			switch random.IntN(12) {
			case 0:
				s.Publish(randomTexts(random))
				require.NoError(t, s.client.Refresh(t.Context()))
			case 1:
				app.version++
			}
			site, locale := random.IntN(len(sites)), []string{"", "en", "de", "fr"}[random.IntN(4)]
			target := "/?locale=" + locale
			send := randomConditions(random, kept[target])
			ask := func(conditions bool) *httptest.ResponseRecorder {
				r := httptest.NewRequest([]string{"GET", "GET", "HEAD"}[random.IntN(3)], target, nil)
				if !conditions {
					r.Method = "GET"
				} else {
					setPairs(r.Header, send)
				}
				rec := httptest.NewRecorder()
				sites[site].ServeHTTP(rec, r)
				return rec
			}
			want, got := ask(false), ask(true)
			if got.Code == http.StatusNotModified {
				confirmed++
				require.Contains(t, kept[target], held{got.Header().Get("ETag"), want.Body.String()}, "seed %d: %v", seed, send)
				require.Empty(t, got.Body.String())
			} else if got.Code == 200 && got.Body.Len() > 0 {
				require.Equal(t, want.Body.String(), got.Body.String())
			}
			if tag := want.Header().Get("ETag"); tag != "" {
				kept[target] = append(kept[target], held{tag, want.Body.String()})
				r := httptest.NewRequest("GET", target, nil)
				r.Header.Set("If-None-Match", tag)
				rec := httptest.NewRecorder()
				sites[site].ServeHTTP(rec, r)
				require.Equal(t, http.StatusNotModified, rec.Code, "seed %d: nothing has changed: %s", seed, tag)
			}
		}
		if app.kind < 4 {
			require.NotZero(t, confirmed, "seed %d", seed)
		}
	}
}

// randomTexts are one of few publications, so that texts come back.
func randomTexts(random *rand.Rand) contenttest.Texts {
	texts := contenttest.Texts{}
	for _, tag := range []string{"en", "de", "fr"}[:2+random.IntN(2)] {
		texts[tag] = map[string]string{"home.title": fmt.Sprint(tag, random.IntN(2))}
		if random.IntN(3) == 0 {
			texts[tag]["home.more"] = fmt.Sprint("more ", random.IntN(2))
		}
	}
	return texts
}

// randomConditions are some of what a client has, and of what it has not.
func randomConditions(random *rand.Rand, known []held) (pairs []string) {
	var tags []string
	for range random.IntN(3) {
		if len(known) > 0 {
			tags = append(tags, known[max(0, len(known)-1-random.IntN(6))].tag)
		}
		if random.IntN(3) == 0 {
			tags = append(tags, []string{`"x"`, `W/"y,z"`, `""`, `"sv1.txt.1-1.en"`, `W/"mzz.txt.0.und"`}[random.IntN(5)])
		}
	}
	if len(tags) > 0 {
		pairs = append(pairs, "If-None-Match", strings.Join(tags, [...]string{", ", ",", " ,, "}[random.IntN(3)]))
	}
	if random.IntN(4) == 0 {
		pairs = append(pairs, "Sec-Fetch-Dest", "document", "If-Modified-Since", modified.Add(100*time.Hour).Format(http.TimeFormat))
	}
	return pairs
}
