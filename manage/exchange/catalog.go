package exchange

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/texts"
)

// Catalog is what one file of translations holds: texts of one bundle, in one
// locale or in several.
type Catalog struct {
	File    string   // the name of the file, for problems
	Bundle  string   // "": the file does not say
	Source  string   // the locale that is translated from; "": the file does not say, or has no such texts
	Locales []string // those of the file's texts, without the Source
	Entries []Entry  // in the order of the file

	unnamed bool // the file does not say what its plurals count
}

// Entry is one text in the locales of its catalog.
type Entry struct {
	Key   string            // inside of the bundle
	Line  int               // counted from 1; 0: unknown
	Texts map[string]string // messages by locale
}

// Options are the choices of [Decode] and [Encode]. The zero value is fine but
// for Locale, where the file does not say it.
type Options struct {
	// Bundle is that of the texts in a file; "": as the file says, else as its
	// name does, else DefaultBundle.
	Bundle, DefaultBundle string

	// Locale is that of the texts in a file; "": as the file says, else as its
	// name does. Of a file with several locales it takes in this one only; "":
	// all.
	Locale string

	// Source is the locale of the texts that a file translates from. Decode
	// takes them in when it is set, and leaves them alone when it is "".
	Source string

	// Placeholders is the syntax of placeholders, one of [Placeholders]; "" is
	// what the format has or says. i18next and go-i18n have their own only.
	Placeholders string

	// Count is the argument of plurals in formats that do not name it. "": count,
	// and Catalog.Texts calls it as the texts of a set do.
	Count string

	// Contexts are the suffixes that i18next takes for a context; nil: male and
	// female.
	Contexts []string

	// Plain says that the file holds plain text: Decode escapes it, and Encode
	// takes the references out. false: it holds HTML, as texts do.
	Plain bool

	// PlainKey reports whether the text of a key inside of a bundle is plain
	// text, so that Plain leaves it alone; nil: none is.
	PlainKey func(bundleName, key string) bool

	// Fuzzy takes in translations that gettext calls fuzzy.
	Fuzzy bool
}

// Report is what a conversion could not carry over.
type Report struct {
	Losses  texts.Problems `json:"losses"`       // texts that are left out
	Changes texts.Problems `json:"changes"`      // texts that are carried over, but not as they were
	Empty   int            `json:"untranslated"` // entries of the file that have no text yet
}

// notes are what becomes of one text on its way. The first loss is the one to
// tell.
type notes struct {
	lost    *note
	changed []note
}

type note struct{ what, fix string }

func (n *notes) lose(fix, format string, args ...any) {
	if n.lost == nil {
		n.lost = &note{fmt.Sprintf(format, args...), fix}
	}
}

func (n *notes) change(fix, format string, args ...any) {
	one := note{fmt.Sprintf(format, args...), fix}
	if !slices.Contains(n.changed, one) {
		n.changed = append(n.changed, one)
	}
}

// fits reports whether a text can be one at all; one that is too long is not
// looked at any further.
func (n *notes) fits(text string) bool {
	if len(text) > message.MaxSource {
		n.lose("divide it", "the text is longer than %d bytes", message.MaxSource)
		return false
	}
	return true
}

// job is one conversion of one file.
type job struct {
	Options
	file   string
	report Report
	said   int  // notes for translators that the file has
	counts bool // Count was given
}

func newJob(file string, o *Options) *job {
	j := &job{file: file, report: Report{Losses: texts.Problems{}, Changes: texts.Problems{}}}
	if o != nil {
		j.Options = *o
	}
	j.counts = j.Count != ""
	j.Count = cmp.Or(j.Count, "count")
	if j.Contexts == nil {
		j.Contexts = []string{"male", "female"}
	}
	return j
}

// settle writes the notes on a text down, and reports whether there is a text
// all the same.
func (j *job) settle(n *notes, line int, key, locale string) bool {
	if n.lost != nil {
		j.report.Losses = append(j.report.Losses, j.problem(line, key, locale, *n.lost))
		return false
	}
	for _, c := range n.changed {
		j.report.Changes = append(j.report.Changes, j.problem(line, key, locale, c))
	}
	return true
}

func (j *job) problem(line int, key, locale string, n note) texts.Problem {
	if key != "" && j.Bundle != "" {
		key = j.Bundle + "." + key
	}
	return texts.Problem{File: j.file, Line: line, Locale: locale, Key: key, What: n.what, Fix: n.fix}
}

// lose writes down a loss that no text belongs to.
func (j *job) lose(line int, key, locale, what, fix string) {
	j.settle(&notes{lost: &note{what, fix}}, line, key, locale)
}

// change is lose for a change.
func (j *job) change(line int, key, locale, what, fix string) {
	j.settle(&notes{changed: []note{{what, fix}}}, line, key, locale)
}

// collect puts entries of a file together: one that is there twice is a loss.
type collect struct {
	*job
	entries []Entry
	at      map[string]int // index by key
}

// add adds a text; n are the notes on it.
func (c *collect) add(line int, key, locale, text string, n *notes) {
	if c.at == nil {
		c.at = map[string]int{}
	}
	text = tidied(text, n)
	i, there := c.at[key]
	if there && n.lost == nil {
		if first, dup := c.entries[i].Texts[locale]; dup {
			if first == text {
				return // it is said twice
			}
			n.lose("keep one of them, or give it another key", "the key %q is there twice, first on line %d", key, c.entries[i].Line)
		}
	}
	if !c.settle(n, line, key, locale) {
		return
	}
	if !there {
		i = len(c.entries)
		c.at[key] = i
		c.entries = append(c.entries, Entry{Key: key, Line: line, Texts: map[string]string{}})
	}
	c.entries[i].Texts[locale] = text
}
