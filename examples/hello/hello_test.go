package main

import (
	"bytes"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// published is the SOURCE_DATE_EPOCH of go generate.
const published = 1767225600

func TestPublicationIsMadeFromTheTexts(t *testing.T) {
	set, err := texts.ReadDir("texts")
	require.NoError(t, err)
	out := t.TempDir()
	now := func() time.Time { return time.Unix(published, 0) }
	res, err := publish.Publish(t.Context(), set, publish.Folder(out), &publish.Options{Now: now})
	require.NoError(t, err)
	require.Empty(t, res.Warnings)
	require.Equal(t, readAll(t, os.DirFS(out)), readAll(t, os.DirFS("publication")),
		"the publication is not that of the texts; run go generate ./examples/hello")
}

// readAll returns all files by their names.
func readAll(t *testing.T, fsys fs.FS) map[string]string {
	t.Helper()
	all := map[string]string{}
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

// site is the example with its client.
func site(t *testing.T) (*content.Client, http.Handler) {
	t.Helper()
	client, err := newClient(config{channel: content.DefaultChannel}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client, newApp(client)
}

// get asks the handler for a page and returns what it sends.
func get(t *testing.T, h http.Handler, target string, header ...string) (*httptest.ResponseRecorder, *html.Node) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	require.Equal(t, http.StatusOK, w.Code)
	doc, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
	require.NoError(t, err)
	return w, doc
}

func TestPagesInEachLocale(t *testing.T) {
	client, app := site(t)
	h := client.Middleware(app)
	for name, c := range map[string]struct {
		target, language             string
		lang, dir, title, first      string
		placeholder, description     string
		footer, footerLang, footerAt string
	}{
		"query": {
			target: "/?locale=de&name=Ann", lang: "de", dir: "ltr",
			title: "Die Hafenbücherei", first: "Willkommen an Land, Ann",
			placeholder: "zum Beispiel Anna", description: "Bücher, Ruhe und ein Blick auf die Schiffe, von Dienstag bis Sonntag.",
			footer: "Diese Bücherei führen Freiwillige. Fragen Sie am Tresen nach Frau Petersen.",
		},
		"header": {
			target: "/", language: "ar-EG, en;q=0.5", lang: "ar", dir: "rtl",
			title: "مكتبة الميناء", first: "أهلاً بك على البر",
			placeholder: "آنا مثلاً", description: "كتب وهدوء وإطلالة على السفن، من الثلاثاء إلى الأحد.",
			footer:     "Volunteers run this library. Ask for Mrs. Petersen at the desk.",
			footerLang: "en", footerAt: "ltr",
		},
		"default": {
			target: "/", lang: "en", dir: "ltr",
			title: "The Harbour Library", first: "Welcome ashore",
			placeholder: "Ann, for example", description: "Books, quiet and a view of the ships, from Tuesday to Sunday.",
			footer: "Volunteers run this library. Ask for Mrs. Petersen at the desk.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, doc := get(t, h, c.target, "Accept-Language", c.language)
			require.Equal(t, c.lang, w.Header().Get("Content-Language"))
			root := find(doc, "html", "")
			require.Equal(t, c.lang, attr(root, "lang"))
			require.Equal(t, c.dir, attr(root, "dir"))
			require.Equal(t, c.title, text(find(doc, "title", "")))
			require.Equal(t, c.first, text(find(doc, "h1", "")))
			require.Equal(t, c.description, attr(find(doc, "meta", "description"), "content"))
			require.Equal(t, c.placeholder, attr(find(doc, "input", "name"), "placeholder"))
			footer := find(find(doc, "footer", ""), "p", "")
			require.Equal(t, c.footer, text(footer))
			require.Equal(t, c.footerLang, attr(footer, "lang"))
			require.Equal(t, c.footerAt, attr(footer, "dir"))
		})
	}
}

func TestLanguageSwitchKeepsThePage(t *testing.T) {
	client, app := site(t)
	_, doc := get(t, client.Middleware(app), "/rules?count=7&locale=de")
	require.Equal(t, "Hausregeln", text(find(doc, "h1", "")))
	current := map[string]string{}
	for a := range find(doc, "nav", "").Descendants() {
		if a.Data != "a" {
			continue
		}
		current[attr(a, "lang")] = attr(a, "aria-current")
		require.Equal(t, "/rules?count=7&locale="+attr(a, "lang"), attr(a, "href"))
	}
	require.Equal(t, map[string]string{"en": "", "de": "true", "ar": ""}, current)
}

func TestPlurals(t *testing.T) {
	client, app := site(t)
	h := client.Middleware(app)
	for target, want := range map[string]string{
		"/?locale=en&count=0":    "No books are waiting for you. Time to look around.",
		"/?locale=en&count=1":    "1 book is waiting for you at the desk.",
		"/?locale=en&count=1234": "1,234 books are waiting for you at the desk.",
		"/?locale=de&count=1":    "1 Buch liegt für Sie bereit.",
		"/?locale=de&count=1234": "1.234 Bücher liegen für Sie bereit.",
		"/?locale=ar&count=0":    "لا كتب في انتظارك. حان وقت التجول بين الرفوف.",
		"/?locale=ar&count=1":    "كتاب واحد في انتظارك عند المكتب.",
		"/?locale=ar&count=2":    "كتابان في انتظارك عند المكتب.",
		"/?locale=ar&count=7":    "7 كتب في انتظارك عند المكتب.",
		"/?locale=ar&count=12":   "12 كتاباً في انتظارك عند المكتب.",
		"/?locale=ar&count=100":  "100 كتاب في انتظارك عند المكتب.",
	} {
		_, doc := get(t, h, target)
		require.Equal(t, want, text(find(doc, "p", "note")), target)
	}
}

func TestLinksAndArgumentsStayTheApps(t *testing.T) {
	client, app := site(t)
	w, doc := get(t, client.Middleware(app), "/?locale=de&name=%3Cb%3EAnn%3C/b%3E%7Bcount%7D")
	require.Equal(t, "Willkommen an Land, <b>Ann</b>{count}", text(find(doc, "h1", "")))
	require.Contains(t, w.Body.String(), "<em>&lt;b&gt;Ann&lt;/b&gt;{count}</em>")
	link := find(find(doc, "main", ""), "a", "")
	require.Equal(t, "Unsere wenigen Regeln", text(link))
	require.True(t, strings.HasPrefix(attr(link, "href"), "/rules?locale=de"), attr(link, "href"))
}

func TestEveryLabelHasAText(t *testing.T) {
	client, app := site(t)
	contenttest.NoMissing(t, client, app, "/", "/?name=Ann&count=1", "/rules")
}

// lines counts log lines.
type lines struct{ bytes.Buffer }

func (l *lines) all() []string {
	return strings.Split(strings.TrimSuffix(l.String(), "\n"), "\n")
}

// troubled serves the site with a publication that has something wrong, and
// returns the lines of the log that are warnings or worse.
func troubled(t *testing.T, f fetch.Fetcher, target string) (*html.Node, []string) {
	t.Helper()
	log := &lines{}
	client, err := content.New(f, &content.Options{
		Refresh: -1, StartWait: time.Minute,
		Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	require.NoError(t, err)
	h := client.Middleware(newApp(client))
	_, doc := get(t, h, target)
	get(t, h, target) // the log says it once
	require.NoError(t, client.Close())
	if log.Len() == 0 {
		return doc, nil
	}
	return doc, log.all()
}

func TestUnknownKeyKeepsTheOwnText(t *testing.T) {
	all := map[string]string{"rules.title": "Rules", "rules.head_title": "Rules", "rules.books": "Books",
		"rules.voices": "Voices", "rules.wet": "Wet", "home.brand": "Brand", "home.footer": "Foot", "home.language": "Language"}
	doc, log := troubled(t, fetch.FS(contenttest.Publish(contenttest.Texts{"en": all})), "/rules")
	require.Equal(t, "Rules", text(find(doc, "h1", "")))
	require.Equal(t, "Back", text(find(find(doc, "main", ""), "a", "")))
	require.Len(t, log, 1)
	require.Contains(t, log[0], "key=rules.back")
	require.Contains(t, log[0], "locale=en")
}

func TestUnknownLocaleIsTheDefaultOne(t *testing.T) {
	client, app := site(t)
	_, doc := get(t, client.Middleware(app), "/?locale=xx-secret&name=Ann")
	require.Equal(t, "en", attr(find(doc, "html", ""), "lang"))
	require.Equal(t, "Welcome ashore, Ann", text(find(doc, "h1", "")))
}

func TestEmptyPublicationKeepsTheOwnTexts(t *testing.T) {
	doc, log := troubled(t, fetch.FS(fstest.MapFS{}), "/")
	require.Equal(t, "Welcome", text(find(doc, "h1", "")))
	require.Equal(t, "The Harbour Library", text(find(doc, "title", "")))
	require.Nil(t, find(doc, "nav", ""), "there are no languages to choose")
	require.Len(t, log, 1)
	require.Contains(t, log[0], "live.json")
}

func TestBrokenManifestKeepsTheOwnTexts(t *testing.T) {
	broken := fstest.MapFS{"live.json": {Data: []byte(`{"signed":{"format":"txt/1",`)}}
	doc, log := troubled(t, fetch.FS(broken), "/?locale=de")
	require.Equal(t, "Welcome", text(find(doc, "h1", "")))
	require.Equal(t, "en", attr(find(doc, "html", ""), "lang"))
	require.Len(t, log, 1)
	require.Contains(t, log[0], "live.json")
	require.Contains(t, log[0], "reason=invalid")
}
