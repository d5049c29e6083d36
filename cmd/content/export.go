package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/teletextio/content/manage/exchange"
	"github.com/teletextio/content/manage/pull"
	"github.com/teletextio/content/manage/texts"
)

// exporter holds the flags of content export.
type exporter struct {
	exchanger
	bundles []string
	locales []string
}

func exportCommand() *command {
	x := &exporter{}
	return &command{
		name: "export", args: []string{"TEXTS", "OUT"},
		short: "write texts as files for translators and other programs",
		long: `
Writes the texts in the folder TEXTS into the folder OUT in another format, one
file for each bundle and locale: home.de.po, de/home.json for i18next, home.csv
with all locales. Formats with two languages have the texts of the default
locale beside the translations, and no file for that locale by itself.

What the format cannot say is listed with its place, the reason and the remedy,
and the exit code is 3; each file is read again to find such texts. content
import takes translated files in, and leaves every text alone that has not
changed. docs/exchange.md has a table of what becomes of what.`,
		example: `
content export texts out --format xliff-1.2 --locale de
content export texts out --format csv --bundle home`,
		flags: x.flags,
		run:   x.run,
	}
}

func (x *exporter) flags(f *flag.FlagSet) {
	x.exchanger.flags(f)
	f.Func("locale", "write the locale `TAG`; more than once: each of them\n(default: all)", func(v string) error {
		tag, err := localeTag(v)
		x.locales = append(x.locales, tag)
		return err
	})
	f.Func("bundle", "write the bundle `NAME`; more than once: each of them\n(default: all)", func(v string) error {
		name, err := bundleName(v)
		x.bundles = append(x.bundles, name)
		return err
	})
	f.Lookup("source").Usage += " (default: the\ndefault locale)"
}

// exported is one file that was written.
type exported struct {
	File    string   `json:"file"` // in OUT, with slashes
	Bundle  string   `json:"bundle"`
	Locales []string `json:"locales"`
	Changed bool     `json:"changed"`

	data []byte
}

func (x *exporter) run(_ context.Context, io *streams, args []string) error {
	io.json = x.json
	if x.format == "" {
		names, short := exchange.Formats()
		what := ""
		for i := range names {
			what += fmt.Sprintf("\n  %-12s  %s", names[i], short[i])
		}
		return usagef("say in which format with --format:%s", what)
	}
	if sameFolder(args[0], args[1]) {
		return usagef("OUT is the folder of the texts; name another one")
	}
	set, err := texts.ReadDir(args[0])
	if err != nil {
		return err
	}
	for _, tag := range append(slices.Clone(x.locales), x.Source) {
		if tag != "" && !slices.Contains(set.Tags(), tag) {
			return fmt.Errorf("%s has no texts in the locale %q", args[0], tag)
		}
	}
	report := &exchange.Report{Losses: texts.Problems{}, Changes: texts.Problems{}}
	files, err := x.encode(set, report)
	if err != nil {
		return err
	}
	for _, f := range files {
		if x.dryRun || x.strict && len(report.Losses) > 0 {
			continue
		}
		if f.Changed, err = pull.Replace(filepath.Join(args[1], filepath.FromSlash(f.File)), f.data); err != nil {
			return err
		}
	}
	if x.json {
		err = io.answer(struct {
			OK     bool        `json:"ok"`
			DryRun bool        `json:"dryRun"`
			Files  []*exported `json:"files"`
			*exchange.Report
		}{len(report.Losses) == 0, x.dryRun, files, report})
	} else {
		err = x.report(io, files, report)
	}
	return errors.Join(err, x.outcome(report))
}

// encode makes the files.
func (x *exporter) encode(set *texts.Set, report *exchange.Report) ([]*exported, error) {
	catalogs, err := exchange.Catalogs(x.format, set, x.bundles, x.locales, x.Source)
	if err != nil {
		return nil, err
	}
	if len(catalogs) == 0 {
		return nil, errors.New("there are no such texts")
	}
	files := []*exported{}
	o := x.Options
	o.PlainKey = exchange.PlainKeys(set)
	for _, c := range catalogs {
		data, said, err := exchange.Export(x.format, c, set, &o)
		if err != nil {
			return nil, err
		}
		add(report, said)
		name, err := exchange.FileName(x.format, c)
		if err != nil {
			return nil, err
		}
		files = append(files, &exported{File: name, Bundle: c.Bundle, Locales: c.Locales, data: data})
	}
	return files, nil
}

func (x *exporter) report(io *streams, files []*exported, report *exchange.Report) error {
	x.tell(io, report)
	if x.quiet {
		return nil
	}
	changed := 0
	for _, f := range files {
		if f.Changed || x.dryRun {
			changed++
			fmt.Fprintln(io.out, "~ "+f.File)
		}
	}
	verb := "written"
	switch {
	case x.strict && len(report.Losses) > 0:
		verb = "written, because something is lost"
	case x.dryRun:
		verb = "to write"
	}
	_, err := fmt.Fprintf(io.out, "%s %s, %d unchanged; %s lost\n", count(changed, "file"), verb, len(files)-changed, count(len(report.Losses), "text"))
	return err
}
