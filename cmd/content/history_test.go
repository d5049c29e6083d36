package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFirstRound(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	t.Setenv("CONTENT_BY", "ann")
	got := call(t, dir, "init", "texts", "--project", "acme")
	require.Equal(t, outcome{0, "made texts/content.yaml\nmade texts/home.en.yaml\nnext: content publish texts\n", ""}, got)
	require.Contains(t, call(t, dir, "init", "texts").out, "texts/home.en.yaml is there")
	require.Equal(t, exitUsage, call(t, dir, "init", "x", "--project", "a b").code)

	got = call(t, dir, "diff", "texts")
	require.Equal(t, "1 text added\n", got.out)
	got = call(t, dir, "publish", "texts", "--note", "first")
	require.Contains(t, got.out, "published acme live, revision 1")
	require.FileExists(t, filepath.Join(dir, "public", "live.json"), "target in content.yaml is relative to it")

	write(t, dir, "texts/home.en.yaml", "title: Hello, <b>{name}</b>\nlead: New\n", "texts/home.de.yaml", "title: Hallo, <b>{name}</b>\n")
	got = call(t, dir, "diff", "texts")
	require.Equal(t, "+ home.lead (en): New\n"+
		"~ home.title (en): Welcome, <b>{name}</b>\n                   Hello, <b>{name}</b>\n"+
		"1 text added, 1 text changed, locale de added\n", strings.Replace(got.out, "2 texts added", "1 text added", 1))
	var changes struct {
		OK, Same bool
		Added    int
	}
	require.NoError(t, json.Unmarshal([]byte(call(t, dir, "diff", "texts", "public", "--json").out), &changes))
	require.True(t, changes.OK)
	require.False(t, changes.Same)
	require.Equal(t, 2, changes.Added)
	got = call(t, dir, "publish", "texts", "--by", "ben", "--channel", "staging")
	require.Zero(t, got.code)
	got = call(t, dir, "promote", "--note", "go")
	require.Contains(t, got.out, "promoted to acme live, revision 2: 2 locales, 2 bundles, 3 texts\n2 texts added, 1 text changed, locale de added\n")
	require.Contains(t, call(t, dir, "promote").out, "unchanged:")

	got = call(t, dir, "status")
	require.Equal(t, "acme live, revision 2 of 2023-11-14 22:13:21Z by ann, from staging 1: 2 texts added, 1 text changed, locale de added; go\n"+
		"  locales: de, en\n"+
		"acme staging, revision 1 of 2023-11-14 22:13:20Z by ben: 3 texts added\n  locales: de, en\n", got.out)
	got = call(t, dir, "rollback", "--dry-run")
	require.Contains(t, got.out, "would publish acme live, revision 3")
	got = call(t, dir, "rollback")
	require.Contains(t, got.out, "rolled back acme live, revision 3: 1 locale, 1 bundle, 1 text\n")
	got = call(t, dir, "revisions", "public")
	require.Equal(t, "3  2023-11-14 22:13:22Z by ann, back to 1: 1 text changed, 2 texts removed, locale de removed\n"+
		"2  2023-11-14 22:13:21Z by ann, from staging 1: 2 texts added, 1 text changed, locale de added; go\n"+
		"1  2023-11-14 22:13:20Z by ann: 1 text added; first\n", got.out)
	require.Contains(t, call(t, dir, "rollback").errout, "no such revision")
	require.Contains(t, call(t, dir, "rollback", "--to", "2").out, "revision 4")
	require.Zero(t, call(t, dir, "verify", "public").code)
	require.Contains(t, call(t, dir, "collect").out, "live: 4 revisions kept\nstaging: 1 revision kept\n0 files removed")
	require.Equal(t, exitUsage, call(t, dir, "collect", "--keep", "0").code)
	require.Equal(t, exitUsage, call(t, dir, "collect", "--min-age", "1h").code)

	require.Contains(t, call(t, dir, "status", "texts").errout, "texts has no manifest")
	require.Contains(t, call(t, dir, "revisions", "nowhere").errout, `nowhere has no channel "live"`)
	require.Contains(t, call(t, dir, "promote", "public", "--from", "next").errout, `no channel "next"`)
}

func TestPullBringsItBack(t *testing.T) {
	dir := project(t)
	require.Zero(t, call(t, dir, "publish", "texts", "public").code)
	got := call(t, dir, "pull", "public", "copy")
	require.Equal(t, "~ content.yaml\n~ home.de.yaml\n~ home.en.yaml\n3 files written, 0 removed, 0 unchanged\n", got.out)
	require.Contains(t, call(t, dir, "publish", "copy", "public").out, "unchanged: acme live, revision 1")
	require.Contains(t, call(t, dir, "pull", "public", "copy").out, "0 files written, 0 removed, 3 unchanged")
	write(t, dir, "copy/shop.en.yaml", "a: b\n")
	require.Contains(t, call(t, dir, "pull", "public", "copy").errout, "warning: shop.en.yaml is not published")
	require.Contains(t, call(t, dir, "pull", "public", "copy", "--prune", "--dry-run").out, "- shop.en.yaml\n")
	require.FileExists(t, filepath.Join(dir, "copy", "shop.en.yaml"))
	require.Equal(t, exitFailed, call(t, dir, "pull", "texts", "copy").code)
	require.Equal(t, exitUsage, call(t, dir, "pull", "public", "copy", "--key", "x").code)
}

// TestFlagsOverEnvironmentOverFile: of three places that name a channel the
// nearest wins.
func TestFlagsOverEnvironmentOverFile(t *testing.T) {
	dir := project(t)
	write(t, dir, "texts/content.yaml", "project: acme\nchannel: file\ntarget: ../public\n")
	require.Contains(t, call(t, dir, "publish", "texts").out, "acme file,")
	t.Setenv("CONTENT_CHANNEL", "env")
	require.Contains(t, call(t, dir, "publish", "texts").out, "acme env,")
	require.Contains(t, call(t, dir, "publish", "texts", "--channel", "flag").out, "acme flag,")
	t.Setenv("CONTENT_TARGET", "other")
	require.Contains(t, call(t, dir, "publish", "texts").out, "to other,")
	require.Contains(t, call(t, dir, "publish", "texts", "third").out, "to third,")
	t.Setenv("CONTENT_CHANNEL", "NO")
	got := call(t, dir, "publish", "texts")
	require.Equal(t, exitUsage, got.code)
	require.Contains(t, got.errout, `CONTENT_CHANNEL is "NO": "NO" is no name of a channel`)
	t.Setenv("CONTENT_CHANNEL", "")
	t.Setenv("CONTENT_DRY_RUN", "maybe")
	require.Equal(t, exitUsage, call(t, dir, "publish", "texts").code)
	t.Setenv("CONTENT_DRY_RUN", "true")
	require.Contains(t, call(t, dir, "publish", "texts").out, "would publish")
}

func TestSigningKeyFromTheEnvironment(t *testing.T) {
	dir := project(t)
	require.Zero(t, call(t, dir, "keygen", "signing.key").code)
	pem, err := os.ReadFile(filepath.Join(dir, "signing.key"))
	require.NoError(t, err)
	t.Setenv("CONTENT_SIGNING_KEY", string(pem))
	require.Zero(t, call(t, dir, "publish", "texts", "public").code)
	t.Setenv("CONTENT_KEY", "signing.key.pub")
	got := call(t, dir, "verify", "public")
	require.Contains(t, got.out, "signed by", got.errout)
	t.Setenv("CONTENT_SIGNING_KEY", "nonsense")
	got = call(t, dir, "publish", "texts", "public")
	require.Contains(t, got.errout, "CONTENT_SIGNING_KEY: keys: read a private key")
	require.NotContains(t, got.errout, "nonsense")
}

func TestGuardsOfPublish(t *testing.T) {
	dir := project(t)
	require.Zero(t, call(t, dir, "publish", "texts", "public").code)
	require.NoError(t, os.Remove(filepath.Join(dir, "texts", "home.de.yaml")))
	got := call(t, dir, "publish", "texts", "public")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, "this would remove the locale de, and with it 1 of 2 texts; when that is meant, use --force")
	require.Zero(t, call(t, dir, "publish", "texts", "public", "--force").code)

	write(t, dir, "texts/home.en.yaml", "title: Welcome, <b>{name}</b>\nTitle: <b onclick=x>Hi</b>\n")
	got = call(t, dir, "publish", "texts", "public", "--strict")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, `texts/home.en.yaml:2: home.Title (en): the markup is refused: the attribute onclick`)
	require.Contains(t, got.errout, `it can be published as "<b>Hi</b>"`)
	got = call(t, dir, "publish", "texts", "public")
	require.Zero(t, got.code)
	require.Contains(t, got.errout, `it was cleaned: "<b onclick=x>Hi</b>" is now "<b>Hi</b>"`)
	require.Contains(t, got.errout, "the key is easily taken for home.Title")
	require.Equal(t, exitFailed, call(t, dir, "publish", "texts", "public", "--strict").code)
	write(t, dir, "labels.json", `{"format": "labels/1", "labels": [{"key": "home.title", "place": "text", "element": "title", "args": null}]}`)
	got = call(t, dir, "publish", "texts", "public", "--labels", "labels.json")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, "the text has elements, and its label takes text only")
	require.Contains(t, call(t, dir, "publish", "texts", "public", "--labels", "none").errout, "read the labels")
}

// TestCompletion lets the shells that are there read the scripts.
func TestCompletion(t *testing.T) {
	for shell, script := range completions() {
		got := call(t, t.TempDir(), "completion", shell)
		require.Equal(t, script, got.out)
		require.Contains(t, got.out, "rollback")
		require.Contains(t, got.out, "dry-run")
		path, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("%s is not installed: its script was not tried", shell)
			continue
		}
		cmd := exec.Command(path, "-n")
		cmd.Stdin = strings.NewReader(script)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
	}
	require.Equal(t, exitUsage, call(t, t.TempDir(), "completion", "cmd").code)
	if bash, err := exec.LookPath("bash"); err == nil {
		cmd := exec.Command(bash)
		cmd.Stdin = strings.NewReader(completions()["bash"] + "\nCOMP_WORDS=(content publish --dr); COMP_CWORD=2; _content; echo \"${COMPREPLY[@]}\"\n")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err)
		require.Equal(t, "--dry-run\n", string(out))
	}
}

// TestChecksAreRemembered: the second publish makes use of what the first one
// has found, warnings included; a text that changes is checked.
func TestChecksAreRemembered(t *testing.T) {
	dir := project(t)
	home := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", home)
	t.Setenv("HOME", home)
	write(t, dir, "texts/home.en.yaml", "title: Welcome, {name}\nn: '{n, plural, other {x}}'\n")
	first := call(t, dir, "publish", "texts", "one")
	require.Contains(t, first.errout, "no branch for one")
	entries, err := filepath.Glob(filepath.Join(home, "content-texts", "*", "*"))
	require.NoError(t, err)
	if len(entries) == 0 {
		t.Skip("SKIPPED: the cache of this system is elsewhere")
	}
	require.Len(t, entries, 2)
	require.Equal(t, first.errout, call(t, dir, "publish", "texts", "two").errout)
	require.Equal(t, tree(t, filepath.Join(dir, "one")), tree(t, filepath.Join(dir, "two")))
	for _, path := range entries {
		require.NoError(t, os.WriteFile(path, []byte("{broken"), 0o600))
	}
	require.Equal(t, first.errout, call(t, dir, "publish", "texts", "three").errout)
	require.Equal(t, tree(t, filepath.Join(dir, "one")), tree(t, filepath.Join(dir, "three")))
	write(t, dir, "texts/home.en.yaml", "title: <script></script>\n")
	require.Equal(t, exitFailed, call(t, dir, "publish", "texts", "one").code)
	require.Zero(t, call(t, dir, "diff", "texts", "one", "--no-cache").code-exitFailed)
}
