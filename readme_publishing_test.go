package content_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/proctest"
)

// TestReadmeFirstMinutes does what the first chapter and that on the CDN say,
// word by word, in an empty folder: but for the ports, which are free ones, and
// the place of the checkout. Each page that the README shows is what the site
// answers at the address before it.
func TestReadmeFirstMinutes(t *testing.T) {
	t.Parallel()
	r := newReadmeReader(t)
	pages := 0
	for _, f := range readme(t, "The first ten minutes") {
		if f.language == "html" {
			pages++
			for line := range strings.Lines(f.text) {
				r.wants(r.here(f.address), line)
			}
			continue
		}
		r.follow(f)
	}
	require.GreaterOrEqual(t, pages, 2)
	live, err := os.ReadFile(filepath.Join(r.dir, "public", "live.json"))
	require.NoError(t, err)
	require.Contains(t, string(live), `"project":"site"`)
	r.stop("go run .")
	r.readFromCDN()
}

// readFromCDN follows the chapter on the CDN, and its last paragraphs, which
// have no code.
func (r *readmeReader) readFromCDN() {
	t := r.t
	t.Helper()
	page := "http://" + r.app + "/?locale=de&name=Ann"
	for _, f := range readme(t, "Publish to a CDN") {
		switch f.text {
		case "go run .\n":
			r.follow(f)
			r.wants(page, "Guten <em>Morgen</em>, <b>Ann</b>")
			r.change(filepath.Join("texts", "home.de.yaml"), "Guten <em>Morgen</em>, <b>{name}</b>", "Guten Tag, {name}")
		default:
			r.follow(f)
		}
		if f.text == "content serve public\n" {
			r.wants("http://"+r.cdn+"/live.json", `"format":"txt/1"`)
		}
	}
	want := `<h1 data-txt="home.title">Guten Tag, Ann</h1>`
	r.wants(page, want)
	snapshot := filepath.Join(r.dir, "var", "live.snapshot")
	require.Eventually(t, func() bool {
		data, err := os.ReadFile(snapshot)
		return err == nil && bytes.Contains(data, []byte("Guten Tag"))
	}, time.Minute, 10*time.Millisecond)
	r.stop("content serve public")
	r.stop("go run .")
	r.do("go run .")
	r.wants(page, want)
}

// follow does what one code block asks for: it writes a file, runs commands, or
// puts lines in the place of those that make the client.
func (r *readmeReader) follow(f fence) {
	r.t.Helper()
	switch {
	case f.file != "":
		require.NoError(r.t, os.WriteFile(filepath.Join(r.dir, f.file), []byte(r.here(f.text)), 0o600))
	case f.language == "sh":
		for step := range strings.Lines(f.text) {
			r.do(strings.TrimSpace(step))
		}
	case f.language == "go":
		source, err := os.ReadFile(filepath.Join(r.dir, "main.go"))
		require.NoError(r.t, err)
		_, rest, found := strings.Cut(string(source), "func main() {\n")
		require.True(r.t, found)
		line, _, _ := strings.Cut(rest, "\n")
		r.change("main.go", line+"\n", r.here(f.text))
		r.change("main.go", "\t\"os\"\n", "")
	}
}

// change replaces a part of a file.
func (r *readmeReader) change(file, old, now string) {
	r.t.Helper()
	name := filepath.Join(r.dir, file)
	before, err := os.ReadFile(name)
	require.NoError(r.t, err)
	require.Contains(r.t, string(before), old)
	require.NoError(r.t, os.WriteFile(name, []byte(strings.Replace(string(before), old, now, 1)), 0o600))
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
	site := filepath.Join(t.TempDir(), "site")
	require.NoError(t, os.Mkdir(site, 0o700))
	return &readmeReader{
		t: t, dir: site, bin: t.TempDir(), checkout: checkout,
		cdn: readmePort(t), app: readmePort(t), running: map[string]*exec.Cmd{},
	}
}

func readmePort(t *testing.T) string {
	t.Helper()
	addr, err := proctest.FreeAddr()
	require.NoError(t, err)
	return addr
}

// here puts the reader's own addresses and folders into a text.
func (r *readmeReader) here(text string) string {
	return strings.NewReplacer("127.0.0.1:8090", r.cdn, "127.0.0.1:8081", r.app, "../content", r.checkout).Replace(text)
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
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
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
