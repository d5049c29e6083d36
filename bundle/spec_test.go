package bundle_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
)

// TestFormatDefinesEachRule: each rule that an error or a vector names is
// defined in FORMAT.md, in a row of a table or in its text, and each rule that
// a table defines has a vector.
func TestFormatDefinesEachRule(t *testing.T) {
	data, err := os.ReadFile("FORMAT.md")
	require.NoError(t, err)
	spec := string(data)

	guarded := map[string]bool{"order-epoch": true, "order-sequence": true}
	for _, v := range fileVectors(t) {
		guarded[v.Rule] = true
	}
	for _, v := range readVectors[keyVector](t, "keys") {
		guarded[v.Rule] = true
	}
	for _, p := range readPublications(t) {
		for _, l := range p.Lookups {
			guarded[l.Rule] = true
		}
	}
	for _, rule := range bundle.Rules() {
		require.True(t, guarded[rule], "no vector guards %s", rule)
	}
	for rule := range guarded {
		require.Contains(t, spec, "`"+rule+"`", "FORMAT.md does not define the rule")
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z]+(?:-[a-z0-9]+)+)` \\|").FindAllStringSubmatch(spec, -1) {
		require.True(t, guarded[row[1]], "no vector guards %s", row[1])
	}
}

// TestFormatNamesTheLimits: the numbers in FORMAT.md are those of the code.
func TestFormatNamesTheLimits(t *testing.T) {
	data, err := os.ReadFile("FORMAT.md")
	require.NoError(t, err)
	spec := strings.ReplaceAll(string(data), ",", "")
	for _, want := range []string{
		"1 MiB 4 MiB 16 MiB", "| objects and arrays open at once | 8 |",
		"| locales routes signatures of a manifest | 1000 5000 16 |",
		"| entries of a fallback list | 16 |", "| bundles of an index | 20000 |", "| texts of a bundle | 100000 |",
		"a name has at most 190 bytes a prefix at most 64 a full key at most 255", "of at most 64 bytes",
	} {
		require.Contains(t, spec, want)
	}
	require.Equal(t, []int{1 << 20, 4 << 20, 16 << 20, 8, 1000, 5000, 16, 16, 20000, 100000, 190, 64, 255, 64},
		[]int{
			bundle.MaxManifestBytes, bundle.MaxIndexBytes, bundle.MaxBundleBytes, bundle.MaxDepth,
			bundle.MaxLocales, bundle.MaxRoutes, bundle.MaxSignatures, bundle.MaxFallback,
			bundle.MaxBundles, bundle.MaxTexts,
			bundle.MaxNameLen, bundle.MaxBundleNameLen, bundle.MaxKeyLen, bundle.MaxLocaleLen,
		})
}
