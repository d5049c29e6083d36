package cache

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// popularity is how often bundles on demand were visited, recent visits
// counting more: at the end of each epoch all counts shrink. It is guarded by
// the demand that it belongs to.
type popularity struct {
	scores map[place]float64
	visits int // in this epoch
}

const (
	decay      = 0.9 // of a count at the end of an epoch
	forgotten  = 0.3 // a count that is dropped
	leastEpoch = 500 // visits
)

func (p *popularity) init() { p.scores = map[place]float64{} }

// visit counts one. It returns true at the end of an epoch, which has two
// visits for each object in memory.
func (p *popularity) visit(at place, objects int) (epoch bool) {
	p.scores[at]++
	p.visits++
	if p.visits < max(leastEpoch, 2*objects) {
		return false
	}
	p.visits = 0
	p.age()
	return true
}

// age ends an epoch.
func (p *popularity) age() {
	for at, n := range p.scores {
		if n *= decay; n < forgotten {
			delete(p.scores, at)
		} else {
			p.scores[at] = n
		}
	}
}

// popularNow returns the scores of the moment.
func (d *demand[T]) popularNow() map[place]float64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.popular.scores)
}

// Score is how popular one bundle on demand is.
type Score struct {
	Locale string  `json:"locale"`
	Bundle string  `json:"bundle"`
	Visits float64 `json:"visits"` // long past ones count less
}

// Popularity returns what is known of the bundles on demand, the most popular
// first: what a process gives to the next one. It is empty as long as every
// revision was whole, for then nothing is counted.
func (s *Store[T]) Popularity() []Score {
	now := s.demand.popularNow()
	list := make([]Score, 0, len(now))
	for at, n := range now {
		list = append(list, Score{at.locale, at.bundle, n})
	}
	slices.SortFunc(list, func(a, b Score) int {
		return cmp.Or(cmp.Compare(b.Visits, a.Visits), strings.Compare(a.Bundle, b.Bundle), strings.Compare(a.Locale, b.Locale))
	})
	return list
}

// mostScores is how many bundles are taken over from a process before.
const mostScores = 100_000

// SetPopularity begins with what a process before has known, for Prefetch.
// Names mean nothing until a revision has them.
func (s *Store[T]) SetPopularity(list []Score) {
	s.demand.mu.Lock()
	defer s.demand.mu.Unlock()
	for _, e := range list[:min(len(list), mostScores)] {
		if e.Visits > 0 && e.Visits < 1e12 {
			s.demand.popular.scores[place{e.Locale, e.Bundle}] += e.Visits
		}
	}
}
