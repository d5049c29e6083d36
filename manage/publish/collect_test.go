package publish_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/publish"
)

// aged makes every file of a publication some days old.
func aged(t *testing.T, dir string, days int) {
	t.Helper()
	then := time.Now().Add(-time.Duration(days) * 24 * time.Hour)
	for name := range files(t, dir) {
		require.NoError(t, os.Chtimes(filepath.Join(dir, name), then, then))
	}
}

func daysAgo(days int) func() time.Time {
	then := time.Now().Add(-time.Duration(days) * 24 * time.Hour)
	return func() time.Time { return then }
}

func TestCollect(t *testing.T) {
	dir := t.TempDir()
	target := publish.Folder(dir)
	for i := range 5 {
		put(t, site(t, fmt.Sprint("v", i+1)), target, &publish.Options{Now: daysAgo(40 - i)})
	}
	put(t, site(t, "v1"), target, &publish.Options{Channel: "staging", Now: daysAgo(30)})
	require.NoError(t, os.WriteFile(filepath.Join(dir, "robots.txt"), nil, 0o644))
	res, err := publish.Collect(t.Context(), target, &publish.CollectOptions{Keep: 2})
	require.NoError(t, err)
	require.Empty(t, res.Removed, "all files are young")
	require.Equal(t, 2*2+3, res.Young) // a bundle and an index of v2 and v3, and three records

	aged(t, dir, 10)
	dry, err := publish.Collect(t.Context(), target, &publish.CollectOptions{Keep: 2, DryRun: true})
	require.NoError(t, err)
	before := files(t, dir)
	res, err = publish.Collect(t.Context(), target, &publish.CollectOptions{Keep: 2})
	require.NoError(t, err)
	require.Equal(t, dry.Removed, res.Removed)
	require.Len(t, res.Removed, 7, "v1 stays: staging has it")
	require.Equal(t, map[string]int{"live": 2, "staging": 1}, res.Channels)
	require.Equal(t, 1, res.Elsewhere)
	require.Len(t, files(t, dir), len(before)-7)

	_, err = publish.Rollback(t.Context(), target, 3, nil)
	require.ErrorIs(t, err, publish.ErrNoRevision)
	_, err = publish.Rollback(t.Context(), target, 4, nil)
	require.NoError(t, err)
	require.Equal(t, "v4", title(t, target))
	_, err = readRevision(t.Context(), target, "staging")
	require.NoError(t, err)
}

// TestCollectKeepsWhatCachesServe: a revision that was replaced a minute ago
// stays, however many came after it and however old its objects are.
func TestCollectKeepsWhatCachesServe(t *testing.T) {
	dir := t.TempDir()
	target := publish.Folder(dir)
	put(t, site(t, "Old"), target, &publish.Options{Now: daysAgo(100)})
	for i := range 9 {
		put(t, site(t, fmt.Sprint("v", i)), target, &publish.Options{Now: daysAgo(0)})
	}
	aged(t, dir, 100)
	res, err := publish.Collect(t.Context(), target, &publish.CollectOptions{Keep: -1})
	require.NoError(t, err)
	require.Empty(t, res.Removed)
	require.Equal(t, 10, res.Channels["live"])
	res, err = publish.Collect(t.Context(), target, &publish.CollectOptions{Keep: -1, Now: func() time.Time { return time.Now().Add(8 * 24 * time.Hour) }})
	require.NoError(t, err)
	require.Equal(t, 1, res.Channels["live"])
	require.Equal(t, "v8", title(t, target))
}

// TestCollectRefusesToGuess: what cannot be read ends a collection before it
// removes anything.
func TestCollectRefusesToGuess(t *testing.T) {
	dir := t.TempDir()
	target := publish.Folder(dir)
	put(t, site(t, "One"), target, &publish.Options{Now: daysAgo(30)})
	put(t, site(t, "Two"), target, &publish.Options{Now: daysAgo(1)})
	put(t, site(t, "Three"), target, nil)
	aged(t, dir, 30)
	all, err := publish.Revisions(t.Context(), target, "live", 0)
	require.NoError(t, err)
	body := files(t, dir)[all[0].Previous]
	require.NoError(t, os.Remove(filepath.Join(dir, all[0].Previous)))
	_, err = publish.Collect(t.Context(), target, nil)
	require.ErrorIs(t, err, publish.ErrHistory)
	later := func() time.Time { return time.Now().Add(8 * 24 * time.Hour) }
	_, err = publish.Collect(t.Context(), target, &publish.CollectOptions{DryRun: true, Now: later})
	require.NoError(t, err, "what is unknown was replaced long ago")
	require.NoError(t, os.WriteFile(filepath.Join(dir, all[0].Previous), []byte(body), 0o644))

	index, err := filepath.Glob(filepath.Join(dir, "i", "en.*"))
	require.NoError(t, err)
	for _, name := range index {
		require.NoError(t, os.Truncate(name, 3))
	}
	_, err = publish.Collect(t.Context(), target, nil)
	require.Error(t, err)
}

// TestAPublisherMakesOldObjectsYoung: what a collection at the same moment
// could remove is written again.
func TestAPublisherMakesOldObjectsYoung(t *testing.T) {
	dir := t.TempDir()
	target := publish.Folder(dir)
	put(t, site(t, "One"), target, &publish.Options{Now: daysAgo(30)})
	put(t, site(t, "Two"), target, &publish.Options{Now: daysAgo(29)})
	aged(t, dir, 29)
	res := put(t, site(t, "One"), target, nil)
	require.Len(t, res.Sent, 3, "its bundle and its index are there, but nobody names them")
	require.Equal(t, 4, res.Kept)
}

// TestCollectNeverBreaksAnything publishes, rolls back, promotes and collects
// at random: every channel is whole, and every kept revision can be gone back
// to.
func TestCollectNeverBreaksAnything(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	target := publish.Memory()
	later := func() time.Time { return time.Now().Add(time.Hour) } // the times of revisions run ahead of the clock
	channels := []string{"live", "staging", "next"}
	for _, c := range channels {
		put(t, site(t, "start"), target, &publish.Options{Channel: c})
	}
	for i := range 300 {
		channel := channels[r.IntN(3)]
		o := &publish.Options{Channel: channel}
		switch r.IntN(5) {
		case 0, 1:
			put(t, site(t, fmt.Sprint("v", r.IntN(30))), target, o)
		case 2:
			if _, err := publish.Rollback(t.Context(), target, 0, o); err != nil {
				require.ErrorIs(t, err, publish.ErrNoRevision, "seed %d", seed)
			}
		case 3:
			if other := channels[r.IntN(3)]; other != channel {
				_, err := publish.Promote(t.Context(), target, other, channel, nil)
				require.NoError(t, err, "seed %d", seed)
			}
		case 4:
			_, err := publish.Collect(t.Context(), target, &publish.CollectOptions{Keep: 3, MinAge: -1, Now: later})
			require.NoError(t, err, "seed %d, step %d", seed, i)
		}
		for _, c := range channels {
			_, err := readRevision(t.Context(), target, c)
			require.NoError(t, err, "seed %d, step %d", seed, i)
		}
	}
	res, err := publish.Collect(t.Context(), target, &publish.CollectOptions{Keep: 3, MinAge: -1, Now: later})
	require.NoError(t, err)
	require.LessOrEqual(t, res.Kept, 9*(2+2+1)+6)
}
