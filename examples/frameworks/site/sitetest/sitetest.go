// Package sitetest checks that an example serves the page of package site in
// two locales, and leaves alone what is no page.
package sitetest

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/examples/frameworks/site"
)

// Features are what an app can do.
type Features struct {
	NoStream bool // events arrive at the end only
}

// Run serves the app and visits it.
func Run(t *testing.T, o *content.PageOptions, f Features, app func(*content.Client) http.Handler) {
	client, err := site.NewClient(o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	server := httptest.NewServer(app(client))
	t.Cleanup(server.Close)
	const english = `<h1 data-txt="home.title">Welcome</h1><p data-txt="home.greeting">Hello, <b>Ann &amp; Bob</b></p>`
	const german = `<h1 data-txt="home.title">Willkommen</h1><p data-txt="home.greeting">Hallo, <b>Ann &amp; Bob</b></p>`
	for path, want := range map[string]string{
		"/hello/Ann%20&%20Bob":           english,
		"/de/hello/Ann%20&%20Bob":        german,
		"/hello/Ann%20&%20Bob?locale=de": german,
	} {
		res, body := get(t, server, path)
		require.Equal(t, http.StatusOK, res.StatusCode, path)
		require.Contains(t, literalArgs.ReplaceAllString(body, ""), want, path)
		require.NotEmpty(t, res.Header.Get("Content-Language"))
		require.Equal(t, int64(len(body)), res.ContentLength)
	}
	res, body := get(t, server, "/api")
	require.Equal(t, "application/json", strings.Split(res.Header.Get("Content-Type"), ";")[0])
	require.Contains(t, body, `"<p data-txt=\"home.title\">own</p>"`)
	require.Empty(t, res.Header.Values("Vary"))
	res, _ = get(t, server, "/nothing-here")
	require.Equal(t, http.StatusNotFound, res.StatusCode)
	if !f.NoStream {
		events(t, server)
	}
}

// literalArgs is how a server that knows nothing of texts passes arguments.
var literalArgs = regexp.MustCompile(` data-txt-args="[^"]*"`)

// events requires that an event stream arrives event by event. The app sends
// two, a long time apart.
func events(t *testing.T, server *httptest.Server) {
	start := time.Now()
	res, err := server.Client().Get(server.URL + "/events")
	require.NoError(t, err)
	defer res.Body.Close()
	line, err := bufio.NewReader(res.Body).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "data: <p data-txt=\"home.title\">own</p>\n", line)
	require.Less(t, time.Since(start), 5*time.Second)
}

func get(t *testing.T, server *httptest.Server, path string) (*http.Response, string) {
	r, err := http.NewRequest(http.MethodGet, server.URL+path, nil)
	require.NoError(t, err)
	r.Header.Set("Accept-Encoding", "identity")
	res, err := server.Client().Do(r)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res, string(body)
}
