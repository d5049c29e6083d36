package cache

import (
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/teletextio/content/fetch"
)

// How long a failure keeps loads on demand from the origin.
const (
	retryFirst    = time.Second      // after the first failure, doubled by each further one
	retryMost     = time.Minute      // at most
	retryAbsent   = 10 * time.Second // for one object that the origin does not have
	retryTooBig   = 10 * time.Minute // for one bundle that is larger than its share of the budget
	absentObjects = 1024             // of which a failure is remembered
)

// gate keeps pages from sending requests that would fail: a failure of the
// origin closes it for all objects, a missing object for itself alone. It is
// safe for concurrent use.
type gate struct {
	mu       sync.Mutex
	failing  int       // failures of the origin in a row
	opens    time.Time // when the next load may start
	absent   *simplelru.LRU[objectID, time.Time]
	loads    uint64
	failures uint64
	tooLarge uint64
}

func newGate() *gate {
	absent, _ := simplelru.NewLRU[objectID, time.Time](absentObjects, nil)
	return &gate{absent: absent}
}

// pass reports whether a load of id may start now. While the origin fails it
// lets one load through each time it opens.
func (g *gate) pass(id objectID) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if until, ok := g.absent.Get(id); ok {
		if now.Before(until) {
			return false
		}
		g.absent.Remove(id)
	}
	if g.failing == 0 {
		return true
	}
	if now.Before(g.opens) {
		return false
	}
	g.opens = now.Add(retryMost) // until this load has ended
	return true
}

// open reports whether pass could let a load of id through.
func (g *gate) open(id objectID) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if until, ok := g.absent.Peek(id); ok && now.Before(until) {
		return false
	}
	return g.failing == 0 || !now.Before(g.opens)
}

// healthy reports whether the last fetch came through.
func (g *gate) healthy() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.failing == 0
}

// done takes in how the load of an object ended.
func (g *gate) done(id objectID, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case err == nil:
		g.loads++
		g.failing = 0
		return
	case errors.Is(err, errTooBig):
		g.loads++
		g.tooLarge++
		g.failing = 0
		g.absent.Add(id, time.Now().Add(retryTooBig))
		return
	}
	g.failures++
	if errors.Is(err, fetch.ErrNotFound) { // the origin answers
		g.failing = 0
		g.absent.Add(id, time.Now().Add(retryAbsent))
		return
	}
	g.fail()
}

// report takes in how a fetch ended that was none of an object on demand.
func (g *gate) report(ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if ok {
		g.failing = 0
	} else if g.failing == 0 {
		g.fail()
	}
}

// fail closes the gate, for longer with each failure in a row, and for a
// random part of that time so that instances do not return together. mu is
// held.
func (g *gate) fail() {
	most := retryMost
	if g.failing < 6 {
		most = min(retryMost, retryFirst<<g.failing)
	}
	g.failing++
	g.opens = time.Now().Add(most/2 + rand.N(most/2))
}

func (g *gate) counts() (loads, failures, tooLarge uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.loads, g.failures, g.tooLarge
}
