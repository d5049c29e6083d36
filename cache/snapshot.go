package cache

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/teletextio/content/fetch"
)

// A snapshot is one file: the line snapshotMagic, then for each object a line
// with its name and length, its bytes and a newline, then a line with the
// SHA-256 of all that. It is written beside its place and renamed into it, so
// that a reader, in whatever process, sees a whole old one or a whole new one.
const (
	snapshotMagic = "content snapshot 1\n"
	sumPrefix     = "sha256 "
	sumLine       = len(sumPrefix) + sha256.Size*2 + 1
)

// ErrSnapshot says that a file is no snapshot: damaged, cut off, of another
// version, or larger than it may be. Such a file is to be ignored; the next
// write replaces it.
var ErrSnapshot = errors.New("cache: not a snapshot")

// Snapshot is a set of objects by name, as read from disk. It is a
// [fetch.Fetcher] and immutable.
type Snapshot struct {
	objects map[string][]byte
}

// ReadSnapshot reads the snapshot in file, which may have most bytes. The
// error wraps [ErrSnapshot], or is that of the file system; for a missing file
// errors.Is(err, fs.ErrNotExist).
func ReadSnapshot(file string, most int64) (*Snapshot, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read from
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, fmt.Errorf("%w: %q: no regular file of at most %d bytes", ErrSnapshot, file, most)
	}
	data := make([]byte, info.Size())
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, fmt.Errorf("%w: %q: %v", ErrSnapshot, file, err)
	}
	s, err := decodeSnapshot(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %q: %v", ErrSnapshot, file, err)
	}
	return s, nil
}

func decodeSnapshot(data []byte) (*Snapshot, error) {
	if !bytes.HasPrefix(data, []byte(snapshotMagic)) {
		return nil, errors.New("it does not begin like one of this version")
	}
	if len(data) < len(snapshotMagic)+sumLine {
		return nil, errors.New("it is cut off")
	}
	body, last := data[:len(data)-sumLine], data[len(data)-sumLine:]
	sum := sha256.Sum256(body)
	if string(last) != sumPrefix+hex.EncodeToString(sum[:])+"\n" {
		return nil, errors.New("its checksum is wrong")
	}
	s := &Snapshot{objects: map[string][]byte{}}
	for rest := body[len(snapshotMagic):]; len(rest) > 0; {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		name, length, _ := strings.Cut(string(line), " ")
		n, err := strconv.Atoi(length)
		if err != nil || n < 0 || n >= len(after) || after[n] != '\n' {
			return nil, errors.New("an object in it has no end")
		}
		s.objects[name] = after[:n:n]
		rest = after[n+1:]
	}
	return s, nil
}

func (s *Snapshot) has(name string) bool {
	_, ok := s.objects[name]
	return ok
}

// Object returns the bytes called name, which must not be changed; nil when
// there are none.
func (s *Snapshot) Object(name string) []byte { return s.objects[name] }

// Fetch returns an object of the snapshot. It keeps the rules of
// [fetch.Fetcher]; there are no entity tags.
func (s *Snapshot) Fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	if err := ctx.Err(); err != nil {
		return fetch.Response{}, err
	}
	if err := fetch.CheckName(r.Name); err != nil {
		return fetch.Response{}, err
	}
	body, ok := s.objects[r.Name]
	if !ok {
		return fetch.Response{}, fmt.Errorf("cache: read %q from the snapshot: %w", r.Name, fetch.ErrNotFound)
	}
	if int64(len(body)) > r.MaxBytes() {
		return fetch.Response{}, fmt.Errorf("cache: read %q from the snapshot: %w", r.Name, fetch.ErrTooLarge)
	}
	return fetch.Response{Body: bytes.Clone(body)}, nil
}

var _ fetch.Fetcher = (*Snapshot)(nil)

// WriteSnapshot writes objects to file, whose folder is made where it is
// missing. When it returns nil the file has reached the disk; when it fails,
// or the process dies in it, the file is what it was. Several processes may
// write and read one file at once: the last writer wins.
func WriteSnapshot(file string, objects map[string][]byte) (err error) {
	dir, base := filepath.Split(file)
	if dir == "" {
		dir = "."
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	sweep(dir, base)
	f, err := os.CreateTemp(dir, tempPattern(base))
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()           // may be closed; the file goes anyway
			_ = os.Remove(f.Name()) // else the next sweep has it
		}
	}()
	if err := encodeSnapshot(f, objects); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), file); err != nil {
		return err
	}
	return syncDir(dir)
}

func encodeSnapshot(f *os.File, objects map[string][]byte) error {
	names := make([]string, 0, len(objects))
	for name := range objects {
		names = append(names, name)
	}
	slices.Sort(names)
	hash := sha256.New()
	w := io.MultiWriter(f, hash)
	if _, err := io.WriteString(w, snapshotMagic); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := fmt.Fprintf(w, "%s %d\n", name, len(objects[name])); err != nil {
			return err
		}
		if _, err := w.Write(objects[name]); err != nil {
			return err
		}
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
	}
	_, err := io.WriteString(f, sumPrefix+hex.EncodeToString(hash.Sum(nil))+"\n")
	return err
}

// syncDir makes a rename in dir reach the disk, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil // Windows: a folder cannot be opened so, and needs it not
	}
	defer d.Close() // nothing is written
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

func tempPattern(base string) string { return "." + base + ".*.tmp" }

// sweep removes what writers that died have left. An hour is longer than any
// write takes.
func sweep(dir, base string) {
	left, _ := filepath.Glob(filepath.Join(escapeGlob(dir), tempPattern(base)))
	for _, name := range left {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(name) // another process may have been faster
		}
	}
}

// escapeGlob makes a folder name mean itself in a glob pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`[`, `[[]`, `*`, `[*]`, `?`, `[?]`).Replace(dir)
}
