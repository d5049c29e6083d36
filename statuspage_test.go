package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

func showStatus(c *content.Client, method, target, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	w := httptest.NewRecorder()
	c.StatusHandler().ServeHTTP(w, r)
	return w
}

const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

func TestStatusHandlerNegotiates(t *testing.T) {
	c := contenttest.New(t, title("Hello"))
	for _, k := range []struct{ target, accept, want string }{
		{"/s", "", "application/json"},
		{"/s", "*/*", "application/json"},
		{"/s", "application/json", "application/json"},
		{"/s", browserAccept, "text/html; charset=utf-8"},
		{"/s", "TEXT/HTML ; q=0.5", "text/html; charset=utf-8"},
		{"/s", "text/html;q=0, application/json", "application/json"},
		{"/s?format=json", browserAccept, "application/json"},
		{"/s?format=html", "", "text/html; charset=utf-8"},
		{"/s?format=css", browserAccept, "text/css; charset=utf-8"},
		{"/s?format=%3Cx%3E", browserAccept, "text/html; charset=utf-8"},
	} {
		t.Run(k.target+" "+k.accept, func(t *testing.T) {
			get, head := showStatus(c, "GET", k.target, k.accept), showStatus(c, "HEAD", k.target, k.accept)
			require.Equal(t, 200, get.Code)
			require.Equal(t, k.want, get.Header().Get("Content-Type"))
			require.Equal(t, "no-store", get.Header().Get("Cache-Control"))
			require.Equal(t, "nosniff", get.Header().Get("X-Content-Type-Options"))
			require.Equal(t, fmt.Sprint(get.Body.Len()), get.Header().Get("Content-Length"))
			require.Equal(t, 200, head.Code)
			require.Zero(t, head.Body.Len())
			require.Equal(t, k.want, head.Header().Get("Content-Type"))
			require.NotContains(t, get.Body.String(), "<x>")
		})
	}
	w := showStatus(c, "POST", "/s", "")
	require.Equal(t, 405, w.Code)
	require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
}

func TestStatusHandlerJSONIsStatus(t *testing.T) {
	c := contenttest.New(t, title("Hello"))
	var got content.Status
	require.NoError(t, json.Unmarshal(showStatus(c, "GET", "/s", "").Body.Bytes(), &got))
	want := c.Status()
	require.InDelta(t, want.AgeSeconds, got.AgeSeconds, 60)
	got.AgeSeconds = want.AgeSeconds
	wantJSON, err := json.Marshal(want)
	require.NoError(t, err)
	gotJSON, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, string(wantJSON), string(gotJSON))
}

func TestStatusHandlerPage(t *testing.T) {
	hostile := `<script>alert(1)</script> & "quoted"`
	s := contenttest.NewScript(title("Hello"))
	c, err := content.New(s, &content.Options{Refresh: -1, StartWait: time.Minute})
	require.NoError(t, err)
	defer c.Close()
	require.Contains(t, statusText(t, c), "current Pages show what the origin had at the last check.")

	s.Always("", contenttest.Answer{Err: fmt.Errorf("%s", hostile)})
	require.Error(t, c.Refresh(context.Background()))
	text := statusText(t, c)
	require.Contains(t, text, "stale Pages show the last good texts. The last check failed.")
	require.Contains(t, text, "Last error unknown: "+hostile)
	require.Contains(t, text, "Revision sequence 1 of epoch 1767225600")
	require.Contains(t, text, "failures.unknown 1")
	require.Contains(t, text, "locales.0 en")
	require.NotContains(t, text, "Hello", "nothing of a text")
}

// statusText returns the visible text of the page, and makes sure that it has
// nothing that a strict policy would stop.
func statusText(t *testing.T, c *content.Client) string {
	t.Helper()
	w := showStatus(c, "GET", "/s", browserAccept)
	require.Equal(t, "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		w.Header().Get("Content-Security-Policy"))
	doc, err := html.Parse(w.Body)
	require.NoError(t, err)
	var words []string
	for n := range doc.Descendants() {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
		}
		require.NotContains(t, []string{"script", "style", "img", "form"}, n.Data)
		for _, a := range n.Attr {
			require.NotEqual(t, "style", a.Key)
			require.False(t, strings.HasPrefix(a.Key, "on"), a.Key)
			if a.Key == "href" {
				require.Contains(t, []string{"?format=css", "?format=json"}, a.Val)
			}
		}
	}
	return strings.Join(words, " ")
}

func TestStatusHandlerInEveryState(t *testing.T) {
	c, err := content.New(down, &content.Options{Refresh: -1, Seed: publication("seed", 3)})
	require.NoError(t, err)
	defer c.Close()
	text := statusText(t, c)
	require.Contains(t, text, "seed Pages show the texts that are part of the program.")
	require.Contains(t, text, "Confirmed by the origin never")

	none, err := content.New(down, &content.Options{Refresh: -1, StartWait: -1})
	require.NoError(t, err)
	defer none.Close()
	require.Contains(t, statusText(t, none), "none Nothing could be loaded yet. Pages show their own texts.")
}

// Under the middleware of its own client the page is as it is without.
func TestStatusHandlerUnderTheMiddleware(t *testing.T) {
	c := contenttest.New(t, title("Hello"))
	r := httptest.NewRequest("GET", "/s?locale=en", nil)
	r.Header.Set("Accept", browserAccept)
	w := httptest.NewRecorder()
	c.Middleware(c.StatusHandler()).ServeHTTP(w, r)
	require.Equal(t, http.StatusOK, w.Code)
	require.Empty(t, w.Header().Get("ETag"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
}
