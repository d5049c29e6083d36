package publish

import (
	"fmt"
	"slices"
	"strings"
)

// compare warns of texts that do not take what the same text takes in the
// default locale, or in the first locale that has it: an app gives the same
// arguments and functional children whatever the locale is.
func (c *checker) compare() {
	first := map[textID]model{}
	main := c.set.MainLocale()
	for id, all := range c.texts {
		for name, t := range all {
			key := textID{id.Bundle, name}
			old, ok := first[key]
			if !ok || id.Locale == main || old.locale != main && id.Locale < old.locale {
				first[key] = model{id.Locale, t.Args, t.slotNames()}
			}
		}
	}
	for id, all := range c.texts {
		for name, t := range all {
			want := first[textID{id.Bundle, name}]
			got := model{id.Locale, t.Args, t.slotNames()}
			if what := want.differs(got); what != "" {
				c.odd = append(c.odd, c.at(id, name, c.set.Texts[id][name], what, "look whether that is meant"))
			}
		}
	}
}

// model is what a text takes from the app, in one locale.
type model struct {
	locale string
	args   []string
	slots  []string
}

// differs says how another locale's text differs, "" when it does not.
func (m model) differs(got model) string {
	switch {
	case !slices.Equal(m.args, got.args):
		return fmt.Sprintf("the text takes %s, but %s in %s",
			taken("argument", "arguments", got.args), taken("argument", "arguments", m.args), m.locale)
	case !slices.Equal(m.slots, got.slots):
		return fmt.Sprintf("the text has %s, but %s in %s",
			taken("functional child", "functional children", got.slots),
			taken("functional child", "functional children", m.slots), m.locale)
	}
	return ""
}

// taken names the things that a text takes; one and many are the words for them.
func taken(one, many string, names []string) string {
	switch len(names) {
	case 0:
		return "no " + one
	case 1:
		return "the " + one + " " + names[0]
	}
	last := len(names) - 1
	return "the " + many + " " + strings.Join(names[:last], ", ") + " and " + names[last]
}
