package content_test

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// edge is a cache that learns of each object at a time of its own: what it has
// of an object is what was published up to a revision.
type edge struct {
	knows map[string]int // object -> revision
}

// edges are two of them before one publication. Requests go to one or the
// other; each request may bring the edge up to date, or not.
type edges struct {
	revisions []fstest.MapFS // all that were ever published
	published int            // of revisions, so many

	mu     sync.Mutex // guards all below
	random *rand.Rand
	two    [2]edge
}

func (e *edges) Fetch(_ context.Context, r fetch.Request) (fetch.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	at := &e.two[e.random.IntN(2)]
	if known := at.knows[r.Name]; known < e.published && e.random.IntN(3) > 0 {
		at.knows[r.Name] = known + 1 + e.random.IntN(e.published-known)
	}
	for n := at.knows[r.Name] - 1; n >= 0; n-- {
		if f := e.revisions[n][r.Name]; f != nil {
			return fetch.Response{Body: f.Data}, nil
		}
	}
	return fetch.Response{}, fmt.Errorf("edge: %q: %w", r.Name, fetch.ErrNotFound)
}

// edgeTexts are two texts in two bundles, both with the number of the revision.
func edgeTexts(rev int) contenttest.Texts {
	return contenttest.Texts{"en": {"a.t": fmt.Sprint(rev), "b.t": fmt.Sprint(rev), "c.t": "stays"}}
}

// Two edges learn of each object of ten revisions at times of their own, in
// 10,000 orders, and in 100,000 where the variable CONTENT_LONG is set: no page mixes two revisions or goes back to an older one.
func TestTwoLaggingEdges(t *testing.T) {
	t.Parallel()
	interleavings := 10_000
	if os.Getenv("CONTENT_LONG") != "" {
		interleavings = 100_000
	}
	const most, steps = 4, 10
	var revisions []fstest.MapFS
	for rev := 1; rev <= most; rev++ {
		revisions = append(revisions, asMapFS(contenttest.PublishWith(edgeTexts(rev), &contenttest.PublishOptions{Sequence: int64(rev)})))
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	ctx := context.Background()
	reached := 0
	for i := range interleavings {
		e := &edges{revisions: revisions, random: random, published: 1}
		e.two[0].knows, e.two[1].knows = map[string]int{}, map[string]int{}
		c, err := content.New(e, &content.Options{Refresh: -1, StartWait: -1})
		require.NoError(t, err)
		shown := 0
		for range steps {
			if e.published < most && random.IntN(2) == 0 {
				e.published++
			}
			_ = c.Refresh(ctx) // it may be torn, or older
			v := c.View("en")
			a, b := string(v.Get("a.t")), string(v.Get("b.t"))
			now := 0
			if a != "" {
				_, _ = fmt.Sscan(a, &now)
			}
			if a != b || now < shown || now > e.published {
				t.Fatalf("seed %d, interleaving %d: %q and %q after %d, published %d", seed, i, a, b, shown, e.published)
			}
			shown = now
		}
		if shown > 1 {
			reached++
		}
		require.NoError(t, c.Close())
	}
	require.Greater(t, reached, interleavings/4, "the edges let something through")
}

func asMapFS(f fs.FS) fstest.MapFS { return f.(fstest.MapFS) }

// A manifest, an index and a bundle that are cut, at every offset, change
// nothing.
func TestTruncationAtEveryOffset(t *testing.T) {
	files := map[string][]byte{}
	for name, f := range asMapFS(contenttest.PublishWith(title("two"), &contenttest.PublishOptions{Sequence: 2})) {
		files[name] = f.Data
	}
	require.Len(t, files, 3)
	for name, body := range files {
		s := contenttest.NewScript(title("one"))
		c := newText(t, s, content.Options{StartWait: -1})
		require.NoError(t, c.Refresh(t.Context()))
		s.Publish(title("two"))
		for n := range len(body) {
			s.Clear()
			s.Always(name, contenttest.Answer{Body: body[:n:n], ETag: fmt.Sprintf(`"%d"`, n)})
			if n == 0 {
				s.Always(name, contenttest.Answer{Body: []byte{}, ETag: `"0"`})
			}
			require.Error(t, c.Refresh(t.Context()), "%s cut at %d", name, n)
			require.EqualValues(t, "one", c.Get("home.title", "en"), "%s cut at %d", name, n)
		}
		s.Clear()
		require.NoError(t, c.Refresh(t.Context()))
		require.EqualValues(t, "two", c.Get("home.title", "en"))
	}
}
