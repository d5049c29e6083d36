package publish_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/publish"
)

// TestConcurrentPublishers lets twenty publishers loose on one folder, each
// with texts of its own, while readers look on. Every publish that is
// acknowledged is one revision; the sequence strictly rises without a gap.
func TestConcurrentPublishers(t *testing.T) {
	const publishers = 20
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	var readers, writers sync.WaitGroup
	for range 2 {
		readers.Go(func() { watch(ctx, t, dir) })
	}
	results := make([]*publish.Result, publishers)
	errs := make([]error, publishers)
	for i := range publishers {
		set := site(t, fmt.Sprintf("Publisher %d", i))
		writers.Go(func() {
			results[i], errs[i] = publish.Publish(ctx, set, publish.Folder(dir), nil)
		})
	}
	writers.Wait()
	stop()
	readers.Wait()

	var sequences []int64
	last := 0
	for i, res := range results {
		require.NoError(t, errs[i])
		require.False(t, res.Unchanged)
		sequences = append(sequences, res.Sequence)
		if res.Sequence == publishers {
			last = i
		}
	}
	slices.Sort(sequences)
	for i, s := range sequences {
		require.Equal(t, int64(i+1), s, "%v", sequences)
	}
	rev := mustRead(t, publish.Folder(dir))
	require.Equal(t, int64(publishers), rev.Manifest.Sequence)
	require.Equal(t, fmt.Sprintf("Publisher %d", last), rev.texts["en home title"])
	for name := range files(t, dir) {
		require.NotContains(t, name, ".tmp-")
		require.NotContains(t, name, ".lock")
	}
}

// watch reads the publication over and over: it is whole, and never goes back.
func watch(ctx context.Context, t *testing.T, dir string) {
	target := publish.Folder(dir)
	var last *revision
	for ctx.Err() == nil {
		rev, err := readRevision(context.WithoutCancel(ctx), target, "live")
		if err != nil {
			t.Errorf("a reader found half a revision: %v", err)
			return
		}
		if rev == nil {
			continue
		}
		if last != nil && rev.Manifest.Sequence < last.Manifest.Sequence {
			t.Errorf("the sequence fell from %d to %d", last.Manifest.Sequence, rev.Manifest.Sequence)
		}
		if last != nil && rev.Manifest.Sequence > last.Manifest.Sequence && !rev.Manifest.Published.After(last.Manifest.Published) {
			t.Errorf("the time did not rise with the sequence %d", rev.Manifest.Sequence)
		}
		last = rev
	}
}

// TestSameTextsAtOnce: publishers of the same texts make one revision between
// them.
func TestSameTextsAtOnce(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	var wg sync.WaitGroup
	made := 0
	for range 8 {
		set := site(t, "Welcome")
		wg.Go(func() {
			res, err := publish.Publish(t.Context(), set, publish.Folder(dir), nil)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			} else if !res.Unchanged {
				made++
			}
		})
	}
	wg.Wait()
	require.Equal(t, 1, made)
	require.Equal(t, int64(1), mustRead(t, publish.Folder(dir)).Manifest.Sequence)
}

// TestAlwaysSlower: a publisher that never wins gives up with ErrConflict.
func TestAlwaysSlower(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) { // the pauses between the tries take no time
		target := &stolen{Target: publish.Folder(dir)}
		_, err := publish.Publish(t.Context(), site(t, "Welcome"), target, nil)
		require.ErrorIs(t, err, publish.ErrConflict)
		require.Equal(t, 100, target.tries)

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = publish.Publish(ctx, site(t, "Welcome"), target, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

// stolen is a target on which somebody else is always faster.
type stolen struct {
	publish.Target
	tries int
}

func (s *stolen) Put(ctx context.Context, o publish.Object, match string) error {
	if o.Name != "live.json" {
		return s.Target.Put(ctx, o, match)
	}
	s.tries++
	return publish.ErrConflict
}
