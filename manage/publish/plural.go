package publish

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/teletextio/content/internal/cldr"
	"github.com/teletextio/content/manage/internal/icu"
)

// plurals warns of choices by number that lack a category which the locale
// needs, and of those that have one which it never uses.
func plurals(canonical, tag string) (warnings []string) {
	if !strings.Contains(canonical, "plural") && !strings.Contains(canonical, "selectordinal") {
		return nil
	}
	parts, err := icu.Parse(canonical)
	if err != nil {
		return nil // the compiler of messages is the judge of that
	}
	var visit func([]icu.Part)
	visit = func(parts []icu.Part) {
		for _, p := range parts {
			if p.Form == "plural" || p.Form == "selectordinal" {
				warnings = append(warnings, choice(p, tag)...)
			}
			for _, c := range p.Cases {
				visit(c.Parts)
			}
		}
	}
	visit(parts)
	return warnings
}

// choice holds one choice against what the locale needs.
func choice(p icu.Part, tag string) (warnings []string) {
	table := categoriesOf(tag, p.Form == "selectordinal")
	offset, _ := strconv.ParseInt(strings.TrimPrefix(p.Style, "offset:"), 10, 64)
	keys := map[string]bool{}
	for _, c := range p.Cases {
		keys[c.Key] = true
	}
	var missing []string
	for _, name := range table.names {
		if !keys[name] && !table.covered(name, keys, offset) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		warnings = append(warnings, fmt.Sprintf("the %s of %s has no branch for %s, which %s needs; other stands in",
			p.Form, p.Name, strings.Join(missing, " and "), tag))
	}
	for _, c := range p.Cases {
		if _, is := cldr.ParseCategory(c.Key); is && !table.known[c.Key] {
			warnings = append(warnings, fmt.Sprintf("the %s of %s has a branch for %s, which %s never uses",
				p.Form, p.Name, c.Key, tag))
		}
	}
	return warnings
}

// categories are those of one language that whole numbers up to a thousand
// have. Those that only fractions or millions have (many in Czech and in
// French) are known, but not needed.
type categories struct {
	names []string
	known map[string]bool
	of    [1001]string
}

var categoryTables sync.Map // tag, with " ordinal" behind it for ordinals → *categories

func categoriesOf(tag string, ordinal bool) *categories {
	key := tag
	if ordinal {
		key += " ordinal"
	}
	if t, ok := categoryTables.Load(key); ok {
		return t.(*categories)
	}
	locale := cldr.Lookup(tag)
	all, of := locale.Cardinals(), locale.Cardinal
	if ordinal {
		all, of = locale.Ordinals(), locale.Ordinal
	}
	t := &categories{known: map[string]bool{}}
	for _, c := range all {
		t.known[c.String()] = true
	}
	for n := range t.of {
		o, _ := cldr.OperandsOf(n)
		name := of(o).String()
		t.of[n] = name
		if !slices.Contains(t.names, name) && name != cldr.Other.String() {
			t.names = append(t.names, name)
		}
	}
	categoryTables.Store(key, t)
	return t
}

// covered reports whether every number of a category has a branch of its own,
// as =1 covers one in English.
func (t *categories) covered(name string, keys map[string]bool, offset int64) bool {
	for n, of := range t.of {
		if of == name && !keys["="+strconv.FormatInt(int64(n)+offset, 10)] {
			return false
		}
	}
	return true
}
