package main

import (
	"bufio"
	"bytes"
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
	"golang.org/x/net/html"
)

// built is the program, built once.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "hello")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "hello")
	out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput()
	if err != nil {
		return "", &buildError{string(out), err}
	}
	return name, nil
})

type buildError struct {
	output string
	err    error
}

func (e *buildError) Error() string { return e.err.Error() + ": " + e.output }

func TestMain(m *testing.M) {
	code := m.Run()
	if name, err := built(); err == nil {
		os.RemoveAll(filepath.Dir(name))
	}
	os.Exit(code)
}

// program is the running example.
type program struct {
	t    *testing.T
	base string
	log  *log
}

// log collects what a program writes to standard error.
type log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// with returns the lines that contain a part.
func (l *log) with(part string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []string
	for line := range strings.Lines(l.buf.String()) {
		if strings.Contains(line, part) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// start runs the example on a free port until the test ends.
func start(t *testing.T, args ...string) *program {
	t.Helper()
	name, err := built()
	require.NoError(t, err)
	p := &program{t: t, log: &log{}}
	cmd := exec.Command(name, append([]string{"-addr", "127.0.0.1:0"}, args...)...)
	cmd.Stderr = io.MultiWriter(p.log, t.Output())
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		require.NoError(t, cmd.Wait(), "the program ends well on an interrupt")
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	base, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	require.True(t, ok, line)
	p.base = base
	return p
}

// get returns a page of the program.
func (p *program) get(target string, header ...string) *html.Node {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.base+target, nil)
	require.NoError(p.t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	require.NoError(p.t, err)
	defer resp.Body.Close()
	require.Equal(p.t, http.StatusOK, resp.StatusCode)
	doc, err := html.Parse(resp.Body)
	require.NoError(p.t, err)
	return doc
}

// lead returns the first paragraph of the start page.
func (p *program) lead() string {
	p.t.Helper()
	return text(find(p.get("/?locale=en"), "p", "lead"))
}

// shows waits until the start page has a first paragraph, and returns how long
// that took.
func (p *program) shows(want string, within time.Duration) time.Duration {
	p.t.Helper()
	began := time.Now()
	for p.lead() != want {
		if time.Since(began) > within {
			require.Equal(p.t, want, p.lead(), "not within %v", within)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(began)
}

func TestProgramAlone(t *testing.T) {
	p := start(t)
	doc := p.get("/?locale=de&name=Ann&count=1")
	require.Equal(t, "de", attr(find(doc, "html", ""), "lang"))
	require.Equal(t, "Willkommen an Land, Ann", text(find(doc, "h1", "")))
	require.Equal(t, "1 Buch liegt für Sie bereit.", text(find(doc, "p", "note")))
	doc = p.get("/", "Accept-Language", "ar")
	require.Equal(t, "rtl", attr(find(doc, "html", ""), "dir"))
	require.Equal(t, "أهلاً بك على البر", text(find(doc, "h1", "")))
	require.Equal(t, "Welcome ashore", text(find(p.get("/"), "h1", "")))
	resp, err := http.Get(p.base + "/static/style.css")
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, "text/css; charset=utf-8", resp.Header.Get("Content-Type"))
	require.Empty(t, p.log.with("level=WARN"))
}
