package bench

import (
	"errors"
	"testing"

	"github.com/teletextio/content/bench/corpus"
	"github.com/teletextio/content/bench/rival"
)

// BenchmarkInject has one benchmark per contender; an operation is one pass
// over all pages. It is for a quick look: the contenders run one after the
// other, not interleaved as in cmd/inject.
func BenchmarkInject(b *testing.B) {
	pages, _, err := corpus.Load()
	if err != nil {
		b.Skip(err)
	}
	size := 0
	for _, p := range pages {
		size += len(p.HTML)
	}
	for _, e := range append(rival.All(), rival.Bounds()...) {
		b.Run(e.Name, func(b *testing.B) {
			c, err := e.Open(pages)
			if errors.Is(err, rival.ErrMissing) {
				b.Skip(err)
			}
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Pass(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPage has one benchmark per page of the corpus folder and of
// goquery, for ours alone.
func BenchmarkPage(b *testing.B) {
	pages, _, err := corpus.Load()
	if err != nil {
		b.Skip(err)
	}
	c, err := rival.All()[0].Open(pages)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for i, p := range pages {
		if p.Source == "npm htmlparser-benchmark" {
			continue
		}
		b.Run(p.Name, func(b *testing.B) {
			b.SetBytes(int64(len(p.HTML)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Hot(i, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
