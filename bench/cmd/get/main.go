// Command get measures the look-up of a text by its key beside other
// structures, in one interleaved run, and prints tables of Markdown.
//
//	go run ./cmd/get -out RESULTS.md
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/teletextio/content/bench/lookup"
	"github.com/teletextio/content/bench/measure"
)

func main() {
	rounds := flag.Int("rounds", 15, "rounds of each contender")
	times := flag.Int("n", 400_000, "look-ups of a goroutine in a round")
	note := flag.String("note", "", "a remark for the tables")
	out := flag.String("out", "", "file of Markdown whose section is replaced")
	flag.Parse()
	if err := run(*rounds, *times, *note, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "get:", err)
		os.Exit(1)
	}
}

func run(rounds, times int, note, out string, stdout io.Writer) error {
	plain, err := open(lookup.Plain())
	if err != nil {
		return err
	}
	formatted, err := open(lookup.Formatted())
	if err != nil {
		return err
	}
	for r := range rounds { // each begins with another contender
		for i := range plain {
			plain[(i+r)%len(plain)].round(times)
		}
		for i := range formatted {
			formatted[(i+r)%len(formatted)].round(times / 4)
		}
	}
	text := fmt.Sprintf("## Get\n\n`go run ./cmd/get -rounds %d -n %d` on %s; %s. %s.\n\n", rounds, times,
		time.Now().UTC().Format("2006-01-02"), measure.Machine(), measure.Versions("golang-lru", "otter", "go-i18n"))
	if note != "" {
		text += "**" + note + "**\n\n"
	}
	text += fmt.Sprintf("%d texts, keys drawn from a zipf distribution with exponent 1.1. Wall time per look-up of all goroutines together.\n\n", lookup.Keys)
	text += "### Without arguments\n\n" + table(plain).String() + "\n" + plainFloors(plain).String()
	text += "\n### With two arguments\n\n" + table(formatted).String() + "\n" + formattedFloors(formatted).String()
	fmt.Fprint(stdout, text)
	if out != "" {
		return measure.WriteSection(out, "get", text)
	}
	return nil
}

// contender is one row.
type contender struct {
	name     string
	get      func(string) string
	one, two []time.Duration // per look-up, by one goroutine and by two
	allocs   float64
}

func open(all []lookup.Contender) (opened []*contender, err error) {
	keys := lookup.Sequence(1)
	for _, c := range all {
		get, err := c.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		i := 0
		allocs := testing.AllocsPerRun(1000, func() {
			get(keys[i%len(keys)])
			i++
		})
		opened = append(opened, &contender{name: c.Name, get: get, allocs: allocs})
	}
	return opened, nil
}

var sequences = [2][]string{lookup.Sequence(1), lookup.Sequence(2)}

func (c *contender) round(n int) {
	runtime.GC()
	c.one = append(c.one, c.timed(n, 1))
	c.two = append(c.two, c.timed(n, 2))
}

func (c *contender) timed(n, goroutines int) time.Duration {
	var wg sync.WaitGroup
	start := time.Now()
	for g := range goroutines {
		wg.Go(func() {
			keys := sequences[g]
			for i := range n {
				if c.get(keys[i&(len(keys)-1)]) == "" {
					panic("no text")
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start) * 1000 / time.Duration(n*goroutines) // in thousandths
}

func (c *contender) ns(goroutines int) float64 {
	if goroutines == 1 {
		return float64(measure.Median(c.one)) / 1000
	}
	return float64(measure.Median(c.two)) / 1000
}

func table(all []*contender) measure.Table {
	t := measure.Table{{"contender", "1 goroutine, ns", "2 goroutines, ns", "content is faster by, 1 goroutine", "2 goroutines", "allocations"}}
	for _, c := range all {
		t.Row(c.name, measure.Number(c.ns(1)), measure.Number(c.ns(2)),
			measure.Number(c.ns(1)/all[0].ns(1))+"×", measure.Number(c.ns(2)/all[0].ns(2))+"×", fmt.Sprintf("%.0f", c.allocs))
	}
	return t
}

func find(all []*contender, name string) *contender {
	for _, c := range all {
		if c.name == name {
			return c
		}
	}
	return all[0]
}

func verdict(ok bool) string {
	if ok {
		return "met"
	}
	return "missed"
}

func plainFloors(all []*contender) measure.Table {
	t := measure.Table{{"measure", "asked for", "measured", ""}}
	least := func(what string, floor, v float64) {
		t.Row(what, "≥ "+measure.Number(floor), measure.Number(v), verdict(v >= floor))
	}
	most := func(what string, floor, v float64) {
		t.Row(what, "≤ "+measure.Number(floor), measure.Number(v), verdict(v <= floor))
	}
	plain, cache := find(all, "map behind atomic.Pointer"), find(all, "golang-lru Get")
	for _, ours := range all[:2] {
		most(ours.name+" of the plain map, 1 goroutine", 1.6, ours.ns(1)/plain.ns(1))
		most(ours.name+" of the plain map, 2 goroutines", 1.6, ours.ns(2)/plain.ns(2))
		least(ours.name+" against golang-lru, 1 goroutine", 1.8, cache.ns(1)/ours.ns(1))
		least(ours.name+" against golang-lru, 2 goroutines", 4, cache.ns(2)/ours.ns(2))
		most(ours.name+" allocations", 0, ours.allocs)
	}
	return t
}

func formattedFloors(all []*contender) measure.Table {
	t := measure.Table{{"measure", "asked for", "measured", ""}}
	for _, pair := range [][2]string{{"content View.Get", "go-i18n Localize"}, {"content View.Get, plural", "go-i18n Localize, plural"}} {
		v := find(all, pair[1]).ns(1) / find(all, pair[0]).ns(1)
		t.Row(pair[0]+" against "+pair[1], "≥ 5.00", measure.Number(v), verdict(v >= 5))
	}
	return t
}
