package main

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/teletextio/content"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

func TestPublicationIsMadeFromTheTexts(t *testing.T) {
	set, err := texts.ReadDir("texts")
	require.NoError(t, err)
	out := t.TempDir()
	now := func() time.Time { return time.Unix(1767225600, 0) } // as in go generate
	_, err = publish.Publish(t.Context(), set, publish.Folder(out), &publish.Options{Now: now})
	require.NoError(t, err)
	require.Equal(t, readAll(t, out), readAll(t, "publication"),
		"the publication is not that of the texts; run go generate ./examples/templates")
}

// readAll returns all files of a publication by their names.
func readAll(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	fsys := os.DirFS(dir)
	require.NoError(t, fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		all[name] = string(data)
		return err
	}))
	return all
}

// get returns the page as it is sent.
func get(t *testing.T, h http.Handler, target string) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
	require.Equal(t, http.StatusOK, w.Code)
	_, err := html.Parse(strings.NewReader(w.Body.String()))
	require.NoError(t, err)
	return w.Body.String()
}

// serving returns the example's handler with its client as the default one.
func serving(t *testing.T) http.Handler {
	t.Helper()
	client, err := newClient(slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	content.SetDefault(client)
	t.Cleanup(func() {
		content.SetDefault(nil)
		require.NoError(t, client.Close())
	})
	return client.Middleware(http.HandlerFunc(basket))
}

func TestTemplateShowsPublishedTexts(t *testing.T) {
	h := serving(t)
	require.Equal(t, `<!doctype html>
<html lang="pl">
<head>
<meta charset="utf-8">
<title>Twój koszyk</title>
</head>
<body>
<h1>Twój koszyk</h1>
<p>Miło Cię widzieć, <b>A&amp;B</b>.</p>
<ul>
  <li data-txt="basket.line">Gruszki: 2 sztuki</li>
  <li data-txt="basket.line">Śliwki: 5 sztuk</li>
</ul>
<p data-txt="basket.total">Razem 7 sztuk.</p>
<footer><p>Dostawa <em>przed śniadaniem</em>.</p></footer>
</body>
</html>
`, get(t, h, "/?locale=pl&pear=2&plum=5&name=A%26B"))
	page := get(t, h, "/?fig=1")
	require.Contains(t, page, `<li data-txt="basket.line">Figs: 1 piece</li>`)
	require.Contains(t, page, `<p data-txt="basket.total">One piece in all.</p>`)
	require.Contains(t, get(t, h, "/"), `<p data-txt="basket.total">The basket is empty.</p>`)
}

func TestTemplateWithoutTextsShowsItsOwn(t *testing.T) {
	page := get(t, http.HandlerFunc(basket), "/?pear=2&name=Ann")
	for _, own := range []string{`<html lang="en">`, "<title>Basket</title>", "<h1>Basket</h1>", "<p>Welcome.</p>", ">Pears: 2</li>", ">2 in all.</p>"} {
		require.Contains(t, page, own)
	}
}
