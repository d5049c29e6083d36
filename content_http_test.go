package content_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

// A real server on loopback: a publication changes while the client runs, and
// then the server goes away.
func TestOverHTTP(t *testing.T) {
	var files atomic.Pointer[fs.FS]
	publish := func(text string, seq int64) {
		f := publication(text, seq)
		files.Store(&f)
	}
	publish("one", 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.FileServerFS(*files.Load()).ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	dir := filepath.Join(t.TempDir(), "snapshot")
	o := &content.Options{Refresh: 20 * time.Millisecond, StartWait: 10 * time.Second, Snapshot: dir}
	c, err := content.New(fetch.HTTP(srv.URL, nil), o)
	require.NoError(t, err)
	shows := func(text string) func() bool {
		return func() bool { return string(c.Get("home.title", "en")) == text }
	}
	require.True(t, shows("one")())
	publish("two", 2)
	require.Eventually(t, shows("two"), 10*time.Second, 5*time.Millisecond)

	srv.CloseClientConnections()
	srv.Close()
	require.Eventually(t, func() bool { return c.Status().State == content.StateStale }, 10*time.Second, 5*time.Millisecond)
	require.True(t, shows("two")())
	require.NotZero(t, c.Status().Failures["refused"])
	require.NoError(t, c.Close())

	again, err := content.New(fetch.HTTP(srv.URL, nil), o)
	require.NoError(t, err)
	require.EqualValues(t, "two", again.Get("home.title", "en"))
	require.Equal(t, content.StateSnapshot, again.Status().State)
	require.NoError(t, again.Close())
}

func TestNewOverHTTPWithABadBase(t *testing.T) {
	_, err := content.New(fetch.HTTP("cdn.example.com/acme", nil), nil)
	require.ErrorContains(t, err, "content: new client: ")
}
