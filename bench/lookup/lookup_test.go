package lookup_test

import (
	"strings"
	"testing"

	"github.com/teletextio/content/bench/lookup"
)

// All contenders return the same texts.
func TestSameTexts(t *testing.T) {
	keys := lookup.Sequence(1)[:500]
	for _, group := range [][]lookup.Contender{lookup.Plain(), lookup.Formatted()[:3], lookup.Formatted()[3:]} {
		var want []string
		for _, c := range group {
			get, err := c.Open()
			if err != nil {
				t.Fatal(err)
			}
			for i, k := range keys {
				got := get(k)
				if i == len(want) {
					want = append(want, got)
				}
				if got != want[i] || !strings.Contains(got, " ") {
					t.Fatalf("%s: %s: %q, want %q", c.Name, k, got, want[i])
				}
			}
		}
	}
}
