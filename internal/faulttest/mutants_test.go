package faulttest_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mutants are mistakes in the code, each with a row of the matrix that sees it.
var mutants = []struct{ name, row, file, from, to string }{
	{"the tag is kept before the revision is loaded", "F13", "refresh.go",
		"newer, err := c.follows(cur, m)", "c.check.confirm(resp.ETag)\n\tnewer, err := c.follows(cur, m)"},
	{"an older revision is applied", "F22", "refresh.go", "case m.Newer(have):", "case m.Newer(have) || have.Newer(m):"},
	{"a revision is taken for confirmed that is not", "F24", "refresh.go",
		"case have.Newer(m):\n\t\treturn false, fmt.Errorf(", "case have.Newer(m):\n\t\treturn false, nil\n\t\t_ = fmt.Errorf("},
	{"hashes are not compared", "F20", "bundle/ref.go", "got != r.SHA256", "got == \"\""},
	{"signatures are not verified", "F21", "bundle/sign.go", "if len(keys) == 0 ||", "if len(keys) >= 0 ||"},
	{"Retry-After has no cap", "F10", "poll.go", "min(status.RetryAfter, maxRetryAfter)", "status.RetryAfter"},
	{"access that was denied is asked for as often as ever", "F11", "poll.go",
		"max(interval, deniedLeast+randomUpTo(deniedMost-deniedLeast)), true", "interval, false"},
	{"nobody asks again after a failure", "F9", "poll.go", "k.next = k.ended.Add(delay)", "if err == nil {\n\t\tk.next = k.ended.Add(delay)\n\t}"},
	{"a failure is followed by many requests", "F9", "poll.go",
		"delay = interval + randomUpTo(min(interval, interval/4<<min(fails-1, 2)))", "delay = interval / 20"},
	{"pages wait for a check", "F12", "content.go", "func (c *Client) view(tag string) View {", "func (c *Client) view(tag string) View {\n\t_ = c.begin().wait(context.Background())"},
	{"the snapshot is not served", "F1", "source.go",
		"if c.opts.Snapshot != \"\" {\n\t\tc.loadPopularity()", "if c.opts.Snapshot == \"\" {\n\t\tc.loadPopularity()"},
	{"redirects go anywhere", "F28", "fetch/httptransport.go", "origin(req.URL) != origin(base)", "origin(req.URL) == \"\""},
	{"a missing bundle is left out", "F13", "cache/load.go", "missing[i], err = err, nil", "err = nil"},
	{"a failure is not told", "F1", "flight.go", "\t\tc.report(err)", "\t\tc.report(nil)"},
	{"a panic of a fetcher is not caught", "F37", "flight.go", "if v := recover(); v != nil {", "if v := any(nil); v != nil {"},
}

// TestMutants makes each mistake in turn: the matrix sees it. It takes minutes
// and is run where the variable CONTENT_LONG is set.
func TestMutants(t *testing.T) {
	if os.Getenv("CONTENT_LONG") == "" {
		t.Skip("CONTENT_LONG is not set")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			file := filepath.Join(root, filepath.FromSlash(m.file))
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, 1, strings.Count(string(source), m.from), "the place of the mistake in %s", m.file)
			dir := t.TempDir()
			wrong := filepath.Join(dir, "wrong.go")
			require.NoError(t, os.WriteFile(wrong, []byte(strings.Replace(string(source), m.from, m.to, 1)), 0o644))
			overlay, err := json.Marshal(map[string]map[string]string{"Replace": {file: wrong}})
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o644))
			cmd := exec.Command("go", "test", "-vet=off", "-count=1", "-overlay", filepath.Join(dir, "overlay.json"), "-run", "^TestFaults$", ".")
			cmd.Dir = root
			cmd.Env = append(os.Environ(), "CONTENT_FAULTS="+m.row)
			out, err := cmd.CombinedOutput()
			require.Error(t, err, "row %s does not see it", m.row)
			require.NotContains(t, string(out), "[build failed]", "%s", out)
			t.Logf("%d cells fail", strings.Count(string(out), "--- FAIL: TestFaults/"+m.row+"/"))
		})
	}
}
