package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/cdn"
)

var update = flag.Bool("update", false, "write the help texts in testdata anew")

// outcome is what one call of the program gives.
type outcome struct {
	code        int
	out, errout string
}

// call runs the program in a folder; paths in args are relative to it.
func call(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	t.Chdir(dir)
	var out, errout bytes.Buffer
	code := run(t.Context(), args, strings.NewReader(""), &out, &errout)
	return outcome{code, out.String(), errout.String()}
}

// write makes files: name, content, name, content, …
func write(t *testing.T, dir string, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		path := filepath.Join(dir, pairs[i])
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(pairs[i+1]), 0o644))
	}
}

// project is a folder with texts.
func project(t *testing.T) string {
	dir := t.TempDir()
	write(t, dir,
		"texts/content.yaml", "project: acme\n",
		"texts/home.en.yaml", "title: Welcome, <b>{name}</b>\n",
		"texts/home.de.yaml", "title: Willkommen, <b>{name}</b>\n")
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	return dir
}

func TestHelpTexts(t *testing.T) {
	names := []string{"overview"}
	for _, c := range commands() {
		names = append(names, c.name)
	}
	for _, name := range names {
		args := []string{"help", name}
		if name == "overview" {
			args = args[:1]
		}
		got := call(t, ".", args...)
		require.Equal(t, exitOK, got.code)
		require.Empty(t, got.errout)
		golden := filepath.Join("testdata", "help", name+".txt")
		if *update {
			require.NoError(t, os.WriteFile(golden, []byte(got.out), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), got.out, "run the test with -update when the change is meant")
		for line := range strings.Lines(got.out) {
			require.LessOrEqual(t, len(line), 81, line)
		}
		if name != "overview" {
			require.Equal(t, got, call(t, ".", name, "-h"))
			require.Equal(t, got, call(t, ".", name, "--help"))
		}
	}
	require.Equal(t, call(t, ".", "help"), call(t, ".", "--help"))
}

func TestWrongCalls(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "Usage:\n  content COMMAND"},
		{[]string{"pubilsh"}, `there is no command "pubilsh"; content help lists them`},
		{[]string{"help", "x"}, `there is no command "x"`},
		{[]string{"publish"}, "content publish: TEXTS is missing; it takes TEXTS [OUT]"},
		{[]string{"publish", "a", "b", "c"}, "it takes at most TEXTS [OUT]"},
		{[]string{"publish", "a", "b", "--chanel", "x"}, "flag provided but not defined: -chanel"},
		{[]string{"publish", "a", "b", "--channel", "Live"}, `"Live" is no name of a channel`},
		{[]string{"publish", "--", "--json"}, "OUT is missing: name it, set CONTENT_TARGET"},
		{[]string{"status"}, "BASE is missing: name it"},
		{[]string{"publish", "a", ""}, "OUT: the name of the place is empty"},
		{[]string{"publish", "a", "s3:/bucket"}, `OUT: "s3:/bucket" is neither s3://bucket/prefix nor http`},
		{[]string{"publish", "a", "gs://bucket"}, `a folder of that name is ./gs://bucket`},
		{[]string{"init", "--target", "s3:bucket"}, `--target: "s3:bucket" is neither`},
		{[]string{"verify"}, "it takes one argument: BASE"},
		{[]string{"verify", "x", "--key", "nothing"}, "neither a public key in base64 nor a file"},
		{[]string{"verify", "x", "--channel", "../x"}, "is no name of a channel"},
		{[]string{"version", "x"}, "it takes no arguments"},
	} {
		got := call(t, t.TempDir(), c.args...)
		require.Equal(t, exitUsage, got.code, "%q: %s", c.args, got.errout)
		require.Empty(t, got.out)
		require.Contains(t, got.errout, c.want)
	}
}

func TestPublishAndVerify(t *testing.T) {
	dir := project(t)
	got := call(t, dir, "publish", "texts", "public")
	require.Equal(t, outcome{0, "published acme live, revision 1: 2 locales, 2 bundles, 2 texts\n" +
		"5 files (955 bytes) and the record of the revision written to public, 0 there already\n" +
		"the default locale is en\n", ""}, got)
	got = call(t, dir, "publish", "--quiet", "texts", "public")
	require.Equal(t, outcome{}, got)
	got = call(t, dir, "publish", "texts", "public", "--channel=staging")
	require.Contains(t, got.out, "published acme staging, revision 1")
	require.Contains(t, got.out, "1 file (")
	require.Equal(t, exitFailed, call(t, dir, "verify", "s3:/bucket").code, "it is not taken for a folder")

	got = call(t, dir, "verify", "public")
	require.Equal(t, outcome{0, "" +
		"ok: acme live, revision 1 of 2023-11-14 22:13:20Z: 2 locales, 2 bundles, 2 texts, 955 bytes\n" +
		"ok: acme staging, revision 1 of 2023-11-14 22:13:20Z: 2 locales, 2 bundles, 2 texts, 958 bytes\n", ""}, got)
	require.Equal(t, outcome{}, call(t, dir, "verify", "public", "--quiet", "--project", "acme"))

	got = call(t, dir, "publish", "texts", "public")
	require.Equal(t, "unchanged: acme live, revision 1: 2 locales, 2 bundles, 2 texts\n"+
		"0 files (0 bytes) written to public, 4 there already\n", got.out)
	write(t, dir, "texts/home.en.yaml", "title: Hello, <b>{name}</b>\n")
	got = call(t, dir, "publish", "texts", "public", "--dry-run")
	require.Contains(t, got.out, "would publish acme live, revision 2")
	require.Contains(t, got.out, "3 files (")
	require.Contains(t, got.out, "to write to public, 2 there already")
	require.Contains(t, call(t, dir, "verify", "public", "--channel", "live").out, "revision 1 of")
}

func TestPublishIsReproducible(t *testing.T) {
	dir := project(t)
	require.Zero(t, call(t, dir, "publish", "texts", "one").code)
	require.Zero(t, call(t, dir, "publish", "texts", "two").code)
	one, two := tree(t, filepath.Join(dir, "one")), tree(t, filepath.Join(dir, "two"))
	require.Len(t, one, 6, "the record of the revision, too")
	require.Equal(t, one, two)
	require.Contains(t, one["live.json"], `"epoch":1700000000,"sequence":1,"published":"2023-11-14T22:13:20Z"`)

	for _, value := range []string{"soon", "0", "-1", "1e9", "999999999999999"} {
		t.Setenv("SOURCE_DATE_EPOCH", value)
		got := call(t, dir, "publish", "texts", "three")
		require.Equal(t, exitFailed, got.code)
		require.Contains(t, got.errout, "not a number of seconds since 1970")
	}
	t.Setenv("SOURCE_DATE_EPOCH", "")
	require.Zero(t, call(t, dir, "publish", "texts", "four").code)
	require.NotEqual(t, one["live.json"], tree(t, filepath.Join(dir, "four"))["live.json"])
}

func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all[strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(dir)+"/")] = string(data)
		return err
	}))
	return all
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	dir := project(t)
	write(t, dir, "texts/home.en.yaml", "title: ''\nlead: ~\nnote: '{'\n", "texts/home.de.yaml", "title: [a]\n")
	got := call(t, dir, "publish", "texts", "public")
	require.Equal(t, exitFailed, got.code)
	require.Empty(t, got.out)
	lines := strings.Split(strings.TrimSpace(got.errout), "\n")
	require.Len(t, lines, 4)
	for i, prefix := range []string{
		"error: texts/home.de.yaml:1: home.title (de): the text is a list",
		"error: texts/home.en.yaml:1: home.title (en): the text is empty",
		"error: texts/home.en.yaml:2: home.lead (en): the text is null",
		"error: texts/home.en.yaml:3: home.note (en): the message is not well formed",
	} {
		require.True(t, strings.HasPrefix(lines[i], prefix), lines[i])
	}
	require.NoDirExists(t, filepath.Join(dir, "public"))

	got = call(t, dir, "publish", "texts", "public", "--json")
	require.Equal(t, exitFailed, got.code)
	require.Empty(t, got.errout)
	var answer failed
	require.NoError(t, json.Unmarshal([]byte(got.out), &answer))
	require.False(t, answer.OK)
	require.Len(t, answer.Problems, 4)
	require.Equal(t, 3, answer.Problems[3].Line)
}

func TestPublishWarns(t *testing.T) {
	dir := project(t)
	write(t, dir, "texts/home.de.yaml", "title: Willkommen, {nmae}\n")
	got := call(t, dir, "publish", "texts", "public", "--quiet")
	require.Zero(t, got.code)
	require.Contains(t, got.errout, "warning: texts/home.de.yaml:1: home.title (de): the text takes the argument nmae")
	var answer struct {
		OK       bool
		Sequence int
		Warnings []struct{ File string }
		Sent     []struct{ Name string }
	}
	got = call(t, dir, "publish", "texts", "public", "--json")
	require.NoError(t, json.Unmarshal([]byte(got.out), &answer))
	require.True(t, answer.OK)
	require.Equal(t, 1, answer.Sequence)
	require.Len(t, answer.Warnings, 1)
	require.NotNil(t, answer.Sent)
	require.Empty(t, answer.Sent)
}

func TestPublishFailures(t *testing.T) {
	dir := project(t)
	got := call(t, dir, "publish", "nowhere", "public")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, `error: texts: read "nowhere": `)

	got = call(t, dir, "publish", "texts", "./texts")
	require.Equal(t, exitUsage, got.code)
	require.Contains(t, got.errout, "OUT is the folder of the texts")

	require.NoError(t, os.Mkdir(filepath.Join(dir, "empty"), 0o755))
	got = call(t, dir, "publish", "empty", "public")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, `"empty" has no texts`)
	require.Zero(t, call(t, dir, "publish", "empty", "none", "--allow-empty").code)
	require.Zero(t, call(t, dir, "verify", "none").code)

	require.Zero(t, call(t, dir, "publish", "texts", "public").code)
	write(t, dir, "texts/content.yaml", "project: other\n")
	got = call(t, dir, "publish", "texts", "public")
	require.Equal(t, exitFailed, got.code)
	require.Equal(t, "error: "+filepath.Join("public", "live.json")+`: its project is "acme", not "other"; when the texts are that project's, write project: acme into `+
		filepath.Join("texts", "content.yaml")+", else publish to another place\n", got.errout)
	require.Equal(t, got, call(t, dir, "publish", "texts", "public", "--channel", "staging"), "nor beside it")
	require.Equal(t, got, call(t, dir, "diff", "texts", "public"))

	got = call(t, dir, "publish", "texts", "texts/content.yaml")
	require.Equal(t, exitUsage, got.code)
	require.Contains(t, got.errout, `OUT: "texts/content.yaml" is a file, not a folder`)
	write(t, dir, "texts/content.yaml", "target: s3:/bucket\n")
	require.Contains(t, call(t, dir, "publish", "texts").errout, `target in content.yaml: "s3:/bucket" is neither`)
}

// TestProjectIsKept follows a project that was named after its folder.
func TestProjectIsKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	write(t, dir, "texts/home.de.yaml", "title: Hallo\n")
	config := filepath.Join("texts", "content.yaml")
	got := call(t, dir, "publish", "texts", "public")
	require.Contains(t, got.out, "the project is called texts after the folder; write project: texts into "+config+", or it changes with the folder\n"+
		"the default locale is de\n")
	write(t, dir, "texts/home.de.yaml", "title: Guten Tag\n")
	require.NotContains(t, call(t, dir, "publish", "texts", "public").out, "the default locale", "once is enough")

	got = call(t, dir, "init", "texts", "--project", "words")
	require.Zero(t, got.code)
	require.Contains(t, got.errout, `warning: the project in `+filepath.Join("public", "live.json")+` is "texts": this one cannot be published there`)
	require.NoError(t, os.Remove(filepath.Join(dir, config)))
	got = call(t, dir, "init", "texts")
	require.Contains(t, got.out, "the project is called texts, as in "+filepath.Join("public", "live.json")+"\n")
	require.Equal(t, exitOK, call(t, dir, "publish", "texts").code)
	require.NoError(t, os.Rename(filepath.Join(dir, "texts"), filepath.Join(dir, "words")))
	require.Equal(t, exitOK, call(t, dir, "publish", "words").code)
	require.Equal(t, outcome{out: filepath.Join("words", "content.yaml") + " is there\n" + filepath.Join("words", "home.en.yaml") + " is there\nnext: content publish words\n"},
		call(t, dir, "init", "words"))
}

func TestPublishIntoAFolderOfOtherFiles(t *testing.T) {
	dir := project(t)
	write(t, dir, "src/index.html", "<p>", "src/.env", "", "src/a/b", "", "src/c", "", "src/d", "")
	got := call(t, dir, "publish", "texts", "src", "--quiet")
	require.Equal(t, outcome{errout: "warning: src has no publication, but other files (a, c, d, …); the texts are published between them\n"}, got)
	require.Equal(t, outcome{}, call(t, dir, "publish", "texts", "src", "--quiet"), "it has one now")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "empty"), 0o755))
	require.Equal(t, outcome{}, call(t, dir, "publish", "texts", "empty", "--quiet"))
	require.NoError(t, os.Remove(filepath.Join(dir, "empty", "live.json")))
	require.Equal(t, outcome{}, call(t, dir, "publish", "texts", "empty", "--quiet"), "what is there is a publisher's")
}

func TestSigning(t *testing.T) {
	dir := project(t)
	got := call(t, dir, "keygen", "signing.key")
	require.Zero(t, got.code)
	public := strings.TrimSpace(got.out)
	require.Len(t, public, 44)
	require.NotContains(t, got.out+got.errout, "PRIVATE")
	info, err := os.Stat(filepath.Join(dir, "signing.key"))
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}

	require.Equal(t, outcome{}, call(t, dir, "publish", "texts", "public", "--quiet", "--sign", "signing.key"))
	for _, key := range []string{public, "signing.key.pub"} {
		got = call(t, dir, "verify", "public", "--key", key)
		require.Zero(t, got.code, got.errout)
		require.Contains(t, got.out, ", signed by ")
	}
	require.Zero(t, call(t, dir, "keygen", "other.key", "--json").code)
	got = call(t, dir, "verify", "public", "--key", "other.key.pub")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, "error: live.json: none of 1 signatures is a valid one of a trusted key")
	require.Contains(t, got.errout, "live: 1 problem\n")

	before := tree(t, dir)["signing.key"]
	require.Equal(t, exitFailed, call(t, dir, "keygen", "signing.key").code, "a key is never overwritten")
	require.Equal(t, before, tree(t, dir)["signing.key"])
	require.NoError(t, os.Remove(filepath.Join(dir, "signing.key")))
	require.Equal(t, exitFailed, call(t, dir, "keygen", "signing.key").code, "nor is a public key")
	require.NoFileExists(t, filepath.Join(dir, "signing.key"))

	got = call(t, dir, "publish", "texts", "public", "--sign", "signing.key")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, "read the signing key")
	got = call(t, dir, "publish", "texts", "public", "--sign", "signing.key.pub")
	require.Contains(t, got.errout, "signing.key.pub: keys: read a private key")
	if runtime.GOOS != "windows" {
		require.NoError(t, os.Chmod(filepath.Join(dir, "other.key"), 0o644))
		got = call(t, dir, "publish", "texts", "public", "--sign", "other.key")
		require.Zero(t, got.code)
		require.Contains(t, got.errout, "warning: others can read the signing key; chmod 600 other.key")
	}
	write(t, dir, "broken.pub", "x")
	require.Equal(t, exitUsage, call(t, dir, "verify", "public", "--key", "broken.pub").code)
}

func TestVerifyFindsDamage(t *testing.T) {
	dir := project(t)
	require.Zero(t, call(t, dir, "publish", "texts", "public").code)
	found, err := filepath.Glob(filepath.Join(dir, "public", "b", "home.de.*.json"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.NoError(t, os.Truncate(found[0], 10))
	name := "b/" + filepath.Base(found[0])
	got := call(t, dir, "verify", "public")
	require.Equal(t, exitFailed, got.code)
	require.Empty(t, got.out)
	require.Contains(t, got.errout, "error: "+name+": 10 bytes, not ")

	got = call(t, dir, "verify", "public", "--json")
	require.Equal(t, exitFailed, got.code)
	require.Empty(t, got.errout)
	var answer struct {
		OK       bool
		Channels []struct {
			Channel string
			Wrong   []struct{ File, What string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &answer))
	require.False(t, answer.OK)
	require.Equal(t, name, answer.Channels[0].Wrong[0].File)

	require.Contains(t, call(t, dir, "verify", "texts").errout, `"texts" has no manifest`)
	require.Equal(t, exitFailed, call(t, dir, "verify", "nowhere").code)
}

func TestVerifyOverHTTP(t *testing.T) {
	dir := project(t)
	require.Zero(t, call(t, dir, "publish", "texts", "public", "--channel", "staging").code)
	web := httptest.NewServer(cdn.Handler(fetch.FS(os.DirFS(filepath.Join(dir, "public")))))
	defer web.Close()
	got := call(t, dir, "verify", web.URL, "--channel", "staging")
	require.Zero(t, got.code, got.errout)
	require.Contains(t, got.out, "ok: acme staging, revision 1")
	got = call(t, dir, "verify", web.URL)
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, "error: live.json: ")
	got = call(t, dir, "verify", "http://?")
	require.Equal(t, exitFailed, got.code)
}

func TestServe(t *testing.T) {
	dir := project(t)
	require.Zero(t, call(t, dir, "publish", "texts", "public").code)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	reader, writer := io.Pipe()
	var errout bytes.Buffer // read behind the end only
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "public", "--addr", "127.0.0.1:0"}, nil, writer, &errout)
	}()
	line := make([]byte, 200)
	n, err := reader.Read(line)
	require.NoError(t, err)
	said, base, found := strings.Cut(strings.TrimSpace(string(line[:n])), " at ")
	require.True(t, found)
	require.Equal(t, "serving public", said)

	ask := func(path string) (int, http.Header, string) {
		r, err := http.Get(base + path)
		require.NoError(t, err)
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		return r.StatusCode, r.Header, string(body)
	}
	status, header, body := ask("/live.json")
	require.Equal(t, 200, status)
	require.Equal(t, "application/json", header.Get("Content-Type"))
	require.Contains(t, body, `"sequence":1`)
	status, _, _ = ask("/")
	require.Equal(t, 404, status)
	put, err := http.NewRequest("PUT", base+"/-/fault/silent", nil)
	require.NoError(t, err)
	refused, err := http.DefaultClient.Do(put)
	require.NoError(t, err)
	require.NoError(t, refused.Body.Close())
	require.Equal(t, 405, refused.StatusCode, "faults are for those who ask for them")
	write(t, dir, "texts/home.en.yaml", "title: Hello, <b>{name}</b>\n")
	require.Zero(t, call(t, dir, "publish", "texts", "public").code)
	_, _, body = ask("/live.json")
	require.Contains(t, body, `"sequence":2`, "a new manifest is there at once")

	require.Equal(t, exitFailed, call(t, dir, "serve", "public", "--addr", strings.TrimPrefix(base, "http://")).code)
	stop()
	select {
	case code := <-ended:
		require.Zero(t, code)
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
	require.Equal(t, "200 GET \"/live.json\"\n404 GET \"/\"\n405 PUT \"/-/fault/silent\"\n200 GET \"/live.json\"\n", errout.String())
	require.Equal(t, exitFailed, call(t, dir, "serve", "nowhere").code)
	require.Contains(t, call(t, dir, "serve", "texts/home.en.yaml").errout, "is not a folder")
}

// TestServeNothing serves the wrong folder, on all addresses.
func TestServeNothing(t *testing.T) {
	dir := project(t)
	t.Chdir(dir)
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "texts", "--addr", ":0"}, nil, writer, writer)
	}()
	lines := bufio.NewScanner(reader)
	require.True(t, lines.Scan())
	require.Regexp(t, `^serving texts at http://localhost:\d+$`, lines.Text())
	require.True(t, lines.Scan())
	require.Equal(t, "warning: texts has no manifest, such as live.json: until something is published to it, every answer is 404", lines.Text())
	stop()
	require.Zero(t, <-ended)
}

func TestVersion(t *testing.T) {
	got := call(t, t.TempDir(), "version")
	require.Zero(t, got.code)
	for _, flag := range []string{"-v", "-version", "--version"} {
		require.Equal(t, got, call(t, t.TempDir(), flag))
	}
	require.Contains(t, got.out, "format txt/1")
	got = call(t, t.TempDir(), "version", "--json")
	var v version
	require.NoError(t, json.Unmarshal([]byte(got.out), &v))
	require.Equal(t, "txt/1", v.Format)
}

func TestColour(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "x"))
	require.NoError(t, err)
	defer file.Close()
	require.False(t, wantsColour(file), "a file is no terminal")
	require.False(t, wantsColour(io.Discard))
	t.Setenv("TERM", "xterm")
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer null.Close()
	if runtime.GOOS == "linux" {
		t.Setenv("NO_COLOR", "")
		require.True(t, wantsColour(null), "a character device")
	}
	t.Setenv("NO_COLOR", "1")
	require.False(t, wantsColour(null))

	var out bytes.Buffer
	s := &streams{err: &out, colour: true}
	s.mark("error", "31", "it broke")
	require.Equal(t, "\x1b[31merror\x1b[0m: it broke\n", out.String())
}
