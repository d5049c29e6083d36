package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/teletextio/content/manage/exchange"
	"github.com/teletextio/content/manage/pull"
	"github.com/teletextio/content/manage/texts"
)

// importer holds the flags of content import.
type importer struct {
	exchanger
	set   *texts.Set
	given map[texts.ID]map[string]string // the file that a text is from
}

func importCommand() *command {
	m := &importer{}
	return &command{
		name: "import", args: []string{"TEXTS", "FILE…"},
		short: "take in files of translations",
		long: `
Puts the texts of files in other formats into the folder TEXTS. Placeholders
and plurals become those of messages, and a text that a publish would refuse is
not taken in. What is in TEXTS and not in the files stays; a text that says the
same already stays as it was written.

The format is told by the ending of a file, but for JSON; the locale by the
file, else by its name, as in de.po, home.de.toml and de/home.json; the bundle
by its name. What is no key becomes one that is made of it.

What cannot be carried over is listed with its place, the reason and the
remedy, and the exit code is 3. --strict writes nothing then. docs/exchange.md
has a table of what becomes of what.`,
		example: `
content import texts locales/de/home.json --format i18next
content import texts de.po --source en --plain
content import texts translated/*.xlf --dry-run --verbose`,
		flags: m.flags,
		run:   m.run,
	}
}

func (m *importer) flags(f *flag.FlagSet) {
	m.exchanger.flags(f)
	localeFlag(f, &m.Locale, "locale", "the texts are in the locale `TAG`")
	f.Func("bundle", "the texts are of the bundle `NAME`", func(v string) (err error) {
		m.Bundle, err = bundleName(v)
		return err
	})
	f.BoolVar(&m.Fuzzy, "fuzzy", false, "gettext: take in what is marked as fuzzy")
	f.Lookup("source").Usage = "take in the texts that the files translate from, too:\nthey are in the locale `TAG`"
}

// imported is one file that was read.
type imported struct {
	File    string   `json:"file"`
	Format  string   `json:"format"`
	Bundle  string   `json:"bundle"`
	Locales []string `json:"locales"`
	Texts   int      `json:"texts"`

	texts map[texts.ID]map[string]texts.Text
	same  func(locale, key, has, want string) bool
}

func (m *importer) run(_ context.Context, io *streams, args []string) error {
	io.json = m.json
	dir := args[0]
	set, err := texts.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		set, err = &texts.Set{}, nil
	}
	if err != nil {
		return err
	}
	m.set, m.given = set, map[texts.ID]map[string]string{}
	report := &exchange.Report{Losses: texts.Problems{}, Changes: texts.Problems{}}
	var files []*imported
	for _, name := range args[1:] {
		file, err := m.read(name, report)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	done := &pull.Merged{Written: []string{}}
	if !m.strict || len(report.Losses) == 0 {
		if done, err = m.merge(dir, files); err != nil {
			return err
		}
	}
	if m.json {
		err = io.answer(struct {
			OK     bool        `json:"ok"`
			DryRun bool        `json:"dryRun"`
			Files  []*imported `json:"files"`
			*pull.Merged
			*exchange.Report
		}{len(report.Losses) == 0, m.dryRun, files, done, report})
	} else {
		err = m.report(io, done, report)
	}
	return errors.Join(err, m.outcome(report))
}

// read reads one file.
func (m *importer) read(name string, report *exchange.Report) (*imported, error) {
	data, err := readBounded(name)
	if err != nil {
		return nil, err
	}
	format := m.format
	if format == "" {
		if format, _, _ = exchange.Guess(name, data); format == "" {
			return nil, usagef("%s: its name does not say in which format it is: say it with --format", name)
		}
	}
	o := m.Options
	o.DefaultBundle = m.set.DefaultBundleName()
	o.PlainKey = exchange.PlainKeys(m.set)
	c, said, err := exchange.Decode(format, name, data, &o)
	if err != nil {
		return nil, err
	}
	add(report, said)
	file := &imported{File: name, Format: format, Bundle: c.Bundle, Locales: c.Locales, same: exchange.Same(format, c.Bundle, &o)}
	if c.Source != "" {
		file.Locales = append([]string{c.Source}, c.Locales...)
	}
	if err := m.listed(name, file.Locales); err != nil {
		return nil, err
	}
	all, losses := c.Texts(m.set)
	file.texts = all
	losses = append(losses, m.twice(file)...)
	add(report, &exchange.Report{Losses: losses})
	for _, t := range all {
		file.Texts += len(t)
	}
	return file, nil
}

// listed makes sure that content.yaml knows the locales, where it lists them:
// else the folder could not be read any more.
func (m *importer) listed(name string, locales []string) error {
	for tag, l := range m.set.Locales {
		if l.At.File == "" {
			continue
		}
		for _, locale := range locales {
			if _, ok := m.set.Locales[locale]; !ok {
				return texts.Problems{{File: name, Locale: locale, What: fmt.Sprintf("the locale %q is not in %s, which lists %s and others", locale, l.At.File, tag),
					Fix: "add it to locales there, or choose another one with --locale"}}
			}
		}
	}
	return nil
}

// twice takes out the texts that another file of this call has otherwise.
func (m *importer) twice(file *imported) (losses texts.Problems) {
	for id, all := range file.texts {
		if m.given[id] == nil {
			m.given[id] = map[string]string{}
		}
		for key, t := range all {
			first, ok := m.given[id][key]
			if !ok {
				m.given[id][key] = t.Source
				continue
			}
			if first != t.Source {
				losses = append(losses, texts.Problem{File: t.At.File, Line: t.At.Line, Locale: id.Locale, Key: id.Bundle + "." + key,
					What: "another file has another text for this key", Fix: "choose a bundle for each file with --bundle, or keep one of the texts"})
			}
			delete(all, key)
		}
	}
	losses.Sort()
	return losses
}

// merge writes the texts, one file after the other.
func (m *importer) merge(dir string, files []*imported) (*pull.Merged, error) {
	total := &pull.Merged{Written: []string{}}
	if m.set.Texts == nil {
		m.set.Texts = map[texts.ID]map[string]texts.Text{}
	}
	for _, f := range files {
		one, err := pull.Merge(dir, m.set, f.texts, func(id texts.ID, name, has, want string) bool {
			return f.same(id.Locale, name, has, want)
		}, m.dryRun)
		if err != nil {
			return nil, err
		}
		total.New, total.Changed, total.Unchanged = total.New+one.New, total.Changed+one.Changed, total.Unchanged+one.Unchanged
		total.Written = append(total.Written, one.Written...)
		for id, all := range f.texts {
			if m.set.Texts[id] == nil {
				m.set.Texts[id] = map[string]texts.Text{}
			}
			maps.Copy(m.set.Texts[id], all)
		}
	}
	slices.Sort(total.Written)
	total.Written = slices.Compact(total.Written)
	return total, nil
}

func (m *importer) report(io *streams, done *pull.Merged, report *exchange.Report) error {
	m.tell(io, report)
	if m.quiet {
		return nil
	}
	for _, name := range done.Written {
		fmt.Fprintln(io.out, "~ "+name)
	}
	verb := ""
	switch {
	case m.strict && len(report.Losses) > 0:
		verb = "nothing written: "
	case m.dryRun:
		verb = "to write: "
	}
	_, err := fmt.Fprintf(io.out, "%s%s new, %d changed, %d unchanged; %d lost, %d without a text\n", verb, count(done.New, "text"),
		done.Changed, done.Unchanged, len(report.Losses), report.Empty)
	return err
}

// readBounded reads a file that is no larger than what is taken in.
func readBounded(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %q: it is no file", name)
	}
	if info.Size() > exchange.MaxFile {
		return nil, texts.Problems{{File: filepath.ToSlash(name), What: fmt.Sprintf("the file is larger than %d bytes", exchange.MaxFile), Fix: "divide it"}}
	}
	return os.ReadFile(name)
}
