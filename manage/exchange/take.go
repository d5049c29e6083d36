package exchange

import (
	"errors"
	"slices"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/internal/icu"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// Texts returns the texts of a catalog as a folder has them, by bundle and
// locale. A plural whose file does not say what it counts counts what the text
// of the set does. What [publish.Check] finds wrong is left out and among the
// losses, and so is a text whose markup a publish would clean: people look at
// it first. set gives the settings that concern texts, and is not changed.
func (c *Catalog) Texts(set *texts.Set) (all map[texts.ID]map[string]texts.Text, losses texts.Problems) {
	t := taker{file: c.File, set: set, plain: PlainKeys(set), all: map[texts.ID]map[string]texts.Text{}}
	for _, e := range c.Entries {
		for locale, source := range e.Texts {
			id := texts.ID{Bundle: c.Bundle, Locale: locale}
			if c.unnamed {
				main := texts.ID{Bundle: c.Bundle, Locale: set.MainLocale()}
				source = countAs(source, set.Texts[id][e.Key].Source, set.Texts[main][e.Key].Source)
			}
			t.take(id, e, source)
		}
	}
	t.check()
	t.losses.Sort()
	return t.all, t.losses
}

// PlainKeys returns a function that reports whether the text of a key inside of
// a bundle is plain text, as the settings of a set say.
func PlainKeys(set *texts.Set) func(bundleName, key string) bool {
	route := &bundle.Manifest{DefaultBundle: set.DefaultBundleName(), Routes: set.Routes}
	return func(bundleName, key string) bool {
		return slices.ContainsFunc(route.FullKeys(bundleName, key), func(key string) bool {
			return set.Keys[key].Type == bundle.TypeText
		})
	}
}

// taker takes the texts of a file in.
type taker struct {
	file   string
	set    *texts.Set
	plain  func(bundleName, key string) bool
	all    map[texts.ID]map[string]texts.Text
	places []place // by line in what is checked
	losses texts.Problems
}

// place is where a text is.
type place struct {
	id   texts.ID
	name string
	line int
}

// take takes one text in, unless its markup is refused.
func (t *taker) take(id texts.ID, e Entry, source string) {
	if !t.plain(id.Bundle, e.Key) {
		_, err := message.Compile(source, message.HTML, id.Locale)
		if refused := new(message.RefusedError); errors.As(err, &refused) {
			t.losses = append(t.losses, texts.Problem{
				File: t.file, Line: e.Line, Locale: id.Locale, Key: id.Bundle + "." + e.Key,
				What: "the markup is refused: " + refused.Reason + ", at " + shown(source[min(refused.Offset, len(source)):]),
				Fix:  "mend it in the file; or import with --plain, if < and & are characters there",
			})
			return
		}
	}
	if t.all[id] == nil {
		t.all[id] = map[string]texts.Text{}
	}
	t.places = append(t.places, place{id, e.Key, e.Line})
	t.all[id][e.Key] = texts.Text{Source: source, At: texts.Pos{File: t.file, Line: len(t.places)}}
}

// check holds the texts against the rules of a publish.
func (t *taker) check() {
	wrong, _ := publish.Check(&texts.Set{
		Project: "import", DefaultBundle: t.set.DefaultBundle, Routes: t.set.Routes, Keys: t.set.Keys, Texts: t.all,
	})
	for _, p := range wrong {
		if p.File != t.file || p.Line == 0 || p.Locale == "" {
			continue // about settings, which are the folder's
		}
		at := t.places[p.Line-1]
		p.Line = at.line
		delete(t.all[at.id], at.name)
		t.losses = append(t.losses, p)
	}
	for _, at := range t.places {
		if text, ok := t.all[at.id][at.name]; ok {
			text.At.Line = at.line
			t.all[at.id][at.name] = text
		}
	}
}

// countAs lets a plural count what the first of the others counts that has a
// plural, unless that would mix up two arguments.
func countAs(source string, others ...string) string {
	parts, err := icu.Parse(source)
	from := counter(parts)
	if err != nil || from == "" {
		return source
	}
	for _, o := range others {
		like, err := icu.Parse(o)
		to := counter(like)
		if err != nil || to == "" {
			continue
		}
		if to == from || mentions(like, from) || mentions(parts, to) {
			return source
		}
		return icu.Format(recounted(parts, from, to))
	}
	return source
}

// counter returns what the first plural of a message counts, "" when it has
// none.
func counter(parts []icu.Part) string {
	for _, p := range parts {
		if p.Form == "plural" || p.Form == "selectordinal" {
			return p.Name
		}
		for _, c := range p.Cases {
			if name := counter(c.Parts); name != "" {
				return name
			}
		}
	}
	return ""
}

// mentions reports whether a message has an argument.
func mentions(parts []icu.Part, name string) bool {
	return slices.ContainsFunc(parts, func(p icu.Part) bool {
		return p.Name == name || slices.ContainsFunc(p.Cases, func(c icu.Case) bool { return mentions(c.Parts, name) })
	})
}

// recounted returns a message with one argument called otherwise.
func recounted(parts []icu.Part, from, to string) []icu.Part {
	out := slices.Clone(parts)
	for i := range out {
		if out[i].Name == from {
			out[i].Name = to
		}
		out[i].Cases = slices.Clone(out[i].Cases)
		for k := range out[i].Cases {
			out[i].Cases[k].Parts = recounted(out[i].Cases[k].Parts, from, to)
		}
	}
	return out
}
