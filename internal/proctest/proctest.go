// Package proctest runs a server program for the time of a test: on a free
// port of the loopback interface, in the foreground, ended with the test.
package proctest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// Find returns the path of a program: what the environment variable names,
// if it is set, else what PATH has. Where there is neither, the test is
// skipped; install says how to get the program. variable may be "".
func Find(tb testing.TB, program, variable, install string) string {
	tb.Helper()
	where := "not on PATH"
	if variable != "" {
		if path := os.Getenv(variable); path != "" {
			return path // a wrong one is a failure, not a reason to skip
		}
		where = "neither in $" + variable + " nor on PATH"
	}
	for _, name := range []string{program, "/usr/sbin/" + program} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tb.Skipf("SKIPPED: %s is %s; %s", program, where, install)
	return ""
}

// Timeout bounds how long a program may take until it is ready.
const Timeout = 20 * time.Second

// Run starts the program that newCommand makes for an address, HOST:PORT, and
// returns that address when ready returns nil. The program is ended with the
// test, or earlier by stop. It fails the test when the program does not get
// ready.
func Run(tb testing.TB, newCommand func(addr string) *exec.Cmd, ready func(addr string) error) (addr string, stop func()) {
	tb.Helper()
	var last error
	for range 3 { // another process may take the port first
		addr, err := FreeAddr()
		if err != nil {
			tb.Fatalf("proctest: %v", err)
		}
		stop, err := start(newCommand(addr), addr, ready)
		if err == nil {
			tb.Cleanup(stop)
			return addr, stop
		}
		last = err
	}
	tb.Fatalf("proctest: %v", last)
	return "", nil
}

// FreeAddr returns an address of the loopback interface that nobody listens on
// at the moment. Its port is below those that systems give to connections and
// to listeners on port 0, so that it stays free until a program that is told of
// it listens, also between two runs of that program.
func FreeAddr() (string, error) {
	const first, ports = 20_000, 10_000
	var last error
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first+rand.IntN(ports)))
		if err == nil {
			return l.Addr().String(), l.Close()
		}
		last = err
	}
	return "", last
}

func start(cmd *exec.Cmd, addr string, ready func(string) error) (stop func(), err error) {
	log := &output{}
	cmd.Stdout, cmd.Stderr = log, log
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %q: %w", cmd.Path, err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // killed: its state is of no interest
	}()
	stop = sync.OnceFunc(func() {
		killGroup(cmd)
		<-ended
	})
	if err := await(addr, ready, ended); err != nil {
		stop()
		return nil, fmt.Errorf("start %q: %w; it wrote: %s", cmd.Path, err, log)
	}
	return stop, nil
}

// await asks until the program is ready, has ended, or takes too long.
func await(addr string, ready func(string) error, ended <-chan struct{}) error {
	deadline := time.Now().Add(Timeout)
	for {
		err := ready(addr)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not ready: %w", err)
		}
		select {
		case <-ended:
			return errors.New("it has ended")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Listens reports whether somebody accepts connections at an address.
func Listens(addr string) error {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	return c.Close()
}

// output keeps what a program writes. It is safe for concurrent use.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
