package cache

import (
	"context"
	"math"
	"slices"

	"github.com/teletextio/content/bundle"
)

// loadObjects keeps all items if they fit the budget, else the first ones in
// half of it. Of a snapshot it keeps what is there: that of a partial revision
// has only what the revision held.
func (l *loading[T]) loadObjects(ctx context.Context, items []item) error {
	budget := l.s.opts.Budget
	if budget < 0 {
		budget = math.MaxInt64
	}
	l.takeOver(items)
	all := len(items)
	if s, ok := l.Source.(*Snapshot); ok {
		items = slices.DeleteFunc(items, func(it item) bool {
			return l.have[it.id()] == nil && !s.has(bundle.BundleName(it.bundle, it.locale, it.ref))
		})
	}
	if len(items) == all && l.estimate(items) <= budget {
		whole, err := l.loadWhole(ctx, items, budget)
		if whole || err != nil {
			return err
		}
	}
	return l.loadPart(ctx, items, budget/2)
}

// takeOver collects the objects that need not be fetched.
func (l *loading[T]) takeOver(items []item) {
	for _, it := range items {
		if l.Previous != nil {
			if o := l.Previous.objects[it.place]; o != nil && o.id == it.id() {
				l.have[o.id] = o
				continue
			}
		}
		if o := l.s.demand.peek(it.id()); o != nil {
			l.have[o.id] = o
		}
	}
}

// estimate returns what items will take: exact for objects in memory, by the
// ratio of what was loaded before for all others.
func (l *loading[T]) estimate(items []item) int64 {
	ratio := l.s.measured()
	sum := 0.0
	for _, it := range items {
		if o := l.have[it.id()]; o != nil {
			sum += float64(o.size)
		} else {
			sum += float64(it.ref.Bytes) * ratio
		}
	}
	if sum >= math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(sum)
}

// loadWhole keeps all items; false when they turn out larger than the budget.
func (l *loading[T]) loadWhole(ctx context.Context, items []item, budget int64) (bool, error) {
	l.kept, l.size = make(map[place]*object[T], len(items)), 0
	published := int64(0)
	for batch := range batches(items) {
		if err := l.fetch(ctx, batch); err != nil {
			return false, err
		}
		for _, it := range batch {
			l.keep(it)
			published += it.ref.Bytes
		}
		if l.size > budget {
			l.s.measure(l.size, published)
			return false, nil
		}
	}
	l.s.measure(l.size, published)
	l.whole = true
	return true, nil
}

// loadPart keeps the first items that fit the budget. An item that does not
// fit is passed over.
func (l *loading[T]) loadPart(ctx context.Context, items []item, budget int64) error {
	l.kept, l.size, l.whole = make(map[place]*object[T]), 0, false
	published := int64(0)
	for len(items) > 0 {
		var batch []item
		room := budget - l.size
		for len(items) > 0 && len(batch) < maxBatch {
			size := l.estimate(items[:1])
			if size > room && len(batch) > 0 {
				break // what is measured may leave room after all
			}
			if size <= room {
				batch = append(batch, items[0])
				room -= size
			}
			items = items[1:]
		}
		if err := l.fetch(ctx, batch); err != nil {
			return err
		}
		for _, it := range batch {
			if l.size+l.have[it.id()].size <= budget {
				l.keep(it)
				published += it.ref.Bytes
			}
		}
		l.s.measure(l.size, published)
	}
	l.spare()
	return nil
}

// spare leaves what was fetched and not kept to the loads on demand.
func (l *loading[T]) spare() {
	for _, o := range l.kept {
		delete(l.have, o.id)
	}
	for _, o := range l.have {
		l.s.demand.add(o, left)
	}
}

func (l *loading[T]) keep(it item) {
	o := l.have[it.id()]
	l.kept[it.place] = o
	l.size += o.size
}

// fetch gets those of items that are not there yet.
func (l *loading[T]) fetch(ctx context.Context, items []item) error {
	missing := make([]item, 0, len(items))
	for _, it := range items {
		if l.have[it.id()] == nil {
			missing = append(missing, it)
		}
	}
	got := make([]*object[T], len(missing))
	err := l.s.each(ctx, len(missing), func(ctx context.Context, i int) (err error) {
		got[i], err = l.s.getObject(ctx, l.Source, missing[i], l.Keep)
		return err
	})
	for i, it := range missing {
		if got[i] != nil {
			l.have[it.id()] = got[i]
		}
	}
	return err
}

// maxBatch and batchBytes bound what is fetched before it is measured.
const (
	maxBatch   = 64
	batchBytes = 8 << 20
)

// batches cuts items into pieces of at most maxBatch items and, unless one is
// larger, batchBytes published bytes.
func batches(items []item) func(yield func([]item) bool) {
	return func(yield func([]item) bool) {
		for len(items) > 0 {
			n, bytes := 1, items[0].ref.Bytes
			for n < len(items) && n < maxBatch && bytes+items[n].ref.Bytes <= batchBytes {
				bytes += items[n].ref.Bytes
				n++
			}
			if !yield(items[:n]) {
				return
			}
			items = items[n:]
		}
	}
}

// measure remembers how large compiled texts are beside published ones.
func (s *Store[T]) measure(compiled, published int64) {
	if compiled <= 0 || published <= 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ratio = float64(compiled) / float64(published)
}

func (s *Store[T]) measured() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ratio
}
