package corpus_test

import (
	"testing"

	"github.com/teletextio/content/bench/corpus"
)

// Every page has labels whose replacement gives the tree of the edit: Load
// makes sure of that. This test shows what there is.
func TestLoad(t *testing.T) {
	pages, sources, err := corpus.Load()
	if err != nil {
		t.Skip(err)
	}
	size, full := 0, 0
	for _, p := range pages {
		size += len(p.HTML)
		if len(p.Labels) == corpus.Labels {
			full++
		}
		if got := p.Right(p.Want); got != len(p.Labels) {
			t.Errorf("%s: %d of %d labels right in what is wanted", p.Name, got, len(p.Labels))
		}
		if got := p.Right(p.HTML); got != 0 {
			t.Errorf("%s: %d labels right in the input", p.Name, got)
		}
	}
	t.Logf("%d pages, %d with all labels, %d bytes: %v", len(pages), full, size, sources)
}
