package proctest_test

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/proctest"
)

// ending is a testing.TB that takes down how a test ends, instead of ending
// this one.
type ending struct {
	testing.TB
	failed, skipped string
}

func (e *ending) Helper() {}

func (e *ending) Fatalf(format string, args ...any) {
	e.failed = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (e *ending) Skipf(format string, args ...any) {
	e.skipped = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// run calls f and returns how it ended.
func run(t *testing.T, f func(tb testing.TB)) *ending {
	e := &ending{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(e)
	}()
	<-done
	return e
}

func TestRunEndsTheProgram(t *testing.T) {
	sleep := proctest.Find(t, "sleep", "", "part of every Unix")
	var cmd *exec.Cmd
	t.Run("run", func(t *testing.T) {
		asked := 0
		addr, _ := proctest.Run(t, func(string) *exec.Cmd {
			cmd = exec.Command(sleep, "1000")
			return cmd
		}, func(string) error {
			if asked++; asked < 3 {
				return errors.New("not yet")
			}
			return nil
		})
		require.Error(t, proctest.Listens(addr))
	})
	require.Equal(t, "signal: killed", cmd.ProcessState.String())
}

func TestRunTellsWhatTheProgramWrote(t *testing.T) {
	sh := proctest.Find(t, "sh", "", "part of every Unix")
	e := run(t, func(tb testing.TB) {
		proctest.Run(tb, func(string) *exec.Cmd {
			return exec.Command(sh, "-c", "echo the reason >&2; exit 1")
		}, proctest.Listens)
	})
	require.Contains(t, e.failed, "it has ended; it wrote: the reason")
}

func TestFind(t *testing.T) {
	find := func(tb testing.TB) { proctest.Find(tb, "no-such-program", "NO_SUCH_PROGRAM", "make one") }
	require.Equal(t, "SKIPPED: no-such-program is neither in $NO_SUCH_PROGRAM nor on PATH; make one", run(t, find).skipped)

	t.Setenv("NO_SUCH_PROGRAM", "/nonexistent/program")
	path := proctest.Find(t, "no-such-program", "NO_SUCH_PROGRAM", "make one")
	require.Equal(t, "/nonexistent/program", path)
	e := run(t, func(tb testing.TB) {
		proctest.Run(tb, func(string) *exec.Cmd { return exec.Command(path) }, proctest.Listens)
	})
	require.Contains(t, e.failed, `start "/nonexistent/program"`)
}
