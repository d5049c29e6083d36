package contenttest_test

import (
	"context"
	"crypto/ed25519"
	"maps"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// store is a Fetcher of objects that come and go.
type store struct {
	mu      sync.Mutex
	objects fstest.MapFS
}

func newStore() *store { return &store{objects: fstest.MapFS{}} }

func (s *store) change(f func(fstest.MapFS)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects = maps.Clone(s.objects) // fetches under way read the map before
	f(s.objects)
	return nil
}

func (s *store) put(name string, body []byte) error {
	return s.change(func(m fstest.MapFS) { m[name] = &fstest.MapFile{Data: append([]byte{}, body...)} })
}

func (s *store) remove(name string) error {
	return s.change(func(m fstest.MapFS) { delete(m, name) })
}

func (s *store) Fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	s.mu.Lock()
	objects := s.objects
	s.mu.Unlock()
	return fetch.FS(objects).Fetch(ctx, r)
}

func newKey(t *testing.T) (bundle.Signer, bundle.PublicKey) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	return private, public
}

// idleFetcher knows its idle connections, and options that cannot work.
type idleFetcher struct {
	fetch.Fetcher
	err    error
	closed int
}

func (f *idleFetcher) Validate() error { return f.err }

func (f *idleFetcher) CloseIdleConnections() { f.closed++ }

func TestChaosIsAFetcherLikeTheOneBehind(t *testing.T) {
	behind := &idleFetcher{Fetcher: newStore(), err: fetch.ErrName}
	_, err := content.New((&contenttest.Chaos{}).Fetcher(behind), nil)
	require.ErrorIs(t, err, fetch.ErrName)
	_, err = content.New((&contenttest.Chaos{}).Fetcher(nil), nil)
	require.ErrorContains(t, err, "contenttest: Chaos.Fetcher: the fetcher is nil")

	behind.err = nil
	c, err := content.New((&contenttest.Chaos{}).Fetcher(behind), &content.Options{Refresh: -1})
	require.NoError(t, err)
	require.NoError(t, c.Close())
	require.Equal(t, 1, behind.closed)
}

// What the Fetcher behind says is passed on.
func TestChaosPassesErrorsOn(t *testing.T) {
	script := &contenttest.Script{}
	f := (&contenttest.Chaos{}).Fetcher(script)
	script.Next("", contenttest.Answer{Err: &fetch.StatusError{Status: 503, RetryAfter: 90 * time.Second}})
	_, err := f.Fetch(t.Context(), fetch.Request{Name: "live.json"})
	require.True(t, status(503, 90*time.Second)(err), "%v", err)
	script.Next("", contenttest.Answer{Err: fetch.ErrTooLarge})
	_, err = f.Fetch(t.Context(), fetch.Request{Name: "live.json"})
	require.ErrorIs(t, err, fetch.ErrTooLarge)
	_, err = f.Fetch(t.Context(), fetch.Request{Name: "live.json", Limit: 77})
	require.ErrorIs(t, err, fetch.ErrNotFound)
	require.EqualValues(t, 77, script.Requests("")[2].Limit)
}
