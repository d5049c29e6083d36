package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/cldr"
	"github.com/teletextio/content/manage/exchange"
	"github.com/teletextio/content/manage/texts"
)

// exchanger holds the flags that content import and export share.
type exchanger struct {
	exchange.Options
	format  string
	strict  bool
	dryRun  bool
	verbose bool
	quiet   bool
	json    bool
}

func (x *exchanger) flags(f *flag.FlagSet) {
	names, _ := exchange.Formats()
	oneOf(f, &x.format, "format", "the files are in the format `NAME`:\n"+lines(names), names)
	oneOf(f, &x.Placeholders, "syntax", "placeholders are written as `NAME` has them:\n"+lines(exchange.Placeholders()), exchange.Placeholders())
	localeFlag(f, &x.Source, "source", "the locale that is translated from is `TAG`")
	f.StringVar(&x.Count, "count", "", "plurals count the argument `NAME`, where the format\ndoes not say it (default: as in TEXTS, else count)")
	f.Func("contexts", "i18next: these suffixes are contexts, `NAMES` with commas\n(default male,female)", func(v string) error {
		x.Contexts = strings.Split(v, ",")
		return nil
	})
	f.BoolVar(&x.Plain, "plain", false, "the files hold plain text, not HTML: < and & are\ncharacters")
	f.BoolVar(&x.strict, "strict", false, "write nothing when something would be lost")
	f.BoolVar(&x.dryRun, "dry-run", false, "say what would be written, but write nothing")
	f.BoolVar(&x.verbose, "verbose", false, "list also what is carried over in another form")
	f.BoolVar(&x.quiet, "quiet", false, "say nothing unless something is lost")
	f.BoolVar(&x.json, "json", false, "answer in JSON")
}

// lines puts a list of names into lines of a help text.
func lines(names []string) string {
	var b strings.Builder
	width := 0
	for i, name := range names {
		if i < len(names)-1 {
			name += ","
		}
		if width+len(name) > 55 {
			b.WriteString("\n")
			width = 0
		} else if i > 0 {
			b.WriteString(" ")
		}
		b.WriteString(name)
		width += len(name) + 1
	}
	return b.String()
}

// oneOf is a flag that takes one of several names.
func oneOf(f *flag.FlagSet, p *string, name, usage string, names []string) {
	f.Func(name, usage, func(v string) error {
		if !slices.Contains(names, v) {
			return fmt.Errorf("there is none of that name; there are %s", strings.Join(names, ", "))
		}
		*p = v
		return nil
	})
}

// localeFlag is a flag that takes the tag of a locale.
func localeFlag(f *flag.FlagSet, p *string, name, usage string) {
	f.Func(name, usage, func(v string) (err error) {
		*p, err = localeTag(v)
		return err
	})
}

func localeTag(v string) (string, error) {
	tag, ok := cldr.Canonical(strings.ReplaceAll(v, "_", "-"))
	if !ok || !bundle.ValidLocale(tag) {
		return "", fmt.Errorf("%q is no locale", v)
	}
	return tag, nil
}

// bundleName checks the name of a bundle.
func bundleName(v string) (string, error) {
	if !bundle.ValidBundleName(v) {
		return "", fmt.Errorf("%q is no name of a bundle", v)
	}
	return v, nil
}

// tell writes what is lost, and what is carried over in another form.
func (x *exchanger) tell(io *streams, report *exchange.Report) {
	for _, p := range report.Losses {
		io.mark("lost", "31", p.String())
	}
	if x.verbose {
		for _, p := range report.Changes {
			io.mark("changed", "33", p.String())
		}
	} else if n := len(report.Changes); n > 0 && !x.quiet {
		io.mark("changed", "33", count(n, "remark")+" on what is carried over in another form; --verbose lists them")
	}
}

// outcome is the error that gives the exit code.
func (x *exchanger) outcome(report *exchange.Report) error {
	switch {
	case len(report.Losses) == 0:
		return nil
	case x.strict:
		return errReported
	}
	return errPart
}

// add puts the report on one file to that on all; what is said already, of a
// text that several files have, is not said again.
func add(all, one *exchange.Report) {
	all.Empty += one.Empty
	all.Losses = append(all.Losses, missing(all.Losses, one.Losses)...)
	all.Changes = append(all.Changes, missing(all.Changes, one.Changes)...)
}

func missing(from, list texts.Problems) (more texts.Problems) {
	seen := make(map[texts.Problem]bool, len(from))
	for _, p := range from {
		seen[p] = true
	}
	for _, p := range list {
		if !seen[p] {
			more = append(more, p)
		}
	}
	return more
}
