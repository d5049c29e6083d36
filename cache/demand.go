package cache

import (
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// demand holds bundles on demand within a number of bytes. What was asked for
// once stands in a small list and leaves it soon; what is asked for again, or
// again soon after it has left, stands in a large one (2Q: Johnson and Shasha,
// VLDB 1994), and so does what is popular. A page that asks for many texts of one bundle asks once. It is
// safe for concurrent use.
type demand[T any] struct {
	limit int64 // bytes; negative: none

	mu       sync.Mutex // guards all below
	recent   *segment[T]
	frequent *segment[T]
	ghosts   *simplelru.LRU[objectID, int64] // sizes of what left recent
	ghost    int64                           // bytes of ghosts
	clock    uint64                          // changes from one bundle to another
	last     objectID                        // that was asked for
	popular  popularity

	hits, misses, ahead, used uint64
}

// How the bytes are divided.
const (
	recentShare = 10 // recent has one part of so many
	wanted      = 2  // the score from which an object is popular
	together    = 16 // look-ups of a bundle with fewer of others between are one visit
)

// segment is a list of objects, least recently used first, and their bytes.
type segment[T any] struct {
	*simplelru.LRU[objectID, *held[T]]
	bytes int64
}

// held is one object in memory.
type held[T any] struct {
	*object[T]
	visited uint64 // clock of the last visit
	ahead   bool   // fetched ahead and not asked for yet
}

func newSegment[T any]() *segment[T] {
	s := &segment[T]{}
	// The only error of NewLRU is a size below one: ours is the byte limit.
	s.LRU, _ = simplelru.NewLRU(math.MaxInt, func(_ objectID, h *held[T]) { s.bytes -= h.size })
	return s
}

func (s *segment[T]) put(h *held[T]) {
	s.Add(h.id, h)
	s.bytes += h.size
}

func newDemand[T any](limit int64) *demand[T] {
	d := &demand[T]{limit: limit, recent: newSegment[T](), frequent: newSegment[T]()}
	d.ghosts, _ = simplelru.NewLRU(math.MaxInt, func(_ objectID, size int64) { d.ghost -= size })
	d.popular.init()
	return d
}

// get returns an object, or nil, and counts. epoch says that it is time to
// look at what is popular.
func (d *demand[T]) get(id objectID) (o *object[T], epoch bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if id != d.last {
		d.clock, d.last = d.clock+1, id
	}
	in := d.frequent
	h, ok := in.Get(id)
	if !ok {
		in = d.recent
		if h, ok = in.Get(id); !ok {
			d.misses++
			return nil, false
		}
	}
	d.hits++
	again := d.clock-h.visited >= together
	if h.ahead {
		h.ahead, again = false, true
		d.used++
	}
	if again {
		epoch = d.visit(h)
		if in == d.recent {
			d.recent.Remove(id)
			d.frequent.put(h)
		}
	}
	return h.object, epoch
}

// visit counts a visit. mu is held.
func (d *demand[T]) visit(h *held[T]) (epoch bool) {
	h.visited = d.clock
	return d.popular.visit(h.at, d.recent.Len()+d.frequent.Len())
}

// peek returns an object, or nil, and changes nothing.
func (d *demand[T]) peek(id objectID) *object[T] {
	d.mu.Lock()
	defer d.mu.Unlock()
	if h := d.find(id); h != nil {
		return h.object
	}
	return nil
}

// find returns what is held of an object, or nil. mu is held.
func (d *demand[T]) find(id objectID) *held[T] {
	h, ok := d.frequent.Peek(id)
	if !ok {
		h, _ = d.recent.Peek(id)
	}
	return h
}

// why says how an object has come.
type why uint8

const (
	asked why = iota // somebody wants it
	early            // somebody may want it
	left             // it was fetched for something else
)

// add keeps o, in the place of others. fits is false when o alone is larger
// than the limit.
func (d *demand[T]) add(o *object[T], because why) (fits, epoch bool) {
	if d.limit >= 0 && o.size > d.limit {
		return false, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if h := d.find(o.id); h != nil {
		return true, false
	}
	h := &held[T]{object: o, ahead: because == early, visited: d.clock}
	again := d.ghosts.Remove(o.id) || d.popular.scores[o.at] >= wanted
	to := d.recent
	if again || because == early {
		to = d.frequent
	}
	d.makeRoom(o.size, to == d.recent)
	to.put(h)
	switch because {
	case early:
		d.ahead++
	case asked:
		epoch = d.visit(h)
	}
	return true, epoch
}

// makeRoom drops objects until there is room. mu is held.
func (d *demand[T]) makeRoom(size int64, inRecent bool) {
	if d.limit < 0 {
		return
	}
	share := d.limit / recentShare
	if inRecent {
		share -= size
	}
	for d.recent.bytes+d.frequent.bytes+size > d.limit {
		if d.recent.Len() > 0 && (d.recent.bytes > share || d.frequent.Len() == 0) {
			id, h, _ := d.recent.RemoveOldest()
			d.ghosts.Add(id, h.size)
			d.ghost += h.size
			continue
		}
		d.frequent.RemoveOldest()
	}
	for d.ghost > d.limit {
		d.ghosts.RemoveOldest()
	}
}

// purge drops everything but what is known of popularity.
func (d *demand[T]) purge() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.recent.Purge()
	d.frequent.Purge()
	d.ghosts.Purge()
}

// held returns the ids in memory, those first that were asked for more than
// once, and of them the most recently used.
func (d *demand[T]) held() []objectID {
	d.mu.Lock()
	defer d.mu.Unlock()
	var ids []objectID
	for _, s := range []*segment[T]{d.frequent, d.recent} {
		oldestFirst := s.Keys()
		for i := len(oldestFirst) - 1; i >= 0; i-- {
			ids = append(ids, oldestFirst[i])
		}
	}
	return ids
}

func (d *demand[T]) stats() Stats {
	d.mu.Lock()
	defer d.mu.Unlock()
	return Stats{
		Objects: d.recent.Len() + d.frequent.Len(), Bytes: d.recent.bytes + d.frequent.bytes,
		Hits: d.hits, Misses: d.misses, Prefetched: d.ahead, Used: d.used,
	}
}
