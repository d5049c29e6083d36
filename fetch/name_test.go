package fetch_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
)

func TestCheckName(t *testing.T) {
	for _, name := range []string{
		"live.json", "b/home.de.0011.json", "i/zh-Hant-TW.ab.json", "a", "a/b/c/d", "...", ".hidden", "a..b",
		"_-.", strings.Repeat("x", 1024),
	} {
		require.NoError(t, fetch.CheckName(name), name)
		require.True(t, fs.ValidPath(name), name)
	}
	for name, reason := range map[string]string{
		"":                        "it is empty",
		"/":                       "it has an empty segment",
		"/a":                      "it has an empty segment",
		"a/":                      "it has an empty segment",
		"a//b":                    "it has an empty segment",
		".":                       "it has a dot segment",
		"a/../b":                  "it has a dot segment",
		"a/..":                    "it has a dot segment",
		"./a":                     "it has a dot segment",
		"a b":                     "only letters, digits, '.', '_', '-' and '/' are allowed",
		"a\\b":                    "only letters, digits, '.', '_', '-' and '/' are allowed",
		"%2e%2e":                  "only letters, digits, '.', '_', '-' and '/' are allowed",
		"ä":                       "only letters, digits, '.', '_', '-' and '/' are allowed",
		strings.Repeat("x", 1025): "it is longer than 1024 bytes",
	} {
		err := fetch.CheckName(name)
		require.ErrorIs(t, err, fetch.ErrName, "%q", name)
		require.ErrorContains(t, err, "invalid name: "+reason, "%q", name)
	}
}

func TestMaxBytes(t *testing.T) {
	for limit, want := range map[int64]int64{
		0: fetch.DefaultLimit, -1: fetch.DefaultLimit, 1: 1, 16 << 20: 16 << 20, 1<<63 - 1: 1 << 40,
	} {
		require.Equal(t, want, fetch.Request{Limit: limit}.MaxBytes())
	}
}
