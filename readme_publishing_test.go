package content_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestReadmePublishing does what the chapter on publishing says, word by word,
// in an empty folder: but for the ports, which are free ones, and the place of
// the checkout.
func TestReadmePublishing(t *testing.T) {
	t.Parallel()
	r := newReadmeReader(t)
	cdn, app := "http://"+r.cdn, "http://"+r.app
	var steps []string
	for _, f := range readme(t, "Publish texts of your own") {
		switch {
		case f.file != "":
			name := filepath.Join(r.dir, f.file)
			require.NoError(t, os.WriteFile(name, []byte(r.here(f.text)), 0o600))
		case f.language == "sh":
			for step := range strings.Lines(f.text) {
				steps = append(steps, strings.TrimSpace(step))
				r.do(strings.TrimSpace(step))
			}
		}
		switch f.text {
		case "content serve public\n":
			r.wants(cdn+"/live.json", `"format":"txt/1"`)
		}
	}
	require.Contains(t, steps, "go run .")
	r.wants(app+"/?locale=de&name=Ann", "<title>Home</title>\n<h1 data-txt=\"home.title\">Willkommen, <b>Ann</b></h1>\n<p data-txt=\"home.letters\">3 Briefe</p>\n")

	german := filepath.Join(r.dir, "texts", "home.de.yaml")
	before, err := os.ReadFile(german)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(german, []byte(strings.Replace(string(before), "Willkommen, <b>{name}</b>", "Guten Tag, {name}", 1)), 0o600))
	r.do("content publish texts public")
	r.wants(app+"/?locale=de&name=Ann", `<h1 data-txt="home.title">Guten Tag, Ann</h1>`)

	snapshot := filepath.Join(r.dir, "var", "live.snapshot")
	require.Eventually(t, func() bool {
		data, err := os.ReadFile(snapshot)
		return err == nil && bytes.Contains(data, []byte("Guten Tag"))
	}, 10*time.Second, 10*time.Millisecond)
	r.stop("content serve public")
	r.stop("go run .")
	r.do("go run .")
	r.wants(app+"/?locale=de&name=Ann", `<h1 data-txt="home.title">Guten Tag, Ann</h1>`)
}

// readmeReader is somebody who follows the README.
type readmeReader struct {
	t        *testing.T
	dir, bin string
	cdn, app string // addresses
	checkout string
	running  map[string]*exec.Cmd
}

func newReadmeReader(t *testing.T) *readmeReader {
	t.Helper()
	checkout, err := os.Getwd()
	require.NoError(t, err)
	return &readmeReader{
		t: t, dir: t.TempDir(), bin: t.TempDir(), checkout: checkout,
		cdn: readmePort(t), app: readmePort(t), running: map[string]*exec.Cmd{},
	}
}

func readmePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}

// here puts the reader's own addresses and folders into a text.
func (r *readmeReader) here(text string) string {
	return strings.NewReplacer("127.0.0.1:8090", r.cdn, "127.0.0.1:8080", r.app, "../content", r.checkout).Replace(text)
}

// do runs a command as a shell would. What serves goes on in the background.
func (r *readmeReader) do(step string) {
	r.t.Helper()
	args := strings.Fields(r.here(step))
	switch step {
	case "content serve public":
		args = append(args, "--addr", r.cdn)
	case "go run .":
		// A program that go run starts does not end with it.
		r.finish(exec.Command("go", "build", "-o", filepath.Join(r.bin, "site"), "."))
		args = []string{"site"}
	}
	if _, err := os.Stat(filepath.Join(r.bin, args[0])); err == nil {
		args[0] = filepath.Join(r.bin, args[0])
	}
	cmd := exec.Command(args[0], args[1:]...)
	if step != "content serve public" && step != "go run ." {
		if step == "go install ./cmd/content" {
			cmd.Dir = r.checkout
		}
		r.finish(cmd)
		return
	}
	r.prepare(cmd)
	out := &readmeLog{w: r.t.Output()}
	cmd.Stdout, cmd.Stderr = out, out
	require.NoError(r.t, cmd.Start())
	r.running[step] = cmd
	r.t.Cleanup(func() { r.stop(step) })
}

// readmeLog is for the output of a process, which comes from goroutines.
type readmeLog struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *readmeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// prepare sets the folder and the environment. Modules come from the cache of
// this machine, because a test does not use the network.
func (r *readmeReader) prepare(cmd *exec.Cmd) {
	r.t.Helper()
	if cmd.Dir == "" {
		cmd.Dir = r.dir
	}
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	require.NoError(r.t, err)
	cmd.Env = append(os.Environ(), "GOBIN="+r.bin, "GOWORK=off", "GOSUMDB=off", "GOFLAGS=-buildvcs=false",
		"GOPROXY=file://"+filepath.ToSlash(strings.TrimSpace(string(cache)))+"/cache/download")
}

// finish runs a command to its end.
func (r *readmeReader) finish(cmd *exec.Cmd) {
	r.t.Helper()
	r.prepare(cmd)
	out, err := cmd.CombinedOutput()
	if err != nil && bytes.Contains(out, []byte("cache/download")) {
		r.t.Skipf("the module cache has not all that go mod tidy wants; go mod download all fetches it: %s", out)
	}
	require.NoError(r.t, err, "%v: %s", cmd.Args, out)
}

// stop ends what do has left running.
func (r *readmeReader) stop(step string) {
	r.t.Helper()
	cmd := r.running[step]
	if cmd == nil {
		return
	}
	delete(r.running, step)
	require.NoError(r.t, cmd.Process.Kill())
	cmd.Wait() // killed, which is an error
}

// wants waits until an address answers with a part.
func (r *readmeReader) wants(address, part string) {
	r.t.Helper()
	last := ""
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if last = readmeBody(r.t.Context(), address); strings.Contains(last, part) {
			return
		}
	}
	require.Contains(r.t, last, part)
}

// readmeBody returns what an address answers with, "" for nothing.
func readmeBody(ctx context.Context, address string) string {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return ""
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return ""
	}
	return string(data)
}
