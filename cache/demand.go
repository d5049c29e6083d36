package cache

import (
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// demand holds bundles on demand: least recently used, bounded by the bytes
// that they take. It is safe for concurrent use.
type demand[T any] struct {
	limit int64 // bytes; negative: none

	mu           sync.Mutex
	lru          *simplelru.LRU[objectID, *object[T]]
	bytes        int64
	hits, misses uint64
}

func newDemand[T any](limit int64) *demand[T] {
	d := &demand[T]{limit: limit}
	// The only error of NewLRU is a size below one: ours is the byte limit.
	d.lru, _ = simplelru.NewLRU(math.MaxInt, func(_ objectID, o *object[T]) { d.bytes -= o.size })
	return d
}

// get returns an object, or nil, and counts.
func (d *demand[T]) get(id objectID) *object[T] {
	d.mu.Lock()
	defer d.mu.Unlock()
	o, ok := d.lru.Get(id)
	if !ok {
		d.misses++
		return nil
	}
	d.hits++
	return o
}

// peek returns an object, or nil, and changes nothing.
func (d *demand[T]) peek(id objectID) *object[T] {
	d.mu.Lock()
	defer d.mu.Unlock()
	o, _ := d.lru.Peek(id)
	return o
}

// add keeps o, in the place of those that were not used for longest. It
// returns false when o alone is larger than the limit.
func (d *demand[T]) add(o *object[T]) bool {
	if d.limit >= 0 && o.size > d.limit {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lru.Contains(o.id) {
		d.lru.Get(o.id) // as if it were used
		return true
	}
	d.lru.Add(o.id, o)
	d.bytes += o.size
	for d.limit >= 0 && d.bytes > d.limit {
		d.lru.RemoveOldest()
	}
	return true
}

// purge drops everything.
func (d *demand[T]) purge() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lru.Purge()
}

// held returns the ids in memory, most recently used first.
func (d *demand[T]) held() []objectID {
	d.mu.Lock()
	defer d.mu.Unlock()
	ids := d.lru.Keys() // oldest first
	for i, j := 0, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
	return ids
}

func (d *demand[T]) stats() Stats {
	d.mu.Lock()
	defer d.mu.Unlock()
	return Stats{Objects: d.lru.Len(), Bytes: d.bytes, Hits: d.hits, Misses: d.misses}
}
