package content_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// request runs f as a handler behind the middleware and returns what it wrote.
func request(t testing.TB, c *content.Client, target string, f func(w http.ResponseWriter, r *http.Request)) string {
	t.Helper()
	rec := httptest.NewRecorder()
	c.Middleware(http.HandlerFunc(f)).ServeHTTP(rec, httptest.NewRequest("GET", target, nil))
	return rec.Body.String()
}

func TestViewGetsTexts(t *testing.T) {
	c := newText(t, contenttest.NewScript(words), content.Options{})
	v := c.View("de")
	require.EqualValues(t, "Hallo, &lt;b&gt;Ann&lt;/b&gt;", v.Get("home.hello", "name", "<b>Ann</b>"))
	require.EqualValues(t, "Hallo, {name}", v.Get("home.hello", "name", "{name}"), "one pass")
	require.EqualValues(t, "2 apples", v.Get("cart.count", "n", 2))
	require.EqualValues(t, "A <b>bold</b> &amp; fine word", v.Get("home.rich"))
	require.EqualValues(t, "Tea &amp; cake", v.Get("plain"))
	require.EqualValues(t, "Tea &amp; cake", v.Get("home.plain"))
	require.Empty(t, v.Get("home.hello"), "an argument is missing")
	require.Empty(t, v.Get("home.hello", "name"), "a name without a value")
	require.Empty(t, v.Get("home.hello", 7, "Ann"), "a name that is no string")

	html, ok := v.Lookup("home.title")
	require.True(t, ok)
	require.EqualValues(t, "Willkommen", html)
	html, ok = v.Lookup("home.hello")
	require.False(t, ok)
	require.Empty(t, html)
}

func TestViewText(t *testing.T) {
	v := newText(t, contenttest.NewScript(words), content.Options{}).View("de")
	require.Equal(t, "Tea & cake", v.Text("plain"))
	require.Equal(t, "Hallo, <Ann>", v.Text("home.hello", "name", "<Ann>"))
	require.Empty(t, v.Text("home.rich"), "a text with elements is no plain text")
	require.Empty(t, v.Text("home.nothing"))
}

func TestComponentRenders(t *testing.T) {
	v := newText(t, contenttest.NewScript(words), content.Options{}).View("de")
	var _ interface { // as github.com/a-h/templ has it
		Render(ctx context.Context, w io.Writer) error
	} = content.Component{}
	var b strings.Builder
	require.NoError(t, v.Component("home.hello", "name", "Ann").Render(context.Background(), &b))
	require.NoError(t, v.Component("home.nothing").Render(context.Background(), &b))
	require.NoError(t, content.Component{}.Render(context.Background(), &b))
	require.Equal(t, "Hallo, Ann", b.String())
	require.ErrorIs(t, v.Component("home.title").Render(context.Background(), brokenWriter{}), errBroken)
}

var errBroken = errors.New("broken pipe")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestAttr(t *testing.T) {
	c := newText(t, contenttest.NewScript(words), content.Options{})
	v := c.View("de")
	require.EqualValues(t, `data-txt="home.title"`, v.Attr("home.title"))
	require.EqualValues(t, `data-txt="home.hello"`, v.Attr("home.hello", "name", "Ann"), "nothing to refer to")
	require.EqualValues(t, `data-txt="&#34;&gt;&lt;script&gt;"`, v.Attr(`"><script>`))
	request(t, c, "/?locale=de", func(_ http.ResponseWriter, r *http.Request) {
		v := content.From(r.Context())
		require.EqualValues(t, `data-txt="home.title"`, v.Attr("home.title"))
		require.EqualValues(t, `data-txt="home.hello" data-txt-args="~0"`, v.Attr("home.hello", "name", "Ann"))
		require.EqualValues(t, `data-txt="home.hello" data-txt-args="~1"`, v.Attr("home.hello", "name", "Bob"))
	})
	wrap, err := c.Wrap(&content.PageOptions{Prefix: "data-i"})
	require.NoError(t, err)
	wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		require.EqualValues(t, `data-i="home.hello" data-i-args="~0"`, content.From(r.Context()).Attr("home.hello", "name", "Ann"))
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

func TestSetArgs(t *testing.T) {
	c := newText(t, contenttest.NewScript(words), content.Options{})
	content.SetArgs(context.Background(), "name", "nobody")
	content.Skip(context.Background())
	body := request(t, c, "/?locale=de", func(w http.ResponseWriter, r *http.Request) {
		v := content.From(r.Context())
		require.Same(t, v, content.From(r.Context()))
		require.Equal(t, "de", v.Locale())
		require.Empty(t, v.Get("home.hello"))
		attr := v.Attr("cart.count", "n", 1)
		pairs := []any{"name", "Ann"}
		content.SetArgs(r.Context(), pairs...)
		pairs[1] = "changed by the caller"
		require.EqualValues(t, "Hallo, Ann", v.Get("home.hello"))
		require.Equal(t, "Hallo, Ann", v.Text("home.hello"))
		require.EqualValues(t, "Hallo, Bob", v.Get("home.hello", "name", "Bob"))
		content.SetArgs(r.Context(), "name", "Eve")
		content.SetArgs(r.Context(), "alone")
		require.EqualValues(t, "Hallo, Eve", v.Get("home.hello"))
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<p data-txt="home.hello">own</p><p ` + string(attr) + `>own</p>`))
	})
	require.Contains(t, body, `>Hallo, Eve</p>`)
	require.Contains(t, body, `>1 apple</p>`)
	require.NotContains(t, body, "~0")
}

func TestPageIsOneRevision(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	c := newText(t, s, content.Options{})
	body := request(t, c, "/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<p data-txt="home.title">own</p>`))
		s.Publish(title("two"))
		require.NoError(t, c.Refresh(r.Context()))
		require.EqualValues(t, "two", c.Get("home.title", "en"))
		require.EqualValues(t, "one", content.From(r.Context()).Get("home.title"))
		_, _ = w.Write([]byte(`<p data-txt="home.title">own</p>`))
	})
	require.Equal(t, 2, strings.Count(body, ">one<"))
}

func TestConcurrentHandlersOfOneRequest(t *testing.T) {
	c := newText(t, contenttest.NewScript(words), content.Options{Page: &content.PageOptions{Exact: true}})
	request(t, c, "/?locale=de", func(_ http.ResponseWriter, r *http.Request) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 100 {
					v := content.From(r.Context())
					content.SetArgs(r.Context(), "name", "Ann")
					if v.Get("home.hello") != "Hallo, Ann" {
						t.Error("wrong text")
					}
					v.Attr("home.hello", "name", "Bob")
					v.Text("home.title")
				}
			})
		}
		wg.Wait()
	})
}
