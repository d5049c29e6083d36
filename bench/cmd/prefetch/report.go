package main

import (
	"fmt"
	"slices"
	"strings"
)

// order is that of the columns.
var order = []string{"LRU", "2Q", "ARC", "ours, no prefetch", "ours", "Belady"}

// table writes what was measured on one trace.
func (r *result) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s: %d requests for %d pages. Share of requests in %% that find their bundle in memory; in brackets the fetches, LRU's being 1.\n\n",
		r.trace.name, len(r.trace.requests), r.trace.pages)
	b.WriteString("| in memory |")
	for _, name := range order {
		b.WriteString(" " + name + " |")
	}
	b.WriteString(" fetched ahead, used |\n|---|" + strings.Repeat("---|", len(order)+1) + "\n")
	for _, line := range r.rows {
		fmt.Fprintf(&b, "| %.0f %% (%d) |", 100*line.part, line.entries)
		for _, name := range order {
			c := line.by[name]
			fmt.Fprintf(&b, " %.1f (%.2f) |", c.share(), float64(c.fetches)/float64(line.by["LRU"].fetches))
		}
		ours := line.by["ours"]
		fmt.Fprintf(&b, " %d, %.0f %% |\n", ours.ahead, 100*float64(ours.used)/float64(max(ours.ahead, 1)))
	}
	fmt.Fprintf(&b, "\n%s: the process restarts every %d requests. Share in %% of the first %d requests after a restart.\n\n",
		r.trace.name, lostEvery, looked)
	b.WriteString("| in memory | without | with what the process before knew | points more | most fetched ahead, of half |\n|---|---|---|---|---|\n")
	for _, a := range r.again {
		fmt.Fprintf(&b, "| %.0f %% | %.1f | %.1f | %+.1f | %d of %d |\n",
			100*a.part, a.without.share(), a.with.share(), a.with.share()-a.without.share(), a.most, a.half)
	}
	return b.String()
}

// promised reports whether something is promised for a size of the memory.
func promised(part float64) bool { return part == 0.05 || part == 0.10 }

// verdict compares with what is promised.
func verdict(all []*result) string {
	var b strings.Builder
	b.WriteString("\nPromised at 5 and 10 %: at least 2 points above LRU, at most 0.5 below the better of 2Q and ARC, at most 1.2 times LRU's fetches, and at least 10 points after a restart.\n\n")
	for _, r := range all {
		for i, line := range r.rows {
			if !promised(line.part) {
				continue
			}
			ours, lru := line.by["ours"], line.by["LRU"]
			best := max(line.by["2Q"].share(), line.by["ARC"].share())
			a := r.again[i]
			var missed []string
			for what, bad := range map[string]bool{
				"LRU": ours.share() < lru.share()+2, "2Q and ARC": ours.share() < best-0.5,
				"fetches": float64(ours.fetches) > 1.2*float64(lru.fetches), "restart": a.with.share() < a.without.share()+10,
			} {
				if bad {
					missed = append(missed, what)
				}
			}
			ok := "kept"
			if len(missed) > 0 {
				slices.Sort(missed)
				ok = "NOT KEPT: " + strings.Join(missed, ", ")
			}
			fmt.Fprintf(&b, "- %s, %.0f %%: %+.1f points to LRU, %+.1f to the better of 2Q and ARC, %.2f times the fetches, %+.1f points after a restart: %s\n",
				r.trace.name, 100*line.part, ours.share()-lru.share(), ours.share()-best,
				float64(ours.fetches)/float64(lru.fetches), a.with.share()-a.without.share(), ok)
		}
	}
	return b.String()
}
