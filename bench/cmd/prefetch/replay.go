package main

import "fmt"

// result is all that was measured on one trace.
type result struct {
	trace *trace
	rows  []row
	again []restart
}

// row is one size of the memory.
type row struct {
	part    float64
	entries int
	by      map[string]count // contender -> count
}

// restart is what follows the loss of the memory.
type restart struct {
	part        float64
	with        count // in the requests after each loss
	without     count
	most        int // entries that were fetched ahead at once, of half
	half, times int
}

// The restarts.
const (
	lostEvery = 10_000 // requests
	looked    = 2_000  // requests after each
)

func replay(t *trace) (*result, error) {
	r := &result{trace: t}
	for _, part := range sizes {
		n := int(part * float64(t.pages))
		s, err := newSite(t.pages, n)
		if err != nil {
			return nil, err
		}
		line := row{part: part, entries: n, by: map[string]count{"Belady": belady(t.requests, n)}}
		others, err := rivals(n)
		if err != nil {
			return nil, err
		}
		for name, other := range others {
			line.by[name] = replayStore(other, t.requests)
		}
		for name, ahead := range map[string]bool{"ours": true, "ours, no prefetch": false} {
			c, err := start(s, n, ahead, nil)
			if err != nil {
				return nil, err
			}
			if line.by[name], err = c.replay(t.requests); err != nil {
				return nil, err
			}
			if err := c.store.Close(); err != nil {
				return nil, err
			}
		}
		r.rows = append(r.rows, line)
		lost, err := replayRestarts(t, s, n)
		if err != nil {
			return nil, err
		}
		lost.part = part
		r.again = append(r.again, *lost)
	}
	return r, nil
}

// replayRestarts replaces the process again and again, once by one that knows
// what was popular and once by one that does not.
func replayRestarts(t *trace, s *site, n int) (*restart, error) {
	r := &restart{half: n / 2}
	for _, ahead := range []bool{true, false} {
		c, err := start(s, n, ahead, nil)
		if err != nil {
			return nil, err
		}
		for at := 0; at < len(t.requests); at += lostEvery {
			if at > 0 {
				known := c.store.Popularity()
				if !ahead {
					known = nil
				}
				if err := c.store.Close(); err != nil {
					return nil, err
				}
				if c, err = start(s, n, ahead, known); err != nil {
					return nil, err
				}
				r.most = max(r.most, int(c.store.Stats().Prefetched))
				if r.most > r.half {
					return nil, fmt.Errorf("%d bundles were fetched ahead, half is %d", r.most, r.half)
				}
			}
			end := min(at+lostEvery, len(t.requests))
			first := min(at+looked, end)
			got, err := c.replay(t.requests[at:first])
			if err != nil {
				return nil, err
			}
			if at > 0 {
				to := &r.without
				if ahead {
					to, r.times = &r.with, r.times+1
				}
				to.requests += got.requests
				to.hits += got.hits
			}
			if _, err := c.replay(t.requests[first:end]); err != nil {
				return nil, err
			}
		}
		if err := c.store.Close(); err != nil {
			return nil, err
		}
	}
	return r, nil
}
