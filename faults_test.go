package content_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/faulttest"
)

// TestFaults runs the fault matrix: docs/faults.md.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("the fault matrix waits for real deadlines; not with -short")
	}
	t.Parallel()
	faulttest.Run(t, true, faulttest.OverHTTP(), faulttest.FromFiles())
}

// TestFrozenProcess is no test: the matrix runs it as a process to stop.
func TestFrozenProcess(t *testing.T) { faulttest.FrozenProcess(t) }

// TestFaultTable compares docs/faults.md with the matrix.
func TestFaultTable(t *testing.T) {
	file := filepath.Join("docs", "faults.md")
	want := faulttest.Markdown()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
	}
	have, err := os.ReadFile(file)
	require.NoError(t, err, "go test -run TestFaultTable -update writes it")
	require.Equal(t, want, string(have), "go test -run TestFaultTable -update writes it anew")
}

// update says that files that tests write are to be written.
var update = flag.Bool("update", false, "write the files that tests compare with anew")
