package cache

import (
	"slices"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
)

// State is the outcome of a look-up.
type State uint8

const (
	Absent    State = iota // no locale of the fallback chain has the text
	Found                  // the value is that of the text
	NotLoaded              // a bundle that may hold the text is not in memory
)

// Revision is one consistent published state. It is immutable and safe for
// concurrent use, and stays so when the Store is closed.
type Revision[T any] struct {
	store   *Store[T]
	src     fetch.Fetcher // that it was loaded from; nil: the origin
	m       *bundle.Manifest
	indexes map[string]*bundle.Index // by locale
	objects map[place]*object[T]     // in memory for as long as the revision
	locales map[string]*Locale[T]    // by canonical tag
	size    int64
	whole   bool
}

// Locale is what a revision has for the readers of one locale. It is immutable
// and safe for concurrent use.
type Locale[T any] struct {
	rev   *Revision[T]
	texts map[string]T // full key -> value, fallback resolved
	whole bool         // texts has all there is
	chain []string     // the locales that texts are looked for in
}

// Manifest returns the manifest of the revision. It must not be changed.
func (r *Revision[T]) Manifest() *bundle.Manifest { return r.m }

// Whole reports whether all texts of the revision are in memory.
func (r *Revision[T]) Whole() bool { return r.whole }

// Size returns what the bundles take that the revision holds, in bytes as
// Compile tells them.
func (r *Revision[T]) Size() int64 { return r.size }

// Bundles returns how many bundles the revision has and how many of them it
// holds.
func (r *Revision[T]) Bundles() (all, held int) {
	for _, x := range r.indexes {
		all += len(x.Bundles)
	}
	return all, len(r.objects)
}

// Locale returns the locale with the canonical tag, or nil. The argument is
// matched against the manifest's list as it stands.
func (r *Revision[T]) Locale(tag string) *Locale[T] { return r.locales[tag] }

// Object is one immutable object of a revision.
type Object struct {
	Name string // as a fetcher takes it
	Ref  bundle.Ref
}

// Objects lists the objects that a copy of the revision as it is in memory
// needs: all indexes and the bundles that it holds, sorted by name.
func (r *Revision[T]) Objects() []Object {
	list := make([]Object, 0, len(r.indexes)+len(r.objects))
	for tag := range r.indexes {
		ref := r.m.Locales[tag].Index
		list = append(list, Object{bundle.IndexName(tag, ref), ref})
	}
	for p := range r.objects {
		ref := r.indexes[p.locale].Bundles[p.bundle].Ref
		list = append(list, Object{bundle.BundleName(p.bundle, p.locale, ref), ref})
	}
	slices.SortFunc(list, func(a, b Object) int {
		switch {
		case a.Name < b.Name:
			return -1
		case a.Name > b.Name:
			return 1
		}
		return 0
	})
	return list
}

// Lookup returns the value of a full key. It allocates nothing for a text that
// is in memory for as long as the revision.
func (l *Locale[T]) Lookup(key []byte) (T, State) {
	if v, ok := l.texts[string(key)]; ok { // does not allocate
		return v, Found
	}
	if l.whole {
		var none T
		return none, Absent
	}
	return l.lookupDemand(string(key))
}

// LookupString is Lookup for a string.
func (l *Locale[T]) LookupString(key string) (T, State) {
	if v, ok := l.texts[key]; ok {
		return v, Found
	}
	if l.whole {
		var none T
		return none, Absent
	}
	return l.lookupDemand(key)
}

// Held returns all values that are in memory for as long as the revision, by
// full key. It must not be changed. To look into it is the fastest look-up.
func (l *Locale[T]) Held() map[string]T { return l.texts }

// Len returns how many full keys the locale has in memory for as long as the
// revision.
func (l *Locale[T]) Len() int { return len(l.texts) }

// Chain returns the locales that a text is looked for in, nearest first. It
// must not be changed.
func (l *Locale[T]) Chain() []string { return l.chain }

// Whole reports whether every text that the locale can show is in memory.
func (l *Locale[T]) Whole() bool { return l.whole }
