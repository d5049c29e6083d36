package place_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/cmd/internal/place"
)

// nothing is an environment that names no account.
func nothing(t *testing.T) {
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"} {
		t.Setenv(name, "")
	}
	none := filepath.Join(t.TempDir(), "none")
	t.Setenv("AWS_CONFIG_FILE", none)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", none)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

func TestPlaces(t *testing.T) {
	nothing(t)
	for where, want := range map[string]string{
		"":                "the name of the place is empty",
		"s3:/bucket":      "neither s3://bucket/prefix nor http",
		"s3:///prefix":    "names no bucket",
		"https://x.org/":  "can only be read",
		"s3://bucket/a/b": "set AWS_REGION",
	} {
		_, err := place.Store(t.Context(), where)
		require.ErrorContains(t, err, want, where)
	}
	t.Setenv("AWS_REGION", "eu-central-1")
	for _, where := range []string{"s3://bucket", "s3://bucket/a/b/", "public", "./s3:/bucket", `c:\public`} {
		_, err := place.Store(t.Context(), where)
		require.NoError(t, err, where)
	}
	_, err := place.Reader(t.Context(), "https://cdn.example.com/acme")
	require.NoError(t, err)
	_, err = place.Reader(t.Context(), "http://?")
	require.Error(t, err)
	bucket, prefix, err := place.Split("s3://bucket/a/b/")
	require.NoError(t, err)
	require.Equal(t, [2]string{"bucket", "a/b"}, [2]string{bucket, prefix})
}
