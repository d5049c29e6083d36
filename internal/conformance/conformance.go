// Package conformance is a table of what HTTP asks of a middleware that
// changes response bodies: one row for each way in which one has gone wrong
// before. It judges any middleware, so that the one of this module stands
// beside the server without one and beside those of others.
package conformance

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Subject is a middleware to be judged.
type Subject struct {
	Name string

	// Rewrites says that it puts the published text into the label of Page. Any
	// other subject is judged by what it does to HTTP alone.
	Rewrites bool

	// New returns a fresh middleware for one row.
	New func() (*Instance, error)
}

// Instance is one middleware.
type Instance struct {
	// Wrap wraps a handler. variant is "" for the default options, or what a
	// row is about: "upstream", "debug", "seo". Subjects without such options ignore
	// it.
	Wrap func(variant string, next http.Handler) http.Handler

	// Publish replaces the text of the label; nil where there is none.
	Publish func(title string) error

	// Skip switches the middleware off for a request; nil where it cannot.
	Skip func(ctx context.Context)

	// Skipped returns how many pages were left alone, by cause; nil where that
	// is not counted.
	Skipped func() map[string]uint64

	// Break makes the source of the texts fail with an error from now on; nil
	// where there is none.
	Break func(error)

	// Log returns what has been logged, in slog's text form; nil where nothing
	// is.
	Log func() string

	Close func()
}

// Row is one line of the table.
type Row struct {
	ID       string // M1 to M49, then S19 to S25
	Name     string
	Expected string
	check    func(x *exam)
}

// Result is what a subject made of a row.
type Result struct {
	Row
	Err  error // nil: as expected
	Took time.Duration
}

// Rows returns the rows of the table in their order.
func Rows() []Row {
	var all []Row
	for _, group := range [][]Row{lengthRows, writerRows, streamRows, validatorRows, headerRows, charsetRows, failureRows, pageRows, visitorRows} {
		all = append(all, group...)
	}
	sortByID(all)
	return all
}

// Run judges a subject by all rows.
func (l *Lab) Run(s Subject) []Result {
	var results []Result
	for _, row := range Rows() {
		start := time.Now()
		err := l.judge(s, row)
		results = append(results, Result{row, err, time.Since(start)})
	}
	return results
}

// Write prints a table: a line for each row, a column for each subject.
func Write(w io.Writer, names []string, results [][]Result) {
	fmt.Fprintf(w, "%-4s %-34s", "row", "name")
	for _, name := range names {
		fmt.Fprintf(w, " %-9s", name)
	}
	fmt.Fprintln(w, " expected")
	passed := make([]int, len(results))
	for i := range results[0] {
		fmt.Fprintf(w, "%-4s %-34s", results[0][i].ID, results[0][i].Name)
		for n := range results {
			verdict := "ok"
			if results[n][i].Err != nil {
				verdict = "RED"
			} else {
				passed[n]++
			}
			fmt.Fprintf(w, " %-9s", verdict)
		}
		fmt.Fprintln(w, " "+results[0][i].Expected)
	}
	fmt.Fprintf(w, "%-4s %-34s", "", "as expected")
	for _, n := range passed {
		fmt.Fprintf(w, " %-9s", fmt.Sprintf("%d/%d", n, len(results[0])))
	}
	fmt.Fprintln(w)
	for n := range results {
		for _, r := range results[n] {
			if r.Err != nil {
				fmt.Fprintf(w, "%s %s: %s\n", names[n], r.ID, strings.ReplaceAll(r.Err.Error(), "\n", " "))
			}
		}
	}
}

func sortByID(rows []Row) {
	slices.SortStableFunc(rows, func(a, b Row) int {
		if byKind := strings.Compare(a.ID[:1], b.ID[:1]); byKind != 0 {
			return byKind
		}
		return cmp.Or(len(a.ID)-len(b.ID), strings.Compare(a.ID, b.ID))
	})
}
