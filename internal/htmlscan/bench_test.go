package htmlscan_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/teletextio/content/internal/htmlscan"
)

// BenchmarkScan reads real pages to their end. The pages lie beside the
// project; without them there is nothing to measure.
func BenchmarkScan(b *testing.B) {
	files, _ := filepath.Glob("../../../shared/corpus/*.html")
	if len(files) == 0 {
		b.Skip("no pages in ../shared/corpus")
	}
	for _, f := range files {
		page, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(filepath.Base(f), func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			var s htmlscan.Scanner
			for b.Loop() {
				s.Reset("data-txt")
				for {
					ev := s.Next(page, true)
					if ev == htmlscan.NeedMore {
						break
					}
					if ev == htmlscan.GaveUp {
						b.Fatal("gave up", s.Why(), s.Pos)
					}
				}
			}
		})
	}
}
