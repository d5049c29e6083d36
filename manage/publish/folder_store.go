package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/teletextio/content/fetch"
)

// Stat describes a file by its content.
func (f *folder) Stat(ctx context.Context, name string) (Stat, error) {
	r, err := f.Fetch(ctx, fetch.Request{Name: name})
	if err != nil {
		return Stat{}, err
	}
	s := Stat{ETag: r.ETag}
	sum := sha256.Sum256(r.Body)
	s.SHA256 = hex.EncodeToString(sum[:])
	if info, err := os.Stat(f.path(name)); err == nil {
		s.Modified = info.ModTime()
	}
	return s, nil
}

// List lists the files below the folder, but for those that begin with a dot.
func (f *folder) List(ctx context.Context, each func(string, time.Time) error) error {
	err := filepath.WalkDir(f.dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // removed meanwhile, or the folder was never made
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case path != f.dir && strings.HasPrefix(e.Name(), "."):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !e.Type().IsRegular():
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(f.dir, path)
		if err != nil {
			return err
		}
		return each(filepath.ToSlash(name), info.ModTime())
	})
	if err != nil {
		return fmt.Errorf("publish: list %q: %w", f.dir, err)
	}
	return nil
}

// Remove removes a file.
func (f *folder) Remove(ctx context.Context, name string) error {
	if err := fetch.CheckName(name); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.Remove(f.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("publish: remove %q: %w", name, err)
	}
	return nil
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

var _ Store = (*folder)(nil)
