package message_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
)

// refused has one text for each reason. offset is where the error points, -1
// where that is not the point of the case.
var refused = []struct {
	src    string
	offset int
	reason string
}{
	{"a<script>alert(1)</script>", 1, "element script"},
	{"<style>*'{}'</style>", 0, "element style"},
	{"ab<iframe src=/></iframe>", 2, "element iframe"},
	{"<iframe></iframe>", 0, "element iframe"},
	{"<form><input></form>", 0, "element form"},
	{"<input>", 0, "element input"},
	{"<svg><g></g></svg>", 0, "element svg"},
	{"<g/>", 0, "slash"},
	{"<math></math>", 0, "element math"},
	{"<table><tr><td>x</td></tr></table>", 0, "element table"},
	{"<select><option>x</option></select>", 0, "element select"},
	{"<noscript>x</noscript>", 0, "element noscript"},
	{"<xmp>x</xmp>", 0, "element xmp"},
	{"<template>x</template>", 0, "element template"},
	{"<object></object>", 0, "element object"},
	{"<embed>", 0, "element embed"},
	{"<base href=/>", 0, "element base"},
	{"<meta http-equiv=refresh>", 0, "element meta"},
	{"<link rel=stylesheet>", 0, "element link"},
	{"<title>x</title>", 0, "element title"},
	{"<textarea>x</textarea>", 0, "element textarea"},
	{"<x-y>x</x-y>", 0, "element x-y"},
	{"<nobr>x</nobr>", 0, "element nobr"},
	{"x <!-- c -->", 2, "comment"},
	{"<!doctype html>", 0, "comment"},
	{"<?php x ?>", 0, "comment"},
	{"<![CDATA[x]]>", 0, "comment"},
	{"</>", 0, "without a name"},
	{"</3>", 0, "no start tag"},
	{"x</b>", 1, "no start tag"},
	{"x<b>y", 1, "no end tag"},
	{"<b><i>x</b></i>", 7, "stands where i is open"},
	{"<b>x</b", 4, "not closed"},
	{"<b>x</b id=1>", 4, "not closed"},
	{"<b", 0, "not closed"},
	{"<b title", 0, "not closed"},
	{`<b title="x`, 3, "not closed"},
	{"<b/>", 0, "slash"},
	{"<b / title=x>y</b>", 0, "slash"},
	{"<bé>x</bé>", 0, "character"},
	{"<b é=1>x</b>", 3, "character"},
	{"<b \"x\">x</b>", 3, "character"},
	{"<b =x>x</b>", 3, "without a name"},
	{"<b title=x\">x</b>", 3, "needs quotes"},
	{"<b title=>x</b>", 3, "no value"},
	{"<b title=x TITLE=y>x</b>", 11, "twice"},
	{"<b onclick=x>x</b>", 3, "attribute onclick on b"},
	{"<b style=x>x</b>", 3, "attribute style"},
	{"<b id=x>x</b>", 3, "attribute id"},
	{"<a name=x>x</a>", 3, "attribute name"},
	{"<b href=/>x</b>", 3, "attribute href on b"},
	{"<b data-x=1>x</b>", 3, "attribute data-x"},
	{"<b data-txt=home.title>x</b>", 3, "attribute data-txt"},
	{"<b aria-=1>x</b>", 3, "attribute aria-"},
	{"<b aria-a1=1>x</b>", 3, "attribute aria-a1"},
	{"<b xlink:href=/>x</b>", 3, "attribute xlink:href"},
	{"<img srcdoc=x>", 5, "attribute srcdoc"},
	{"<a href=javascript:alert(1)>x</a>", 3, "scheme"},
	{"<a href=\"{g, select, a {data:} other {/}}x\">x</a>", 3, "scheme"},
	{"<a href=\"{g, select, a {java} other {b}}script:x\">x</a>", 3, "scheme"},
	{"<img src=data:image/png,x>", 5, "scheme"},
	{"<img srcset='a.png 1x, javascript:x 2x'>", 5, "value of srcset"},
	{"<img srcset='a.png 1q'>", 5, "value of srcset"},
	{"<img srcset=\"{x} 2x\">", 5, "argument in srcset"},
	{"<a target=_top>x</a>", 3, "value of target"},
	{"<a target=\"{x}\">x</a>", 3, "argument in target"},
	{"<a rel=opener>x</a>", 3, "value of rel"},
	{"<{x}>", 0, "name an element"},
	{"</{x}>", 0, "name an element"},
	{"<b{x}>y</b>", 0, "name an element"},
	{"<b {x}>y</b>", 3, "only text and quoted"},
	{"<b title{x}>y</b>", 8, "only text and quoted"},
	{"<b title={x}>y</b>", 9, "unquoted attribute title"},
	{"<b title=a{x}>y</b>", 10, "unquoted attribute title"},
	{"{n, plural, one {<b>} other {<b>}}x</b>", 17, "no end tag"},
	{"<b>{n, plural, one {x</b>} other {</b>}}", 21, "no start tag"},
	{"<b {n, plural, one {title=x} other {}}>x</b>", 3, "only text and quoted"},
	{`<b title="{n, plural, one {"} other {}}">x</b>`, 27, "ends the value of title"},
	{"{n, plural, one {<p title=\"} other {}}\">", 20, "not closed"},
	{"{n, plural, other {&#39;}}", 19, "character reference"},
	{"<b title=\"{n, plural, other {&#39;}}\">x</b>", 29, "character reference"},
	{"<p><div>x</div></p>", -1, "moves or closes"},
	{"xx<a href=/><a href=/b>x</a></a>", 12, "interactive element a inside a"},
	{"<a><a>x</a></a>", -1, "moves or closes"},
	{"<p>{g, select, a {<p>x</p>} other {}}</p>", -1, "moves or closes"},
	{"<h1><h2>x</h2></h1>", -1, "moves or closes"},
	{"<div><li>x</li></div>", 5, "element li directly in \"div\""},
	{"<dd><div><dt>x</dt></div></dd>", 9, "element dt directly in \"div\""},
	{"<rt>x</rt>", 0, "element rt"},
	{"<summary>x</summary>", 0, "element summary"},
	{"<a href=/><details></details></a>", -1, "interactive element details inside a"},
	{"<b data-txt-name>x</b>", 3, "without a name"},
	{"<b data-txt-name='a b'>x</b>", 3, "without a name"},
	{"<b data-txt-name=\"{x}\">x</b>", 3, "without a name"},
	{"<meta data-txt-name=x>", 0, "as a functional child"},
	{"<script data-txt-name=x>x</script>", 0, "as a functional child"},
	{"<textarea data-txt-name=x>x</textarea>", 0, "as a functional child"},
	{"<svg data-txt-name=x>x</svg>", 0, "as a functional child"},
	{"<b data-txt-name=x title=\"{y}\">x</b>", 19, "argument in title"},
	{"<b data-txt-name=x>x</b><b data-txt-name=x>x</b>", 24, "child x twice"},
	{"<b data-txt-name=x><b data-txt-name=x>x</b></b>", 0, "child x twice"},
	{"{n, plural, one {<b data-txt-name=x>x</b>} other {}}", 43, "different functional children"},
	{"{n, plural, one {<b data-txt-name=x>x</b>} other {<i data-txt-name=x>x</i>}}", 50, "as b and as i"},
	{"<b" + manyAttrs(33) + ">x</b>", -1, "more than 32 attributes"},
	{strings.Repeat("<b>", 33) + strings.Repeat("</b>", 33), 96, "more than 32"},
}

func TestRefused(t *testing.T) {
	for _, c := range refused {
		_, err := message.Compile(c.src, message.HTML, "en")
		var e *message.RefusedError
		require.ErrorAs(t, err, &e, "source %.80q", c.src)
		require.Contains(t, e.Reason, c.reason, "source %.80q", c.src)
		if c.offset >= 0 {
			require.Equal(t, c.offset, e.Offset, "source %.80q: %s", c.src, e.Reason)
		}
		require.Contains(t, e.Error(), "message: check text at byte ")
	}
}

// manyAttrs returns n attributes of different names.
func manyAttrs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" aria-" + strings.Repeat("a", i+1) + "=x")
	}
	return b.String()
}

// TestOffsetsBehindQuotes checks that offsets are of the source, not of the
// text with its quotes taken off.
func TestOffsetsBehindQuotes(t *testing.T) {
	for src, want := range map[string]int{
		"'{'<x>":             3,
		"a''b<x>":            4,
		"''''<x>":            4,
		"'{a}' '{b}'<x>":     11,
		"é'{'''é'}'<x></x>":  12,
		"{x}'{'{y}''<x></x>": 11,
	} {
		_, err := message.Compile(src, message.HTML, "en")
		var e *message.RefusedError
		require.ErrorAs(t, err, &e)
		require.Equal(t, want, e.Offset, "source %q", src)
	}
}

func TestSafeURL(t *testing.T) {
	safe := []string{"", "/", "/a:b", "?a:b", "#a:b", "a", "a/b:c", "//host/x", "http://x", "HTTPS://x", "mailto:a@b", "tel:+1",
		" \thttp://x", "ht\ntps://x", "./javascript:x", "a%3Ab", "%6Aavascript%3Aalert(1)"}
	unsafe := []string{"javascript:alert(1)", "JaVaScRiPt:x", " javascript:x", "\x01javascript:x", "java\nscript:x", "java\tscript\r:x",
		"data:text/html,x", "vbscript:x", "file:///etc", "blob:x", "about:blank", "ftp://x", "ws://x", "view-source:x", "jar:x", "feed:javascript:x",
		":", "a b:c", "\\javascript:x", "http\x00:x", "httpss:x", "mailtomailto:x", "\u00a0javascript:x", "javascript\u2028:x", "sms:1", "intent://x", "filesystem:x"}
	for _, u := range safe {
		require.True(t, message.SafeURL([]byte(u)), "%q", u)
	}
	for _, u := range unsafe {
		require.False(t, message.SafeURL([]byte(u)), "%q", u)
	}
}

// TestManyHeads checks that the number of beginnings of a URL that the check
// looks at is bounded.
func TestManyHeads(t *testing.T) {
	src := `<a href="` + strings.Repeat("{g, select, a {x} other {y}}", 40) + `">x</a>`
	_, err := message.Compile(src, message.HTML, "en")
	require.Error(t, err)
	compile(t, `<a href="`+strings.Repeat("{g, select, a {x} other {y}}", 7)+`">x</a>`, message.HTML, "en")
	compile(t, `<a href="/`+strings.Repeat("{g, select, a {x} other {y}}", 40)+`">x</a>`, message.HTML, "en")
}
