// Command prefetch replays real requests for pages of a site against the cache
// that holds bundles on demand, and against others of the same size, and
// writes which share of the requests finds its bundle in memory.
//
//	go run ./cmd/prefetch -traces ../../shared/traces -out prefetch.md -plot prefetch.svg
//
// Each page is one bundle, all of one size. Ours is package cache as a site
// uses it: a partial revision, look-ups that load what is not there, and
// fetching ahead. The others are golang-lru's LRU, 2Q and ARC, and Belady's
// optimum, which knows the future. Traces are files of 4-byte numbers,
// big-endian, packed with xz; the program of that name unpacks them.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

// sizes are the parts of all bundles that fit into memory.
var sizes = []float64{0.01, 0.02, 0.05, 0.10, 0.20}

func main() {
	dir := flag.String("traces", "../../shared/traces", "folder of the traces")
	out := flag.String("out", "prefetch.md", "table to write")
	plot := flag.String("plot", "prefetch.svg", "plot to write")
	flag.Parse()
	if err := run(*dir, *out, *plot); err != nil {
		fmt.Fprintln(os.Stderr, "prefetch:", err)
		os.Exit(1)
	}
}

func run(dir, out, plot string) error {
	if _, err := os.Stat(dir); err != nil {
		fmt.Fprintf(os.Stderr, "prefetch: SKIPPED: there are no traces in %s\n", dir)
		return nil
	}
	var all []*result
	for _, name := range []string{"web07", "web12"} {
		t, err := readTrace(dir, name)
		if err != nil {
			return err
		}
		r, err := replay(t)
		if err != nil {
			return err
		}
		all = append(all, r)
		fmt.Print(r.table())
	}
	var b strings.Builder
	for _, r := range all {
		b.WriteString(r.table())
	}
	b.WriteString(verdict(all))
	fmt.Print(verdict(all))
	if err := os.WriteFile(out, []byte(b.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(plot, []byte(draw(all)), 0o644)
}
