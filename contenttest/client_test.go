package contenttest_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// recorder is a testing.TB that takes down what a helper says, instead of
// failing, and runs clean-ups when it is told.
type recorder struct {
	testing.TB
	failures []string
	cleanups []func()
	log      strings.Builder
}

func (r *recorder) Helper()                   {}
func (r *recorder) Output() io.Writer         { return &r.log }
func (r *recorder) Cleanup(f func())          { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Error(args ...any)         { r.failures = append(r.failures, fmt.Sprint(args...)) }
func (r *recorder) Errorf(f string, a ...any) { r.Error(fmt.Sprintf(f, a...)) }
func (r *recorder) Fatal(args ...any)         { r.Error(args...); runtime.Goexit() }
func (r *recorder) Fatalf(f string, a ...any) { r.Fatal(fmt.Sprintf(f, a...)) }

func (r *recorder) finish() {
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
}

// record runs f with a recorder, to the first Fatal.
func record(t *testing.T, f func(tb *recorder)) *recorder {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return r
}

func TestNew(t *testing.T) {
	client := contenttest.New(t, contenttest.Texts{
		"en": {"home.title": "Hello", "home.lead": "Hello, {name}", "imprint": "Imprint"},
		"de": {"home.title": "Hallo"},
		"ar": {"home.title": "أهلا"},
	})
	require.Equal(t, "Hello", string(client.Get("home.title", "en")))
	require.Equal(t, "Hallo", string(client.Get("home.title", "de")))
	require.Equal(t, "Hello, Ann", string(client.Get("home.lead", "de", "name", "Ann")))
	require.Equal(t, "Imprint", string(client.Get("imprint", "ar")))
	require.Equal(t, "rtl", client.View("ar").Dir())
	var tags []string
	for _, l := range client.Locales() {
		tags = append(tags, l.Tag)
	}
	require.Equal(t, []string{"en", "ar", "de"}, tags)
}

func TestNewWithoutTexts(t *testing.T) {
	client := contenttest.New(t, nil)
	require.Empty(t, client.Locales())
	require.Empty(t, client.Get("home.title", "en"))
}

func TestNewLogsToTheTest(t *testing.T) {
	var client *content.Client
	r := record(t, func(tb *recorder) {
		client = contenttest.New(tb, contenttest.Texts{"en": {"home.title": "Hello"}})
	})
	require.Empty(t, r.failures)
	client.Get("home.tilte", "en")
	require.Contains(t, r.log.String(), "home.tilte")
	require.NotContains(t, r.log.String(), "time=")

	r.finish()
	require.ErrorIs(t, client.Refresh(t.Context()), content.ErrClosed, "closed with the test")
	was := r.log.String()
	client.Get("home.other", "en")
	require.Equal(t, was, r.log.String(), "nothing is logged to a test that is over")
	require.Equal(t, "Hello", string(client.Get("home.title", "en")))
}

func TestNewRefuses(t *testing.T) {
	r := record(t, func(tb *recorder) { contenttest.New(tb, contenttest.Texts{"EN": {}}) })
	require.Equal(t, []string{`contenttest: publish locale "EN": not a canonical BCP 47 tag`}, r.failures)
}

// New starts nothing that outlives the test, and needs no time.
func TestNewInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		r := record(t, func(tb *recorder) {
			client := contenttest.New(tb, contenttest.Texts{"en": {"home.title": "Hello"}})
			require.Equal(t, "Hello", string(client.Get("home.title", "en")))
		})
		require.Zero(t, time.Since(start))
		r.finish()
	})
}

// A publication is replaced under a client that runs, and a source that is
// down changes nothing.
func TestScriptUnderAClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "One"}})
		client, err := content.New(source, nil)
		require.NoError(t, err)
		defer client.Close()
		require.NoError(t, client.Ready(t.Context()))
		title := func() string { return string(client.Get("home.title", "en")) }
		require.Equal(t, "One", title())

		source.Always("", contenttest.Answer{Err: &fetch.StatusError{Status: 503}})
		source.Publish(contenttest.Texts{"en": {"home.title": "Two"}})
		before := source.Count("live.json")
		time.Sleep(5 * time.Minute)
		require.Equal(t, "One", title())
		require.Greater(t, source.Count("live.json"), before)

		source.Clear()
		time.Sleep(time.Minute)
		require.Equal(t, "Two", title())

		release := source.Hold("b/*")
		source.Publish(contenttest.Texts{"en": {"home.title": "Three"}})
		go client.Refresh(t.Context())
		time.Sleep(time.Second)
		require.Equal(t, 1, source.Waiting())
		require.Equal(t, "Two", title(), "a revision is applied when all of it is there")
		release()
		synctest.Wait()
		require.Equal(t, "Three", title())

		source.PublishWith(contenttest.Texts{"en": {"home.title": "Theirs"}}, &contenttest.PublishOptions{Project: "other", Sequence: 99})
		require.ErrorIs(t, client.Refresh(t.Context()), content.ErrOtherProject)
		require.Equal(t, "Three", title())
	})
}

// page is an app with one page of labels.
func page(html string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		content.SetArgs(r.Context(), "name", "Ann")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, html)
	}
}

var texts = contenttest.Texts{
	"en": {"home.title": "Hello, {name}", "home.lead": "Lead", "home.alt": "A <b>hero</b>", "home.count": "{n} apples"},
	"de": {"home.title": "Hallo, {name}"},
}

func TestNoMissing(t *testing.T) {
	client := contenttest.New(t, texts)
	mux := http.NewServeMux()
	mux.Handle("/{$}", page(`<!DOCTYPE html><h1 data-txt="home.title">x</h1>`))
	mux.Handle("/about", page(`<!DOCTYPE html><p data-txt="home.lead">x</p><p>no label</p>`))
	mux.HandleFunc("/flushed", func(w http.ResponseWriter, r *http.Request) {
		page(`<!DOCTYPE html><p data-txt="home.lead">x</p>`)(w, r)
		w.(http.Flusher).Flush()
		require.NoError(t, http.NewResponseController(w).Flush())
	})
	mux.HandleFunc("/sniffed", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `<!DOCTYPE html><p %s>x</p>`, content.From(r.Context()).Attr("home.count", "n", 3))
	})
	contenttest.NoMissing(t, client, mux, "/", "/about", "/about?x=1", "/flushed", "/sniffed")
}

func TestNoMissingFails(t *testing.T) {
	client := contenttest.New(t, texts)
	mux := http.NewServeMux()
	mux.Handle("/{$}", page("<!DOCTYPE html>\n<h1 data-txt=\"home.tilte\">x</h1>\n"+
		"<img data-txt-attr=\"alt: home.alt\" alt=x><p data-txt=\"home.count\">x</p>"))
	mux.Handle("/deep", page("<!DOCTYPE html>"+strings.Repeat("<div>", 600)+`<p data-txt="home.lead">x</p>`))
	r := record(t, func(tb *recorder) { contenttest.NoMissing(tb, client, mux, "/", "/deep") })
	require.Len(t, r.failures, 1)
	lines := strings.Split(r.failures[0], "\n")
	require.Equal(t, "contenttest: NoMissing: labels without text: 8", lines[0])
	want := [][]string{
		{"key", "locale", "path", "label", "reason"},
		{"(the rest of the page)", "de", "/deep", "-", "too-deep"},
		{"(the rest of the page)", "en", "/deep", "-", "too-deep"},
		{"home.alt", "de", "/", "3:1 <img alt>", "elements: "},
		{"home.alt", "en", "/", "3:1 <img alt>", "elements: "},
		{"home.count", "de", "/", "3:42 <p>", "missing-argument: "},
		{"home.count", "en", "/", "3:42 <p>", "missing-argument: "},
		{"home.tilte", "de", "/", "2:1 <h1>", "no-text"},
		{"home.tilte", "en", "/", "2:1 <h1>", "no-text"},
	}
	require.Len(t, lines, 1+len(want))
	for i, cells := range want {
		got := regexp.MustCompile(`\s{2,}`).Split(strings.TrimSpace(lines[i+1]), -1)
		require.Equal(t, cells[:4], got[:4])
		require.True(t, strings.HasPrefix(got[4], cells[4]), got[4])
	}
}

// A label inside of one that was replaced is gone with it, and needs no text.
func TestNoMissingInsideALabel(t *testing.T) {
	client := contenttest.New(t, texts)
	contenttest.NoMissing(t, client, page(`<!DOCTYPE html><p data-txt="home.lead">x <b data-txt="home.none">y</b></p>`), "/")
}

// A slip in the name of an attribute is not a page without missing texts.
func TestNoMissingNeedsLabels(t *testing.T) {
	client := contenttest.New(t, contenttest.Texts{"en": {"home.title": "Hello"}})
	r := record(t, func(tb *recorder) {
		contenttest.NoMissing(tb, client, page(`<h1 data-text="home.title">x</h1>`), "/")
	})
	require.Equal(t, []string{
		"contenttest: NoMissing: GET / in en: the page has no label; are the names of their attributes right?",
	}, r.failures)
	r = record(t, func(tb *recorder) {
		contenttest.NoMissing(tb, client, page(`<h1 data-txt="home.title">x</h1><img data-txt-atr="alt: home.title">`), "/")
	})
	require.Len(t, r.failures, 1)
	require.Regexp(t, `alt: home.title +en +/ +1:33 <img data-txt-atr> +unknown-attribute`, r.failures[0])
}

func TestNoMissingNeedsPages(t *testing.T) {
	client := contenttest.New(t, contenttest.Texts{"en": {"home.title": "Hello"}})
	mux := http.NewServeMux()
	mux.Handle("/{$}", page(`<h1 data-txt="home.title">x</h1>`))
	mux.Handle("/old", http.RedirectHandler("/new", http.StatusFound))
	mux.HandleFunc("/empty", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/data", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", 500) })
	for path, want := range map[string]string{
		"/old":    "status 302, a redirect to /new",
		"/gone":   "status 404",
		"/broken": "status 500",
		"/empty":  "the handler wrote nothing",
		"/data":   `status 200, and no HTML page: Content-Type "text/plain; charset=utf-8"`,
		"about":   "the path must be one of a URL, and begin with a slash",
		"/%zz":    "the path must be one of a URL, and begin with a slash",
	} {
		r := record(t, func(tb *recorder) { contenttest.NoMissing(tb, client, mux, path, "/") })
		require.Equal(t, []string{"contenttest: NoMissing: GET " + path + " in en: " + want}, r.failures)
	}
	r := record(t, func(tb *recorder) { contenttest.NoMissing(tb, client, mux) })
	require.Equal(t, []string{"contenttest: NoMissing: there are no paths"}, r.failures)
	r = record(t, func(tb *recorder) { contenttest.NoMissing(tb, contenttest.New(tb, nil), mux, "/") })
	require.Equal(t, []string{"contenttest: NoMissing: the client has no locales"}, r.failures)
	r.finish()
}

// A client may choose locales in its own way; then a page in the wrong one
// proves nothing.
func TestNoMissingNeedsTheLocale(t *testing.T) {
	client, err := content.New(fetch.FS(contenttest.Publish(texts)), &content.Options{
		Refresh: -1,
		Page: &content.PageOptions{Locale: content.LocaleOptions{
			Order: []content.LocaleSource{content.LocaleFromFunc},
			Func:  func(*http.Request) string { return "en" },
		}},
	})
	require.NoError(t, err)
	defer client.Close()
	app := page(`<h1 data-txt="home.title">x</h1>`)
	r := record(t, func(tb *recorder) { contenttest.NoMissing(tb, client, app, "/") })
	require.Equal(t, []string{
		`contenttest: NoMissing: GET / in de: the page is in "en"; does the client choose the locale in another way?`,
	}, r.failures)
}
