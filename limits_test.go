package content_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// TestLimitEdges stands on each side of every limit: up to it all is replaced,
// over it the label or the rest of the page is left as it is, with the reason.
func TestLimitEdges(t *testing.T) {
	c := contenttest.New(quiet{t}, injectTexts)
	const label, done = `<p data-txt=bare>o</p>`, `<p data-txt=bare>Bare key</p>`
	for _, tc := range []struct {
		name     string
		limits   content.Limits
		page     func(n int) string // of a size
		at       int                // the last size that is within the limit
		over     string             // what becomes of the last label over it
		gaveUp   content.Reason
		replaced int // labels over it
	}{
		{name: "old content", page: func(n int) string { return "<div data-txt=bare>" + strings.Repeat("x", n) + "</div>" + label }, at: 64 << 10, over: done, replaced: 1},
		{name: "old content, set", limits: content.Limits{OldContent: 9}, page: func(n int) string { return "<div data-txt=bare>" + strings.Repeat("x", n) + "</div>" + label }, at: 9, over: done, replaced: 1},
		{name: "tag", page: func(n int) string { return label + "<i a='" + strings.Repeat("x", n-8) + "'>" + label }, at: 256 << 10, over: label, gaveUp: content.ReasonTooLong, replaced: 1},
		{name: "tag, set", limits: content.Limits{Tag: 100}, page: func(n int) string { return label + "<i a='" + strings.Repeat("x", n-8) + "'>" + label }, at: 100, over: label, gaveUp: content.ReasonTooLong, replaced: 1},
		{name: "labels", page: func(n int) string { return strings.Repeat(label, n) }, at: 100_000, over: label, gaveUp: content.ReasonTooMany, replaced: 100_000},
		{name: "labels, set", limits: content.Limits{Labels: 3}, page: func(n int) string { return strings.Repeat(label, n) }, at: 3, over: label, gaveUp: content.ReasonTooMany, replaced: 3},
		{name: "depth", page: func(n int) string { return label + strings.Repeat("<div>", n-3) + label + "x" }, at: 512, over: label, gaveUp: content.ReasonTooDeep, replaced: 1},
	} {
		for _, size := range []int{tc.at - 1, tc.at, tc.at + 1} {
			for _, piece := range []int{1 << 20, 4096, 777} {
				var rep content.Report
				in := tc.page(size)
				got := inject(t, c, in, &content.Page{Options: &content.PageOptions{Limits: tc.limits}, Report: &rep}, piece)
				left := strings.Count(got, ">o<") + strings.Count(got, "xx<")
				if size <= tc.at {
					require.Empty(t, rep.GaveUp, "%s of %d", tc.name, size)
					require.Equal(t, strings.Count(in, "=bare"), strings.Count(got, "Bare key"), "%s of %d: %d left", tc.name, size, left)
					continue
				}
				require.Equal(t, tc.gaveUp, rep.GaveUp, "%s of %d", tc.name, size)
				require.True(t, strings.HasSuffix(strings.TrimSuffix(got, "x"), tc.over), "%s of %d", tc.name, size)
				require.Equal(t, tc.replaced, strings.Count(got, "Bare key"), "%s of %d", tc.name, size)
			}
		}
	}
}
