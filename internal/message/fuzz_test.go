package message_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
)

// FuzzCompile: nothing panics; the canonical form is a fixpoint of the same
// class; two renderings are equal, and inside a page they change nothing else.
func FuzzCompile(f *testing.F) {
	for _, list := range [][]string{breakers, attributes, mutations} {
		for _, p := range list {
			f.Add(p, false)
		}
	}
	for _, src := range []string{
		"Welcome, <b>{name}</b>!", "{n, plural, offset:1 =0 {none} one {# ''x''} other {'#'#}}", "{n, selectordinal, one {#st} other {#th}}",
		`<a href="/?q={x}#{n, number}" title="{g, select, a {x} other {y}}">z</a>`, `Read <a data-txt-name="l">this</a>`, "'{'''}'{n, number, percent}",
		"<ul><li>{x}</li></ul><pre>\n\n{x}</pre><ruby>a<rt>b</rt></ruby>", "{g, select, a {<p>{x}</p>} other {<h1>{n}</h1>}}",
	} {
		f.Add(src, false)
		f.Add(src, true)
	}
	f.Fuzz(func(t *testing.T, src string, plain bool) {
		kind := message.HTML
		if plain {
			kind = message.Plain
		}
		text, err := message.Compile(src, kind, "en")
		if err != nil {
			return
		}
		canonical := text.Canonical()
		if len(canonical) > message.MaxSource {
			return
		}
		again, err := message.Compile(canonical, kind, "en")
		require.NoError(t, err, "canonical form %q", canonical)
		require.Equal(t, canonical, again.Canonical())
		require.Equal(t, text.Class(), again.Class())
		require.Equal(t, text.ArgNames(), again.ArgNames())
		pairs := []any{"x", "<b>&\"'", "n", 2, "g", "a"}
		for _, name := range text.ArgNames() {
			pairs = append(pairs, name, 1)
		}
		page := tags{}
		for _, name := range text.SlotNames() {
			page[name] = "<" + text.SlotTag(name) + " class=\"app\">"
		}
		a := args(pairs...)
		one, err := text.AppendHTML(nil, a, page)
		two, err2 := again.AppendHTML(nil, a, page)
		require.Equal(t, err, err2)
		require.Equal(t, string(one), string(two))
		require.True(t, utf8.Valid(one))
		if err == nil {
			inShells(t, text, a, src)
		}
	})
}

// FuzzArgs: an argument changes nothing but the text, or the attribute's
// value, where it stands.
func FuzzArgs(f *testing.F) {
	for i := range places {
		for j, list := range [][]string{breakers, attributes, mutations, urls()} {
			f.Add(uint8(i), list[(i*7+j)%len(list)])
		}
	}
	f.Fuzz(func(t *testing.T, place uint8, value string) {
		p := places[int(place)%len(places)]
		hostileArgument(t, compile(t, p.src, message.HTML, "en"), p.src, p.attr, value)
	})
}
