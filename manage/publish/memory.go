package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/teletextio/content/fetch"
)

// Memory returns a Store that keeps everything in memory: for tests, and for
// programs that serve what they publish. It ends with the process.
func Memory() Store { return &memory{objects: map[string]kept{}} }

type memory struct {
	mu      sync.RWMutex // guards objects; bodies are never changed
	objects map[string]kept
}

// kept is one object in memory.
type kept struct {
	body     []byte
	sum      string
	modified time.Time
}

func (k kept) tag() string { return `"` + k.sum[:32] + `"` }

// Fetch returns a copy of an object.
func (m *memory) Fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	if err := fetch.CheckName(r.Name); err != nil {
		return fetch.Response{}, err
	}
	if err := ctx.Err(); err != nil {
		return fetch.Response{}, err
	}
	m.mu.RLock()
	k, ok := m.objects[r.Name]
	m.mu.RUnlock()
	switch {
	case !ok:
		return fetch.Response{}, memoryError(r.Name, fetch.ErrNotFound)
	case r.ETag == k.tag():
		return fetch.Response{}, memoryError(r.Name, fetch.ErrNotModified)
	case int64(len(k.body)) > r.MaxBytes():
		return fetch.Response{}, memoryError(r.Name, fetch.ErrTooLarge)
	}
	body := append(make([]byte, 0, len(k.body)), k.body...)
	return fetch.Response{Body: body, ETag: k.tag()}, nil
}

func memoryError(name string, cause error) error {
	return fmt.Errorf("publish: read %q: %w", name, cause)
}

// Put keeps a copy of an object.
func (m *memory) Put(ctx context.Context, o Object, match string) error {
	if err := fetch.CheckName(o.Name); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	sum := sha256.Sum256(o.Body)
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.objects[o.Name]
	if ok != (match != "") || ok && k.tag() != match {
		return conflict(o.Name)
	}
	m.objects[o.Name] = kept{bytes.Clone(o.Body), hex.EncodeToString(sum[:]), time.Now()}
	return nil
}

// Stat describes an object.
func (m *memory) Stat(ctx context.Context, name string) (Stat, error) {
	if err := ctx.Err(); err != nil {
		return Stat{}, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	k, ok := m.objects[name]
	if !ok {
		return Stat{}, memoryError(name, fetch.ErrNotFound)
	}
	return Stat{SHA256: k.sum, ETag: k.tag(), Modified: k.modified}, nil
}

// List lists what there is when it is called.
func (m *memory) List(ctx context.Context, each func(string, time.Time) error) error {
	m.mu.RLock()
	all := maps.Clone(m.objects)
	m.mu.RUnlock()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := each(name, all[name].modified); err != nil {
			return err
		}
	}
	return nil
}

// Remove removes an object.
func (m *memory) Remove(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects, name)
	return nil
}

var _ Store = (*memory)(nil)
