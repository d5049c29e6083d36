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
		"home.href":     "/welcome",
		"home.bad":      "javascript:alert(1)",
		"home.newline":  "\nfirst",
		"home.fallback": "English only",
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

var injectCases = []struct {
	name, locale, in, want string
	reason                 content.Reason // of the first label
	args                   []any
}{
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
	{name: "paragraph closed by a block", in: `<p data-txt=home.plain>old<div>next</div>`, want: `<p data-txt=home.plain>Plain &amp; simple<div>next</div>`},
	{name: "title is text", in: `<title data-txt=home.plain>old</title>`, want: `<title data-txt=home.plain>Plain &amp; simple</title>`},
	{name: "title takes no elements", in: `<title data-txt=home.title>old</title>`, reason: content.ReasonElements},
	{name: "arguments", in: `<p data-txt=home.name>x</p>`, args: []any{"name", "<Ann>"}, want: `<p data-txt=home.name>Hi &lt;Ann&gt;</p>`},
	{name: "missing argument", in: `<p data-txt=home.name>x</p>`, reason: content.ReasonMissingArgument},
	{name: "literal arguments", in: `<p data-txt="home.apples" data-txt-args='{"n": 3}'>x</p>`, want: `<p data-txt="home.apples" data-txt-args='{"n": 3}'>3 apples</p>`},
	{name: "literal arguments twice", in: `<p data-txt="home.apples" data-txt-args='{"n": 3, "n": 4}'>x</p>`, reason: content.ReasonBadLabel},
	{name: "reference to nothing is removed", in: `<p data-txt="home.apples" data-txt-args="~7">x</p>`, want: `<p data-txt="home.apples">x</p>`, reason: content.ReasonBadLabel},
	{name: "attributes", in: `<img alt=old data-txt-attr="alt: home.plain; title: home.plain">`, want: `<img alt="Plain &amp; simple" data-txt-attr="alt: home.plain; title: home.plain" title="Plain &amp; simple">`},
	{name: "attribute in a closed tag", in: `<input data-txt-attr="placeholder:home.plain" />`, want: `<input data-txt-attr="placeholder:home.plain"  placeholder="Plain &amp; simple"/>`},
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
	{name: "functional child missing", in: `<p data-txt=home.terms>Read</p>`, reason: content.ReasonChildren},
	{name: "functional child lost", in: `<p data-txt=home.plain>Read <a href="/t" data-txt-name=link>it</a></p>`, reason: content.ReasonChildren},
	{name: "functional child twice", in: `<p data-txt=home.terms><a data-txt-name=link>it</a><a data-txt-name=link>it</a></p>`, reason: content.ReasonChildren},
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
	{name: "second attribute of the name", in: `<p data-txt=home.plain data-txt=home.title>x</p>`, want: `<p data-txt=home.plain data-txt=home.title>Plain &amp; simple</p>`},
}

func TestInject(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	for _, tc := range injectCases {
		t.Run(tc.name, func(t *testing.T) {
			want := tc.want
			if want == "" {
				want = tc.in
			}
			var rep content.Report
			p := &content.Page{Locale: tc.locale, Args: tc.args, Report: &rep}
			got := inject(t, c, tc.in, p, len(tc.in))
			require.Equal(t, want, got, "%v", rep.Labels)
			if len(rep.Labels) > 0 {
				require.Equal(t, tc.reason, rep.Labels[0].Reason, "%v", rep.Labels)
			} else {
				require.Empty(t, tc.reason)
			}
			for n := 1; n < 8; n++ {
				cut := content.Report{}
				require.Equal(t, want, inject(t, c, tc.in, &content.Page{Locale: tc.locale, Args: tc.args, Report: &cut}, n), "in pieces of %d", n)
				require.Equal(t, rep, cut, "report in pieces of %d", n)
			}
			require.Equal(t, got, inject(t, c, got, &content.Page{Locale: tc.locale, Args: tc.args}, len(got)), "injected twice")
		})
	}
}

func TestInjectStrip(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	got := inject(t, c, `<p class=x data-txt="home.plain" id=y>o</p><img data-txt-attr="alt:home.plain"><p data-txt="no.text">o</p>`,
		&content.Page{Options: &content.PageOptions{Strip: true}}, 1<<20)
	require.Equal(t, `<p class=x id=y>Plain &amp; simple</p><img alt="Plain &amp; simple"><p data-txt="no.text">o</p>`, got)
}

func TestInjectPrefix(t *testing.T) {
	c := contenttest.New(t, injectTexts)
	got := inject(t, c, `<p x-t="home.plain">o</p><p data-txt="home.plain">o</p>`,
		&content.Page{Options: &content.PageOptions{Prefix: "x-t"}}, 1<<20)
	require.Equal(t, `<p x-t="home.plain">Plain &amp; simple</p><p data-txt="home.plain">o</p>`, got)
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
