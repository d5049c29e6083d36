package fetch_test

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
)

//go:embed testdata
var embedded embed.FS

func TestFSEmbedded(t *testing.T) {
	sub, err := fs.Sub(embedded, "testdata")
	require.NoError(t, err)
	f := fetch.FS(sub)
	res, err := get(f, "object.json")
	require.NoError(t, err)
	require.Equal(t, "{}\n", string(res.Body))
	require.Equal(t, `"ca3d163bab055381827226140568f3be"`, res.ETag)
	_, err = f.Fetch(t.Context(), fetch.Request{Name: "object.json", ETag: res.ETag})
	require.ErrorIs(t, err, fetch.ErrNotModified)
	res.Body[0] = 'x' // what is embedded is read-only memory
}

func TestFSErrors(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "live.json"), []byte("0123456789"), 0o644))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "b"), 0o755))
	f := fetch.FS(os.DirFS(dir))
	for _, c := range []struct {
		r    fetch.Request
		is   error
		text string
	}{
		{fetch.Request{Name: "gone.json"}, fetch.ErrNotFound, `fetch: read "gone.json": no such file`},
		{fetch.Request{Name: "b"}, fetch.ErrNotFound, `fetch: read "b": is a directory`},
		{fetch.Request{Name: "live.json", Limit: 9}, fetch.ErrTooLarge, `fetch: read "live.json": larger than the limit of 9 bytes`},
		{fetch.Request{Name: "../x"}, fetch.ErrName, `fetch: read "../x": invalid name: it has a dot segment`},
	} {
		_, err := f.Fetch(t.Context(), c.r)
		require.ErrorIs(t, err, c.is)
		require.EqualError(t, err, c.text)
	}
}

// An embed.FS has the directory that it embeds at its root.
func TestFSDeeper(t *testing.T) {
	fsys := fstest.MapFS{"web/public/live.json": {}, "web/readme": {}, "a/b": {}}
	_, err := get(fetch.FS(fsys), "live.json")
	require.ErrorIs(t, err, fetch.ErrNotFound)
	require.EqualError(t, err, `fetch: read "live.json": no such file, but "web/public" has one: use fs.Sub`)
	_, err = get(fetch.FS(fsys), "beta.json")
	require.EqualError(t, err, `fetch: read "beta.json": no such file`)
	for i := range 100 {
		fsys[fmt.Sprintf("m%d/x", i)] = &fstest.MapFile{}
	}
	_, err = get(fetch.FS(fsys), "live.json")
	require.ErrorIs(t, err, fetch.ErrNotFound)
}

func TestFSSpecialFiles(t *testing.T) {
	mkfifo, err := exec.LookPath("mkfifo")
	if err != nil {
		t.Skip("no mkfifo here")
	}
	dir := t.TempDir()
	require.NoError(t, exec.Command(mkfifo, filepath.Join(dir, "live.json")).Run())
	_, err = get(fetch.FS(os.DirFS(dir)), "live.json")
	require.EqualError(t, err, `fetch: read "live.json": is not a regular file`)
	require.NotErrorIs(t, err, fetch.ErrNotFound)
}

// faultFS is a file system that breaks at one place.
type faultFS struct {
	open, stat, read error
	size             int64 // what Stat says, where it is not 0
	body             io.Reader
}

func (f faultFS) Open(string) (fs.File, error) {
	if f.open != nil {
		return nil, &fs.PathError{Op: "open", Path: "secret/place", Err: f.open}
	}
	return faultFile{f}, nil
}

func (f faultFS) Stat(string) (fs.FileInfo, error) { return faultInfo{f.size}, nil }

type faultFile struct{ faultFS }

func (f faultFile) Stat() (fs.FileInfo, error) { return faultInfo{f.size}, f.stat }
func (f faultFile) Close() error               { return nil }
func (f faultFile) Read(p []byte) (int, error) {
	if f.read != nil {
		return 0, f.read
	}
	return f.body.Read(p)
}

type faultInfo struct{ size int64 }

func (i faultInfo) Name() string     { return "x" }
func (i faultInfo) Size() int64      { return i.size }
func (faultInfo) Mode() fs.FileMode  { return 0o444 }
func (faultInfo) ModTime() time.Time { return time.Time{} }
func (faultInfo) IsDir() bool        { return false }
func (faultInfo) Sys() any           { return nil }

func TestFSFaults(t *testing.T) {
	broken := errors.New("disk on fire")
	for name, c := range map[string]struct {
		fsys faultFS
		is   error
		text string
	}{
		"open":   {faultFS{open: fs.ErrPermission}, fs.ErrPermission, "permission denied"},
		"vanish": {faultFS{open: fs.ErrNotExist}, fetch.ErrNotFound, "no such file"},
		"stat":   {faultFS{stat: broken}, broken, "disk on fire"},
		"read":   {faultFS{read: broken}, broken, "disk on fire"},
		"cut":    {faultFS{size: 9, body: strings.NewReader("short")}, io.ErrUnexpectedEOF, "unexpected EOF"},
		"grows":  {faultFS{size: 3, body: endless{}}, fetch.ErrTooLarge, "larger than the limit of 1000 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := fetch.FS(c.fsys).Fetch(t.Context(), fetch.Request{Name: "x.json", Limit: 1000})
			require.ErrorIs(t, err, c.is)
			if c.is == fs.ErrPermission {
				require.NotContains(t, err.Error(), "secret/place")
			}
			require.ErrorContains(t, err, `fetch: read "x.json": `+c.text)
			require.Zero(t, res)
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// stopping cancels a context while it is read.
type stopping struct{ cancel context.CancelFunc }

func (s stopping) Read(p []byte) (int, error) { s.cancel(); return 1, nil }

func TestFSContextInMidRead(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f := fetch.FS(faultFS{body: stopping{cancel}})
	_, err := f.Fetch(ctx, fetch.Request{Name: "x.json"})
	require.ErrorIs(t, err, context.Canceled)
	require.EqualError(t, err, `fetch: read "x.json": context canceled`)
}

func TestFSFollowsReplacement(t *testing.T) {
	files := fstest.MapFS{"live.json": {Data: []byte("one")}}
	f := fetch.FS(files)
	one, err := get(f, "live.json")
	require.NoError(t, err)
	files["live.json"] = &fstest.MapFile{Data: []byte("two")}
	two, err := f.Fetch(t.Context(), fetch.Request{Name: "live.json", ETag: one.ETag})
	require.NoError(t, err)
	require.Equal(t, "two", string(two.Body))
	require.NotEqual(t, one.ETag, two.ETag)
}
