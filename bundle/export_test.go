package bundle

import (
	"crypto/ed25519"
	"slices"
	"strings"
)

// The rules that have no effect on errors, by their names in FORMAT.md.
const (
	ReadUnknown   = readUnknown
	ReadMinor     = readMinor
	ReadSpace     = readSpace
	ReadEscape    = readEscape
	ReadLastInfix = readLastInfix
)

// DecodeManifestWithout is DecodeManifest with one rule switched off.
func DecodeManifestWithout(rule, name string, data []byte) (*SignedManifest, error) {
	return decodeManifest(name, data, rule)
}

// DecodeIndexWithout is DecodeIndex with one rule switched off.
func DecodeIndexWithout(rule, name string, data []byte) (*Index, error) {
	return decodeIndex(name, data, rule)
}

// DecodeBundleWithout is DecodeBundle with one rule switched off.
func DecodeBundleWithout(rule, name string, data []byte) (*Bundle, error) {
	return decodeBundle(name, data, rule)
}

// CountSignatures is the number of valid signatures of the keys, counted as a
// reader does that does not count keys once.
func (s *SignedManifest) CountSignatures(keys []PublicKey) int {
	n := 0
	for _, k := range keys {
		for _, sig := range s.Signatures {
			if sig.KeyID == KeyID(k) && ed25519.Verify(k, append([]byte(signedDomain), s.Signed...), sig.Sig) {
				n++
			}
		}
	}
	return n
}

// ResolveWithout is Resolve with one of its rules broken: key-route (routes
// are ignored), key-longest (the shortest prefix wins), key-boundary (a prefix
// may end anywhere), key-first-dot (the last dot divides), key-bare (a key
// without a dot names a bundle).
func (m *Manifest) ResolveWithout(rule, key string) (bundle, name string) {
	var matching []string
	for prefix := range m.Routes {
		rest, ok := strings.CutPrefix(key, prefix)
		if ok && (strings.HasPrefix(rest, ".") || rule == "key-boundary") && rule != "key-route" {
			matching = append(matching, prefix)
		}
	}
	if len(matching) > 0 {
		slices.SortFunc(matching, func(a, b string) int { return len(b) - len(a) })
		best := matching[0]
		if rule == "key-longest" {
			best = matching[len(matching)-1]
		}
		return m.Routes[best], strings.TrimPrefix(key[len(best):], ".")
	}
	dot := strings.IndexByte(key, '.')
	if rule == "key-first-dot" {
		dot = strings.LastIndexByte(key, '.')
	}
	switch {
	case dot >= 0:
		return key[:dot], key[dot+1:]
	case rule == "key-bare":
		return key, ""
	}
	return m.DefaultBundle, key
}
