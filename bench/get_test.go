package bench

import (
	"sync/atomic"
	"testing"

	"github.com/teletextio/content/bench/lookup"
)

// BenchmarkGet looks texts up, with as many goroutines as -cpu says.
func BenchmarkGet(b *testing.B) { benchmarkLookup(b, lookup.Plain()) }

// BenchmarkGetArgs looks up texts with arguments.
func BenchmarkGetArgs(b *testing.B) { benchmarkLookup(b, lookup.Formatted()) }

func benchmarkLookup(b *testing.B, all []lookup.Contender) {
	for _, c := range all {
		b.Run(c.Name, func(b *testing.B) {
			get, err := c.Open()
			if err != nil {
				b.Fatal(err)
			}
			var seed atomic.Uint64
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				keys := lookup.Sequence(seed.Add(1))
				for i := 0; pb.Next(); i++ {
					if get(keys[i%len(keys)]) == "" {
						b.Error("no text")
					}
				}
			})
		})
	}
}
