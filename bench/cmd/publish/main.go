// Command publish measures the publisher as programs: the command content on
// folders of texts of several sizes, and the Lambda function's start. It writes
// a section of Markdown.
//
//	go run ./cmd/publish -out RESULTS.md
//
// Both programs are built from the checkout that the benchmarks lie in.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/teletextio/content/bench/measure"
)

func main() {
	o := options{}
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of each size")
	flag.IntVar(&o.most, "texts", 100_000, "texts of the largest folder")
	flag.IntVar(&o.starts, "starts", 30, "starts of the Lambda function")
	flag.StringVar(&o.note, "note", "", "a remark for the tables")
	out := flag.String("out", "", "file of Markdown whose section is replaced")
	flag.Parse()
	text, err := o.run()
	if err == nil && *out != "" {
		err = measure.WriteSection(*out, "publish", text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "publish:", err)
		os.Exit(1)
	}
	fmt.Print(text)
}

type options struct {
	rounds, most, starts int
	note                 string
}

func (o *options) run() (string, error) {
	before := load()
	dir, err := os.MkdirTemp("", "content-bench-publish-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "content")
	if err := build(program); err != nil {
		return "", err
	}
	var sizes []*size
	for n := o.most / 100; n <= o.most; n *= 10 {
		s := &size{texts: n, dir: filepath.Join(dir, fmt.Sprint(n)), program: program}
		if err := s.write(); err != nil {
			return "", err
		}
		sizes = append(sizes, s)
	}
	for range o.rounds {
		for _, s := range sizes {
			if err := s.round(); err != nil {
				return "", err
			}
		}
	}
	lambda, err := measureLambda(dir, o.starts)
	if err != nil {
		return "", err
	}
	return o.report(sizes, lambda, before), nil
}

// load returns the load average of the last minute, "" where it is not known.
func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(data), " ")
	return first
}

// report writes the section.
func (o *options) report(sizes []*size, lambda *function, load string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## Publishing\n\n`go run ./cmd/publish -rounds %d -texts %d -starts %d` on %s; %s.\n\n",
		o.rounds, o.most, o.starts, time.Now().UTC().Format("2006-01-02"), measure.Machine())
	if load != "" {
		fmt.Fprintf(&b, "Load average when it began: %s. Other programs beside it make the wall clock say more than the publisher takes; the processor time says less of them.\n\n", load)
	}
	if o.note != "" {
		b.WriteString("**" + o.note + "**\n\n")
	}
	fmt.Fprintf(&b, "`content publish` as a process, from YAML in %d locales, a hundred texts in a file, to a folder that is synced to the disk. "+
		"Time by the wall clock, medians (fastest–slowest); behind it the processor time of all threads. "+
		"The first publish has checked nothing before; the others remember what was checked. "+
		"A channel's very first publish waits for a second of its own, so it never takes less than what is left of the present one.\n\n", len(locales))
	t := measure.Table{{"texts", "first publish, s", "CPU, s", "CPU per text, µs", "most memory, MB", "nothing changed, s", "CPU, s", "one text changed, s", "CPU, s"}}
	for _, s := range sizes {
		t.Row(fmt.Sprint(s.texts), s.first.wall(), s.first.cpu(), measure.Number(s.first.cpuMedian().Seconds()*1e6/float64(s.texts)),
			measure.Number(float64(s.memory)/1e6), s.same.wall(), s.same.cpu(), s.one.wall(), s.one.cpu())
	}
	b.WriteString(t.String())
	if last := sizes[len(sizes)-1]; last.texts == 100_000 {
		b.WriteString("\n" + promises(last).String())
	}
	b.WriteString("\n" + lambda.report())
	return b.String()
}

// promises holds the largest folder against what is promised of it: by the
// fastest round, which others have disturbed the least.
func promises(s *size) measure.Table {
	t := measure.Table{{"100,000 texts", "asked for", "measured, fastest round", ""}}
	row := func(what, unit string, most, v float64) {
		verdict := "met"
		if v > most {
			verdict = "missed"
		}
		t.Row(what, fmt.Sprintf("≤ %s %s", measure.Number(most), unit), measure.Number(v)+" "+unit, verdict)
	}
	row("first publish to a folder", "s", 10, s.first.fastest().Seconds())
	row("memory", "MB", 500, float64(s.memory)/1e6)
	row("one text changed", "s", 1, s.one.fastest().Seconds())
	return t
}
