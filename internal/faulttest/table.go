package faulttest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// head begins the document.
const head = `# When things fail

This is the fault matrix: what a page shows while something between the
publication and the site is broken. It is written by ` + "`go test -run TestFaultTable -update`" + ` from the
table that ` + "`go test -run TestFaults`" + ` runs, so each cell below is a test. Run them on your own machine:

    go test -run TestFaults github.com/teletextio/content

CONTENT_FAULTS=F3,F7 in the environment runs these rows alone. TestMutants in
internal/faulttest makes mistakes in the code and sees the cells fail. You can
also put single faults into your own tests with contenttest.Chaos.

In each cell, all the time: status and headers are as the app set them; a page
is complete; it shows the texts of exactly one published revision, or the
page's own words; no page causes a request, and pages take as long as ever (at
most 20 ms more) when the origin takes 5 seconds; a revision never falls; the
origin is asked no more often than in good times; and at most six lines are
logged. New never fails, and waits for 250 ms at most. A period is
Options.Refresh.

HTTP is fetch.HTTP against a real listener on loopback, files is fetch.FS, S3
is s3fetch against a real S3 server. "all" has nothing to do with the Fetcher.

| # | fault | warm process | restart, snapshot on disk | first start, nothing stored | signal in Status | up to date again | run with |
|---|---|---|---|---|---|---|---|
`

// Markdown returns docs/faults.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString(head)
	for _, r := range Rows() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n",
			r.ID, r.Name, r.Says[Warm], r.Says[Restart], r.Says[First], r.signal(), r.Recover, r.runWith())
	}
	return b.String()
}

func (r *Row) signal() string {
	reasons := slices.DeleteFunc(slices.Clone(r.Signal), func(s string) bool { return s == "unknown" && len(r.Signal) > 1 })
	for i := range reasons {
		reasons[i] = "`" + reasons[i] + "`"
	}
	return cmp.Or(r.Also, strings.Join(reasons, ", "))
}

func (r *Row) runWith() string {
	if r.Special != nil {
		return "all"
	}
	var names []string
	for _, col := range []string{http1, disk, s3} {
		if slices.ContainsFunc(r.Variants, func(v Variant) bool { return len(v.Only) == 0 || slices.Contains(v.Only, col) }) {
			names = append(names, map[string]string{disk: "files"}[col])
			if names[len(names)-1] == "" {
				names[len(names)-1] = col
			}
		}
	}
	return strings.Join(names, ", ")
}
