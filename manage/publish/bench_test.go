package publish_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// large is a set of many texts: twenty locales, a hundred texts per bundle.
func large(total int) *texts.Set {
	set := &texts.Set{Project: "acme", Texts: map[texts.ID]map[string]texts.Text{}}
	tags := []string{
		"en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sv", "da", "fi", "nb", "tr", "ru", "uk", "el", "ro", "hu", "ja",
	}
	for k := range total / len(tags) {
		for _, tag := range tags {
			id := texts.ID{Bundle: fmt.Sprintf("b%d", k/100), Locale: tag}
			if set.Texts[id] == nil {
				set.Texts[id] = map[string]texts.Text{}
			}
			set.Texts[id][fmt.Sprintf("key-%d", k)] = texts.Text{
				Source: fmt.Sprintf(`Welcome to <b>shop %d</b>, {name}: look at <a href="/%s/%d">our terms</a> today.`, k, tag, k),
			}
		}
	}
	return set
}

// change gives one text another wording.
func change(set *texts.Set, n int) {
	set.Texts[texts.ID{Bundle: "b0", Locale: "de"}]["key-0"] = texts.Text{Source: fmt.Sprint("Change ", n)}
}

// BenchmarkPublish shows how time grows with texts: all of them into an empty
// folder, and one text changed.
func BenchmarkPublish(b *testing.B) {
	for _, total := range []int{1000, 10_000, 100_000} {
		set := large(total)
		b.Run(fmt.Sprintf("all/%d", total), func(b *testing.B) {
			for range b.N {
				_, err := publish.Publish(b.Context(), set, publish.Folder(b.TempDir()), &publish.Options{Now: time.Now})
				require.NoError(b, err)
			}
		})
		b.Run(fmt.Sprintf("one/%d", total), func(b *testing.B) {
			target := publish.Folder(b.TempDir())
			o := &publish.Options{Cache: &cache{m: map[string][]byte{}}}
			_, err := publish.Publish(b.Context(), set, target, o)
			require.NoError(b, err)
			b.ResetTimer()
			for i := range b.N {
				change(set, i)
				_, err := publish.Publish(b.Context(), set, target, o)
				require.NoError(b, err)
			}
		})
	}
}

// cache is a Cache in memory.
type cache struct {
	mu   sync.Mutex // guards what follows
	m    map[string][]byte
	hits int
}

func (c *cache) Get(key string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.m[key]
	if ok {
		c.hits++
	}
	return v, ok
}

func (c *cache) Put(key string, value []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[key] = value
}

// TestHundredThousandTexts holds the promise of 500 MB for 100,000 texts into a
// folder, and that a text that changes is one bundle. How long it takes is for
// the benchmarks to say.
func TestHundredThousandTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("publish: SKIPPED, 100,000 texts take seconds")
	}
	set := large(100_000)
	target := publish.Folder(t.TempDir())
	o := &publish.Options{Cache: &cache{m: map[string][]byte{}}}
	res := put(t, set, target, o)
	require.Equal(t, 100_000, res.Texts)
	change(set, 1)
	res = put(t, set, target, o)
	require.Len(t, res.Sent, 3)
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	t.Logf("%d MB from the system", mem.Sys>>20)
	require.Less(t, mem.Sys, uint64(500<<20))
}
