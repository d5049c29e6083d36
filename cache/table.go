package cache

import "github.com/teletextio/content/fetch"

// revision puts what was loaded together.
func (l *loading[T]) revision() *Revision[T] {
	r := &Revision[T]{
		store: l.s, src: l.source(), m: l.m,
		indexes: l.indexes, objects: l.kept,
		locales: make(map[string]*Locale[T], len(l.m.Locales)),
		size:    l.size, whole: l.whole,
	}
	t := &tables[T]{rev: r, full: map[string]map[string][]string{}}
	for tag := range l.m.Locales {
		r.locales[tag] = t.locale(tag, l.s.chain(l.m.DefaultLocale, tag, l.m.Locales[tag].Fallback, r))
	}
	return r
}

// source returns where bundles on demand are looked for first. A snapshot has
// none but those that the revision holds; to keep it would keep its memory.
func (l *loading[T]) source() fetch.Fetcher {
	if _, snapshot := l.Source.(*Snapshot); snapshot || l.whole {
		return nil
	}
	return l.Source
}

// chain returns the locales that a reader of tag gets texts from: tag, its
// fallback list or, where it has none, its parents, the default locale; each once, and only
// what is published.
func (s *Store[T]) chain(last, tag string, fallback []string, r *Revision[T]) []string {
	if fallback == nil && s.opts.Parents != nil {
		fallback = s.opts.Parents(tag)
	}
	chain := make([]string, 0, len(fallback)+2)
	add := func(tag string) {
		if _, ok := r.m.Locales[tag]; !ok {
			return
		}
		for _, have := range chain {
			if have == tag {
				return
			}
		}
		chain = append(chain, tag)
	}
	add(tag)
	for _, f := range fallback {
		add(f)
	}
	add(last)
	return chain
}

// tables builds the maps of all locales of a revision.
type tables[T any] struct {
	rev  *Revision[T]
	full map[string]map[string][]string // bundle -> name -> full keys
}

func (t *tables[T]) locale(tag string, chain []string) *Locale[T] {
	l := &Locale[T]{rev: t.rev, chain: chain, whole: true}
	n := 0
	bundles := map[string]bool{}
	for _, from := range chain {
		for name, e := range t.rev.indexes[from].Bundles {
			if !bundles[name] {
				bundles[name] = true
				n += e.Keys
			}
		}
	}
	l.texts = make(map[string]T, min(n, maxHint))
	for name := range bundles {
		if !t.add(l, name) {
			l.whole = false
		}
	}
	return l
}

// maxHint bounds what is set aside because an index says that it has many
// keys.
const maxHint = 1 << 16

// add puts one bundle, as the chain of l has it, into the map of l. It stops
// at the first object that is not in memory, because that one comes before
// all behind it, and returns false.
func (t *tables[T]) add(l *Locale[T], name string) bool {
	for _, from := range l.chain {
		if _, ok := t.rev.indexes[from].Bundles[name]; !ok {
			continue
		}
		o := t.rev.objects[place{from, name}]
		if o == nil {
			return false
		}
		for _, text := range o.texts {
			for _, key := range t.keys(name, text.name) {
				if _, ok := l.texts[key]; !ok {
					l.texts[key] = text.value
				}
			}
		}
	}
	return true
}

// keys returns the full keys of one text. Locales share the strings.
func (t *tables[T]) keys(bundle, name string) []string {
	names := t.full[bundle]
	if names == nil {
		names = map[string][]string{}
		t.full[bundle] = names
	}
	keys, ok := names[name]
	if !ok {
		keys = t.rev.m.FullKeys(bundle, name)
		names[name] = keys
	}
	return keys
}
