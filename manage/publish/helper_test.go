package publish_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// folder reads a folder of name, content, name, content, …
func folder(t *testing.T, pairs ...string) *texts.Set {
	t.Helper()
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	set, err := texts.Read(fsys, "acme")
	require.NoError(t, err)
	return set
}

// site is a set of two bundles in two locales, with one text to change.
func site(t *testing.T, title string) *texts.Set {
	t.Helper()
	return folder(t,
		"home.en.yaml", "title: "+title+"\nlead: Words <b>first</b>\n",
		"home.de.yaml", "title: Willkommen\nlead: Worte <b>zuerst</b>\n",
		"shop.en.yaml", "cart: '{n, plural, one {# item} other {# items}}'\n",
		"shop.de.yaml", "cart: '{n, plural, one {# Artikel} other {# Artikel}}'\n",
	)
}

// at is a clock that stands still.
func at(seconds int64) func() time.Time {
	return func() time.Time { return time.Unix(seconds, 0) }
}

// put publishes and expects success. Its clock is the caller's, so that a first
// publish does not wait.
func put(t *testing.T, set *texts.Set, target publish.Target, o *publish.Options) *publish.Result {
	t.Helper()
	some := publish.Options{}
	if o != nil {
		some = *o
	}
	if some.Now == nil {
		some.Now = time.Now
	}
	res, err := publish.Publish(t.Context(), set, target, &some)
	require.NoError(t, err)
	return res
}

// names returns the names of what was sent.
func names(res *publish.Result) (list []string) {
	for _, s := range res.Sent {
		list = append(list, s.Name)
	}
	return list
}

// revision is a publication as a reader finds it.
type revision struct {
	*bundle.SignedManifest
	texts map[string]string // "locale bundle name" -> text
}

// readRevision reads a publication from the top. It returns nil when there is
// no manifest, and an error when the revision is not whole.
func readRevision(ctx context.Context, f fetch.Fetcher, channel string) (*revision, error) {
	name := bundle.ManifestName(channel)
	r, err := f.Fetch(ctx, fetch.Request{Name: name})
	if errors.Is(err, fetch.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := bundle.DecodeManifest(name, r.Body)
	if err != nil {
		return nil, err
	}
	rev := &revision{m, map[string]string{}}
	for tag, l := range m.Manifest.Locales {
		name := bundle.IndexName(tag, l.Index)
		r, err := f.Fetch(ctx, fetch.Request{Name: name})
		if err != nil {
			return nil, err
		}
		x, err := bundle.DecodeIndex(name, r.Body)
		if err = errors.Join(err, l.Index.Check(name, r.Body)); err != nil {
			return nil, err
		}
		for called, e := range x.Bundles {
			name := bundle.BundleName(called, tag, e.Ref)
			r, err := f.Fetch(ctx, fetch.Request{Name: name})
			if err != nil {
				return nil, err
			}
			b, err := bundle.DecodeBundle(name, r.Body)
			if err = errors.Join(err, e.Ref.Check(name, r.Body)); err != nil {
				return nil, err
			}
			for k, v := range b.Texts {
				rev.texts[tag+" "+called+" "+k] = v
			}
		}
	}
	return rev, nil
}

func mustRead(t *testing.T, f fetch.Fetcher) *revision {
	t.Helper()
	rev, err := readRevision(t.Context(), f, "live")
	require.NoError(t, err)
	require.NotNil(t, rev)
	return rev
}

// files returns the content of all files below a folder.
func files(t *testing.T, dir string) map[string]string {
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

var errCrash = errors.New("the machine is gone")

// crashing is a target that dies at one of its writes, before or after the
// write has happened, and does nothing more from then on.
type crashing struct {
	publish.Target
	mu    sync.Mutex // guards left
	left  int        // writes that succeed
	after bool       // the write that fails has happened
}

func (c *crashing) Put(ctx context.Context, o publish.Object, match string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left--
	if c.left == -1 && c.after {
		if err := c.Target.Put(ctx, o, match); err != nil {
			return err
		}
	}
	if c.left < 0 {
		return errCrash
	}
	return c.Target.Put(ctx, o, match)
}
