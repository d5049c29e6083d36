package publish_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/fetchtest"
	"github.com/teletextio/content/manage/publish"
)

func obj(name, body string) publish.Object { return publish.Object{Name: name, Body: []byte(body)} }

func TestFolderConditions(t *testing.T) {
	ctx := t.Context()
	dir := filepath.Join(t.TempDir(), "a", "b")
	f := publish.Folder(dir)
	tag := func() string {
		r, err := f.Fetch(ctx, fetch.Request{Name: "live.json"})
		require.NoError(t, err)
		require.NotEmpty(t, r.ETag)
		return r.ETag
	}
	require.ErrorIs(t, f.Put(ctx, obj("live.json", "1"), `"x"`), publish.ErrConflict, "there is none to match")
	require.NoError(t, f.Put(ctx, obj("live.json", "1"), ""))
	require.ErrorIs(t, f.Put(ctx, obj("live.json", "2"), ""), publish.ErrConflict, "there is one")
	one := tag()
	require.NoError(t, f.Put(ctx, obj("live.json", "2"), one))
	require.ErrorIs(t, f.Put(ctx, obj("live.json", "3"), one), publish.ErrConflict, "it is another one")
	require.NoError(t, f.Put(ctx, obj("live.json", ""), tag()), "an object of no bytes is an object")
	require.NoError(t, f.Put(ctx, obj("i/de.json", "4"), ""))
	require.Equal(t, map[string]string{"live.json": "", "i/de.json": "4"}, files(t, dir))
}

func TestFolderRefusesNamesThatLeadOut(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"", "../x.json", "/x.json", "a//b.json", `a\b.json`, "a/../../x.json"} {
		require.ErrorIs(t, publish.Folder(filepath.Join(dir, "in")).Put(t.Context(), obj(name, "x"), ""), fetch.ErrName, name)
	}
	require.Empty(t, files(t, dir))
}

func TestFolderFilesFollowTheUmask(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no umask here")
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "plain"), nil, 0o666))
	require.NoError(t, publish.Folder(dir).Put(t.Context(), obj("live.json", "1"), ""))
	want, err := os.Stat(filepath.Join(dir, "plain"))
	require.NoError(t, err)
	got, err := os.Stat(filepath.Join(dir, "live.json"))
	require.NoError(t, err)
	require.Equal(t, want.Mode(), got.Mode())
}

func TestFolderErrors(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o644))
	err := publish.Folder(filepath.Join(dir, "file")).Put(t.Context(), obj("live.json", "1"), "")
	require.ErrorContains(t, err, `publish: write "live.json"`)
	require.NotErrorIs(t, err, publish.ErrConflict)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, publish.Folder(dir).Put(ctx, obj("live.json", "1"), ""), context.Canceled)

	require.NoError(t, os.Mkdir(filepath.Join(dir, "live.json"), 0o755))
	require.Error(t, publish.Folder(dir).Put(t.Context(), obj("live.json", "1"), ""), "a folder has the name")
}

func TestFolderRemovesWhatDeadPublishersLeft(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "b"), 0o755))
	old, young := filepath.Join(dir, "b", ".tmp-OLD"), filepath.Join(dir, ".tmp-YOUNG")
	require.NoError(t, os.WriteFile(old, nil, 0o644))
	require.NoError(t, os.WriteFile(young, nil, 0o644))
	require.NoError(t, os.Chtimes(old, time.Time{}, time.Now().Add(-2*time.Hour)))
	put(t, site(t, "One"), publish.Folder(dir), nil)
	put(t, site(t, "Two"), publish.Folder(dir), nil)
	require.NoFileExists(t, old)
	require.FileExists(t, young, "its publisher may be alive")
}

// TestFolderLock: of many conditional writes from one state exactly one wins.
func TestFolderLock(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, publish.Folder(dir).Put(t.Context(), obj("live.json", "start"), ""))
	for range 10 {
		r, err := publish.Folder(dir).Fetch(t.Context(), fetch.Request{Name: "live.json"})
		require.NoError(t, err)
		var wins atomic.Int32
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				body := string(r.Body) + strings.Repeat("x", i+1)
				if publish.Folder(dir).Put(t.Context(), obj("live.json", body), r.ETag) == nil {
					wins.Add(1)
				}
			})
		}
		wg.Wait()
		require.Equal(t, int32(1), wins.Load())
	}
	require.Len(t, files(t, dir), 1, "no lock and no unfinished file is left")
}

// TestFolderKeepsTheRulesOfFetchers runs the suite of all Fetchers with what
// Put has written.
func TestFolderKeepsTheRulesOfFetchers(t *testing.T) {
	fetchtest.Run(t, fetchtest.Harness{New: func(tb testing.TB) fetchtest.Source {
		dir := tb.TempDir()
		target := publish.Folder(dir)
		return fetchtest.Source{
			Fetcher: target,
			Put: func(name string, body []byte) error {
				now, err := target.Fetch(context.Background(), fetch.Request{Name: name})
				if err != nil && !errors.Is(err, fetch.ErrNotFound) {
					return err
				}
				return target.Put(context.Background(), publish.Object{Name: name, Body: body}, now.ETag)
			},
			Remove: func(name string) error { return os.Remove(filepath.Join(dir, filepath.FromSlash(name))) },
		}
	}})
}
