package content_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
)

// echo answers with the locale, the path and the escaped path that it sees.
func echo(w http.ResponseWriter, r *http.Request) {
	page(content.From(r.Context()).Locale()+" "+r.URL.Path+" "+r.URL.RawPath)(w, r)
}

func ask(t *testing.T, h http.Handler, target string, send ...string) string {
	r := httptest.NewRequest("GET", target, nil)
	setPairs(r.Header, send)
	path, rawPath := r.URL.Path, r.URL.RawPath
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	require.Equal(t, path, r.URL.Path, "the outer request is not changed")
	require.Equal(t, rawPath, r.URL.RawPath)
	return strings.TrimSpace(rec.Body.String())
}

func localized(t *testing.T, s *site, o content.LocaleOptions) http.Handler {
	wrap, err := s.client.Wrap(&content.PageOptions{Locale: o})
	require.NoError(t, err)
	return wrap(http.HandlerFunc(echo))
}

func TestSourcesAreAskedInTheirOrder(t *testing.T) {
	s := newSite(t, nil)
	all := localized(t, s, content.LocaleOptions{
		PathPrefix: true,
		Host:       map[string]string{"DE.example.com": "de", "xx.example.com": "xx"},
		Func:       func(r *http.Request) string { return r.Header.Get("X-Locale") },
	})
	for _, c := range []struct {
		target string
		send   []string
		want   string
	}{
		{"http://x/fr/a?locale=en", nil, "fr /a"},
		{"http://de.example.com:8080/?locale=en", nil, "de /"},
		{"http://DE.example.com./", nil, "de /"},
		{"http://xx.example.com/?locale=fr", nil, "fr /"},
		{"http://[::1]:80/?x=y&locale=fr", []string{"Cookie", "locale=de"}, "fr /"},
		{"http://[::1]/", []string{"Cookie", `a=b; locale="de"`, "Accept-Language", "fr"}, "de /"},
		{"http://x/", []string{"X-Locale", "de-AT", "Accept-Language", "fr"}, "de /"},
		{"http://x/", []string{"X-Locale", "xx", "Accept-Language", "fr"}, "fr /"},
		{"http://x/?locale=de_AT", nil, "de /"},
		{"http://x/", []string{"Cookie", "locale=FR_ca"}, "fr /"},
		{"http://x/?locale=_de", []string{"Cookie", "locale=fr_"}, "en /"},
		{"http://x/", nil, "en /"},
	} {
		require.Equal(t, c.want, ask(t, all, c.target, c.send...), c.target)
	}

	reversed := localized(t, s, content.LocaleOptions{Order: []content.LocaleSource{
		content.LocaleFromAcceptLanguage, content.LocaleFromQuery,
	}})
	require.Equal(t, "fr /", ask(t, reversed, "http://x/?locale=de", "Accept-Language", "fr"))
	require.Equal(t, "de /", ask(t, reversed, "http://x/?locale=de", "Cookie", "locale=fr"))

	named := localized(t, s, content.LocaleOptions{Query: "hl", Cookie: "lang", AcceptLanguage: -1})
	require.Equal(t, "de /", ask(t, named, "http://x/?locale=fr&hl=de", "Accept-Language", "fr"))
	require.Equal(t, "fr /", ask(t, named, "http://x/?h=de", "Cookie", "lang=fr; locale=de"))
	require.Equal(t, "en /", ask(t, named, "http://x/", "Accept-Language", "fr"))

	off := localized(t, s, content.LocaleOptions{Query: "-", Cookie: "-", AcceptLanguage: -1})
	require.Equal(t, "en /", ask(t, off, "http://x/?locale=de", "Cookie", "locale=de", "Accept-Language", "de"))
}

func TestPathPrefixIsTakenOffForTheHandler(t *testing.T) {
	s := newSite(t, nil)
	h := localized(t, s, content.LocaleOptions{PathPrefix: true, Prefixes: []string{"nl", "de-AT"}})
	for target, want := range map[string]string{
		"/de":             "de /",
		"/de/":            "de /",
		"/DE/a/b":         "de /a/b",
		"/de/a%2Fb":       "de /a/b /a%2Fb",
		"/%64e/a%2Fb":     "en /de/a/b /%64e/a%2Fb",
		"/de/de/a":        "de /de/a",
		"/de//evil.com":   "de //evil.com",
		"/dex/a":          "en /dex/a",
		"/de-facto/a":     "en /de-facto/a",
		"/de-CH/a":        "en /de-CH/a",
		"/de-AT/a":        "de /a",
		"/nl/a":           "en /a",
		"/":               "en /",
		"/a/de/":          "en /a/de/",
		"/..%2Fde/":       "en /../de/ /..%2Fde/",
		"/de%00/":         "en /de\x00/",
		"/de?locale=fr":   "de /",
		"/xx/?locale=fr":  "fr /xx/",
		"/fr-?locale=de":  "de /fr-",
		"/-fr?locale=de":  "de /-fr",
		"/1fr?locale=de":  "de /1fr",
		"/\u017f?locale=": "en /\u017f /\u017f",
	} {
		got := ask(t, h, "http://x"+target)
		if strings.Contains(target, "\u017f") {
			require.True(t, strings.HasPrefix(got, "en /\u017f"), got)
			continue
		}
		require.Equal(t, want, got, target)
	}
	cold := localized(t, newColdSite(t, nil), content.LocaleOptions{PathPrefix: true, Prefixes: []string{"de"}})
	require.Equal(t, "/a", ask(t, cold, "http://x/de/a"))
	require.Equal(t, "/fr/a", ask(t, cold, "http://x/fr/a"))
}

func TestPathPrefixIsTakenOffWhateverDecides(t *testing.T) {
	s := newSite(t, nil)
	h := localized(t, s, content.LocaleOptions{PathPrefix: true, Order: []content.LocaleSource{
		content.LocaleFromQuery, content.LocaleFromCookie, content.LocaleFromPath, content.LocaleFromAcceptLanguage,
	}})
	require.Equal(t, "fr /a/b /a%2Fb", ask(t, h, "http://x/de/a%2Fb?locale=fr"))
	require.Equal(t, "fr /a", ask(t, h, "http://x/de/a", "Cookie", "locale=fr"))
	require.Equal(t, "de /a", ask(t, h, "http://x/de/a", "Accept-Language", "fr"))
	require.Equal(t, "fr /a", ask(t, h, "http://x/a?locale=fr"))
	require.Equal(t, "fr /xx/a", ask(t, h, "http://x/xx/a?locale=fr"))
}

func TestRoutersRedirectWithinTheLocale(t *testing.T) {
	s := newSite(t, nil)
	mux := http.NewServeMux()
	mux.HandleFunc("/docs/", echo)
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.FormValue("to"), http.StatusSeeOther)
	})
	wrap, err := s.client.Wrap(&content.PageOptions{Locale: content.LocaleOptions{PathPrefix: true}})
	require.NoError(t, err)
	for target, want := range map[string]string{
		"/de/docs":               "/de/docs/",
		"/DE/docs?x=/y":          "/DE/docs/?x=/y",
		"/docs":                  "/docs/",
		"/de//docs":              "/de/docs/",
		"/de/docs/../docs":       "/de/docs/",
		"/de/login?to=/login":    "/login", // a switch by cookie, perhaps
		"/de/login?to=/fr/login": "/fr/login",
		"/de/login?to=/login/":   "/de/login/",
		"/de/login?to=/docs/":    "/docs/",
		"/de/login?to=//login/":  "//login/",
		"/de/login?to=https://x": "https://x",
	} {
		for name, h := range map[string]http.Handler{"once": wrap(mux), "twice": wrap(wrap(mux))} {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, httptest.NewRequest("GET", "http://x"+target, nil))
			require.Equal(t, want, rec.Header().Get("Location"), "%s %s", target, name)
		}
	}
}

func TestWhatIsNoPageVariesWhenItHasTexts(t *testing.T) {
	s := newSite(t, nil)
	for name, asks := range map[string]bool{"texts": true, "none": false} {
		h := s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			content.SetArgs(r.Context(), "a", 1)
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Vary", "Origin")
			if asks {
				_, _ = io.WriteString(w, content.From(r.Context()).Text("home.title"))
			}
			_, _ = io.WriteString(w, "{}")
		}))
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
		want := []string{"Origin"}
		if asks {
			want = append(want, "Cookie", "Accept-Language")
		}
		require.Equal(t, want, rec.Header().Values("Vary"), name)
		require.Empty(t, rec.Header().Values("Content-Language"))
	}
}

func TestNothingOfTheRequestReachesPageOrHeader(t *testing.T) {
	s := newSite(t, &content.PageOptions{Locale: content.LocaleOptions{PathPrefix: true}})
	h := s.client.Middleware(page(`<html>` + ownPage))
	for _, evil := range []string{
		`"><script>alert(1)</script>`, "../../x", "%2e%2e%2f", "de%0d%0aX-Evil:1", "//evil.com", `de\..\x`,
		"de?x#y", "de\u202e", strings.Repeat("de-", 10000), "en-x-evil", "de;q=1",
	} {
		r := httptest.NewRequest("GET", "http://x/", nil)
		r.URL.RawQuery = "locale=" + evil
		r.Header.Set("Cookie", "locale="+evil)
		r.Header.Set("Accept-Language", evil)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		require.Contains(t, []string{"Hello", "Willkommen"}, textOf(rec.Body.String()), evil)
		for name, values := range rec.Header() {
			require.NotContains(t, strings.Join(values, ","), "evil", name)
			require.NotContains(t, strings.Join(values, ","), "script", name)
		}
		require.NotContains(t, rec.Body.String(), "evil")
		require.NotContains(t, rec.Body.String(), "script")
	}
	for _, q := range s.Requests("") {
		require.Regexp(t, `^(live\.json|[ib]/(home\.)?(en|de|fr)\.[0-9a-f]{32}\.json)$`, q.Name)
	}
}

func textOf(body string) string {
	_, after, _ := strings.Cut(body, `data-txt="home.title"`)
	_, after, _ = strings.Cut(after, ">")
	text, _, _ := strings.Cut(after, "<")
	return text
}

func TestFuncSaysWhatItLooksAt(t *testing.T) {
	s := newSite(t, nil)
	wrap, err := s.client.Wrap(&content.PageOptions{Locale: content.LocaleOptions{
		Query: "-", Cookie: "-", AcceptLanguage: -1,
		Func: func(r *http.Request) string { return "de" }, FuncVary: []string{"x-country", "Cookie"},
	}})
	require.NoError(t, err)
	rec := httptest.NewRecorder()
	wrap(page(ownPage)).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	require.Equal(t, []string{"X-Country", "Cookie"}, rec.Header().Values("Vary"))
}

func TestSharedCacheNeverMixesLocales(t *testing.T) {
	s := newSite(t, nil)
	h := s.client.Middleware(page(ownPage))
	type stored struct {
		vary []string
		send http.Header
		body string
	}
	cache := map[string][]stored{}
	words := map[string]string{"en": "Hello", "de": "Willkommen", "fr": "Bonjour"}
	get := func(target string, send http.Header) string {
		for _, entry := range cache[target] {
			fits := true
			for _, line := range entry.vary {
				for name := range strings.SplitSeq(line, ",") {
					name = strings.TrimSpace(name)
					fits = fits && send.Get(name) == entry.send.Get(name)
				}
			}
			if fits {
				return entry.body
			}
		}
		r := httptest.NewRequest("GET", target, nil)
		r.Header = send
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		cache[target] = append(cache[target], stored{rec.Header().Values("Vary"), send, rec.Body.String()})
		return rec.Body.String()
	}
	for range 3 {
		for _, query := range []string{"", "en", "de", "xx"} {
			for _, cookie := range []string{"", "de", "fr", "xx"} {
				for _, accept := range []string{"", "de", "fr", "xx", "*"} {
					send := http.Header{}
					want := "en"
					for _, source := range []string{accept, cookie, query} {
						if words[source] != "" {
							want = source
						}
					}
					if cookie != "" {
						send.Set("Cookie", "locale="+cookie)
					}
					if accept != "" {
						send.Set("Accept-Language", accept)
					}
					require.Equal(t, words[want], textOf(get("http://x/?locale="+query, send)))
				}
			}
		}
	}
}

func TestBadLocaleOptionsFailInWrap(t *testing.T) {
	s := newSite(t, nil)
	f := func(*http.Request) string { return "" }
	for want, o := range map[string]content.LocaleOptions{
		"Query":            {Query: "a b"},
		"Cookie":           {Cookie: "a;b"},
		"Host":             {Host: map[string]string{"example.com:80": "de"}},
		`Host ""`:          {Host: map[string]string{"": "de"}},
		`"x": ""`:          {Host: map[string]string{"x": ""}},
		"FuncVary":         {Func: f, FuncVary: []string{"a b"}},
		"Prefixes":         {PathPrefix: true, Prefixes: []string{"d/e"}},
		`Order "path"`:     {Order: []content.LocaleSource{content.LocaleFromPath}},
		`Order "host"`:     {Order: []content.LocaleSource{content.LocaleFromHost}},
		`Order "query"`:    {Query: "-", Order: []content.LocaleSource{content.LocaleFromQuery}},
		`Order "cookie"`:   {Order: []content.LocaleSource{content.LocaleFromCookie, content.LocaleFromCookie}},
		`Order "func"`:     {Order: []content.LocaleSource{content.LocaleFromFunc}},
		`"Accept-Language`: {AcceptLanguage: -1, Order: []content.LocaleSource{content.LocaleFromAcceptLanguage}},
		`LocaleSource(77)`: {Order: []content.LocaleSource{77}},
	} {
		_, err := s.client.Wrap(&content.PageOptions{Locale: o})
		require.ErrorContains(t, err, want)
	}
}

func TestLocaleFunctionThatPanicsNamesNone(t *testing.T) {
	s := newSite(t, &content.PageOptions{Locale: content.LocaleOptions{Func: func(*http.Request) string { panic("no such session") }}})
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Language", "de")
	w := httptest.NewRecorder()
	s.client.Middleware(page(ownPage)).ServeHTTP(w, r)
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "de", w.Header().Get("Content-Language"))
	require.EqualValues(t, 1, s.client.Status().Panics)
}
