package cldr

// Locale is the plural rules and the way to write numbers of a language or of
// one of its regions. It is immutable; languages that agree share one.
type Locale struct{ cardinal, ordinal, number uint8 }

// Lookup returns the locale that is called tag, in any case, or else the one
// that stands in for it: a deprecated language code is followed to its
// successor ("iw" is "he"), a region to the script that it is likely written in
// ("zh-TW" is "zh-Hant-TW"), and what remains unknown loses its last subtag. A
// language that CLDR does not know, like the empty tag, gives the root: no
// plural but Other, and digits and signs of ASCII but for ∞.
//
// The result is never nil. Lookup does not allocate.
func Lookup(tag string) *Locale {
	if len(tag) > maxTag {
		tag = tag[:maxTag]
	}
	for tag != "" {
		t := find(tag)
		switch {
		case t != nil && t.locale != inherited:
			return &locales[t.locale]
		case t != nil && t.parent >= 0:
			tag = tags[t.parent].name
		default:
			tag = truncate(tag)
		}
	}
	return &locales[0]
}

// Cardinal returns the category that the locale gives to o, as
// Intl.PluralRules does. From 10^18 on it follows the rules of CLDR where ICU,
// which looks at the last 18 digits alone, does not.
func (l *Locale) Cardinal(o Operands) Category { return cardinals[l.cardinal].category(&o) }

// Ordinal is Cardinal for ordinal numbers: first, second, third.
func (l *Locale) Ordinal(o Operands) Category { return ordinals[l.ordinal].category(&o) }

// Cardinals lists the categories that cardinal numbers of the language have,
// in the order zero, one, two, few, many, other. The list is the caller's.
func (l *Locale) Cardinals() []Category { return cardinals[l.cardinal].categories() }

// Ordinals is Cardinals for ordinal numbers.
func (l *Locale) Ordinals() []Category { return ordinals[l.ordinal].categories() }
