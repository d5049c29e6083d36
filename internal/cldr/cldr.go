// Package cldr answers what a localized text asks of CLDR 48: which plural
// category a number has, how a number is written, which locale stands in for
// another, and which way its script runs.
//
// The tables are generated from CLDR and committed; nothing is read at run
// time. Results are those of Intl.PluralRules and Intl.NumberFormat on ICU 78
// with default options, and the tests hold every locale that ICU has to that.
// Everything in the package is safe for concurrent use; nothing keeps state.
//
//go:generate go run ./gen -npm $CLDR_NPM
package cldr

// Category is a plural category of CLDR. The zero value is Other, which every
// language has.
type Category uint8

const (
	Other Category = iota
	Zero
	One
	Two
	Few
	Many
)

// categoryNames are the names of the categories in messages.
var categoryNames = [...]string{"other", "zero", "one", "two", "few", "many"}

// String returns the name that CLDR and ICU messages use, such as "few".
func (c Category) String() string {
	if int(c) < len(categoryNames) {
		return categoryNames[c]
	}
	return "invalid"
}

// ParseCategory returns the category called name. Names are lower case; ok is
// false for anything else.
func ParseCategory(name string) (c Category, ok bool) {
	for i, s := range categoryNames {
		if s == name {
			return Category(i), true
		}
	}
	return Other, false
}

// Style is how a number is written.
type Style uint8

const (
	Plain   Style = iota // Intl.NumberFormat default: grouping, at most three fraction digits
	Integer              // rounded to no fraction digits
	Percent              // times 100, no fraction digits, percent sign
)
