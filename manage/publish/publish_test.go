package publish_test

import (
	"cmp"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

func TestPublish(t *testing.T) {
	target := publish.Folder(filepath.Join(t.TempDir(), "deep", "public"))
	res := put(t, site(t, "Welcome"), target, &publish.Options{Now: at(1_700_000_000)})
	require.Equal(t, "acme", res.Project)
	require.Equal(t, "live", res.Channel)
	require.Equal(t, int64(1_700_000_000), res.Epoch)
	require.Equal(t, int64(1), res.Sequence)
	require.Equal(t, [3]int{2, 4, 6}, [3]int{res.Locales, res.Bundles, res.Texts})
	require.False(t, res.Unchanged)
	require.Len(t, res.Sent, 7)
	require.Equal(t, "live.json", res.Sent[6].Name)
	require.Empty(t, res.Warnings)

	rev := mustRead(t, target)
	require.Equal(t, map[string]string{
		"en home title": "Welcome", "en home lead": "Words <b>first</b>",
		"de home title": "Willkommen", "de home lead": "Worte <b>zuerst</b>",
		"en shop cart": "{n, plural, one {# item} other {# items}}",
		"de shop cart": "{n, plural, one {# Artikel} other {# Artikel}}",
	}, rev.texts)
	require.Equal(t, time.Unix(1_700_000_000, 0).UTC(), rev.Manifest.Published)
	require.Equal(t, "ltr", rev.Manifest.Locales["de"].Dir)
}

func TestRepublishSendsNothing(t *testing.T) {
	dir := t.TempDir()
	first := put(t, site(t, "Welcome"), publish.Folder(dir), nil)
	before := files(t, dir)
	stat, err := os.Stat(filepath.Join(dir, "live.json"))
	require.NoError(t, err)

	again := put(t, site(t, "Welcome"), publish.Folder(dir), &publish.Options{Now: at(1 << 33)})
	require.True(t, again.Unchanged)
	require.Empty(t, again.Sent)
	require.Equal(t, 6, again.Kept)
	require.Equal(t, first.Sequence, again.Sequence)
	require.Equal(t, first.Published, again.Published)
	require.Equal(t, before, files(t, dir))
	now, err := os.Stat(filepath.Join(dir, "live.json"))
	require.NoError(t, err)
	require.True(t, os.SameFile(stat, now), "not even replaced by itself")
}

func TestOneTextChangesOneBundleOneIndexAndTheManifest(t *testing.T) {
	target := publish.Folder(t.TempDir())
	first := put(t, site(t, "Welcome"), target, &publish.Options{Now: at(1000)})
	second := put(t, site(t, "Hello"), target, &publish.Options{Now: at(900)})
	require.Len(t, second.Sent, 3)
	require.Regexp(t, `^b/home\.en\.[0-9a-f]{32}\.json$`, second.Sent[0].Name)
	require.Regexp(t, `^i/en\.[0-9a-f]{32}\.json$`, second.Sent[1].Name)
	require.Equal(t, "live.json", second.Sent[2].Name)
	require.Equal(t, 4, second.Kept)
	require.Equal(t, int64(2), second.Sequence)
	require.Equal(t, first.Epoch, second.Epoch)
	require.Equal(t, time.Unix(1001, 0).UTC(), second.Published, "a clock that runs behind still rises by a second")
	require.Equal(t, "Hello", mustRead(t, target).texts["en home title"])

	back := put(t, site(t, "Welcome"), target, &publish.Options{Now: at(5000)})
	require.Equal(t, []string{"live.json"}, names(back), "old content under a new sequence is one write")
	require.Equal(t, int64(3), back.Sequence)
	require.Equal(t, time.Unix(5000, 0).UTC(), back.Published)
}

func TestChannelsShareObjects(t *testing.T) {
	target := publish.Folder(t.TempDir())
	put(t, site(t, "Welcome"), target, nil)
	res := put(t, site(t, "Welcome"), target, &publish.Options{Channel: "staging"})
	require.Equal(t, []string{"staging.json"}, names(res))
	require.Equal(t, int64(1), res.Sequence)
	rev, err := readRevision(t.Context(), target, "staging")
	require.NoError(t, err)
	require.Equal(t, "staging", rev.Manifest.Channel)

	own := site(t, "Welcome")
	own.Channel = "preview"
	require.Equal(t, []string{"preview.json"}, names(put(t, own, target, nil)))
}

func TestLostAndDamagedObjectsAreRestored(t *testing.T) {
	dir := t.TempDir()
	first := put(t, site(t, "Welcome"), publish.Folder(dir), nil)
	whole := files(t, dir)
	damaged, lost := first.Sent[0].Name, first.Sent[5].Name
	require.NoError(t, os.WriteFile(filepath.Join(dir, damaged), []byte(whole[damaged][:20]), 0o644))
	require.NoError(t, os.Remove(filepath.Join(dir, lost)))

	res := put(t, site(t, "Welcome"), publish.Folder(dir), nil)
	require.True(t, res.Unchanged)
	require.Equal(t, []string{damaged, lost}, names(res))
	require.Equal(t, whole, files(t, dir))
}

func TestDryRunWritesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	res := put(t, site(t, "Welcome"), publish.Folder(dir), &publish.Options{DryRun: true})
	require.True(t, res.DryRun)
	require.Len(t, res.Sent, 7)
	require.NoDirExists(t, dir)

	put(t, site(t, "Welcome"), publish.Folder(dir), nil)
	before := files(t, dir)
	res = put(t, site(t, "Hello"), publish.Folder(dir), &publish.Options{DryRun: true})
	require.Len(t, res.Sent, 3)
	require.Equal(t, int64(2), res.Sequence)
	require.Equal(t, before, files(t, dir))
}

func TestEmptySet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	for _, set := range []*texts.Set{folder(t), folder(t, "home.en.yaml", "# nothing\n")} {
		_, err := publish.Publish(t.Context(), set, publish.Folder(dir), nil)
		require.ErrorIs(t, err, publish.ErrEmpty)
		require.NoDirExists(t, dir)
	}
	put(t, folder(t), publish.Folder(dir), &publish.Options{AllowEmpty: true})
	require.True(t, mustRead(t, publish.Folder(dir)).Manifest.Empty)
	res := put(t, folder(t, "home.en.yaml", ""), publish.Folder(dir), &publish.Options{AllowEmpty: true})
	require.Equal(t, int64(2), res.Sequence)
	require.Equal(t, 1, res.Bundles)
	require.Empty(t, mustRead(t, publish.Folder(dir)).texts)
}

func TestLocalesAndSettings(t *testing.T) {
	target := publish.Folder(t.TempDir())
	put(t, folder(t, "content.yaml", `
project: acme.shop
defaultLocale: de
defaultBundle: start
routes: {checkout: shop}
locales:
  de: {name: Deutsch}
  ar:
  de-AT: {fallback: [de]}
  gsw: {fallback: []}
bundles: {shop: {weight: 2.5}}
keys:
  subject: {type: text, max: 30}
  checkout.note: {type: text}
`, "start.de.yaml", "subject: \"Grüße & <Küsse>\"\n", "shop.de.yaml", "note: a < b\ntitle: a &amp; b\n"), target, nil)
	m := mustRead(t, target).Manifest
	require.Equal(t, "de", m.DefaultLocale)
	require.Equal(t, "start", m.DefaultBundle)
	require.Equal(t, map[string]string{"checkout": "shop"}, m.Routes)
	require.Equal(t, "Deutsch", m.Locales["de"].Name)
	require.Equal(t, "rtl", m.Locales["ar"].Dir)
	require.Nil(t, m.Locales["de"].Fallback)
	require.Equal(t, []string{"de"}, m.Locales["de-AT"].Fallback)
	require.NotNil(t, m.Locales["gsw"].Fallback)
	require.Empty(t, m.Locales["gsw"].Fallback)

	x := decode(t, target, bundle.IndexName("de", m.Locales["de"].Index), bundle.DecodeIndex)
	require.Equal(t, 2.5, x.Bundles["shop"].Weight)
	b := decode(t, target, bundle.BundleName("shop", "de", x.Bundles["shop"].Ref), bundle.DecodeBundle)
	require.Equal(t, map[string]bundle.KeyMeta{"note": {Type: "text"}}, b.Keys)
	require.Equal(t, map[string]string{"note": "a < b", "title": "a &amp; b"}, b.Texts)
	b = decode(t, target, bundle.BundleName("start", "de", x.Bundles["start"].Ref), bundle.DecodeBundle)
	require.Equal(t, "Grüße & <Küsse>", b.Texts["subject"])
	require.Equal(t, 30, b.Keys["subject"].Max)
	unchanged := put(t, folder(t, "content.yaml", "project: acme.shop\n", "a.en.yaml", "b: c"), target, &publish.Options{Force: true})
	require.Equal(t, int64(2), unchanged.Sequence)
}

func decode[T any](t *testing.T, f fetch.Fetcher, name string, as func(string, []byte) (T, error)) T {
	t.Helper()
	r, err := f.Fetch(t.Context(), fetch.Request{Name: name})
	require.NoError(t, err)
	v, err := as(name, r.Body)
	require.NoError(t, err)
	return v
}

// TestUnchangedWithEverySetting publishes a set with every setting twice: what
// is read back must compare equal.
func TestUnchangedWithEverySetting(t *testing.T) {
	target := publish.Folder(t.TempDir())
	set := folder(t, "content.yaml", `
routes: {checkout: home}
locales: {de: {name: Deutsch, fallback: []}, en: {fallback: [de]}, fr: {}}
bundles: {home: {weight: 0.1}}
keys: {home.a: {type: text, max: 3}}
`, "home.de.yaml", "a: b")
	put(t, set, target, nil)
	require.True(t, put(t, set, target, nil).Unchanged)
	empty := folder(t)
	other := publish.Folder(t.TempDir())
	put(t, empty, other, &publish.Options{AllowEmpty: true})
	require.True(t, put(t, empty, other, &publish.Options{AllowEmpty: true}).Unchanged)
}

func key(seed int64) ed25519.PrivateKey {
	_, private, err := ed25519.GenerateKey(rand.New(rand.NewSource(seed)))
	if err != nil {
		panic(err)
	}
	return private
}

func TestSigning(t *testing.T) {
	target := publish.Folder(t.TempDir())
	a, b := key(1), key(2)
	public := func(keys ...ed25519.PrivateKey) (list []bundle.PublicKey) {
		for _, k := range keys {
			list = append(list, k.Public().(ed25519.PublicKey))
		}
		return list
	}
	put(t, site(t, "Welcome"), target, nil)
	require.Error(t, mustRead(t, target).Verify(public(a)))

	res := put(t, site(t, "Welcome"), target, &publish.Options{Signers: []bundle.Signer{a}})
	require.False(t, res.Unchanged, "a signature is a change")
	require.Equal(t, []string{"live.json"}, names(res))
	require.NoError(t, mustRead(t, target).Verify(public(a)))
	require.True(t, put(t, site(t, "Welcome"), target, &publish.Options{Signers: []bundle.Signer{a}}).Unchanged)

	res = put(t, site(t, "Welcome"), target, &publish.Options{Signers: []bundle.Signer{a, b}})
	require.False(t, res.Unchanged)
	require.Len(t, mustRead(t, target).SignedBy(public(a, b)), 2)

	res = put(t, site(t, "Hello"), target, nil)
	require.Len(t, res.Warnings, 1)
	require.Contains(t, res.Warnings[0].What, "was signed, and now it is not")

	_, err := publish.Publish(t.Context(), site(t, "Bye"), target, &publish.Options{Signers: []bundle.Signer{&rsa.PrivateKey{}}})
	require.ErrorContains(t, err, "a signer's key is not ed25519")
	_, err = publish.Publish(t.Context(), site(t, "Bye"), target, &publish.Options{Signers: []bundle.Signer{a, a}})
	require.ErrorContains(t, err, "two signers")
	require.Equal(t, "Hello", mustRead(t, target).texts["en home title"])
}

func TestNeverOverwritesWhatItCannotFollow(t *testing.T) {
	dir := t.TempDir()
	target := publish.Folder(dir)
	other := site(t, "Welcome")
	other.Project = "other"
	put(t, other, target, nil)
	before := files(t, dir)
	_, err := publish.Publish(t.Context(), site(t, "Hello"), target, nil)
	require.ErrorContains(t, err, `publish: follow "live.json": its project is "other", not "acme"`)
	var another *publish.OtherProjectError
	require.ErrorAs(t, err, &another)
	require.Equal(t, &publish.OtherProjectError{Name: "live.json", There: "other", Given: "acme"}, another)
	for _, target := range []publish.Target{target, noStore{target}} {
		_, err = publish.Publish(t.Context(), site(t, "Hello"), target, &publish.Options{Channel: "staging"})
		require.ErrorAs(t, err, &another, "nor is a channel of it added")
	}
	require.Equal(t, before, files(t, dir), "not one object was written")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "live.json"), []byte("{}"), 0o644))
	_, err = publish.Publish(t.Context(), site(t, "Hello"), target, nil)
	var format *bundle.FormatError
	require.ErrorAs(t, err, &format)
	require.ErrorContains(t, err, "remove the file to begin a new history")

	require.NoError(t, os.Remove(filepath.Join(dir, "live.json")))
	require.Equal(t, int64(1), put(t, site(t, "Hello"), target, nil).Sequence)
}

func TestNewHistoryHasAGreaterEpoch(t *testing.T) {
	dir := t.TempDir()
	put(t, site(t, "Welcome"), publish.Folder(dir), &publish.Options{Now: at(1000)})
	old := mustRead(t, publish.Folder(dir)).Manifest
	require.NoError(t, os.RemoveAll(dir))
	put(t, site(t, "Welcome"), publish.Folder(dir), &publish.Options{Now: at(2000)})
	require.True(t, mustRead(t, publish.Folder(dir)).Manifest.Newer(old))
}

// TestNewHistoryInTheSameSecond removes a publication and publishes again at
// once: by the system's clock, the new one is newer.
func TestNewHistoryInTheSameSecond(t *testing.T) {
	dir := t.TempDir()
	var old *bundle.Manifest
	for range 3 {
		_, err := publish.Publish(t.Context(), site(t, "Welcome"), publish.Folder(dir), nil)
		require.NoError(t, err)
		m := mustRead(t, publish.Folder(dir)).Manifest
		if old != nil {
			require.True(t, m.Newer(old))
		}
		old = m
		require.NoError(t, os.RemoveAll(dir))
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := publish.Publish(ctx, site(t, "Welcome"), publish.Folder(dir), &publish.Options{
		Parallel: -1, Progress: func(publish.Progress) { cancel() },
	})
	require.ErrorIs(t, err, context.Canceled, "the wait ends with the context")
}

// noStore is a target that cannot be listed.
type noStore struct{ publish.Target }

func TestSequenceEnds(t *testing.T) {
	dir := t.TempDir()
	put(t, site(t, "Welcome"), publish.Folder(dir), nil)
	m := *mustRead(t, publish.Folder(dir)).Manifest
	m.Sequence = bundle.MaxSequence
	body, err := bundle.EncodeManifest(&m)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "live.json"), body, 0o644))
	_, err = publish.Publish(t.Context(), site(t, "Hello"), publish.Folder(dir), nil)
	require.ErrorContains(t, err, "its sequence is the last one there is")
}

func TestSetsThatBreakTheFormat(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	one := func(id texts.ID, name string) *texts.Set {
		return &texts.Set{Project: "acme", Texts: map[texts.ID]map[string]texts.Text{id: {name: {Source: "x"}}}}
	}
	bad := []*texts.Set{
		one(texts.ID{Bundle: "Home", Locale: "en"}, "a"),
		one(texts.ID{Bundle: "home", Locale: "EN"}, "a"),
		one(texts.ID{Bundle: "home", Locale: "en"}, "a b"),
		{Texts: one(texts.ID{Bundle: "home", Locale: "en"}, "a").Texts},
	}
	for i, set := range bad {
		_, err := publish.Publish(t.Context(), set, publish.Folder(dir), nil)
		var format *bundle.FormatError
		require.ErrorAs(t, err, &format, "%d", i)
		require.NoDirExists(t, dir)
	}
	put(t, one(texts.ID{Bundle: "home", Locale: "en"}, "a"), publish.Folder(dir), nil)
}

func TestTargetErrorsAndCancelledContexts(t *testing.T) {
	broken := errors.New("no network")
	target := failingReads{publish.Folder(t.TempDir()), broken}
	_, err := publish.Publish(t.Context(), site(t, "Welcome"), target, nil)
	require.ErrorIs(t, err, broken)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = publish.Publish(ctx, site(t, "Welcome"), publish.Folder(t.TempDir()), &publish.Options{Parallel: -1})
	require.ErrorIs(t, err, context.Canceled)
}

type failingReads struct {
	publish.Target
	err error
}

func (f failingReads) Fetch(context.Context, fetch.Request) (fetch.Response, error) {
	return fetch.Response{}, f.err
}

func TestCacheControl(t *testing.T) {
	require.Equal(t, "public, max-age=5, stale-while-revalidate=60, stale-if-error=86400", publish.CacheControl("live.json"))
	require.Equal(t, "public, max-age=31536000, immutable", publish.CacheControl("b/home.de.0123.json"))
}

// remote is a key that lives elsewhere, as in a KMS: it signs the message
// itself, or fails.
type remote struct {
	ed25519.PrivateKey
	calls int
	err   error
}

func (r *remote) Sign(_ io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	r.calls++
	if r.err != nil || opts.HashFunc() != 0 {
		return nil, cmp.Or(r.err, errors.New("it signs messages, not hashes"))
	}
	return ed25519.Sign(r.PrivateKey, message), nil
}

// TestKeyThatLivesElsewhere: while it does not sign, nothing is published, and
// the revision that was there is whole.
func TestKeyThatLivesElsewhere(t *testing.T) {
	target := publish.Memory()
	signer := &remote{PrivateKey: key(1)}
	o := &publish.Options{Signers: []bundle.Signer{signer}}
	put(t, site(t, "One"), target, o)
	require.Equal(t, 1, signer.calls, "a signature costs money")
	put(t, site(t, "One"), target, o)
	require.Equal(t, 1, signer.calls)
	signer.err = errors.New("the key is disabled")
	_, err := publish.Publish(t.Context(), site(t, "Two"), target, o)
	require.ErrorIs(t, err, signer.err)
	require.Equal(t, "One", title(t, target))
	signer.err = nil
	put(t, site(t, "Two"), target, o)
	require.Equal(t, "Two", title(t, target))
	require.NoError(t, mustRead(t, target).Verify([]bundle.PublicKey{signer.Public().(ed25519.PublicKey)}))
}
