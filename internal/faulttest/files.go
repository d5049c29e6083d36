package faulttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"time"
)

// faultyFiles is the folder of a world, with the faults of the world.
type faultyFiles struct{ w *world }

// errDisk is what a broken disk says.
var errDisk = errors.New("input/output error")

// Open opens a file.
func (f *faultyFiles) Open(name string) (fs.File, error) {
	if f.w.panicked.Load() {
		panic("faulttest: panic, as asked for")
	}
	return f.open(name, f.w.take(context.Background(), name))
}

// Stat describes a file; it is no request of its own.
func (f *faultyFiles) Stat(name string) (fs.FileInfo, error) {
	if f.w.panicked.Load() {
		panic("faulttest: panic, as asked for")
	}
	file, err := f.open(name, f.w.spoil(name, false))
	if err != nil {
		return nil, err
	}
	return file.Stat()
}

func (f *faultyFiles) open(name string, rep *reply) (fs.File, error) {
	fail := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if rep == nil {
		body, ok := f.w.file(name)
		if !ok {
			return fail(fs.ErrNotExist)
		}
		return &file{name: name, size: int64(len(body)), Reader: bytes.NewReader(body)}, nil
	}
	switch {
	case rep.status == http.StatusNotFound:
		return fail(fs.ErrNotExist)
	case rep.status == http.StatusUnauthorized, rep.status == http.StatusForbidden:
		return fail(fs.ErrPermission)
	case rep.status >= 300:
		return fail(errDisk)
	case rep.endless:
		return &file{name: name, size: 1 << 40, Reader: bytes.NewReader(nil)}, nil
	case rep.reset:
		broken := io.MultiReader(bytes.NewReader(rep.body[:rep.cut]), failing{&fs.PathError{Op: "read", Path: name, Err: errDisk}})
		return &file{name: name, size: int64(len(rep.body)), Reader: broken}, nil
	case rep.short:
		return &file{name: name, size: int64(len(rep.body)), Reader: bytes.NewReader(rep.body[:rep.cut])}, nil
	}
	return &file{name: name, size: int64(len(rep.body)), Reader: bytes.NewReader(rep.body)}, nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// file is an open file and its description.
type file struct {
	io.Reader
	name string
	size int64
}

func (f *file) Stat() (fs.FileInfo, error) { return f, nil }
func (f *file) Close() error               { return nil }
func (f *file) Name() string               { return f.name }
func (f *file) Size() int64                { return f.size }
func (f *file) Mode() fs.FileMode          { return 0o444 }
func (f *file) ModTime() time.Time         { return time.Time{} }
func (f *file) IsDir() bool                { return false }
func (f *file) Sys() any                   { return nil }

var (
	_ fs.StatFS = (*faultyFiles)(nil)
	_ fs.File   = (*file)(nil)
)
