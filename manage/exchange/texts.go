package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/texts"
)

// Catalogs makes the catalogs that a format has of a set: one for each bundle
// and locale, or for each bundle. nil bundles and locales are all. source is
// the locale that is translated from.
func Catalogs(formatName string, set *texts.Set, bundles, locales []string, source string) ([]*Catalog, error) {
	f, err := formatOf(formatName)
	if err != nil {
		return nil, err
	}
	source = cmp.Or(source, set.MainLocale())
	if locales == nil {
		locales = set.Tags()
		if f.bilingual && len(locales) > 1 {
			locales = slices.DeleteFunc(locales, func(l string) bool { return l == source })
		}
	}
	names := map[string]bool{}
	for id := range set.Texts {
		names[id.Bundle] = len(bundles) == 0 || slices.Contains(bundles, id.Bundle)
	}
	var all []*Catalog
	for _, name := range slices.Sorted(maps.Keys(names)) {
		switch {
		case !names[name]:
		case f.table:
			all = append(all, catalogOf(set, name, "", inOrder(locales, source)))
		default:
			for _, locale := range locales {
				from := ""
				if f.bilingual && locale != source {
					from = source
				}
				all = append(all, catalogOf(set, name, from, []string{locale}))
			}
		}
	}
	return slices.DeleteFunc(all, func(c *Catalog) bool { return len(c.Entries) == 0 }), nil
}

// inOrder puts one locale before the others.
func inOrder(locales []string, first string) []string {
	list := slices.Clone(locales)
	slices.SortStableFunc(list, func(a, b string) int {
		return map[bool]int{true: 1}[b == first] - map[bool]int{true: 1}[a == first]
	})
	return list
}

func catalogOf(set *texts.Set, name, source string, locales []string) *Catalog {
	c := &Catalog{Bundle: name, Source: source, Locales: locales}
	entries := map[string]map[string]string{}
	for _, locale := range append(slices.Clone(locales), source) {
		for key, t := range set.Texts[texts.ID{Bundle: name, Locale: locale}] {
			if entries[key] == nil {
				entries[key] = map[string]string{}
			}
			entries[key][locale] = t.Source
		}
	}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		c.Entries = append(c.Entries, Entry{Key: key, Texts: entries[key]})
	}
	return c
}

// FileName returns the name of the file that a catalog is written to, with
// slashes: home.de.toml, de/home.json for i18next, home.csv for all locales.
func FileName(formatName string, c *Catalog) (string, error) {
	f, err := formatOf(formatName)
	switch {
	case err != nil:
		return "", err
	case f.table:
		return c.Bundle + f.ext, nil
	case f.perLocale:
		return c.Locales[0] + "/" + c.Bundle + f.ext, nil
	}
	return c.Bundle + "." + c.Locales[0] + f.ext, nil
}

// Same returns a function that reports whether two texts of one key and locale
// are written alike in a format, so that a text which is there already may stay
// as it is when one that was exported comes back.
func Same(formatName, bundleName string, o *Options) func(locale, key, has, want string) bool {
	return func(locale, key, has, want string) bool {
		encode := func(text string) []byte {
			data, report, err := Encode(formatName, &Catalog{
				Bundle: bundleName, Locales: []string{locale}, Entries: []Entry{{Key: key, Texts: map[string]string{locale: text}}},
			}, o)
			if err != nil || len(report.Losses) > 0 {
				return nil
			}
			return data
		}
		first := encode(has)
		return first != nil && bytes.Equal(first, encode(want))
	}
}

// Export writes a file of translations as [Encode] does, and reads it again:
// what comes back as another text is among the changes. Problems name the files
// that the texts of the set are in.
func Export(formatName string, c *Catalog, set *texts.Set, o *Options) ([]byte, *Report, error) {
	data, report, err := Encode(formatName, c, o)
	if err != nil {
		return nil, report, err
	}
	report.Changes = append(report.Changes, readBack(formatName, c, data, report, o)...)
	at := func(all texts.Problems) {
		for i, p := range all {
			id := texts.ID{Bundle: c.Bundle, Locale: p.Locale}
			if t, ok := set.Texts[id][strings.TrimPrefix(p.Key, c.Bundle+".")]; ok {
				all[i].File, all[i].Line = t.At.File, t.At.Line
			}
		}
		all.Sort()
	}
	at(report.Losses)
	at(report.Changes)
	return data, report, nil
}

// readBack compares a file with what it was written from.
func readBack(formatName string, c *Catalog, data []byte, report *Report, o *Options) (changes texts.Problems) {
	again := Options{}
	if o != nil {
		again = *o
	}
	again.Bundle, again.Source, again.Locale = c.Bundle, "", ""
	if len(c.Locales) == 1 {
		again.Locale = c.Locales[0]
	}
	back, _, err := Decode(formatName, "", data, &again)
	if err != nil {
		return texts.Problems{{What: "the file cannot be read back: " + err.Error()}}
	}
	read := map[string]map[string]string{}
	for _, e := range back.Entries {
		read[e.Key] = e.Texts
	}
	told := map[[2]string]bool{}
	for _, p := range append(slices.Clone(report.Losses), report.Changes...) {
		told[[2]string{p.Key, p.Locale}] = true
	}
	same := Same(formatName, c.Bundle, o)
	for _, e := range c.Entries {
		for _, locale := range c.Locales {
			source, ok := e.Texts[locale]
			key := c.Bundle + "." + e.Key
			if !ok || told[[2]string{key, locale}] {
				continue
			}
			got, there := read[e.Key][locale]
			if !there || !same(locale, e.Key, source, got) || !sameArguments(source, got, locale) {
				changes = append(changes, texts.Problem{Key: key, Locale: locale,
					What: fmt.Sprintf("an import of the file reads another text: %s", shown(got)), Fix: "rename the key or an argument, or choose other placeholders"})
			}
		}
	}
	return changes
}

// sameArguments reports whether two texts take the same arguments.
func sameArguments(a, b, locale string) bool {
	x, err := message.Compile(a, message.Plain, locale)
	y, err2 := message.Compile(b, message.Plain, locale)
	if err != nil || err2 != nil {
		return err != nil && err2 != nil
	}
	names, names2 := x.ArgNames(), y.ArgNames()
	slices.Sort(names)
	slices.Sort(names2)
	return slices.Equal(names, names2)
}
