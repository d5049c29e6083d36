package cache

import (
	"cmp"
	"context"
	"slices"
)

// prefetchers is how many objects Prefetch gets at once. It is apart from the
// loads that somebody waits for.
const prefetchers = 2

// Prefetch gets bundles of a partial revision before they are asked for, in
// the background: first those that replace what is in memory on demand, the
// last used first; then, while that memory is not half full, those of the
// highest weights. prev is the revision before, nil for none. A failure ends
// it, and nothing but speed depends on it.
func (s *Store[T]) Prefetch(r, prev *Revision[T]) {
	if r.whole || !s.begin() {
		return
	}
	go func() {
		defer s.end()
		ctx, cancel := s.detach()
		defer cancel()
		// The error is that of a load; the gate has taken it in.
		_ = guarded(func() error { return s.prefetch(ctx, r, prev) })
	}()
}

func (s *Store[T]) prefetch(ctx context.Context, r, prev *Revision[T]) error {
	list := r.replacing(prev, s.demand.held())
	if err := s.bringAll(ctx, r, list); err != nil {
		return err
	}
	return s.bringAll(ctx, r, r.heaviest(s.demand.limit/2-s.demand.stats().Bytes, s.measured()))
}

// replacing lists what r has in the places of the objects with ids that prev
// had, in the order of ids.
func (r *Revision[T]) replacing(prev *Revision[T], ids []objectID) []item {
	if prev == nil || len(ids) == 0 {
		return nil
	}
	rank := make(map[objectID]int, len(ids))
	for i, id := range ids {
		rank[id] = i
	}
	type ranked struct {
		item
		rank int
	}
	var list []ranked
	for it := range prev.all() {
		n, ok := rank[it.id()]
		if !ok {
			continue
		}
		if now, ok := r.item(it.place); ok && now.id() != it.id() && r.objects[it.place] == nil {
			list = append(list, ranked{now, n})
		}
	}
	slices.SortFunc(list, func(a, b ranked) int { return a.rank - b.rank })
	items := make([]item, len(list))
	for i, it := range list {
		items[i] = it.item
	}
	return items
}

// heaviest lists the bundles of the highest weights above 0 that r does not
// hold, as many as fit into room bytes.
func (r *Revision[T]) heaviest(room int64, ratio float64) []item {
	var items []item
	for it := range r.all() {
		if it.weight > 0 && r.objects[it.place] == nil {
			items = append(items, it)
		}
	}
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.bundle, b.bundle), cmp.Compare(a.locale, b.locale))
	})
	for i, it := range items {
		if room -= int64(float64(it.ref.Bytes) * ratio); room < 0 {
			return items[:i]
		}
	}
	return items
}

// bringAll loads items, a few at once, and stops at the first failure.
func (s *Store[T]) bringAll(ctx context.Context, r *Revision[T], items []item) error {
	for len(items) > 0 {
		n := min(prefetchers, len(items))
		errs := make(chan error, n)
		for _, it := range items[:n] {
			go func() { errs <- s.load(ctx, r.src, it) }()
		}
		var first error
		for range n {
			if err := <-errs; err != nil && first == nil {
				first = err
			}
		}
		if first != nil {
			return first
		}
		items = items[n:]
	}
	return nil
}

// all yields every bundle that the indexes list.
func (r *Revision[T]) all() func(yield func(item) bool) {
	return func(yield func(item) bool) {
		for tag := range r.indexes {
			for name := range r.indexes[tag].Bundles {
				if it, _ := r.item(place{tag, name}); !yield(it) {
					return
				}
			}
		}
	}
}

// item returns the bundle at a place.
func (r *Revision[T]) item(at place) (it item, ok bool) {
	x := r.indexes[at.locale]
	if x == nil {
		return it, false
	}
	e, ok := x.Bundles[at.bundle]
	return item{place: at, ref: e.Ref, dir: r.m.Locales[at.locale].Dir, weight: e.Weight}, ok
}
