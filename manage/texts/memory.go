package texts

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// ReadFiles reads a folder that is given as its files, by name, from a store of
// objects or a message for example. See [Read]; a slash in a name stands for a
// folder below, which is not read.
func ReadFiles(files map[string][]byte, name string) (*Set, error) {
	return Read(fileMap(files), name)
}

// fileMap is a file system of one folder.
type fileMap map[string][]byte

// Open opens the folder or a file in it.
func (f fileMap) Open(name string) (fs.File, error) {
	if name == "." {
		return &openFolder{entry: entry{name: ".", dir: true}, files: f}, nil
	}
	data, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openFile{entry{name: name, size: len(data)}, bytes.NewReader(data)}, nil
}

// ReadDir lists the files. Folders are not among them, so that nobody is warned
// of what lies below a prefix.
func (f fileMap) ReadDir(name string) (list []fs.DirEntry, err error) {
	if name != "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if name != "" && !strings.Contains(name, "/") {
			list = append(list, fs.FileInfoToDirEntry(entry{name: name, size: len(f[name])}))
		}
	}
	return list, nil
}

// entry describes a file.
type entry struct {
	name string
	size int
	dir  bool
}

func (e entry) Name() string       { return e.name }
func (e entry) Size() int64        { return int64(e.size) }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return e.dir }
func (e entry) Sys() any           { return nil }

func (e entry) Mode() fs.FileMode {
	if e.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type openFile struct {
	entry
	*bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *openFile) Size() int64                { return f.entry.Size() }
func (f *openFile) Close() error               { return nil }

type openFolder struct {
	entry
	files fileMap
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *openFolder) Close() error               { return nil }

func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: ".", Err: fmt.Errorf("is a directory: %w", io.ErrUnexpectedEOF)}
}

var (
	_ fs.ReadDirFS = fileMap(nil)
	_ fs.File      = (*openFile)(nil)
	_ fs.File      = (*openFolder)(nil)
)
