// Command prefetch replays real requests for pages of a site against the cache
// that holds bundles on demand, and against others of the same size, and
// writes which share of the requests finds its bundle in memory.
//
//	go run ./cmd/prefetch -traces ../../shared/traces -out RESULTS.md -plot prefetch.svg
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
	"path/filepath"
	"strings"

	"github.com/teletextio/content/bench/measure"
)

// head begins the section.
const head = `## Bundles on demand

![Share of requests that find their bundle in memory](%s)

%s %s.

This matters for a publication that is larger than its budget, and for no
other. Real requests for pages of a web shop are replayed; each page is one
bundle, all of one size. "Ours" is package cache as a site uses it: two lists of
golang-lru's simplelru under one budget in bytes, and fetching ahead of what is
popular. LRU, 2Q and ARC are golang-lru's; Belady's optimum knows the future.
Traces: ben-manes/caffeine, CC BY 4.0, headissue GmbH.
`

// sizes are the parts of all bundles that fit into memory.
var sizes = []float64{0.01, 0.02, 0.05, 0.10, 0.20}

func main() {
	dir := flag.String("traces", "../../shared/traces", "folder of the traces")
	out := flag.String("out", "RESULTS.md", "file whose section is written")
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
	fmt.Fprintf(&b, head, filepath.Base(plot), measure.Machine(),
		measure.Versions("github.com/hashicorp/golang-lru/v2", "github.com/hashicorp/golang-lru/arc/v2"))
	for _, r := range all {
		b.WriteString(r.table())
	}
	next, err := transitions(all)
	if err != nil {
		return err
	}
	b.WriteString(verdict(all) + next)
	fmt.Print(verdict(all), next)
	if err := measure.WriteSection(out, "prefetch", b.String()); err != nil {
		return err
	}
	return os.WriteFile(plot, []byte(draw(all)), 0o644)
}
