package content_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
)

func TestURLKeepsThePageAndChangesTheLocale(t *testing.T) {
	hosts := map[string]string{"en.example.com": "en", "de.example.com": "de", "a.example.com": "de"}
	cookieOnly := content.LocaleOptions{Query: "-"}
	for _, c := range []struct {
		name           string
		locale         content.LocaleOptions
		target, to     string
		want, fallback string
	}{
		{"path", content.LocaleOptions{PathPrefix: true}, "/de/a/b?x=1", "fr", "/fr/a/b?x=1", "/de/a/b?x=1"},
		{"path without a locale", content.LocaleOptions{PathPrefix: true}, "/a/b?x=1", "FR", "/fr/a/b?x=1", "/de/a/b?x=1"},
		{"root", content.LocaleOptions{PathPrefix: true}, "/de", "fr", "/fr/", "/de/"},
		{"escaped path", content.LocaleOptions{PathPrefix: true}, "/de/a%2Fb%20c", "fr", "/fr/a%2Fb%20c", "/de/a%2Fb%20c"},
		{"query", content.LocaleOptions{}, "/a?x=1&locale=en&y=%20", "fr", "/a?x=1&locale=fr&y=%20", "/a?x=1&locale=de&y=%20"},
		{"query without a locale", content.LocaleOptions{}, "/a?x=1", "fr", "/a?x=1&locale=fr", "/a?x=1&locale=de"},
		{"query with two", content.LocaleOptions{}, "/a?locale=en&locale=de", "fr", "/a?locale=fr", "/a?locale=de"},
		{"two slashes", content.LocaleOptions{}, "//x.example.com/a", "fr", "/.//x.example.com/a?locale=fr", "/.//x.example.com/a?locale=de"},
		{"host", content.LocaleOptions{Host: hosts}, "/a?x=1", "de", "//a.example.com/a?x=1", "//a.example.com/a?x=1"},
		{"host without one for the locale", content.LocaleOptions{Host: hosts}, "/a?x=1", "fr", "/a?x=1", "//a.example.com/a?x=1"},
		{"cookie", cookieOnly, "/a?x=1", "fr", "/a?x=1", "/a?x=1"},
		{"not published", content.LocaleOptions{}, "/a", "xx", "", "/a?locale=de"},
		{"hostile", content.LocaleOptions{}, "/a", `"><script>`, "", "/a?locale=de"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, &content.PageOptions{Locale: c.locale})
			var got, german string
			h := s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r.URL.Path = "/changed by the handler"
				got, german = content.From(r.Context()).URL(c.to), content.From(r.Context()).URL("de")
			}))
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", c.target, nil))
			require.Equal(t, c.want, got)
			require.Equal(t, c.fallback, german)
			mounted := http.StripPrefix("/mount", h)
			mounted.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/mount"+c.target, nil))
			if c.want != "" && c.name[:4] == "path" {
				require.Equal(t, "/mount"+c.want, got)
			}
		})
	}
}

func TestPathKeepsTheLocale(t *testing.T) {
	hosts := map[string]string{"en.example.com": "en", "de.example.com": "de"}
	for name, c := range map[string]struct {
		locale content.LocaleOptions
		target string
		want   map[string]string
	}{
		"path": {content.LocaleOptions{PathPrefix: true}, "/de/a", map[string]string{
			"/": "/de/", "/b/c%2Fd": "/de/b/c%2Fd", "/b?x=/y#/z?": "/de/b?x=/y#/z?", "/#top": "/de/#top",
			"": "", "b": "b", "#top": "#top", "//evil.com/a": "//evil.com/a", "https://x/a": "https://x/a", "?a=b": "?a=b",
		}},
		"path, by cookie": {content.LocaleOptions{PathPrefix: true}, "/a", map[string]string{"/b": "/de/b"}},
		"query":           {content.LocaleOptions{}, "/a?locale=de", map[string]string{"/b": "/b?locale=de", "/b?x=1&locale=en#c": "/b?x=1&locale=de#c"}},
		"host":            {content.LocaleOptions{Host: hosts}, "/a", map[string]string{"/b": "//de.example.com/b"}},
		"cookie":          {content.LocaleOptions{Query: "-"}, "/a", map[string]string{"/b": "/b"}},
	} {
		s := newSite(t, &content.PageOptions{Locale: c.locale})
		mount := ""
		h := s.client.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			for path, want := range c.want {
				if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.HasPrefix(want, "//") {
					want = mount + want
				}
				got := content.From(r.Context()).Path(path)
				require.Equal(t, want, strings.Replace(got, "//de.example.com"+mount, "//de.example.com", 1), name)
			}
		}))
		for _, mount = range []string{"", "/mount"} {
			r := httptest.NewRequest("GET", mount+c.target, nil)
			r.Header.Set("Cookie", "locale=de")
			http.StripPrefix(mount, h).ServeHTTP(httptest.NewRecorder(), r)
		}
	}
	require.Equal(t, "/a", newSite(t, nil).client.View("de").Path("/a"))
}

func TestURLOutsideOfARequestIsEmpty(t *testing.T) {
	s := newSite(t, nil)
	require.Empty(t, s.client.View("de").URL("de"))
	require.Len(t, s.client.View("de").Locales(), 3)
	require.Equal(t, "en", s.client.View("de").Locales()[0].Tag)
	require.Nil(t, newColdSite(t, nil).client.View("de").Locales())
}

func TestLocaleCookieIsRead(t *testing.T) {
	s := newSite(t, nil)
	cookie := s.client.LocaleCookie("DE")
	require.NoError(t, cookie.Valid())
	require.Equal(t, "de", cookie.Value)
	srv := serve(t, s.client.Middleware(page(ownPage)), false)
	require.Contains(t, srv.get(t, "/", "Cookie", cookie.Name+"="+cookie.Value).body, "Willkommen")
	require.Nil(t, s.client.LocaleCookie("xx"))
	require.Nil(t, newColdSite(t, nil).client.LocaleCookie("de"))
	require.Nil(t, newSite(t, &content.PageOptions{Locale: content.LocaleOptions{Cookie: "-"}}).client.LocaleCookie("de"))
}
