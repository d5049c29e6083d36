package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// app is a project whose templates label what its texts are.
func app(t *testing.T) string {
	dir := project(t)
	write(t, dir,
		"templates/home.html", "<title data-txt=\"home.title\">x</title>\n{{range .Lines}}<li {{$.Txt.Attr \"home.line\" \"n\" .N}}>1</li>{{end}}\n",
		"templates/parts/foot.tmpl", "<p data-txt=\"home.terms\"><a data-txt-name=\"link\" href=\"/t\">x</a></p>\n",
		"templates/.git/x.html", "<p data-txt=\"home.hidden\">",
		"templates/notes.txt", "<p data-txt=\"home.notes\">")
	return dir
}

func TestLabelsOfTemplates(t *testing.T) {
	dir := app(t)
	got := call(t, dir, "labels", "templates", "--out", "labels.json")
	require.Equal(t, outcome{exitOK, "3 labels in labels.json; content publish TEXTS --labels labels.json checks texts against them\n", ""}, got)
	data, err := os.ReadFile(filepath.Join(dir, "labels.json"))
	require.NoError(t, err)
	const want = `{"format": "labels/1", "labels": [
{"key":"home.line","place":"html","element":"li","args":["n"],"at":"templates/home.html:2"},
{"key":"home.terms","place":"html","element":"p","children":[{"name":"link","element":"a"}],"args":null,"at":"templates/parts/foot.tmpl:1"},
{"key":"home.title","place":"text","element":"title","args":null,"at":"templates/home.html:1"}
]}
`
	require.Equal(t, want, string(data))
	require.Equal(t, outcome{exitOK, want, ""}, call(t, dir, "labels", "./templates/..."))
	require.Equal(t, outcome{exitOK, want, ""}, call(t, dir, "labels", "templates/home.html", "templates/parts"))

	// The texts are held against them.
	got = call(t, dir, "publish", "texts", "public", "--labels", "labels.json")
	require.Equal(t, exitFailed, got.code)
	require.Equal(t, `error: texts/home.de.yaml:1: home.title (de): the text has elements, and its label takes text only: title (templates/home.html:1); mend the text or the label, and write the labels down again
error: texts/home.en.yaml:1: home.title (en): the text has elements, and its label takes text only: title (templates/home.html:1); mend the text or the label, and write the labels down again
`, got.errout)
	write(t, dir, "texts/home.en.yaml", "title: Hi\nline: '{n} {m}'\nterms: Read them\nolder: x\n", "texts/home.de.yaml", "title: Hallo\n")
	got = call(t, dir, "publish", "texts", "public", "--labels", "labels.json")
	require.Contains(t, got.errout, "home.line (en): the text takes the argument m, which its label does not give (templates/home.html:2)")
	require.Contains(t, got.errout, "home.terms (en): the label has the functional child link, which the text does not have (templates/parts/foot.tmpl:1)")
	write(t, dir, "texts/home.en.yaml", "title: Hi\nline: '{n}'\nolder: x\n")
	got = call(t, dir, "publish", "texts", "public", "--labels", "labels.json")
	require.Equal(t, exitOK, got.code)
	require.Equal(t, `warning: templates/parts/foot.tmpl:1: home.terms: a label names this key, and no locale has a text for it; write the text, or mend the label
warning: texts/home.en.yaml:3: home.older: no label names this text; remove it, unless the app asks for it in another way
`, got.errout)
	require.Equal(t, exitFailed, call(t, dir, "publish", "texts", "public", "--labels", "labels.json", "--strict").code)

	// The file, the variable and the flag, each before the one before it.
	write(t, dir, "texts/content.yaml", "project: acme\nlabels: ../labels.json\n",
		"none.json", `{"format": "labels/1", "labels": []}`, "broken.json", "{")
	require.Contains(t, call(t, dir, "check", "texts").errout, "home.terms: a label names this key")
	t.Setenv("CONTENT_LABELS", "none.json")
	require.NotContains(t, call(t, dir, "check", "texts").errout, "home.terms")
	require.Contains(t, call(t, dir, "check", "texts", "--labels", "labels.json").errout, "home.terms")
	require.Contains(t, call(t, dir, "check", "texts", "--labels", "broken.json").errout, "error: broken.json: labels: read the labels")
}

func TestLabelsOfPages(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Write([]byte(`<p data-txt="home.title" data-txt-args='{"name": "Ann"}'>x {{ y }</p>`))
	}))
	defer web.Close()
	dir := t.TempDir()
	got := call(t, dir, "labels", web.URL+"/", "--json", "--args", "year")
	require.Equal(t, exitOK, got.code, got.errout)
	var answer struct {
		OK       bool
		Labels   []map[string]any
		Warnings []any
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &answer))
	require.True(t, answer.OK)
	require.NotNil(t, answer.Warnings)
	require.Equal(t, []map[string]any{{
		"key": "home.title", "place": "html", "element": "p", "args": []any{"name", "year"}, "at": web.URL + "/:1",
	}}, answer.Labels)
	require.Contains(t, call(t, dir, "labels", web.URL+"/none").errout, "404")
}

func TestLabelsOfRules(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.html", `<header><h1 class="brand">x</h1></header><img id="logo" alt="x"><p data-x="a=b">y</p>`)
	got := call(t, dir, "labels", "a.html", "--rule", "header > h1.brand=home.title", "--rule", "img#logo@alt=home.logo", "--rule", `p[data-x="a=b"]=home.p`)
	require.Equal(t, exitOK, got.code, got.errout)
	require.Equal(t, `{"format": "labels/1", "labels": [
{"key":"home.logo","place":"text","element":"img","attribute":"alt","args":null,"at":"a.html:1"},
{"key":"home.p","place":"html","element":"p","args":null,"at":"a.html:1"},
{"key":"home.title","place":"html","element":"h1","args":null,"at":"a.html:1"}
]}
`, got.out)
	require.Contains(t, call(t, dir, "check", "a.html", "--rule", "h1=home.title").out, "<h1> home.title")
	for _, rule := range []string{"h1", "=home.title", "h1=", `p[a="b"]`, "h1:hover=home.title"} {
		require.NotEqual(t, exitOK, call(t, dir, "labels", "a.html", "--rule", rule).code, rule)
	}
}

func TestLabelsThatCannotBeWrittenDown(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.html", "<p data-txt=\"home.a\">\n<p data-txt=\"home.{{.X}}\">", "empty/x.css", "", "plain.html", "<p>x</p>")
	got := call(t, dir, "labels", "a.html")
	require.Equal(t, exitOK, got.code)
	require.Equal(t, "warning: a.html:2: the template makes this key, so that it cannot be written down; "+
		"add its labels to the file by hand, or check a page that the app has served\n", got.errout)
	require.Contains(t, got.out, `"key":"home.a"`)
	require.NotContains(t, got.out, "X")
	got = call(t, dir, "labels", "a.html", "--strict", "--out", "labels.json")
	require.Equal(t, exitFailed, got.code)
	require.NoFileExists(t, filepath.Join(dir, "labels.json"))
	require.Contains(t, call(t, dir, "labels", "empty").errout, "has no templates")
	require.Equal(t, outcome{exitFailed, "", "error: no labels in 1 page; none of their attributes is data-txt\n"}, call(t, dir, "labels", "plain.html"))
	require.Equal(t, exitFailed, call(t, dir, "labels", "gone.html").code)
	require.Equal(t, exitUsage, call(t, dir, "labels").code)
	got = call(t, dir, "labels", "a.html", "--prefix", "data words")
	require.Equal(t, exitFailed, got.code)
}

// TestLabelsOfTheExample: the templates of the example name every text that it
// has, and no other one.
func TestLabelsOfTheExample(t *testing.T) {
	example, err := filepath.Abs("../../examples/hello")
	require.NoError(t, err)
	dir := t.TempDir()
	got := call(t, dir, "labels", filepath.Join(example, "templates"), "--out", "labels.json")
	require.Equal(t, exitOK, got.code)
	require.Empty(t, got.errout)
	got = call(t, dir, "check", filepath.Join(example, "texts"), "--labels", "labels.json", "--strict")
	require.Equal(t, exitOK, got.code, got.errout)
	require.Contains(t, got.out, "0 warnings")
}
