package message_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
)

func compile(t testing.TB, src string, kind message.Kind, locale string) *message.Text {
	t.Helper()
	text, err := message.Compile(src, kind, locale)
	require.NoError(t, err, "source %q", src)
	return text
}

// TestCanonical gives the canonical form of HTML texts by hand. An empty want
// is the source itself.
func TestCanonical(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"Welcome", ""},
		{"Welcome, <b>{name}</b>!", ""},
		{"don't", ""},
		{"the boys'", ""},
		{"'", ""},
		{"a ''b'' c", "a 'b' c"},
		{"''''", ""},
		{"it''{x}", ""},
		{"'{'", ""},
		{"'{}'", ""},
		{"'{' and '}'", ""},
		{"lone }", "lone '}'"},
		{"'{a", "'{'a"},
		{"'{''}'", ""},
		{"#1 {n, plural, one {'#'} other {#}}", ""},
		{"{ n , plural , offset : 1 other{x}}", "!"},
		{"{\n n ,\tplural , offset:1 =0{none}\n one {#} other{#}} left", "{n, plural, offset:1 =0 {none} one {#} other {#}} left"},
		{"{n,plural,=007{b}other{c}}", "{n, plural, =7 {b} other {c}}"},
		{"{n,plural,=-1{b}other{c}}", "{n, plural, =-1 {b} other {c}}"},
		{"{n,selectordinal,one{#st}two{#nd}few{#rd}other{#th}}", "{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}"},
		{"{g,select,f{her #}other{their}}", "{g, select, f {her #} other {their}}"},
		{"{n,number} {n,number,integer} {n, number, percent }", "{n, number} {n, number, integer} {n, number, percent}"},
		{"a < b & c > d", "a &lt; b &amp; c &gt; d"},
		{"<3 & <= >", "&lt;3 &amp; &lt;= &gt;"},
		{"&amp;&lt;&gt;&quot;&#39;&nbsp;&eacute;&#x41;", "&amp;&lt;&gt;\"'&nbsp;éA"},
		{"\u00a0", "&nbsp;"},
		{"&copy &notit; &#0; &#x80;", "© ¬it; \uFFFD €"},
		{"&#123;x&#125;", "'{'x'}'"},
		{"{n, plural, other {a&num;b}}", "{n, plural, other {a'#'b}}"},
		{"<B CLASS=big TITLE='a \"b\"'>x</B >", `<b class="big" title="a &quot;b&quot;">x</b>`},
		{`<a href="/x?a=1&copy=2&amp;c">y</a>`, `<a href="/x?a=1&amp;copy=2&amp;c">y</a>`},
		{`<a href='/x'>y</a>`, `<a href="/x">y</a>`},
		{"one<br>two<br/>three<wbr >", "one<br>two<br>three<wbr>"},
		{`<img alt="" src=/a.png>`, `<img alt="" src="/a.png">`},
		{`<ol reversed><li>a</li></ol>`, `<ol reversed=""><li>a</li></ol>`},
		{`<a href="/" target="_blank">x</a>`, `<a href="/" target="_blank" rel="noopener">x</a>`},
		{`<a href="/" rel="nofollow" target=_BLANK>x</a>`, `<a href="/" rel="nofollow noopener" target="_BLANK">x</a>`},
		{`<a href="/" rel="noreferrer" target=_blank>x</a>`, `<a href="/" rel="noreferrer" target="_blank">x</a>`},
		{`Read <a data-txt-name="link" href="/t" onclick="x()" id=a>the terms</a>`, `Read <a data-txt-name="link">the terms</a>`},
		{`<x-card data-txt-name=c><b>{x}</b></x-card>`, `<x-card data-txt-name="c"><b>{x}</b></x-card>`},
		{"<pre>\nx</pre>", "<pre>x</pre>"},
		{"<pre>\n\nx</pre>", ""},
		{"<pre>&#10;x</pre>", "<pre>x</pre>"},
		{"<pre>{x}</pre>", "<pre>\n{x}</pre>"},
		{"<pre>\r\n<b>x</b></pre>", "<pre><b>x</b></pre>"},
		{"<pre>{n, plural, other {\na}}</pre>", "<pre>\n{n, plural, other {\na}}</pre>"},
		{"a\r\nb\rc\td\x00e\x1bf\x7fg\u0085h\ufdd0i\u202ej\U0001fffek\fl", "a\nb\nc\tdefghijkl"},
		{`<a title="{n, plural, one {1 &quot;file&quot;} other {# ''files''}}" href="/">x</a>`,
			`<a title="{n, plural, one {1 &quot;file&quot;} other {# 'files''}}" href="/">x</a>`},
		{`<a href="#top{n, plural, other {'#'}}">x</a>`, ""},
		{"<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", ""},
		{"<dl><div><dt>a</dt><dd>b</dd></div></dl>", ""},
		{"<details open><summary>a</summary><p>b</p></details>", `<details open=""><summary>a</summary><p>b</p></details>`},
		{"<li>a</li><li>b</li>", ""},
		{"<b><p>x</p></b>", ""},
		{`<span aria-label="{x}" role="note" lang="de" dir="ltr" translate="no">x</span>`, ""},
		{`<img srcset="a.png, b.png 2x, c.png 300w" sizes="50vw" loading="lazy" width="1" height="2" src="a.png">`, ""},
		{"{g, select, a {<b>x</b>} other {<i>y</i>}}", ""},
		{"{a}{b}", ""},
		{"\U0001F468\u200d\U0001F469", ""},
	} {
		if c.want == "!" {
			_, err := message.Compile(c.src, message.HTML, "en")
			require.Error(t, err, "source %q", c.src)
			continue
		}
		if c.want == "" {
			c.want = c.src
		}
		text := compile(t, c.src, message.HTML, "en")
		require.Equal(t, c.want, text.Canonical(), "source %q", c.src)
		again := compile(t, text.Canonical(), message.HTML, "en")
		require.Equal(t, c.want, again.Canonical(), "canonical form of %q", c.src)
	}
}

func TestCanonicalPlain(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"<b>&amp;</b>", "<b>&amp;</b>"},
		{"Don't & '{'", "Don't & '{'"},
		{"{n, plural, one {<#>} other {'#'}}", "{n, plural, one {<#>} other {'#'}}"},
		{"a\r\nb\u00a0", "a\nb\u00a0"},
	} {
		text := compile(t, c.src, message.Plain, "en")
		require.Equal(t, c.want, text.Canonical())
		require.Zero(t, text.Class()&^(message.NonSpace|message.LeadingNewline))
	}
}

func TestSyntaxErrors(t *testing.T) {
	long := strings.Repeat("n", 65)
	for _, c := range []struct {
		src    string
		offset int
		reason string
	}{
		{"a {", 3, "expected an argument's name"},
		{"a {}", 3, "expected an argument's name"},
		{"{{x}}", 1, "expected an argument's name"},
		{"{é}", 1, "expected an argument's name"},
		{"{a-b}", 2, "expected ,"},
		{"{" + long + "}", 1, "more than 64 bytes"},
		{"x{a", 1, "not closed"},
		{"x{a,", 4, "expected number, plural"},
		{"{a, date}", 4, "reserved"},
		{"{a, time, short}", 4, "reserved"},
		{"{a, spellout}", 4, "unknown argument type spellout"},
		{"{a, number, currency}", 12, "unknown number style"},
		{"{a, number, ::x}", 12, "unknown number style"},
		{"{a, number, percent x}", 20, "expected }"},
		{"{a, plural}", 10, "expected ,"},
		{"{a, plural,}", 0, "no branch for other"},
		{"{a, plural, one {x}}", 0, "no branch for other"},
		{"{a, select, b {x}}", 0, "no branch for other"},
		{"{a, plural, offset:x other {}}", 19, "offset"},
		{"{a, plural, offset:99999999999 other {}}", 19, "offset"},
		{"{a, plural, lots {x} other {}}", 12, "no plural category"},
		{"{a, plural, = {x} other {}}", 12, "whole number"},
		{"{a, plural, =1.5 {x} other {}}", 12, "no branch"},
		{"{a, plural, =99999999999999999 {x} other {}}", 12, "whole number"},
		{"{a, plural, one {x} one {y} other {}}", 20, "second branch"},
		{"{a, plural, =1 {x} =01 {y} other {}}", 19, "second branch"},
		{"{a, plural, other x}", 12, "no branch in braces"},
		{"{a, plural, other {x", 18, "not closed"},
		{"{a, plural, other {x}", 0, "not closed"},
		{"{a, select, a-b {x} other {}}", 12, "no branch in braces"},
		{"{a, select, " + long + " {x} other {}}", 12, "more than 64 bytes"},
		{"{a, select, {x}}", 12, "expected a selector"},
		{"a\xffb", 1, "invalid UTF-8"},
		{strings.Repeat("x", message.MaxSource+1), message.MaxSource, "longer"},
		{nest(9), 0, "more than 8 deep"},
	} {
		_, err := message.Compile(c.src, message.Plain, "en")
		var e *message.SyntaxError
		require.ErrorAs(t, err, &e, "source %.80q", c.src)
		require.Contains(t, e.Reason, c.reason, "source %.80q", c.src)
		if c.offset > 0 {
			require.Equal(t, c.offset, e.Offset, "source %.80q: %s", c.src, e.Reason)
		}
		require.Contains(t, e.Error(), "message: parse text at byte ")
	}
	compile(t, nest(8), message.HTML, "en")
	compile(t, strings.Repeat("x", message.MaxSource), message.HTML, "en")
	compile(t, "{"+long[1:]+"}", message.HTML, "en")
}

// nest returns a message of nested choices.
func nest(depth int) string {
	return strings.Repeat("{a, select, other {", depth) + "x" + strings.Repeat("}}", depth)
}

func TestEmpty(t *testing.T) {
	for _, src := range []string{"", "{a, select, other {}}", "\x00\x01", "&#1;", "{a, plural, one {} other {{b, select, other {}}}}"} {
		_, err := message.Compile(src, message.HTML, "en")
		require.ErrorIs(t, err, message.ErrEmpty, "source %q", src)
	}
	_, err := message.Compile("", message.Plain, "en")
	require.ErrorIs(t, err, message.ErrEmpty)
	compile(t, " ", message.HTML, "en")
	compile(t, "<span></span>", message.HTML, "en")
}

func TestClass(t *testing.T) {
	const el = message.HasElement | message.NonSpace
	for _, c := range []struct {
		src  string
		want message.Class
	}{
		{" \t\n", 0},
		{"\n", message.LeadingNewline},
		{"\nx", message.LeadingNewline | message.NonSpace},
		{"x", message.NonSpace},
		{"{x}", message.LeadingNewline | message.NonSpace},
		{"{n, number}", message.NonSpace},
		{"{n, plural, other {x}}", message.NonSpace},
		{"{n, plural, one {} other {x}}\n", message.NonSpace | message.LeadingNewline},
		{"{n, plural, one {\n} other {x}}", message.NonSpace | message.LeadingNewline},
		{"{n, plural, one { } other {}} ", 0},
		{"<span>x</span>", el},
		{"<b>x</b>", el | message.HasFormatting},
		{"<b><i><u>x</u></i></b><b>x</b>", el | message.HasFormatting},
		{"<b><i><b>x</b></i></b>", el | message.HasFormatting | message.HasPair},
		{"<b><i><b><b>x</b></b></i></b>", el | message.HasFormatting | message.HasPair | message.HasTriple},
		{"<p>x</p>", el | message.HasBlock},
		{"<hr>", el | message.HasBlock},
		{"<h2>x</h2>", el | message.HasBlock | message.HasHeading},
		{"<li>x</li>", el | message.HasBlock | message.HasItem},
		{"<dt>x</dt>", el | message.HasBlock | message.HasTerm},
		{"<ul><li>x</li></ul>", el | message.HasBlock},
		{"{n, plural, other {<li>x</li>}}", el | message.HasBlock | message.HasItem},
		{"<a>x</a>", el | message.HasLink},
		{"<a href=/>x</a>", el | message.HasLink | message.HasInteractive},
		{"<details><summary>x</summary></details>", el | message.HasBlock | message.HasInteractive},
		{"<a data-txt-name=x>x</a>", el | message.HasSlot | message.HasLink | message.HasInteractive},
		{"<button data-txt-name=x>x</button>", el | message.HasSlot | message.HasInteractive},
		{"<nobr data-txt-name=x>x</nobr>", el | message.HasSlot | message.HasNobr | message.HasFormatting},
		{"<p data-txt-name=x>x</p>", el | message.HasSlot | message.HasBlock},
	} {
		require.Equal(t, c.want, compile(t, c.src, message.HTML, "en").Class(), "source %q", c.src)
	}
}

func TestNames(t *testing.T) {
	text := compile(t, "{a}{n, plural, one {{b}} other {#{a}}}<a data-txt-name=s1>{n, number}</a>"+
		"{g, select, x {<b data-txt-name=s2>1</b>} other {<b data-txt-name=s2>2</b>}}", message.HTML, "en")
	require.Equal(t, []string{"a", "n", "b", "g"}, text.ArgNames())
	require.Equal(t, []string{"s1", "s2"}, text.SlotNames())
	require.Equal(t, "a", text.SlotTag("s1"))
	require.Equal(t, "b", text.SlotTag("s2"))
	require.Equal(t, "", text.SlotTag("s3"))
	require.Greater(t, text.Size(), int64(400))
	require.Less(t, text.Size(), int64(4000))
	_, static := text.Static()
	require.False(t, static)
	plain := compile(t, "a &lt; b", message.HTML, "en")
	require.Nil(t, plain.ArgNames())
	require.Nil(t, plain.SlotNames())
	html, static := plain.Static()
	require.True(t, static)
	require.Equal(t, "a &lt; b", html)
}

// hostileShapes are bad for a careless parser when they are repeated.
func hostileShapes() []string {
	shapes := []string{"'{'", "''", "<b>x</b>", "{a}", "&lt;", "<", "<b title=\"{a}\">x</b>", "{a, select, other {x}}", "{n, plural, one {'#'} other {#}}",
		"<a href=\"{g, select, a {x} other {y}}\">x</a>", "'{'<br>", "</b>", "<b ", "{n, plural, ", "a1 ", "\u00a0", "\r"}
	children := ""
	for i := range 300 {
		children += fmt.Sprintf("<i data-txt-name=s%d>x</i>", i)
	}
	return append(shapes, children)
}

// BenchmarkHostileSources shows that a source of twice the length takes twice
// as long: the speed is the same.
func BenchmarkHostileSources(b *testing.B) {
	for _, shape := range hostileShapes() {
		for _, part := range []int{2, 1} {
			src := strings.Repeat(shape, message.MaxSource/len(shape)/part)
			b.Run(fmt.Sprintf("%.20q/%d", shape, len(src)), func(b *testing.B) {
				b.SetBytes(int64(len(src)))
				for b.Loop() {
					_, _ = message.Compile(src, message.HTML, "en")
				}
			})
		}
	}
}

// TestLongSources compiles sources of the greatest length.
func TestLongSources(t *testing.T) {
	for _, shape := range hostileShapes() {
		text, err := message.Compile(strings.Repeat(shape, message.MaxSource/len(shape)), message.HTML, "en")
		if err == nil {
			require.NotEmpty(t, text.Canonical(), "shape %.40q", shape)
		}
	}
	branches := "{a, select,"
	for i := range 511 {
		branches += fmt.Sprintf(" k%d {x}", i)
	}
	compile(t, branches+" other {y}}", message.HTML, "en")
	_, err := message.Compile(branches+" k {z} other {y}}", message.HTML, "en")
	require.ErrorContains(t, err, "512 branches")
}
