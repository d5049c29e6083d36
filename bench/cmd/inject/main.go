// Command inject measures package content beside its rivals on real pages, in
// one interleaved run, and prints tables of Markdown.
//
//	go run ./cmd/inject -out RESULTS.md -csv throughput.csv
//
// Round by round each contender passes once over all pages in sequence, then
// each page is measured hot. All figures are medians.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/teletextio/content/bench/measure"
	"github.com/teletextio/content/bench/rival"
)

// options are the flags.
type options struct {
	rounds  int           // over the corpus
	hot     int           // rounds per page; 0: none
	cell    time.Duration // least time of a round on one page
	hostile bool
	note    string
	out     string
	csv     string
	profile string
	allocs  string
}

func main() {
	var o options
	flag.IntVar(&o.rounds, "rounds", 11, "passes of each contender over the corpus")
	flag.IntVar(&o.hot, "hot", 3, "rounds of each contender on each page; 0 leaves the hot pages out")
	flag.DurationVar(&o.cell, "cell", 4*time.Millisecond, "least time of a round on one page")
	flag.BoolVar(&o.hostile, "hostile", true, "measure hostile inputs")
	flag.StringVar(&o.note, "note", "", "a remark for the tables")
	flag.StringVar(&o.out, "out", "", "file of Markdown whose section is replaced")
	flag.StringVar(&o.csv, "csv", "", "file for the throughput by page and contender")
	flag.StringVar(&o.profile, "profile", "", "write a CPU profile of ours over the corpus to this file, and measure nothing else")
	flag.StringVar(&o.allocs, "allocs", "", "write a profile of what ours allocates in the steady state to this file, and measure nothing else")
	flag.Parse()
	if o.allocs != "" {
		runtime.MemProfileRate = 0 // until the steady state
	}
	if err := run(&o, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "inject:", err)
		os.Exit(1)
	}
}

func run(o *options, stdout, stderr io.Writer) (err error) {
	c, err := loadCorpus(stderr)
	if err != nil {
		return err
	}
	if o.profile != "" {
		return profileCPU(c.pages, o.profile)
	}
	if o.allocs != "" {
		return profileAllocs(c.pages, o.allocs)
	}
	contenders, err := open(c, stderr)
	if err != nil {
		return err
	}
	defer func() {
		for _, e := range contenders {
			if e.Contender != nil {
				err = errors.Join(err, e.Close())
			}
		}
	}()
	text, err := measureAll(o, c, contenders, stderr)
	if err != nil {
		return err
	}
	fmt.Fprint(stdout, text)
	if o.csv != "" {
		if err := writeCSV(o.csv, contenders, c.pages); err != nil {
			return err
		}
	}
	if o.out != "" {
		return measure.WriteSection(o.out, "inject", text)
	}
	return nil
}

// measureAll measures and returns the tables.
func measureAll(o *options, c *pageSet, contenders []*contender, stderr io.Writer) (string, error) {
	text := header(o, c)
	fmt.Fprintln(stderr, "corpus")
	if err := passes(contenders, o.rounds); err != nil {
		return "", err
	}
	allocs, err := allocations(contenders[0], len(c.pages))
	if err != nil {
		return "", err
	}
	if o.hot > 0 {
		fmt.Fprintln(stderr, "hot pages")
		if err := hotPages(contenders, c.pages, o); err != nil {
			return "", err
		}
	}
	text += report(contenders, c, allocs)
	if o.hostile {
		fmt.Fprintln(stderr, "hostile inputs")
		table, err := hostile(stderr)
		if err != nil {
			return "", err
		}
		text += table
	}
	return text, nil
}

// contender is one column of the measurement.
type contender struct {
	rival.Contender        // nil: not on this machine
	name            string // as rival.Entry
	missing         error  // why it is not
	bound           bool   // shows a bound, replaces nothing to be checked
	right, exact    int    // labels replaced; pages byte for byte as wanted
	passes          []time.Duration
	hot             []float64 // MB/s by page
}
