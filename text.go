package content

import (
	"errors"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/internal/message"
)

// entry is one published text as the readers of one locale get it: the text
// itself, and the locale that it was found in along the fallback chain.
// It is immutable.
type entry struct {
	text    *message.Text // nil when refused
	locale  string        // the locale that the text is written in
	dir     string        // that locale's direction, "ltr" or "rtl"
	refused error         // why the text was refused at load
}

// slot is what the maps of a revision hold: an entry, and beside it the HTML of
// a text that takes no arguments, so that the most frequent look-up follows no
// pointer.
type slot struct {
	html  string // "" for any other text
	entry *entry
}

// lookupState is the outcome of a look-up.
type lookupState uint8

const (
	textAbsent    lookupState = iota // no locale of the chain has the text
	textFound                        // the entry is valid
	textNotLoaded                    // it may exist, but is not in memory (partial mode)
)

// localeTable is what a revision has for one locale. It is immutable.
type localeTable struct {
	held  map[string]slot // what is in memory for as long as the revision
	tag   string          // canonical
	dir   string          // "ltr" or "rtl"
	name  string          // in its own language; "" when unknown
	texts *cache.Locale[slot]
}

// entryBytes is what an entry takes beside its text, the place in the maps of
// a few locales included.
const entryBytes = 192

// bundleBytes is what a bundle takes beside its entries: its place in the index
// and in the maps of revisions.
const bundleBytes = 320

// compileTexts turns the texts of a bundle into entries. A text that is
// refused becomes an entry that says why; it hides the text of a locale behind
// it, because what is published for this locale is the refused one.
func (c *Client) compileTexts(b *bundle.Bundle, dir string) (map[string]slot, int64) {
	entries := make([]entry, len(b.Texts))
	byName := make(map[string]slot, len(b.Texts))
	size, i := int64(bundleBytes), 0
	for name, src := range b.Texts {
		e := &entries[i]
		e.locale, e.dir = b.Locale, dir
		e.text, e.refused = compileText(b, name, src)
		if errors.Is(e.refused, message.ErrEmpty) {
			continue // counts as absent
		}
		i++
		html := ""
		if e.refused != nil {
			c.status.textRefused()
			c.logs.once("text refused", b.Name+"."+name, b.Locale, e.refused.Error(), "")
		} else {
			size += e.text.Size()
			html, _ = e.text.Static()
		}
		size += entryBytes + int64(len(name))
		byName[name] = slot{html, e}
	}
	return byName, size
}

// compileText parses one text. A panic of the parser refuses that text alone.
func compileText(b *bundle.Bundle, name, src string) (t *message.Text, err error) {
	kind := message.HTML
	if b.TypeOf(name) == bundle.TypeText {
		kind = message.Plain
	}
	err = guarded(func() error {
		t, err = message.Compile(src, kind, b.Locale)
		return err
	})
	return t, err
}
