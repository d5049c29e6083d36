package main

import (
	"fmt"
	"slices"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Fetching the page that mostly follows the one just asked for is not built.
// What it would bring is measured here: an LRU that learns which page follows
// which, and fetches the likeliest one ahead.

// guess says when a follower is fetched.
type guess struct {
	window int     // requests behind a page in which another counts as its follower
	share  float64 // of the page's requests that the follower must have come behind
}

var guesses = []guess{{1, 0.1}, {1, 0.3}, {3, 0.1}, {3, 0.3}}

// followers knows which pages came behind which, and how often.
type followers struct {
	guess
	behind map[int]map[int]int
	times  map[int]int
	recent []int
	ahead  map[int]bool // fetched, not yet asked for
}

// learn takes down a request.
func (f *followers) learn(p int) {
	for _, before := range f.recent {
		if before == p {
			continue
		}
		if f.behind[before] == nil {
			f.behind[before] = map[int]int{}
		}
		f.behind[before][p]++
	}
	f.times[p]++
	if f.recent = append(f.recent, p); len(f.recent) > f.window {
		f.recent = slices.Delete(f.recent, 0, 1)
	}
}

// likeliest returns what to fetch behind p: of those that came equally often
// the page with the lowest number.
func (f *followers) likeliest(p int) (next int, ok bool) {
	most := 1 // once is chance
	for q, n := range f.behind[p] {
		if n > most || n == most && ok && q < next {
			next, most, ok = q, n, true
		}
	}
	return next, ok && float64(most) >= f.share*float64(f.times[p])
}

// replayFollowers replays requests against an LRU of n entries that fetches
// followers.
func replayFollowers(g guess, requests []int, n int) (count, error) {
	c := count{requests: len(requests)}
	f := &followers{guess: g, behind: map[int]map[int]int{}, times: map[int]int{}, ahead: map[int]bool{}}
	cache, err := lru.NewWithEvict(n, func(p int, _ struct{}) { delete(f.ahead, p) })
	if err != nil {
		return c, err
	}
	for _, p := range requests {
		if _, ok := cache.Get(p); ok {
			c.hits++
			if f.ahead[p] {
				delete(f.ahead, p)
				c.used++
			}
		} else {
			c.fetches++
			cache.Add(p, struct{}{})
		}
		f.learn(p)
		if next, ok := f.likeliest(p); ok && !cache.Contains(next) {
			c.fetches++
			c.ahead++
			f.ahead[next] = true
			cache.Add(next, struct{}{})
		}
	}
	return c, nil
}

// transitions writes what followers would bring to an LRU.
func transitions(all []*result) (string, error) {
	var b strings.Builder
	b.WriteString("\n### The next page\n\nNot built, because it does not pay: an LRU that also fetches the page that most often came behind the one just asked for, if it came behind it in at least this share of its requests and twice. A follower is a page within the next one or three requests.\n\n| trace, in memory | within, share | points more than LRU | fetches, LRU's being 1 | fetched ahead, used |\n|---|---|---|---|---|\n")
	for _, r := range all {
		for _, line := range r.rows {
			if !promised(line.part) {
				continue
			}
			plain := line.by["LRU"]
			for _, g := range guesses {
				c, err := replayFollowers(g, r.trace.requests, line.entries)
				if err != nil {
					return "", err
				}
				fmt.Fprintf(&b, "| %s, %.0f %% | %d, %.0f %% | %+.2f | %.2f | %d, %.0f %% |\n", r.trace.name, 100*line.part, g.window, 100*g.share,
					c.share()-plain.share(), float64(c.fetches)/float64(plain.fetches), c.ahead, 100*float64(c.used)/float64(max(c.ahead, 1)))
			}
		}
	}
	return b.String(), nil
}
