package exchange

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/teletextio/content/manage/internal/icu"
)

// rules are the expressions that PO files use, in the order in which they are
// tried. Which of them a locale has is not written down but computed: the one
// that tells the same numbers apart as the categories of CLDR.
var rules = []string{
	"1:0",
	"2:n != 1",
	"2:n > 1",
	"2:n % 10 != 1 || n % 100 == 11",
	"2:n > 1 && (n < 11 || n > 99)",
	"2:n != 1 && n != 2 && n != 3 && (n % 10 == 4 || n % 10 == 6 || n % 10 == 9)",
	"3:n == 1 ? 0 : n == 2 ? 1 : 2",
	"3:n == 0 ? 0 : n == 1 ? 1 : 2",
	"3:n <= 1 ? 0 : n <= 10 ? 1 : 2",
	"3:n == 1 ? 0 : n >= 2 && n <= 4 ? 1 : 2",
	"3:n == 1 ? 0 : n == 0 || n % 100 >= 1 && n % 100 <= 19 ? 1 : 2",
	"3:n == 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2",
	"3:n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2",
	"3:n % 10 == 1 && (n % 100 < 11 || n % 100 > 19) ? 0 : n % 10 >= 2 && (n % 100 < 11 || n % 100 > 19) ? 1 : 2",
	"3:n % 10 == 0 || n % 100 >= 11 && n % 100 <= 19 ? 0 : n % 10 == 1 && n % 100 != 11 ? 1 : 2",
	"3:n % 10 == 1 && n % 100 != 11 ? 0 : n != 0 ? 1 : 2",
	"3:n <= 1 ? 0 : n % 1000000 == 0 ? 1 : 2", // here and below: with a form that small whole numbers do not take
	"3:n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2",
	"4:n == 1 ? 0 : n >= 2 && n <= 4 ? 1 : n % 1 != 0 ? 2 : 3",
	"4:n == 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : n % 10 <= 1 || n % 10 >= 5 || n % 100 >= 12 && n % 100 <= 14 ? 2 : 3",
	"4:n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : n % 10 == 0 || n % 10 >= 5 || n % 100 >= 11 && n % 100 <= 14 ? 2 : 3",
	"4:n % 10 == 1 && (n % 100 < 11 || n % 100 > 19) ? 0 : n % 10 >= 2 && (n % 100 < 11 || n % 100 > 19) ? 1 : n % 1 != 0 ? 2 : 3",
	"4:n % 100 == 1 ? 0 : n % 100 == 2 ? 1 : n % 100 == 3 || n % 100 == 4 ? 2 : 3",
	"4:n == 1 || n == 11 ? 0 : n == 2 || n == 12 ? 1 : n > 2 && n < 20 ? 2 : 3",
	"4:n % 10 == 1 ? 0 : n % 10 == 2 ? 1 : n % 20 == 0 ? 2 : 3",
	"4:n == 1 ? 0 : n == 2 ? 1 : n > 10 && n % 10 == 0 ? 2 : 3",
	"5:n == 1 ? 0 : n == 2 ? 1 : n >= 3 && n <= 6 ? 2 : n >= 7 && n <= 10 ? 3 : 4",
	"5:n == 1 ? 0 : n == 2 ? 1 : n < 7 ? 2 : n < 11 ? 3 : 4",
	"5:n == 1 ? 0 : n == 2 ? 1 : n == 0 || n % 100 >= 3 && n % 100 <= 10 ? 2 : n % 100 >= 11 && n % 100 <= 19 ? 3 : 4",
	"5:n % 10 == 1 && n % 100 != 11 && n % 100 != 71 && n % 100 != 91 ? 0 : n % 10 == 2 && n % 100 != 12 && n % 100 != 72 && n % 100 != 92 ? 1 : (n % 10 == 3 || n % 10 == 4 || n % 10 == 9) && (n % 100 < 10 || n % 100 > 19) && (n % 100 < 70 || n % 100 > 79) && (n % 100 < 90 || n % 100 > 99) ? 2 : n != 0 && n % 1000000 == 0 ? 3 : 4",
	"6:n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n % 100 >= 3 && n % 100 <= 10 ? 3 : n % 100 >= 11 ? 4 : 5",
	"6:n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n == 3 ? 3 : n == 6 ? 4 : 5",
}

// numbers are the whole numbers that tell what a rule is, and their categories
// in one locale.
type numbers struct {
	locale     string
	all        []uint64
	of         []string
	candidates []*pluralForms // first those that are CLDR's up to a thousand, then all others
	fitting    int            // how many the first are
}

var numbersByLocale sync.Map // locale → *numbers, which do not change

func numbersOf(locale string) *numbers {
	if s, ok := numbersByLocale.Load(locale); ok {
		return s.(*numbers)
	}
	s := newNumbers(locale)
	numbersByLocale.Store(locale, s)
	return s
}

func newNumbers(locale string) *numbers {
	s := &numbers{locale: locale}
	for n := range uint64(sample) {
		s.all = append(s.all, n)
	}
	s.all = append(s.all, million)
	for _, n := range s.all {
		s.of = append(s.of, category(locale, strconv.FormatUint(n, 10), false))
	}
	var rest []*pluralForms
	for _, p := range allRules() {
		if s.same(p) {
			s.candidates = append(s.candidates, p)
		} else {
			rest = append(rest, p)
		}
	}
	s.fitting = len(s.candidates)
	s.candidates = append(s.candidates, rest...)
	return s
}

// million stands for the numbers that have a category of their own in French
// and its kin.
const million = 1_000_000

// allRules returns the rules, parsed.
var allRules = sync.OnceValue(func() (all []*pluralForms) {
	for _, r := range rules {
		count, rule, _ := strings.Cut(r, ":")
		p, err := parsePluralForms("nplurals=" + count + "; plural=" + rule + ";")
		if err != nil {
			panic("exchange: the rule " + r + ": " + err.Error())
		}
		all = append(all, p)
	}
	return all
})

// same reports whether a rule tells the same numbers apart as the categories.
func (s *numbers) same(p *pluralForms) bool {
	forms, of := map[int]string{}, map[string]int{}
	for i, n := range s.all[:sample] {
		index, _ := p.index(n) // parsing has tried all
		c := s.of[i]
		if f, ok := forms[index]; ok && f != c {
			return false
		}
		if f, ok := of[c]; ok && f != index {
			return false
		}
		forms[index], of[c] = c, index
	}
	return true
}

// read returns the branches of a plural for the forms of a file. Numbers whose
// form is not that of their category get a branch of their own.
func (p *pluralForms) read(s *numbers, msgs [][]icu.Part, n *notes) map[form][]icu.Part {
	votes := map[string]map[int][]uint64{}
	used := map[int]bool{}
	for i, number := range s.all[:sample] {
		index, _ := p.index(number)
		c := s.of[i]
		if votes[c] == nil {
			votes[c] = map[int][]uint64{}
		}
		votes[c][index] = append(votes[c][index], number)
		used[index] = true
	}
	out := map[form][]icu.Part{}
	for _, c := range slices.Sorted(maps.Keys(votes)) {
		s.branches(out, c, votes[c], msgs, n)
	}
	if rare := s.rare(p.count, used); rare != nil {
		for index, c := range rare {
			out[form{"", c}] = msgs[index]
		}
	} else {
		for i := range p.count {
			if !used[i] {
				n.change("look whether that is right", "the form %d, %s, which no number up to a thousand takes, is left out", i, shown(icu.Format(msgs[i])))
			}
		}
	}
	if _, ok := out[form{"", other}]; !ok { // which only fractions have here
		out[form{"", other}] = msgs[p.count-1]
	}
	return out
}

// branches sets the branch of one category, and those of numbers that have
// another form in the file.
func (s *numbers) branches(out map[form][]icu.Part, c string, votes map[int][]uint64, msgs [][]icu.Part, n *notes) {
	most := -1
	for _, index := range slices.Sorted(maps.Keys(votes)) {
		if most < 0 || len(votes[index]) > len(votes[most]) {
			most = index
		}
	}
	out[form{"", c}] = msgs[most]
	for _, index := range slices.Sorted(maps.Keys(votes)) {
		exceptions := votes[index]
		switch {
		case icu.Format(msgs[index]) == icu.Format(msgs[most]):
		case len(exceptions) <= maxExceptions:
			for _, number := range exceptions {
				out[form{"", "=" + strconv.FormatUint(number, 10)}] = msgs[index]
			}
		default:
			n.change("look whether that is right", "in the file %d and others have the form %s, which %s has not for them",
				exceptions[0], shown(icu.Format(msgs[index])), s.locale)
		}
	}
}

// rare returns the categories that the forms stand for which small whole
// numbers do not take; nil when there are not as many of the one as of the
// other.
func (s *numbers) rare(count int, used map[int]bool) map[int]string {
	var left []string
	for _, c := range cardinals(s.locale, false) {
		if !slices.Contains(s.of[:sample], c) {
			left = append(left, c)
		}
	}
	rare := map[int]string{}
	for i := range count {
		if !used[i] && len(rare) < len(left) {
			rare[i] = left[len(rare)]
		} else if !used[i] {
			return nil
		}
	}
	if len(rare) != len(left) {
		return nil
	}
	return rare
}

// maxExceptions is how many numbers get a branch of their own.
const maxExceptions = 4

// counted is a plural whose branch is known for each number.
type counted struct {
	*numbers
	forms    *forms
	says     map[string]string // by branch
	branches []string          // by number
}

// count finds the branches of a plural.
func (s *numbers) count(f *forms) *counted {
	c := &counted{numbers: s, forms: f, says: map[string]string{}}
	exact := map[uint64]string{}
	for key, parts := range f.texts {
		c.says[key.number] = icu.Format(parts)
		if numeral, ok := strings.CutPrefix(key.number, "="); ok {
			if n, err := strconv.ParseUint(numeral, 10, 64); err == nil { // one that is too large is not tried
				exact[n] = key.number
			}
		}
	}
	for i, number := range s.all {
		key, ok := exact[number]
		if !ok {
			key = s.of[i]
		}
		if _, ok := c.says[key]; !ok {
			key = other
		}
		c.branches = append(c.branches, key)
	}
	return c
}

// written is a plural in the forms of a file.
type written struct {
	msgs  [][]icu.Part
	wrong string // the first number up to a thousand whose branch has no form; "": all have
	whole bool   // every branch has a form that says the same
	own   bool   // and every branch has one of its own
}

// write finds the forms of a plural.
func (p *pluralForms) write(c *counted, n *notes) (w written) {
	w = written{msgs: make([][]icu.Part, p.count), whole: true, own: true}
	set := make([]string, p.count) // the branch of each form
	taken := map[int]bool{}        // by small numbers
	for i, number := range c.all {
		key := c.branches[i]
		index, err := p.index(number)
		if number != million {
			taken[index] = true
		}
		switch {
		case err == nil && set[index] == "":
			set[index] = key
		case err == nil && (set[index] == key || c.says[set[index]] == c.says[key]):
		case number == million:
			w.whole = false
			n.change("", "the branch %s, which begins with a million, is not in the file", key)
		default:
			w.wrong = strconv.FormatUint(number, 10)
			return w
		}
	}
	rare := c.rare(p.count, taken)
	for i := range set {
		if _, ok := c.says[rare[i]]; ok && set[i] == "" {
			set[i] = rare[i]
		}
		set[i] = cmp.Or(set[i], other)
		w.msgs[i] = c.forms.texts[form{"", set[i]}]
	}
	w.missing(c, set, n)
	return w
}

// missing notes the branches that have no form.
func (w *written) missing(c *counted, set []string, n *notes) {
	for _, key := range c.forms.numbers("") {
		same := slices.ContainsFunc(set, func(branch string) bool { return c.says[branch] == c.says[key] })
		switch {
		case slices.Contains(set, key) || key == other && c.says[key] == c.says[set[len(set)-1]]:
		case same && slices.Contains(c.branches, key):
			w.own = false
		default:
			w.whole = false
			n.change("", "the branch %s, which no whole number up to a thousand has in %s, is not in the file", key, c.locale)
		}
	}
}
