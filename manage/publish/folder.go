package publish

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/teletextio/content/fetch"
)

const (
	lockName = ".publish.lock" // in the folder, while a manifest is written
	tempMark = ".tmp-"         // what names of unfinished files begin with
	tempAge  = time.Hour       // after which an unfinished file is nobody's
)

// Folder returns a Store in a folder of the local file system, which the first
// Put makes. A file is written beside its place, brought to the disk and then
// renamed, so that nobody ever reads a part of it. Files are readable as the
// umask says.
//
// The condition of a write is checked under a lock that holds for all
// processes on the machine, and on network file systems that support locks. A
// publisher that dies leaves no lock behind on Linux, macOS and the BSDs;
// elsewhere the error names the file to remove. Unfinished files of dead
// publishers are removed after an hour. All names that are not a
// publication's begin with a dot: a web server should not serve such files.
func Folder(dir string) Store { return &folder{fetch.FS(os.DirFS(dir)), dir} }

type folder struct {
	fetch.Fetcher
	dir string
}

// Put writes one file.
func (f *folder) Put(ctx context.Context, o Object, match string) error {
	if err := fetch.CheckName(o.Name); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	path := f.path(o.Name)
	err := makeDir(filepath.Dir(path))
	if err == nil {
		err = f.put(ctx, path, o, match)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil && !errors.Is(err, ErrConflict) {
		return fmt.Errorf("publish: write %q: %w", o.Name, err)
	}
	return err
}

func (f *folder) put(ctx context.Context, path string, o Object, match string) error {
	temp, err := writeTemp(filepath.Dir(path), o.Body)
	if err != nil {
		return err
	}
	defer os.Remove(temp) // gone already when it was renamed
	if match == "" {
		// A link fails when the name is taken; no lock is needed.
		switch err := os.Link(temp, path); {
		case err == nil:
			return nil
		case errors.Is(err, fs.ErrExist):
			return conflict(o.Name)
		}
		// This file system has no links.
	}
	unlock, err := lock(ctx, filepath.Join(f.dir, lockName))
	if err != nil {
		return err
	}
	defer unlock()
	if err := f.holds(ctx, o.Name, match); err != nil {
		return err
	}
	f.removeTemps(time.Now().Add(-tempAge))
	if err := later(temp, path); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// later gives the file temp a modification time in a later second than that of
// path, which it is about to replace. Web servers make validators of a file's
// length and its second: two revisions of one second would have the same.
func later(temp, path string) error {
	old, err := os.Stat(path)
	if err != nil {
		return nil // there is nothing to be later than
	}
	last := old.ModTime().Truncate(time.Second)
	if own, err := os.Stat(temp); err != nil || own.ModTime().Truncate(time.Second).After(last) {
		return err
	}
	return os.Chtimes(temp, time.Time{}, last.Add(time.Second))
}

// holds returns ErrConflict when the condition of a write is not met.
func (f *folder) holds(ctx context.Context, name, match string) error {
	now, err := f.Fetch(ctx, fetch.Request{Name: name})
	switch {
	case errors.Is(err, fetch.ErrNotFound) && match == "":
		return nil
	case errors.Is(err, fetch.ErrNotFound), err == nil && now.ETag != match:
		return conflict(name)
	}
	return err
}

func conflict(name string) error {
	return fmt.Errorf("%w: %q is not what it was", ErrConflict, name)
}

// writeTemp writes a file that only its writer knows, down to the disk.
func writeTemp(dir string, body []byte) (path string, err error) {
	path = filepath.Join(dir, tempMark+rand.Text())
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return "", err
	}
	_, err = bytes.NewReader(body).WriteTo(file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		os.Remove(path)
		return "", err
	}
	return path, nil
}

// removeTemps removes what publishers that died before the given time have
// left unfinished. It is a courtesy: errors do not matter.
func (f *folder) removeTemps(before time.Time) {
	dirs, _ := filepath.Glob(filepath.Join(f.dir, "h", "*"))
	for _, sub := range []string{"", "i", "b"} {
		dirs = append(dirs, filepath.Join(f.dir, sub))
	}
	for _, dir := range dirs {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), tempMark) {
				continue
			}
			if info, err := e.Info(); err == nil && info.ModTime().Before(before) {
				os.Remove(filepath.Join(dir, e.Name()))
			}
		}
	}
}

// makeDir makes a folder and those above it, down to the disk.
func makeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return syncDir(filepath.Dir(dir))
}
