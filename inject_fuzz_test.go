package content_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/internal/oracle"
)

// FuzzInject runs any page at all, labels included, through the injector. It
// never panics; a page without labels is the same afterwards; how the page is
// cut makes no difference, to the output or to the report; what has been
// injected into once does not change when that is done again; and a page that
// comes again gets what it got at first.
func FuzzInject(f *testing.F) {
	for _, list := range [][]injectCase{injectCases, jsonCases, ruleCases} {
		for i, tc := range list {
			f.Add([]byte(tc.in), uint8(i), uint16(len(tc.in)/2))
		}
	}
	for i, tc := range profileCases {
		f.Add([]byte(tc.in), uint8(2), uint16(i))
	}
	f.Add([]byte(`<A data-txt-attr="title:plain"data-txt-args=~>`), uint8('$'), uint16(20))
	c := contenttest.New(quietF{f}, injectTexts)
	options := []*content.PageOptions{
		nil,
		{Limits: content.Limits{OldContent: 40}},
		{Profile: content.ProfileI18next},
		{Rules: []content.Rule{{"p:not(.x)", "home.plain", ""}, {"li + li, div > b", "home.title", ""}, {"[class] a", "home.name", "title"}}},
	}
	locales := []string{"", "de"}
	f.Fuzz(func(t *testing.T, page []byte, variant uint8, at uint16) {
		p := content.Page{Options: options[variant%4], Locale: locales[variant/4%2], Args: []any{"name", "<&\">"}}
		var rep content.Report
		p.Report = &rep
		out := inject(t, c, string(page), &p, len(page)+1)
		require.NotEqual(t, content.ReasonPanic, rep.GaveUp)
		low := bytes.ToLower(page)
		if variant%4 != 3 && !bytes.Contains(low, []byte("data-txt")) && !bytes.Contains(low, []byte("data-i18n")) {
			require.Equal(t, string(page), out)
		}
		for _, n := range []int{1, 2, 3, 7, 64} {
			var cut content.Report
			p.Report = &cut
			require.Equal(t, out, inject(t, c, string(page), &p, n), "in pieces of %d", n)
			require.Equal(t, rep, cut, "report in pieces of %d", n)
		}
		p.Report = nil
		if int(at) < len(page) {
			require.Equal(t, out, injectInTwo(t, c, string(page), &p, int(at)), "cut at %d", at)
		}
		if p.Options == nil || p.Options.Limits.OldContent == 0 { // a text may be longer than such a limit
			require.Equal(t, out, inject(t, c, out, &p, 5), "injected twice")
		}
		again := content.Page{Locale: p.Locale}
		want := inject(t, c, string(page)+padding, &content.Page{Locale: p.Locale, Report: &rep}, 1<<20)
		for range 3 {
			require.Equal(t, want, inject(t, c, string(page)+padding, &again, 1<<20), "it comes again")
		}
	})
}

// FuzzInjectTree labels some of a page's start tags. The tree of what comes
// out is that of the page with the labels that were replaced edited, read with
// scripting on and off.
func FuzzInjectTree(f *testing.F) {
	if docs, err := oracle.HTML5Lib(); err == nil {
		for i := 0; i < len(docs); i += 7 {
			f.Add(docs[i], uint32(i*0x9E3779B1))
		}
	}
	w := &pageWriter{c: contenttest.New(quietF{f}, oracleTexts)}
	f.Fuzz(func(t *testing.T, page []byte, pick uint32) {
		if bytes.Contains(bytes.ToLower(page), []byte("data-")) {
			return
		}
		var at []int
		for i, tag := range oracle.StartTags(page) {
			if pick>>(i%32)&1 != 0 {
				at = append(at, tag)
			}
		}
		in := oracle.Label(page, at, func(i int) string { return fmt.Sprintf(`data-txt="home.plain" data-n="%d"`, i) })
		out := slices.Clone(w.rewrite(t, in, len(in)+1))
		require.NotEqual(t, content.ReasonPanic, w.rep.GaveUp)
		done := map[string]bool{}
		for _, l := range w.rep.Labels {
			if l.Reason == content.ReasonNone {
				done[numberAt(in, l.Offset)] = true
			}
		}
		if len(done) == 0 {
			require.Equal(t, string(in), string(out))
			return
		}
		checkPage(t, fmt.Sprintf("%q -> %q", in, out), in, out, done)
	})
}

// quietF is quiet for a fuzz target.
type quietF struct{ *testing.F }

func (quietF) Output() io.Writer { return io.Discard }
