package texts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a set of texts: where, what, and how
// to mend it. All fields but What may be empty.
type Problem struct {
	File   string `json:"file,omitempty"`   // the file, with the folder it was read from
	Line   int    `json:"line,omitempty"`   // counted from 1; 0: the file as a whole
	Locale string `json:"locale,omitempty"` // the locale of the text
	Key    string `json:"key,omitempty"`    // the key as an app writes it, such as home.title
	What   string `json:"what"`             // what is wrong
	Fix    string `json:"fix,omitempty"`    // how to mend it
}

// String returns the problem in one line:
//
//	texts/home.de.yaml:3: home.title (de): the text is empty; remove the key, …
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
		}
		b.WriteString(": ")
	}
	switch {
	case p.Key != "" && p.Locale != "":
		fmt.Fprintf(&b, "%s (%s): ", p.Key, p.Locale)
	case p.Key != "":
		fmt.Fprintf(&b, "%s: ", p.Key)
	case p.Locale != "" && p.File == "":
		fmt.Fprintf(&b, "%s: ", p.Locale)
	}
	b.WriteString(p.What)
	if p.Fix != "" {
		b.WriteString("; ")
		b.WriteString(p.Fix)
	}
	return b.String()
}

// Problems is the error of texts that cannot be published: all that is wrong
// with them, in the order of files and lines. Find it with errors.As.
type Problems []Problem

// Error returns one line per problem behind a line that counts them.
func (p Problems) Error() string {
	if len(p) == 1 {
		return "texts: " + p[0].String()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "texts: %d problems:", len(p))
	for _, one := range p {
		b.WriteString("\n")
		b.WriteString(one.String())
	}
	return b.String()
}

// Sort brings the problems into the order of files, lines, keys, locales and
// what is wrong.
func (p Problems) Sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.Locale, b.Locale),
			cmp.Compare(a.What, b.What),
		)
	})
}
