//go:build unix

package texts_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/texts"
)

// TestWhatIsNoFile: a pipe is not waited for, and a link to a folder is no file.
func TestWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "home.en.yaml"), 0o600))
	require.NoError(t, os.Symlink(t.TempDir(), filepath.Join(dir, "shop.en.yaml")))
	_, err := texts.ReadDir(dir)
	var wrong texts.Problems
	require.ErrorAs(t, err, &wrong)
	require.Len(t, wrong, 2)
	for _, p := range wrong {
		require.Contains(t, p.String(), "this is no file that can be read")
	}
}
