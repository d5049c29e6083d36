package exchange

import (
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
	for i, number := range s.all[:sample] {
		index, _ := p.index(number)
		c := s.of[i]
		if votes[c] == nil {
			votes[c] = map[int][]uint64{}
		}
		votes[c][index] = append(votes[c][index], number)
	}
	out := map[form][]icu.Part{}
	for _, c := range slices.Sorted(maps.Keys(votes)) {
		most := -1
		for _, index := range slices.Sorted(maps.Keys(votes[c])) {
			if most < 0 || len(votes[c][index]) > len(votes[c][most]) {
				most = index
			}
		}
		out[form{"", c}] = msgs[most]
		for _, index := range slices.Sorted(maps.Keys(votes[c])) {
			exceptions := votes[c][index]
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
	if _, ok := out[form{"", other}]; !ok { // which only fractions have here
		out[form{"", other}] = msgs[p.count-1]
	}
	return out
}

// maxExceptions is how many numbers get a branch of their own.
const maxExceptions = 4

// write returns the forms of a plural, and the first number up to a thousand
// whose branch they cannot have; "" when there is none.
func (p *pluralForms) write(s *numbers, f *forms, n *notes) (msgs [][]icu.Part, wrong string) {
	msgs = make([][]icu.Part, p.count)
	set := make([]string, p.count) // the branch of each form
	used := map[string]bool{}
	says := map[string]string{}
	for key, parts := range f.texts {
		says[key.number] = icu.Format(parts)
	}
	for i, number := range s.all {
		key := s.branch(i, says)
		used[key] = true
		index, err := p.index(number)
		switch {
		case err != nil:
			return nil, strconv.FormatUint(number, 10)
		case set[index] == "":
			msgs[index], set[index] = f.texts[form{"", key}], key
		case says[set[index]] == says[key]:
		case number == million:
			n.change("", "the branch %s, which begins with a million, is not in the file", key)
		default:
			return nil, strconv.FormatUint(number, 10)
		}
	}
	for i := range msgs {
		if set[i] == "" {
			msgs[i], set[i] = f.texts[form{"", other}], other
		}
	}
	for _, key := range f.numbers("") {
		if !used[key] && (key != other || says[other] != says[set[p.count-1]]) {
			n.change("", "the branch %s, which no whole number up to a thousand has in %s, is not in the file", key, s.locale)
		}
	}
	return msgs, ""
}

// branch returns the branch that the number with this index has.
func (s *numbers) branch(i int, has map[string]string) string {
	for _, key := range []string{"=" + strconv.FormatUint(s.all[i], 10), s.of[i]} {
		if _, ok := has[key]; ok {
			return key
		}
	}
	return other
}
