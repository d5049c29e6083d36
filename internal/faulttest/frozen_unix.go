//go:build unix

package faulttest

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// originVariable tells the process that is frozen where the origin is.
const originVariable = "CONTENT_FAULTTEST_ORIGIN"

// FrozenProcess is the process that [Run] stops and continues: a test calls it
// under the name TestFrozenProcess, and is skipped when it is not that process.
func FrozenProcess(t *testing.T) {
	base := os.Getenv(originVariable)
	if base == "" {
		t.Skip("this is the process that the fault matrix stops and continues; there is nothing to do by itself")
	}
	c, err := content.New(fetch.HTTP(base, nil), &content.Options{Refresh: Refresh, StartWait: 10 * time.Second, Keys: publicKeys()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() { // each line asks for what is known
		st := c.Status()
		out, err := json.Marshal(report{st.Failures, st.StoodStill, string(c.Get("home.title", "en"))})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stderr.Write(append(out, '\n')); err != nil {
			t.Fatal(err)
		}
	}
}

// report is what the process says of itself.
type report struct {
	Failures   map[string]uint64
	StoodStill uint64
	Title      string
}

// process is a FrozenProcess that runs.
type process struct {
	cmd *exec.Cmd
	in  io.Writer
	out *bufio.Reader
}

func startProcess(t *testing.T, base string) *process {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(exe, "-test.run=^TestFrozenProcess$")}
	p.cmd.Env = append(os.Environ(), originVariable+"="+base)
	in, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.in, p.out = in, bufio.NewReader(out)
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // it may have ended
		_ = p.cmd.Wait()
	})
	return p
}

func (p *process) ask(t *testing.T) (r report) {
	if _, err := p.in.Write([]byte("\n")); err != nil {
		t.Fatal(err)
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(line, &r); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return r
}

// frozen stops a process while the origin is about to answer, for so long that
// the origin has gone away.
func frozen(t *testing.T, _ Start) {
	w := &world{
		col: OverHTTP(), row: &Row{}, v: &Variant{}, log: &counter{},
		files: map[string][]byte{}, dir: filepath.Join(t.TempDir(), "none"), site: contenttest.DefaultProject,
	}
	var err error
	if w.origin, err = newOrigin(w); err != nil {
		t.Fatal(err)
	}
	defer w.origin.close()
	must(w.publish(base, 0))
	p := startProcess(t, w.origin.base())
	if r := p.ask(t); r.Title != titleOf(base, "en") || len(r.Failures) > 0 {
		t.Fatalf("before: %+v", r)
	}
	w.slow(true)
	n, _ := w.requests()
	for m := n; m == n; m, _ = w.requests() {
		time.Sleep(time.Millisecond)
	}
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(answerDeadline + time.Second) // no timer is left to wait for
	w.origin.drop()
	w.slow(false)
	must(w.publish(next, 0))
	if err := p.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	awake := time.Now()
	r := p.ask(t)
	for r.Title != titleOf(next, "en") && time.Since(awake) < Refresh+5*slack {
		time.Sleep(5 * time.Millisecond)
		r = p.ask(t)
	}
	if r.Title != titleOf(next, "en") || len(r.Failures) > 0 {
		t.Errorf("after %v awake: %+v", time.Since(awake), r)
	}
}
