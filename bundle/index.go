package bundle

import "fmt"

// Index lists the bundles of one locale.
type Index struct {
	Locale  string
	Bundles map[string]IndexEntry // bundle name → entry
	Empty   bool                  // required when Bundles is empty: that is intended; else it means nothing
}

// IndexEntry is what an index says of one bundle.
type IndexEntry struct {
	Ref
	Keys   int     // how many texts the bundle has
	Weight float64 // how early to load it, relative to the others, 0 … MaxWeight; 0 when unknown
}

// Check refuses an index that is not of the locale it was asked for, with
// [RuleFileMismatch]. name is the file, for the error.
func (x *Index) Check(name, locale string) error {
	if x.Locale != locale {
		return mismatch(name, "locale", x.Locale, locale)
	}
	return nil
}

// mismatch is the error of a file that says it is another one.
func mismatch(name, member, got, want string) error {
	return &FormatError{
		Name: name, Rule: RuleFileMismatch,
		Reason: fmt.Sprintf("%s is %q, not %q", member, shown(got), shown(want)),
	}
}
