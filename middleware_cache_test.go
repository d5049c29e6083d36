package content_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
)

// sharedCache is a cache before a site, as RFC 9111 has it: a stored response
// answers requests of its address that agree in what Vary names, and is
// confirmed by its entity tag.
type sharedCache struct {
	site   http.Handler
	stored map[string][]cached // by host and request target
	hits   int
}

type cached struct {
	vary map[string]string
	res  *httptest.ResponseRecorder
}

func (c *sharedCache) get(r *http.Request) *httptest.ResponseRecorder {
	key := r.Host + r.RequestURI
	for _, s := range c.stored[key] {
		if !s.fits(r) {
			continue
		}
		again := r.Clone(r.Context())
		if tag := s.res.Header().Get("ETag"); tag != "" {
			again.Header.Set("If-None-Match", tag)
		}
		rec := httptest.NewRecorder()
		c.site.ServeHTTP(rec, again)
		if rec.Code == http.StatusNotModified {
			c.hits++
			return s.res
		}
		return rec
	}
	rec := httptest.NewRecorder()
	c.site.ServeHTTP(rec, r)
	s := cached{map[string]string{}, rec}
	for name := range strings.SplitSeq(strings.Join(rec.Header().Values("Vary"), ","), ",") {
		if name = strings.TrimSpace(name); name != "" {
			s.vary[name] = strings.Join(r.Header.Values(name), ",")
		}
	}
	c.stored[key] = append(c.stored[key], s)
	return rec
}

func (s cached) fits(r *http.Request) bool {
	for name, value := range s.vary {
		if strings.Join(r.Header.Values(name), ",") != value {
			return false
		}
	}
	return true
}

// TestSharedCacheGivesNobodyTheLocaleOfAnother lets many visitors ask through a
// cache, and compares with what each gets without it.
func TestSharedCacheGivesNobodyTheLocaleOfAnother(t *testing.T) {
	hosts := map[string]string{"de.example.com": "de"}
	vary := func(r *http.Request) string { return r.Header.Get("X-Locale") }
	for name, o := range map[string]content.LocaleOptions{
		"default": {}, "path": {PathPrefix: true}, "host": {Host: hosts}, "no cookie": {Cookie: "-"},
		"func":    {Func: vary, FuncVary: []string{"X-Locale"}},
		"reverse": {Order: []content.LocaleSource{content.LocaleFromAcceptLanguage, content.LocaleFromCookie, content.LocaleFromQuery}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, &content.PageOptions{Locale: o})
			site := s.client.Middleware(versioned(ownPage))
			cache := &sharedCache{site: site, stored: map[string][]cached{}}
			random := rand.New(rand.NewPCG(1, 2))
			pick := func(list ...string) string { return list[random.IntN(len(list))] }
			for range 2000 {
				r := httptest.NewRequest("GET", "http://"+pick("www", "de")+".example.com"+
					pick("", "/de", "/fr", "/xx")+"/a"+pick("", "?locale=de", "?locale=fr", "?locale=xx", "?x=1"), nil)
				r.RequestURI = (&url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}).RequestURI()
				for header, values := range map[string][]string{
					"Cookie": {"", "locale=de", "locale=fr", "locale=xx"}, "Accept-Language": {"", "de", "fr;q=0.5, de", "*", "xx"},
					"X-Locale": {"", "fr"}, "X-Forwarded-Host": {"", "de.example.com"},
				} {
					if value := pick(values...); value != "" {
						r.Header.Set(header, value)
					}
				}
				direct := httptest.NewRecorder()
				site.ServeHTTP(direct, r.Clone(r.Context()))
				got := cache.get(r)
				require.Equal(t, direct.Body.String(), got.Body.String(), "%s %v", r.RequestURI, r.Header)
				require.Equal(t, direct.Header().Get("Content-Language"), got.Header().Get("Content-Language"))
			}
			require.Greater(t, cache.hits, 100)
		})
	}
}
