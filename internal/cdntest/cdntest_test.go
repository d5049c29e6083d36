package cdntest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/cdntest"
)

func TestEdgesCache(t *testing.T) {
	for name, start := range cdntest.Edges {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Cache-Control", "public, max-age=1, stale-while-revalidate=30, stale-if-error=60")
				fmt.Fprint(w, asked.Add(1))
			}))
			edge := start(t, origin.URL)
			require.Equal(t, "1", get(t, edge.URL))
			require.Equal(t, "1", get(t, edge.URL), "cached")
			time.Sleep(2100 * time.Millisecond) // varnish and nginx count whole seconds
			require.Equal(t, "1", get(t, edge.URL), "stale while it is asked for in the background")
			require.Eventually(t, func() bool { return get(t, edge.URL) == "2" }, 5*time.Second, 10*time.Millisecond)

			origin.Close()
			time.Sleep(2100 * time.Millisecond)
			for range 3 {
				require.Equal(t, "2", get(t, edge.URL), "stale because of the error")
			}
			edge.Stop()
			_, err := http.Get(edge.URL)
			require.Error(t, err)
		})
	}
}

func get(t *testing.T, url string) string {
	resp, err := http.Get(url)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.NotEmpty(t, resp.Header.Get("X-Cache"))
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(body)
}
