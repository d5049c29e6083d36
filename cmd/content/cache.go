package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/teletextio/content/manage/publish"
)

// unusedFor is how long an entry stays that nobody asks for.
const unusedFor = 30 * 24 * time.Hour

// diskCache remembers checks in the cache folder of the user, one file per
// bundle and locale. Another build of the program has another folder, because
// its rules may be others.
type diskCache struct{ dir string }

// openCache returns the cache, nil when there is no place for one.
func openCache() publish.Cache {
	root, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	info, err := os.Stat(program)
	if err != nil {
		return nil
	}
	v := thisVersion()
	build := sha256.Sum256(fmt.Appendf(nil, "%s %s %s %d %d", v.Version, v.Revision, v.Go, info.Size(), info.ModTime().UnixNano()))
	root = filepath.Join(root, "content-texts")
	c := &diskCache{filepath.Join(root, hex.EncodeToString(build[:8]))}
	if os.MkdirAll(c.dir, 0o700) != nil {
		return nil
	}
	tidy(root)
	return c
}

// tidy removes what was not used for long, once a day.
func tidy(root string) {
	mark := filepath.Join(root, "tidied")
	if info, err := os.Stat(mark); err == nil && time.Since(info.ModTime()) < 24*time.Hour {
		return
	}
	if os.WriteFile(mark, nil, 0o600) != nil {
		return
	}
	files, _ := filepath.Glob(filepath.Join(root, "*", "*"))
	for _, path := range files {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > unusedFor {
			os.Remove(path)
		}
	}
	folders, _ := filepath.Glob(filepath.Join(root, "*"))
	for _, path := range folders {
		if info, err := os.Stat(path); err == nil && info.IsDir() && time.Since(info.ModTime()) > unusedFor {
			os.Remove(path) // stays when something is in it
		}
	}
}

// Get reads an entry and keeps it from being tidied away.
func (c *diskCache) Get(key string) ([]byte, bool) {
	path := filepath.Join(c.dir, key)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, false
	}
	if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
		now := time.Now()
		os.Chtimes(path, now, now)
	}
	return data, true
}

// Put writes an entry, whole or not at all.
func (c *diskCache) Put(key string, value []byte) {
	file, err := os.CreateTemp(c.dir, ".tmp-*")
	if err != nil {
		return
	}
	_, err = file.Write(value)
	if closeErr := file.Close(); err != nil || closeErr != nil || os.Rename(file.Name(), filepath.Join(c.dir, key)) != nil {
		os.Remove(file.Name())
	}
}

var _ publish.Cache = (*diskCache)(nil)
