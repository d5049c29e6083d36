package fetch_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/fetchtest"
)

// site is a web server with objects, tags and conditional requests.
type site struct {
	mu      sync.Mutex
	objects map[string][]byte
}

func (s *site) put(name string, body []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects["/"+name] = bytes.Clone(body)
	return nil
}

func (s *site) remove(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, "/"+name)
	return nil
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	body, ok := s.objects[r.URL.Path]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(body)))
	http.ServeContent(w, r, "x.json", time.Time{}, bytes.NewReader(body))
}

func TestHTTPKeepsTheRules(t *testing.T) {
	for name, o := range map[string]*fetch.HTTPOptions{
		"own client":      nil,
		"client of user":  {Client: &http.Client{}},
		"without timeout": {Timeout: -1},
	} {
		t.Run(name, func(t *testing.T) {
			fetchtest.Run(t, fetchtest.Harness{New: func(tb testing.TB) fetchtest.Source {
				s := &site{objects: map[string][]byte{}}
				server := httptest.NewServer(s)
				tb.Cleanup(server.Close)
				return fetchtest.Source{Fetcher: fetch.HTTP(server.URL, o), Put: s.put, Remove: s.remove}
			}})
		})
	}
}

func TestMapFSKeepsTheRules(t *testing.T) {
	fetchtest.Run(t, fetchtest.Harness{New: func(testing.TB) fetchtest.Source {
		files := fstest.MapFS{}
		return fetchtest.Source{
			Fetcher: fetch.FS(files),
			Put: func(name string, body []byte) error {
				files[name] = &fstest.MapFile{Data: bytes.Clone(body)}
				return nil
			},
			Remove: func(name string) error { delete(files, name); return nil },
		}
	}})
}

func TestDirFSKeepsTheRules(t *testing.T) {
	fetchtest.Run(t, fetchtest.Harness{New: func(tb testing.TB) fetchtest.Source {
		dir := tb.TempDir()
		path := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
		return fetchtest.Source{
			Fetcher: fetch.FS(os.DirFS(dir)),
			Put: func(name string, body []byte) error {
				if err := os.MkdirAll(filepath.Dir(path(name)), 0o755); err != nil {
					return err
				}
				return os.WriteFile(path(name), body, 0o644)
			},
			Remove: func(name string) error { return os.Remove(path(name)) },
		}
	}})
}

func TestFuncKeepsTheRules(t *testing.T) {
	fetchtest.Run(t, fetchtest.Harness{NoETags: true, New: func(testing.TB) fetchtest.Source {
		s := &site{objects: map[string][]byte{}}
		f := fetch.Func(func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
			s.mu.Lock()
			body, ok := s.objects["/"+r.Name]
			s.mu.Unlock()
			if !ok {
				return fetch.Response{}, fmt.Errorf("stub: %w", fetch.ErrNotFound)
			}
			read, err := fetch.ReadBody(ctx, bytes.NewReader(body), r)
			return fetch.Response{Body: read}, err
		})
		return fetchtest.Source{Fetcher: f, Put: s.put, Remove: s.remove}
	}})
}

func TestValidate(t *testing.T) {
	for name, c := range map[string]struct {
		f    fetch.Fetcher
		want string
	}{
		"Func":      {fetch.Func(nil), "fetch: Func: the function is nil"},
		"FS":        {fetch.FS(nil), "fetch: FS: the file system is nil"},
		"HTTP":      {fetch.HTTP("", nil), "fetch: check the base URL: it is empty"},
		"good Func": {fetch.Func(func(context.Context, fetch.Request) (fetch.Response, error) { panic("unused") }), ""},
		"good FS":   {fetch.FS(fstest.MapFS{}), ""},
		"good HTTP": {fetch.HTTP("https://cdn.example.com/acme", nil), ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.f.(interface{ Validate() error }).Validate()
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, c.want)
			if name != "Func" {
				_, err = c.f.Fetch(t.Context(), fetch.Request{Name: "live.json"})
				require.EqualError(t, err, c.want)
			}
		})
	}
}
