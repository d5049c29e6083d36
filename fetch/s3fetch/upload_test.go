package s3fetch_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/s3test"
)

// upload puts the files of a publication below a prefix.
func upload(t *testing.T, server *s3test.Server, prefix string, files fs.FS) {
	t.Helper()
	require.NoError(t, fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		return server.Put(prefix+"/"+name, body)
	}))
}
