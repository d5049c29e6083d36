package cache

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"golang.org/x/sync/singleflight"
)

// Defaults of [Options].
const (
	DefaultBudget       = 64 << 20         // bytes of compiled texts
	DefaultConcurrency  = 8                // fetches at once
	DefaultFetchTimeout = 30 * time.Second // for one object
)

// Options configures a [Store].
type Options[T any] struct {
	// Compile turns the texts of one bundle into values, by the name of the
	// text in the bundle, and tells the memory that they take, in bytes. dir
	// is the direction of the bundle's locale. Values are shared by
	// revisions as long as bundle and direction stay, so they depend on
	// nothing else. A text that cannot be used becomes a value that says so;
	// Compile does not fail. Required. It is called by several goroutines at
	// once, and may be called again for a bundle that was dropped since.
	Compile func(b *bundle.Bundle, dir string) (texts map[string]T, size int64)

	// Parents returns the locales that stand in for a locale without a
	// fallback list, nearest first. nil: none.
	Parents func(tag string) []string

	// Budget is the memory that compiled texts may take, in bytes as Compile
	// tells them. 0: DefaultBudget. Negative: no limit, every revision is
	// whole.
	Budget int64

	// TooLarge is told of a bundle on demand that does not fit into half of
	// the Budget, and so is never in memory. It is called by several
	// goroutines at once, and rarely again for one bundle. nil: nobody.
	TooLarge func(bundle, locale string, size int64)

	// Concurrency is how many objects are fetched at once, by Load and again
	// by loads on demand. 0 and less: DefaultConcurrency.
	Concurrency int

	// NoPrefetch switches Prefetch off: bundles are loaded when they are asked
	// for and no earlier.
	NoPrefetch bool

	// FetchTimeout is the deadline of the fetch of one object. 0:
	// DefaultFetchTimeout. Negative: none but the fetcher's own.
	FetchTimeout time.Duration
}

// Store loads revisions and owns the bundles on demand. It is safe for
// concurrent use.
type Store[T any] struct {
	origin  fetch.Fetcher
	opts    Options[T]
	demand  *demand[T]
	gate    *gate
	flights singleflight.Group
	slots   chan struct{} // one per load on demand that is fetching

	// detach returns a context that ends with the Store and no caller.
	detach func() (context.Context, context.CancelFunc)
	stop   context.CancelFunc

	ahead  atomic.Pointer[Revision[T]] // that is fetched ahead; nil: none
	rounds sync.Mutex                  // held by a round of fetching ahead

	mu      sync.Mutex
	closed  bool           // no further background work
	pending int            // loads on demand, waiting ones included
	ratio   float64        // compiled bytes per published byte, measured
	work    sync.WaitGroup // background work

	leftIndexes map[bundle.Ref]*bundle.Index // of a load that failed; nil: none
	leftObjects map[objectID]*object[T]      // the same
}

// New returns a Store that reads from f. It fetches nothing and starts no
// goroutine.
func New[T any](f fetch.Fetcher, o *Options[T]) (*Store[T], error) {
	if f == nil {
		return nil, errors.New("cache: new store: the fetcher is nil")
	}
	if o == nil || o.Compile == nil {
		return nil, errors.New("cache: new store: Options.Compile is nil")
	}
	s := &Store[T]{origin: f, opts: *o, gate: newGate(), ratio: 1}
	if s.opts.Budget == 0 {
		s.opts.Budget = DefaultBudget
	}
	if s.opts.Concurrency <= 0 {
		s.opts.Concurrency = DefaultConcurrency
	}
	if s.opts.FetchTimeout == 0 {
		s.opts.FetchTimeout = DefaultFetchTimeout
	}
	s.demand = newDemand[T](s.opts.Budget >> 1) // negative stays negative
	s.slots = make(chan struct{}, s.opts.Concurrency)
	root, stop := context.WithCancel(context.Background())
	s.detach = func() (context.Context, context.CancelFunc) { return context.WithCancel(root) }
	s.stop = stop
	return s, nil
}

// Close ends all loads on demand and waits for them. Revisions stay usable;
// what they do not hold is not loaded any more. Close may be called twice. It
// waits for as long as the fetcher ignores its context.
func (s *Store[T]) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.work.Wait()
	return nil
}

// begin registers background work, unless the Store is closed or there is too
// much of it. The caller calls end when the work is done.
func (s *Store[T]) begin() bool {
	const most = 256
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.pending >= most {
		return false
	}
	s.pending++
	s.work.Add(1)
	return true
}

func (s *Store[T]) end() {
	s.mu.Lock()
	s.pending--
	s.mu.Unlock()
	s.work.Done()
}

// Stats are figures of the loads on demand, counted since the Store exists.
type Stats struct {
	Objects    int    `json:"objects"`    // bundles in memory, those of revisions not counted
	Bytes      int64  `json:"bytes"`      // what they take
	Hits       uint64 `json:"hits"`       // look-ups that found their bundle there
	Misses     uint64 `json:"misses"`     // look-ups that did not
	Loads      uint64 `json:"loads"`      // bundles fetched, ahead of time or not
	Failures   uint64 `json:"failures"`   // fetches that failed
	TooLarge   uint64 `json:"tooLarge"`   // fetches of a bundle that is larger than half of the budget
	Prefetched uint64 `json:"prefetched"` // bundles fetched ahead of time
	Used       uint64 `json:"used"`       // of Prefetched, those asked for since
	Loading    int    `json:"loading"`    // loads and rounds of fetching ahead under way
}

// Stats returns the figures of the moment.
func (s *Store[T]) Stats() Stats {
	st := s.demand.stats()
	st.Loads, st.Failures, st.TooLarge = s.gate.counts()
	s.mu.Lock()
	st.Loading = s.pending
	s.mu.Unlock()
	return st
}
