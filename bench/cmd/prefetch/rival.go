package main

import (
	"container/heap"

	"github.com/hashicorp/golang-lru/arc/v2"
	lru "github.com/hashicorp/golang-lru/v2"
)

// count is how a replay went.
type count struct {
	requests int
	hits     int
	fetches  int // of bundles, ahead of time or not
	ahead    int // of fetches
	used     int // of ahead, those asked for since
}

func (c count) share() float64 { return 100 * float64(c.hits) / float64(c.requests) }

// store is what golang-lru's caches have in common.
type store interface {
	Get(int) (struct{}, bool)
	Add(int, struct{})
}

type simple struct{ *lru.Cache[int, struct{}] }

func (s simple) Add(k int, v struct{}) { s.Cache.Add(k, v) }

// rivals are golang-lru's, of n entries.
func rivals(n int) (map[string]store, error) {
	plain, err := lru.New[int, struct{}](n)
	if err != nil {
		return nil, err
	}
	two, err := lru.New2Q[int, struct{}](n)
	if err != nil {
		return nil, err
	}
	adaptive, err := arc.NewARC[int, struct{}](n)
	if err != nil {
		return nil, err
	}
	return map[string]store{"LRU": simple{plain}, "2Q": two, "ARC": adaptive}, nil
}

func replayStore(s store, requests []int) count {
	c := count{requests: len(requests)}
	for _, p := range requests {
		if _, ok := s.Get(p); ok {
			c.hits++
			continue
		}
		c.fetches++
		s.Add(p, struct{}{})
	}
	return c
}

// belady drops what is needed last, or never again.
func belady(requests []int, n int) count {
	next := make([]int, len(requests)) // when the same page comes again
	seen := map[int]int{}
	for i := len(requests) - 1; i >= 0; i-- {
		next[i] = len(requests) + i // never: all different
		if j, ok := seen[requests[i]]; ok {
			next[i] = j
		}
		seen[requests[i]] = i
	}
	c := count{requests: len(requests)}
	due := map[int]int{} // page -> next request, for what is in memory
	var far furthest
	for i, p := range requests {
		if _, ok := due[p]; ok {
			c.hits++
		} else {
			c.fetches++
			if len(due) == n {
				for {
					last := heap.Pop(&far).(entry)
					if due[last.page] == last.next {
						delete(due, last.page)
						break
					}
				}
			}
		}
		due[p] = next[i]
		heap.Push(&far, entry{p, next[i]})
	}
	return c
}

type entry struct{ page, next int }

// furthest is a heap, the furthest next request first.
type furthest []entry

func (f furthest) Len() int           { return len(f) }
func (f furthest) Less(i, j int) bool { return f[i].next > f[j].next }
func (f furthest) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *furthest) Push(x any)        { *f = append(*f, x.(entry)) }
func (f *furthest) Pop() any {
	old := *f
	last := old[len(old)-1]
	*f = old[:len(old)-1]
	return last
}
