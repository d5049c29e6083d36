package verify_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
	"github.com/teletextio/content/manage/verify"
)

var signer = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))

// publication publishes four texts in two locales and returns the files.
func publication(t *testing.T) fstest.MapFS {
	t.Helper()
	set, err := texts.Read(fstest.MapFS{
		"home.en.yaml": {Data: []byte("title: Welcome\nlead: <b>Words</b>\n")},
		"home.de.yaml": {Data: []byte("title: Willkommen\n")},
		"shop.de.yaml": {Data: []byte("title: Laden\n")},
	}, "acme")
	require.NoError(t, err)
	dir := t.TempDir()
	_, err = publish.Publish(t.Context(), set, publish.Folder(dir), &publish.Options{
		Signers: []bundle.Signer{signer}, Now: func() time.Time { return time.Unix(1_700_000_000, 0) },
	})
	require.NoError(t, err)
	files := fstest.MapFS{}
	for _, sub := range []string{".", "i", "b"} {
		entries, err := os.ReadDir(dir + "/" + sub)
		require.NoError(t, err)
		for _, e := range entries {
			if e.IsDir() {
				continue
			}
			name := strings.TrimPrefix(sub+"/"+e.Name(), "./")
			data, err := os.ReadFile(dir + "/" + name)
			require.NoError(t, err)
			files[name] = &fstest.MapFile{Data: data}
		}
	}
	return files
}

// find returns the name of the only file that begins so.
func find(t *testing.T, files fstest.MapFS, prefix string) string {
	t.Helper()
	var found []string
	for name := range files {
		if strings.HasPrefix(name, prefix) {
			found = append(found, name)
		}
	}
	require.Len(t, found, 1)
	return found[0]
}

func run(t *testing.T, files fstest.MapFS, o *verify.Options) *verify.Report {
	t.Helper()
	r, err := verify.Verify(t.Context(), fetch.FS(files), o)
	require.NoError(t, err)
	return r
}

func TestRightPublication(t *testing.T) {
	files := publication(t)
	var size int64
	for _, f := range files {
		size += int64(len(f.Data))
	}
	public := signer.Public().(ed25519.PublicKey)
	for _, o := range []*verify.Options{
		nil, {}, {Project: "acme", Channel: "live", Parallel: -1}, {Keys: []bundle.PublicKey{public}},
	} {
		r := run(t, files, o)
		require.Empty(t, r.Wrong)
		signed := []string{}
		if o != nil && o.Keys != nil {
			signed = append(signed, bundle.KeyID(public))
		}
		require.Equal(t, &verify.Report{
			Project: "acme", Channel: "live", Epoch: 1_700_000_000, Sequence: 1, Published: time.Unix(1_700_000_000, 0).UTC(),
			Signed: signed, Locales: 2, Bundles: 3, Texts: 4, Bytes: size,
		}, r)
	}
}

func TestWrongPublications(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, files fstest.MapFS)
		o     *verify.Options
		file  string // the beginning of the name of the object that is wrong
		want  string
	}{
		{"no manifest", nil, &verify.Options{Channel: "staging"}, "staging.json", "no such file"},
		{"other project", nil, &verify.Options{Project: "other"}, "live.json", `project is "acme", not "other"`},
		{"other key", nil, &verify.Options{Keys: []bundle.PublicKey{make([]byte, 32)}}, "live.json", "signature-trust"},
		{"bad key", nil, &verify.Options{Keys: []bundle.PublicKey{{1}}}, "live.json", "has 1 bytes"},
		{"broken manifest", func(t *testing.T, files fstest.MapFS) {
			files["live.json"].Data = files["live.json"].Data[:50]
		}, nil, "live.json", "envelope"},
		{"index is missing", func(t *testing.T, files fstest.MapFS) {
			delete(files, find(t, files, "i/de."))
		}, nil, "i/de.", "no such file"},
		{"index is cut", func(t *testing.T, files fstest.MapFS) {
			f := files[find(t, files, "i/de.")]
			f.Data = f.Data[:20]
		}, nil, "i/de.", "ref-bytes"},
		{"bundle is missing", func(t *testing.T, files fstest.MapFS) {
			delete(files, find(t, files, "b/shop.de."))
		}, nil, "b/shop.de.", "no such file"},
		{"bundle is another", func(t *testing.T, files fstest.MapFS) {
			f := files[find(t, files, "b/shop.de.")]
			f.Data = bytes.Replace(f.Data, []byte("Laden"), []byte("Leden"), 1)
		}, nil, "b/shop.de.", "ref-hash"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := publication(t)
			if c.spoil != nil {
				c.spoil(t, files)
			}
			r := run(t, files, c.o)
			require.Len(t, r.Wrong, 1)
			require.True(t, strings.HasPrefix(r.Wrong[0].File, c.file), r.Wrong[0].File)
			require.Contains(t, r.Wrong[0].What, c.want)
		})
	}
}

// TestWrongInside checks what hashes do not show: a publisher that wrote the
// wrong thing and named it rightly.
func TestWrongInside(t *testing.T) {
	files := fstest.MapFS{}
	encode := func(name func(bundle.Ref) string, body []byte, err error) bundle.Ref {
		require.NoError(t, err)
		ref := bundle.RefOf(body)
		files[name(ref)] = &fstest.MapFile{Data: body}
		return ref
	}
	entry := func(called, really string, count int, texts map[string]string) bundle.IndexEntry {
		body, err := bundle.EncodeBundle(&bundle.Bundle{
			Name: really, Locale: "en", Texts: texts, Keys: map[string]bundle.KeyMeta{"plain": {Type: "text"}},
		})
		return bundle.IndexEntry{Keys: count, Ref: encode(func(r bundle.Ref) string {
			return bundle.BundleName(called, "en", r)
		}, body, err)}
	}
	body, err := bundle.EncodeIndex(&bundle.Index{Locale: "en", Bundles: map[string]bundle.IndexEntry{
		"a": entry("a", "z", 1, map[string]string{"x": "y"}),
		"b": entry("b", "b", 5, map[string]string{"x": "y"}),
		"c": entry("c", "c", 2, map[string]string{"bad": "<script>x</script>", "plain": "<script>"}),
	}})
	en := encode(func(r bundle.Ref) string { return bundle.IndexName("en", r) }, body, err)
	de := encode(func(r bundle.Ref) string { return bundle.IndexName("de", r) }, body, err)
	body, err = bundle.EncodeManifest(&bundle.Manifest{
		Project: "acme", Channel: "live", Epoch: 1, Sequence: 1, Published: time.Unix(1, 0),
		DefaultLocale: "en", DefaultBundle: "home", Routes: map[string]string{"app": "c", "c": "d"},
		Locales: map[string]bundle.Locale{"en": {Dir: "ltr", Index: en}, "de": {Dir: "ltr", Index: de}},
	})
	require.NoError(t, err)
	files["live.json"] = &fstest.MapFile{Data: body}

	r := run(t, files, nil)
	var got []string
	for _, p := range r.Wrong {
		if p.Locale == "en" {
			got = append(got, p.String())
		}
	}
	require.Len(t, got, 3)
	require.Contains(t, got[0], `bundle is "z", not "a"`)
	require.Contains(t, got[1], "it has 1 texts, and the index says 5")
	require.Contains(t, got[2], "app.bad (en): message: check text")
	require.Greater(t, len(r.Wrong), 3)
	require.Contains(t, r.Wrong[len(r.Wrong)-1].File+r.Wrong.Error(), `locale is "en", not "de"`)
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := verify.Verify(ctx, fetch.FS(publication(t)), nil)
	require.ErrorIs(t, err, context.Canceled)
}
