package cdn_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/cdn"
)

const object = "b/home.zh-Hant.0123456789abcdef0123456789abcdef.json"

func files() fstest.MapFS {
	return fstest.MapFS{
		"live.json": {Data: []byte(`{"a":1}`)},
		object:      {Data: []byte(`{"b":2}`)},
		"i/de.0123456789abcdef0123456789abcdef.json": {Data: []byte(`{}`)},
		".secret.json":   {Data: []byte("secret")},
		".tmp-x":         {Data: []byte("secret")},
		"b/.tmp-x":       {Data: []byte("secret")},
		"notes.txt":      {Data: []byte("secret")},
		"b/home.de.json": {Data: []byte("secret")},
		"x/y.json":       {Data: []byte("secret")},
		"index.html":     {Data: []byte("secret")},
	}
}

func ask(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://cdn.example"+path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHeaders(t *testing.T) {
	h := cdn.Handler(fetch.FS(files()))
	for path, cache := range map[string]string{
		"/live.json": "public, max-age=5, stale-while-revalidate=60, stale-if-error=86400",
		"/" + object: "public, max-age=31536000, immutable",
		"/i/de.0123456789abcdef0123456789abcdef.json": "public, max-age=31536000, immutable",
	} {
		w := ask(h, "GET", path)
		require.Equal(t, http.StatusOK, w.Code, path)
		tag := w.Header().Get("ETag")
		require.Regexp(t, `^"[0-9a-f]+"$`, tag)
		require.Equal(t, http.Header{
			"Cache-Control": {cache}, "Content-Type": {"application/json"}, "Content-Length": {w.Header().Get("Content-Length")},
			"X-Content-Type-Options": {"nosniff"}, "Access-Control-Allow-Origin": {"*"}, "Etag": {tag},
		}, w.Header())

		head := ask(h, "HEAD", path)
		require.Equal(t, w.Header(), head.Header())
		require.Empty(t, head.Body.Bytes())

		for _, condition := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			w := ask(h, "GET", path, "If-None-Match", condition)
			require.Equal(t, http.StatusNotModified, w.Code, condition)
			require.Empty(t, w.Body.Bytes())
			require.Equal(t, tag, w.Header().Get("ETag"))
			require.Equal(t, cache, w.Header().Get("Cache-Control"))
			require.Empty(t, w.Header().Get("Content-Type"))
		}
		require.Equal(t, http.StatusOK, ask(h, "GET", path, "If-None-Match", `"x"`).Code)
	}
}

func TestNothingElseIsServed(t *testing.T) {
	h := cdn.Handler(fetch.FS(files()))
	for _, path := range []string{
		"/", "/b/", "/b", "/.secret.json", "/.tmp-x", "/b/.tmp-x", "/notes.txt", "/b/home.de.json", "/x/y.json", "/index.html",
		"/none.json", "//live.json", "/LIVE.json", "/b/../live.json", "/live.json/", "/%2e%2e/live.json", "/live.json%00",
	} {
		w := ask(h, "GET", path)
		require.Equal(t, http.StatusNotFound, w.Code, path)
		require.NotContains(t, w.Body.String(), "secret")
		require.Equal(t, "public, max-age=5", w.Header().Get("Cache-Control"))
		require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	}
	w := ask(h, "POST", "/live.json")
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
}

func TestManifestIsReadAnew(t *testing.T) {
	fsys := files()
	h := cdn.Handler(fetch.FS(fsys))
	first := ask(h, "GET", "/live.json")
	fsys["live.json"] = &fstest.MapFile{Data: []byte(`{"a":2}`)}
	second := ask(h, "GET", "/live.json", "If-None-Match", first.Header().Get("ETag"))
	require.Equal(t, http.StatusOK, second.Code)
	require.Equal(t, `{"a":2}`, second.Body.String())
}

func TestFailures(t *testing.T) {
	w := ask(cdn.Handler(fetch.Func(func(context.Context, fetch.Request) (fetch.Response, error) {
		return fetch.Response{}, errors.New("disk /dev/secret is broken")
	})), "GET", "/live.json")
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	require.NotContains(t, w.Body.String(), "secret")

	w = ask(cdn.Handler(fetch.Func(func(context.Context, fetch.Request) (fetch.Response, error) {
		return fetch.Response{Body: []byte("x")}, nil
	})), "GET", "/live.json", "If-None-Match", `""`)
	require.Equal(t, http.StatusOK, w.Code)
	require.Empty(t, w.Header().Get("ETag"))
}
