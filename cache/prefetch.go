package cache

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// prefetchers is how many objects Prefetch gets at once. It is apart from the
// loads that somebody waits for.
const prefetchers = 2

// Prefetch gets bundles of a partial revision before they are asked for, in
// the background: first those that replace what is in memory on demand; then,
// while that memory is not half full, the most popular and those of the
// highest weights. From then on, popular bundles of r that have left the
// memory are fetched again. prev is the revision before, nil for none. A
// failure ends a round, and nothing but speed depends on it. To call it again
// for the same revision does nothing.
func (s *Store[T]) Prefetch(r, prev *Revision[T]) {
	if s.opts.NoPrefetch || s.ahead.Swap(r) == r || r.whole {
		return
	}
	s.round(true, func(ctx context.Context) error {
		list := r.replacing(prev, s.demand.held())
		if err := s.bringAll(ctx, r, list); err != nil {
			return err
		}
		return s.fill(ctx, r, s.absent(s.best(r)))
	})
}

// epoch looks after what is popular.
func (s *Store[T]) epoch() {
	s.round(false, func(ctx context.Context) error {
		r := s.ahead.Load()
		if r == nil || r.whole {
			return nil
		}
		const part = 5 // of what is best, this much at once
		best := s.fitting(r.popular(s.demand.popularNow()), s.demand.half())
		return s.bringAll(ctx, r, s.fitting(s.absent(best), s.demand.half()/part))
	})
}

// round runs one round of fetching ahead in the background. While another one
// runs it waits for it, or is left out.
func (s *Store[T]) round(wait bool, f func(context.Context) error) {
	if !wait && !s.rounds.TryLock() {
		return
	}
	if !s.begin() {
		if !wait {
			s.rounds.Unlock()
		}
		return
	}
	go func() {
		defer s.end()
		if wait {
			s.rounds.Lock()
		}
		defer s.rounds.Unlock()
		ctx, cancel := s.detach()
		defer cancel()
		// The error is that of a load; the gate has taken it in.
		_ = guarded(func() error { return f(ctx) })
	}()
}

// half is what may be fetched ahead, in bytes.
func (d *demand[T]) half() int64 {
	if d.limit < 0 {
		return math.MaxInt64
	}
	return d.limit / 2
}

// fill loads items while the memory is not half full of what is worth having.
func (s *Store[T]) fill(ctx context.Context, r *Revision[T], items []item) error {
	for len(items) > 0 {
		batch := s.fitting(items[:min(prefetchers, len(items))], s.demand.half()-s.demand.worthy())
		if len(batch) == 0 {
			return nil
		}
		if err := s.bringAll(ctx, r, batch); err != nil {
			return err
		}
		items = items[len(batch):]
	}
	return nil
}

// worthy is what objects take that were asked for again, or fetched ahead.
func (d *demand[T]) worthy() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.frequent.bytes
}

// best lists what is worth having, the best first.
func (s *Store[T]) best(r *Revision[T]) []item {
	list := r.popular(s.demand.popularNow())
	known := make(map[place]bool, len(list))
	for _, it := range list {
		known[it.place] = true
	}
	for _, it := range r.heaviest() {
		if !known[it.place] {
			list = append(list, it)
		}
	}
	return list
}

// fitting returns the first items that fit into room.
func (s *Store[T]) fitting(items []item, room int64) []item {
	ratio := s.measured()
	for i, it := range items {
		size := int64(float64(it.ref.Bytes) * ratio)
		if o := s.demand.peek(it.id()); o != nil {
			size = o.size
		}
		if room -= size; room < 0 {
			return items[:i]
		}
	}
	return items
}

// absent returns the items that are not in memory.
func (s *Store[T]) absent(items []item) []item {
	return slices.DeleteFunc(slices.Clone(items), func(it item) bool { return s.demand.peek(it.id()) != nil })
}

// popular lists the bundles with a score that r does not hold.
func (r *Revision[T]) popular(scores map[place]float64) []item {
	var items []item
	for at, n := range scores {
		if it, ok := r.item(at); ok && r.objects[at] == nil && n > 1 {
			it.weight = n
			items = append(items, it)
		}
	}
	heavyFirst(items)
	return items
}

// heaviest lists the bundles of a weight above 0 that r does not hold.
func (r *Revision[T]) heaviest() []item {
	var items []item
	for it := range r.all() {
		if it.weight > 0 && r.objects[it.place] == nil {
			items = append(items, it)
		}
	}
	heavyFirst(items)
	return items
}

func heavyFirst(items []item) {
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.bundle, b.bundle), cmp.Compare(a.locale, b.locale))
	})
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

// bringAll loads items, a few at once, and stops at the first failure.
func (s *Store[T]) bringAll(ctx context.Context, r *Revision[T], items []item) error {
	for len(items) > 0 {
		n := min(prefetchers, len(items))
		errs := make(chan error, n)
		for _, it := range items[:n] {
			go func() { errs <- s.load(ctx, r.src, it, early) }()
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
