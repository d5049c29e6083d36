package content_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
)

const debugBody = ownPage + `<p data-txt="home.none">own</p><img data-txt-attr="onerror: home.title">`

func TestDebugHeaderCountsTheLabels(t *testing.T) {
	s := newSite(t, &content.PageOptions{Debug: true})
	overBoth(t, s.client.Middleware(versioned(debugBody)), func(t *testing.T, srv *server) {
		got := srv.get(t, "/?locale=de", "If-None-Match", `"app-1"`, "Sec-Fetch-Dest", "document")
		require.Regexp(t, `^revision=1-\w+; locale=de; replaced=1; left=2$`, got.Header.Get("Content-Texts"))
		require.Equal(t, "private, no-store", got.Header.Get("Cache-Control"))
		require.Empty(t, got.Header.Get("ETag"))
		require.Contains(t, got.body, "Willkommen")
	})
	flushing := func(w http.ResponseWriter, r *http.Request) {
		page(debugBody)(w, r)
		w.(http.Flusher).Flush()
	}
	srv := serve(t, s.client.Middleware(http.HandlerFunc(flushing)), false)
	require.Regexp(t, `; streamed$`, srv.get(t, "/").Header.Get("Content-Texts"))
	srv = serve(t, s.client.Middleware(page(ownPage, "Content-Encoding", "br")), false)
	require.Regexp(t, `; skipped=encoded$`, srv.get(t, "/").Header.Get("Content-Texts"))
	srv = serve(t, s.client.Middleware(typed("text/css", "a{}")), false)
	require.Empty(t, srv.get(t, "/").Header.Get("Content-Texts"))
}

func TestDebugReportStandsInThePlaceOfThePage(t *testing.T) {
	s := newSite(t, &content.PageOptions{Debug: true})
	h := func(w http.ResponseWriter, r *http.Request) {
		page(debugBody, ":status", "404", "Content-Length", "99999999", "Trailer", "X-Sum")(w, r)
		w.(http.Flusher).Flush()
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		got := srv.get(t, "/?content-debug&locale=fr")
		require.Equal(t, 200, got.StatusCode)
		require.Equal(t, "application/json", got.Header.Get("Content-Type"))
		var report struct {
			Revision, Locale, Charset string
			Status, Replaced, Left    int
			Labels                    []struct {
				Key, Attribute, Element, Reason, Detail string
				Line, Column                            int
				Replaced                                bool
			}
		}
		require.NoError(t, json.Unmarshal([]byte(got.body), &report), got.body)
		require.Equal(t, "fr", report.Locale)
		require.Equal(t, 404, report.Status)
		require.Equal(t, 1, report.Replaced)
		require.Equal(t, 2, report.Left)
		require.Equal(t, "home.title", report.Labels[0].Key)
		require.True(t, report.Labels[0].Replaced)
		require.Equal(t, "no-text", report.Labels[1].Reason)
		require.Equal(t, "onerror", report.Labels[2].Attribute)
		require.Equal(t, "attribute", report.Labels[2].Reason)
		require.Equal(t, "img", report.Labels[2].Element)
	})
}

func TestNobodySeesAReportWithoutTheOption(t *testing.T) {
	s := newSite(t, nil)
	got := serve(t, s.client.Middleware(page(ownPage)), false).get(t, "/?content-debug")
	require.Equal(t, rewritten(ownPage), got.body)
	require.Empty(t, got.Header.Get("Content-Texts"))
}

func TestDebugReportOfASlowPageIsWhole(t *testing.T) {
	s := newSite(t, &content.PageOptions{Debug: true})
	synctest.Test(t, func(t *testing.T) {
		rec := httptest.NewRecorder()
		s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for range 3 {
				page(ownPage)(w, r)
				time.Sleep(time.Second)
			}
		})).ServeHTTP(rec, httptest.NewRequest("GET", "/?content-debug", nil))
		require.Equal(t, "application/json", rec.Result().Header.Get("Content-Type"))
		require.Contains(t, rec.Body.String(), `"replaced": 3`)
	})
}
