package publish_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/publish"
)

// TestCrashAtEveryWrite kills the publisher at each of its writes in turn,
// before it and after it. A reader from the top always finds the old revision
// or the new one, whole, and the next publish heals what is left.
func TestCrashAtEveryWrite(t *testing.T) {
	writes := 8 // 4 bundles, 2 indexes, 1 record, 1 manifest
	for _, first := range []bool{true, false} {
		for k := range writes + 1 {
			for _, after := range []bool{false, true} {
				t.Run(fmt.Sprintf("first=%v write=%d after=%v", first, k, after), func(t *testing.T) {
					dir := t.TempDir()
					crash(t, dir, first, k, after)
				})
			}
		}
	}
}

func crash(t *testing.T, dir string, first bool, k int, after bool) {
	target := publish.Folder(dir)
	var old *revision
	if !first {
		put(t, folder(t, "home.en.yaml", "title: Old\n", "shop.fr.yaml", "gone: Oui\n"), target, nil)
		old = mustRead(t, target)
	}
	dying := &crashing{Target: target, left: k, after: after}
	_, err := publish.Publish(t.Context(), site(t, "New"), dying, &publish.Options{Force: true, Now: time.Now})
	committed := err == nil || k == 7 && after
	if k < 8 {
		require.ErrorIs(t, err, errCrash)
	} else {
		require.NoError(t, err)
	}

	rev, err := readRevision(t.Context(), target, "live")
	require.NoError(t, err, "a reader never finds half a revision")
	switch {
	case committed:
		require.Equal(t, "New", rev.texts["en home title"])
		require.Len(t, rev.texts, 6)
	case first:
		require.Nil(t, rev)
	default:
		require.Equal(t, old.texts, rev.texts)
		require.Equal(t, old.Signed, rev.Signed)
	}

	res := put(t, site(t, "New"), target, &publish.Options{Force: true})
	require.Equal(t, committed, res.Unchanged)
	rev = mustRead(t, target)
	require.Len(t, rev.texts, 6)
	require.Equal(t, "New", rev.texts["en home title"])
	for name := range files(t, dir) {
		require.NotContains(t, name, ".tmp-")
		require.NotContains(t, name, ".lock")
	}
}
