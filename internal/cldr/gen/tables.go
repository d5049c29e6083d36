package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// tables are the generated tables before they are written as Go source. Row 0
// of each is the root.
type tables struct {
	tags      []tag
	scripts   []string // scripts that a tag may have, "" first
	rtl       []string // scripts that run from right to left
	locales   []locale
	cardinals []ruleSet
	ordinals  []ruleSet
	numbers   []number
}

// tag is one known language tag.
type tag struct {
	name   string
	parent string // "" for the name less its last subtag
	root   bool   // the parent is the root
	locale int    // row of locales, -1 for that of the parent
	script string // likely script, for languages and regions that differ
}

// locale is one distinct combination of rules and numbers.
type locale struct{ cardinal, ordinal, number int }

// ruleSet is the plural rules of one kind of language.
type ruleSet struct {
	code   string
	source string // the conditions, for the reader of the table
}

// build makes the tables.
func build(src *source) (*tables, error) {
	t := &tables{scripts: []string{""}}
	rows, err := t.addLocales(src)
	if err != nil {
		return nil, err
	}
	tags := src.collectTags()
	for name, row := range rows {
		entry(tags, name).locale = row
	}
	for _, tg := range tags {
		if tg.script != "" && !slices.Contains(t.scripts, tg.script) {
			t.scripts = append(t.scripts, tg.script)
		}
		t.tags = append(t.tags, *tg)
	}
	slices.SortFunc(t.tags, func(a, b tag) int {
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	slices.Sort(t.scripts)
	for name, s := range src.Scripts {
		if s.RTL == "YES" {
			t.rtl = append(t.rtl, name)
		}
	}
	slices.Sort(t.rtl)
	return t, t.checkParents()
}

// addLocales fills rules, numbers and locales, so that equal rows are one, and
// returns the row of locales of every tag that has data of its own.
func (t *tables) addLocales(src *source) (map[string]int, error) {
	rows := map[string]int{}
	for _, name := range src.ruleTags() {
		n, err := src.buildNumber(src.numbersOf(name))
		if err != nil {
			return nil, fmt.Errorf("%w (locale %q)", err, name)
		}
		cardinal, err := newRuleSet(ruleOf(src.Cardinal, name))
		if err != nil {
			return nil, err
		}
		ordinal, err := newRuleSet(ruleOf(src.Ordinal, name))
		if err != nil {
			return nil, err
		}
		rows[name] = index(&t.locales, locale{
			index(&t.cardinals, cardinal), index(&t.ordinals, ordinal), index(&t.numbers, n),
		})
	}
	if len(t.locales) > 1<<15 || len(t.numbers) > 255 || len(t.cardinals) > 255 || len(t.ordinals) > 255 {
		return nil, errors.New("gen: build tables: too many rows for their types")
	}
	return rows, nil
}

// ruleTags lists the root, every locale of CLDR, and the languages that have
// plural rules but no locale, unless another language replaces them.
func (s *source) ruleTags() []string {
	names := slices.Clone(s.Locales)
	for _, rules := range []map[string]map[string]string{s.Cardinal, s.Ordinal} {
		for name := range rules {
			if _, replaced := s.Aliases[name]; !replaced && name != "root" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	names = slices.DeleteFunc(names, func(n string) bool { return n == "und" })
	return append([]string{"und"}, names...)
}

// numbersOf returns the numbers of a locale, the root's if it has none.
func (s *source) numbersOf(name string) numberData {
	if n, ok := s.Numbers[name]; ok {
		return n
	}
	return s.Numbers["und"]
}

// ruleOf returns the rules of the tag or of its longest prefix that has any.
func ruleOf(rules map[string]map[string]string, name string) map[string]string {
	for name != "" {
		if r, ok := rules[name]; ok {
			return r
		}
		name = truncate(name)
	}
	return nil
}

// newRuleSet compiles rules.
func newRuleSet(rules map[string]string) (r ruleSet, err error) {
	r.code, err = compileRules(rules)
	var lines []string
	for _, c := range categories {
		if text, ok := rules[c.name]; ok {
			lines = append(lines, c.name+": "+text)
		}
	}
	r.source = strings.Join(lines, "; ")
	return r, err
}

// index returns the index of row, which it appends when it is new.
func index[T comparable](rows *[]T, row T) int {
	if i := slices.Index(*rows, row); i >= 0 {
		return i
	}
	*rows = append(*rows, row)
	return len(*rows) - 1
}

// truncate removes the last subtag.
func truncate(name string) string {
	return name[:max(0, strings.LastIndexByte(name, '-'))]
}
