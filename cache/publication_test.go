package cache_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

// texts are locale -> bundle -> name -> text.
type texts map[string]map[string]map[string]string

// origin is a publication in memory that counts requests and can fail.
type origin struct {
	mu       sync.Mutex
	objects  map[string][]byte
	requests map[string]int
	fault    func(ctx context.Context, name string) error // nil: none
	total    atomic.Int64
}

func newOrigin() *origin {
	return &origin{objects: map[string][]byte{}, requests: map[string]int{}}
}

func (o *origin) Fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	o.total.Add(1)
	o.mu.Lock()
	o.requests[r.Name]++
	body, ok := o.objects[r.Name]
	fault := o.fault
	o.mu.Unlock()
	if fault != nil {
		if err := fault(ctx, r.Name); err != nil {
			return fetch.Response{}, err
		}
	}
	if !ok {
		return fetch.Response{}, fmt.Errorf("origin: %q: %w", r.Name, fetch.ErrNotFound)
	}
	if int64(len(body)) > r.MaxBytes() {
		return fetch.Response{}, fetch.ErrTooLarge
	}
	return fetch.Response{Body: append([]byte(nil), body...)}, nil
}

func (o *origin) setFault(f func(ctx context.Context, name string) error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fault = f
}

func (o *origin) count(name string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.requests[name]
}

func (o *origin) put(name string, body []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.objects[name] = body
}

func (o *origin) names() map[string][]byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return maps.Clone(o.objects)
}

// publish puts the objects of a publication into o and returns its manifest,
// which change may alter before.
func (o *origin) publish(t testing.TB, seq int64, all texts, weights map[string]float64, change func(*bundle.Manifest)) *bundle.Manifest {
	t.Helper()
	m := &bundle.Manifest{
		Project: "acme", Channel: "live", Epoch: 1700000000, Sequence: seq,
		Published:     time.Unix(1700000000+seq, 0).UTC(),
		DefaultLocale: "en", DefaultBundle: "common",
		Locales: map[string]bundle.Locale{},
	}
	for tag, bundles := range all {
		x := &bundle.Index{Locale: tag, Bundles: map[string]bundle.IndexEntry{}, Empty: len(bundles) == 0}
		for name, texts := range bundles {
			raw, err := bundle.EncodeBundle(&bundle.Bundle{Name: name, Locale: tag, Texts: texts})
			require.NoError(t, err)
			ref := bundle.RefOf(raw)
			o.put(bundle.BundleName(name, tag, ref), raw)
			x.Bundles[name] = bundle.IndexEntry{Ref: ref, Keys: len(texts), Weight: weights[name]}
		}
		raw, err := bundle.EncodeIndex(x)
		require.NoError(t, err)
		ref := bundle.RefOf(raw)
		o.put(bundle.IndexName(tag, ref), raw)
		dir := "ltr"
		if tag == "ar" {
			dir = "rtl"
		}
		m.Locales[tag] = bundle.Locale{Dir: dir, Name: tag, Index: ref}
	}
	m.Empty = len(all) == 0
	if change != nil {
		change(m)
	}
	return m
}

// compile makes "<locale>/<dir>:<text>" of each text, 100 bytes per text.
func compile(b *bundle.Bundle, dir string) (map[string]string, int64) {
	out := map[string]string{}
	for name, text := range b.Texts {
		out[name] = b.Locale + "/" + dir + ":" + text
	}
	return out, int64(100 * len(out))
}

func newStore(t testing.TB, f fetch.Fetcher, o cache.Options[string]) *cache.Store[string] {
	t.Helper()
	if o.Compile == nil {
		o.Compile = compile
	}
	s, err := cache.New(f, &o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func load(t testing.TB, s *cache.Store[string], m *bundle.Manifest, prev *cache.Revision[string]) *cache.Revision[string] {
	t.Helper()
	r, err := s.Load(context.Background(), m, &cache.LoadOptions[string]{Previous: prev})
	require.NoError(t, err)
	return r
}

// want asserts one look-up, by both methods.
func want(t testing.TB, r *cache.Revision[string], locale, key, text string) {
	t.Helper()
	l := r.Locale(locale)
	require.NotNil(t, l, locale)
	got, state := l.Lookup([]byte(key))
	require.Equal(t, cache.Found, state, "%s %s", locale, key)
	require.Equal(t, text, got, "%s %s", locale, key)
	got, state = l.LookupString(key)
	require.Equal(t, cache.Found, state)
	require.Equal(t, text, got)
}

func wantState(t testing.TB, r *cache.Revision[string], locale, key string, want cache.State) {
	t.Helper()
	_, state := r.Locale(locale).Lookup([]byte(key))
	require.Equal(t, want, state, "%s %s", locale, key)
	_, state = r.Locale(locale).LookupString(key)
	require.Equal(t, want, state, "%s %s", locale, key)
}

var errDown = errors.New("origin is down")
