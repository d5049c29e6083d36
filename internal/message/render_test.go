package message_test

import (
	"encoding/json"
	"errors"
	"html/template"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
)

// tags is a page's functional children: name to start tag.
type tags map[string]string

func (s tags) AppendSlot(dst []byte, name string) ([]byte, bool) {
	tag, ok := s[name]
	return append(dst, tag...), ok
}

func args(pairs ...any) *message.Args { return &message.Args{Pairs: pairs} }

func TestRender(t *testing.T) {
	const files = "{n, plural, =0 {no files} one {one file} other {# files}}"
	for _, c := range []struct {
		src, locale string
		args        *message.Args
		want        string
	}{
		{"Hello", "en", nil, "Hello"},
		{"Hello {name}!", "en", args("name", "Ann & <Bob>\u00a0\"x\""), "Hello Ann &amp; &lt;Bob&gt;&nbsp;\"x\"!"},
		{"{a}{b}{a}", "en", args("a", 1, "b", 2), "121"},
		{"{a}", "en", args("a", 1, "a", 2), "2"},
		{"{a}", "en", args("a", "{b}", "b", 2), "{b}"},
		{"{a}", "en", args("a", "<b>{{b}}</b>"), "&lt;b&gt;{{b}}&lt;/b&gt;"},
		{`<b title="{x}">y</b>`, "en", args("x", `a"b'<>&`), `<b title="a&quot;b'&lt;&gt;&amp;">y</b>`},
		{files, "en", args("n", 0), "no files"},
		{files, "en", args("n", 1), "one file"},
		{files, "en", args("n", 1234), "1,234 files"},
		{files, "de", args("n", 1234), "1.234 files"},
		{files, "fr", args("n", 12345), "12\u202f345 files"},
		{files, "en", args("n", 1.0), "one file"},
		{files, "en", args("n", json.Number("1.0")), "1.0 files"},
		{files, "en", args("n", "1"), "one file"},
		{files, "en", args("n", int8(1)), "one file"},
		{files, "en", args("n", time.Month(0).String), "!"},
		{"{n, plural, offset:1 =0 {none} =1 {you} one {you and # other} other {you and # others}}", "en", args("n", 2), "you and 1 other"},
		{"{n, plural, offset:1 =0 {none} =1 {you} one {you and # other} other {you and # others}}", "en", args("n", 1), "you"},
		{"{n, plural, offset:1 =0 {none} =1 {you} one {you and # other} other {you and # others}}", "en", args("n", 3), "you and 2 others"},
		{"{n, plural, one {a} few {b} many {c} other {d}}", "pl", args("n", 3), "b"},
		{"{n, plural, one {a} few {b} many {c} other {d}}", "pl", args("n", 5), "c"},
		{"{n, plural, one {a} other {d}}", "pl", args("n", 5), "d"},
		{"{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}", "en", args("n", 22), "22nd"},
		{"{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}", "en", args("n", 13), "13th"},
		{"{g, select, f {she} other {they}}", "en", args("g", "f"), "she"},
		{"{g, select, f {she} other {they}}", "en", args("g", "x"), "they"},
		{"{g, select, other {they} f {she}}", "en", args("g", "x"), "they"},
		{"{n, plural, other {# x} one {# y}}", "en", args("n", 5), "5 x"},
		{"{g, select, true {yes} other {no}}", "en", args("g", true), "yes"},
		{"{g, select, 1 {one} other {no}}", "en", args("g", 1), "one"},
		{"{g, select, f {#{n, plural, one {# x} other {{g}#}}} other {}}", "en", args("g", "f", "n", 4), "#f4"},
		{"{n, number} {n, number, integer} {n, number, percent}", "en", args("n", 1234.56), "1,234.56 1,235 123,456%"},
		{"{n, number, percent}", "fr", args("n", 0.5), "50&nbsp;%"},
		{"{n, number}", "sv", args("n", 1234567), "1&nbsp;234&nbsp;567"},
		{"{n}", "de", args("n", 1234567), "1234567"},
		{"<pre>{x}</pre>", "en", args("x", "\na"), "<pre>\n\na</pre>"},
		{`<a href="{u}">x</a>`, "en", args("u", "https://x.test/a b?c=d&e=\"f\"#g"), `<a href="https://x.test/a%20b?c=d&amp;e=%22f%22#g">x</a>`},
		{`<a href="{u}">x</a>`, "en", args("u", "/a%20b%zz\u00e9"), `<a href="/a%20b%25zz%C3%A9">x</a>`},
		{`<a href="/s?q={q}&amp;p={n}#{f}">x</a>`, "en", args("q", "a&b=c d/e+f", "n", 1e21, "f", "é"), `<a href="/s?q=a%26b%3Dc%20d%2Fe%2Bf&amp;p=1e%2B21#%C3%A9">x</a>`},
		{`<a href="{u}">x</a>`, "en", args("u", "/a\tb\r\nc\x7f\x01\ufdd0\xff"), `<a href="/a%09b%0Ac%EF%BF%BD">x</a>`},
		{`<a href="/{p}/x">x</a>`, "en", args("p", "a/b:c"), `<a href="/a/b:c/x">x</a>`},
		{`<a href="{g, select, a {/x?} other {/}}{p}">x</a>`, "en", args("g", "b", "p", "a&b"), `<a href="/a%26b">x</a>`},
		{`<a href="{g, select, a {/x} other {/}}{p}">x</a>`, "en", args("g", "b", "p", "a&b"), `<a href="/a&amp;b">x</a>`},
		{`<a href="/{n, number}">x</a>`, "sv", args("n", 1234), `<a href="/1%C2%A0234">x</a>`},
		{`<a href="/{n, number}">x</a>`, "en", args("n", 1234), `<a href="/1,234">x</a>`},
		{`<a href="/?{n, number}">x</a>`, "en", args("n", 1234), `<a href="/?1%2C234">x</a>`},
		{`<a href="{n, plural, other {/#}}">x</a>`, "en", args("n", 2), `<a href="/2">x</a>`},
		{`<a href="mailto:{u}">x</a>`, "en", args("u", "a@b.test"), `<a href="mailto:a@b.test">x</a>`},
		{"{x}", "tlh", args("x", 1), "1"},
		{"{n, plural, one {x} other {y}}", "", args("n", 1), "y"},
	} {
		if c.want == "!" {
			continue
		}
		got, err := compile(t, c.src, message.HTML, c.locale).AppendHTML([]byte("> "), c.args, nil)
		require.NoError(t, err, "source %q", c.src)
		require.Equal(t, "> "+c.want, string(got), "source %q locale %q", c.src, c.locale)
	}
}

type named string
type count int

type broken struct{}

func (*broken) String() string { panic("broken") }

type stringer struct{ s string }

func (s stringer) String() string { return s.s }

func TestValues(t *testing.T) {
	text := compile(t, "{v}", message.HTML, "en")
	n, s := 7, "p"
	for _, c := range []struct {
		v    any
		want string
	}{
		{"a", "a"}, {named("<"), "&lt;"}, {[]byte("b\xff"), "b\uFFFD"}, {json.RawMessage("[]"), "[]"},
		{template.HTML("<b>"), "&lt;b&gt;"}, {template.URL("&"), "&amp;"}, {json.Number("1.50"), "1.50"}, {json.Number("<"), "&lt;"},
		{1, "1"}, {int8(-1), "-1"}, {int16(1), "1"}, {int32(1), "1"}, {int64(math.MinInt64), "-9223372036854775808"}, {count(3), "3"},
		{uint(1), "1"}, {uint8(1), "1"}, {uint16(1), "1"}, {uint32(1), "1"}, {uint64(math.MaxUint64), "18446744073709551615"},
		{1.5, "1.5"}, {float32(0.1), "0.1"}, {1e20, "100000000000000000000"}, {1e21, "1e+21"}, {1e-6, "0.000001"}, {1.5e-7, "1.5e-7"}, {1e-10, "1e-10"}, {0.0, "0"}, {math.Copysign(0, -1), "0"}, {math.Inf(1), "Infinity"}, {math.Inf(-1), "-Infinity"}, {math.NaN(), "NaN"},
		{math.NaN(), "NaN"}, {true, "true"}, {false, "false"},
		{stringer{"<i>"}, "&lt;i&gt;"}, {&stringer{"x"}, "x"}, {errors.New("e&"), "e&amp;"}, {time.Second, "1s"}, {&n, "7"}, {&s, "p"},
		{"a\r\nb\rc\x00\x1b\x7f\u0085\uFFFE\td", "a\nb\nc\td"}, {"\xff\xfe<", "\uFFFD\uFFFD&lt;"}, {"\u202e", "\u202e"},
		{strings.Repeat("x", 5000), strings.Repeat("x", 5000)},
	} {
		got, err := text.AppendHTML(nil, args("v", c.v), nil)
		require.NoError(t, err, "%T %v", c.v, c.v)
		require.Equal(t, c.want, string(got), "%T %v", c.v, c.v)
	}
	var nilInt *int
	var nilStringer *broken
	for _, v := range []any{nil, nilInt, nilStringer, (*stringer)(nil)} {
		_, err := text.AppendHTML(nil, args("v", v), nil)
		var e *message.MissingError
		require.ErrorAs(t, err, &e, "%T", v)
	}
	for _, v := range []any{struct{}{}, []int{1}, map[string]int{}, func() {}, new(broken), make(chan int), &nilInt, 1i} {
		_, err := text.AppendHTML(nil, args("v", v), nil)
		var e *message.ArgumentError
		require.ErrorAs(t, err, &e, "%T", v)
		require.Equal(t, "v", e.Name)
	}
}

// Go integers take a way of their own; it ends where that of all numbers does.
func TestCountsAreNumbers(t *testing.T) {
	const src = "{n, plural, offset:1 =0 {none} =21 {all #} one {one #} few {few #} many {many #} other {other #}} " +
		"{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} {n, number} {n, number, percent} {n, number, integer}"
	ints := []int64{0, 1, 2, 3, 4, 5, 11, 21, 22, 101, 1000, 123456789, -1, -5, 1<<53 - 1, 1 << 53, math.MaxInt64, math.MinInt64}
	for _, locale := range []string{"en", "pl", "ar-EG", "de-CH", "xx"} {
		text := compile(t, src, message.HTML, locale)
		for _, i := range ints {
			want, err := text.AppendHTML(nil, args("n", json.Number(strconv.FormatInt(i, 10))), nil)
			require.NoError(t, err)
			same := []any{i, int(i), &i}
			if i == int64(int32(i)) {
				same = append(same, int32(i))
			}
			if i >= 0 && i == int64(uint32(i)) {
				same = append(same, uint32(i), uint64(i))
			}
			for _, v := range same {
				got, err := text.AppendHTML(nil, args("n", v), nil)
				require.NoError(t, err)
				require.Equal(t, string(want), string(got), "%s %T %d", locale, v, i)
			}
		}
	}
}

func TestArgs(t *testing.T) {
	text := compile(t, "{a}", message.HTML, "en")
	next := args("a", "page")
	for _, c := range []struct {
		args *message.Args
		want string
	}{
		{&message.Args{Pairs: []any{"a", "own"}, Next: next}, "own"},
		{&message.Args{Pairs: []any{"b", "own"}, Next: next}, "page"},
		{&message.Args{Pairs: []any{"a", nil}, Next: next}, "page"},
		{&message.Args{Pairs: []any{"a"}, Next: next}, "page"},
		{&message.Args{Pairs: []any{1, 2, "a", "x", "b"}}, "x"},
		{&message.Args{Next: &message.Args{Next: next}}, "page"},
	} {
		got, err := text.AppendHTML(nil, c.args, nil)
		require.NoError(t, err)
		require.Equal(t, c.want, string(got))
	}
}

func TestRenderErrors(t *testing.T) {
	for _, c := range []struct {
		src  string
		args *message.Args
		want string
	}{
		{"x{a}", nil, `argument "a": not given`},
		{"x{a, number}", args("b", 1), `argument "a": not given`},
		{"x{a, plural, other {}}y", nil, `argument "a": not given`},
		{"x{a, select, other {}}y", args("a", nil), `argument "a": not given`},
		{"x{a, select, other {}}y", args("a", (*int)(nil)), `argument "a": not given`},
		{"x{a, plural, other {}}y", args("a", (*int)(nil)), `argument "a": not given`},
		{"x{a, plural, other {}}y", args("a", "many"), `argument "a": it is not a number`},
		{"x{a, plural, other {}}y", args("a", true), `argument "a": it is not a number`},
		{"x{a, number}", args("a", []int{}), `argument "a": it is not a number`},
		{"x{a, select, other {}}y", args("a", []int{}), `argument "a": a value of this type`},
		{`x<a href="{a}">y</a>`, args("a", "javascript:alert(1)"), `argument "a": the URL has a scheme`},
		{`x<a href="{a}">y</a>`, args("a", "java\x00script:alert(1)"), `argument "a": the URL has a scheme`},
		{`x<a href="{a}:x">y</a>`, args("a", "data"), `argument "a": the URL has a scheme`},
		{`x<a href="java{a}">y</a>`, args("a", "script:x"), `argument "a": the URL has a scheme`},
		{`x<a href="{n, plural, other {java{a}}}">y</a>`, args("a", "script:x", "n", 1), `argument "n": the URL has a scheme`},
		{`x<a href="{n, number}">y</a>`, nil, `argument "n": not given`},
		{"x<a data-txt-name=l>y</a>", nil, `functional child "l": the page has none`},
	} {
		dst := []byte("kept")
		dst, err := compile(t, c.src, message.HTML, "en").AppendHTML(dst, c.args, nil)
		require.ErrorContains(t, err, "message: render "+c.want, "source %q", c.src)
		require.Equal(t, "kept", string(dst))
	}
}

func TestSlots(t *testing.T) {
	text := compile(t, `Read <A data-txt-name="link" class=x>the <b>{x}</b></A> or <x-y data-txt-name="c"></x-y>`, message.HTML, "en")
	page := tags{"link": `<A HREF="/t" data-txt-name=link>`, "c": "<x-y>"}
	got, err := text.AppendHTML(nil, args("x", "<"), page)
	require.NoError(t, err)
	require.Equal(t, `Read <A HREF="/t" data-txt-name=link>the <b>&lt;</b></a> or <x-y></x-y>`, string(got))
	void := compile(t, `Yes <input data-txt-name="box"> or <IMG data-txt-name=c class=x /> {x}`, message.HTML, "en")
	got, err = void.AppendHTML(nil, args("x", "<"), tags{"box": `<INPUT type=checkbox data-txt-name=box/>`, "c": `<img src="/c">`})
	require.NoError(t, err)
	require.Equal(t, `Yes <INPUT type=checkbox data-txt-name=box/> or <img src="/c"> &lt;`, string(got))
	for _, tag := range []string{"<abbr>", "<b>", "a", "<a", "", "<a>x", "<a-b>"} {
		page["link"] = tag
		_, err := text.AppendHTML(nil, args("x", "<"), page)
		var e *message.SlotError
		require.ErrorAs(t, err, &e, "tag %q", tag)
		require.Equal(t, "link", e.Name)
	}
}

func TestTextContent(t *testing.T) {
	for _, c := range []struct {
		src           string
		kind          message.Kind
		html, text    string
		escaped       string
		static, elems bool
	}{
		{"a &lt; b &amp; \"c\"&nbsp;d", message.HTML, "a &lt; b &amp; \"c\"&nbsp;d", "a < b & \"c\"\u00a0d", "a &lt; b &amp; &quot;c&quot;&nbsp;d", true, false},
		{"<b> & \"x\"", message.Plain, "&lt;b&gt; &amp; \"x\"", "<b> & \"x\"", "&lt;b&gt; &amp; &quot;x&quot;", true, false},
		{"&lt;{v}", message.HTML, "&lt;&lt;\"&nbsp;", "<<\"\u00a0", "&lt;&lt;&quot;&nbsp;", false, false},
		{"<{v}", message.Plain, "&lt;&lt;\"&nbsp;", "<<\"\u00a0", "&lt;&lt;&quot;&nbsp;", false, false},
		{"plain", message.HTML, "plain", "plain", "plain", true, false},
		{"{n, number} {n, plural, other {#&gt;}}", message.HTML, "1&nbsp;234 1&nbsp;234&gt;", "1\u00a0234 1\u00a0234>", "1&nbsp;234 1&nbsp;234&gt;", false, false},
		{"<b>x</b>", message.HTML, "<b>x</b>", "", "", true, true},
	} {
		text := compile(t, c.src, c.kind, "sv")
		a := args("v", "<\"\u00a0", "n", 1234)
		got, err := text.AppendHTML(nil, a, nil)
		require.NoError(t, err)
		require.Equal(t, c.html, string(got))
		html, static := text.Static()
		require.Equal(t, c.static, static)
		if static {
			require.Equal(t, c.html, html)
		}
		got, err = text.AppendText([]byte("k"), a)
		if c.elems {
			require.ErrorIs(t, err, message.ErrElements)
			require.Equal(t, "k", string(got))
			got, err = text.AppendEscaped([]byte("k"), a)
			require.ErrorIs(t, err, message.ErrElements)
			require.Equal(t, "k", string(got))
			continue
		}
		require.NoError(t, err)
		require.Equal(t, "k"+c.text, string(got))
		got, err = text.AppendEscaped(nil, a)
		require.NoError(t, err)
		require.Equal(t, c.escaped, string(got))
	}
}

func TestConcurrent(t *testing.T) {
	text := compile(t, `{n, plural, one {# file} other {# <a href="{u}">files</a>}}`, message.HTML, "en")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 200 {
				got, err := text.AppendHTML(nil, args("n", 2+i, "u", "/x"), nil)
				if err != nil || !strings.HasSuffix(string(got), ` <a href="/x">files</a>`) {
					t.Errorf("got %q, %v", got, err)
					return
				}
				_, _, _ = text.Canonical(), text.Class(), text.Size()
			}
		})
	}
	wg.Wait()
}

func TestNoAlloc(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	dst := make([]byte, 0, 4096)
	var slots message.Slots = tags{"l": `<a href="/">`}
	for _, c := range []struct {
		src  string
		args *message.Args
	}{
		{"<b>static</b>", nil},
		{"Hello {name}, {n}!", args("name", "Ann & Bob", "n", 1234567)},
		{"{n, plural, one {# file} other {# files}}", args("n", 1234567)},
		{"{n, plural, offset:1 =0 {x} one {# file} other {# files}}", args("n", 12)},
		{"{n, number} {f, number, percent}", args("n", 1234567, "f", 0.256)},
		{"{g, select, f {she} other {they}} {b, select, true {x} other {y}}", args("g", "f", "b", true)},
		{`<a href="{u}" title="{t}">x</a>`, args("u", "/a b?c&d", "t", "<\">")},
		{`Read <a data-txt-name="l">this {f}</a>`, args("f", 1.5)},
	} {
		for _, locale := range []string{"en", "sv", "ar-EG"} {
			text := compile(t, c.src, message.HTML, locale)
			allocs := testing.AllocsPerRun(100, func() {
				if _, err := text.AppendHTML(dst, c.args, slots); err != nil {
					t.Fatal(err)
				}
			})
			require.Zero(t, allocs, "source %q locale %s", c.src, locale)
			if text.Class()&message.HasElement != 0 {
				continue
			}
			allocs = testing.AllocsPerRun(100, func() {
				_, _ = text.AppendText(dst, c.args)
				_, _ = text.AppendEscaped(dst, c.args)
			})
			require.Zero(t, allocs, "text of %q locale %s", c.src, locale)
		}
	}
}
