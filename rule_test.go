package content_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/internal/oracle"
)

// ruled is options with rules: selector, key, selector, key, …
func ruled(pairs ...string) *content.PageOptions {
	o := &content.PageOptions{}
	for i := 0; i < len(pairs); i += 2 {
		o.Rules = append(o.Rules, content.Rule{Selector: pairs[i], Key: pairs[i+1]})
	}
	return o
}

var ruleCases = []injectCase{
	{name: "type", opts: ruled("H1", "home.title"), in: `<h1>x</h1><h2>y</h2><H1 id=a>z</H1>`, want: `<h1>Hello <b>you</b></h1><h2>y</h2><H1 id=a>Hello <b>you</b></H1>`},
	{name: "id and class", opts: ruled("#a.b.c", "home.plain"), in: `<p id=a class="c x&#32;b">x</p><p id=a class=b>y</p>`, want: `<p id=a class="c x&#32;b">Plain &amp; simple</p><p id=a class=b>y</p>`},
	{name: "attribute", opts: ruled(`[data-k="a&b"], [lang|=de], [title*="x y" i]`, "home.plain"), in: `<p data-k="a&amp;b">1</p><p lang=de-AT>2</p><p title='AX Yz'>3</p><p>4</p>`,
		want: `<p data-k="a&amp;b">Plain &amp; simple</p><p lang="en" dir="ltr">Plain &amp; simple</p><p title='AX Yz'>Plain &amp; simple</p><p>4</p>`},
	{name: "not", opts: ruled("p:not(.a):not(#b, [c])", "home.plain"), in: `<p class=a>1</p><p id=b>2</p><p c>3</p><p>4</p>`, want: `<p class=a>1</p><p id=b>2</p><p c>3</p><p>Plain &amp; simple</p>`},
	{name: "descendant and child", opts: ruled("main > .x i", "home.plain"), in: `<main><div class=x><p><i>1</i></p></div><p><b class=x><i>2</i></b></p></main>`, want: `<main><div class=x><p><i>Plain &amp; simple</i></p></div><p><b class=x><i>2</i></b></p></main>`},
	{name: "implied elements", opts: ruled("html > body > table > tbody > tr > td", "home.plain"), in: `<table><td>1<td>2</table>`, want: `<table><td>Plain &amp; simple<td>Plain &amp; simple</table>`},
	{name: "next sibling", opts: ruled("h1 + p", "home.plain"), in: `<h1>a</h1> text <!-- c --><p>1</p><p>2</p><h1>b</h1><br><p>3</p><h1>c</h1><p>4</p>`, want: `<h1>a</h1> text <!-- c --><p>Plain &amp; simple</p><p>2</p><h1>b</h1><br><p>3</p><h1>c</h1><p>Plain &amp; simple</p>`},
	{name: "row of siblings", opts: ruled("i + b + i + u", "home.plain"), in: `<p><i></i><b></b><i></i><u>1</u></p><p><b></b><b></b><i></i><u>2</u></p>`, want: `<p><i></i><b></b><i></i><u>Plain &amp; simple</u></p><p><b></b><b></b><i></i><u>2</u></p>`},
	{name: "first rule counts", opts: ruled("p", "home.plain", "p.a", "home.title"), in: `<p class=a>x</p>`, want: `<p class=a>Plain &amp; simple</p>`},
	{name: "label beats rule", opts: ruled("p", "home.plain"), in: `<p data-txt=home.title>1</p><p data-txt=home.none>2</p><p data-txt-attr="title:home.plain">3</p>`,
		want: `<p data-txt=home.title>Hello <b>you</b></p><p data-txt=home.none>2</p><p data-txt-attr="title:home.plain" title="Plain &amp; simple">Plain &amp; simple</p>`, rest: []content.Reason{content.ReasonNoText, "", ""}},
	{name: "inside a label", opts: ruled("i", "home.plain"), in: `<p data-txt=home.plain>a<i>b</i></p><i>x</i>`, want: `<p data-txt=home.plain>Plain &amp; simple</p><i>Plain &amp; simple</i>`, rest: []content.Reason{content.ReasonOuter, ""}},
	{name: "inside a rule's element", opts: ruled("div", "home.title", "i", "home.plain"), in: `<div>a<i>b</i></div>`, want: `<div>Hello <b>you</b></div>`, rest: []content.Reason{content.ReasonOuter}},
	{name: "kept out", opts: ruled("p", "home.plain"), in: `<div translate=no><p>x</p></div><p>y</p>`, want: `<div translate=no><p>x</p></div><p>Plain &amp; simple</p>`},
	{name: "scope", opts: ruled("p", "home.plain"), in: `<div data-txt-locale=de data-txt-bundle=x><p>x</p></div>`, want: `<div data-txt-locale=de data-txt-bundle=x><p lang="de" dir="ltr">Schlicht</p></div>`},
	{name: "arguments of the page", opts: ruled("p", "home.name"), args: []any{"name", "Ann"}, in: `<p>x</p>`, want: `<p>Hi Ann</p>`},
	{name: "attribute of an element whose content is left", opts: &content.PageOptions{Rules: []content.Rule{{"p", "home.plain", "title"}}}, in: `<p data-txt=home.plain>x<b></p>`, want: `<p data-txt=home.plain title="Plain &amp; simple">x<b></p>`, reason: content.ReasonLeaks, rest: []content.Reason{""}},
	{name: "refused like a label", opts: ruled("[src]", "home.plain"), in: `<img src=x>`, reason: content.ReasonVoid},
	{name: "in a template", opts: ruled("p", "home.plain"), in: `<template><p>x</p></template><p>y</p>`, want: `<template><p>x</p></template><p>Plain &amp; simple</p>`},
	{name: "under formatting that is opened again", opts: ruled("p:not(.x) i", "home.plain"), in: `<p><b class=x>1<p><i>2</i></p></b><p><i>3</i></p>`, want: `<p><b class=x>1<p><i>2</i></p></b><p><i>Plain &amp; simple</i></p>`},
	{name: "behind it", opts: ruled("p i", "home.plain"), in: `<p><b>1</b><p><i>3</i></p>`, want: `<p><b>1</b><p><i>Plain &amp; simple</i></p>`},
	{name: "moved before a table", opts: ruled("b", "home.plain"), in: `<table><b>x</b></table><b>y</b>`, want: `<table><b>x</b></table><b>Plain &amp; simple</b>`},
	{name: "escape", opts: ruled(`.md\:x`, "home.plain"), in: `<p class="md:x">x</p>`, want: `<p class="md:x">Plain &amp; simple</p>`},
	{name: "attribute filled", opts: &content.PageOptions{Rules: []content.Rule{{"img[src]", "home.plain", "alt"}, {"img", "bare", "alt"}, {"img", "bare", "title"}}},
		in: `<img src=a alt=x><img alt=x><img src=b data-txt-attr="alt: home.none">`, want: `<img src=a alt="Plain &amp; simple" title="Bare key"><img alt="Bare key" title="Bare key"><img src=b data-txt-attr="alt: home.none" title="Bare key">`},
	{name: "meta", opts: &content.PageOptions{Rules: []content.Rule{{`meta[name="description"]`, "home.plain", "content"}, {"title", "bare", ""}}},
		in: `<head><title>x</title><meta name=description content=x><meta name=viewport content=x>`, want: `<head><title>Bare key</title><meta name=description content="Plain &amp; simple"><meta name=viewport content=x>`},
	{name: "behind the head", opts: ruled("title", "bare"), in: `<head></head><title>x</title><body>`, want: ``},
	{name: "upper case and duplicates", opts: ruled("custom-x[class=a]", "bare"), in: `<CUSTOM-X CLASS=a class=b>x</CUSTOM-X>`, want: `<CUSTOM-X CLASS=a class=b>Bare key</CUSTOM-X>`},
	{name: "image is img", opts: &content.PageOptions{Rules: []content.Rule{{"img", "bare", "alt"}}}, in: `<image>`, want: `<image alt="Bare key">`},
}

func TestRules(t *testing.T) { checkInject(t, ruleCases) }

func TestRuleErrors(t *testing.T) {
	for selector, want := range map[string]string{
		"":                "a selector is missing",
		"p,":              "a selector is missing",
		"p ~ i":           "the combinator ~",
		"a || b":          "the combinator ||",
		"svg|a":           `the namespace "svg|"`,
		"p:first-child":   `the pseudo-class ":first-child"`,
		"p::before":       `the pseudo-class "::before"`,
		"p:has(i)":        `the pseudo-class ":has"`,
		"p:contains('x')": `the pseudo-class ":contains"`,
		"p:not(:not(i))":  `the pseudo-class ":not"`,
		"p:not(a i)":      `in :not(), "i)"`,
		"p:not(a > i)":    `in :not(), "> i)"`,
		"[a!=b]":          `the operator in "[a!="`,
		"[a#=b]":          `the operator in "[a#="`,
		`[a="b]`:          "a quote is missing",
		"[a=b x]":         `"[a=b x"`,
		`\31 x`:           "the escape",
		"p !":             `a selector is missing at "!"`,
		"p{}":             `"{}" is not supported`,
		"> p":             `a selector is missing at "> p"`,
		"p /* c */ i":     "a selector is missing",
		".":               "a name is missing",
		"[]":              "a name is missing",
		"&":               "a selector is missing",
	} {
		client := contenttest.New(t, injectTexts)
		_, err := client.Wrap(ruled("p", "home.plain", selector, "home.plain"))
		require.ErrorContains(t, err, "content: page options: Rules[1]: selector "+fmt.Sprintf("%q: ", selector), "%q", selector)
		require.ErrorContains(t, err, want, "%q", selector)
	}
	client := contenttest.New(t, injectTexts)
	_, err := client.Wrap(ruled("p", "no key"))
	require.ErrorContains(t, err, `Rules[0]: key "no key" is not a key`)
	for _, attr := range []string{"onclick", "style", "ALT", "srcset", "data-x"} {
		_, err = client.Wrap(&content.PageOptions{Rules: []content.Rule{{Selector: "p", Key: "home.plain", Attr: attr}}})
		require.ErrorContains(t, err, `Rules[0]: attribute "`+attr+`"`)
	}
	for selector, name := range map[string]string{"script": "script", "p, div > IMG.x": "img", "tr:not(.a)": "tr", "td template": "template"} {
		_, err = client.Wrap(ruled(selector, "home.plain"))
		require.ErrorContains(t, err, "no text can be the content of "+name+";")
		_, err = client.Wrap(&content.PageOptions{Rules: []content.Rule{{Selector: selector, Key: "home.plain", Attr: "title"}}})
		require.NoError(t, err)
	}
	_, err = client.Wrap(ruled("script p, tr > td, :not(img), title, textarea, option", "home.plain"))
	require.NoError(t, err)
	_, err = client.Wrap(ruled("p:not( .a , [b ~= 'c'] )>i+b *,#d", "home.plain"))
	require.NoError(t, err)
}

// TestRulesOracle holds rules against the selectors' own judgement of the tree
// of every html5lib document: no rule labels an element that the selector does
// not match, and most elements that it matches are labelled.
func TestRulesOracle(t *testing.T) {
	docs, err := oracle.HTML5Lib()
	if err != nil {
		t.Skip(err)
	}
	c := contenttest.New(t, oracleTexts)
	var matched, labelled int
	for _, selector := range []string{"p", "body div", "div > p", "table td", "p + p", "b + i", "div > * + *", "body :not(p) a", "html > body > *:not([id])", "[id] *", "i, font, em, a, div"} {
		s := cascadia.MustCompile(selector)
		opts := &content.PageOptions{Rules: []content.Rule{{Selector: selector, Key: "home.plain", Attr: "title"}}}
		for _, doc := range docs {
			tree := oracle.Parse(doc, true)
			var rep content.Report
			out := inject(t, c, string(doc), &content.Page{Options: opts, Report: &rep}, 5)
			after := oracle.Parse([]byte(out), true)
			if tree == nil || after == nil {
				require.Equal(t, string(doc), out)
				continue
			}
			nodes, got := slices.Collect(tree.Descendants()), slices.Collect(after.Descendants())
			require.Equal(t, len(nodes), len(got), "%q -> %q", doc, out)
			for i, n := range nodes {
				is := titled(got[i]) && !titled(n)
				should := n.Type == html.ElementNode && s.Match(n) && !isFormatting(n)
				if should {
					matched++
				}
				if is && should {
					labelled++
				}
				if is && !should && n.Data != "a" && !bytes.Contains(bytes.ToLower(doc), []byte("<table")) {
					t.Errorf("%s in %q -> %q", selector, doc, out)
				}
			}
		}
	}
	t.Logf("%d elements match, %d of them are labelled", matched, labelled)
	require.Greater(t, float64(labelled), 0.75*float64(matched))
}

// isFormatting tells whether no rule is to give the element an attribute.
func isFormatting(n *html.Node) bool {
	return n.Namespace == "" && strings.Contains(" b big code em font i nobr s small strike strong tt u ", " "+n.Data+" ")
}

func titled(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "title" && a.Val == "T" {
			return true
		}
	}
	return false
}

// TestRulesBetweenPages makes sure that nothing of one page is left for the
// next.
func TestRulesBetweenPages(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	o := ruled(".a p", "home.plain", "div + p", "bare")
	var out bytes.Buffer
	w := c.Writer(t.Context(), &out, &content.Page{Options: o})
	for range 3 {
		_, err := w.Write([]byte(`<html><body class=a><div></div>`))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		out.Reset()
		w.Reset(t.Context(), &out, &content.Page{Options: o})
		_, err = w.Write([]byte(`<html><body class=b><p>x</p>`))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		require.Equal(t, `<html><body class=b><p>x</p>`, out.String())
		w.Reset(t.Context(), &out, &content.Page{Options: o})
	}
}

// TestRulesNoAlloc: following a page with rules needs no memory once its names
// and values have been seen.
func TestRulesNoAlloc(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	page := []byte(strings.Repeat(`<div class=a id=x><ul><li class="b c">x<li class=d>y</ul><img alt=x><table><td>x</table></div>`, 50))
	p := &content.Page{Options: ruled(".none > p + i", "home.plain", "li:not([class])", "home.plain")}
	handler, err := c.Wrap(p.Options)
	require.NoError(t, err)
	require.NotNil(t, handler)
	c2, err := content.New(contenttest.NewScript(injectTexts), &content.Options{Page: p.Options, Refresh: -1})
	require.NoError(t, err)
	defer c2.Close()
	var out bytes.Buffer
	w := c2.Writer(t.Context(), &out, nil)
	run := func() {
		out.Reset()
		_, _ = w.Write(page)
		_ = w.Close()
		w.Reset(t.Context(), &out, nil)
	}
	run()
	require.LessOrEqual(t, testing.AllocsPerRun(20, run), 2.0)
}
