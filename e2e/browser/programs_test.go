package browser

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

const page = `<!DOCTYPE html><title>t</title><p data-txt="home.title">own</p>`

// served is what the page becomes.
var served = strings.ReplaceAll(page, "own", "Hello")

func newClient(t *testing.T) *content.Client {
	return contenttest.New(t, contenttest.Texts{"en": {"home.title": "Hello"}})
}

func serve(t *testing.T, h http.Handler) *httptest.Server {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	s.Client().Transport.(*http.Transport).DisableCompression = true
	return s
}

func get(t *testing.T, s *httptest.Server, path string, pairs ...string) (*http.Response, []byte) {
	r, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
	require.NoError(t, err)
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	res, err := s.Client().Do(r)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res, body
}

func TestStaticSiteWithALargeDownload(t *testing.T) {
	dir := t.TempDir()
	large := make([]byte, 128<<20)
	seed := rand.NewChaCha8([32]byte{})
	_, _ = seed.Read(large)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "large.bin"), large, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "index.html"), []byte(page), 0o600))
	bare := serve(t, http.FileServer(http.Dir(dir)))
	ours := serve(t, newClient(t).Middleware(http.FileServer(http.Dir(dir))))

	_, body := get(t, ours, "/")
	require.Equal(t, served, string(body))
	for _, ranges := range []string{"", "bytes=0-0", "bytes=1000000-1999999", "bytes=-17", "bytes=5-9,100-104", "bytes=999999999-"} {
		pairs := []string{"Range", ranges}
		if ranges == "" {
			pairs = nil
		}
		want, wantBody := get(t, bare, "/large.bin", pairs...)
		got, gotBody := get(t, ours, "/large.bin", pairs...)
		require.Equal(t, want.StatusCode, got.StatusCode, ranges)
		if !strings.Contains(ranges, ",") { // the boundary of several parts is random
			require.Equal(t, sha256.Sum256(wantBody), sha256.Sum256(gotBody), ranges)
			want.Header.Del("Date")
			got.Header.Del("Date")
			require.Equal(t, want.Header, got.Header, ranges)
		}
		require.Equal(t, len(wantBody), len(gotBody), ranges)
	}
	first, _ := get(t, ours, "/large.bin", "Range", "bytes=0-9")
	rest, body := get(t, ours, "/large.bin", "Range", "bytes=10-", "If-Range", first.Header.Get("Last-Modified"))
	require.Equal(t, http.StatusPartialContent, rest.StatusCode)
	require.True(t, bytes.Equal(large[10:], body), "resumed")
}

func TestWebsocketEcho(t *testing.T) {
	upgrader := websocket.Upgrader{EnableCompression: true}
	echo := func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		for {
			kind, message, err := conn.ReadMessage()
			if err != nil || conn.WriteMessage(kind, message) != nil {
				return
			}
		}
	}
	s := serve(t, newClient(t).Middleware(http.HandlerFunc(echo)))
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http"), nil)
	require.NoError(t, err)
	defer conn.Close()
	for i := range 100 {
		want := strings.Repeat(page, 1+i*20)
		require.NoError(t, conn.WriteMessage(websocket.TextMessage, []byte(want)))
		_, got, err := conn.ReadMessage()
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
}

func TestEventStream(t *testing.T) {
	next := make(chan int)
	h := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for n := range next {
			fmt.Fprintf(w, "data: %d %s\n\n", n, page)
			_ = http.NewResponseController(w).Flush()
		}
	}
	s := serve(t, newClient(t).Middleware(http.HandlerFunc(h)))
	go func() { next <- 0 }()
	res, err := s.Client().Get(s.URL)
	require.NoError(t, err)
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for n := range 50 {
		start := time.Now()
		if n > 0 {
			next <- n
		}
		require.True(t, lines.Scan())
		require.Equal(t, fmt.Sprintf("data: %d %s", n, page), lines.Text())
		require.True(t, lines.Scan())
		require.Less(t, time.Since(start), 5*time.Second)
	}
	close(next)
}

// TestNginxWithGzipBehindTheProxy has nginx compress what the proxy asks for:
// without Upstream its pages pass and are counted; with it they are rewritten.
func TestNginxWithGzipBehindTheProxy(t *testing.T) {
	origin := startNginx(t)
	target, err := url.Parse(origin)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	client := newClient(t)
	plain := serve(t, client.Middleware(proxy))
	res, _ := get(t, plain, "/", "Accept-Encoding", "gzip")
	require.Equal(t, "gzip", res.Header.Get("Content-Encoding"))
	require.Equal(t, map[string]uint64{"encoded": 1}, client.Status().Skipped)
	_, body := get(t, plain, "/", "Accept-Encoding", "identity")
	require.Contains(t, string(body), served)

	wrap, err := client.Wrap(&content.PageOptions{Upstream: true})
	require.NoError(t, err)
	asked := serve(t, wrap(proxy))
	res, body = get(t, asked, "/", "Accept-Encoding", "gzip")
	require.Empty(t, res.Header.Get("Content-Encoding"))
	require.Contains(t, string(body), served)
	tag := res.Header.Get("ETag")
	require.Contains(t, tag, ".txt.")
	res, _ = get(t, asked, "/", "Accept-Encoding", "gzip", "If-None-Match", tag)
	require.Equal(t, http.StatusNotModified, res.StatusCode, "nginx confirms its own tag")

	res, body = get(t, asked, "/style.css", "Accept-Encoding", "gzip", "Sec-Fetch-Dest", "style")
	require.Equal(t, "gzip", res.Header.Get("Content-Encoding"), "an asset stays compressed")
	require.NotEmpty(t, body)
	res, body = get(t, asked, "/style.css", "Range", "bytes=0-4", "Sec-Fetch-Dest", "style")
	require.Equal(t, "206 body{", fmt.Sprint(res.StatusCode, " ", string(body)))
	res, _ = get(t, asked, "/missing")
	require.Equal(t, http.StatusNotFound, res.StatusCode)
}
