package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

const (
	refresh = time.Second
	// interval is the longest time between two checks: the period with its
	// jitter, and what a busy machine takes.
	interval = refresh + refresh/10 + 10*time.Second
)

// desk is where somebody edits and publishes.
type desk struct {
	t          *testing.T
	texts, out string
}

// newDesk has a copy of the example's texts and an output folder.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, texts: filepath.Join(t.TempDir(), "texts"), out: filepath.Join(t.TempDir(), "out")}
	require.NoError(t, os.CopyFS(d.texts, os.DirFS("texts")))
	return d
}

// publish publishes a new lead to a channel of a project.
func (d *desk) publish(project, channel, lead string) *publish.Result {
	d.t.Helper()
	set, err := texts.ReadDir(d.texts)
	require.NoError(d.t, err)
	set.Project = project
	id := texts.ID{Bundle: "home", Locale: "en"}
	text := set.Texts[id]["lead"]
	text.Source = lead
	set.Texts[id]["lead"] = text
	res, err := publish.Publish(d.t.Context(), set, publish.Folder(d.out), &publish.Options{Channel: channel})
	require.NoError(d.t, err)
	return res
}

// anew deletes the output folder, in a later second than the one of its
// manifest: a web server makes validators of a file's length and its second, and
// what is published next cannot know that of a file which is gone.
func (d *desk) anew() {
	d.t.Helper()
	info, err := os.Stat(filepath.Join(d.out, "live.json"))
	require.NoError(d.t, err)
	time.Sleep(time.Until(info.ModTime().Truncate(time.Second).Add(time.Second)))
	require.NoError(d.t, os.RemoveAll(d.out))
}

func TestProgramFollowsNginx(t *testing.T) {
	t.Parallel()
	d, addr := newDesk(t), freeAddr(t)
	follow(t, d, addr, newNginx(t, d.out, addr))
}

func TestProgramFollowsFileServer(t *testing.T) {
	t.Parallel()
	d, addr := newDesk(t), freeAddr(t)
	follow(t, d, addr, &fileServer{dir: d.out, addr: addr})
}

// follow runs the program against a web server and does to that server what
// happens to servers.
func follow(t *testing.T, d *desk, addr string, web origin) {
	d.publish("hello", "live", "First edition.")
	web.start(t)
	p := start(t, "-cdn", "http://"+addr, "-refresh", refresh.String(), "-snapshot", filepath.Join(t.TempDir(), "var"))
	p.shows("First edition.", interval)

	d.publish("hello", "live", "Second edition.")
	t.Logf("published again: the page changed after %v", p.shows("Second edition.", interval))

	web.stop(t)
	p.says("check failed")
	stays(p, "Second edition.")
	require.Len(t, p.log.with("check failed"), 1, "one line for a failure, however long it lasts")
	web.start(t)
	p.says("answers again")

	d.anew()
	d.publish("hello", "live", "New history.")
	t.Logf("published into an empty folder: the page changed after %v", p.shows("New history.", interval))

	d.anew()
	d.publish("other", "live", "Words of somebody else.")
	p.says("other-publication")
	stays(p, "New history.")
	refused := p.log.with("other-publication")
	require.Len(t, refused, 1)
	require.Contains(t, refused[0], "other")
	require.Contains(t, refused[0], "hello")
}

// says waits for a line of the program's log.
func (p *program) says(what string) {
	p.t.Helper()
	require.Eventually(p.t, func() bool { return len(p.log.with(what)) > 0 }, 2*interval, 10*time.Millisecond, what)
}

// stays makes sure that the page does not change in more than two intervals.
func stays(p *program, want string) {
	p.t.Helper()
	for end := time.Now().Add(5 * refresh / 2); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		require.Equal(p.t, want, p.lead())
	}
}

func TestStagingIsNotServedAsLive(t *testing.T) {
	d := newDesk(t)
	d.publish("hello", "live", "Live words.")
	d.publish("hello", "staging", "Words to be.")
	live, log := newFollower(t, d, &content.Options{Project: "hello"})
	require.EqualValues(t, "Live words.", live.Get("home.lead", "en"))
	staging, _ := newFollower(t, d, &content.Options{Project: "hello", Channel: "staging"})
	require.EqualValues(t, "Words to be.", staging.Get("home.lead", "en"))

	mixed, err := os.ReadFile(filepath.Join(d.out, "staging.json"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(d.out, "live.json"), mixed, 0o600))
	require.Error(t, live.Refresh(t.Context()))
	require.Error(t, live.Refresh(t.Context()))
	require.EqualValues(t, "Live words.", live.Get("home.lead", "en"))
	require.Len(t, log.with("other-publication"), 1)
	require.Contains(t, log.with("other-publication")[0], "staging")
}

func TestSnapshotOfAnotherProjectIsNotServed(t *testing.T) {
	d := newDesk(t)
	d.publish("hello", "live", "Words in the snapshot.")
	dir := t.TempDir()
	first, _ := newFollower(t, d, &content.Options{Project: "hello", Snapshot: dir})
	require.NoError(t, first.Refresh(t.Context()))
	require.NoError(t, first.Close())
	d.anew()

	again, _ := newFollower(t, d, &content.Options{Project: "hello", Snapshot: dir})
	require.Equal(t, content.StateSnapshot, again.Status().State)
	require.EqualValues(t, "Words in the snapshot.", again.Get("home.lead", "en"))

	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.NoError(t, os.Rename(files[0], strings.Replace(files[0], "hello", "other", 1)))
	other, log := newFollower(t, d, &content.Options{Project: "other", Snapshot: dir})
	require.Equal(t, content.StateNone, other.Status().State)
	require.Empty(t, other.Get("home.lead", "en"))
	refused := log.with("snapshot")
	require.Len(t, refused, 1)
	require.Contains(t, refused[0], "hello")
}

// newFollower returns a client of the desk's output folder that checks when it
// is told to, and its log.
func newFollower(t *testing.T, d *desk, o *content.Options) (*content.Client, *log) {
	t.Helper()
	l := &log{}
	o.Refresh, o.StartWait = -1, time.Minute
	o.Logger = slog.New(slog.NewTextHandler(l, nil))
	client, err := content.New(fetch.FS(os.DirFS(d.out)), o)
	require.NoError(t, err)
	t.Cleanup(func() { client.Close() })
	return client, l
}
