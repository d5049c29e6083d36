package exchange

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/teletextio/content/internal/cldr"
	"github.com/teletextio/content/manage/internal/icu"
)

// forms is a text with its choices outside of everything else, as formats have
// it that know one text per plural category: one select, within it one plural.
type forms struct {
	selector string // the argument of the select; "": there is none
	counter  string // the argument of the plural; "": there is none
	ordinal  bool
	texts    map[form][]icu.Part
}

// form names one of the texts: a branch of the select and one of the plural,
// "" where there is none.
type form struct{ context, number string }

const other = "other"

// maxForms is how many texts one text may become.
const maxForms = 256

// hoist takes the choices of a message to its outside. What has no such form
// is a loss.
func hoist(parts []icu.Part, locale string, n *notes) *forms {
	h := hoister{locale: locale, notes: n}
	h.look(parts)
	f := &forms{texts: map[form][]icu.Part{}}
	contexts, numbers := []string{""}, []string{""}
	if h.sel != nil {
		f.selector, contexts = h.sel.Name, slices.Sorted(maps.Keys(h.contexts))
	}
	if h.num != nil {
		f.counter, f.ordinal, numbers = h.num.Name, h.num.Form == "selectordinal", slices.Sorted(maps.Keys(h.numbers))
	}
	if len(contexts)*len(numbers) > maxForms {
		n.lose("divide the text", "its choices make %d texts, and %d can be written", len(contexts)*len(numbers), maxForms)
	}
	if n.lost != nil {
		return f
	}
	for _, c := range contexts {
		for _, number := range numbers {
			f.texts[form{c, number}] = joined(h.flat(parts, form{c, number}, ""))
		}
	}
	return f
}

type hoister struct {
	locale            string
	notes             *notes
	sel, num          *icu.Part
	contexts, numbers map[string]bool // the branches
}

// look finds the choices.
func (h *hoister) look(parts []icu.Part) {
	for i := range parts {
		p := &parts[i]
		if len(p.Cases) == 0 {
			continue
		}
		at, branches := &h.num, &h.numbers
		if p.Form == "select" {
			at, branches = &h.sel, &h.contexts
		}
		switch first := *at; {
		case h.notes.lost != nil:
			return
		case p.Style != "":
			h.notes.lose("write the branches without an offset", "the %s of %s has an offset", p.Form, p.Name)
			return
		case first == nil:
			*at, *branches = p, map[string]bool{other: true}
		case first.Name != p.Name || first.Form != p.Form:
			h.notes.lose("divide the text", "it has choices by %s and by %s, and the format has one of a kind", first.Name, p.Name)
		}
		for _, c := range p.Cases {
			(*branches)[c.Key] = true
			h.look(c.Parts)
		}
	}
}

// flat returns the parts of one form. hash is what # counts.
func (h *hoister) flat(parts []icu.Part, f form, hash string) (out []icu.Part) {
	for _, p := range parts {
		switch {
		case p.Hash:
			out = append(out, icu.Part{Name: hash, Form: "number"})
		case len(p.Cases) == 0:
			out = append(out, p)
		case p.Form == "select":
			out = append(out, h.flat(branch(p, f.context), f, "")...)
		default:
			out = append(out, h.flat(h.byNumber(p, f.number), f, p.Name)...)
		}
	}
	return out
}

// byNumber returns the branch of a plural: an exact one, else that of the
// number's category, else other.
func (h *hoister) byNumber(p icu.Part, key string) []icu.Part {
	exact, ok := strings.CutPrefix(key, "=")
	if !ok || has(p, key) {
		return branch(p, key)
	}
	return branch(p, category(h.locale, exact, p.Form == "selectordinal"))
}

func has(p icu.Part, key string) bool {
	return slices.ContainsFunc(p.Cases, func(c icu.Case) bool { return c.Key == key })
}

// branch returns a branch of a choice, other where it has none of that name.
func branch(p icu.Part, key string) []icu.Part {
	for _, name := range []string{key, other} {
		for _, c := range p.Cases {
			if c.Key == name {
				return c.Parts
			}
		}
	}
	return nil
}

// category returns the plural category of a numeral.
func category(locale, numeral string, ordinal bool) string {
	o, ok := cldr.OperandsOf(numeral)
	if !ok {
		return other
	}
	if ordinal {
		return cldr.Lookup(locale).Ordinal(o).String()
	}
	return cldr.Lookup(locale).Cardinal(o).String()
}

// joined puts neighbouring literals together.
func joined(parts []icu.Part) (out []icu.Part) {
	var lit strings.Builder
	flush := func() {
		out = append(out, literal(lit.String())...)
		lit.Reset()
	}
	for _, p := range parts {
		if p.Name == "" && !p.Hash {
			lit.WriteString(p.Literal)
			continue
		}
		flush()
		out = append(out, p)
	}
	flush()
	return out
}

// message puts the forms together to one message.
func (f *forms) message() []icu.Part {
	if f.selector == "" {
		return f.plural("")
	}
	p := icu.Part{Name: f.selector, Form: "select"}
	for _, c := range f.contexts() {
		p.Cases = append(p.Cases, icu.Case{Key: c, Parts: f.plural(c)})
	}
	return []icu.Part{p}
}

// plural returns the message of one context.
func (f *forms) plural(context string) []icu.Part {
	if f.counter == "" {
		return f.texts[form{context, ""}]
	}
	p := icu.Part{Name: f.counter, Form: "plural"}
	if f.ordinal {
		p.Form = "selectordinal"
	}
	for _, number := range f.numbers(context) {
		parts := slices.Clone(f.texts[form{context, number}])
		for i, part := range parts {
			if part.Name == f.counter && part.Form == "number" && part.Style == "" {
				parts[i] = icu.Part{Hash: true}
			}
		}
		p.Cases = append(p.Cases, icu.Case{Key: number, Parts: parts})
	}
	return []icu.Part{p}
}

// contexts returns the branches of the select, other at the end.
func (f *forms) contexts() (names []string) {
	for key := range f.texts {
		if !slices.Contains(names, key.context) {
			names = append(names, key.context)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if (a == other) != (b == other) {
			return map[bool]int{true: 1, false: -1}[a == other]
		}
		return strings.Compare(a, b)
	})
	return names
}

// numbers returns the branches of the plural in one context: exact ones, then
// the categories from zero to other.
func (f *forms) numbers(context string) (names []string) {
	for key := range f.texts {
		if key.context == context {
			names = append(names, key.number)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	return names
}

// categories are all plural categories, in the order of CLDR.
var categories = []string{"zero", "one", "two", "few", "many", other}

// rank orders the branches of a plural.
func rank(key string) int {
	if exact, ok := strings.CutPrefix(key, "="); ok {
		n, _ := strconv.Atoi(exact) // only for the order
		return n - 1<<30
	}
	return slices.Index(categories, key)
}

// cardinals returns the names of the categories that a locale has.
func cardinals(locale string, ordinal bool) (names []string) {
	all := cldr.Lookup(locale).Cardinals()
	if ordinal {
		all = cldr.Lookup(locale).Ordinals()
	}
	for _, c := range all {
		names = append(names, c.String())
	}
	return names
}

// each calls do with the parts of each form, in order, and keeps what it
// returns.
func (f *forms) each(do func([]icu.Part) []icu.Part) {
	for _, c := range f.contexts() {
		for _, n := range f.numbers(c) {
			f.texts[form{c, n}] = do(f.texts[form{c, n}])
		}
	}
}
