package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
)

const checkPage = `<!doctype html><html lang=en>
<title data-txt=home.title>x</title>
<p data-txt="home.lead">a <a data-txt-name=link href=/t>x</a></p>
<div data-txt-bundle=about data-txt-locale=de><h1 data-txt="head line">x</h1><h2 data-txt=sub>x</h2></div>
<table><tr data-txt=home.row><td>x</table>
<img data-txt-attr="onerror: home.x; alt: home.alt">
<script type=application/ld+json data-txt-json="a: home.a; b: home.b">{"a":""}</script>
<div data-txt=home.outer><p data-txt=home.inner>x</p></div>
`

func TestCheckPages(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "page.html", checkPage, "good.html", `<p data-txt=home.title>x</p><p data-txt=home.title title=x data-txt-attr="title: home.tip">x</p>`,
		"nested.html", `<p data-txt=a.b><i data-txt=a.c>x</i></p>`, "deep.html", `<p data-txt=a.b>x</p><select><textarea><p data-txt=a.b>`)
	require.Equal(t, outcome{exitFailed, `page.html:2:1: ok: <title> home.title
page.html:3:1: ok: <p> home.lead
page.html:4:47: error: <h1> about.head line: no-text: the key cannot be published
page.html:4:78: ok: <h2> about.sub
page.html:5:8: error: <tr> home.row: table: text between the cells of a table is moved by browsers; label the cells
page.html:6:1: error: <img onerror> home.x: attribute: no text is put into this attribute
page.html:6:1: ok: <img alt> home.alt
page.html:7:1: ok: <script a> home.a
page.html:7:1: error: <script b> home.b: json-path: the script has no such path
page.html:8:1: ok: <div> home.outer
page.html:8:26: warning: <p> home.inner: outer: a label around it replaces the whole
1 page, 11 labels: 4 errors, 1 warning
`, ""}, call(t, dir, "check", "page.html"))

	got := call(t, dir, "check", "good.html", "nested.html")
	require.Equal(t, exitOK, got.code)
	require.Contains(t, got.out, "2 pages, 5 labels: 0 errors, 1 warning\n")
	require.Equal(t, exitFailed, call(t, dir, "check", "good.html", "nested.html", "--strict").code)
	require.Equal(t, exitOK, call(t, dir, "check", "good.html", "--strict").code)

	got = call(t, dir, "check", "deep.html")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.out, "deep.html: error: the page is left alone from some point on: ambiguous: parsers do not agree on what follows\n")
}

// Lines end in LF, whatever stands before it; columns count bytes.
func TestCheckPlaces(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "page.html", "\ufeff<p data-txt=a.b>x</p>\r\n\t<p data-txt=a.b>x</p>\r<p data-txt=a.b>x</p>\n\nü\u2028<p\ndata-txt=a.b>x</p><p data-txt=a.b>x</p>")
	require.Equal(t, outcome{exitOK, `page.html:1:4: ok: <p> a.b
page.html:2:2: ok: <p> a.b
page.html:2:24: ok: <p> a.b
page.html:4:6: ok: <p> a.b
page.html:5:19: ok: <p> a.b
1 page, 5 labels: 0 errors, 0 warnings
`, ""}, call(t, dir, "check", "page.html"))
}

// A page that cannot be read fails the command, and the others are checked.
func TestCheckUnreadablePages(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "page.html", "<p data-txt=a.b>x</p>")
	got := call(t, dir, "check", "none.html", "page.html", "nor.html")
	require.Equal(t, exitFailed, got.code)
	require.Equal(t, "page.html:1:1: ok: <p> a.b\n1 page, 1 label: 0 errors, 0 warnings\n", got.out)
	require.Contains(t, got.errout, "none.html")
	require.Contains(t, got.errout, "nor.html")
	got = call(t, dir, "check", "--json", "none.html", "page.html")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.out, `"ok": false`)
}

func TestCheckJSON(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "page.html", checkPage)
	got := call(t, dir, "check", "--json", "page.html")
	require.Equal(t, exitFailed, got.code)
	var answer struct {
		OK                       bool
		Labels, Errors, Warnings int
		Pages                    []checkedPage
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &answer))
	require.False(t, answer.OK)
	require.Equal(t, []int{11, 4, 1}, []int{answer.Labels, answer.Errors, answer.Warnings})
	require.Equal(t, checkedLabel{Line: 7, Column: 1, Element: "script", Path: "b", Key: "home.b", Verdict: "error", Reason: "json-path", Detail: "the script has no such path"}, answer.Pages[0].Labels[8])

	got = call(t, dir, "check", "--json", "none.html")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.out, `"ok": false`)
	require.Contains(t, got.out, "none.html")
}

func TestCheckWithPublication(t *testing.T) {
	dir := project(t)
	require.Equal(t, exitOK, call(t, dir, "publish", "texts", "public").code)
	write(t, dir, "page.html", `<h1 data-txt=home.title data-txt-args='{"name":"Ann"}'>x</h1><h1 data-txt=home.title>x</h1><h1 data-txt=home.none>x</h1><title data-txt=home.title data-txt-args='{"name":"Ann"}'>x</title>`)
	got := call(t, dir, "check", "page.html", "--publication", "public", "--locale", "de")
	require.Equal(t, exitFailed, got.code)
	for _, line := range []string{
		"page.html:1:1: ok: <h1> home.title\n", "page.html:1:62: warning: <h1> home.title: missing-argument: ", "page.html:1:92: warning: <h1> home.none: no-text: no locale has a text for the key\n",
		"page.html:1:121: error: <title> home.title: elements: the text has markup, and only plain text can stand here\n", "1 page, 4 labels: 1 error, 2 warnings\n",
	} {
		require.Contains(t, got.out, line)
	}
	got = call(t, dir, "check", "page.html", "--publication", "nowhere")
	require.Equal(t, exitFailed, got.code)
	require.NotEmpty(t, got.errout)
}

func TestCheckLocaleThatIsNotPublished(t *testing.T) {
	dir := project(t)
	require.Equal(t, exitOK, call(t, dir, "publish", "texts", "public").code)
	write(t, dir, "page.html", `<h1 data-txt=home.title data-txt-args='{"name":"Ann"}'>x</h1>`)
	for _, locale := range []string{"fr", "x", "??"} {
		got := call(t, dir, "check", "page.html", "--publication", "public", "--locale", locale)
		require.Equal(t, outcome{exitFailed, "", `error: public has no texts in the locale "` + locale + "\": it has en, de\n"}, got)
	}
	for _, locale := range []string{"en", "de", "DE", "de-AT", "en-GB"} {
		require.Equal(t, exitOK, call(t, dir, "check", "page.html", "--publication", "public", "--locale", locale).code, locale)
	}
}

func TestCheckUnknownAttributes(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "page.html", "<!-- <p data-txt-no> -->\n<p>ä\n</p><img data-txt-atr='alt: home.alt' alt=x><script>'<p data-txt-no>'</script>"+
		"<p data-txt='' DATA-TXT-Args='{}'>x</p>", "none.html", "<p data-text=home.title>x</p>", "i18n.html", "<p data-i18n=a.b data-i18n-options='{}' data-i18n-target=x data-txt-x>x</p>")
	got := call(t, dir, "check", "page.html", "none.html")
	require.Equal(t, outcome{exitFailed, `page.html:3:5: warning: <img data-txt-atr> alt: home.alt: unknown-attribute: data-txt- goes on with args, attr, bundle, json, locale, name
page.html:3:79: error: <p> : no-text: the label names no key
none.html: the page has no labels: none of its attributes is data-txt
2 pages, 1 label: 1 error, 1 warning
`, ""}, got)
	require.Equal(t, exitOK, call(t, dir, "check", "none.html", "--strict").code)
	got = call(t, dir, "check", "i18n.html", "--profile", "i18next")
	require.Equal(t, exitOK, got.code)
	require.Contains(t, got.out, "i18n.html:1:1: warning: <p data-i18n-target> x: unknown-attribute: ")
	require.Contains(t, got.out, "0 errors, 1 warning\n")
	require.Equal(t, exitFailed, call(t, dir, "check", "i18n.html", "--profile", "i18next", "--strict").code)
}

// TestReasonsAreExplained goes through the reasons that the package lists.
func TestReasonsAreExplained(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "..", "report.go"))
	require.NoError(t, err)
	all := regexp.MustCompile(`(?m)^\tReason\w+ Reason = "(.+)"$`).FindAllSubmatch(source, -1)
	require.NotEmpty(t, all)
	for _, m := range all {
		require.NotEmpty(t, reasonTexts[content.Reason(m[1])], "%s", m[1])
	}
	require.Len(t, reasonTexts, len(all))
}

func TestCheckURL(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/ok" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(`<p data-i18n="[title]home:tip;home:title">x</p>`))
	}))
	defer server.Close()
	got := call(t, t.TempDir(), "check", server.URL+"/ok", "--profile", "i18next")
	require.Equal(t, outcome{exitOK, server.URL + "/ok:1:1: ok: <p title> home.tip\n" + server.URL + "/ok:1:1: ok: <p> home.title\n1 page, 2 labels: 0 errors, 0 warnings\n", ""}, got)
	got = call(t, t.TempDir(), "check", server.URL+"/no")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, "the answer is 404 Not Found")
}

func TestCheckWrongCalls(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "page.html", "<p>")
	for want, args := range map[string][]string{
		"it takes one argument: TEXTS|PAGE|URL…": {"check"},
		"is no name of a channel":                {"check", "page.html", "--channel", "../x"},
		"--locale needs --publication":           {"check", "page.html", "--locale", "de"},
	} {
		got := call(t, dir, args...)
		require.Equal(t, exitUsage, got.code, args)
		require.Contains(t, got.errout, want)
	}
	for want, flag := range map[string]string{`Prefix "1x"`: "--prefix=1x", `Profile "x"`: "--profile=x"} {
		got := call(t, dir, "check", "page.html", flag)
		require.Equal(t, exitFailed, got.code, flag)
		require.Contains(t, got.errout, want)
	}
}

func TestCheckHelp(t *testing.T) {
	got := call(t, ".", "help", "check")
	require.Equal(t, exitOK, got.code)
	golden := filepath.Join("testdata", "help", "check.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got.out), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.out, "run the test with -update when the change is meant")
}

func TestCheckTexts(t *testing.T) {
	dir := project(t)
	require.Equal(t, outcome{exitOK, "2 texts in 2 locales, 0 warnings\n", ""}, call(t, dir, "check", "texts"))
	write(t, dir, "texts/home.en.yaml", "title: <b>Welcome, {name}\nnone: ~\n", "texts/home.de.yaml", "title: '{'\n")
	got := call(t, dir, "check", "texts")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, "error: texts/home.de.yaml:1: home.title (de): the message is not well formed")
	require.Contains(t, got.errout, "error: texts/home.en.yaml:2: home.none (en): the text is null")
	require.NoDirExists(t, dir+"/public")
	write(t, dir, "texts/home.en.yaml", "title: <b>Welcome, {name}\n", "texts/home.de.yaml", "title: '{name}'\n",
		"labels.json", `{"format": "labels/1", "labels": [{"key": "home.title", "place": "text", "element": "title", "args": null}]}`)
	got = call(t, dir, "check", "texts")
	require.Equal(t, exitOK, got.code)
	require.Contains(t, got.errout, "it was cleaned")
	require.Equal(t, exitFailed, call(t, dir, "check", "texts", "--strict").code)
	got = call(t, dir, "check", "texts", "--labels", "labels.json", "--json")
	require.Equal(t, exitFailed, got.code)
	var answer struct {
		OK                 bool
		Problems, Warnings []struct{ File, Key, Locale, What, Fix string }
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &answer))
	require.False(t, answer.OK)
	require.Len(t, answer.Problems, 1)
	require.Equal(t, "texts/home.en.yaml", answer.Problems[0].File)
	require.Len(t, answer.Warnings, 1)
	for _, args := range [][]string{
		{"check", "texts", "page.html"}, {"check", "texts", "--publication", "public"},
	} {
		require.Equal(t, exitUsage, call(t, dir, args...).code)
	}
}
