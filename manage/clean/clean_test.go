package clean_test

import (
	"testing"

	"github.com/stretchr/testify/require"

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

// FuzzMessage: what can be published once it is clean is clean, and cleaning
// it again changes nothing.
func FuzzMessage(f *testing.F) {
	for _, source := range []string{
		"<b onclick=x()>Hi {name}</b>", "{n, plural, one {<b>#} other {<b># items</i>}}", "'{'<i>x'}'", `<img alt="{name}" src=x.png onerror=y>`,
		"<a href=\"java{x}\">y", "<table><tr><td>cell {x}</table>", "txt0q0z<b>{x}</b>", "<p>a<p>b", "<svg><a xlink:href=x>{y}</a>", "<!--{x}-->",
	} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		cleaned, err := clean.Message(source)
		if err != nil {
			return
		}
		text, err := message.Compile(cleaned, message.HTML, "en")
		if err != nil {
			return
		}
		again, err := clean.Message(text.Canonical())
		require.NoError(t, err, source)
		twice, err := message.Compile(again, message.HTML, "en")
		require.NoError(t, err, "%q became %q and then %q", source, text.Canonical(), again)
		require.Equal(t, text.Canonical(), twice.Canonical(), source)
	})
}
