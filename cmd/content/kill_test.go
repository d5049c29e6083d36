package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/cmd/internal/place"
	"github.com/teletextio/content/internal/s3test"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/s3target"
	"github.com/teletextio/content/manage/verify"
)

// program builds the command once.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "content")
	text, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	require.NoError(t, err, string(text))
	return path
}

// TestKilledAtEveryWrite kills the real program behind each of its writes to a
// real server in turn, while real clients look on. They see the old revision or
// the new one, and never a mixture; the next publish heals what is left.
func TestKilledAtEveryWrite(t *testing.T) {
	server := s3test.Start(t)
	cli := program(t)
	between := server.NewCutter(t)
	t.Setenv("AWS_ENDPOINT_URL", between.URL)
	t.Setenv("AWS_REGION", s3test.Region)
	t.Setenv("AWS_ACCESS_KEY_ID", s3test.AccessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", s3test.SecretKey)

	dir := t.TempDir()
	texts := func(version string) {
		write(t, dir, "texts/content.yaml", "project: acme\n",
			"texts/home.en.yaml", "title: "+version+"\n", "texts/shop.en.yaml", "title: "+version+"\n",
			"texts/home.de.yaml", "title: "+version+"\n", "texts/shop.de.yaml", "title: "+version+"\n")
	}
	publishing := func(left int) error {
		var out bytes.Buffer
		cmd := exec.Command(cli, "publish", "texts", "s3://"+s3test.Bucket+"/acme")
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &out
		cmd.Env = append(os.Environ(), "AWS_MAX_ATTEMPTS=1", "AWS_EC2_METADATA_DISABLED=true")
		started := make(chan struct{})
		between.Cut(left, func() {
			<-started
			_ = cmd.Process.Kill() // SIGKILL; dead already when it fails
		})
		require.NoError(t, cmd.Start())
		close(started)
		err := cmd.Wait()
		if err != nil && left < 0 {
			return fmt.Errorf("%w: %s", err, out.String())
		}
		return err
	}
	texts("v0")
	require.NoError(t, publishing(-1))
	// The target reads manifests and tags that belong together also where the
	// server looks for one after the other, as this one does.
	source := s3target.New(server.Client, s3test.Bucket, "acme", nil)
	client, err := content.New(source, &content.Options{Refresh: 5 * time.Millisecond})
	require.NoError(t, err)
	defer client.Close()
	ready, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, client.Ready(ready))
	seen := watchClient(t, client)

	const writes = 4 + 2 + 1 + 1 // bundles, indexes, the record, the manifest
	for k := range writes + 1 {
		old, next := fmt.Sprint("v", k), fmt.Sprint("v", k+1)
		texts(next)
		err := publishing(k)
		require.Error(t, err, "run %d: it was killed", k)
		require.Equal(t, k, between.Puts())
		store, err := place.Store(t.Context(), "s3://"+s3test.Bucket+"/acme")
		require.NoError(t, err)
		between.Cut(0, nil)
		report, err := verify.Verify(t.Context(), store, nil)
		require.NoError(t, err)
		require.Empty(t, report.Wrong, "run %d", k)
		require.NoError(t, client.Refresh(t.Context()))
		want := old
		if k == writes {
			want = next
		}
		require.Equal(t, want, string(client.Get("home.title", "en")), "run %d", k)
		require.NoError(t, publishing(-1), "run %d: the next publish heals", k)
		require.NoError(t, client.Refresh(t.Context()))
		require.Equal(t, next, string(client.Get("home.title", "de")))
		all, err := publish.Revisions(t.Context(), store, "live", 0)
		require.NoError(t, err)
		require.Len(t, all, k+2, "every revision is in the history, once")
	}
	mixed, versions := seen()
	require.Empty(t, mixed)
	require.GreaterOrEqual(t, versions, writes)
}

// watchClient looks at the texts of a client until the result is called: views
// that mix revisions, and how many revisions there were.
func watchClient(t *testing.T, client *content.Client) func() (mixed []string, versions int) {
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var mu sync.Mutex
	var mixed []string
	versions := map[string]bool{}
	for _, locale := range []string{"en", "de"} {
		wg.Go(func() {
			for ctx.Err() == nil {
				v := client.View(locale)
				a, b := string(v.Get("home.title")), string(v.Get("shop.title"))
				mu.Lock()
				versions[a] = true
				if a != b || !strings.HasPrefix(a, "v") {
					mixed = append(mixed, a+" "+b)
				}
				mu.Unlock()
				time.Sleep(time.Millisecond)
			}
		})
	}
	return func() ([]string, int) {
		stop()
		wg.Wait()
		return mixed, len(versions)
	}
}
