package content_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestUserModules tidies a module of a user that imports packages of this one,
// and looks for the AWS SDK in its go.sum: go mod tidy follows the tests of
// what is imported, so that one import too many in an example would put it
// there. The module proxy is the cache of this machine.
func TestUserModules(t *testing.T) {
	for name, c := range map[string]struct {
		imports []string
		aws     bool
	}{
		"library":  {[]string{"", "/fetch"}, false},
		"testing":  {[]string{"/contenttest", "/fetch/fetchtest"}, false},
		"contract": {[]string{"/bundle"}, false},
		"S3":       {[]string{"/fetch/s3fetch"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sums := tidy(t, c.imports)
			require.Equal(t, c.aws, strings.Contains(sums, "github.com/aws/"), sums)
		})
	}
}

// tidy returns the go.sum of a module that imports packages of this one.
func tidy(t *testing.T, imports []string) string {
	t.Helper()
	here, err := os.Getwd()
	require.NoError(t, err)
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	require.NoError(t, err)
	dir := t.TempDir()
	source := "package main\n\n"
	for _, path := range imports {
		source += "import _ \"" + modulePath + path + "\"\n"
	}
	for name, text := range map[string]string{
		"main.go": source + "\nfunc main() {}\n",
		"go.mod": "module example.com/user\n\ngo 1.26.0\n\nrequire " + modulePath + " v0.0.0\n\n" +
			"replace " + modulePath + " => " + here + "\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	cmd := exec.Command("go", "mod", "tidy")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOSUMDB=off",
		"GOPROXY=file://"+filepath.ToSlash(strings.TrimSpace(string(cache)))+"/cache/download")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("the module cache has not all that go mod tidy wants; go mod download all fetches it: %v\n%s", err, out)
	}
	sums, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	if os.IsNotExist(err) {
		return ""
	}
	require.NoError(t, err)
	return string(sums)
}
