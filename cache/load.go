package cache

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"golang.org/x/sync/errgroup"
)

// LoadOptions says what a [Store.Load] can build on.
type LoadOptions[T any] struct {
	// Source has the objects, for example a snapshot. Bundles that the
	// revision loads on demand are looked for there first. nil: the fetcher
	// of the Store alone.
	Source fetch.Fetcher

	// Previous is a revision whose unchanged objects are taken over. nil:
	// none.
	Previous *Revision[T]

	// Keep is given every object that Load fetches, verified, by several
	// goroutines at once. It must not change the bytes. nil: nobody.
	Keep func(name string, body []byte)
}

// Load returns the revision of m: whole when it fits the budget, else partial.
// m has been verified by the caller and is not changed any more. All indexes
// and all bundles that the revision holds are there and verified against m, or
// Load fails with the error of the fetcher or of package bundle, and nothing
// has changed. o may be nil.
func (s *Store[T]) Load(ctx context.Context, m *bundle.Manifest, o *LoadOptions[T]) (*Revision[T], error) {
	l := &loading[T]{s: s, m: m, have: map[objectID]*object[T]{}}
	if o != nil {
		l.LoadOptions = *o
	}
	s.takeUp(l)
	if err := l.loadIndexes(ctx); err != nil {
		s.leave(l)
		return nil, err
	}
	if err := l.loadObjects(ctx, l.items()); err != nil {
		s.leave(l)
		return nil, err
	}
	if l.whole {
		s.demand.purge()
	}
	return l.revision(), nil
}

// loading is the work of one Load.
type loading[T any] struct {
	LoadOptions[T]
	s       *Store[T]
	m       *bundle.Manifest
	indexes map[string]*bundle.Index     // by locale
	read    map[bundle.Ref]*bundle.Index // fetched or left by a load that failed

	have  map[objectID]*object[T] // loaded or taken over
	kept  map[place]*object[T]    // of the revision to be
	size  int64                   // of kept
	whole bool
}

// loadIndexes gets the index of every locale.
func (l *loading[T]) loadIndexes(ctx context.Context) error {
	tags := make([]string, 0, len(l.m.Locales))
	for tag := range l.m.Locales {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	got := make([]*bundle.Index, len(tags))
	err := l.s.each(ctx, len(tags), func(ctx context.Context, i int) (err error) {
		got[i], err = l.index(ctx, tags[i])
		return err
	})
	read := make(map[bundle.Ref]*bundle.Index, len(tags))
	l.indexes = make(map[string]*bundle.Index, len(tags))
	for i, tag := range tags {
		l.indexes[tag] = got[i]
		if got[i] != nil {
			read[l.m.Locales[tag].Index] = got[i]
		}
	}
	l.read = read
	return err
}

func (l *loading[T]) index(ctx context.Context, tag string) (*bundle.Index, error) {
	ref := l.m.Locales[tag].Index
	if l.Previous != nil {
		if old, ok := l.Previous.m.Locales[tag]; ok && old.Index == ref {
			return l.Previous.indexes[tag], nil
		}
	}
	if x := l.read[ref]; x != nil {
		return x, x.Check(bundle.IndexName(tag, ref), tag)
	}
	name := bundle.IndexName(tag, ref)
	raw, err := l.s.get(ctx, l.Source, name, ref)
	if err != nil {
		return nil, err
	}
	x, err := bundle.DecodeIndex(name, raw)
	if err != nil {
		return nil, err
	}
	if err := x.Check(name, tag); err != nil {
		return nil, err
	}
	l.keepRaw(name, raw)
	return x, nil
}

func (l *loading[T]) keepRaw(name string, raw []byte) {
	if l.Keep != nil {
		l.Keep(name, raw)
	}
}

// items lists the bundles of the revision, most wanted first: those of the
// default locale, then all others, both by falling weight.
func (l *loading[T]) items() []item {
	var items []item
	for tag, x := range l.indexes {
		for name, e := range x.Bundles {
			items = append(items, item{
				place: place{tag, name}, ref: e.Ref, dir: l.m.Locales[tag].Dir, weight: e.Weight,
			})
		}
	}
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Or(
			l.late(a)-l.late(b),
			cmp.Compare(b.weight, a.weight),
			cmp.Compare(a.bundle, b.bundle),
			cmp.Compare(a.locale, b.locale),
		)
	})
	return items
}

func (l *loading[T]) late(it item) int {
	if it.locale == l.m.DefaultLocale {
		return 0
	}
	return 1
}

// leave keeps what a load has fetched that failed, so that the next attempt
// asks the origin for the rest alone: a publication that is torn for a while
// must not be fetched again and again.
func (s *Store[T]) leave(l *loading[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leftIndexes, s.leftObjects = l.read, l.have
}

// takeUp gives l what a load before it has left.
func (s *Store[T]) takeUp(l *loading[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.read = s.leftIndexes
	for id, o := range s.leftObjects {
		l.have[id] = o
	}
	s.leftIndexes, s.leftObjects = nil, nil
}

// each calls f for 0 … n-1, several at once, and returns the first error. A
// panic in f is an error. A missing object stops nothing: the others are
// wanted by the next attempt.
func (s *Store[T]) each(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(s.opts.Concurrency)
	missing := make([]error, n)
	for i := range n {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			err := guarded(func() error { return f(ctx, i) })
			if errors.Is(err, fetch.ErrNotFound) {
				missing[i], err = err, nil
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, err := range missing {
		if err != nil {
			return err
		}
	}
	return nil
}
