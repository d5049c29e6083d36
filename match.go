package content

import (
	"slices"
	"strconv"
	"strings"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/internal/cldr"
)

// Locale is one published locale, for a language switch.
type Locale struct {
	Tag  string `json:"tag"`  // canonical BCP 47 tag, such as "pt-BR"
	Name string `json:"name"` // in its own language, such as "português"; the tag when unknown
	Dir  string `json:"dir"`  // "ltr" or "rtl"
}

// revision is one published state with what the client needs beside the texts.
// It is immutable.
type revision struct {
	data    *cache.Revision[slot]
	raw     []byte // the manifest file
	source  source
	id      string                  // "<sequence>-<epoch>" in base 36
	home    *localeTable            // the default locale; nil when there are no locales
	tables  map[string]*localeTable // by canonical tag
	folded  map[string]*localeTable // by tag in lower case
	few     []tagged                // all tables if they are at most maxFew; else nil
	locales []Locale                // default locale first, then by tag
}

// tagged is a table with its tag beside it.
type tagged struct {
	tag   string
	table *localeTable
}

func newRevision(data *cache.Revision[slot], raw []byte, from source) *revision {
	m := data.Manifest()
	r := &revision{
		data: data, raw: raw, source: from, id: revisionID(m),
		tables: make(map[string]*localeTable, len(m.Locales)),
		folded: make(map[string]*localeTable, len(m.Locales)),
	}
	for tag, info := range m.Locales {
		texts := data.Locale(tag)
		l := &localeTable{tag: tag, dir: info.Dir, name: info.Name, held: texts.Held(), texts: texts}
		r.tables[tag] = l
		r.folded[strings.ToLower(tag)] = l
		name := info.Name
		if name == "" {
			name = tag
		}
		r.locales = append(r.locales, Locale{Tag: tag, Name: name, Dir: info.Dir})
	}
	r.home = r.tables[m.DefaultLocale]
	slices.SortFunc(r.locales, func(a, b Locale) int {
		switch {
		case a.Tag == b.Tag:
			return 0
		case a.Tag == m.DefaultLocale:
			return -1
		case b.Tag == m.DefaultLocale:
			return 1
		}
		return strings.Compare(a.Tag, b.Tag)
	})
	if len(r.locales) <= maxFew {
		for _, l := range r.locales {
			r.few = append(r.few, tagged{l.Tag, r.tables[l.Tag]})
		}
	}
	return r
}

// revisionID names a revision the same way in every process.
func revisionID(m *bundle.Manifest) string {
	return strconv.FormatInt(m.Sequence, 36) + "-" + strconv.FormatInt(m.Epoch, 36)
}

// exact returns the published locale with exactly this tag, or nil. Of the few
// locales that most sites have, going through them is faster than a map.
func (r *revision) exact(tag string) *localeTable {
	if len(r.few) > 0 {
		for i := range r.few {
			if l := &r.few[i]; l.tag == tag {
				return l.table
			}
		}
		return nil
	}
	return r.tables[tag]
}

// maxFew is the most locales that are gone through.
const maxFew = 6

// table returns the published locale called tag in any letter case, with "-"
// or "_", or nil. It keeps nothing and does not allocate.
func (r *revision) table(tag []byte) *localeTable {
	if l := r.tables[string(tag)]; l != nil {
		return l
	}
	if len(tag) > bundle.MaxLocaleLen {
		return nil
	}
	var buf [bundle.MaxLocaleLen]byte
	for i, c := range tag {
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == '_':
			c = '-'
		}
		buf[i] = c
	}
	return r.folded[string(buf[:len(tag)])]
}

// find returns the published locale that serves tag: itself or the nearest of
// its parents by CLDR; nil when there is none. What tag says goes nowhere else.
func (r *revision) find(tag string) *localeTable {
	if l := r.exact(tag); l != nil {
		return l
	}
	if tag == "" || len(tag) > bundle.MaxLocaleLen {
		return nil
	}
	if l := r.table([]byte(tag)); l != nil {
		return l
	}
	tag, ok := cldr.Canonical(withoutExtensions(strings.ReplaceAll(tag, "_", "-")))
	for ; ok && tag != ""; tag = cldr.Parent(tag) {
		if l := r.tables[tag]; l != nil {
			return l
		}
	}
	return nil
}

// withoutExtensions returns a language tag up to its first extension or private
// use, which begin with a subtag of one character (RFC 5646, section 2.2.6).
func withoutExtensions(tag string) string {
	for i := 1; i+2 < len(tag); i++ {
		if tag[i] == '-' && tag[i+2] == '-' {
			return tag[:i]
		}
	}
	return tag
}

// match is find with the default locale for a tag that no locale serves. It is
// nil when nothing is published.
func (r *revision) match(tag string) *localeTable {
	if l := r.find(tag); l != nil {
		return l
	}
	return r.home
}
