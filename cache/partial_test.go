package cache_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

// compact is compile with 10 bytes per text, which is less than it has in a
// file: that a site does not fit is clear before anything is fetched.
func compact(b *bundle.Bundle, dir string) (map[string]string, int64) {
	out, size := compile(b, dir)
	return out, size / 10
}

// large is a site of n bundles in two locales, each bundle of 100 bytes by
// compact; bundle b<i> has weight i.
func large(n int, text string) (texts, map[string]float64) {
	all, weights := texts{"en": {}, "de": {}}, map[string]float64{}
	for i := range n {
		name := fmt.Sprintf("b%02d", i)
		weights[name] = float64(i)
		for tag := range all {
			names := map[string]string{}
			for k := range 10 {
				names[fmt.Sprintf("t%d", k)] = text
			}
			all[tag][name] = names
		}
	}
	return all, weights
}

func partial(t testing.TB, o *origin, n int, budget int64) (*cache.Store[string], *cache.Revision[string]) {
	t.Helper()
	all, weights := large(n, "x")
	s := newStore(t, o, cache.Options[string]{Budget: budget, Compile: compact})
	r := load(t, s, o.publish(t, 1, all, weights, nil), nil)
	require.False(t, r.Whole())
	return s, r
}

func TestPartialHoldsTheDefaultLocaleFirst(t *testing.T) {
	o := newOrigin()
	_, r := partial(t, o, 10, 1250)
	all, held := r.Bundles()
	require.Equal(t, 20, all)
	require.Equal(t, 6, held)
	require.LessOrEqual(t, r.Size(), int64(625))
	for i := range 10 {
		state := cache.NotLoaded
		if i >= 4 {
			state = cache.Found
		}
		wantState(t, r, "en", fmt.Sprintf("b%02d.t3", i), state)
		wantState(t, r, "de", fmt.Sprintf("b%02d.t3", i), cache.NotLoaded)
	}
	wantState(t, r, "en", "b09.nothing", cache.Absent)
	wantState(t, r, "en", "made.up", cache.Absent)
	wantState(t, r, "de", "made.up", cache.Absent)
	require.False(t, r.Locale("de").Whole())
}

func TestPartialLoadsOnDemand(t *testing.T) {
	o := newOrigin()
	s, r := partial(t, o, 10, 1250)
	before := o.total.Load()
	v, state, err := r.Locale("de").Load(context.Background(), []byte("b01.t3"))
	require.NoError(t, err)
	require.Equal(t, cache.Found, state)
	require.Equal(t, "de/ltr:x", v)
	require.EqualValues(t, 1, o.total.Load()-before)
	want(t, r, "de", "b01.t4", "de/ltr:x")
	_, state, err = r.Locale("de").Load(context.Background(), []byte("b01.nothing"))
	require.NoError(t, err)
	require.Equal(t, cache.Absent, state, "known once the fallback is there too")
	wantState(t, r, "de", "b01.nothing", cache.Absent)
	st := s.Stats()
	require.EqualValues(t, 2, st.Objects)
	require.EqualValues(t, 200, st.Bytes)
	require.EqualValues(t, 2, st.Loads)

	// The least recently used go first, within half of the budget.
	for i := range 10 {
		_, _, err := r.Locale("de").Load(context.Background(), []byte(fmt.Sprintf("b%02d.t0", i)))
		require.NoError(t, err)
	}
	require.LessOrEqual(t, s.Stats().Bytes, int64(625))
	wantState(t, r, "de", "b00.t0", cache.NotLoaded)
	wantState(t, r, "de", "b09.t0", cache.Found)
}

// The first attempt to load all of it finds out that it does not fit. What it
// has fetched is not lost, and the next attempt knows.
func TestPartialTakesWhatIsLeft(t *testing.T) {
	o := newOrigin()
	all, weights := large(10, "x")
	s := newStore(t, o, cache.Options[string]{Budget: 12_500})
	r := load(t, s, o.publish(t, 1, all, weights, nil), nil)
	require.False(t, r.Whole())
	require.NotZero(t, s.Stats().Objects)
	before := o.total.Load()
	load(t, s, o.publish(t, 2, all, weights, nil), r)
	require.Zero(t, o.total.Load()-before, "nothing has changed")
	all["en"]["b09"]["t0"] = "new"
	load(t, s, o.publish(t, 3, all, weights, nil), r)
	require.EqualValues(t, 2, o.total.Load()-before, "one index, one bundle")
}

func TestPinnedRevisionGetsItsObject(t *testing.T) {
	o := newOrigin()
	s, old := partial(t, o, 10, 1250)
	all, weights := large(10, "new")
	r := load(t, s, o.publish(t, 2, all, weights, nil), old)
	for _, c := range []struct {
		r    *cache.Revision[string]
		text string
	}{{old, "de/ltr:x"}, {r, "de/ltr:new"}, {old, "de/ltr:x"}} {
		v, _, err := c.r.Locale("de").Load(context.Background(), []byte("b03.t0"))
		require.NoError(t, err)
		require.Equal(t, c.text, v)
	}
}

func TestSingleFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrigin()
		s, r := partial(t, o, 10, 1250)
		o.setFault(func(context.Context, string) error { time.Sleep(time.Second); return nil })
		before := o.total.Load()
		first, cancel := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				ctx := context.Background()
				if i == 0 {
					ctx = first
				}
				_, state, err := r.Locale("de").Load(ctx, []byte("b01.t3"))
				if i == 0 {
					if err == nil {
						t.Error("the first caller has gone and got an answer")
					}
				} else if err != nil || state != cache.Found {
					t.Error(state, err)
				}
			})
		}
		time.Sleep(500 * time.Millisecond)
		cancel()
		wg.Wait()
		require.EqualValues(t, 1, o.total.Load()-before)
		require.NoError(t, s.Close())
	})
}

func TestLoadWithoutWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrigin()
		s, r := partial(t, o, 10, 1250)
		o.setFault(func(context.Context, string) error { time.Sleep(time.Second); return nil })
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		start := time.Now()
		_, state, err := r.Locale("de").Load(ctx, []byte("b01.t3"))
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, cache.NotLoaded, state)
		require.Zero(t, time.Since(start))
		time.Sleep(2 * time.Second)
		want(t, r, "de", "b01.t3", "de/ltr:x")
		require.NoError(t, s.Close())
	})
}

// While the origin fails, pages do not send a request each.
func TestGateDuringAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrigin()
		s, r := partial(t, o, 10, 1250)
		o.setFault(func(context.Context, string) error { return errDown })
		before := o.total.Load()
		for range 600 { // ten minutes, ten labels a second
			for i := range 10 {
				_, state, err := r.Locale("de").Load(context.Background(), []byte(fmt.Sprintf("b%02d.t3", i)))
				require.ErrorIs(t, err, cache.ErrNotLoaded)
				require.Equal(t, cache.NotLoaded, state)
			}
			time.Sleep(time.Second)
		}
		require.Less(t, o.total.Load()-before, int64(40))
		require.False(t, s.Healthy())
		require.NotZero(t, s.Stats().Failures)

		o.setFault(nil)
		s.Report(true)
		require.True(t, s.Healthy())
		_, _, err := r.Locale("de").Load(context.Background(), []byte("b01.t3"))
		require.NoError(t, err)
		s.Report(false)
		require.False(t, s.Healthy())
		require.NoError(t, s.Close())
	})
}

func TestGateForOneMissingObject(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrigin()
		s, r := partial(t, o, 10, 1250)
		gone := false
		o.setFault(func(_ context.Context, name string) error {
			if gone && name[:8] == "b/b01.de" {
				return fetch.ErrNotFound
			}
			return nil
		})
		gone = true
		before := o.total.Load()
		for range 100 {
			_, _, err := r.Locale("de").Load(context.Background(), []byte("b01.t3"))
			require.ErrorIs(t, err, cache.ErrNotLoaded)
		}
		require.EqualValues(t, 1, o.total.Load()-before)
		require.True(t, s.Healthy())
		_, _, err := r.Locale("de").Load(context.Background(), []byte("b02.t3"))
		require.NoError(t, err, "other objects are there")
		gone = false
		time.Sleep(11 * time.Second)
		_, _, err = r.Locale("de").Load(context.Background(), []byte("b01.t3"))
		require.NoError(t, err)
		require.NoError(t, s.Close())
	})
}

func TestBundleBeyondTheBudget(t *testing.T) {
	o := newOrigin()
	all := texts{"en": {"home": {"t": "x"}}}
	huge := map[string]string{}
	for i := range 100 {
		huge[fmt.Sprint("t", i)] = "x"
	}
	all["en"]["huge"] = huge
	told := 0
	s := newStore(t, o, cache.Options[string]{Budget: 2000, TooLarge: func(name, locale string, size int64) {
		require.Equal(t, "huge in en", name+" in "+locale)
		require.Greater(t, size, int64(1000))
		told++
	}})
	r := load(t, s, o.publish(t, 1, all, nil, nil), nil)
	require.False(t, r.Whole())
	want(t, r, "en", "home.t", "en/ltr:x")
	before := o.total.Load()
	for range 50 {
		_, state, err := r.Locale("en").Load(context.Background(), []byte("huge.t1"))
		require.ErrorIs(t, err, cache.ErrNotLoaded)
		require.Equal(t, cache.NotLoaded, state)
	}
	require.LessOrEqual(t, o.total.Load()-before, int64(1))
	require.True(t, s.Healthy(), "the origin is not to blame")
	require.Equal(t, 1, told)
	require.EqualValues(t, 1, s.Stats().TooLarge)
}

func TestLocalSourceFirst(t *testing.T) {
	local, o := newOrigin(), newOrigin()
	all, weights := large(10, "x")
	m := local.publish(t, 1, all, weights, nil)
	s := newStore(t, o, cache.Options[string]{Budget: 1250, Compile: compact})
	r, err := s.Load(context.Background(), m, &cache.LoadOptions[string]{Source: local})
	require.NoError(t, err)
	_, _, err = r.Locale("de").Load(context.Background(), []byte("b01.t3"))
	require.NoError(t, err)
	require.Zero(t, o.total.Load())
	for name, body := range local.names() {
		o.put(name, body)
		if name[:8] == "b/b02.de" {
			local.mu.Lock()
			delete(local.objects, name)
			local.mu.Unlock()
		}
	}
	_, _, err = r.Locale("de").Load(context.Background(), []byte("b02.t3"))
	require.NoError(t, err)
	require.EqualValues(t, 1, o.total.Load())
}

// A snapshot of a partial revision has what the revision held.
func TestPartialSnapshot(t *testing.T) {
	o := newOrigin()
	_, r := partial(t, o, 10, 1250)
	objects := map[string][]byte{}
	for _, object := range r.Objects() {
		objects[object.Name] = o.names()[object.Name]
	}
	file := filepath.Join(t.TempDir(), "snapshot")
	require.NoError(t, cache.WriteSnapshot(file, objects))
	src, err := cache.ReadSnapshot(file, limit)
	require.NoError(t, err)
	s := newStore(t, o, cache.Options[string]{Budget: 1250, Compile: compact})
	before := o.total.Load()
	again, err := s.Load(context.Background(), r.Manifest(), &cache.LoadOptions[string]{Source: src})
	require.NoError(t, err)
	require.Zero(t, o.total.Load()-before)
	require.False(t, again.Whole())
	_, held := again.Bundles()
	require.Equal(t, 6, held)
	want(t, again, "en", "b09.t0", "en/ltr:x")
	_, _, err = again.Locale("de").Load(context.Background(), []byte("b03.t0"))
	require.NoError(t, err)
	require.EqualValues(t, 1, o.total.Load()-before, "from the origin")
}

func TestFallbackWhileNotLoaded(t *testing.T) {
	o := newOrigin()
	_, r := partial(t, o, 10, 1250)
	v, ok := r.Locale("de").Fallback([]byte("b09.t3"))
	require.True(t, ok)
	require.Equal(t, "en/ltr:x", v)
	_, ok = r.Locale("de").Fallback([]byte("b01.t3"))
	require.False(t, ok)
	_, ok = r.Locale("de").Fallback([]byte("b09.nothing"))
	require.False(t, ok)
	_, _, err := r.Locale("de").Load(context.Background(), []byte("b09.t3"))
	require.NoError(t, err)
	v, _ = r.Locale("de").Fallback([]byte("b09.t3"))
	require.Equal(t, "de/ltr:x", v)
}

func TestNoLimit(t *testing.T) {
	o := newOrigin()
	all, weights := large(20, "x")
	s := newStore(t, o, cache.Options[string]{Budget: -1})
	require.True(t, load(t, s, o.publish(t, 1, all, weights, nil), nil).Whole())
}

func TestCloseEndsLoads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrigin()
		s, r := partial(t, o, 10, 1250)
		o.setFault(func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() })
		for i := range 10 {
			go func() { _, _, _ = r.Locale("de").Load(context.Background(), []byte(fmt.Sprintf("b%02d.t3", i))) }()
		}
		time.Sleep(time.Second)
		require.NoError(t, s.Close())
		require.NoError(t, s.Close())
		_, _, err := r.Locale("de").Load(context.Background(), []byte("b05.t3"))
		require.ErrorIs(t, err, cache.ErrNotLoaded)
		wantState(t, r, "en", "b09.t3", cache.Found)
		s.Prefetch(r, nil)
	})
}

func TestPrefetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrigin()
		all, weights := large(40, "x")
		s := newStore(t, o, cache.Options[string]{Budget: 4000, Compile: compact})
		r := load(t, s, o.publish(t, 1, all, weights, nil), nil)
		s.Prefetch(r, nil)
		synctest.Wait()
		held := s.Stats().Bytes
		require.NotZero(t, held)
		require.LessOrEqual(t, held, int64(2000))

		_, _, err := r.Locale("de").Load(context.Background(), []byte("b01.t3"))
		require.NoError(t, err)
		all["de"]["b01"]["t3"] = "new"
		next := load(t, s, o.publish(t, 2, all, weights, nil), r)
		wantState(t, next, "de", "b01.t3", cache.NotLoaded)
		s.Prefetch(next, r)
		synctest.Wait()
		want(t, next, "de", "b01.t3", "de/ltr:new")
		require.NoError(t, s.Close())
	})
}

func TestPrefetchThatFailsHarmsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOrigin()
		s, r := partial(t, o, 10, 1250)
		o.setFault(func(context.Context, string) error { panic("broken fetcher") })
		before := o.total.Load()
		s.Prefetch(r, nil)
		synctest.Wait()
		require.LessOrEqual(t, o.total.Load()-before, int64(2))
		wantState(t, r, "en", "b09.t3", cache.Found)
		require.NoError(t, s.Close())
	})
}

// Made-up keys and bundles cost no request and no memory.
func TestMadeUpKeys(t *testing.T) {
	o := newOrigin()
	s, r := partial(t, o, 10, 1250)
	before := o.total.Load()
	for i := range 100_000 {
		_, state, err := r.Locale("de").Load(context.Background(), []byte(fmt.Sprintf("made%d.up", i)))
		if state != cache.Absent || err != nil {
			t.Fatal(state, err)
		}
	}
	require.Zero(t, o.total.Load()-before)
	require.Zero(t, s.Stats().Misses)
}

func TestConcurrentDemand(t *testing.T) {
	o := newOrigin()
	s, r := partial(t, o, 20, 1250)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 200 {
				key := fmt.Sprintf("b%02d.t3", (i*7+g)%20)
				v, state, err := r.Locale("de").Load(context.Background(), []byte(key))
				if err != nil || state != cache.Found || v != "de/ltr:x" {
					t.Error(v, state, err)
				}
				if i%50 == 0 {
					s.Stats()
					s.Prefetch(r, nil)
				}
			}
		})
	}
	wg.Wait()
	require.LessOrEqual(t, s.Stats().Bytes, int64(625))
}
