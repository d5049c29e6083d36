package faulttest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/teletextio/content/fetch"
)

// OverHTTP reads through fetch.HTTP from a listener on loopback.
func OverHTTP() *Column {
	return &Column{Name: http1, HTTP: true, Open: func(w Way) (fetch.Fetcher, error) {
		if w.Client == nil {
			return fetch.HTTP(w.Base, nil), nil
		}
		return fetch.HTTP(w.Base, &fetch.HTTPOptions{Client: w.Client}), nil
	}}
}

// FromFiles reads through fetch.FS.
func FromFiles() *Column {
	return &Column{Name: disk, Open: func(w Way) (fetch.Fetcher, error) { return fetch.FS(w.Files), nil }}
}

// atOnce is how many cells run at once. Most of them wait most of the time.
const atOnce = 16

// Run runs the matrix for some columns, all cells at once. Rows that have
// nothing to do with the Fetcher are run when special is true.
func Run(t *testing.T, special bool, columns ...*Column) {
	s, err := newSnapshots(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cells := cellsOf(columns)
	results := make([]error, len(cells))
	slots := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i, w := range cells {
		w.site = fmt.Sprintf("site%d", i)
		w.dir = filepath.Join(dir, w.site)
		all.Go(func() {
			if w.row.Within < dialDeadline { // the others wait for deadlines
				slots <- struct{}{}
				defer func() { <-slots }()
			}
			results[i] = w.run(s)
		})
	}
	if special {
		runSpecial(t)
	}
	all.Wait()
	for i, w := range cells {
		if late := (tardy{}); errors.As(results[i], &late) {
			t.Logf("%s, beside others: %v; once more, alone", w.name(), results[i])
			results[i] = w.alone().run(s)
		}
		t.Run(w.name(), func(t *testing.T) {
			if results[i] != nil {
				t.Error(results[i])
			}
		})
	}
}

// wanted lists the rows that are run: all, or those that the variable
// CONTENT_FAULTS names, as in "F3,F7".
func wanted() []Row {
	rows, names := Rows(), os.Getenv("CONTENT_FAULTS")
	if names == "" {
		return rows
	}
	return slices.DeleteFunc(rows, func(r Row) bool { return !slices.Contains(strings.Split(names, ","), r.ID) })
}

// cellsOf lists the cells of the rows that have variants.
func cellsOf(columns []*Column) []*world {
	var cells []*world
	for _, row := range wanted() {
		for i := range row.Variants {
			v := &row.Variants[i]
			for _, col := range columns {
				if len(v.Only) > 0 && !slices.Contains(v.Only, col.Name) {
					continue
				}
				if row.ID == "F3" && !CanSwallow {
					continue
				}
				for _, start := range Starts {
					cells = append(cells, &world{
						col: col, row: &row, v: v, start: start,
						log: &counter{}, files: map[string][]byte{},
					})
				}
			}
		}
	}
	return cells
}

// alone returns the same cell from its beginning.
func (w *world) alone() *world {
	return &world{
		col: w.col, row: w.row, v: w.v, start: w.start, site: w.site + "again", dir: w.dir + "again",
		log: &counter{}, files: map[string][]byte{},
	}
}

func (w *world) name() string {
	parts := []string{w.row.ID, w.col.Name, [...]string{"warm", "restart", "first"}[w.start]}
	if w.v.Name != "" {
		parts = append(parts, strings.ReplaceAll(w.v.Name, " ", "-"))
	}
	return strings.Join(parts, "/")
}

func runSpecial(t *testing.T) {
	for _, row := range wanted() {
		if row.Special == nil {
			continue
		}
		for _, start := range Starts {
			if row.Says[start] == notThere {
				continue
			}
			t.Run(row.ID+"/"+[...]string{"warm", "restart", "first"}[start], func(t *testing.T) { row.Special(t, start) })
		}
	}
}
