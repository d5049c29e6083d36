package content_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// injectTexts is what the injector's tests find published.
var injectTexts = contenttest.Texts{
	"en": {
		"home.title":    "Hello <b>you</b>",
		"home.plain":    "Plain & simple",
		"home.name":     "Hi {name}",
		"home.apples":   "{n, plural, one {# apple} other {# apples}}",
		"home.link":     `See <a href="/x">this</a>`,
		"home.block":    "<p>One</p><p>Two</p>",
		"home.terms":    `Do read <a data-txt-name="link">our terms</a>.`,
		"home.twice":    `{name} {last} <a data-txt-name="link">x</a>`,
		"home.href":     "/welcome",
		"home.bad":      "javascript:alert(1)",
		"home.newline":  "\nfirst",
		"home.fallback": "English only",
		"home.box":      `<input data-txt-name="box"> I <b>agree</b>`,
		"home.terms2":   "<dt>a</dt><dd>b</dd>",
		"bare":          "Bare key",
	},
	"de": {
		"home.title": "Hallo <b>du</b>",
		"home.plain": "Schlicht",
		"home.name":  "Hallo {name}",
	},
	"ar": {"home.title": "مرحبا"},
}

// inject runs a page through the injector, fed in pieces of n bytes.
func inject(t testing.TB, c *content.Client, page string, p *content.Page, n int) string {
	var out bytes.Buffer
	w := c.Writer(context.Background(), &out, p)
	for rest := []byte(page); len(rest) > 0; {
		k := min(n, len(rest))
		_, err := w.Write(rest[:k])
		require.NoError(t, err)
		rest = rest[k:]
	}
	require.NoError(t, w.Close())
	return out.String()
}

// injectCase is a page and what becomes of it.
type injectCase struct {
	name, locale, in, want string         // want "": the page itself
	reason                 content.Reason // of the first label
	args                   []any
	opts                   *content.PageOptions
	rest                   []content.Reason // of the labels behind it, when not nil
}

var injectCases = []injectCase{
	{name: "inner HTML", in: `<h1 data-txt="home.title">Welcome</h1>!`, want: `<h1 data-txt="home.title">Hello <b>you</b></h1>!`},
	{name: "empty element first in the body", in: `<body><h1 data-txt="home.title"></h1>`, want: `<body><h1 data-txt="home.title">Hello <b>you</b></h1>`},
	{name: "locale", locale: "de", in: `<h1 data-txt="home.title">W</h1>`, want: `<h1 data-txt="home.title">Hallo <b>du</b></h1>`},
	{name: "fallback says its language", locale: "de", in: `<p data-txt=home.fallback>W</p>`, want: `<p data-txt=home.fallback lang="en" dir="ltr">English only</p>`},
	{name: "lang in force", locale: "de", in: `<div lang=EN><p data-txt=home.fallback>W</p></div>`, want: `<div lang=EN><p data-txt=home.fallback>English only</p></div>`},
	{name: "lang overwritten in place", in: `<p lang='de' data-txt=home.plain dir=rtl>W</p>`, want: `<p lang="en" data-txt=home.plain dir="ltr">Plain &amp; simple</p>`},
	{name: "scope of locale", in: `<section data-txt-locale="de"><p data-txt="home.plain">x</p></section><p data-txt="home.plain">x</p>`,
		want: `<section data-txt-locale="de"><p data-txt="home.plain" lang="de" dir="ltr">Schlicht</p></section><p data-txt="home.plain">Plain &amp; simple</p>`},
	{name: "scope of bundle", in: `<div data-txt-bundle="home"><p data-txt="plain">x</p></div><p data-txt="bare">x</p>`,
		want: `<div data-txt-bundle="home"><p data-txt="plain">Plain &amp; simple</p></div><p data-txt="bare">Bare key</p>`},
	{name: "kept out", in: `<aside translate="no"><p data-txt="home.plain">x</p><b translate=yes data-txt=home.plain>x</b></aside><i data-txt=home.plain>x</i>`,
		want: `<aside translate="no"><p data-txt="home.plain">x</p><b translate=yes data-txt=home.plain>x</b></aside><i data-txt=home.plain>Plain &amp; simple</i>`},
	{name: "implied end", in: `<ul><li data-txt=home.plain>old<li>next</ul>`, want: `<ul><li data-txt=home.plain>Plain &amp; simple<li>next</ul>`},
	{name: "ended by another label", in: `<ul><li data-txt=home.plain>x<li title=o data-txt-attr="title: home.plain" data-txt=home.plain>y</ul>`,
		want: `<ul><li data-txt=home.plain>Plain &amp; simple<li title="Plain &amp; simple" data-txt-attr="title: home.plain" data-txt=home.plain>Plain &amp; simple</ul>`},
	{name: "paragraph closed by a block", in: `<p data-txt=home.plain>old<div>next</div>`, want: `<p data-txt=home.plain>Plain &amp; simple<div>next</div>`},
	{name: "title is text", in: `<title data-txt=home.plain>old</title>`, want: `<title data-txt=home.plain>Plain &amp; simple</title>`},
	{name: "title takes no elements", in: `<title data-txt=home.title>old</title>`, reason: content.ReasonElements},
	{name: "arguments", in: `<p data-txt=home.name>x</p>`, args: []any{"name", "<Ann>"}, want: `<p data-txt=home.name>Hi &lt;Ann&gt;</p>`},
	{name: "missing argument", in: `<p data-txt=home.name>x</p>`, reason: content.ReasonMissingArgument},
	{name: "literal arguments", in: `<p data-txt="home.apples" data-txt-args='{"n": 3}'>x</p>`, want: `<p data-txt="home.apples" data-txt-args='{"n": 3}'>3 apples</p>`},
	{name: "literal arguments twice", in: `<p data-txt="home.apples" data-txt-args='{"n": 3, "n": 4}'>x</p>`, reason: content.ReasonBadLabel},
	{name: "reference to nothing is removed", in: `<p data-txt="home.apples" data-txt-args="~7">x</p>`, want: `<p data-txt="home.apples">x</p>`, reason: content.ReasonMissingArgument},
	{name: "reference to nothing that is not needed", in: `<p data-txt="bare" data-txt-args="~">x</p>`, want: `<p data-txt="bare">Bare key</p>`},
	{name: "attributes", in: `<img alt=old data-txt-attr="alt: home.plain; title: home.plain">`, want: `<img alt="Plain &amp; simple" data-txt-attr="alt: home.plain; title: home.plain" title="Plain &amp; simple">`},
	{name: "attribute in a closed tag", in: `<input data-txt-attr="placeholder:home.plain" />`, want: `<input data-txt-attr="placeholder:home.plain"  placeholder="Plain &amp; simple"/>`},
	{name: "attribute in a template", in: `<template><img data-txt-attr="alt: home.plain"></template><img alt=x data-txt-attr="alt: home.plain">`,
		want: `<template><img data-txt-attr="alt: home.plain"></template><img alt="Plain &amp; simple" data-txt-attr="alt: home.plain">`, reason: content.ReasonTemplate, rest: []content.Reason{""}},
	{name: "handler refused", in: `<img data-txt-attr="onerror: home.plain">`, reason: content.ReasonAttribute},
	{name: "href", in: `<a data-txt-attr="href: home.href">x</a>`, want: `<a data-txt-attr="href: home.href" href="/welcome">x</a>`},
	{name: "href refused", in: `<a data-txt-attr="href: home.bad">x</a>`, reason: content.ReasonURL},
	{name: "meta description", in: `<meta name=description content="x" data-txt-attr="content: home.plain">`, want: `<meta name=description content="Plain &amp; simple" data-txt-attr="content: home.plain">`},
	{name: "meta refresh refused", in: `<meta http-equiv=refresh name=description content="x" data-txt-attr="content: home.plain">`, reason: content.ReasonAttribute},
	{name: "link in link", in: `<a href=/y><span data-txt=home.link>x</span></a>`, reason: content.ReasonLink},
	{name: "block in paragraph", in: `<p data-txt=home.block>x</p>`, reason: content.ReasonBlock},
	{name: "block in div", in: `<div data-txt=home.block>x</div>`, want: `<div data-txt=home.block><p>One</p><p>Two</p></div>`},
	{name: "functional child", in: `<p data-txt=home.terms>Read <a href="/t" class=c onclick="f()" data-txt-name=link>it</a></p>`,
		want: `<p data-txt=home.terms>Do read <a href="/t" class=c onclick="f()" data-txt-name=link>our terms</a>.</p>`},
	{name: "functional child without content", in: `<label data-txt=home.box>Yes <INPUT type=checkbox onclick="f()" data-txt-name=box> or no</label>`, want: `<label data-txt=home.box><INPUT type=checkbox onclick="f()" data-txt-name=box> I <b>agree</b></label>`},
	{name: "functional child missing", in: `<p data-txt=home.terms>Read</p>`, reason: content.ReasonChildren},
	{name: "functional child lost", in: `<p data-txt=home.plain>Read <a href="/t" data-txt-name=link>it</a></p>`, reason: content.ReasonChildren},
	{name: "functional child twice", in: `<p data-txt=home.terms><a data-txt-name=link>it</a><a data-txt-name=link>it</a></p>`, reason: content.ReasonChildren},
	{name: "functional child of svg", in: `<div data-txt=home.terms>Read <svg><a data-txt-name=link xlink:href=x>it</a></svg></div>`, reason: content.ReasonChildren},
	{name: "ignored tag is no child", in: `<p data-txt=home.plain>Read <td data-txt-name=link>it</p>`, want: `<p data-txt=home.plain>Plain &amp; simple</p>`},
	{name: "functional child with labels of its own", in: `<p data-txt=home.terms>Read <a href="/t" title=x data-txt-attr="title: home.name; href: home.href" data-txt-args='{"name":"Ann"}' data-txt-name=link>it</a></p>`,
		want: `<p data-txt=home.terms>Do read <a href="/welcome" title="Hi Ann" data-txt-attr="title: home.name; href: home.href" data-txt-args='{"name":"Ann"}' data-txt-name=link>our terms</a>.</p>`,
		rest: []content.Reason{"", ""}},
	{name: "functional child with labels in a refused one", in: `<p data-txt=home.plain>Read <a title=x data-txt-attr="title: home.plain" data-txt-args="~7" data-txt-name=link>it</a></p>`,
		want:   `<p data-txt=home.plain>Read <a title=x data-txt-attr="title: home.plain" data-txt-name=link>it</a></p>`,
		reason: content.ReasonChildren, rest: []content.Reason{content.ReasonOuterRefused}},
	{name: "functional child that is kept out", in: `<p data-txt=home.terms>Read <a translate=no data-txt-attr="title: home.plain" data-txt-name=link>it</a></p>`,
		want: `<p data-txt=home.terms>Do read <a translate=no data-txt-attr="title: home.plain" data-txt-name=link>our terms</a>.</p>`, rest: []content.Reason{content.ReasonOuter}},
	{name: "arguments of the label outlast those of its child", in: `<p data-txt=home.twice data-txt-args='{"name":"Ann"}'>Read <a data-txt-attr="title: home.name" data-txt-args='{"name":"Bob"}' data-txt-name=link>it</a></p>`, args: []any{"last", "Lee"},
		want: `<p data-txt=home.twice data-txt-args='{"name":"Ann"}'>Ann Lee <a data-txt-attr="title: home.name" data-txt-args='{"name":"Bob"}' data-txt-name=link title="Hi Bob">x</a></p>`},
	{name: "reference in a replaced label", in: `<p data-txt=home.plain>a<i data-txt=home.name data-txt-args="~7">x</i></p>`, want: `<p data-txt=home.plain>Plain &amp; simple</p>`},
	{name: "reference in a refused label", in: `<div data-txt=home.plain>a<i data-txt=home.name data-txt-args="~7">x</i><b></div>`,
		want: `<div data-txt=home.plain>a<i data-txt=home.name>x</i><b></div>`, reason: content.ReasonLeaks},
	{name: "scope that opens in a label and outlasts it", opts: &content.PageOptions{Limits: content.Limits{OldContent: 60}},
		in:   `<div data-txt=home.title><section translate=no>` + strings.Repeat("x", 60) + `<p data-txt=home.plain>x</p></section><p data-txt=home.plain>x</p></div>`,
		want: `<div data-txt=home.title><section translate=no>` + strings.Repeat("x", 60) + `<p data-txt=home.plain>x</p></section><p data-txt=home.plain>Plain &amp; simple</p></div>`, reason: content.ReasonTooLong},
	{name: "scopes in scopes", in: `<div data-txt-locale=de data-txt-bundle=home><p data-txt=plain>x</p><div data-txt-locale=ar data-txt-bundle=nope><p data-txt=plain>x</p><p data-txt=home.title>x</p></div><p data-txt=plain>x</p></div><p data-txt=plain>x</p>`,
		want: `<div data-txt-locale=de data-txt-bundle=home><p data-txt=plain lang="de" dir="ltr">Schlicht</p><div data-txt-locale=ar data-txt-bundle=nope><p data-txt=plain>x</p><p data-txt=home.title lang="ar" dir="rtl">مرحبا</p></div><p data-txt=plain lang="de" dir="ltr">Schlicht</p></div><p data-txt=plain>Plain &amp; simple</p>`,
		rest: []content.Reason{content.ReasonNoText, "", "", ""}},
	{name: "scope on the label itself", in: `<p data-txt-locale=de data-txt-bundle=home data-txt=plain lang=de>x</p>`, want: `<p data-txt-locale=de data-txt-bundle=home data-txt=plain lang=de>Schlicht</p>`},
	{name: "scope of a locale that another one serves", in: `<p data-txt-locale=de_at data-txt=home.plain>x</p>`, want: `<p data-txt-locale=de_at data-txt=home.plain lang="de" dir="ltr">Schlicht</p>`},
	{name: "scope of an unknown locale", in: `<p data-txt-locale=xx data-txt=home.plain>x</p>`, reason: content.ReasonUnknownLocale},
	{name: "scope of an element that closes by itself", in: `<ul><li data-txt-locale=de><p data-txt=home.plain>x</p><li><p data-txt=home.plain>x</p></ul>`,
		want: `<ul><li data-txt-locale=de><p data-txt=home.plain lang="de" dir="ltr">Schlicht</p><li><p data-txt=home.plain>Plain &amp; simple</p></ul>`},
	{name: "lang that is not published", in: `<html lang=tlh><p data-txt=home.plain>x</p></html>`, want: `<html lang=tlh><p data-txt=home.plain lang="en" dir="ltr">Plain &amp; simple</p></html>`},
	{name: "lang of an inner element", in: `<html lang=tlh><div lang="en"><p data-txt=home.plain>x</p></div></html>`, want: `<html lang=tlh><div lang="en"><p data-txt=home.plain>Plain &amp; simple</p></div></html>`},
	{name: "kept out image", in: `<img translate=NO data-txt-attr="alt: home.plain"><img data-txt-attr="alt: home.plain">`, want: `<img translate=NO data-txt-attr="alt: home.plain"><img data-txt-attr="alt: home.plain" alt="Plain &amp; simple">`},
	{name: "textarea", in: `<textarea data-txt=home.newline>old <b></textarea>`, want: "<textarea data-txt=home.newline>\n\nfirst</textarea>"},
	{name: "option", in: `<select><option data-txt=home.plain>a<option data-txt=home.title>b</select>`, want: `<select><option data-txt=home.plain>Plain &amp; simple<option data-txt=home.title>b</select>`, rest: []content.Reason{content.ReasonElements}},
	{name: "svg title", in: `<svg><title data-txt=home.plain>old</title><g/></svg>`, want: `<svg><title data-txt=home.plain>Plain &amp; simple</title><g/></svg>`},
	{name: "value missing at the end of the tag", locale: "de", in: `<p data-txt=home.fallback a=>x</p>`, want: `<p data-txt=home.fallback lang="en" dir="ltr" a=>English only</p>`},
	{name: "value missing, filled", in: `<img data-txt-attr="alt: home.plain;title: home.plain" title= >`, want: `<img data-txt-attr="alt: home.plain;title: home.plain" alt="Plain &amp; simple" title="Plain &amp; simple">`},
	{name: "newline in pre is doubled", in: "<pre data-txt=home.newline>x</pre>", want: "<pre data-txt=home.newline>\n\nfirst</pre>"},
	{name: "unknown key leaves inner labels", in: `<div data-txt=home.none><p data-txt=home.plain>x</p></div>`, reason: content.ReasonNoText,
		want: `<div data-txt=home.none><p data-txt=home.plain>Plain &amp; simple</p></div>`},
	{name: "outer label wins", in: `<div data-txt=home.plain><p data-txt=home.title>x</p></div>`, want: `<div data-txt=home.plain>Plain &amp; simple</div>`},
	{name: "leaking formatting", in: `<div data-txt=home.plain><b>x</div>y`, reason: content.ReasonLeaks},
	{name: "adoption", in: `<b data-txt=home.plain>1<p>2</b>3</p>`, reason: content.ReasonTorn},
	{name: "table row", in: `<table><tr data-txt=home.plain><td>x</table>`, reason: content.ReasonTable},
	{name: "table cell", in: `<table><tr><td data-txt=home.plain>x<td>y</table>`, want: `<table><tr><td data-txt=home.plain>Plain &amp; simple<td>y</table>`},
	{name: "void", in: `<img data-txt=home.plain>`, reason: content.ReasonVoid},
	{name: "script", in: `<script data-txt=home.plain>x</script>`, reason: content.ReasonRawText},
	{name: "in a comment", in: `<!-- <p data-txt=home.plain>x</p> -->`, want: `<!-- <p data-txt=home.plain>x</p> -->`},
	{name: "in a script", in: `<script>"<p data-txt=home.plain>x</p>"</script>`, want: `<script>"<p data-txt=home.plain>x</p>"</script>`},
	{name: "unclosed", in: `<div><p data-txt=home.plain>x`, reason: content.ReasonUnclosed},
	{name: "closed by body", in: `<body><p data-txt=home.plain>x</body></html>`, want: `<body><p data-txt=home.plain>Plain &amp; simple</body></html>`},
	{name: "upper case", in: `<P DATA-TXT=home.plain>x</P>`, want: `<P DATA-TXT=home.plain>Plain &amp; simple</P>`},
	{name: "entities in the label", in: `<p data-txt="home&#46;plain">x</p>`, want: `<p data-txt="home&#46;plain">Plain &amp; simple</p>`},
	{name: "frameset", in: `<div data-txt=home.plain></div><frameset><frame></frameset>`, reason: content.ReasonFrameset},
	{name: "noscript", in: `<body><noscript>a<p data-txt=home.plain>x</p>b</noscript><p data-txt=home.plain>x</p>`,
		want: `<body><noscript>a<p data-txt=home.plain>Plain &amp; simple</p>b</noscript><p data-txt=home.plain>Plain &amp; simple</p>`},
	{name: "noscript in the head", in: `<head><noscript><img src=x><p data-txt=home.plain>x</p></noscript><title data-txt=home.plain>x</title>`,
		want: `<head><noscript><img src=x><p data-txt=home.plain>x</p></noscript><title data-txt=home.plain>Plain &amp; simple</title>`},
	{name: "noscript that runs on", in: `<noscript><!-- </noscript><p data-txt=home.plain>x</p>-->`},
	{name: "noscript left open", in: `<noscript><div></noscript><p data-txt=home.plain>x</p>`},
	{name: "noscript in a label", in: `<div data-txt=home.plain><noscript><b>x</b></noscript></div>`, want: `<div data-txt=home.plain>Plain &amp; simple</div>`},
	{name: "noscript with a style", in: `<body><noscript><style>p{}</style><i data-txt=home.plain></i></noscript>`, want: `<body><noscript><style>p{}</style><i data-txt=home.plain>Plain &amp; simple</i></noscript>`},
	{name: "what a table hands out is out of its scopes", in: `<div data-txt-locale=de><table data-txt-locale=ar translate=no><tr data-txt-locale=en><img data-txt-attr="title: home.plain"><div><i title=x data-txt-attr="title: home.plain"></i></div></table></div>`},
	{name: "the same without translate", in: `<div data-txt-locale=de><table data-txt-locale=ar><tr data-txt-locale=en><img data-txt-attr="title: home.plain"><div><i title=x data-txt-attr="title: home.plain"></i></div><td><i title=x data-txt-attr="title: home.plain"></i></table></div>`,
		want: `<div data-txt-locale=de><table data-txt-locale=ar><tr data-txt-locale=en><img data-txt-attr="title: home.plain" title="Schlicht"><div><i title="Schlicht" data-txt-attr="title: home.plain"></i></div><td><i title="Plain &amp; simple" data-txt-attr="title: home.plain"></i></table></div>`},
	{name: "functional child in a scope that goes", in: `<div data-txt=home.terms><section data-txt-locale=de><a title=x data-txt-attr="title: home.plain" data-txt-name=link>it</a></section></div>`,
		want: `<div data-txt=home.terms>Do read <a title="Plain &amp; simple" data-txt-attr="title: home.plain" data-txt-name=link>our terms</a>.</div>`},
	{name: "no functional children in what a visitor wrote", in: `<div data-txt=home.terms><a href=/t data-txt-name=link>it</a><p translate=no><a href=//evil data-txt-name=link>it</a></p></div>`,
		want: `<div data-txt=home.terms>Do read <a href=/t data-txt-name=link>our terms</a>.</div>`},
	{name: "option of a datalist takes text", in: `<datalist><option data-txt=home.title>x<option data-txt=home.plain>x</datalist>`, want: `<datalist><option data-txt=home.title>x<option data-txt=home.plain>Plain &amp; simple</datalist>`, reason: content.ReasonElements, rest: []content.Reason{""}},
	{name: "link in a cell in a link", in: `<a href=/><table><tr><td data-txt=home.link>x</table></a>`, reason: content.ReasonLink},
	{name: "terms in a group", in: `<dl><div data-txt=home.terms2>x</div></dl><div data-txt=home.terms2>x</div><ul data-txt=home.terms2></ul>`, want: `<dl><div data-txt=home.terms2><dt>a</dt><dd>b</dd></div></dl><div data-txt=home.terms2>x</div><ul data-txt=home.terms2></ul>`,
		rest: []content.Reason{content.ReasonListItem, content.ReasonListItem}},
	{name: "formatting that browsers count by attributes", in: `<p><b><b><b><b data-txt=home.plain data-txt-attr="title: home.plain">x</b>y<p>z`, want: `<p><b><b><b><b data-txt=home.plain data-txt-attr="title: home.plain">Plain &amp; simple</b>y<p>z`,
		reason: content.ReasonFormatting, rest: []content.Reason{""}},
	{name: "the same in another language", in: `<p><b><b><b lang=de><b data-txt=home.plain>x</b>y<p>z`, reason: content.ReasonFormatting},
	{name: "in formatting that is open again, with a language", in: `<p><i lang=la>x<p>y <b data-txt=home.plain>x</b></i><p data-txt=home.plain>x</p>`, want: `<p><i lang=la>x<p>y <b data-txt=home.plain>x</b></i><p data-txt=home.plain>Plain &amp; simple</p>`, reason: content.ReasonFormatting},
	{name: "in formatting that is open again, kept out", in: `<p><b translate=no>x<p>y <img data-txt-attr="alt: home.plain"></b>z<img data-txt-attr="alt: home.plain">`, want: `<p><b translate=no>x<p>y <img data-txt-attr="alt: home.plain"></b>z<img data-txt-attr="alt: home.plain" alt="Plain &amp; simple">`, reason: content.ReasonFormatting},
	{name: "in formatting with a language", in: `<p><i lang=la>x</i> <i>y <b data-txt=home.plain>x</b></i><i lang=la><b data-txt=home.plain>x</b></i>`, want: `<p><i lang=la>x</i> <i>y <b data-txt=home.plain>Plain &amp; simple</b></i><i lang=la><b data-txt=home.plain lang="en" dir="ltr">Plain &amp; simple</b></i>`},
	{name: "scope of an element that is moved out of another", in: `<font><label lang=de><dd data-txt-bundle=home></font><p data-txt=plain>x</p></dd>`, want: `<font><label lang=de><dd data-txt-bundle=home></font><p data-txt=plain>Plain &amp; simple</p></dd>`},
	{name: "formatting of a text with three of the page", in: `<p><b><b><i data-txt=home.title>x</i></b><p><b><b><b><i data-txt=home.title>x</i>`, want: `<p><b><b><i data-txt=home.title>Hello <b>you</b></i></b><p><b><b><b><i data-txt=home.title>x</i>`, rest: []content.Reason{content.ReasonFormatting}},
	{name: "second attribute of the name", in: `<p data-txt=home.plain data-txt=home.title>x</p>`, want: `<p data-txt=home.plain data-txt=home.title>Plain &amp; simple</p>`},
}

func TestInject(t *testing.T) { checkInject(t, injectCases) }

// checkInject runs cases whole, in every small cutting, cut in two at every
// place, and a second time over their output.
func checkInject(t *testing.T, cases []injectCase) {
	c := contenttest.New(t, injectTexts)
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			want := tc.want
			if want == "" {
				want = tc.in
			}
			var rep content.Report
			p := content.Page{Locale: tc.locale, Args: tc.args, Options: tc.opts, Report: &rep}
			got := inject(t, c, tc.in, &p, len(tc.in))
			require.Equal(t, want, got, "%v", rep.Labels)
			if len(rep.Labels) > 0 {
				require.Equal(t, tc.reason, rep.Labels[0].Reason, "%v", rep.Labels)
			} else {
				require.Empty(t, tc.reason)
			}
			if tc.rest != nil {
				var rest []content.Reason
				for _, l := range rep.Labels[1:] {
					rest = append(rest, l.Reason)
				}
				require.Equal(t, tc.rest, rest, "%v", rep.Labels)
			}
			for n := 1; n < 8; n++ {
				cut := content.Report{}
				p.Report = &cut
				require.Equal(t, want, inject(t, c, tc.in, &p, n), "in pieces of %d", n)
				require.Equal(t, rep, cut, "report in pieces of %d", n)
			}
			p.Report = nil
			for n := 1; n < len(tc.in); n++ {
				require.Equal(t, want, injectInTwo(t, c, tc.in, &p, n), "cut at %d", n)
			}
			require.Equal(t, got, inject(t, c, got, &p, len(got)), "injected twice")
		})
	}
}

// injectInTwo runs a page through the injector, cut at one place.
func injectInTwo(t testing.TB, c *content.Client, page string, p *content.Page, at int) string {
	var out bytes.Buffer
	w := c.Writer(context.Background(), &out, p)
	for _, part := range []string{page[:at], page[at:]} {
		_, err := w.Write([]byte(part))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.String()
}

func TestInjectStrip(t *testing.T) {
	strip := &content.PageOptions{Strip: true}
	cases := []injectCase{
		{name: "content", in: `<p class=x data-txt="home.plain" id=y>o</p>`, want: `<p class=x id=y>Plain &amp; simple</p>`},
		{name: "attribute", in: `<img data-txt-attr="alt:home.plain">`, want: `<img alt="Plain &amp; simple">`},
		{name: "left alone", in: `<p data-txt="no.text" data-txt-args="{}" data-txt-locale=de>o</p>`, reason: content.ReasonNoText},
		{name: "arguments and scope", in: `<p data-txt=home.name data-txt-args='{"name":"Ann"}' data-txt-locale=de>o</p>`, want: `<p lang="de" dir="ltr">Hallo Ann</p>`},
		{name: "arguments of attributes", in: `<p title=x data-txt-attr="title: home.name" data-txt-args='{"name":"Ann"}'>o</p>`, want: `<p title="Hi Ann">o</p>`},
		{name: "arguments that another label still needs", in: `<p data-txt=home.none data-txt-attr="title: home.name" data-txt-args='{"name":"Ann"}'>o</p>`,
			want: `<p data-txt=home.none data-txt-args='{"name":"Ann"}' title="Hi Ann">o</p>`, rest: []content.Reason{content.ReasonNoText}},
		{name: "one part left alone", in: `<p data-txt-attr="title: home.plain; onclick: home.plain">o</p>`, want: `<p data-txt-attr="title: home.plain; onclick: home.plain" title="Plain &amp; simple">o</p>`},
		{name: "child", in: `<p data-txt=home.terms>Read <a href="/t" data-txt-name=link class=c data-txt-attr="title: home.plain">it</a></p>`,
			want: `<p>Do read <a href="/t" class=c title="Plain &amp; simple">our terms</a>.</p>`},
		{name: "child with a label that would come to life", in: `<p data-txt=home.terms data-txt-bundle=home>Read <a data-txt=plain data-txt-attr="title: home.none" data-txt-locale=de data-txt-name=link>it</a></p>`,
			want: `<p>Do read <a>our terms</a>.</p>`, rest: []content.Reason{content.ReasonNoText, content.ReasonOuter}},
		{name: "scope that another label still needs", in: `<p title=x data-txt=home.plain data-txt-locale=de data-txt-args='{"n":1}' data-txt-attr="title: home.none">o</p>`, reason: content.ReasonNoText,
			want: `<p title=x data-txt-locale=de data-txt-args='{"n":1}' data-txt-attr="title: home.none" lang="de" dir="ltr">Schlicht</p>`, rest: []content.Reason{""}},
		{name: "formatting that browsers count by attributes", in: `<p><b><b><b><b data-txt=home.plain>x</b>y<p>z`, reason: content.ReasonFormatting},
		{name: "formatting in formatting", in: `<p><b><b><b data-txt=home.plain>x</b>y<p>z`, want: `<p><b><b><b>Plain &amp; simple</b>y<p>z`},
		{name: "child of a refused one", in: `<p data-txt=home.plain>Read <a data-txt-name=link>it</a></p>`, reason: content.ReasonChildren},
		{name: "scope without a label", in: `<div data-txt-locale=de><p data-txt=home.plain>o</p></div>`, want: `<div data-txt-locale=de><p lang="de" dir="ltr">Schlicht</p></div>`},
		{name: "without white space around", in: `<p class="x"data-txt="home.plain"id=y>o</p>`, want: `<p class="x" id=y>Plain &amp; simple</p>`},
		{name: "white space before only", in: `<p class=x data-txt="home.plain"id=y>o</p>`, want: `<p class=x id=y>Plain &amp; simple</p>`},
		{name: "before a slash", in: `<p class=x data-txt="home.plain"/>o</p>`, want: `<p class=x />Plain &amp; simple</p>`},
		{name: "behind a slash", in: `<svg><title/data-txt="home.plain">o</title></svg>`, want: `<svg><title/ >Plain &amp; simple</title></svg>`},
		{name: "more than once", in: `<p data-txt=home.plain DATA-TXT=home.title>o</p>`, want: `<p>Plain &amp; simple</p>`},
		{name: "value missing at the end", locale: "de", in: `<p data-txt=home.fallback data-txt-bundle=>o</p>`, want: `<p lang="en" dir="ltr">English only</p>`},
		{name: "JSON", in: `<script type=application/ld+json data-txt-json="a: home.plain">{"a":""}</script>`, want: `<script type=application/ld+json>{"a":"Plain \u0026 simple"}</script>`},
	}
	for i := range cases {
		cases[i].opts = strip
	}
	checkInject(t, cases)
}

func TestInjectPrefix(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	got := inject(t, c, `<p x-t="home.plain">o</p><p data-txt="home.plain">o</p>`,
		&content.Page{Options: &content.PageOptions{Prefix: "x-t"}}, 1<<20)
	require.Equal(t, `<p x-t="home.plain">Plain &amp; simple</p><p data-txt="home.plain">o</p>`, got)
}

// An attribute that is that of a label but for a slip is in the report, and
// nothing else becomes of it.
func TestInjectUnknownAttribute(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	page := `<p DATA-txt-Atr="title: home.plain" data-txt="home.plain" data-txtx data-text="a">o</p>` +
		`<b data-txt->x</b><i data-txt-locale=en data-txt-bundle=a data-txt-name=x data-txt-args="">y</i>` +
		`<u translate=no data-txt-x="a">z</u>`
	var rep content.Report
	got := inject(t, c, page, &content.Page{Report: &rep}, 3)
	require.Equal(t, strings.Replace(page, ">o<", ">Plain &amp; simple<", 1), got)
	var lines []string
	for _, l := range rep.Labels {
		lines = append(lines, l.String())
	}
	require.Equal(t, []string{
		"1:1 <p data-txt-atr> title: home.plain left: unknown-attribute",
		"1:1 <p> home.plain replaced",
		"1:88 <b data-txt->  left: unknown-attribute",
	}, lines)
	require.Empty(t, c.Status().Labels)
}

func TestInjectLimits(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	page := func(n int) string {
		return `<div data-txt=home.plain>` + strings.Repeat("x", n) + `<p data-txt=home.title>o</p></div><p data-txt=home.plain>o</p>`
	}
	replaced := `<div data-txt=home.plain>Plain &amp; simple</div><p data-txt=home.plain>Plain &amp; simple</p>`
	opts := &content.PageOptions{Limits: content.Limits{OldContent: 100}}
	inner := len(`<p data-txt=home.title>o</p>`)
	for _, n := range []int{1, 7, 64, 1 << 20} {
		require.Equal(t, replaced, inject(t, c, page(100-inner), &content.Page{Options: opts}, n))
		for _, over := range []int{101 - inner, 100, 101, 1000} {
			in := page(over)
			want := strings.TrimSuffix(in, "o</p>") + "Plain &amp; simple</p>"
			if over > 100 { // the inner label begins behind what was held
				want = strings.Replace(want, "=home.title>o<", "=home.title>Hello <b>you</b><", 1)
			}
			require.Equal(t, want, inject(t, c, in, &content.Page{Options: opts}, n), "%d bytes in pieces of %d", over, n)
		}
	}
	opts = &content.PageOptions{Limits: content.Limits{Labels: 2}}
	in := strings.Repeat(`<p data-txt=home.plain>o</p>`, 4)
	got := inject(t, c, in, &content.Page{Options: opts}, 5)
	require.Equal(t, 2, strings.Count(got, "Plain &amp; simple"))
	require.Equal(t, 2, strings.Count(got, ">o<"))
}
