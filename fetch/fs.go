package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// FS returns a Fetcher that reads the files of fsys: an [embed.FS], the result
// of [os.DirFS], a [testing/fstest.MapFS] and so on. The root of fsys is the
// base of the publication; use [fs.Sub] for one that lies deeper.
//
// The entity tag is a hash of the content, so that conditional requests work
// with every file system, those without times of modification among them. Only
// regular files are objects: a directory is not found, and anything else is an
// error. Errors of fsys other than [fs.ErrNotExist] can be tested for, with
// errors.Is(err, fs.ErrPermission) for example.
//
// ctx ends a read between two chunks; a file system that blocks inside one,
// such as a dead network mount, is not interrupted. The client of the texts
// does not wait for it beyond its deadline. A nil fsys is reported by
// content.New.
func FS(fsys fs.FS) Fetcher { return fsFetcher{fsys} }

type fsFetcher struct{ fsys fs.FS }

// Validate reports a nil file system.
func (f fsFetcher) Validate() error {
	if f.fsys == nil {
		return errors.New("fetch: FS: the file system is nil")
	}
	return nil
}

// Fetch reads one file.
func (f fsFetcher) Fetch(ctx context.Context, r Request) (Response, error) {
	if err := f.Validate(); err != nil {
		return Response{}, err
	}
	if err := CheckName(r.Name); err != nil {
		return Response{}, err
	}
	body, err := f.read(ctx, r)
	if err != nil {
		return Response{}, f.failure(ctx, r.Name, err)
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	if r.ETag == tag {
		return Response{}, notModified(r.Name)
	}
	return Response{Body: body, ETag: tag}, nil
}

// read returns the whole content of a regular file. It asks for the file's
// kind before it opens it: opening a named pipe waits for a writer.
func (f fsFetcher) read(ctx context.Context, r Request) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	info, err := fs.Stat(f.fsys, r.Name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, notFound(r.Name, "is a directory")
	}
	if !info.Mode().IsRegular() {
		return nil, &objectError{name: r.Name, reason: "is not a regular file"}
	}
	file, err := f.fsys.Open(r.Name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // only read from: nothing can be lost
	if info, err = file.Stat(); err != nil {
		return nil, err
	}
	if info.Size() > r.MaxBytes() {
		return nil, tooLarge(r)
	}
	body, err := readBody(ctx, file, r, info.Size())
	if err == nil && int64(len(body)) < info.Size() {
		return nil, io.ErrUnexpectedEOF // cut while it was read
	}
	return body, err
}

// failure names the object in an error of the file system.
func (f fsFetcher) failure(ctx context.Context, name string, err error) error {
	var own *objectError
	if errors.As(err, &own) {
		return err
	}
	if errors.Is(err, fs.ErrNotExist) {
		reason := "no such file"
		if dir := f.deeper(ctx, name); dir != "" {
			reason += fmt.Sprintf(", but %q has one: use fs.Sub", shorten(dir))
		}
		return notFound(name, reason)
	}
	reason := err
	var at *fs.PathError
	if errors.As(err, &at) {
		reason = at.Err // the rest of it repeats the name
	}
	return &objectError{name: name, reason: reason.Error(), cause: err}
}

// maxLooked is how many directories are searched for a base that lies deeper.
const maxLooked = 32

// deeper returns a directory that has a missing manifest, "" for none: an
// embed.FS has its files below the directory that it embeds.
func (f fsFetcher) deeper(ctx context.Context, name string) string {
	if strings.Contains(name, "/") {
		return ""
	}
	dirs := []string{"."}
	for i := 0; i < len(dirs) && i < maxLooked && ctx.Err() == nil; i++ {
		if i > 0 {
			if info, err := fs.Stat(f.fsys, path.Join(dirs[i], name)); err == nil && info.Mode().IsRegular() {
				return dirs[i]
			}
		}
		entries, _ := fs.ReadDir(f.fsys, dirs[i]) // what cannot be read is not searched
		for _, e := range entries {
			if e.IsDir() && len(dirs) < maxLooked {
				dirs = append(dirs, path.Join(dirs[i], e.Name()))
			}
		}
	}
	return ""
}

var _ Fetcher = fsFetcher{}
