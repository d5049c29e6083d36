package clean_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/clean"
)

func TestMessage(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"Plain {name}, it's {n, number}", "Plain {name}, it's {n, number}"},
		{"<b onclick=x()>Hi {name}</b>", "<b>Hi {name}</b>"},
		{"<b>Hi", "<b>Hi</b>"},
		{"<script>alert({x})</script>Hi", "Hi"},
		{`<a href="javascript:x()">y</a>`, "<a>y</a>"},
		{`<a href="/u/{id}?q={q}" style="x">y</a>`, `<a href="/u/{id}?q={q}">y</a>`},
		{`<img alt="{name}" src=x.png onerror=y>`, `<img alt="{name}" src="x.png">`},
		{"{n, plural, one {<b>#} other {<b># items</i>}}", "{n, plural, one {<b>#</b>} other {<b># items</b>}}"},
		{"'{'<i>x'}'", "'{'<i>x'}'</i>"},
		{"<p>a<p>b", "<p>a</p><p>b</p>"},
		{`<a data-txt-name="link" onclick=x>terms</a>`, `<a data-txt-name="link">terms</a>`},
		{"<table><tr><td>cell {x}</table>", "cell {x}"},
		{"a < b & c", "a &lt; b &amp; c"},
	} {
		got, err := clean.Message(c.source)
		require.NoError(t, err, c.source)
		text, err := message.Compile(got, message.HTML, "en")
		require.NoError(t, err, "%q became %q", c.source, got)
		require.Equal(t, c.want, text.Canonical(), "%q became %q", c.source, got)
	}
	_, err := clean.Message("{open")
	require.Error(t, err)
}

// hostile are pieces of attacks: what opens scripts, hides in attributes, or
// makes parsers disagree.
var hostile = []string{
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>", "<math><mi//xlink:href=",
	"<a href=javascript:alert(1)>", `<a href="java&#x09;script:alert(1)">`, "<iframe srcdoc=", "<style>@import'", "<noscript><p title=\"</noscript>",
	"<template>", "<select><style></select>", "<form><input formaction=javascript:1>", "<base href=//e>", "<meta http-equiv=refresh content=",
	"<!--", "-->", "<![CDATA[", "]]>", "<?xml", "</title>", "</textarea>", "<plaintext>", "<xmp>", "<table><a>", "<p><table><p>",
	"<b><i></b></i>", "<a><a>", "<h1><h2>", "<nobr><nobr>", "<frameset>", "<body onload=x>", "<input autofocus onfocus=x>",
	`<p title="`, `'>`, `">`, "`", "<a/href=x/onclick=y>", "<img srcset='javascript:1 1x'>", "<div style=\"background:url(javascript:1)\">",
	"<annotation-xml encoding=text/html>", "<mglyph>", "<foreignobject>", "<desc>", "<object data=", "<embed src=", "<link rel=import href=",
	"&lt;script&gt;", "&#60;script&#62;", "\x00", "\u2028", "<\u0130mg>", "<ſcript>", "{x}", "{n, plural, one {", "} other {", "}}", "'{'",
	"<a href=\"{x}\">", "<b onclick=\"{x}\">", "<{x}>", "</b>", "<b>", "text", " ", "\n", "<details open ontoggle=x>", "<video><source onerror=x>",
	"<a target=_blank href=//x>", "<p id=x name=y>", "<bdo dir=rtl>", "\u202e", "data:text/html,<script>", "vbscript:x", "<button>",
}

// TestHostileTexts draws ten thousand attacks: what is published, cleaned or
// not, has nothing active in it, and parsing and writing it changes nothing.
func TestHostileTexts(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	published := 0
	for range 10_000 {
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteString(hostile[r.IntN(len(hostile))])
		}
		source := b.String()
		text, err := message.Compile(source, message.HTML, "en")
		if err != nil {
			cleaned, cleanErr := clean.Message(source)
			if cleanErr != nil {
				continue
			}
			if text, err = message.Compile(cleaned, message.HTML, "en"); err != nil {
				continue
			}
		}
		published++
		args := &message.Args{Pairs: []any{"x", `"><script>alert(1)</script>`, "n", 1}}
		out, err := text.AppendHTML(nil, args, nil)
		if err != nil {
			continue // an argument that cannot stand there is refused
		}
		nodes, err := html.ParseFragment(strings.NewReader(string(out)), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
		require.NoError(t, err)
		for _, n := range nodes {
			for d := range n.Descendants() {
				harmless(t, d, seed, source)
			}
			harmless(t, n, seed, source)
		}
		again, err := message.Compile(text.Canonical(), message.HTML, "en")
		require.NoError(t, err, "seed %d: %q", seed, source)
		require.Equal(t, text.Canonical(), again.Canonical(), "seed %d: %q", seed, source)
	}
	require.Greater(t, published, 3000, "most attacks leave something that can be shown")
}

func harmless(t *testing.T, n *html.Node, seed uint64, source string) {
	t.Helper()
	if n.Type != html.ElementNode {
		return
	}
	for _, bad := range []string{
		"script", "style", "iframe", "object", "embed", "form", "input", "button", "svg", "math", "meta", "base", "link", "template",
		"select", "textarea", "table", "video", "source", "noscript", "xmp", "plaintext", "frameset", "body",
	} {
		require.NotEqual(t, bad, n.Data, "seed %d: %q", seed, source)
	}
	for _, a := range n.Attr {
		require.False(t, strings.HasPrefix(a.Key, "on"), "seed %d: %q", seed, source)
		require.NotContains(t, []string{"style", "srcdoc", "formaction", "id", "name"}, a.Key, "seed %d: %q", seed, source)
		if a.Key == "href" || a.Key == "src" || a.Key == "cite" {
			require.True(t, message.SafeURL([]byte(a.Val)), "seed %d: %q gives %q", seed, source, a.Val)
		}
	}
}
