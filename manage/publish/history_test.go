package publish_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/fetchtest"
	"github.com/teletextio/content/manage/publish"
)

// title returns what readers see.
func title(t *testing.T, target publish.Target) string {
	t.Helper()
	return mustRead(t, target).texts["en home title"]
}

func TestRevisionsAreRemembered(t *testing.T) {
	for name, target := range map[string]publish.Store{"memory": publish.Memory(), "folder": publish.Folder(t.TempDir())} {
		t.Run(name, func(t *testing.T) {
			_, err := publish.Revisions(t.Context(), target, "live", 0)
			require.ErrorIs(t, err, fetch.ErrNotFound)
			put(t, site(t, "One"), target, &publish.Options{By: "ann", Note: "first", Now: at(1000)})
			put(t, site(t, "Two"), target, &publish.Options{By: "ben", Now: at(2000)})
			all, err := publish.Revisions(t.Context(), target, "live", 0)
			require.NoError(t, err)
			require.Len(t, all, 2)
			two, one := all[0], all[1]
			require.Equal(t, "ben", two.By)
			require.Equal(t, int64(2), two.Sequence)
			require.Equal(t, publish.ActionPublish, two.Action)
			require.Equal(t, time.Unix(2000, 0).UTC(), two.Published)
			require.Equal(t, &publish.Changes{Changed: 1, Before: 6, Texts: []publish.Change{
				{Locale: "en", Bundle: "home", Name: "title", Key: "home.title", Old: "…", New: "…"},
			}}, two.Changes)
			require.Equal(t, [3]string{"ann", "first", ""}, [3]string{one.By, one.Note, one.Previous})
			require.Equal(t, 6, one.Changes.Added)
			all, err = publish.Revisions(t.Context(), target, "live", 1)
			require.NoError(t, err)
			require.Len(t, all, 1)
		})
	}
}

func TestRollback(t *testing.T) {
	target := publish.Memory()
	for i := range 4 {
		put(t, site(t, fmt.Sprint("v", i+1)), target, nil)
	}
	res, err := publish.Rollback(t.Context(), target, 0, &publish.Options{Note: "oops"})
	require.NoError(t, err)
	require.Equal(t, int64(5), res.Sequence)
	require.Equal(t, publish.ActionRollback, res.Action)
	require.Equal(t, int64(3), res.From.Sequence)
	require.Equal(t, []string{"live.json"}, names(res), "one manifest write")
	require.Equal(t, 1, res.Changes.Changed)
	require.Equal(t, publish.Count{Locales: 2, Bundles: 4, Texts: 6}, res.Count)
	require.Equal(t, "v3", title(t, target))

	_, err = publish.Rollback(t.Context(), target, 0, nil)
	require.NoError(t, err)
	require.Equal(t, "v2", title(t, target), "two in a row go back two steps")
	_, err = publish.Rollback(t.Context(), target, 4, nil)
	require.NoError(t, err)
	require.Equal(t, "v4", title(t, target), "and forward again by number")
	_, err = publish.Rollback(t.Context(), target, 1, nil)
	require.NoError(t, err)
	_, err = publish.Rollback(t.Context(), target, 0, nil)
	require.ErrorIs(t, err, publish.ErrNoRevision)
	_, err = publish.Rollback(t.Context(), target, 99, nil)
	require.ErrorIs(t, err, publish.ErrNoRevision)
	require.Equal(t, "v1", title(t, target))

	dry, err := publish.Rollback(t.Context(), target, 4, &publish.Options{DryRun: true})
	require.NoError(t, err)
	require.Equal(t, 1, dry.Changes.Changed)
	require.Equal(t, "v1", title(t, target))
	same, err := publish.Rollback(t.Context(), target, 8, nil)
	require.NoError(t, err)
	require.True(t, same.Unchanged)
}

func TestRollbackMayRemoveMuch(t *testing.T) {
	target := publish.Memory()
	put(t, folder(t, "home.en.yaml", "title: One\n"), target, nil)
	put(t, site(t, "Two"), target, nil)
	_, err := publish.Rollback(t.Context(), target, 0, nil)
	require.NoError(t, err)
	require.Len(t, mustRead(t, target).texts, 1)
}

func TestPromote(t *testing.T) {
	target := publish.Memory()
	put(t, site(t, "Old"), target, nil)
	put(t, site(t, "New"), target, &publish.Options{Channel: "staging"})
	res, err := publish.Promote(t.Context(), target, "staging", "live", &publish.Options{By: "ann"})
	require.NoError(t, err)
	require.Equal(t, []string{"live.json"}, names(res))
	require.Equal(t, int64(2), res.Sequence)
	require.Equal(t, "staging", res.From.Channel)
	require.Equal(t, "New", title(t, target))
	again, err := publish.Promote(t.Context(), target, "staging", "live", nil)
	require.NoError(t, err)
	require.True(t, again.Unchanged)

	put(t, folder(t, "home.en.yaml", "title: Less\n"), target, &publish.Options{Channel: "staging", Force: true})
	_, err = publish.Promote(t.Context(), target, "staging", "live", nil)
	var removal *publish.RemovalError
	require.ErrorAs(t, err, &removal)
	require.Equal(t, []string{"de"}, removal.Locales)
	_, err = publish.Promote(t.Context(), target, "live", "live", nil)
	require.Error(t, err)
	_, err = publish.Promote(t.Context(), target, "none", "live", nil)
	require.ErrorIs(t, err, fetch.ErrNotFound)
	res, err = publish.Promote(t.Context(), target, "live", "preview", nil)
	require.NoError(t, err)
	require.Equal(t, int64(1), res.Sequence)
}

// TestOnlyWhatWasSignedIsSignedAgain: a record is not a way to get a signature.
func TestOnlyWhatWasSignedIsSignedAgain(t *testing.T) {
	_, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	signed := &publish.Options{Signers: []bundle.Signer{key}}
	target := publish.Memory()
	put(t, site(t, "Evil"), target, nil)
	put(t, site(t, "Good"), target, signed)
	_, err = publish.Rollback(t.Context(), target, 0, signed)
	require.ErrorIs(t, err, publish.ErrUntrusted)
	put(t, site(t, "Better"), target, signed)
	_, err = publish.Rollback(t.Context(), target, 0, signed)
	require.NoError(t, err)
	require.Equal(t, "Good", title(t, target))
	put(t, site(t, "Evil"), target, &publish.Options{Channel: "staging"})
	_, err = publish.Promote(t.Context(), target, "staging", "live", signed)
	require.ErrorIs(t, err, publish.ErrUntrusted)
}

func TestDamagedRecords(t *testing.T) {
	dir := t.TempDir()
	target := publish.Folder(dir)
	for i := range 3 {
		put(t, site(t, fmt.Sprint("v", i+1)), target, nil)
	}
	all, err := publish.Revisions(t.Context(), target, "live", 0)
	require.NoError(t, err)
	path := filepath.Join(dir, all[0].Previous)
	body, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, damage := range []string{"", "{}", strings.Replace(string(body), `\"sequence\":2`, `\"sequence\":1`, 1)} {
		require.NoError(t, os.WriteFile(path, []byte(damage), 0o644))
		all, err = publish.Revisions(t.Context(), target, "live", 0)
		require.NoError(t, err)
		require.Len(t, all, 1)
		_, err = publish.Rollback(t.Context(), target, 0, nil)
		require.ErrorIs(t, err, publish.ErrNoRevision)
	}
	put(t, site(t, "v4"), target, nil)
	res, err := publish.Rollback(t.Context(), target, 0, nil)
	require.NoError(t, err)
	require.Equal(t, int64(3), res.From.Sequence)
}

func TestRemovalGuard(t *testing.T) {
	target := publish.Memory()
	yaml := "a: 1\nb: 2\nc: 3\nd: 4\n"
	put(t, folder(t, "home.en.yaml", yaml+"e: 5\n", "home.de.yaml", "a: 1\n"), target, nil)
	put(t, folder(t, "home.en.yaml", yaml, "home.de.yaml", "a: 1\n"), target, nil) // 1 of 6
	_, err := publish.Publish(t.Context(), folder(t, "home.en.yaml", "a: 1\nb: 2\n", "home.de.yaml", "a: 1\n"), target, nil)
	var removal *publish.RemovalError
	require.ErrorAs(t, err, &removal)
	require.Equal(t, publish.RemovalError{Removed: 2, Before: 5}, *removal)
	require.EqualError(t, err, "publish: this would remove 2 of 5 texts")
	_, err = publish.Publish(t.Context(), folder(t, "home.en.yaml", yaml), target, nil)
	require.ErrorAs(t, err, &removal)
	require.EqualError(t, err, "publish: this would remove the locale de, and with it 1 of 5 texts")
	require.Equal(t, int64(2), mustRead(t, target).Manifest.Sequence)
	_, err = publish.Publish(t.Context(), folder(t, "home.en.yaml", "a: 1\nb: 2\nc: 3\n", "home.de.yaml", "a: 1\n"), target, &publish.Options{MaxRemoved: -1})
	require.ErrorAs(t, err, &removal)
	put(t, folder(t, "home.en.yaml", "a: 1\n"), target, &publish.Options{Force: true})
}

func TestRepeatedPublish(t *testing.T) {
	target := publish.Memory()
	first := put(t, site(t, "One"), target, &publish.Options{ID: "event-1"})
	put(t, site(t, "Two"), target, &publish.Options{ID: "event-2"})
	again := put(t, site(t, "One"), target, &publish.Options{ID: "event-1"})
	require.True(t, again.Repeated)
	require.Equal(t, first.Sequence, again.Sequence)
	require.Equal(t, "Two", title(t, target))
}

func TestCompare(t *testing.T) {
	target := publish.Memory()
	put(t, site(t, "One"), target, nil)
	changes, err := publish.Compare(t.Context(), folder(t, "content.yaml", "locales: {en: {name: English}, fr: }\n",
		"home.en.yaml", "title: Two\nnew: x\n", "shop.en.yaml", "cart: x\n"), target, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"locale en"}, changes.Settings)
	require.Equal(t, []string{"fr"}, changes.LocalesAdded)
	require.Equal(t, []string{"de"}, changes.LocalesRemoved)
	require.Equal(t, [4]int{1, 2, 4, 6}, [4]int{changes.Added, changes.Changed, changes.Removed, changes.Before})
	require.Equal(t, "Words <b>first</b>", changes.Texts[0].Old)
	require.Len(t, changes.Texts, 4)
}

// lossy is a target whose answer to the write of a manifest is lost once, and
// that is asked again, as an SDK does.
type lossy struct {
	publish.Store
	lost bool
}

func (l *lossy) Put(ctx context.Context, o publish.Object, match string) error {
	err := l.Store.Put(ctx, o, match)
	if o.Name == "live.json" && err == nil && !l.lost {
		l.lost = true
		return l.Store.Put(ctx, o, match)
	}
	return err
}

func TestAWriteThatConflictsWithItself(t *testing.T) {
	target := &lossy{Store: publish.Memory()}
	res := put(t, site(t, "One"), target, nil)
	require.False(t, res.Unchanged)
	require.Equal(t, int64(1), res.Sequence)
	target.lost = false
	require.Equal(t, int64(2), put(t, site(t, "Two"), target, nil).Sequence)
	require.Equal(t, int64(2), mustRead(t, target).Manifest.Sequence)
}

func TestMemoryKeepsTheRulesOfFetchers(t *testing.T) {
	fetchtest.Run(t, fetchtest.Harness{New: func(testing.TB) fetchtest.Source {
		target := publish.Memory()
		return fetchtest.Source{
			Fetcher: target,
			Put: func(name string, body []byte) error {
				now, err := target.Fetch(context.Background(), fetch.Request{Name: name})
				if err != nil && !errors.Is(err, fetch.ErrNotFound) {
					return err
				}
				return target.Put(context.Background(), publish.Object{Name: name, Body: body}, now.ETag)
			},
			Remove: func(name string) error { return target.Remove(context.Background(), name) },
		}
	}})
}

// TestRepeatedRollbackAndPromotion: the second try of one that has succeeded is
// that revision, although what led to it is there no more.
func TestRepeatedRollbackAndPromotion(t *testing.T) {
	target := publish.Memory()
	put(t, site(t, "One"), target, nil)
	put(t, site(t, "Two"), target, nil)
	o := &publish.Options{ID: "event-1"}
	first, err := publish.Rollback(t.Context(), target, 0, o)
	require.NoError(t, err)
	again, err := publish.Rollback(t.Context(), target, 0, o)
	require.NoError(t, err, "there is nothing before what it has come to")
	require.True(t, again.Repeated)
	require.Equal(t, first.Sequence, again.Sequence)
	require.Equal(t, first.Count, again.Count)
	require.Equal(t, first.From, again.From)
	require.Equal(t, "One", title(t, target))

	put(t, site(t, "Three"), target, &publish.Options{Channel: "staging"})
	o = &publish.Options{ID: "event-2"}
	first, err = publish.Promote(t.Context(), target, "staging", "live", o)
	require.NoError(t, err)
	require.NoError(t, target.Remove(t.Context(), "staging.json"))
	again, err = publish.Promote(t.Context(), target, "staging", "live", o)
	require.NoError(t, err)
	require.True(t, again.Repeated)
	require.Equal(t, first.Sequence, again.Sequence)
}

// TestRollbackToWhatIsLost: a revision whose index or bundle is gone is no
// revision to go back to, and what is published stays.
func TestRollbackToWhatIsLost(t *testing.T) {
	for _, prefix := range []string{"i/", "b/"} {
		target := publish.Memory()
		put(t, site(t, "One"), target, nil)
		old := map[string]bool{}
		require.NoError(t, target.List(t.Context(), func(name string, _ time.Time) error {
			old[name] = strings.HasPrefix(name, prefix)
			return nil
		}))
		put(t, site(t, "Two"), target, nil)
		for name, lost := range old {
			if lost {
				require.NoError(t, target.Remove(t.Context(), name))
			}
		}
		put(t, site(t, "Two"), target, nil) // restores what this one names
		_, err := publish.Rollback(t.Context(), target, 0, nil)
		require.ErrorIs(t, err, publish.ErrNoRevision, prefix)
		require.NotErrorIs(t, err, fetch.ErrNotFound)
		require.Equal(t, "Two", title(t, target))
	}
}
