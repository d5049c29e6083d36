package bundle

import (
	"slices"
	"strings"
)

// Resolve returns the bundle that a full key names and the text's name in it.
//
// A route whose prefix, followed by a dot, begins the key names the bundle,
// and the rest is the name; of several the longest wins. Without a route the
// part before the first dot is the bundle and the rest is the name. A key
// without a dot is a name in the default bundle.
//
// Resolve checks nothing: a key that is not [ValidKey] gives a bundle or name
// that does not exist. It does not allocate.
func (m *Manifest) Resolve(key string) (bundle, name string) {
	for i := strings.LastIndexByte(key, '.'); i >= 0; i = strings.LastIndexByte(key[:i], '.') {
		if b, ok := m.Routes[key[:i]]; ok {
			return b, key[i+1:]
		}
	}
	if before, after, ok := strings.Cut(key, "."); ok {
		return before, after
	}
	return m.DefaultBundle, key
}

// FullKeys returns every full key that [Manifest.Resolve] maps to the text
// called name in the bundle, sorted: bundle.name unless a route captures it,
// prefix.name for each route to the bundle whose prefix is the key's longest,
// and the bare name when it has no dot and the bundle is the default one.
// There may be none. Bundle and name must be valid ones, as those of a decoded
// bundle are. For all texts of a bundle, [Manifest.FullKeysOf] is faster.
func (m *Manifest) FullKeys(bundle, name string) []string {
	return m.FullKeysOf(bundle)(name)
}

// FullKeysOf returns [Manifest.FullKeys] of one bundle: it looks through the
// routes once. The function is valid while the manifest does not change.
func (m *Manifest) FullKeysOf(bundle string) func(name string) []string {
	prefixes := []string{bundle}
	for prefix, b := range m.Routes {
		if b == bundle && prefix != bundle {
			prefixes = append(prefixes, prefix)
		}
	}
	slices.Sort(prefixes)
	return func(name string) []string {
		keys := make([]string, 0, len(prefixes)+1)
		for _, prefix := range prefixes {
			key := prefix + "." + name
			if b, n := m.Resolve(key); b == bundle && n == name {
				keys = append(keys, key)
			}
		}
		if bundle == m.DefaultBundle && !strings.Contains(name, ".") {
			keys = append(keys, name)
		}
		slices.Sort(keys)
		return keys
	}
}
