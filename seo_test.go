package content_test

import (
	"encoding/xml"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

const base = "https://www.example.com"

// alternatesOf is what a page says about itself for a list of addresses.
func alternatesOf(canonical string, hrefs ...string) string {
	s := `<link rel="canonical" href="` + canonical + `">`
	for i, tag := range []string{"en", "de", "fr", "x-default"} {
		s += `<link rel="alternate" hreflang="` + tag + `" href="` + hrefs[i] + `">`
	}
	return s
}

func seoSite(t *testing.T, l content.LocaleOptions) *site {
	return newSite(t, &content.PageOptions{Locale: l, SEO: content.SEO{
		Lang: true, Base: base, Alternates: true, Canonical: true, Parameters: []string{"page"},
	}})
}

const headPage = `<!DOCTYPE html><html lang=en><head><title data-txt="home.title">own</title></head><body><p data-txt="home.title">own</p></body></html>`

func TestPageNamesItselfInAllLocales(t *testing.T) {
	hosts := map[string]string{"www.example.com": "en", "de.example.com": "de", "fr.example.com": "fr"}
	for name, c := range map[string]struct {
		locale content.LocaleOptions
		path   string
		host   string
		want   string
	}{
		"path": {content.LocaleOptions{PathPrefix: true}, "/de/a%20b/?page=2&utm_source=x%22", "", alternatesOf(
			base+"/de/a%20b/?page=2", base+"/en/a%20b/?page=2", base+"/de/a%20b/?page=2", base+"/fr/a%20b/?page=2", base+"/a%20b/?page=2")},
		"query": {content.LocaleOptions{}, "/a?x=1&locale=de&page=%3C", "", alternatesOf(
			base+"/a?page=%3C&amp;locale=de", base+"/a?page=%3C&amp;locale=en", base+"/a?page=%3C&amp;locale=de", base+"/a?page=%3C&amp;locale=fr", base+"/a?page=%3C")},
		"host": {content.LocaleOptions{Host: hosts}, "/a", "de.example.com:8080", alternatesOf(
			"https://de.example.com/a", base+"/a", "https://de.example.com/a", "https://fr.example.com/a", base+"/a")},
		"cookie of a path site": {content.LocaleOptions{PathPrefix: true}, "/a", "", alternatesOf(
			base+"/de/a", base+"/en/a", base+"/de/a", base+"/fr/a", base+"/a")},
	} {
		t.Run(name, func(t *testing.T) {
			s := seoSite(t, c.locale)
			h := s.client.Middleware(page(headPage, "ETag", `"1"`))
			overBoth(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if c.host != "" {
					r.Host = c.host
				}
				h.ServeHTTP(w, r)
			}), func(t *testing.T, srv *server) {
				got := srv.get(t, c.path, "Cookie", "locale=de")
				want := `<!DOCTYPE html><html lang="de" dir="ltr"><head><title data-txt="home.title">Willkommen</title>` + c.want +
					`</head><body><p data-txt="home.title">Willkommen</p></body></html>`
				require.Equal(t, want, got.body)
				require.Empty(t, got.Header.Values("Link"))
				require.Equal(t, int64(len(want)), got.ContentLength)
				require.Equal(t, 1, len(got.Header.Values("ETag")))
			})
		})
	}
}

func TestPageThatNamesItselfIsLeft(t *testing.T) {
	s := seoSite(t, content.LocaleOptions{PathPrefix: true})
	for _, own := range []string{
		`<link rel=canonical href=/x>`, `<link hreflang=en rel=alternate href=/en>`, `<LINK REL="shortcut Canonical" HREF=/x>`,
	} {
		body := strings.Replace(headPage, "</head>", own+"</head>", 1)
		srv := serve(t, s.client.Middleware(page(body)), false)
		got := srv.get(t, "/de/")
		require.Equal(t, 1, strings.Count(got.body, "</head>"))
		require.NotContains(t, got.body, base)
		require.Empty(t, got.Header.Values("Link"))
	}
	srv := serve(t, s.client.Middleware(page(headPage, "Link", `</x>; rel=alternate; hreflang=en`)), false)
	require.NotContains(t, srv.get(t, "/de/").body, base)
}

func TestPageWithoutAHeadIsNamedInTheHeader(t *testing.T) {
	s := seoSite(t, content.LocaleOptions{PathPrefix: true})
	want := `<https://www.example.com/de/a>; rel="canonical", <https://www.example.com/en/a>; rel="alternate"; hreflang="en", ` +
		`<https://www.example.com/de/a>; rel="alternate"; hreflang="de", <https://www.example.com/fr/a>; rel="alternate"; hreflang="fr", ` +
		`<https://www.example.com/a>; rel="alternate"; hreflang="x-default"`
	late := `<!DOCTYPE html><head><style>` + strings.Repeat("a{}", 30_000) + `</style></head><p data-txt="home.title">own</p>`
	for name, body := range map[string]string{"no head": ownPage, "a head that ends late": late, "head without an end": `<head><title>x</title><body><p>x`} {
		srv := serve(t, s.client.Middleware(page(body)), false)
		get, head := srv.get(t, "/de/a"), srv.do(t, http.MethodHead, "/de/a")
		require.Equal(t, []string{want}, get.Header.Values("Link"), name)
		require.NotContains(t, get.body, base)
		require.Equal(t, get.Header.Values("Link"), head.Header.Values("Link"))
	}
	flushing := func(w http.ResponseWriter, r *http.Request) {
		page("<!DOCTYPE html><head>")(w, r)
		_ = http.NewResponseController(w).Flush()
		page("</head><p>x")(w, r)
	}
	got := serve(t, s.client.Middleware(http.HandlerFunc(flushing)), false).get(t, "/de/a")
	require.Empty(t, got.Header.Values("Link"), "it is in the head, which comes later")
	require.Contains(t, got.body, `hreflang="x-default"`)
}

func TestOnlyPagesThatCanBeFoundAreNamed(t *testing.T) {
	s := seoSite(t, content.LocaleOptions{PathPrefix: true})
	srv := serve(t, s.client.Middleware(page(headPage, ":status", "404")), false)
	require.NotContains(t, srv.get(t, "/de/").body, base)
	srv = serve(t, s.client.Middleware(page(headPage)), false)
	got := srv.do(t, http.MethodPost, "/de/")
	require.NotContains(t, got.body, base)
	require.Contains(t, got.body, `<html lang="de" dir="ltr">`)
	cold := newColdSite(t, &content.PageOptions{SEO: content.SEO{Lang: true, Base: base, Alternates: true, Canonical: true}})
	require.Equal(t, headPage, serve(t, cold.client.Middleware(page(headPage)), false).get(t, "/").body)
}

func TestLangOfHTMLAtEveryCut(t *testing.T) {
	s := newSite(t, &content.PageOptions{SEO: content.SEO{Lang: true}})
	const label = `<body><p data-txt="home.title">own</p><p lang=fr>x<b data-txt="home.title">own</b></p>`
	for in, want := range map[string]string{
		`<!DOCTYPE html><html><head></head>`:             `<!DOCTYPE html><html lang="de" dir="ltr"><head></head>`,
		`<!DOCTYPE html><html lang='DE' dir=ltr>`:        `<!DOCTYPE html><html lang='DE' dir=ltr>`,
		`<!DOCTYPE html><html class=x lang=fr>`:          `<!DOCTYPE html><html class=x lang="de" dir="ltr">`,
		`<!DOCTYPE html><html lang>`:                     `<!DOCTYPE html><html lang="de" dir="ltr">`,
		`<!DOCTYPE html><!-- <html> --><title>x</title>`: `<!DOCTYPE html><!-- <html> --><title>x</title>`,
		`<!DOCTYPE html><html><html lang=fr>`:            `<!DOCTYPE html><html lang="de" dir="ltr"><html lang=fr>`,
	} {
		for size := 1; size < 40; size += 13 {
			srv := serve(t, s.client.Middleware(inPieces(htmlType, size, in+label)), false)
			got := srv.get(t, "/?locale=de").body
			require.Equal(t, want+`<body><p data-txt="home.title">Willkommen</p><p lang=fr>x<b data-txt="home.title" lang="de" dir="ltr">Willkommen</b></p>`, got)
		}
	}
}

func TestInjectedTwiceIsInjectedOnceWithLinks(t *testing.T) {
	s := seoSite(t, content.LocaleOptions{PathPrefix: true})
	once := serve(t, s.client.Middleware(page(headPage)), false).get(t, "/de/a").body
	twice := serve(t, s.client.Middleware(page(once)), false).get(t, "/de/a").body
	require.Equal(t, once, twice)
}

func TestSEOOptionsAreChecked(t *testing.T) {
	s := newSite(t, nil)
	for name, o := range map[string]content.PageOptions{
		"no base":       {SEO: content.SEO{Canonical: true}},
		"a path":        {SEO: content.SEO{Canonical: true, Base: base + "/x"}},
		"no scheme":     {SEO: content.SEO{Canonical: true, Base: "www.example.com"}},
		"a user":        {SEO: content.SEO{Canonical: true, Base: "https://a@b"}},
		"no carrier":    {SEO: content.SEO{Alternates: true, Base: base}, Locale: content.LocaleOptions{Query: "-"}},
		"own parameter": {SEO: content.SEO{Canonical: true, Base: base, Parameters: []string{"locale"}}},
		"bad parameter": {SEO: content.SEO{Canonical: true, Base: base, Parameters: []string{"a b"}}},
	} {
		_, err := s.client.Wrap(&o)
		require.ErrorContains(t, err, "content: page options: SEO.", name)
	}
}

func TestSitemapListsPagesInAllLocales(t *testing.T) {
	s := seoSite(t, content.LocaleOptions{PathPrefix: true})
	var b strings.Builder
	pages := slices.Values([]content.SitemapPage{{Path: "/a&b", Modified: modified}, {Path: "/"}})
	require.NoError(t, s.client.Sitemap(&b, pages))
	var got struct {
		URL []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
			Link    []struct {
				Rel  string `xml:"rel,attr"`
				Lang string `xml:"hreflang,attr"`
				Href string `xml:"href,attr"`
			} `xml:"http://www.w3.org/1999/xhtml link"`
		} `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
	}
	require.NoError(t, xml.Unmarshal([]byte(b.String()), &got), b.String())
	require.Len(t, got.URL, 6)
	require.Equal(t, base+"/en/a&b", got.URL[0].Loc)
	require.Equal(t, modified.Format(time.RFC3339), got.URL[0].LastMod)
	for _, u := range got.URL[:3] {
		require.Equal(t, got.URL[0].Link, u.Link, "reciprocal")
	}
	require.Equal(t, "x-default", got.URL[0].Link[3].Lang)
	require.Equal(t, base+"/a&b", got.URL[0].Link[3].Href)
	require.Empty(t, got.URL[3].LastMod)

	require.Error(t, s.client.Sitemap(&b, slices.Values([]content.SitemapPage{{Path: "a"}})))
	require.Error(t, newSite(t, nil).client.Sitemap(&b, pages))
	many := func(yield func(content.SitemapPage) bool) {
		for yield(content.SitemapPage{Path: "/"}) {
		}
	}
	require.ErrorIs(t, s.client.Sitemap(&b, many), content.ErrSitemapFull)
	require.ErrorContains(t, s.client.Sitemap(failingWriter{}, pages), "no room")
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestOpenGraphAndLinkedDataEndToEnd(t *testing.T) {
	client := contenttest.New(t, contenttest.Texts{
		"en": {"home.title": "Hello", "home.by": `Ann "A" &amp; &lt;/script&gt; Bé`},
		"de": {"home.title": "Grüße", "home.by": "Ann"},
	})
	body := `<!DOCTYPE html><html><head><title data-txt="home.title">own</title>` +
		`<meta property="og:title" content="own" data-txt-attr="content: home.title">` +
		`<meta name="twitter:title" content="own" data-txt-attr="content: home.by">` +
		`<script type="application/ld+json" data-txt-json="headline: home.title; author.name: home.by">{"headline": "own", "author": {"name": "own"}, "url": "/"}</script></head>`
	srv := serve(t, client.Middleware(page(body)), false)
	got := srv.get(t, "/").body
	require.Contains(t, got, `content="Hello" data-txt-attr`)
	require.Contains(t, got, `content="Ann &quot;A&quot; &amp; &lt;/script&gt; Bé"`, got)
	require.Contains(t, got, `{"headline": "Hello", "author": {"name": "Ann \"A\" \u0026 \u003c/script\u003e Bé"}, "url": "/"}`)
	require.Contains(t, srv.get(t, "/?locale=de").body, `{"headline": "Grüße", "author": {"name": "Ann"}, "url": "/"}`)
}
