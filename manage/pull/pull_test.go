package pull_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/pull"
	"github.com/teletextio/content/manage/texts"
)

func write(t *testing.T, dir string, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		require.NoError(t, os.WriteFile(filepath.Join(dir, pairs[i]), []byte(pairs[i+1]), 0o644))
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return string(data)
}

func readDir(t *testing.T, dir string) *texts.Set {
	t.Helper()
	set, err := texts.ReadDir(dir)
	require.NoError(t, err)
	return set
}

// published publishes a folder of texts to memory.
func published(t *testing.T, set *texts.Set) publish.Store {
	t.Helper()
	target := publish.Memory()
	_, err := publish.Publish(t.Context(), set, target, &publish.Options{AllowEmpty: true})
	require.NoError(t, err)
	return target
}

func bring(t *testing.T, target publish.Store, dir string, o *pull.Options) *pull.Result {
	t.Helper()
	set, err := pull.Read(t.Context(), target, "live", nil)
	require.NoError(t, err)
	res, err := pull.Write(dir, set, o)
	require.NoError(t, err)
	return res
}

const before = `# Texts of the start page.

title: Welcome   # shown in the tab

# Called lead, because of the old site.
lead: 'It''s <B>here</B>'
cart:
  # the basket
  items: "{n, plural, one {# item} other {# items}}"
  empty: |
    Nothing
    here
gone: Bye
last: two
  lines
`

func TestEditsWhatIsThere(t *testing.T) {
	src, dir := t.TempDir(), t.TempDir()
	write(t, src, "content.yaml", "project: acme\n", "home.en.yaml", `
title: "Hello: you"
lead: It's <b>here</b>
cart: {items: "{n, plural, one {# thing} other {# things}}", empty: "No # one", total: Total}
last: "no"
new.one: <b>1</b>
`)
	write(t, dir, "content.yaml", "project: acme # the shop\n", "home.en.yaml", before)
	target := published(t, readDir(t, src))
	res := bring(t, target, dir, &pull.Options{DryRun: true})
	require.Equal(t, []string{"content.yaml", "home.en.yaml"}, res.Written)
	require.Equal(t, before, read(t, dir, "home.en.yaml"))
	bring(t, target, dir, nil)
	got := read(t, dir, "home.en.yaml")
	require.Equal(t, sources(readDir(t, src)), normal(sources(readDir(t, dir))))
	require.Equal(t, `# Texts of the start page.

title: "Hello: you" # shown in the tab

# Called lead, because of the old site.
lead: 'It''s <B>here</B>'
cart:
  # the basket
  items: "{n, plural, one {# thing} other {# things}}"
  empty: "No # one"
  total: Total
last: "no"
new.one: <b>1</b>
`, got)
	require.Contains(t, read(t, dir, "content.yaml"), "project: acme # the shop\n")
	res = bring(t, target, dir, nil)
	require.Empty(t, res.Written)
	require.Equal(t, 2, res.Same)
}

// sources returns all texts of a set by "bundle locale name".
func sources(set *texts.Set) map[string]string {
	all := map[string]string{}
	for id, of := range set.Texts {
		for name, t := range of {
			all[id.Bundle+" "+id.Locale+" "+name] = t.Source
		}
	}
	return all
}

// normal undoes the one form that is kept as it was written.
func normal(all map[string]string) map[string]string {
	all["home en lead"] = "It's <b>here</b>"
	return all
}

func TestFilesThatCannotBeEditedLineByLine(t *testing.T) {
	src, dir := t.TempDir(), t.TempDir()
	write(t, src, "home.en.yaml", "a: {b: new, d: x}\ne: y\n")
	write(t, dir, "home.en.yaml", "# top\na: {b: old, c: gone}\n# about e\n\"e\": y\nf: {g: z}\n")
	bring(t, published(t, readDir(t, src)), dir, nil)
	require.Equal(t, sources(readDir(t, src)), sources(readDir(t, dir)))
	require.Contains(t, read(t, dir, "home.en.yaml"), "# top\n")
	require.Contains(t, read(t, dir, "home.en.yaml"), "# about e\n")
}

func TestJSONStaysJSON(t *testing.T) {
	src, dir := t.TempDir(), t.TempDir()
	write(t, src, "home.en.yaml", "a: {b: <b>new</b>, d: \"x\\u2028\"}\ne: y\nz.z: q\n")
	write(t, dir, "home.en.json", `{"e": "y", "a": {"c": "gone", "b": "old"}, "f": {"g": "gone"}}`)
	target := published(t, readDir(t, src))
	bring(t, target, dir, nil)
	require.NoFileExists(t, filepath.Join(dir, "home.en.yaml"))
	require.Equal(t, "{\n  \"e\": \"y\",\n  \"a\": {\n    \"b\": \"<b>new</b>\"\n  },\n  \"a.d\": \"x\\u2028\",\n  \"z.z\": \"q\"\n}\n", read(t, dir, "home.en.json"))
	require.Empty(t, bring(t, target, dir, nil).Written)
}

func TestFilesThatArePublishedNoMore(t *testing.T) {
	src, dir := t.TempDir(), t.TempDir()
	write(t, src, "home.en.yaml", "a: b\n")
	write(t, dir, "home.en.yaml", "a: b\n", "shop.en.yaml", "x: y\n", "home.de.json", "{}", "notes.txt", "", "README.yaml", "x: y")
	target := published(t, readDir(t, src))
	res := bring(t, target, dir, nil)
	require.Equal(t, []string{"home.de.json", "shop.en.yaml"}, res.Left)
	require.FileExists(t, filepath.Join(dir, "shop.en.yaml"))
	res = bring(t, target, dir, &pull.Options{Prune: true})
	require.Equal(t, []string{"home.de.json", "shop.en.yaml"}, res.Removed)
	require.NoFileExists(t, filepath.Join(dir, "shop.en.yaml"))
	require.FileExists(t, filepath.Join(dir, "notes.txt"))
	require.FileExists(t, filepath.Join(dir, "README.yaml"))
}

const fullConfig = `# our shop
project: acme.shop
target: s3://acme
defaultLocale: de
defaultBundle: start
routes: {checkout: shop}
locales:
  # the first one
  de: {name: Deutsch}
  ar:
  de-AT: {fallback: [de]}
  gsw: {fallback: []}
bundles: {shop: {weight: 2.5}}
keys:
  subject: {type: text, max: 30}
  checkout.note: {type: text}
`

func TestConfigIsKeptWhenItIsRight(t *testing.T) {
	src := t.TempDir()
	write(t, src, "content.yaml", fullConfig, "start.de.yaml", "subject: a\n", "shop.de.yaml", "note: a < b\n")
	target := published(t, readDir(t, src))
	bring(t, target, src, nil)
	require.Equal(t, fullConfig, read(t, src, "content.yaml"))

	dir := t.TempDir()
	bring(t, target, dir, nil)
	one, two := readDir(t, src), readDir(t, dir)
	require.Equal(t, map[string]bundle.KeyMeta{"start.subject": one.Keys["subject"], "shop.note": one.Keys["checkout.note"]}, two.Keys,
		"each key has one of its names")
	require.Equal(t, one.Routes, two.Routes)
	require.Equal(t, one.Weights, two.Weights)
	for tag, l := range one.Locales {
		l.At = two.Locales[tag].At
		require.Equal(t, l, two.Locales[tag], tag)
	}
	write(t, dir, "content.yaml", "# mine\nproject: acme.shop\nkeys: {gone: {max: 3}}\ndefaultLocale: de # ours\nlocales: {de: {name: German}}\n")
	bring(t, target, dir, nil)
	got := read(t, dir, "content.yaml")
	require.Contains(t, got, "# mine\n")
	require.Contains(t, got, "# ours")
	require.NotContains(t, got, "gone")
	require.Contains(t, got, "Deutsch")
	require.Equal(t, two.Keys, readDir(t, dir).Keys)
}
