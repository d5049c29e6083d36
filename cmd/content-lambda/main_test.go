package main_test

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/internal/lambdatest"
	"github.com/teletextio/content/internal/s3test"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/s3target"
	"github.com/teletextio/content/manage/texts"
)

const pkg = "github.com/teletextio/content/cmd/content-lambda"

// binary is built once for all tests of this machine's platform.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "content-lambda")
	if err != nil {
		return "", err
	}
	out := filepath.Join(dir, "bootstrap")
	text, err := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", out, pkg).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, text)
	}
	return out, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// start runs the function against a server.
func start(t *testing.T, server *s3test.Server, env ...string) *lambdatest.Function {
	t.Helper()
	path, err := binary()
	require.NoError(t, err)
	return lambdatest.Start(t, path, append([]string{
		"AWS_ENDPOINT_URL=" + server.URL, "AWS_REGION=" + s3test.Region,
		"AWS_ACCESS_KEY_ID=" + s3test.AccessKey, "AWS_SECRET_ACCESS_KEY=" + s3test.SecretKey,
		"CONTENT_TARGET=s3://" + s3test.Bucket + "/acme", "HOME=" + t.TempDir(),
	}, env...)...)
}

type answer struct {
	OK        bool
	Action    string
	Sequence  int64
	Unchanged bool
	Repeated  bool
	Texts     int
	Sent      []publish.Sent
	Warnings  texts.Problems
}

var ids int

// call sends an event and expects a result.
func call(t *testing.T, f *lambdatest.Function, event string) answer {
	t.Helper()
	ids++
	got, err := f.Invoke(t.Context(), fmt.Sprint("request-", ids), []byte(event))
	require.NoError(t, err)
	require.Empty(t, got.Type, got.Error)
	var a answer
	require.NoError(t, json.Unmarshal(got.Body, &a))
	require.True(t, a.OK)
	return a
}

// refused sends an event and expects an error.
func refused(t *testing.T, f *lambdatest.Function, event, code string) (problem struct {
	Code, Message string
	Retry         bool
	Problems      texts.Problems
}) {
	t.Helper()
	ids++
	got, err := f.Invoke(t.Context(), fmt.Sprint("request-", ids), []byte(event))
	require.NoError(t, err)
	require.Equal(t, code, got.Type, "%s %s", got.Error, got.Body)
	require.NoError(t, json.Unmarshal([]byte(got.Error), &problem))
	require.Equal(t, code, problem.Code)
	return problem
}

func TestTheFunction(t *testing.T) {
	server := s3test.Start(t)
	f := start(t, server)
	t.Logf("cold start %v", f.Cold)
	one := `{"files": {"content.yaml": "project: acme\n", "home.en.yaml": "title: One\n"}, "by": "ann"}`
	a := call(t, f, one)
	require.Equal(t, int64(1), a.Sequence)
	require.Len(t, a.Sent, 3)
	a = call(t, f, one)
	require.True(t, a.Unchanged)
	require.Empty(t, a.Sent)
	require.NotNil(t, a.Warnings)
	a = call(t, f, strings.Replace(one, "One", "Two", 1))
	require.Equal(t, int64(2), a.Sequence)
	a = call(t, f, `{"action": "rollback"}`)
	require.Equal(t, int64(3), a.Sequence)
	call(t, f, strings.Replace(one, `"by"`, `"channel": "staging", "by"`, 1))
	a = call(t, f, `{"action": "promote"}`)
	require.True(t, a.Unchanged)
	call(t, f, `{"action": "collect"}`)

	require.NoError(t, server.Put("drafts/acme/home.en.yaml", []byte("title: Drafted\n")))
	require.NoError(t, server.Put("drafts/acme/content.yaml", []byte("project: acme\n")))
	require.NoError(t, server.Put("drafts/acme/old/home.en.yaml", []byte("title: '{'\n")))
	a = call(t, f, `{"texts": "s3://texts/drafts/acme/"}`)
	require.Equal(t, int64(4), a.Sequence)
	require.Equal(t, 1, a.Texts)

	g := start(t, server, "CONTENT_TEXTS=s3://texts/drafts/acme")
	require.True(t, call(t, g, `{}`).Unchanged)
}

// TestRetries: the same request twice, with another one in between, is one
// revision.
func TestRetries(t *testing.T) {
	f := start(t, s3test.Start(t))
	send := func(id, title string) answer {
		got, err := f.Invoke(t.Context(), id, []byte(`{"files": {"content.yaml": "project: acme", "home.en.yaml": "title: `+title+`"}}`))
		require.NoError(t, err)
		require.Empty(t, got.Type, got.Error)
		var a answer
		require.NoError(t, json.Unmarshal(got.Body, &a))
		return a
	}
	require.Equal(t, int64(1), send("a", "One").Sequence)
	require.Equal(t, int64(2), send("b", "Two").Sequence)
	again := send("a", "One")
	require.Equal(t, int64(1), again.Sequence)
	require.True(t, again.Repeated)
	require.Equal(t, int64(3), send("c", "One").Sequence)
}

// TestRetriesOfTheDead ends the function behind each of its writes in turn, as
// Lambda does at the end of its time, and sends the event again to a new one
// under its old id: it is one revision, also when another event came between.
func TestRetriesOfTheDead(t *testing.T) {
	server := s3test.Start(t)
	between := server.NewCutter(t)
	start := func() *lambdatest.Function {
		return start(t, server, "AWS_ENDPOINT_URL="+between.URL, "AWS_MAX_ATTEMPTS=1")
	}
	event := func(title string) []byte {
		return []byte(`{"files": {"content.yaml": "project: acme", "home.en.yaml": "title: ` + title + `", "home.de.yaml": "title: ` + title + `"}}`)
	}
	call(t, start(), string(event("first")))
	const writes = 2 + 2 + 1 + 1 // bundles, indexes, the record, the manifest
	sequence := int64(1)
	for k := range writes + 1 {
		id, texts := fmt.Sprint("event-", k), event(fmt.Sprint("v", k))
		f := start()
		between.Cut(k, f.Kill)
		_, err := f.Invoke(t.Context(), id, texts)
		require.Error(t, err, "write %d: it was ended", k)
		require.Equal(t, k, between.Puts())
		between.Cut(0, nil)
		f = start()
		if k%2 == 0 {
			call(t, f, string(event(fmt.Sprint("between ", k))))
			sequence++
		}
		got, err := f.Invoke(t.Context(), id, texts)
		require.NoError(t, err)
		require.Empty(t, got.Type, got.Error)
		var a answer
		require.NoError(t, json.Unmarshal(got.Body, &a))
		require.Equal(t, k == writes, a.Repeated, "write %d", k)
		if k < writes {
			sequence++
		} // else it has taken the number of the one between, which came behind it
		require.Equal(t, sequence, a.Sequence)
	}
}

func TestErrorsHaveCodes(t *testing.T) {
	server := s3test.Start(t)
	f := start(t, server)
	for _, c := range []struct{ event, code string }{
		{`{"fils": {}}`, "Content.Event"},
		{`[]`, "Content.Event"},
		{`{"action": "explode"}`, "Content.Event"},
		{`{"channel": "../x", "files": {}}`, "Content.Event"},
		{`{}`, "Content.Event"},
		{`{"texts": "s3://"}`, "Content.Event"},
		{`{"files": {}}`, "Content.Empty"},
		{`{"action": "rollback"}`, "Content.Revision"},
		{`{"texts": "s3://nowhere/x"}`, "Content.Store"},
	} {
		p := refused(t, f, c.event, c.code)
		require.Equal(t, c.code == "Content.Store", p.Retry)
	}
	p := refused(t, f, `{"files": {"home.en.yaml": "a: '{'\nb: ~\n"}}`, "Content.Texts")
	require.Len(t, p.Problems, 2)
	require.Equal(t, 1, p.Problems[0].Line)
	call(t, f, `{"files": {"content.yaml": "project: acme", "home.en.yaml": "a: x\nb: y\n"}}`)
	refused(t, f, `{"files": {"content.yaml": "project: acme", "home.en.yaml": "a: x\n"}}`, "Content.Removal")
	refused(t, f, `{"files": {"content.yaml": "project: other", "home.en.yaml": "a: x\n"}}`, "Content.Format")
	p = refused(t, f, `{"files": {"content.yaml": "project: acme", "home.en.yaml": "a: <b>x</b>\nb: y\n"}, "labels":
		{"format": "labels/1", "labels": [{"key": "home.a", "place": "text", "element": "title", "args": null}]}}`, "Content.Texts")
	require.Contains(t, p.Problems[0].String(), "its label takes text only")
	refused(t, f, `{"files": {}, "labels": {"format": "labels/2"}}`, "Content.Event")
	require.NotContains(t, f.Log(), s3test.SecretKey)
}

// TestBuildsForBothPlatforms builds what is deployed.
func TestBuildsForBothPlatforms(t *testing.T) {
	for goarch, machine := range map[string]elf.Machine{"arm64": elf.EM_AARCH64, "amd64": elf.EM_X86_64} {
		path := lambdatest.Build(t, pkg, "linux", goarch)
		file, err := elf.Open(path)
		require.NoError(t, err)
		require.Equal(t, machine, file.Machine)
		require.NoError(t, file.Close())
		info, err := os.Stat(path)
		require.NoError(t, err)
		t.Logf("%s: %d bytes", goarch, info.Size())
		require.Less(t, info.Size(), int64(25<<20))
	}
}

var special = []string{
	"no", "~", "null", "1e3", "2026-01-01", "'", "''", `"`, "{", "}", "#", "<", ">", "&", "&amp;", "\u00a0", "\n", "\r\n", "\t", " ", "😀",
	"\u2028", "\u0085", "\ufeff", "e\u0301", `\`, "%", "{{x}}", "- a", "a: b", "a #b",
}

// quote writes words so that a message says exactly them.
func quote(words string) string {
	words = strings.ReplaceAll(words, "'", "''")
	if i := strings.IndexAny(words, "{}"); i >= 0 {
		words = words[:i] + "'" + words[i:] + "'"
	}
	return words
}

const keyBytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

// plain are words that YAML would make something else of; in a file of texts
// each is what it looks like.
var plain = []string{"no", "Yes", "on", "1e3", "0x10", "0o7", "1_000", ".5", "-.inf", ".NaN", "2026-01-01", "12:30:45", "=", "true"}

// files draws a folder of texts from all planes of Unicode and from what YAML
// and JSON would make something else of.
func files(r *rand.Rand, keys int) map[string]string {
	all := map[string]string{"content.yaml": "project: acme\n"}
	for _, tag := range []string{"en", "de", "ar", "zh-Hant"}[:1+r.IntN(4)] {
		asYAML := r.IntN(2) == 0
		var lines []string
		for k := range keys {
			key := fmt.Sprintf("K%d.%c%c", k, keyBytes[r.IntN(len(keyBytes))], keyBytes[r.IntN(len(keyBytes))])
			if asYAML && r.IntN(4) == 0 {
				lines = append(lines, key+": "+plain[r.IntN(len(plain))])
				continue
			}
			lines = append(lines, quoted(key)+": "+quoted(quote(html.EscapeString(words(r)))))
		}
		if asYAML {
			all["home."+tag+".yaml"] = strings.Join(lines, "\n") + "\n"
		} else {
			all["home."+tag+".json"] = "{" + strings.Join(lines, ",\r\n") + "}"
		}
	}
	return all
}

func words(r *rand.Rand) string {
	var b strings.Builder
	b.WriteByte('x')
	for range r.IntN(8) {
		b.WriteString(special[r.IntN(len(special))])
		if c := rune(0xa0 + r.IntN(0x10ff00)); c < 0xd800 || c > 0xdfff {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// quoted writes a string as JSON does, which is one of YAML, too, as long as
// what YAML cannot read is escaped.
func quoted(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return strings.NewReplacer("\u0085", `\u0085`, "\ufeff", `\ufeff`, "\ufffe", `\ufffe`, "\uffff", `\uffff`).Replace(string(data))
}

// TestTheSameBytesFromEveryPublisher publishes random sets with the library,
// the command and the function: every object is the same, byte for byte, and so
// is the manifest at the same time. There are 50 sets, and 1,000 where the
// variable CONTENT_LONG is set: then the command publishes each of them.
func TestTheSameBytesFromEveryPublisher(t *testing.T) {
	cli := filepath.Join(t.TempDir(), "content")
	text, err := exec.Command("go", "build", "-o", cli, "github.com/teletextio/content/cmd/content").CombinedOutput()
	require.NoError(t, err, string(text))
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	sets, long := 50, os.Getenv("CONTENT_LONG") != ""
	if long {
		sets = 1000
	}
	var f *lambdatest.Function
	var target publish.Store
	for i := range sets {
		if i%100 == 0 { // a server lists all that it has before the first publish to a channel
			server := s3test.Start(t)
			f = start(t, server, "SOURCE_DATE_EPOCH="+epoch)
			target = s3target.New(server.Client, s3test.Bucket, "acme", nil)
		}
		all := files(r, []int{0, 1, 2, 5}[r.IntN(4)])
		if i == 0 {
			all = files(r, 10_000)
		}
		channel := fmt.Sprint("c", i)
		event, err := json.Marshal(map[string]any{"files": all, "channel": channel, "allowEmpty": true})
		require.NoError(t, err)
		call(t, f, string(event))
		library := byLibrary(t, all, channel)
		compare(t, library, target, seed)
		if i%10 == 0 || long {
			compare(t, library, byCommand(t, cli, all, channel), seed)
		}
	}
}

// epoch is the time of all publishes, in seconds.
const epoch = "1700000000"

// byLibrary publishes with the packages.
func byLibrary(t *testing.T, all map[string]string, channel string) publish.Store {
	t.Helper()
	data := map[string][]byte{}
	for name, text := range all {
		data[name] = []byte(text)
	}
	set, err := texts.ReadFiles(data, "x")
	require.NoError(t, err)
	store := publish.Memory()
	_, err = publish.Publish(t.Context(), set, store, &publish.Options{
		Channel: channel, AllowEmpty: true, Now: func() time.Time { return time.Unix(1_700_000_000, 0) },
	})
	require.NoError(t, err)
	return store
}

// byCommand publishes with the binary of the command.
func byCommand(t *testing.T, cli string, all map[string]string, channel string) publish.Store {
	t.Helper()
	dir := t.TempDir()
	for name, text := range all {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "texts"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "texts", name), []byte(text), 0o644))
	}
	cmd := exec.Command(cli, "publish", "texts", "public", "--quiet", "--allow-empty", "--channel", channel)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH="+epoch, "XDG_CACHE_HOME="+dir)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Run(), out.String())
	return publish.Folder(filepath.Join(dir, "public"))
}

// compare holds every object of a publication, but for the records, against
// another one.
func compare(t *testing.T, want, got publish.Store, seed uint64) {
	t.Helper()
	require.NoError(t, want.List(t.Context(), func(name string, _ time.Time) error {
		if strings.HasPrefix(name, "h/") {
			return nil
		}
		a, err := want.Fetch(t.Context(), fetch.Request{Name: name})
		require.NoError(t, err)
		b, err := got.Fetch(t.Context(), fetch.Request{Name: name})
		require.NoError(t, err, "seed %d: %s", seed, name)
		require.Equal(t, string(a.Body), string(b.Body), "seed %d: %s", seed, name)
		return nil
	}))
}
