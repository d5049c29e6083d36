package labels_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/manage/labels"
)

// find returns the labels of a page as a file has them, and what is odd, one
// line each.
func find(t *testing.T, page string, o *labels.Options) (list string, odd []string) {
	t.Helper()
	all, problems, err := labels.Find(t.Context(), "p.html", []byte(page), o)
	require.NoError(t, err)
	data, err := (&labels.File{Labels: all}).Encode()
	require.NoError(t, err)
	_, err = labels.Decode(data)
	require.NoError(t, err, "what is found is a file of labels")
	for _, p := range problems {
		odd = append(odd, p.String())
	}
	const head, tail = "{\"format\": \"labels/1\", \"labels\": [\n", "\n]}\n"
	return string(data)[len(head) : len(data)-len(tail)], odd
}

func TestFindInPages(t *testing.T) {
	for _, c := range []struct {
		name, page, want string
		o                *labels.Options
	}{
		{"an element", `<h1 data-txt="home.title">Hi</h1>`,
			`{"key":"home.title","place":"html","element":"h1","args":null,"at":"p.html:1"}`, nil},
		{"arguments", "<p>\n<p data-txt='home.count' data-txt-args='{\"n\": 3, \"a\": \"x\"}'>3",
			`{"key":"home.count","place":"html","element":"p","args":["a","n"],"at":"p.html:2"}`, nil},
		{"arguments of all pages", `<p data-txt='home.count' data-txt-args='{"n": 3}'>3`,
			`{"key":"home.count","place":"html","element":"p","args":["n","user"],"at":"p.html:1"}`, &labels.Options{Args: []string{"user", "n"}}},
		{"only arguments of all pages", `<p data-txt='home.count'>3`,
			`{"key":"home.count","place":"html","element":"p","args":["user"],"at":"p.html:1"}`, &labels.Options{Args: []string{"user"}}},
		{"a reference to arguments", `<p data-txt='home.count' data-txt-args='~1'>3`,
			`{"key":"home.count","place":"html","element":"p","args":null,"at":"p.html:1"}`, &labels.Options{Args: []string{"user"}}},
		{"functional children", `<p data-txt="home.terms">Read <b><a data-txt-name="link" href="/t">it</a></b> or <span data-txt-name=x>y</span></p><a data-txt-name="other">z</a>`,
			`{"key":"home.terms","place":"html","element":"p","children":[{"name":"link","element":"a"},{"name":"x","element":"span"}],"args":null,"at":"p.html:1"}`, nil},
		{"children of the next paragraph", `<p data-txt="home.a">x<p data-txt="home.b"><i data-txt-name="n">y</i>`,
			`{"key":"home.a","place":"html","element":"p","args":null,"at":"p.html:1"},` + "\n" +
				`{"key":"home.b","place":"html","element":"p","children":[{"name":"n","element":"i"}],"args":null,"at":"p.html:1"}`, nil},
		{"attributes", `<img alt="x" title="y" data-txt-attr="alt: home.alt; title: home.tip">`,
			`{"key":"home.alt","place":"text","element":"img","attribute":"alt","args":null,"at":"p.html:1"},` + "\n" +
				`{"key":"home.tip","place":"text","element":"img","attribute":"title","args":null,"at":"p.html:1"}`, nil},
		{"text only", `<title data-txt="home.title">x</title>`,
			`{"key":"home.title","place":"text","element":"title","args":null,"at":"p.html:1"}`, nil},
		{"JSON", `<script type="application/ld+json" data-txt-json="headline: home.title">{"headline": "x"}</script>`,
			`{"key":"home.title","place":"text","element":"script","args":null,"at":"p.html:1"}`, nil},
		{"the bundle of a scope", `<div data-txt-bundle="shop"><p data-txt="price">1</p></div>`,
			`{"key":"shop.price","place":"html","element":"p","args":null,"at":"p.html:1"}`, nil},
		{"what is around", `<a href="/"><p><b data-txt="home.a">1</b></a><div><b data-txt="home.b">1</b></div>`,
			`{"key":"home.a","place":"html","element":"b","inside":["a","p"],"args":null,"at":"p.html:1"},` + "\n" +
				`{"key":"home.b","place":"html","element":"b","args":null,"at":"p.html:1"}`, nil},
		{"a label in a label", `<div data-txt="home.a"><b data-txt="home.b">1</b></div>`,
			`{"key":"home.a","place":"html","element":"div","args":null,"at":"p.html:1"},` + "\n" +
				`{"key":"home.b","place":"html","element":"b","args":null,"at":"p.html:1"}`, nil},
		{"what visitors write", `<div translate="no"><b data-txt="home.b">1</b></div>`, ``, nil},
		{"another prefix", `<p data-words="home.a" data-words-args='{"x": 1}'><i data-words-name="y">z</i>`,
			`{"key":"home.a","place":"html","element":"p","children":[{"name":"y","element":"i"}],"args":["x"],"at":"p.html:1"}`,
			&labels.Options{Page: &content.PageOptions{Prefix: "data-words"}}},
		{"i18next", `<p data-i18n="home.a;[title]home.b" title="x" data-i18n-options='{"x": 1}'>z`,
			`{"key":"home.a","place":"html","element":"p","args":["x"],"at":"p.html:1"},` + "\n" +
				`{"key":"home.b","place":"text","element":"p","attribute":"title","args":["x"],"at":"p.html:1"}`,
			&labels.Options{Page: &content.PageOptions{Profile: content.ProfileI18next}}},
		{"rules", `<h1>x</h1>`, `{"key":"home.title","place":"html","element":"h1","args":null,"at":"p.html:1"}`,
			&labels.Options{Page: &content.PageOptions{Rules: []content.Rule{{Selector: "h1", Key: "home.title"}}}}},
		{"no arguments of all pages", `<p data-txt="home.a">`,
			`{"key":"home.a","place":"html","element":"p","args":[],"at":"p.html:1"}`, &labels.Options{Args: []string{}}},
		{"braces are no template in a page", `<p data-txt="home.a">{{ name }</p>`,
			`{"key":"home.a","place":"html","element":"p","args":null,"at":"p.html:1"}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, odd := find(t, c.page, c.o)
			require.Equal(t, c.want, list)
			require.Empty(t, odd)
		})
	}
}

func TestFindInTemplates(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"a label in a branch", "{{if .X}}\n<p{{if .Y}} class=\"a\"{{end}} data-txt=\"home.a\">x</p>\n{{end}}",
			`{"key":"home.a","place":"html","element":"p","args":null,"at":"p.html:2"}`},
		{"Attr", "{{range .Lines}}{{/* a\ncomment */}}\n<li class={{.C}} {{$.Txt.Attr \"cart.line\" \"fruit\" .Fruit \"count\" .Count}}>{{.Fruit}} <a data-txt-name=l>x</a>{{end}}",
			`{"key":"cart.line","place":"html","element":"li","children":[{"name":"l","element":"a"}],"args":["count","fruit"],"at":"p.html:3"}`},
		{"two of Attr", `<li {{if .X}}{{.Txt.Attr "a.b"}}{{else}}{{.Txt.Attr "a.c" "n" 1}}{{end}}>`,
			`{"key":"a.b","place":"html","element":"li","args":null,"at":"p.html:1"},` + "\n" +
				`{"key":"a.c","place":"html","element":"li","args":["n"],"at":"p.html:1"}`},
		{"Get", `<p>{{.Txt.Get "home.a" "name" .User.Name}} {{or (content.Get "home.b" .Locale "n" 1) "x"}}</p>`,
			`{"key":"home.a","place":"html","element":"p","args":["name"],"at":"p.html:1"},` + "\n" +
				`{"key":"home.b","place":"html","element":"p","args":["n"],"at":"p.html:1"}`},
		{"Get in an attribute and in a title", `<title>{{.Txt.Text "home.a"}}</title><img alt="{{.Txt.Text "home.b"}}">`,
			`{"key":"home.a","place":"text","element":"title","args":null,"at":"p.html:1"},` + "\n" +
				`{"key":"home.b","place":"text","element":"img","args":null,"at":"p.html:1"}`},
		{"a variable", `{{$txt := .Txt}}{{with $x := .Y}}<b>{{$.Txt.Get "home.a"}}</b>{{end}}`,
			`{"key":"home.a","place":"html","element":"b","args":null,"at":"p.html:1"}`},
		{"in a definition", `{{define "x"}}<b data-txt="home.b">1</b>{{end}}{{block "y" .}}<i data-txt="home.i">1</i>{{end}}<p data-txt="home.p">`,
			`{"key":"home.b","place":"html","element":"b","args":null,"at":"p.html:1"},` + "\n" +
				`{"key":"home.i","place":"html","element":"i","args":null,"at":"p.html:1"},` + "\n" +
				`{"key":"home.p","place":"html","element":"p","args":null,"at":"p.html:1"}`},
		{"other methods", `{{.Query.Get "page"}}{{.Txt.Locale}}{{len "x"}}{{.Txt.Dir}}`, ``},
		{"literal arguments with values of the template", `<p data-txt="home.a" data-txt-args='{"n": {{.N}}, "s": "{{.S}}"}'>`,
			`{"key":"home.a","place":"html","element":"p","args":["n","s"],"at":"p.html:1"}`},
		{"arguments that the template makes", `<p data-txt="home.a" data-txt-args='{"{{.K}}": 1}'>{{.Txt.Get "home.b" .Name 1}}`,
			`{"key":"home.a","place":"html","element":"p","args":null,"at":"p.html:1"},` + "\n" +
				`{"key":"home.b","place":"html","element":"p","args":null,"at":"p.html:1"}`},
		{"an element that the template makes", `<h{{.Level}} data-txt="home.a">x</h{{.Level}}>`,
			`{"key":"home.a","place":"html","args":null,"at":"p.html:1"}`},
		{"trimmed", "{{- if .X -}}\n\n<p data-txt=\"home.a\">\n{{- end -}}\n<b data-txt=\"home.b\">",
			`{"key":"home.a","place":"html","element":"p","args":null,"at":"p.html:3"},` + "\n" +
				`{"key":"home.b","place":"html","element":"b","inside":["p"],"args":null,"at":"p.html:5"}`},
		{"two links of which one is written", `{{if .X}}<a href=1>{{else}}<a href=2>{{end}}x</a><b data-txt="home.a">`,
			`{"key":"home.a","place":"html","element":"b","args":null,"at":"p.html:1"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, odd := find(t, c.page, &labels.Options{Template: true})
			require.Equal(t, c.want, list)
			require.Empty(t, odd)
		})
	}
}

func TestFindSaysWhatItCannotWriteDown(t *testing.T) {
	for page, want := range map[string]string{
		"\n" + `<p data-txt="home.{{.Name}}">`:                      "p.html:2: the template makes this key",
		`<p data-txt="{{if .X}}home.a{{else}}home.b{{end}}">`:       "p.html:1: the template makes this key",
		`{{.Txt.Get .Key}}`:                                         "p.html:1: the template makes this key",
		`{{.Txt.Get "Home title"}}`:                                 "p.html:1: the template makes this key",
		`<p data-txt-atr="title: home.a">`:                          "p.html:1: data-txt-atr begins like a label",
		`<p data-txt="home..a">`:                                    `p.html:1: "home..a" is no key`,
		`<p data-txt-attr="onclick: home.a">`:                       "is left alone: attribute",
		`{{if .X}}<p data-txt="home.a">`:                            `labels: read the template "p.html"`,
		`{% if x %}{{ user|title:3 }}{% endif %}<p data-txt="a.b">`: `labels: read the template "p.html"`,
	} {
		_, odd := find(t, page, &labels.Options{Template: true})
		require.Len(t, odd, 1, page)
		require.Contains(t, odd[0], want)
	}
}

// FuzzFind gives pages and templates that are none: what is found is a file of labels.
func FuzzFind(f *testing.F) {
	for _, page := range []string{
		`<p data-txt="a.b">{{.Txt.Get "a.c" "n" 1}}`, `{{range .}}<li {{$.Txt.Attr "a.b"}}>{{end}}`, `<a><a><p></p></p>{{/* x */ -}}`,
		`{{define "x"}}{{template "x" (.Txt.Get "a.b")}}{{end}}`, "\xff<\x00{{`\n`}}<title>{{.Txt.Text \"a\"}}",
	} {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		all, _, err := labels.Find(t.Context(), "p", []byte(page), &labels.Options{Template: true})
		require.NoError(t, err)
		data, err := (&labels.File{Labels: all}).Encode()
		require.NoError(t, err)
		_, err = labels.Decode(data)
		require.NoError(t, err)
	})
}
