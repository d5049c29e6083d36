package publish

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
)

// Changes are what makes one revision another one.
type Changes struct {
	Added   int `json:"added"` // texts, in all locales
	Changed int `json:"changed"`
	Removed int `json:"removed"`
	Before  int `json:"before"` // how many texts there were in all

	LocalesAdded   []string `json:"localesAdded,omitempty"`
	LocalesRemoved []string `json:"localesRemoved,omitempty"`

	// Settings are what has changed beside texts: "defaultLocale",
	// "defaultBundle", "routes", "locale de", "weights", "keys".
	Settings []string `json:"settings,omitempty"`

	// Texts are the texts themselves, in order; not those of locales that
	// were added or removed whole.
	Texts []Change `json:"texts,omitempty"`

	// Partial says that the revision before could not be read whole: what is
	// lost of it is not counted.
	Partial bool `json:"partial,omitempty"`
}

// Change is one text that is not what it was.
type Change struct {
	Locale string `json:"locale"`
	Bundle string `json:"bundle"`
	Name   string `json:"name"`          // inside the bundle
	Key    string `json:"key"`           // as an app writes it
	Old    string `json:"old,omitempty"` // "": it is new
	New    string `json:"new,omitempty"` // "": it is gone
}

// None reports whether nothing has changed.
func (c *Changes) None() bool {
	return c.Added+c.Changed+c.Removed+len(c.LocalesAdded)+len(c.LocalesRemoved)+len(c.Settings) == 0
}

// differ compares two revisions. Only what has another hash is read.
type differ struct {
	old, new side
	atOnce   int

	mu       sync.Mutex // guards what follows
	changes  Changes
	settings map[string]bool
}

// compareSides returns what has changed from old to new; old may be nil.
func compareSides(ctx context.Context, old, new side, atOnce int) (*Changes, error) {
	d := &differ{old: old, new: new, atOnce: atOnce, settings: map[string]bool{}}
	was := &bundle.Manifest{}
	if old != nil {
		was = old.manifest()
		d.ofManifest(was, new.manifest())
	}
	tags := slices.Collect(maps.Keys(was.Locales))
	for tag := range new.manifest().Locales {
		if _, both := was.Locales[tag]; !both {
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags)
	if err := each(ctx, atOnce, tags, d.locale); err != nil {
		return nil, err
	}
	c := &d.changes
	c.Settings = append(c.Settings, slices.Sorted(maps.Keys(d.settings))...)
	slices.Sort(c.LocalesAdded)
	slices.Sort(c.LocalesRemoved)
	slices.SortFunc(c.Texts, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Locale, b.Locale), cmp.Compare(a.Bundle, b.Bundle), cmp.Compare(a.Name, b.Name))
	})
	return c, nil
}

func (d *differ) ofManifest(was, is *bundle.Manifest) {
	d.settings["defaultLocale"] = was.DefaultLocale != is.DefaultLocale
	d.settings["defaultBundle"] = was.DefaultBundle != is.DefaultBundle
	d.settings["routes"] = !maps.Equal(was.Routes, is.Routes)
	for tag, b := range is.Locales {
		a, both := was.Locales[tag]
		d.settings["locale "+tag] = both && (a.Dir != b.Dir || a.Name != b.Name ||
			(a.Fallback == nil) != (b.Fallback == nil) || !slices.Equal(a.Fallback, b.Fallback))
	}
	maps.DeleteFunc(d.settings, func(_ string, changed bool) bool { return !changed })
}

// lost reports whether an error says that an object is missing or damaged,
// which makes a comparison partial and no more.
func lost(err error) bool {
	var format *bundle.FormatError
	return errors.Is(err, fetch.ErrNotFound) || errors.Is(err, fetch.ErrTooLarge) || errors.As(err, &format)
}

// oldIndex reads an index of the revision before, nil when it is lost.
func (d *differ) oldIndex(ctx context.Context, tag string) (*bundle.Index, error) {
	x, err := d.old.index(ctx, tag)
	if err != nil && lost(err) {
		d.partial()
		return nil, nil
	}
	return x, err
}

func (d *differ) partial() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.changes.Partial = true
}

func (d *differ) locale(ctx context.Context, tag string) error {
	var was, is *bundle.Index
	var err error
	oldRef, newRef := bundle.Ref{}, d.new.manifest().Locales[tag].Index
	if d.old != nil {
		oldRef = d.old.manifest().Locales[tag].Index
	}
	if newRef.SHA256 != "" {
		if is, err = d.new.index(ctx, tag); err != nil {
			return err
		}
	}
	switch {
	case oldRef == newRef:
		d.count(func(c *Changes) { c.Before += keysOf(is) })
		return nil
	case oldRef.SHA256 == "":
		d.count(func(c *Changes) {
			c.Added += keysOf(is)
			if d.old != nil {
				c.LocalesAdded = append(c.LocalesAdded, tag)
			}
		})
		return nil
	}
	if was, err = d.oldIndex(ctx, tag); err != nil {
		return err
	}
	if newRef.SHA256 == "" {
		d.count(func(c *Changes) {
			c.Before += keysOf(was)
			c.Removed += keysOf(was)
			c.LocalesRemoved = append(c.LocalesRemoved, tag)
		})
		return nil
	}
	if was == nil {
		return nil
	}
	return d.bundles(ctx, tag, was, is)
}

func (d *differ) count(add func(*Changes)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	add(&d.changes)
}

func keysOf(x *bundle.Index) (n int) {
	if x != nil {
		for _, e := range x.Bundles {
			n += e.Keys
		}
	}
	return n
}

func (d *differ) bundles(ctx context.Context, tag string, was, is *bundle.Index) error {
	names := slices.Collect(maps.Keys(was.Bundles))
	for name := range is.Bundles {
		if _, both := was.Bundles[name]; !both {
			names = append(names, name)
		}
	}
	return each(ctx, d.atOnce, names, func(ctx context.Context, name string) error {
		a, b := was.Bundles[name], is.Bundles[name]
		d.count(func(c *Changes) {
			c.Before += a.Keys
			if a.Ref != (bundle.Ref{}) && b.Ref != (bundle.Ref{}) && a.Weight != b.Weight {
				d.settings["weights"] = true
			}
		})
		if a.Ref == b.Ref {
			return nil
		}
		return d.texts(ctx, tag, name, a, b)
	})
}

func (d *differ) texts(ctx context.Context, tag, name string, a, b bundle.IndexEntry) (err error) {
	was, is := &bundle.Bundle{}, &bundle.Bundle{}
	if a.SHA256 != "" {
		if was, err = d.old.bundle(ctx, tag, name, a); err != nil {
			if lost(err) {
				d.partial()
				return nil
			}
			return err
		}
	}
	if b.SHA256 != "" {
		if is, err = d.new.bundle(ctx, tag, name, b); err != nil {
			return err
		}
	}
	oldKeys, newKeys := d.new.manifest().FullKeysOf(name), d.new.manifest().FullKeysOf(name)
	if d.old != nil {
		oldKeys = d.old.manifest().FullKeysOf(name)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c := &d.changes
	for text, old := range was.Texts {
		switch now, both := is.Texts[text]; {
		case !both:
			c.Removed++
			c.Texts = append(c.Texts, Change{tag, name, text, keyOf(oldKeys, name, text), old, ""})
		case now != old:
			c.Changed++
			c.Texts = append(c.Texts, Change{tag, name, text, keyOf(newKeys, name, text), old, now})
		}
	}
	for text, now := range is.Texts {
		if _, both := was.Texts[text]; !both {
			c.Added++
			c.Texts = append(c.Texts, Change{tag, name, text, keyOf(newKeys, name, text), "", now})
		}
	}
	if a.SHA256 != "" && b.SHA256 != "" && !sameMeta(was, is) {
		d.settings["keys"] = true
	}
	return nil
}

// keyOf returns a key that an app uses for a text: the plain one where it
// works.
func keyOf(keys func(string) []string, name, text string) string {
	plain := name + "." + text
	if all := keys(text); len(all) > 0 && !slices.Contains(all, plain) {
		return all[0]
	}
	return plain
}

// sameMeta reports whether the texts that both bundles have are of the same
// kind.
func sameMeta(a, b *bundle.Bundle) bool {
	for text := range a.Texts {
		if _, both := b.Texts[text]; both && (a.TypeOf(text) != b.TypeOf(text) || a.Keys[text].Max != b.Keys[text].Max) {
			return false
		}
	}
	return true
}
