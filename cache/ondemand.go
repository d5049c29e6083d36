package cache

import (
	"context"
	"errors"
	"fmt"

	"github.com/teletextio/content/fetch"
)

// ErrNotLoaded says that a bundle could not be loaded now: the origin fails or
// failed a moment ago, does not have the object, or the Store is closed. The
// page goes on with its own text.
var ErrNotLoaded = errors.New("cache: bundle not loaded")

// errTooBig says that one bundle is larger than the budget has room for.
var errTooBig = errors.New("larger than half of the budget")

// lookupDemand looks a key up in the objects themselves.
func (l *Locale[T]) lookupDemand(key string) (v T, s State) {
	v, _, s = l.search(key, l.rev.store.ask)
	return v, s
}

// search walks the fallback chain for a key, with a way to get at the objects
// on demand. Where an object is in the way that is not in memory, it returns
// NotLoaded and the item.
func (l *Locale[T]) search(key string, get func(objectID) *object[T]) (v T, missing item, s State) {
	name, short := l.rev.m.Resolve(key)
	for _, from := range l.chain {
		e, ok := l.rev.indexes[from].Bundles[name]
		if !ok {
			continue
		}
		at := place{from, name}
		o := l.rev.objects[at]
		if o == nil {
			it := item{place: at, ref: e.Ref, dir: l.rev.m.Locales[from].Dir}
			if o = get(it.id()); o == nil {
				return v, it, NotLoaded
			}
		}
		if v, ok := o.find(short); ok {
			return v, item{}, Found
		}
	}
	return v, item{}, Absent
}

// Fallback returns the value of a key from the nearest locale of the chain whose
// bundle is in memory. It is for a look-up that is NotLoaded, and whose text a
// reader rather sees in another language than not at all.
func (l *Locale[T]) Fallback(key []byte) (v T, ok bool) {
	name, short := l.rev.m.Resolve(string(key))
	for _, from := range l.chain {
		e, ok := l.rev.indexes[from].Bundles[name]
		if !ok {
			continue
		}
		at := place{from, name}
		o := l.rev.objects[at]
		if o == nil {
			o = l.rev.store.demand.peek(objectID{e.SHA256, l.rev.m.Locales[from].Dir})
		}
		if o == nil {
			continue
		}
		if v, ok := o.find(short); ok {
			return v, true
		}
	}
	return v, false
}

// Load gets the bundles that a look-up of key needs, and looks it up. Loads
// belong to the Store, not to a caller: one load serves all who want the same
// object, and goes on when ctx ends. With a ctx that is already done, Load
// starts the first load and does not wait.
//
// The error is nil when the state is Found or Absent. Otherwise it is that of
// ctx, or wraps [ErrNotLoaded]. There are no retries.
func (l *Locale[T]) Load(ctx context.Context, key []byte) (T, State, error) {
	get := l.rev.store.ask
	for {
		v, missing, s := l.search(string(key), get)
		if s != NotLoaded {
			return v, s, nil
		}
		if err := l.rev.store.load(ctx, l.rev.src, missing, asked); err != nil {
			return v, NotLoaded, err
		}
		get = l.rev.store.demand.peek // it has been asked for
		if err := ctx.Err(); err != nil {
			return v, NotLoaded, err
		}
	}
}

// Healthy reports whether the last fetch of an object on demand came through,
// or [Store.Report] has said since that the origin answers.
func (s *Store[T]) Healthy() bool { return s.gate.healthy() }

// Report tells the Store whether the origin answers, as somebody else has
// found out. While it does not, loads on demand are rare.
func (s *Store[T]) Report(ok bool) { s.gate.report(ok) }

// ask returns an object on demand, or nil.
func (s *Store[T]) ask(id objectID) *object[T] {
	o, epoch := s.demand.get(id)
	if epoch && !s.opts.NoPrefetch {
		s.epoch()
	}
	return o
}

// load gets one object on demand.
func (s *Store[T]) load(ctx context.Context, src fetch.Fetcher, it item, because why) error {
	id := it.id()
	if !s.gate.open(id) {
		return fmt.Errorf("%w: %q: the last fetch failed", ErrNotLoaded, it.bundle)
	}
	flight := s.flights.DoChan(id.sha256+id.dir, func() (any, error) {
		return nil, s.fly(src, it, because)
	})
	select {
	case r := <-flight:
		return r.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fly is the one load of an object that all who want it wait for.
func (s *Store[T]) fly(src fetch.Fetcher, it item, because why) (err error) {
	if s.demand.peek(it.id()) != nil {
		return nil // a flight that ended a moment ago has it
	}
	if !s.begin() {
		return fmt.Errorf("%w: %q: closed or too many loads", ErrNotLoaded, it.bundle)
	}
	defer s.end()
	if !s.gate.pass(it.id()) {
		return fmt.Errorf("%w: %q: the last fetch failed", ErrNotLoaded, it.bundle)
	}
	ctx, cancel := s.detach()
	defer cancel()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return fmt.Errorf("%w: %q: closed", ErrNotLoaded, it.bundle)
	}
	err = guarded(func() error { return s.bring(ctx, src, it, because) })
	s.gate.done(it.id(), err)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotLoaded, err)
	}
	return nil
}

// bring fetches one object, from where the revision came from and else from
// the origin, and keeps it.
func (s *Store[T]) bring(ctx context.Context, src fetch.Fetcher, it item, because why) error {
	o, err := s.getObject(ctx, src, it, nil)
	if err != nil && src != nil {
		o, err = s.getObject(ctx, nil, it, nil)
	}
	if err != nil {
		return err
	}
	fits, epoch := s.demand.add(o, because)
	if epoch && !s.opts.NoPrefetch {
		s.epoch()
	}
	if !fits {
		if s.opts.TooLarge != nil {
			s.opts.TooLarge(it.bundle, it.locale, o.size)
		}
		return fmt.Errorf("cache: keep bundle %q in locale %q: %w", it.bundle, it.locale, errTooBig)
	}
	return nil
}
