package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teletextio/content/bench/measure"
	"github.com/teletextio/content/bench/rival"
)

func header(o *options, s *pageSet) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## Injection\n\n")
	fmt.Fprintf(&b, "`go run ./cmd/inject -rounds %d -hot %d -cell %v` on %s; %s.\n", o.rounds, o.hot, o.cell, time.Now().UTC().Format("2006-01-02"), measure.Machine())
	fmt.Fprintf(&b, "Rivals: %s; lol_html 3.0.3 by cargo; html-rewriter-wasm 0.4.1 under Node.\n", measure.Versions("x/net", "goquery", "tdewolff", "cascadia"))
	if o.note != "" {
		fmt.Fprintf(&b, "\n**%s**\n", o.note)
	}
	fmt.Fprintf(&b, "\n%d real pages, %s bytes, %s labels (%s).", len(s.pages), measure.Number(float64(s.size)), measure.Number(float64(s.labels)), strings.Join(s.sources, "; "))
	if len(s.left) > 0 {
		fmt.Fprintf(&b, " %d more pages are left out: ours leaves a label of theirs alone.", len(s.left))
	}
	b.WriteString("\n\nEach page is read in each round, as if none had come before; only the rows that say so have pages that came before, which package content does not read again.")
	return b.String() + "\n\n"
}

// find returns the contender called name.
func find(all []*contender, name string) *contender {
	return all[slices.IndexFunc(all, func(c *contender) bool { return c.name == name })]
}

func (c *contender) speed(size int) float64 { return measure.MBps(size, measure.Median(c.passes)) }

func report(all []*contender, s *pageSet, allocs [2]float64) string {
	t := measure.Table{{"contender", "corpus in sequence, MB/s", "slowest–fastest round", "content is faster by", "of memcpy", "hot pages, geometric mean, MB/s", "content is faster by", "labels replaced", "pages byte for byte"}}
	ours := find(all, rival.Ours)
	for _, c := range all {
		if c.Contender == nil {
			t.Row(c.name, "skipped: "+c.missing.Error(), "", "", "", "", "", "", "")
			continue
		}
		v := c.speed(s.size) // sorts the passes
		span := measure.Number(measure.MBps(s.size, c.passes[len(c.passes)-1])) + "–" + measure.Number(measure.MBps(s.size, c.passes[0]))
		row := []string{c.name, measure.Number(v), span, measure.Number(ours.speed(s.size)/v) + "×",
			measure.Number(v / find(all, "memcpy").speed(s.size))}
		if c.hot != nil {
			hot := measure.Geomean(c.hot)
			row = append(row, measure.Number(hot), measure.Number(measure.Geomean(ours.hot)/hot)+"×")
		} else {
			row = append(row, "", "")
		}
		if c.bound {
			row = append(row, "", "")
		} else {
			row = append(row, fmt.Sprintf("%d of %d", c.right, s.labels), fmt.Sprintf("%d of %d", c.exact, len(s.pages)))
		}
		t.Row(row...)
	}
	text := t.String() + fmt.Sprintf("\nAllocations of content per page in the steady state: %.3f (%.0f bytes).\n\n", allocs[0], allocs[1])
	return text + "### Against the floors\n\n" + floors(all, s, allocs).String() + "\n" + bySize(all, s)
}

// floors holds the corpus figures against what was asked for.
func floors(all []*contender, s *pageSet, allocs [2]float64) measure.Table {
	t := measure.Table{{"measure", "floor", "goal", "measured", ""}}
	ours := find(all, rival.Ours).speed(s.size)
	row := func(what string, floor, goal, v float64) {
		verdict := "below the floor"
		if v >= goal {
			verdict = "goal"
		} else if v >= floor {
			verdict = "floor"
		}
		t.Row(what, measure.Number(floor), measure.Number(goal), measure.Number(v), verdict)
	}
	ratio := func(name string, floor, goal float64) {
		c := find(all, name)
		if c.Contender == nil {
			t.Row("against "+name, measure.Number(floor), measure.Number(goal), "skipped", "")
			return
		}
		row("against "+name, floor, goal, ours/c.speed(s.size))
	}
	ratio("x/net tokenizer", 10, 16)
	ratio("goquery", 18, 28)
	ratio("lol-html native", 2.5, 4.5)
	ratio("lol-html wasm", 20, 20)
	row("of memcpy", 0.065, 0.11, ours/find(all, "memcpy").speed(s.size))
	row("writes of 4 kB, of whole pages", 0.88, 0.95, find(all, "content, writes of 4 kB").speed(s.size)/ours)
	row("pages without labels, of pages with", 1, 2, find(all, "content, pages without labels").speed(s.size)/ours)
	row("pages that came before, of pages that are read", 3, 5, find(all, rival.Again).speed(s.size)/ours)
	verdict := "goal"
	if allocs[0] > 0.01 {
		verdict = "below the floor"
	}
	t.Row("allocations per page", "0", "0", fmt.Sprintf("%.3f", allocs[0]), verdict)
	return t
}

// bySize shows the hot pages by size.
func bySize(all []*contender, s *pageSet) string {
	if all[0].hot == nil {
		return ""
	}
	limits := []int{10_000, 30_000, 100_000, 300_000, 2 << 20}
	names := []string{"to 10 kB", "to 30 kB", "to 100 kB", "to 300 kB", "above"}
	t := measure.Table{{"hot pages, MB/s, geometric mean"}}
	counts := make([]int, len(limits))
	class := func(size int) int { return slices.IndexFunc(limits, func(l int) bool { return size <= l }) }
	for _, p := range s.pages {
		counts[class(len(p.HTML))]++
	}
	for i, n := range names {
		t[0] = append(t[0], fmt.Sprintf("%s (%d pages)", n, counts[i]))
	}
	for _, c := range all {
		if c.hot == nil {
			continue
		}
		v := make([][]float64, len(limits))
		for i, p := range s.pages {
			k := class(len(p.HTML))
			v[k] = append(v[k], c.hot[i])
		}
		row := []string{c.name}
		for _, x := range v {
			row = append(row, measure.Number(measure.Geomean(x)))
		}
		t.Row(row...)
	}
	return "### Hot pages by size\n\n" + t.String() + "\n"
}
