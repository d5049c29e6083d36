//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// lockWait is how long another publisher may hold the lock.
const lockWait = 30 * time.Second

// lock makes the lock file at path and returns what removes it. A process that
// dies leaves the file, so the wait for it ends.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	until := time.Now().Add(lockWait)
	for {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			file.Close()
			return func() { os.Remove(path) }, nil
		}
		// Windows denies access while the file is being removed.
		if !errors.Is(err, fs.ErrExist) && !errors.Is(err, fs.ErrPermission) {
			return nil, err
		}
		if time.Now().After(until) {
			return nil, fmt.Errorf("another publisher has held %s for %v; remove the file if there is none", path, lockWait)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// syncDir does nothing: these systems have no such operation for folders, or
// need none.
func syncDir(string) error { return nil }
