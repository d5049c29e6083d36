package content_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/internal/oracle"
)

// cellPage is the page of the containment test: one label in each context. %s is
// the key.
const cellPage = `<!DOCTYPE html><html lang=en><head><title data-txt="%[1]s">o</title><meta name=description content=o data-txt-attr="content: %[1]s">` +
	`<script type="application/ld+json" data-txt-json="a: %[1]s; b.0: %[1]s">{"a":"o","b":["o"],"c":"<!-"}</script></head><body><h1>head</h1>` +
	`<div data-txt="%[1]s">o</div><p data-txt="%[1]s">o</p><p>a<span data-txt="%[1]s">o</span>b</p><table><tr><td data-txt="%[1]s">o<td>n</table>` +
	`<ul><li data-txt="%[1]s">o<li>n</ul><a href=/ data-txt="%[1]s">o</a><button data-txt="%[1]s">o</button><b><i><em data-txt="%[1]s">o</em></i></b>` +
	`<textarea data-txt="%[1]s">o</textarea><select><option data-txt="%[1]s">o<option>n</select><svg><title data-txt="%[1]s">o</title><g/></svg>` +
	`<img title=o data-txt-attr="alt: %[1]s; title: %[1]s"><a data-txt-attr="href: %[1]s">x</a><input type=submit value=o data-txt-attr="value: %[1]s">` +
	`<noscript><p data-txt="%[1]s">o</p></noscript><pre data-txt="%[1]s">o</pre><h2 data-txt="%[1]s">o</h2><nobr><u data-txt="%[1]s">o</u></nobr><p>tail <b>b</b></p></body></html>`

var (
	badElement = regexp.MustCompile(`^(script|style|iframe|frame|frameset|object|embed|applet|base|meta|link|form|input|button|textarea|select|option|svg|math|table|t[dhr]|template|noscript|noembed|noframes|xmp|plaintext|title|audio|video|source|marquee|image|body|html|head|.*-.*)$`)
	badAttr    = regexp.MustCompile(`^(on.*|style|id|name|srcdoc|action|formaction|xlink.*|is|slot|ping|data-.*)$`)
	schemeOf   = regexp.MustCompile(`^[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):`)
)

// skeleton empties the labels of a page's tree, checks what was in them, and
// returns the rest.
func skeleton(t testing.TB, page []byte, scripting bool, about string) string {
	doc := oracle.Parse(page, scripting)
	require.NotNil(t, doc, about)
	for n := range doc.Descendants() {
		for i := range n.Attr {
			switch a := n.Attr[i]; a.Key {
			case "data-txt-attr":
				emptyAttrs(t, n, a.Val, about)
			case "data-txt-json":
				checkJSON(t, n, about)
			default:
				continue
			}
			break
		}
	}
	return dumpEmptied(t, doc, about)
}

// dumpEmptied empties the labels and dumps the tree.
func dumpEmptied(t testing.TB, doc *html.Node, about string) string {
	var labels []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "data-txt" }) {
			labels = append(labels, n)
		}
		if n.Type == html.ElementNode && n.Data == "noscript" && n.FirstChild != nil && n.FirstChild.Type == html.TextNode {
			n.FirstChild.Data = "" // its label is not one with scripting on
		}
	}
	for _, n := range labels {
		emptyLabel(t, n, about)
	}
	return oracle.Dump(doc)
}

// emptyLabel checks that nothing in a label is active, and empties it.
func emptyLabel(t testing.TB, n *html.Node, about string) {
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			continue
		}
		if c.Type != html.ElementNode || c.Namespace != "" || badElement.MatchString(c.Data) {
			t.Fatalf("%s: <%s> in a label", about, c.Data)
		}
		for _, a := range c.Attr {
			m := schemeOf.FindStringSubmatch(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(a.Val))
			url := a.Key == "href" || a.Key == "src" || a.Key == "cite" || a.Key == "srcset"
			if badAttr.MatchString(a.Key) || url && m != nil && !slices.Contains([]string{"http", "https", "mailto", "tel"}, strings.ToLower(m[1])) {
				t.Fatalf("%s: <%s %s=%q> in a label", about, c.Data, a.Key, a.Val)
			}
		}
	}
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

// emptyAttrs blanks the labelled attributes, and checks a URL.
func emptyAttrs(t testing.TB, n *html.Node, list, about string) {
	for _, part := range strings.Split(list, ";") {
		name, _, _ := strings.Cut(strings.TrimSpace(part), ":")
		for i := range n.Attr {
			if n.Attr[i].Key != name {
				continue
			}
			if m := schemeOf.FindStringSubmatch(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(n.Attr[i].Val)); name == "href" && m != nil {
				require.Contains(t, []string{"http", "https", "mailto", "tel"}, strings.ToLower(m[1]), about)
			}
			n.Attr[i].Val = ""
		}
		n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	}
}

// checkJSON checks that a script has the shape that it had, and empties it.
func checkJSON(t testing.TB, n *html.Node, about string) {
	var v struct {
		A string
		B []string
		C string
	}
	require.NotNil(t, n.FirstChild, about)
	body := n.FirstChild.Data
	d := json.NewDecoder(strings.NewReader(body))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&v), "%s: %q", about, body)
	require.False(t, d.More(), "%s: %q", about, body)
	require.Len(t, v.B, 1, about)
	require.Equal(t, "<!-", v.C, about)
	require.Equal(t, 1, strings.Count(body, "<"), "%s: %q", about, body)
	n.FirstChild.Data = ""
}

// TestContainment puts hostile texts, and harmless texts with hostile
// arguments, into every context at once: nothing active is in a label, and the
// tree outside of the labels is what it was. CONTAINMENT=all takes more texts.
func TestContainment(t *testing.T) {
	count, all := 10_000, os.Getenv("CONTAINMENT") == "all"
	switch {
	case all:
		count = 100_000
	case raceEnabled: // there is one goroutine: a sample will do
		count = 1000
	}
	made := hostileTexts(count)
	hostile := append(made, oracle.Payloads()...)
	texts := map[string]string{
		"home.text": "a {x} b", "home.rich": `<b title="{x}">{x}</b><i>{x}</i>`, "home.url": `<a href="/p/{x}?q={x}#{x}">{x}</a>`, "home.whole": `<a href="{x}">y</a>`,
		"home.pick": `{x, select, a {1} other {<i>{x}</i>}}`, "home.only": "{x}",
	}
	for i, s := range hostile {
		if utf8.ValidString(s) {
			texts[fmt.Sprintf("home.h%d", i)] = s
		}
	}
	w := &argWriter{c: contenttest.New(quiet{t}, contenttest.Texts{"en": texts})}
	bare := fmt.Sprintf(cellPage, "home.none")
	want := map[bool]string{}
	for _, scripting := range []bool{true, false} {
		want[scripting] = skeleton(t, []byte(bare), scripting, "the page")
	}
	replaced := map[string]int{}
	n := 0
	run := func(key, value, about string) {
		page := []byte(strings.ReplaceAll(bare, "home.none", key))
		out := w.rewrite(t, page, "x", value)
		for _, l := range w.rep.Labels {
			if l.Reason == content.ReasonNone {
				replaced[l.Element+" "+l.Attribute+l.Path]++
			}
		}
		if bytes.Equal(out, page) {
			return
		}
		n++
		for _, scripting := range []bool{true, false} {
			if !all && scripting != (n%2 == 0) {
				continue
			}
			got := strings.ReplaceAll(skeleton(t, out, scripting, about), key, "home.none")
			require.Equal(t, want[scripting], got, "%s -> %s", about, out)
		}
	}
	for i, s := range hostile {
		if utf8.ValidString(s) {
			run(fmt.Sprintf("home.h%d", i), "", fmt.Sprintf("text %q", s))
		}
		keys := []string{"home.text", "home.rich", "home.url", "home.whole", "home.pick", "home.only"}
		if !all && i >= len(hostilePieces) {
			keys = keys[i%6 : i%6+1]
		}
		for _, key := range keys {
			run(key, s, fmt.Sprintf("%s with %q", key, s))
		}
	}
	t.Logf("%d texts, %d of them from the tests and lists of others; replaced: %v", len(hostile), len(hostile)-len(made), replaced)
	require.GreaterOrEqual(t, len(replaced), 19, "contexts in which something was replaced")
}

// harmlessPlaces are elements that a rich text may go into, and what of HTML's
// content model the parser does not enforce there.
var harmlessPlaces = []struct {
	page        string
	interactive bool // nothing interactive
	heading     bool // no heading
}{
	{page: `<div %s>o</div><p>t</p>`}, {page: `<p %s>o<p>t`}, {page: `<ul><li %s>o<li>t</ul>`}, {page: `<table><tr><td %s>o<td>t</table>`}, {page: `<table><tr><th %s>o</table>`},
	{page: `<table><caption %s>o</caption><tr><td>t</table>`}, {page: `<a href=/ %s>o</a>`, interactive: true}, {page: `<p>a<b %s>o</b>t</p>`}, {page: `<div><span %s>o</span>t</div>`}, {page: `<h1 %s>o</h1>t`, heading: true},
	{page: `<dl><dt %s>o<dd>t</dl>`}, {page: `<dl><dd %s>o</dl>`}, {page: `<blockquote %s>o</blockquote>t`}, {page: `<section><h2>x</h2><article %s>o</article></section>t`}, {page: `<figure><figcaption %s>o</figcaption></figure>`},
	{page: `<details><summary %s>o</summary>t</details>`}, {page: `<button %s>o</button>t`, interactive: true}, {page: `<label %s>o</label>t`, interactive: true}, {page: `<p><button %s>o</button></p>`, interactive: true},
	{page: `<pre %s>o</pre>t`}, {page: `<fieldset><legend %s>o</legend>t</fieldset>`}, {page: `<body %s>o</body>`}, {page: `<body><div %s>o</div></body></html>`}, {page: `<b><i><em %s>o</em></i></b>t`}, {page: `<custom-x %s>o</custom-x>t`}, {page: `<ruby>r<rt %s>o</ruby>`},
	{page: `<main><nav %s>o</nav></main>`}, {page: `<form><div %s>o</div></form>`}, {page: `<address %s>o</address>`}, {page: `<svg><foreignObject><div %s>o</div></foreignObject></svg>t`}, {page: `<body><noscript><div %s>o</div></noscript>`}, {page: `<object><div %s>o</div></object>`},
}

// TestHarmlessTexts inserts rich texts in every place where HTML permits them:
// where the tree that the edit makes can be written down as HTML at all.
func TestHarmlessTexts(t *testing.T) {
	texts := map[string]string{}
	for i, s := range harmlessTexts(200) {
		texts[fmt.Sprintf("home.t%d", i)] = s
	}
	w := &pageWriter{c: contenttest.New(quiet{t}, contenttest.Texts{"en": texts})}
	permitted, forbidden := 0, 0
	for key, text := range texts {
		heading := regexp.MustCompile("<h[1-6]").MatchString(text)
		active := strings.Contains(text, "<a ") || strings.Contains(text, "<details")
		for _, place := range harmlessPlaces {
			page := []byte(fmt.Sprintf("<!DOCTYPE html>"+place.page, `data-txt="`+key+`"`))
			doc := oracle.Parse(page, false)
			labels := oracle.Edit(doc, "data-txt", func(string) (string, bool) { return text, true })
			require.Len(t, labels, 1)
			if labels[0].Data == "pre" && strings.HasPrefix(text, "\n") {
				continue
			}
			var written bytes.Buffer
			require.NoError(t, html.Render(&written, doc))
			want := oracle.Dump(doc)
			out := w.rewrite(t, page, 3)
			if oracle.Dump(oracle.Parse(written.Bytes(), false)) != want || active && place.interactive || heading && place.heading {
				forbidden++
				require.Equal(t, string(page), string(out), "%q", text)
				continue
			}
			permitted++
			require.Equal(t, content.ReasonNone, w.rep.Labels[0].Reason, "%q in %q: %v", text, page, w.rep.Labels)
			require.Equal(t, want, oracle.Dump(oracle.Parse(out, false)), "%q in %q", text, page)
		}
	}
	t.Logf("%d permitted, all inserted; %d forbidden, all refused", permitted, forbidden)
	require.Greater(t, permitted, 3000)
}

// quiet is a test whose log nobody needs: thousands of texts are refused.
type quiet struct{ *testing.T }

func (quiet) Output() io.Writer { return io.Discard }

// argWriter rewrites one page after the other, with arguments.
type argWriter struct {
	c    *content.Client
	w    *content.Writer
	page content.Page // what is the same for all pages
	out  bytes.Buffer
	rep  content.Report
}

func (a *argWriter) rewrite(t testing.TB, page []byte, args ...any) []byte {
	return a.rewriteIn(t, page, max(1, len(page)), args...)
}

// rewriteIn writes the page in pieces of n bytes.
func (a *argWriter) rewriteIn(t testing.TB, page []byte, n int, args ...any) []byte {
	a.out.Reset()
	a.rep = content.Report{}
	p := a.page
	p.Report, p.Args = &a.rep, args
	if a.w == nil {
		a.w = a.c.Writer(t.Context(), &a.out, &p)
	} else {
		a.w.Reset(t.Context(), &a.out, &p)
	}
	for piece := range slices.Chunk(page, n) {
		_, err := a.w.Write(piece)
		require.NoError(t, err)
	}
	require.NoError(t, a.w.Close())
	return a.out.Bytes()
}
