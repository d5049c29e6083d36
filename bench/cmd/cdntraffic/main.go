// Command cdntraffic counts what a CDN delivers on a day of a site: to a
// script in each browser that fetches the texts, and to servers that put the
// texts into their pages.
//
//	go run ./cmd/cdntraffic -out RESULTS.md
//
// Both sides read the same publication, with the headers that it is published
// with and gzip. Browsers keep what they have fetched as those headers allow,
// over all visits; the day before is simulated too, so that returning visitors
// come with what they had. The servers are clients of package content that ask
// every ten seconds, over the whole day, each check being a real one. Counted
// are answers as they stand on the wire in HTTP/1.1: status, headers and body.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/teletextio/content/bench/measure"
)

// model is a day of a site.
type model struct {
	views     int     // pages that are looked at
	perVisit  float64 // pages, on average
	returning float64 // share of visits by somebody who has been there before
	publishes int     // of one bundle each
	refresh   int     // seconds between two checks of an instance
	seed      uint64
}

const day = 24 * 60 * 60 // seconds

func main() {
	m := model{publishes: 8, refresh: 10, seed: 1}
	flag.IntVar(&m.views, "views", 100_000, "page views a day")
	flag.Float64Var(&m.perVisit, "pages", 3, "pages of a visit, on average")
	flag.Float64Var(&m.returning, "returning", 0.4, "share of visits by returning visitors")
	out := flag.String("out", "", "file of Markdown whose section is replaced")
	flag.Parse()
	if err := run(m, *out); err != nil {
		fmt.Fprintln(os.Stderr, "cdntraffic:", err)
		os.Exit(1)
	}
}

func run(m model, out string) error {
	cdn, err := newCDN(m)
	if err != nil {
		return err
	}
	browsers := browse(m, cdn)
	var b strings.Builder
	fmt.Fprintf(&b, "## Traffic of the CDN\n\n`go run ./cmd/cdntraffic -views %d -pages %g -returning %g`. %s.\n\n",
		m.views, m.perVisit, m.returning, measure.Machine())
	fmt.Fprintf(&b, "A day of a site: %d page views in visits of %g pages on average, %.0f %% of the visits by returning visitors "+
		"whose browser has kept what it may; %d pages in %d locales, %d bundles, %.0f kB of JSON; %d publishes of one bundle each. "+
		"An instance checks every %d s. Bytes are status, headers and gzip body of each answer in HTTP/1.1.\n\n",
		m.views, m.perVisit, 100*m.returning, pages, len(locales), cdn.bundles(), float64(cdn.size())/1000, m.publishes, m.refresh)
	table := measure.Table{}
	table.Row("who fetches", "requests", "not modified", "MB", "fewer requests", "fewer bytes")
	row := func(name string, t traffic) {
		table.Row(name, fmt.Sprint(t.requests), fmt.Sprint(t.unchanged), fmt.Sprintf("%.1f", float64(t.bytes)/1e6),
			fmt.Sprintf("%.1f×", float64(browsers.requests)/float64(t.requests)), fmt.Sprintf("%.1f×", float64(browsers.bytes)/float64(t.bytes)))
	}
	row("a script in each browser", browsers)
	for _, n := range []int{1, 10, 100} {
		t, err := serve(m, cdn, n)
		if err != nil {
			return err
		}
		row(fmt.Sprintf("content, %d instances", n), t)
	}
	b.WriteString(table.String())
	b.WriteString("\nWhat the servers cost does not depend on the number of page views: it grows with instances and with checks, nearly all of which are answered with 304.\n")
	fmt.Print(b.String())
	if out == "" {
		return nil
	}
	return measure.WriteSection(out, "cdntraffic", b.String())
}
