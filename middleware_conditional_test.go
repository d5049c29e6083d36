package content_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// versioned answers like an app that knows its validators: it serves a page
// with them and 304 to a client that has it.
func versioned(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"app-1"`)
		http.ServeContent(w, r, "page.html", modified, strings.NewReader(body))
	}
}

// dated is an app without entity tags.
func dated(w http.ResponseWriter, r *http.Request) {
	http.ServeContent(w, r, "page.html", modified, strings.NewReader(ownPage))
}

func TestPublishBetweenTwoGetsGivesNewTextThenNotModified(t *testing.T) {
	for name, app := range map[string]http.HandlerFunc{"entity tag": versioned(ownPage), "date": dated} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, nil)
			overBoth(t, s.client.Middleware(app), func(t *testing.T, srv *server) {
				s.publish(t, "Hello")
				first := srv.get(t, "/")
				require.Contains(t, first.body, ">Hello<")
				tag := first.Header.Get("ETag")
				require.True(t, strings.HasPrefix(tag, `W/"`), tag)
				require.Empty(t, first.Header.Get("Last-Modified"))
				require.Empty(t, first.Header.Get("Accept-Ranges"))

				s.publish(t, "Good morning")
				second := srv.get(t, "/", "If-None-Match", tag)
				require.Equal(t, 200, second.StatusCode)
				require.Contains(t, second.body, ">Good morning<")

				third := srv.get(t, "/", "If-None-Match", second.Header.Get("ETag"))
				require.Equal(t, 304, third.StatusCode)
				require.Equal(t, second.Header.Values("ETag"), third.Header.Values("ETag"))
				require.Equal(t, second.Header.Values("Vary"), third.Header.Values("Vary"))
				require.Empty(t, third.Header.Get("Last-Modified"))
				require.Empty(t, third.body)

				head := srv.do(t, http.MethodHead, "/", "If-None-Match", second.Header.Get("ETag"))
				require.Equal(t, 304, head.StatusCode)
			})
		})
	}
}

func TestTagsOfOneAppInTwoLocalesDiffer(t *testing.T) {
	s := newSite(t, nil)
	srv := serve(t, s.client.Middleware(versioned(ownPage)), false)
	english, german := srv.get(t, "/?locale=en"), srv.get(t, "/?locale=de")
	require.NotEqual(t, english.Header.Get("ETag"), german.Header.Get("ETag"))
	got := srv.get(t, "/?locale=de", "If-None-Match", english.Header.Get("ETag"))
	require.Equal(t, 200, got.StatusCode)
	got = srv.get(t, "/?locale=de", "If-None-Match", english.Header.Get("ETag")+", "+german.Header.Get("ETag"))
	require.Equal(t, 304, got.StatusCode)
	require.Equal(t, german.Header.Get("ETag"), got.Header.Get("ETag"))
}

func TestPageOfAColdStartIsNewWithTheRevision(t *testing.T) {
	s := newColdSite(t, nil)
	srv := serve(t, s.client.Middleware(versioned(ownPage)), false)
	cold := srv.get(t, "/")
	require.Equal(t, ownPage, cold.body)
	tag := cold.Header.Get("ETag")
	require.Contains(t, tag, ".txt.0.")
	require.Empty(t, cold.Header.Get("Content-Language"))
	require.Equal(t, 304, srv.get(t, "/", "If-None-Match", tag).StatusCode, "still cold")
	s.publish(t, "Hello")
	warm := srv.get(t, "/", "If-None-Match", tag)
	require.Equal(t, 200, warm.StatusCode)
	require.Equal(t, rewritten(ownPage), warm.body)
}

func TestOtherOptionsAreAnotherPage(t *testing.T) {
	s := newSite(t, nil)
	wrap, err := s.client.Wrap(&content.PageOptions{Strip: true})
	require.NoError(t, err)
	kept := serve(t, s.client.Middleware(versioned(ownPage)), false).get(t, "/")
	stripped := serve(t, wrap(versioned(ownPage)), false)
	got := stripped.get(t, "/", "If-None-Match", kept.Header.Get("ETag"))
	require.Equal(t, 200, got.StatusCode)
	require.NotContains(t, got.body, "data-txt")
	require.Equal(t, 304, stripped.get(t, "/", "If-None-Match", got.Header.Get("ETag")).StatusCode)
}

func TestAssetsKeepTheirConditionsAcrossAPublish(t *testing.T) {
	s := newSite(t, nil)
	script := func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "app.js", modified, strings.NewReader("let a"))
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(script)), func(t *testing.T, srv *server) {
		first := srv.get(t, "/app.js")
		require.Equal(t, lastWeek, first.Header.Get("Last-Modified"))
		s.publish(t, "Good evening")
		for _, dest := range []string{"script", "empty"} {
			again := srv.get(t, "/app.js", "If-Modified-Since", lastWeek, "Sec-Fetch-Dest", dest)
			require.Equal(t, 304, again.StatusCode)
			require.Empty(t, again.Header.Values("Vary"))
			require.Equal(t, lastWeek, again.Header.Get("Last-Modified"))
		}
		require.Equal(t, 304, srv.get(t, "/app.js", "If-Modified-Since", lastWeek, "Accept", "*/*").StatusCode)
	})
}

func TestConditionsFromBeforeUsDoNotConfirmAPage(t *testing.T) {
	s := newSite(t, nil)
	srv := serve(t, s.client.Middleware(versioned(ownPage)), false)
	for _, dest := range []string{"document", "iframe", "frame"} {
		got := srv.get(t, "/", "If-None-Match", `"app-1"`, "If-Modified-Since", lastWeek, "Sec-Fetch-Dest", dest)
		require.Equal(t, 200, got.StatusCode, dest)
		require.Contains(t, got.body, ">Hello<")
	}
	got := srv.get(t, "/", "If-None-Match", `"app-1"`, "Accept", "text/html,application/xhtml+xml")
	require.Equal(t, 200, got.StatusCode)
	got = srv.get(t, "/", "If-None-Match", `"app-1"`, "Accept", "application/json")
	require.Equal(t, 304, got.StatusCode, "no navigation")
	require.Equal(t, `"app-1"`, got.Header.Get("ETag"))
}

func TestPageWithoutAValidatorHasNone(t *testing.T) {
	s := newSite(t, nil)
	srv := serve(t, s.client.Middleware(page(ownPage)), false)
	got := srv.get(t, "/", "If-None-Match", `W/"sapp-1.txt.1-1.en"`)
	require.Equal(t, 200, got.StatusCode)
	require.Empty(t, got.Header.Values("ETag"))
}

func TestStreamedPageHasATagWhileAllTextsAreInMemory(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, r *http.Request) {
		page(ownPage, "ETag", `"1"`)(w, r)
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write([]byte(ownPage))
	}
	srv := serve(t, s.client.Middleware(http.HandlerFunc(h)), false)
	require.Contains(t, srv.get(t, "/").Header.Get("ETag"), ".txt.")
}

func TestPageWithATextLeftOutHasNoTagAndIsWholeNextTime(t *testing.T) {
	texts := contenttest.Texts{"en": {}, "de": {}}
	for tag := range texts {
		for _, group := range []string{"home", "aa", "bb", "cc", "dd"} {
			texts[tag][group+".title"] = "Hello " + strings.Repeat(group, 4000)
		}
	}
	script := contenttest.NewScript(texts)
	client, err := content.New(script, &content.Options{Refresh: -1, StartWait: 1 << 34, Budget: 50_000, Wait: -1})
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	require.NoError(t, client.Ready(context.Background()))
	body := strings.ReplaceAll(ownPage, "home.title", "dd.title")
	srv := serve(t, client.Middleware(versioned(body)), false)
	flushing := serve(t, client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page(body, "ETag", `"app-1"`)(w, r)
		w.(http.Flusher).Flush()
	})), false)
	require.Empty(t, flushing.get(t, "/?locale=de").Header.Values("ETag"), "the header leaves before the end")
	var got answer
	require.Eventually(t, func() bool {
		got = srv.get(t, "/?locale=de", "If-None-Match", `W/"sapp-1.txt.0.de"`)
		require.Equal(t, 200, got.StatusCode)
		if whole := strings.Contains(got.body, ">Hello "); !whole {
			require.Empty(t, got.Header.Values("ETag"), "a text was left out")
			return false
		}
		return true
	}, 30e9, 1e7)
	require.Equal(t, 304, srv.get(t, "/?locale=de", "If-None-Match", got.Header.Get("ETag")).StatusCode)
}

func TestRangesOfPagesAndFiles(t *testing.T) {
	s := newSite(t, nil)
	overBoth(t, s.client.Middleware(versioned(ownPage)), func(t *testing.T, srv *server) {
		part := srv.get(t, "/", "Range", "bytes=0-8")
		require.Equal(t, 206, part.StatusCode)
		require.Equal(t, ownPage[:9], part.body)
		require.Equal(t, `"app-1"`, part.Header.Get("ETag"))

		whole := srv.get(t, "/")
		require.Equal(t, 200, srv.get(t, "/", "Range", "bytes=0-8", "If-Range", whole.Header.Get("ETag")).StatusCode)
	})
	large := strings.Repeat("0123456789", 100_000)
	file := func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "a.bin", modified, strings.NewReader(large))
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(file)), func(t *testing.T, srv *server) {
		part := srv.get(t, "/", "Range", "bytes=500000-500009", "If-Range", lastWeek)
		require.Equal(t, 206, part.StatusCode)
		require.Equal(t, "0123456789", part.body)
		parts := srv.get(t, "/", "Range", "bytes=0-1,5-6")
		require.Equal(t, 206, parts.StatusCode)
		require.Equal(t, 416, srv.get(t, "/", "Range", "bytes=2000000-").StatusCode)
	})
}

func TestExactPageIsConfirmedAcrossAPublishThatDoesNotTouchIt(t *testing.T) {
	s := newSite(t, &content.PageOptions{Exact: true})
	s.publish(t, "Hello")
	renders := 0
	app := func(w http.ResponseWriter, r *http.Request) {
		renders++
		body := ownPage + string(content.From(r.Context()).Get("home.title"))
		w.Header().Set("Content-Language", "en")
		versioned(body)(w, r)
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(app)), func(t *testing.T, srv *server) {
		s.publish(t, "Hello")
		first := srv.get(t, "/")
		tag := first.Header.Get("ETag")
		require.Equal(t, 304, srv.get(t, "/", "If-None-Match", tag).StatusCode, "the app says so")

		s.publish(t, "Hello") // another revision, the same texts
		renders = 0
		again := srv.get(t, "/", "If-None-Match", tag)
		require.Equal(t, 304, again.StatusCode)
		require.Equal(t, tag, again.Header.Get("ETag"))
		require.Empty(t, again.Header.Get("Content-Type"))
		require.Empty(t, again.body)
		require.Equal(t, 1, renders)

		s.publish(t, "Changed")
		changed := srv.get(t, "/", "If-None-Match", tag)
		require.Equal(t, 200, changed.StatusCode)
		require.Contains(t, changed.body, ">Changed<")
		require.NotEqual(t, tag, changed.Header.Get("ETag"))
	})
}

func TestExactPageCoversWhatTheViewTellsBesideTexts(t *testing.T) {
	texts := contenttest.Texts{"en": {"home.title": "Hello"}, "de": {"home.title": "Hallo"}}
	more := contenttest.Texts{"en": texts["en"], "de": texts["de"], "fr": {"home.title": "Salut"}}
	seo := content.SEO{Lang: true, Base: "https://www.example.com", Alternates: true}
	for name, c := range map[string]struct {
		o   content.PageOptions
		app func(*content.View) string
	}{
		"alternates": {content.PageOptions{SEO: seo}, func(*content.View) string { return "" }},
		"locales":    {content.PageOptions{}, func(v *content.View) string { return fmt.Sprint(v.Locales()) }},
		"address":    {content.PageOptions{}, func(v *content.View) string { return v.URL("fr") }},
	} {
		t.Run(name, func(t *testing.T) {
			s := &site{Script: contenttest.NewScript(texts)}
			c.o.Exact = true
			s.client = newClient(t, s.Script, &c.o)
			srv := serve(t, s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				versioned("<html><head></head>"+ownPage+c.app(content.From(r.Context())))(w, r)
			})), false)
			first := srv.get(t, "/")
			s.Publish(texts)
			require.NoError(t, s.client.Refresh(t.Context()))
			require.Equal(t, 304, srv.get(t, "/", "If-None-Match", first.Header.Get("ETag")).StatusCode)
			s.Publish(more)
			require.NoError(t, s.client.Refresh(t.Context()))
			got := srv.get(t, "/", "If-None-Match", first.Header.Get("ETag"))
			require.Equal(t, 200, got.StatusCode)
			require.NotEqual(t, first.body, got.body)
			require.Contains(t, got.body, "fr")
		})
	}
}

func TestExactPageOfLabelsAloneIsTaggedByWhatTheyBecame(t *testing.T) {
	s := newSite(t, &content.PageOptions{Exact: true})
	srv := serve(t, s.client.Middleware(versioned(ownPage)), false)
	tag := srv.get(t, "/").Header.Get("ETag")
	require.Equal(t, 3, strings.Count(tag[strings.Index(tag, ".txt.")+1:], "."), tag)
	s.publish(t, "Hello")
	require.Equal(t, 304, srv.get(t, "/", "If-None-Match", tag).StatusCode)
	s.publish(t, "Changed")
	got := srv.get(t, "/", "If-None-Match", tag)
	require.Equal(t, 200, got.StatusCode)
	require.Contains(t, got.body, ">Changed<")
}
