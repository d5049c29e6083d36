package texts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/manage/texts"
)

// folder makes a file system of name, content, name, content, …
func folder(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

// sources returns the texts of one file.
func sources(t *testing.T, file, data string) map[string]string {
	t.Helper()
	set, err := texts.Read(folder(file, data), "acme")
	require.NoError(t, err)
	require.Len(t, set.Texts, 1)
	got := map[string]string{}
	for _, all := range set.Texts {
		for name, text := range all {
			got[name] = text.Source
		}
	}
	return got
}

// problems returns what is wrong with a folder, a line each.
func problems(t *testing.T, pairs ...string) []string {
	t.Helper()
	_, err := texts.Read(folder(pairs...), "acme")
	var wrong texts.Problems
	require.ErrorAs(t, err, &wrong)
	var lines []string
	for _, p := range wrong {
		lines = append(lines, p.String())
	}
	return lines
}

func TestScalarsAreTextsAsWritten(t *testing.T) {
	got := sources(t, "home.en.yaml", `
# comments are welcome
no: no
yes: Yes
on: off
exp: 1e3
day: 2026-01-01
time: 2026-01-01T00:00:00Z
int: 0o17
hex: 0x1F
under: 1_000
float: .5
inf: .inf
nan: .NaN
bool: TRUE
"null": "null"
tilde: "~"
tagged: !!str null
quoted: 'it''s'
escaped: "a\tb\u00a0c\U0001F600"
colon: a:b   # and a comment
sharp: a#b
7: seven
folded: >-
  one
  two
kept: |
  one
  two
`)
	require.Equal(t, map[string]string{
		"no": "no", "yes": "Yes", "on": "off", "exp": "1e3", "day": "2026-01-01", "time": "2026-01-01T00:00:00Z",
		"int": "0o17", "hex": "0x1F", "under": "1_000", "float": ".5", "inf": ".inf", "nan": ".NaN", "bool": "TRUE",
		"null": "null", "tilde": "~", "tagged": "null", "quoted": "it's", "escaped": "a\tb\u00a0c😀",
		"colon": "a:b", "sharp": "a#b", "7": "seven", "folded": "one two", "kept": "one\ntwo\n",
	}, got)
}

func TestMappingsJoinWithDots(t *testing.T) {
	want := map[string]string{"cart.title": "Cart", "cart.line.one": "1", "cart.line.two": "2", "top": "3"}
	require.Equal(t, want, sources(t, "shop.en.yaml", "cart: {title: Cart, line.one: 1}\ncart.line: {two: 2}\ntop: 3\n"))
	require.Equal(t, want, sources(t, "shop.en.json",
		`{"cart": {"title": "Cart", "line.one": "1"}, "cart.line": {"two": "2"}, "top": "3"}`))
}

func TestJSONStrings(t *testing.T) {
	require.Equal(t, map[string]string{"a": "😀\n\"\\/é", "b": "\u2028", "c": `\ud800`},
		sources(t, "home.en.json", `{"a": "\ud83d\ude00\n\"\\\/\u00e9", "b": "`+"\u2028"+`", "c": "\\ud800"}`))
}

func TestFilesWithoutTexts(t *testing.T) {
	for _, data := range []string{"", "# nothing yet\n", "---\n", "{}\n", "--- {}\n...\n"} {
		require.Empty(t, sources(t, "home.en.yaml", data), "%q", data)
	}
	require.Empty(t, sources(t, "home.en.json", "{}"))
}

func TestWhichFilesAreRead(t *testing.T) {
	fsys := folder(
		"home.en.yaml", "a: 1", "home.de.YML", "a: 2", "shop.zh-Hant-TW.json", `{"a": "3"}`, "tail.sr-Latn.yml", "\ufeffa: 4\r\nb: 5\r\n",
		"README.md", "not: a text", ".hidden.en.yaml", "a: 6", "home.en.yaml~", "a: 7", ".git/config.en.yaml", "a: 8",
		"old/home.en.yaml", "a: 9", "notes/todo.txt", "", "public/live.json", "{}",
	)
	set, err := texts.Read(fsys, "acme")
	require.NoError(t, err)
	require.Equal(t, map[texts.ID]map[string]texts.Text{
		{Bundle: "home", Locale: "en"}:         {"a": {Source: "1", At: texts.Pos{File: "home.en.yaml", Line: 1}}},
		{Bundle: "home", Locale: "de"}:         {"a": {Source: "2", At: texts.Pos{File: "home.de.YML", Line: 1}}},
		{Bundle: "shop", Locale: "zh-Hant-TW"}: {"a": {Source: "3", At: texts.Pos{File: "shop.zh-Hant-TW.json", Line: 1}}},
		{Bundle: "tail", Locale: "sr-Latn"}: {
			"a": {Source: "4", At: texts.Pos{File: "tail.sr-Latn.yml", Line: 1}},
			"b": {Source: "5", At: texts.Pos{File: "tail.sr-Latn.yml", Line: 2}},
		},
	}, set.Texts)
	require.Equal(t, texts.Problems{{
		File: "old", What: "texts in a folder below are not read", Fix: "move its files up, or its project out",
	}}, set.Warnings)
	require.Equal(t, []string{"de", "en", "sr-Latn", "zh-Hant-TW"}, set.Tags())
}

func TestDefaults(t *testing.T) {
	set, err := texts.Read(folder("home.fr.yaml", "a: 1", "home.de.yaml", "a: 1"), "My Site!")
	require.NoError(t, err)
	require.Equal(t, "My-Site", set.Project)
	require.Equal(t, "live", set.Channel)
	require.Equal(t, "de", set.DefaultLocale)
	require.Equal(t, "home", set.DefaultBundle)
	require.Empty(t, set.Warnings)

	set, err = texts.Read(folder("home.fr.yaml", "a: 1", "home.en.yaml", "a: 1"), "…")
	require.NoError(t, err)
	require.Equal(t, "en", set.DefaultLocale)
	require.Equal(t, "texts", set.Project)

	set, err = texts.Read(fstest.MapFS{}, strings.Repeat("x", 100))
	require.NoError(t, err, "an empty folder is for publish to refuse")
	require.Equal(t, "en", set.DefaultLocale)
	require.Equal(t, strings.Repeat("x", 64), set.Project)

	var zero texts.Set
	require.Equal(t, "live", zero.ChannelName())
	require.Equal(t, "home", zero.DefaultBundleName())
	require.Equal(t, "en", zero.MainLocale())
}

const fullConfig = `
project: acme.shop
channel: staging
defaultLocale: de
defaultBundle: start
routes: {checkout: shop, checkout.pay: pay}
locales:
  de:
  en: {}
  ar: {name: العربية, dir: rtl}
  de-AT: {fallback: [de, en]}
  de-CH: {fallback: de}
  gsw: {fallback: []}
bundles:
  start: {weight: 2.5}
  pay:
  shop: {weight: 1e2}
keys:
  start.subject: {type: text, max: 80}
  title: {type: html}
`

func TestConfig(t *testing.T) {
	set, err := texts.Read(folder("content.yaml", fullConfig,
		"start.de.yaml", "subject: 1", "shop.en.yaml", "a: 1", "pay.en.yaml", "a: 1"), "folder")
	require.NoError(t, err)
	require.Empty(t, set.Warnings)
	require.Equal(t, "acme.shop", set.Project)
	require.Equal(t, "staging", set.Channel)
	require.Equal(t, "de", set.DefaultLocale)
	require.Equal(t, "start", set.DefaultBundle)
	require.Equal(t, map[string]string{"checkout": "shop", "checkout.pay": "pay"}, set.Routes)
	require.Equal(t, map[string]float64{"start": 2.5, "shop": 100}, set.Weights)
	require.Equal(t, map[string]bundle.KeyMeta{
		"start.subject": {Type: "text", Max: 80}, "title": {Type: "html"},
	}, set.Keys)
	at := func(line int) texts.Pos { return texts.Pos{File: "content.yaml", Line: line} }
	require.Equal(t, map[string]texts.Locale{
		"de": {At: at(8)}, "en": {At: at(9)}, "ar": {Name: "العربية", Dir: "rtl", At: at(10)},
		"de-AT": {Fallback: []string{"de", "en"}, At: at(11)},
		"de-CH": {Fallback: []string{"de"}, At: at(12)},
		"gsw":   {Fallback: []string{}, At: at(13)},
	}, set.Locales)
}

func TestConfigInJSON(t *testing.T) {
	set, err := texts.Read(folder("home.en.yaml", "a: 1", "content.json",
		`{"project": "p", "bundles": {"home": {"weight": 2}}, "keys": {"home.a": {"max": 7}}}`), "folder")
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"home": 2}, set.Weights)
	require.Equal(t, 7, set.Keys["home.a"].Max)
	empty, err := texts.Read(folder("home.en.yaml", "a: 1", "content.yml", "# all defaults\n"), "folder")
	require.NoError(t, err)
	require.Equal(t, "folder", empty.Project)
}

func TestWarnsOfSettingsForNothing(t *testing.T) {
	set, err := texts.Read(folder("home.en.yaml", "a: 1",
		"content.yaml", "bundles:\n  hme: {weight: 1}\nroutes:\n  checkout: shp\n"), "folder")
	require.NoError(t, err)
	require.Len(t, set.Warnings, 2)
	require.Equal(t, `content.yaml:1: bundles names the bundle "hme", which has no file`, set.Warnings[0].String())
	require.Equal(t, `content.yaml:3: routes names the bundle "shp", which has no file`, set.Warnings[1].String())
}

func TestReadDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Acme Site")
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "home.en.yaml"), []byte("a: ~\n"), 0o644))
	_, err := texts.ReadDir(dir)
	require.EqualError(t, err, "texts: "+filepath.ToSlash(dir)+"/home.en.yaml:1: home.a (en): the text is null; "+
		"write a text, or remove the key; null as a word needs quotes")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "home.en.yaml"), []byte("a: b\n"), 0o644))
	set, err := texts.ReadDir(dir)
	require.NoError(t, err)
	require.Equal(t, "Acme-Site", set.Project)

	_, err = texts.ReadDir(filepath.Join(dir, "home.en.yaml"))
	require.ErrorContains(t, err, "not a folder")
	_, err = texts.ReadDir(filepath.Join(dir, "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
