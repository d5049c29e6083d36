package exchange

import (
	"slices"
	"strconv"
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
)

// onlyCategories gives exact branches (=1) the name of a category, for formats
// that know nothing else. zeroIsExact says that the format shows its zero form
// for 0 in every language, as i18next does.
func (f *forms) onlyCategories(locale string, zeroIsExact bool, n *notes) {
	if f.counter == "" || n.lost != nil {
		return
	}
	renamed := map[form][]icu.Part{}
	for _, c := range f.contexts() {
		for _, number := range f.numbers(c) {
			parts := f.texts[form{c, number}]
			switch {
			case strings.HasPrefix(number, "="):
				number = f.categoryOf(number, locale, zeroIsExact, n)
			case number == "zero" && zeroIsExact && !f.ordinal && !slices.Contains(cardinals(locale, false), number):
				n.change("remove it, or call it =0", "the branch zero is left out: %s never uses it, and the format would for 0", locale)
				continue
			}
			if _, exact := renamed[form{c, number}]; !exact { // exact branches come first, and win
				renamed[form{c, number}] = parts
			}
		}
	}
	f.texts = renamed
	var missing []string
	for _, name := range cardinals(locale, f.ordinal) {
		if _, ok := f.texts[form{f.contexts()[0], name}]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		n.change("write these branches, too", "the plural of %s has no branch for %s, which %s has: here other stands in, there it does not",
			f.counter, strings.Join(missing, " and "), locale)
	}
}

// categoryOf returns the category that can stand for an exact branch.
func (f *forms) categoryOf(key, locale string, zeroIsExact bool, n *notes) string {
	numeral := key[1:]
	c := category(locale, numeral, f.ordinal)
	zero := zeroIsExact && key == "=0" && !f.ordinal
	switch {
	case zero && !slices.Contains(cardinals(locale, false), "zero"):
		return "zero"
	case !alone(locale, c, numeral, f.ordinal):
		n.lose("write a category, such as one, or a text of its own", "the branch %s stands for one number, and the format has categories only", key)
	case !zero:
		n.change("", "the branch %s is called %s, which in %s is the same for whole numbers", key, c, locale)
	}
	return c
}

// alone reports whether a category holds no other whole number than this one.
func alone(locale, c, numeral string, ordinal bool) bool {
	for i := range sample {
		if s := strconv.Itoa(i); s != numeral && category(locale, s, ordinal) == c {
			return false
		}
	}
	return true
}

// sample is how many whole numbers, from 0, tell what the rules of a language
// are: they repeat after a hundred, but for those that name millions.
const sample = 1001

// rename gives the counter another name, in the texts as well.
func (f *forms) rename(to string, n *notes) {
	if f.counter == "" || f.counter == to {
		return
	}
	from := f.counter
	f.counter = to
	f.each(func(parts []icu.Part) []icu.Part { return renamed(parts, from, to, n) })
}

// renamed returns the parts with one argument called otherwise.
func renamed(parts []icu.Part, from, to string, n *notes) []icu.Part {
	parts = slices.Clone(parts)
	for i := range parts {
		switch parts[i].Name {
		case from:
			parts[i].Name = to
		case to:
			n.lose("give one of them another name", "the argument %s has to be called %s in the file, and there is another one of that name", from, to)
		}
	}
	return parts
}

// names returns the arguments of the texts, each once, in order.
func (f *forms) names() (names []string) {
	f.each(func(parts []icu.Part) []icu.Part {
		for _, p := range parts {
			if p.Name != "" && !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
		return parts
	})
	return names
}

// counts guesses which argument a plural counts, where the file does not say
// it: the usual name, one that is like it, or the only one. ok is false when
// it is a guess without a reason.
func counts(names []string, usual string) (name string, ok bool) {
	if slices.Contains(names, usual) {
		return usual, true
	}
	var like []string
	for _, name := range names {
		switch strings.ToLower(name) {
		case "count", "n", "num", "number", "total", "pluralcount":
			like = append(like, name)
		}
	}
	if len(like) == 1 {
		return like[0], true
	}
	if len(names) == 1 {
		return names[0], true
	}
	return usual, false
}
