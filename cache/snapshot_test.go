package cache_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

const limit = 1 << 20

func sample(n int) map[string][]byte {
	return map[string][]byte{
		"live.json":   fmt.Appendf(nil, `{"n":%d}`, n),
		"b/home.json": bytes.Repeat([]byte{byte(n)}, 3000),
		"i/empty":     {},
	}
}

func TestSnapshotRoundTrip(t *testing.T) {
	file := filepath.Join(t.TempDir(), "made", "here", "live.snapshot")
	_, err := cache.ReadSnapshot(file, limit)
	require.ErrorIs(t, err, fs.ErrNotExist)
	for n := range 3 {
		require.NoError(t, cache.WriteSnapshot(file, sample(n)))
		s, err := cache.ReadSnapshot(file, limit)
		require.NoError(t, err)
		for name, want := range sample(n) {
			r, err := s.Fetch(context.Background(), fetch.Request{Name: name})
			require.NoError(t, err)
			require.Equal(t, string(want), string(r.Body))
		}
	}
	list, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	require.Len(t, list, 1, "nothing is left behind")
}

func TestSnapshotIsAFetcher(t *testing.T) {
	file := filepath.Join(t.TempDir(), "live.snapshot")
	require.NoError(t, cache.WriteSnapshot(file, sample(1)))
	s, err := cache.ReadSnapshot(file, limit)
	require.NoError(t, err)
	for _, c := range []struct {
		req  fetch.Request
		want error
	}{
		{fetch.Request{Name: "none.json"}, fetch.ErrNotFound},
		{fetch.Request{Name: "../live.json"}, fetch.ErrName},
		{fetch.Request{Name: "b/home.json", Limit: 2999}, fetch.ErrTooLarge},
	} {
		r, err := s.Fetch(context.Background(), c.req)
		require.ErrorIs(t, err, c.want)
		require.Empty(t, r)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = s.Fetch(ctx, fetch.Request{Name: "live.json"})
	require.ErrorIs(t, err, context.Canceled)
	first, err := s.Fetch(context.Background(), fetch.Request{Name: "live.json"})
	require.NoError(t, err)
	clear(first.Body)
	again, err := s.Fetch(context.Background(), fetch.Request{Name: "live.json"})
	require.NoError(t, err)
	require.Equal(t, `{"n":1}`, string(again.Body))
}

// Whatever is wrong with a file, it is an error and nothing more.
func TestDamagedSnapshot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "live.snapshot")
	require.NoError(t, cache.WriteSnapshot(file, sample(1)))
	good, err := os.ReadFile(file)
	require.NoError(t, err)
	check := func(data []byte, what string) {
		require.NoError(t, os.WriteFile(file, data, 0o600))
		_, err := cache.ReadSnapshot(file, limit)
		require.ErrorIs(t, err, cache.ErrSnapshot, what)
	}
	for n := range good {
		check(good[:n], fmt.Sprintf("cut at %d", n))
	}
	for n := 0; n < len(good); n += 7 {
		bad := bytes.Clone(good)
		bad[n] ^= 0x10
		check(bad, fmt.Sprintf("changed at %d", n))
	}
	check(append(bytes.Clone(good), 'x'), "longer")
	check(bytes.Replace(good, []byte("snapshot 1"), []byte("snapshot 2"), 1), "another version")
	require.NoError(t, os.WriteFile(file, good, 0o600))
	_, err = cache.ReadSnapshot(file, int64(len(good))-1)
	require.ErrorIs(t, err, cache.ErrSnapshot)
	_, err = cache.ReadSnapshot(filepath.Dir(file), limit)
	require.Error(t, err)
}

func TestSnapshotCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	require.Error(t, cache.WriteSnapshot(filepath.Join(blocked, "live.snapshot"), sample(1)))
	// A folder in the place of the file: the rename fails, nothing is left.
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "live.snapshot", "x"), 0o755))
	require.Error(t, cache.WriteSnapshot(filepath.Join(dir, "live.snapshot"), sample(1)))
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestSnapshotSweepsWhatTheDeadLeft(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "odd[1]*name")
	file := filepath.Join(dir, "live.snapshot")
	require.NoError(t, os.MkdirAll(dir, 0o755))
	old, young := filepath.Join(dir, ".live.snapshot.1.tmp"), filepath.Join(dir, ".live.snapshot.2.tmp")
	for _, name := range []string{old, young} {
		require.NoError(t, os.WriteFile(name, nil, 0o600))
	}
	past := time.Now().Add(-2 * time.Hour)
	require.NoError(t, os.Chtimes(old, past, past))
	require.NoError(t, cache.WriteSnapshot(file, sample(1)))
	require.NoFileExists(t, old)
	require.FileExists(t, young)
}

func TestSnapshotSharedByManyWriters(t *testing.T) {
	file := filepath.Join(t.TempDir(), "live.snapshot")
	require.NoError(t, cache.WriteSnapshot(file, sample(0)))
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for range 10 {
				if err := cache.WriteSnapshot(file, sample(g)); err != nil {
					t.Error(err)
				}
				if _, err := cache.ReadSnapshot(file, limit); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// A process that is killed while it writes leaves an old file or a new one:
// 50 times, and 1,000 times where the variable CONTENT_LONG is set.
func TestSnapshotSurvivesKill(t *testing.T) {
	const env = "CONTENT_SNAPSHOT_WRITER"
	if file := os.Getenv(env); file != "" {
		for n := 0; ; n++ {
			if err := cache.WriteSnapshot(file, sample(n%256)); err != nil {
				os.Exit(1)
			}
		}
	}
	file := filepath.Join(t.TempDir(), "live.snapshot")
	require.NoError(t, cache.WriteSnapshot(file, sample(0)))
	kills := 50
	if os.Getenv("CONTENT_LONG") != "" {
		kills = 1000
	}
	left, torn := 0, 0
	for n := range kills {
		cmd := exec.Command(os.Args[0], "-test.run=^TestSnapshotSurvivesKill$")
		cmd.Env = append(os.Environ(), env+"="+file)
		require.NoError(t, cmd.Start())
		time.Sleep(time.Duration(15+n%50) * time.Millisecond)
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed
		_, err := cache.ReadSnapshot(file, limit)
		require.NoError(t, err)
		writing, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".*"))
		require.NoError(t, err)
		torn += min(len(writing)-left, 1)
		left = len(writing)
	}
	t.Logf("%d of %d were killed in the middle of a write", torn, kills)
}
