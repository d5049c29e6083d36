package exchange

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
	"github.com/teletextio/content/manage/internal/jsondoc"
)

// i18next is the JSON of i18next, version 4: nested keys, a suffix for each
// plural category (item_one, item_ordinal_two) and before it one for a context
// (friend_male_one).
var i18next = format{
	name: "i18next", short: "i18next JSON, version 4", ext: ".json", perLocale: true, style: "i18next", own: true,
	decode: decodeI18next, encode: encodeI18next,
}

// contextArgument is the argument that i18next chooses a context by.
const contextArgument = "context"

func decodeI18next(j *job, data []byte) (*Catalog, error) {
	root, err := parseJSON(j, data)
	if err != nil {
		return nil, err
	}
	if root.Kind != jsondoc.Object {
		return nil, j.fatal(root.Line, "the file holds no object", "write an object of keys and texts")
	}
	if err := j.settleFile("", ""); err != nil {
		return nil, err
	}
	d := i18nextDecoder{collect{job: j}}
	d.object(nil, root)
	return &Catalog{Bundle: j.Bundle, unnamed: !j.counts, Locales: []string{j.Locale}, Entries: d.entries}, nil
}

type i18nextDecoder struct{ collect }

// leaf is one string of the file.
type leaf struct {
	name string // its own, the last part of its path
	text string
	line int
}

// object reads the strings of one object, and the objects within it.
func (d *i18nextDecoder) object(path []string, v *jsondoc.Value) {
	var leaves []leaf
	if len(path) > maxNesting {
		d.lose(v.Line, "", d.Locale, "objects are nested too deeply", "take some of them out")
		return
	}
	for _, m := range v.Members {
		at := append(slices.Clone(path), m.Key)
		switch m.Value.Kind {
		case jsondoc.String:
			if len(path) == 0 && m.Key == "$schema" {
				continue // for editors
			}
			leaves = append(leaves, leaf{m.Key, m.Value.Text, m.Line})
		case jsondoc.Object:
			d.object(at, m.Value)
		case jsondoc.Array:
			d.array(at, m)
		case jsondoc.Null:
			d.report.Empty++
		default:
			d.lose(m.Line, pathKey(at), d.Locale, "it is a number or a boolean", "write it in quotes")
		}
	}
	d.group(path, leaves)
}

// array reads a list, whose items i18next reaches as list.0, list.1, …
func (d *i18nextDecoder) array(path []string, m jsondoc.Member) {
	d.change(m.Line, pathKey(path), d.Locale, "a list becomes one text for each item, with its number for a key", "")
	v := &jsondoc.Value{Kind: jsondoc.Object, Line: m.Value.Line}
	for i, item := range m.Value.Items {
		v.Members = append(v.Members, jsondoc.Member{Key: fmt.Sprint(i), Line: item.Line, Value: item})
	}
	d.object(path, v)
}

// stem is the texts that belong to one key and one context, by category; a
// single text has the category "".
type stem struct {
	name    string
	ordinal bool
	leaves  map[string]leaf
	line    int
}

// group puts the strings of one object together by their suffixes.
func (d *i18nextDecoder) group(path []string, leaves []leaf) {
	stems := d.bare(path, d.stems(path, leaves))
	is := func(name string, s *stem) string { return fmt.Sprint(name, s.ordinal, s.leaves[""].line == 0) }
	has := map[string]bool{}
	for _, s := range stems {
		has[is(s.name, s)] = true
	}
	contexts := map[string]map[string]*stem{} // by name of the key, then by context
	var order []string
	for _, s := range stems {
		name, context := s.name, ""
		for _, c := range d.Contexts {
			if base, ok := strings.CutSuffix(s.name, "_"+c); ok && has[is(base, s)] {
				name, context = base, c
			}
		}
		id := is(name, s)
		if contexts[id] == nil {
			contexts[id] = map[string]*stem{}
			order = append(order, id)
		}
		contexts[id][context] = s
	}
	for _, id := range order {
		d.entry(path, contexts[id])
	}
}

// stems finds the plurals, and what is a text by itself.
func (d *i18nextDecoder) stems(path []string, leaves []leaf) (stems []*stem) {
	plurals := map[string]*stem{}
	for _, l := range leaves {
		base, category, ordinal := pluralSuffix(l.name)
		if category == "" {
			continue
		}
		id := fmt.Sprint(base, ordinal)
		if plurals[id] == nil {
			plurals[id] = &stem{name: base, ordinal: ordinal, leaves: map[string]leaf{}, line: l.line}
		}
		plurals[id].leaves[category] = l
	}
	seen := map[*stem]bool{}
	for _, l := range leaves {
		base, category, ordinal := pluralSuffix(l.name)
		p := plurals[fmt.Sprint(base, ordinal)]
		switch {
		case category == "" || !d.isPlural(p):
			stems = append(stems, &stem{name: l.name, leaves: map[string]leaf{"": l}, line: l.line})
		case p.leaves[other].line == 0:
			d.lose(l.line, pathKey(append(slices.Clone(path), l.name)), d.Locale, "the plural has no text for other", "add "+base+"_other")
		case !seen[p]:
			seen[p] = true
			stems = append(stems, p)
		}
	}
	return stems
}

// bare finds texts that have the name of a plural and no suffix. i18next shows
// them for the categories that the plural lacks.
func (d *i18nextDecoder) bare(path []string, stems []*stem) (rest []*stem) {
	plurals := map[string]*stem{}
	for _, s := range stems {
		if _, single := s.leaves[""]; !single && !s.ordinal {
			plurals[s.name] = s
		}
	}
	for _, s := range stems {
		l, single := s.leaves[""]
		plural := plurals[s.name]
		if !single || plural == nil {
			rest = append(rest, s)
			continue
		}
		key := pathKey(append(slices.Clone(path), s.name))
		used := false
		for _, c := range cardinals(d.Locale, false) {
			if _, ok := plural.leaves[c]; !ok {
				plural.leaves[c], used = l, true
			}
		}
		if used {
			d.change(l.line, key, d.Locale, "the text without a suffix becomes the branches that the plural lacks", "")
		} else {
			d.lose(l.line, key, d.Locale, "the text without a suffix has no place beside those of the plural", "give it another key")
		}
	}
	return rest
}

// isPlural tells a plural from keys that merely end like one: it counts, or it
// has other among several categories, or the language has no category but
// other.
func (d *i18nextDecoder) isPlural(s *stem) bool {
	for _, l := range s.leaves {
		if strings.Contains(squeezed(l.text), "{{count") {
			return true
		}
	}
	_, ok := s.leaves[other]
	return ok && (len(s.leaves) > 1 || len(cardinals(d.Locale, s.ordinal)) == 1)
}

// pluralSuffix takes a plural's suffix off a key.
func pluralSuffix(name string) (base, category string, ordinal bool) {
	for _, c := range categories {
		if base, ok := strings.CutSuffix(name, "_"+c); ok && base != "" {
			cut, ordinal := strings.CutSuffix(base, "_ordinal")
			if ordinal && cut != "" {
				return cut, c, true
			}
			return base, c, false
		}
	}
	return name, "", false
}

// entry makes one text of what belongs to one key.
func (d *i18nextDecoder) entry(path []string, contexts map[string]*stem) {
	base := contexts[""]
	n := &notes{}
	key := pathKey(append(slices.Clone(path), base.name))
	named(n, strings.Join(append(slices.Clone(path), base.name), "."), key)
	f := &forms{texts: map[form][]icu.Part{}, ordinal: base.ordinal}
	if len(contexts) > 1 {
		f.selector = contextArgument
	}
	empty := true
	for context, s := range contexts {
		if f.selector != "" {
			context = cmp.Or(context, other)
		}
		for category, l := range s.leaves {
			if category != "" {
				f.counter = "count"
			}
			if category == "zero" && !s.ordinal && !slices.Contains(cardinals(d.Locale, false), "zero") {
				category = "=0"
			}
			f.texts[form{context, category}] = styleOf(d.Placeholders).parts(l.text, n)
			empty = empty && l.text == ""
		}
	}
	if empty {
		d.report.Empty++
		return
	}
	f.rename(d.Count, n)
	d.add(base.line, key, d.Locale, d.text(key, f.message(), n), n)
}

// encodeI18next writes the texts of one locale.
func encodeI18next(j *job, c *Catalog) ([]byte, error) {
	locale := c.Locales[0]
	flat := map[string]string{}
	for _, e := range c.Entries {
		source, ok := e.Texts[locale]
		if !ok {
			continue
		}
		n := &notes{}
		f := j.forms(e.Key, source, locale, n)
		if f.selector != "" && f.selector != contextArgument {
			n.lose("call the argument context, or divide the text", "i18next chooses by context only, not by %s", f.selector)
		}
		if f.counter != "" && f.counter != "count" && f.counter != j.Count {
			n.change("import it with --count "+f.counter, "i18next calls the argument %s count", f.counter)
		}
		f.onlyCategories(locale, true, n)
		f.rename("count", n)
		texts := map[string]string{}
		for at, parts := range f.texts {
			texts[e.Key+at.suffix(f.ordinal)] = writeMustache(parts, n)
			if at.context != "" && at.context != other && !slices.Contains(j.Contexts, at.context) {
				n.change("import it with --contexts "+at.context, "the branch %s becomes a suffix that not everyone takes for a context", at.context)
			}
		}
		for name := range texts {
			if _, dup := flat[name]; dup {
				n.lose("rename one of them", "i18next takes the key for a form of another one: both are written %s", name)
			}
		}
		if !j.settle(n, e.Line, e.Key, locale) {
			continue
		}
		for name, text := range texts {
			flat[name] = text
		}
	}
	return encodeJSON(nested(flat)), nil
}

// suffix is what i18next puts behind a key.
func (f form) suffix(ordinal bool) (s string) {
	if f.context != "" && f.context != other {
		s = "_" + f.context
	}
	switch {
	case f.number != "" && ordinal:
		s += "_ordinal_" + f.number
	case f.number != "":
		s += "_" + f.number
	}
	return s
}

// nested makes objects of keys with dots, wherever no text stands in the way.
func nested(flat map[string]string) map[string]any {
	root := map[string]any{}
	for key, text := range flat {
		at, rest := root, key
		for dot := 0; ; {
			i := strings.IndexByte(key[dot:], '.')
			if i < 0 {
				break
			}
			dot += i
			if _, taken := flat[key[:dot]]; taken {
				break
			}
			name := key[len(key)-len(rest) : dot]
			dot++
			below, _ := at[name].(map[string]any)
			if below == nil {
				below = map[string]any{}
				at[name] = below
			}
			at, rest = below, key[dot:]
		}
		at[rest] = text
	}
	return root
}

// encodeJSON writes a value with its keys sorted.
func encodeJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(v) // maps of strings in memory
	return b.Bytes()
}
