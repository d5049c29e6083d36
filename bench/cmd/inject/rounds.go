package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/teletextio/content/bench/corpus"
	"github.com/teletextio/content/bench/measure"
)

// passes lets the contenders pass over the corpus, one after the other, round
// by round; each round begins with another one. A first round does not count.
func passes(all []*contender, rounds int) error {
	for r := -1; r < rounds; r++ {
		for i := range all {
			c := all[(i+max(r, 0))%len(all)]
			if c.Contender == nil {
				continue
			}
			runtime.GC() // what one leaves is not the next one's to clean up
			took, err := c.Pass()
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if r >= 0 {
				c.passes = append(c.passes, took)
			}
		}
	}
	return nil
}

// hotPages measures each page alone, with caches and predictors warm.
func hotPages(all []*contender, pages []corpus.Page, o *options) error {
	for p := range pages {
		times := make([]int, len(all))
		took := make([][]time.Duration, len(all))
		for r := -1; r < o.hot; r++ {
			for i, c := range all {
				if c.Contender == nil {
					continue
				}
				n := max(times[i], 1)
				d, err := c.Hot(p, n)
				if err != nil {
					return fmt.Errorf("%s: %w", c.name, err)
				}
				if r < 0 {
					times[i] = int(o.cell/max(d, 1)) + 1
				} else {
					took[i] = append(took[i], d/time.Duration(n))
				}
			}
		}
		for i, c := range all {
			if c.Contender != nil {
				c.hot = append(c.hot, measure.MBps(len(pages[p].HTML), measure.Median(took[i])))
			}
		}
	}
	return nil
}

// allocations returns what one page allocates in the steady state: allocations
// and bytes.
func allocations(ours *contender, pages int) (result [2]float64, err error) {
	const rounds = 3
	runtime.GC()
	var before, after runtime.MemStats
	if _, err := ours.Pass(); err != nil {
		return result, err
	}
	runtime.ReadMemStats(&before)
	for range rounds {
		if _, err := ours.Pass(); err != nil {
			return result, err
		}
	}
	runtime.ReadMemStats(&after)
	n := float64(rounds * pages)
	return [2]float64{float64(after.Mallocs-before.Mallocs) / n, float64(after.TotalAlloc-before.TotalAlloc) / n}, nil
}

// writeCSV writes the throughput of the hot pages: a line per page, a column
// per contender that injects.
func writeCSV(name string, all []*contender, pages []corpus.Page) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	head := []string{"page", "bytes"}
	for _, c := range all {
		if c.hot != nil && !c.bound {
			head = append(head, c.name)
		}
	}
	rows := [][]string{head}
	for i, p := range pages {
		row := []string{p.Name, strconv.Itoa(len(p.HTML))}
		for _, c := range all {
			if c.hot != nil && !c.bound {
				row = append(row, strconv.FormatFloat(c.hot[i], 'f', 1, 64))
			}
		}
		rows = append(rows, row)
	}
	return w.WriteAll(rows)
}
