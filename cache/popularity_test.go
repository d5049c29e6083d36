package cache_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"github.com/teletextio/content/cache"
)

// visit looks a text up in a bundle, and loads it where that is needed.
func visit(t testing.TB, r *cache.Revision[string], i int) {
	t.Helper()
	_, state, err := r.Locale("de").Load(context.Background(), fmt.Appendf(nil, "b%02d.t0", i))
	require.NoError(t, err)
	require.Equal(t, cache.Found, state)
}

// room is a budget with so many bundles of [large] on demand.
func room(n int) int64 { return int64(2 * 100 * n) }

// What is visited once and never again does not drive out what is visited
// again and again.
func TestOnceVisitedBundlesLeaveFirst(t *testing.T) {
	o := newOrigin()
	_, r := partial(t, o, 99, room(20))
	for range 3 { // popular
		for i := range 10 {
			visit(t, r, i)
		}
		for i := range 8 { // others between
			visit(t, r, 10+i)
		}
	}
	before := o.total.Load()
	for i := range 60 { // a crawler
		visit(t, r, 30+i)
	}
	crawled := o.total.Load() - before
	require.GreaterOrEqual(t, crawled, int64(40))
	before = o.total.Load()
	for i := range 10 {
		visit(t, r, i)
	}
	require.LessOrEqual(t, o.total.Load()-before, int64(2), "they have stayed")
}

// What was popular and comes back after a long time stays, where something new
// would leave again.
func TestPopularBundlesStayWhenTheyComeBack(t *testing.T) {
	for name, score := range map[string]float64{"popular": 3, "asked for once": 1} {
		o := newOrigin()
		s, r := partial(t, o, 99, room(20))
		s.SetPopularity([]cache.Score{{Locale: "de", Bundle: "b90", Visits: score}})
		visit(t, r, 90)
		for i := range 60 { // a crawler
			visit(t, r, i)
		}
		before := o.total.Load()
		visit(t, r, 90)
		require.Equal(t, score < 2, o.total.Load() > before, name)
	}
}

// The many texts of one page are one visit of their bundle.
func TestAPageIsOneVisit(t *testing.T) {
	o := newOrigin()
	s, r := partial(t, o, 30, room(20))
	for range 50 {
		visit(t, r, 1)
		visit(t, r, 2)
	}
	for _, score := range s.Popularity() {
		require.LessOrEqual(t, score.Visits, 8.0, "%+v", score) // 100 changes from one to the other
	}
}

// Popular bundles are fetched again before they are asked for, by this process
// and by the next one, which takes no more than half of the memory for it.
func TestPopularBundlesAreFetchedAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrigin()
		all, _ := large(99, "x")
		m := o.publish(t, 1, all, nil, nil)
		s, err := cache.New(o, &cache.Options[string]{Budget: room(20), Compile: compact})
		require.NoError(t, err)
		r := load(t, s, m, nil)
		s.Prefetch(r, nil)
		for round := range 200 {
			for i := range 10 {
				visit(t, r, 60+i)
			}
			for i := range 20 {
				visit(t, r, (round*20+i)%50)
			}
			synctest.Wait()
		}
		st := s.Stats()
		require.NotZero(t, st.Hits)
		require.Zero(t, st.Loading)
		known := s.Popularity()
		require.NotEmpty(t, known)
		require.Equal(t, "de", known[0].Locale)
		require.NoError(t, s.Close())

		next, err := cache.New(o, &cache.Options[string]{Budget: room(20), Compile: compact})
		require.NoError(t, err)
		next.SetPopularity(known)
		r = load(t, next, m, nil)
		next.Prefetch(r, nil)
		synctest.Wait()
		st = next.Stats()
		require.NotZero(t, st.Prefetched)
		require.LessOrEqual(t, st.Prefetched, uint64(10), "half of the memory")
		before := o.total.Load()
		for i := range 8 {
			visit(t, r, 60+i)
		}
		require.LessOrEqual(t, o.total.Load()-before, int64(1), "the popular ones are there")
		require.NotZero(t, next.Stats().Used)
		next.Prefetch(r, nil) // nothing more
		require.NoError(t, next.Close())

		off, err := cache.New(o, &cache.Options[string]{Budget: room(20), Compile: compact, NoPrefetch: true})
		require.NoError(t, err)
		off.SetPopularity(append(known, cache.Score{Locale: "xx", Bundle: "gone", Visits: 9}, cache.Score{Visits: -1}))
		r = load(t, off, m, nil)
		off.Prefetch(r, nil)
		synctest.Wait()
		require.Zero(t, off.Stats().Prefetched)
		require.NoError(t, off.Close())
	})
}
