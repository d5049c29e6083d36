package content_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// down is an origin that refuses everything.
var down = fetch.Func(func(context.Context, fetch.Request) (fetch.Response, error) {
	return fetch.Response{}, errRefused
})

func publication(text string, seq int64) fs.FS {
	return contenttest.PublishWith(title(text), &contenttest.PublishOptions{Sequence: seq})
}

// snapshotOf runs a client until its snapshot is written.
func snapshotOf(t *testing.T, f fetch.Fetcher, dir string, o content.Options) content.Status {
	t.Helper()
	o.Snapshot, o.Refresh, o.StartWait = dir, -1, 10*time.Second
	c, err := content.New(f, &o)
	require.NoError(t, err)
	require.NoError(t, c.Refresh(context.Background()))
	require.NoError(t, c.Close()) // waits for the snapshot
	return c.Status()
}

func TestSeedIsServedUntilTheOriginHasNewer(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	s.Always("", contenttest.Answer{Err: errRefused})
	inBubble(t, s, content.Options{Seed: publication("seed", 3)}, func(t *testing.T, c *content.Client) {
		require.NoError(t, c.Ready(context.Background()))
		require.EqualValues(t, "seed", c.Get("home.title", "en"))
		require.Zero(t, s.Count(""), "New does not wait when there are texts")
		require.Equal(t, content.StateSeed, c.Status().State)
		time.Sleep(time.Minute)
		require.NotZero(t, s.Count(""))
		require.Equal(t, content.StateSeed, c.Status().State)
		require.EqualValues(t, -1, c.Status().AgeSeconds)
		s.Clear()
		time.Sleep(20 * time.Second)
		require.EqualValues(t, "seed", c.Get("home.title", "en"), "the origin is older")
		require.Equal(t, content.StateSeed, c.Status().State)
		s.PublishWith(title("seed"), &contenttest.PublishOptions{Sequence: 3})
		time.Sleep(20 * time.Second)
		require.Equal(t, content.StateCurrent, c.Status().State, "confirmed")
		s.Publish(title("four"))
		time.Sleep(11 * time.Second)
		require.EqualValues(t, "four", c.Get("home.title", "en"))
		require.Equal(t, []content.StartSource{{Source: "seed", Epoch: contenttest.DefaultEpoch, Sequence: 3, Used: true}}, c.Status().Start)
	})
}

func TestBrokenSeedIsNoError(t *testing.T) {
	broken := fstest.MapFS{}
	for name, f := range contenttest.Publish(title("seed")).(fstest.MapFS) {
		broken[name] = f
	}
	for name := range broken {
		if name[:2] == "b/" {
			delete(broken, name)
		}
	}
	other := contenttest.PublishWith(title("other"), &contenttest.PublishOptions{Project: "other"})
	for _, seed := range []fs.FS{fstest.MapFS{}, broken, other, fstest.MapFS{"live.json": {Data: []byte("null")}}, panicFS{}} {
		log := &logBuffer{}
		c := newText(t, down, content.Options{Seed: seed, Project: "test", Logger: log.logger()})
		require.Equal(t, content.StateNone, c.Status().State)
		require.Len(t, log.lines("seed"), 1)
		require.NotEmpty(t, c.Status().Start[0].Error)
	}
}

type panicFS struct{}

func (panicFS) Open(string) (fs.File, error) { panic("broken file system") }

func TestSnapshotCarriesOverARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "var", "content")
	s := contenttest.NewScript(words)
	st := snapshotOf(t, s, dir, content.Options{})
	require.False(t, st.SnapshotWritten.IsZero())
	require.Empty(t, st.SnapshotError)

	c := newText(t, down, content.Options{Snapshot: dir})
	require.Equal(t, content.StateSnapshot, c.Status().State)
	require.EqualValues(t, "Willkommen", c.Get("home.title", "de"))
	require.Len(t, c.Locales(), 6)

	// The snapshot of the second revision takes what is unchanged from the
	// first: no object is fetched twice.
	changed := contenttest.Texts{}
	for tag, texts := range words {
		changed[tag] = texts
	}
	changed["de"] = map[string]string{"home.title": "Grüß Gott"}
	s.Publish(changed)
	snapshotOf(t, s, dir, content.Options{})
	for _, r := range s.Requests("b/*") {
		require.Equal(t, 1, s.Count(r.Name), r.Name)
	}
	c = newText(t, down, content.Options{Snapshot: dir})
	require.EqualValues(t, "Grüß Gott", c.Get("home.title", "de"))
	require.EqualValues(t, "Olá", c.Get("home.title", "pt"))
	require.EqualValues(t, 2, c.Status().Sequence)

	// Older revisions are refused across the restart.
	old := contenttest.NewScript(words)
	c = newText(t, old, content.Options{Snapshot: dir})
	require.ErrorIs(t, c.Refresh(context.Background()), content.ErrOlder)
	require.EqualValues(t, "Grüß Gott", c.Get("home.title", "de"))
}

func TestNewestOfSnapshotAndSeed(t *testing.T) {
	dir := t.TempDir()
	snapshotOf(t, fetch.FS(publication("snapshot", 5)), dir, content.Options{})
	for seq, want := range map[int64]string{4: "snapshot", 6: "seed"} {
		c := newText(t, down, content.Options{Snapshot: dir, Seed: publication("seed", seq)})
		require.EqualValues(t, want, c.Get("home.title", "en"))
		require.Len(t, c.Status().Start, 2)
	}
	// A seed of another project does not count against the snapshot.
	other := contenttest.PublishWith(title("other"), &contenttest.PublishOptions{Project: "other", Sequence: 99})
	c := newText(t, down, content.Options{Snapshot: dir, Seed: other})
	require.EqualValues(t, "snapshot", c.Get("home.title", "en"))
}

// Whatever is wrong with the snapshot, the client starts and recovers.
func TestDamagedSnapshots(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "live.snapshot")
	s := contenttest.NewScript(title("one"))
	snapshotOf(t, s, dir, content.Options{})
	good, err := os.ReadFile(file)
	require.NoError(t, err)
	check := func(what string, data []byte) {
		require.NoError(t, os.WriteFile(file, data, 0o600))
		c := newText(t, down, content.Options{Snapshot: dir, StartWait: -1})
		require.Equal(t, content.StateNone, c.Status().State, what)
		require.NoError(t, c.Close())
	}
	for n := 0; n < len(good); n += 13 {
		check("cut off", good[:n])
	}
	check("another file", []byte("hello"))
	snapshotOf(t, s, dir, content.Options{})
	again, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, good, again)

	require.NoError(t, os.Remove(file))
	require.NoError(t, os.MkdirAll(file, 0o755))
	st := snapshotOf(t, s, dir, content.Options{})
	require.Equal(t, content.StateCurrent, st.State)
	require.NotEmpty(t, st.SnapshotError)
}

func TestSnapshotFailuresAreReportedOnceAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		blocked := filepath.Join(t.TempDir(), "file")
		require.NoError(t, os.WriteFile(blocked, nil, 0o600))
		log := &logBuffer{}
		var got error
		s := contenttest.NewScript(title("one"))
		c, err := content.New(s, &content.Options{
			Snapshot: filepath.Join(blocked, "content"), Logger: log.logger(), OnError: func(err error) { got = err },
		})
		require.NoError(t, err)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		require.Len(t, log.lines("snapshot"), 2, "reading and writing")
		require.ErrorContains(t, got, "write snapshot")
		require.Equal(t, 1, s.Count("b/*"), "nothing is fetched for it again")
		require.NoError(t, os.Remove(blocked))
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		require.Empty(t, c.Status().SnapshotError)
		require.False(t, c.Status().SnapshotWritten.IsZero())
		require.NoError(t, c.Close())
	})
}

// Two processes share a folder: the one that is behind does not put the
// snapshot back.
func TestSnapshotNeverGoesBack(t *testing.T) {
	dir := t.TempDir()
	snapshotOf(t, fetch.FS(publication("five", 5)), dir, content.Options{})
	behind, err := content.New(fetch.FS(publication("four", 4)), &content.Options{Refresh: -1, Snapshot: t.TempDir()})
	require.NoError(t, err)
	require.NoError(t, behind.Close())
	require.NoError(t, os.Rename(filepath.Join(dir, "live.snapshot"), filepath.Join(dir, "aside")))
	// It starts before the other has written, and writes after.
	hold := contenttest.NewScript(title("four"))
	release := hold.Hold("b/*")
	c, err := content.New(hold, &content.Options{Refresh: -1, Snapshot: dir, StartWait: -1})
	require.NoError(t, err)
	go func() { _ = c.Refresh(context.Background()) }()
	require.Eventually(t, func() bool { return hold.Waiting() > 0 }, 30*time.Second, time.Millisecond)
	require.NoError(t, os.Rename(filepath.Join(dir, "aside"), filepath.Join(dir, "live.snapshot")))
	release()
	require.NoError(t, c.Ready(context.Background()))
	require.NoError(t, c.Close())
	now := newText(t, down, content.Options{Snapshot: dir})
	require.EqualValues(t, "five", now.Get("home.title", "en"))
}

func TestSnapshotOfAnotherProject(t *testing.T) {
	dir := t.TempDir()
	snapshotOf(t, fetch.FS(publication("ours", 5)), dir, content.Options{})

	// Without Options.Project the origin decides, once.
	theirs := contenttest.PublishWith(title("theirs"), &contenttest.PublishOptions{Project: "other"})
	log := &logBuffer{}
	c := newText(t, fetch.FS(theirs), content.Options{Snapshot: dir, Logger: log.logger()})
	require.NoError(t, c.Refresh(context.Background()))
	require.EqualValues(t, "theirs", c.Get("home.title", "en"))
	require.Len(t, log.lines("another project"), 1)
	require.NoError(t, c.Close())

	// With it the snapshot has a name of its own, and a foreign one is refused.
	data, err := os.ReadFile(filepath.Join(dir, "live.snapshot"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "test.live.snapshot"), data, 0o600))
	log = &logBuffer{}
	c = newText(t, down, content.Options{Project: "test", Snapshot: dir, Logger: log.logger()})
	require.Equal(t, content.StateNone, c.Status().State)
	require.Len(t, log.lines(`project is`), 1)
	c = newText(t, down, content.Options{Channel: "staging", Snapshot: dir})
	require.Equal(t, content.StateNone, c.Status().State)
}

func TestSignatures(t *testing.T) {
	var pubs []bundle.PublicKey
	var signers []bundle.Signer
	for range 3 {
		pub, key, err := ed25519.GenerateKey(nil)
		require.NoError(t, err)
		pubs, signers = append(pubs, pub), append(signers, key)
	}
	signed := func(text string, seq int64, by ...bundle.Signer) *contenttest.PublishOptions {
		return &contenttest.PublishOptions{Sequence: seq, Signers: by}
	}
	s := &contenttest.Script{}
	s.PublishWith(title("one"), signed("one", 1, signers[0]))
	log := &logBuffer{}
	dir := t.TempDir()
	o := content.Options{Keys: pubs[:2], Logger: log.logger(), Snapshot: dir}
	c := newText(t, s, o)
	require.EqualValues(t, "one", c.Get("home.title", "en"))
	for _, by := range [][]bundle.Signer{nil, {signers[2]}} {
		s.PublishWith(title("bad"), signed("bad", 2, by...))
		require.Error(t, c.Refresh(context.Background()))
		require.Equal(t, "signature", c.Status().LastReason)
		require.EqualValues(t, "one", c.Get("home.title", "en"))
	}
	require.Len(t, log.lines("level=ERROR"), 1)
	s.PublishWith(title("two"), signed("two", 2, signers[1], signers[2]))
	require.NoError(t, c.Refresh(context.Background()), "a second key, for rotation")
	require.EqualValues(t, "two", c.Get("home.title", "en"))
	// The same revision, signed anew: no conflict.
	s.PublishWith(title("two"), signed("two", 2, signers[0]))
	require.NoError(t, c.Refresh(context.Background()))
	require.NoError(t, c.Close())

	c = newText(t, down, content.Options{Keys: pubs[2:], Snapshot: dir})
	require.EqualValues(t, "two", c.Get("home.title", "en"), "the snapshot keeps the signatures")
	c = newText(t, down, content.Options{Keys: []bundle.PublicKey{make([]byte, 32)}, Snapshot: dir})
	require.Equal(t, content.StateNone, c.Status().State)
}

func TestPublicationMayVanish(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	c := newText(t, s, content.Options{})
	s.Serve(fstest.MapFS{})
	err := c.Refresh(context.Background())
	require.ErrorIs(t, err, fetch.ErrNotFound)
	require.EqualValues(t, "one", c.Get("home.title", "en"))
	require.Equal(t, "not-found", c.Status().LastReason)
	require.False(t, errors.Is(err, content.ErrClosed))
}
