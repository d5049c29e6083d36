package bundle_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
)

// keyRules are the rules of key resolution, by their names in FORMAT.md.
var keyRules = []string{"key-route", "key-longest", "key-boundary", "key-first-dot", "key-bare"}

type keyVector struct {
	Name, Rule    string
	Also          []string
	Boundary      bool
	DefaultBundle string
	Routes        map[string]string
	Key           string
	Bundle, Text  string
	FullKeys      []string
}

func (v *keyVector) manifest() *bundle.Manifest {
	return &bundle.Manifest{DefaultBundle: v.DefaultBundle, Routes: v.Routes}
}

func TestKeyVectors(t *testing.T) {
	for _, v := range readVectors[keyVector](t, "keys") {
		t.Run(v.Rule+"/"+v.Name, func(t *testing.T) {
			b, name := v.manifest().Resolve(v.Key)
			require.Equal(t, []string{v.Bundle, v.Text}, []string{b, name})
			require.Equal(t, v.FullKeys, v.manifest().FullKeys(b, name))
			require.Contains(t, keyRules, v.Rule)
		})
	}
}

func TestKeyVectorsNoticeEachRule(t *testing.T) {
	vectors := readVectors[keyVector](t, "keys")
	for _, rule := range keyRules {
		var failed, named []string
		for _, v := range vectors {
			if v.Rule == rule && !v.Boundary || slices.Contains(v.Also, rule) {
				named = append(named, v.Name)
			}
			if b, name := v.manifest().ResolveWithout(rule, v.Key); b != v.Bundle || name != v.Text {
				failed = append(failed, v.Name)
			}
		}
		require.NotEmpty(t, named, rule)
		require.Equal(t, named, failed, rule)
	}
}

// randomKey returns one to most segments out of a small alphabet, so that
// keys, prefixes and names meet often.
func randomKey(r *rand.Rand, most int) string {
	segments := make([]string, 1+r.IntN(most))
	for i := range segments {
		segments[i] = string("abc"[r.IntN(3)])
	}
	return strings.Join(segments, ".")
}

// TestFullKeysIsTheInverse: a key is one of FullKeys(b, n) exactly when it
// resolves to b and n.
func TestFullKeysIsTheInverse(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		m := &bundle.Manifest{DefaultBundle: randomKey(r, 1), Routes: map[string]string{}}
		for range r.IntN(5) {
			m.Routes[randomKey(r, 3)] = randomKey(r, 1)
		}
		for range 20 {
			key, b, name := randomKey(r, 4), randomKey(r, 1), randomKey(r, 3)
			gotB, gotName := m.Resolve(key)
			wantB, wantName := m.ResolveWithout("", key)
			require.Equal(t, []string{wantB, wantName}, []string{gotB, gotName}, "%q %v", key, m.Routes)
			require.Contains(t, m.FullKeys(gotB, gotName), key, "%v", m)
			keys := m.FullKeys(b, name)
			require.Equal(t, gotB == b && gotName == name, slices.Contains(keys, key), "%q %v", key, m)
			require.True(t, slices.IsSorted(keys))
			require.Equal(t, len(keys), len(slices.Compact(slices.Clone(keys))), "a key twice")
			for _, k := range keys {
				backB, backName := m.Resolve(k)
				require.Equal(t, []string{b, name}, []string{backB, backName}, "%q %v", k, m)
			}
		}
	}
}

func TestResolveNoAlloc(t *testing.T) {
	m := &bundle.Manifest{DefaultBundle: "site", Routes: map[string]string{"cart": "shop", "cart.line": "lines"}}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		m.Resolve("cart.line.total")
		m.Resolve("title")
		m.Resolve("home.hero.title")
	}))
}

func TestFullKeysAreValidKeys(t *testing.T) {
	long := strings.Repeat("n", bundle.MaxNameLen)
	prefix := strings.Repeat("p", bundle.MaxBundleNameLen)
	m := &bundle.Manifest{DefaultBundle: prefix, Routes: map[string]string{"r" + prefix[1:]: prefix}}
	keys := m.FullKeys(prefix, long)
	require.Len(t, keys, 3)
	for _, k := range keys {
		require.True(t, bundle.ValidKey(k), len(k))
	}
}

type orderVector struct {
	Name, Rule     string
	Boundary       bool
	Manifest, Than struct {
		Epoch, Sequence int64
		Published       time.Time
	}
	Newer bool
}

// newerWithout is the order without one of its rules: order-epoch (the epoch
// has no say), order-sequence (the time decides instead).
func newerWithout(rule string, m, than *bundle.Manifest) bool {
	switch {
	case rule == "order-epoch":
		return m.Sequence > than.Sequence
	case m.Epoch != than.Epoch:
		return m.Epoch > than.Epoch
	}
	return m.Published.After(than.Published)
}

func TestOrderVectors(t *testing.T) {
	failed, named := map[string][]string{}, map[string][]string{}
	for _, v := range readVectors[orderVector](t, "order") {
		a := &bundle.Manifest{Epoch: v.Manifest.Epoch, Sequence: v.Manifest.Sequence, Published: v.Manifest.Published}
		b := &bundle.Manifest{Epoch: v.Than.Epoch, Sequence: v.Than.Sequence, Published: v.Than.Published}
		require.Equal(t, v.Newer, a.Newer(b), v.Name)
		if !v.Boundary {
			named[v.Rule] = append(named[v.Rule], v.Name)
		}
		for _, rule := range []string{"order-epoch", "order-sequence"} {
			if newerWithout(rule, a, b) != v.Newer {
				failed[rule] = append(failed[rule], v.Name)
			}
		}
	}
	require.Len(t, named, 2)
	require.Equal(t, named, failed)
	require.True(t, (&bundle.Manifest{}).Newer(nil))
}
