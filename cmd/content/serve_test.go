package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestServeFaults breaks the CDN on request, and mends it.
func TestServeFaults(t *testing.T) {
	dir := project(t)
	require.Zero(t, call(t, dir, "publish", "texts", "public").code)
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	var errout bytes.Buffer // read behind the end only
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "public", "--addr", "127.0.0.1:0", "--fault", "status-503"}, nil, writer, &errout)
	}()
	line := make([]byte, 200)
	n, err := reader.Read(line)
	require.NoError(t, err)
	_, base, _ := strings.Cut(strings.TrimSpace(string(line[:n])), " at ")
	ask := func(method, path string) int {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, method, base+path, nil)
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	require.Equal(t, 503, ask("GET", "/live.json"))
	require.Equal(t, 404, ask("PUT", "/-/fault/nonsense"))
	require.Equal(t, 204, ask("PUT", "/-/fault/none"))
	require.Equal(t, 405, ask("POST", "/-/fault/short"))
	require.Equal(t, 200, ask("GET", "/live.json"))
	require.Equal(t, 204, ask("PUT", "/-/fault/silent"))
	require.Equal(t, 0, ask("GET", "/live.json"))
	require.Equal(t, 204, ask("DELETE", "/-/fault"))
	require.Equal(t, 200, ask("GET", "/live.json"))
	require.Equal(t, 204, ask("PUT", "/-/fault/trickle"))
	require.Equal(t, 200, ask("GET", "/live.json"))
	stop()
	select {
	case code := <-ended:
		require.Zero(t, code)
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
	require.Contains(t, errout.String(), "503 GET \"/live.json\"\n")
	got := call(t, dir, "serve", "public", "--fault", "nonsense")
	require.Equal(t, exitUsage, got.code)
	require.Contains(t, got.errout, "there is no fault \"nonsense\"; there are empty, frozen, ")
}
