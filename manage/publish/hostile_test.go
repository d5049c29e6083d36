package publish_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

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

// hostileSet draws texts, a hundred in a bundle.
func hostileSet(r *rand.Rand, n int) *texts.Set {
	set := &texts.Set{Project: "acme", Texts: map[texts.ID]map[string]texts.Text{}}
	for k := range n {
		id := texts.ID{Bundle: fmt.Sprint("b", k/100), Locale: "en"}
		if set.Texts[id] == nil {
			set.Texts[id] = map[string]texts.Text{}
		}
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteString(hostile[r.IntN(len(hostile))])
		}
		set.Texts[id][fmt.Sprint("k", k)] = texts.Text{Source: b.String()}
	}
	return set
}

// TestHostileTexts publishes what is left of ten thousand attacks: nothing
// active is in it, wherever a page shows it and whatever its arguments are, and
// parsing and writing it changes nothing.
func TestHostileTexts(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	set := hostileSet(rand.New(rand.NewPCG(seed, 1)), 10_000)
	wrong, _ := publish.Check(set)
	for _, p := range wrong {
		name, key, _ := strings.Cut(p.Key, ".")
		delete(set.Texts[texts.ID{Bundle: name, Locale: "en"}], key)
	}
	target := publish.Memory()
	put(t, set, target, nil)
	published := mustRead(t, target).texts
	require.Greater(t, len(published), 3000, "most attacks leave something that can be shown")
	seen := map[string]bool{}
	for at, text := range published {
		if seen[text] {
			continue
		}
		seen[text] = true
		h := held{t, fmt.Sprintf("seed %d: %s: %q", seed, at, text)}
		h.harmless(text)
		h.fixed(text)
		compiled, err := message.Compile(text, message.HTML, "en")
		require.NoError(t, err, h.what)
		require.Equal(t, text, compiled.Canonical(), h.what)
		args := &message.Args{Pairs: []any{"x", `"><script>alert(1)</script>`, "n", 1}}
		if out, err := compiled.AppendHTML(nil, args, nil); err == nil { // else the argument cannot stand there
			h.harmless(string(out))
		}
	}
}

// held is one published text.
type held struct {
	t    *testing.T
	what string
}

// shells are elements that labels stand on.
var shells = []string{"<div>%s</div>", "<p>%s</p>", "<h1>%s</h1>", "<ul><li>%s</ul>", "<table><tr><td>%s</table>", "<button>%s</button>", "<a href=/>%s</a>", "<noscript>%s</noscript>"}

// harmless looks at the trees that browsers build of pages with the text, with
// scripts and without.
func (h held) harmless(text string) {
	h.t.Helper()
	for _, shell := range shells {
		for _, scripting := range []bool{true, false} {
			if scripting && !strings.HasPrefix(shell, "<noscript") {
				continue // it makes no difference to what follows
			}
			doc, err := html.ParseWithOptions(strings.NewReader("<!doctype html><body>"+fmt.Sprintf(shell, text)), html.ParseOptionEnableScripting(scripting))
			require.NoError(h.t, err)
			for n := range doc.Descendants() {
				if n.Type == html.ElementNode {
					h.element(n)
				}
			}
		}
	}
}

func (h held) element(n *html.Node) {
	h.t.Helper()
	for _, bad := range []string{
		"script", "style", "iframe", "object", "embed", "form", "input", "svg", "math", "meta", "base", "link", "template", "select",
		"textarea", "video", "source", "xmp", "plaintext", "frameset",
	} {
		require.NotEqual(h.t, bad, n.Data, h.what)
	}
	for _, a := range n.Attr {
		require.False(h.t, strings.HasPrefix(a.Key, "on"), h.what)
		require.NotContains(h.t, []string{"style", "srcdoc", "formaction", "id", "name", "target", "srcset"}, a.Key, h.what)
		if a.Key == "href" || a.Key == "src" || a.Key == "cite" {
			require.True(h.t, message.SafeURL([]byte(a.Val)), h.what)
		}
	}
}

// fixed makes sure that what is parsed and written is parsed as the same again.
func (h held) fixed(text string) {
	h.t.Helper()
	once := h.written(text)
	require.Equal(h.t, once, h.written(once), h.what)
	cleanTags := func(s string) int { return strings.Count(s, "<") }
	require.Equal(h.t, cleanTags(once), cleanTags(text), "no tag is added or lost: %s", h.what)
}

func (h held) written(text string) string {
	h.t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(text), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	require.NoError(h.t, err)
	var b bytes.Buffer
	for _, n := range nodes {
		require.NoError(h.t, html.Render(&b, n))
	}
	return b.String()
}
