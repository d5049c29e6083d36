package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/texts"
)

// answered is the JSON of import and export.
type answered struct {
	OK, DryRun              bool
	Files                   []struct{ File, Format, Bundle string }
	Written                 []string
	New, Changed, Unchanged int
	Untranslated            int
	Losses, Changes         []struct {
		File, Key, Locale, What, Fix string
		Line                         int
	}
}

const mixed = `{
  "title": "Willkommen, {{name}}",
  "items_one": "{{count}} Ding",
  "items_other": "{{count}} Dinge",
  "when": "am {{d, datetime}}",
  "bad": "<script>x</script>",
  "later": ""
}
`

func TestImport(t *testing.T) {
	dir := project(t)
	write(t, dir, "texts/home.de.yaml", "# our texts\ntitle: \"Willkommen, {name}\" # first\nkept: bleibt\n", "locales/de/home.json", mixed)
	got := call(t, dir, "import", "texts", "locales/de/home.json", "--format", "i18next", "--dry-run")
	require.Equal(t, exitPart, got.code)
	require.Equal(t, "~ home.de.yaml\nto write: 1 text new, 0 changed, 1 unchanged; 2 lost, 1 without a text\n", got.out)
	require.Equal(t, "lost: locales/de/home.json:5: home.when (de): the format of \"{{d, datetime}}\" has no counterpart; pass a formatted string\n"+
		"lost: locales/de/home.json:6: home.bad (de): the markup is refused: the element script, at \"<script>x</script>\"; mend it in the file; or import with --plain, if < and & are characters there\n", got.errout)
	require.NotContains(t, tree(t, dir)["texts/home.de.yaml"], "items")

	got = call(t, dir, "import", "texts", "locales/de/home.json", "--format", "i18next", "--strict")
	require.Equal(t, exitFailed, got.code)
	require.Equal(t, "nothing written: 0 texts new, 0 changed, 0 unchanged; 2 lost, 1 without a text\n", got.out)
	require.NotContains(t, tree(t, dir)["texts/home.de.yaml"], "items")

	got = call(t, dir, "import", "texts", "locales/de/home.json", "--format", "i18next", "--json")
	require.Equal(t, exitPart, got.code)
	require.Empty(t, got.errout)
	var answer answered
	require.NoError(t, json.Unmarshal([]byte(got.out), &answer))
	require.False(t, answer.OK)
	require.Equal(t, []string{"home.de.yaml"}, answer.Written)
	require.Equal(t, []int{1, 0, 1, 1}, []int{answer.New, answer.Changed, answer.Unchanged, answer.Untranslated})
	require.Len(t, answer.Losses, 2)
	require.Equal(t, "home.when", answer.Losses[0].Key)
	require.Equal(t, "locales/de/home.json", answer.Losses[0].File)
	require.Equal(t, "de", answer.Losses[0].Locale)
	require.Equal(t, 5, answer.Losses[0].Line)
	require.NotEmpty(t, answer.Losses[0].Fix)
	require.NotNil(t, answer.Changes)
	require.Equal(t, "# our texts\ntitle: \"Willkommen, {name}\" # first\nkept: bleibt\nitems: \"{count, plural, one {{count} Ding} other {{count} Dinge}}\"\n",
		tree(t, dir)["texts/home.de.yaml"], "comments, and what is not in the file, stay")
	require.Zero(t, call(t, dir, "publish", "texts", "public").code, "what was taken in can be published")

	got = call(t, dir, "import", "texts", "locales/de/home.json", "--format", "i18next", "--quiet", "--plain", "--bundle", "other", "--locale", "en")
	require.Equal(t, exitPart, got.code)
	require.Equal(t, "{count, plural, one {{count} Ding} other {{count} Dinge}}", strings.Trim(strings.TrimPrefix(strings.Split(tree(t, dir)["texts/other.en.yaml"], "\n")[1], "items: "), `"`))
	require.Contains(t, tree(t, dir)["texts/other.en.yaml"], "bad: \"&lt;script&gt;x&lt;/script&gt;\"")
}

func TestImportIntoNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "de.po", "msgid \"\"\nmsgstr \"Language: de\\n\"\n\nmsgid \"Are you sure?\"\nmsgstr \"Sicher?\"\n")
	got := call(t, dir, "import", "new/texts", "de.po", "--source", "en")
	require.Equal(t, outcome{exitOK, "~ home.de.yaml\n~ home.en.yaml\n2 texts new, 0 changed, 0 unchanged; 0 lost, 0 without a text\n",
		"changed: 1 remark on what is carried over in another form; --verbose lists them\n"}, got)
	require.Equal(t, map[string]string{"home.de.yaml": "are-you-sure-f0762c4f: Sicher?\n", "home.en.yaml": "are-you-sure-f0762c4f: Are you sure?\n"}, tree(t, filepath.Join(dir, "new", "texts")))
	got = call(t, dir, "import", "new/texts", "de.po", "--source", "en", "--verbose")
	require.Equal(t, "changed: de.po:4: home.are-you-sure-f0762c4f (en): \"Are you sure?\" is no key: it is called are-you-sure-f0762c4f\n", got.errout)
	require.Equal(t, "0 texts new, 0 changed, 2 unchanged; 0 lost, 0 without a text\n", got.out)
	require.Equal(t, outcome{}, call(t, dir, "import", "new/texts", "de.po", "--source", "en", "--quiet"))
}

func TestImportFailures(t *testing.T) {
	dir := project(t)
	write(t, dir, "a.json", "{}", "de.json", "{", "de.xlf", "<!DOCTYPE x []><xliff/>", "what.txt", "", "de.csv", "key,de\na,b\n", "home.csv", "key,de\na,c\n")
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"texts"}, exitUsage, "it takes 2 arguments: TEXTS FILE…"},
		{[]string{"texts", "a.json"}, exitUsage, "a.json: its name does not say in which format it is: say it with --format"},
		{[]string{"texts", "what.txt"}, exitUsage, "what.txt: its name does not say in which format"},
		{[]string{"texts", "a.json", "--format", "yaml"}, exitUsage, "there is none of that name; there are i18next, go-i18n-toml"},
		{[]string{"texts", "a.json", "--format", "i18next"}, exitFailed, "error: a.json: neither the file nor its name says which locale it is in; name it with --locale"},
		{[]string{"texts", "de.json", "--format", "i18next"}, exitFailed, "error: de.json:1: invalid JSON: unexpected end of JSON input"},
		{[]string{"texts", "de.json", "--format", "i18next", "--syntax", "icu"}, exitFailed, "the format i18next has its own syntax of placeholders"},
		{[]string{"texts", "de.json", "--format", "i18next", "--count", "a b"}, exitFailed, `no argument or branch can be called "a b"`},
		{[]string{"texts", "de.json", "--format", "i18next", "--contexts", "a,,b"}, exitFailed, `no argument or branch can be called ""`},
		{[]string{"texts", "de.xlf"}, exitFailed, "error: de.xlf:1: the file has a document type"},
		{[]string{"texts", "nowhere.po"}, exitFailed, "nowhere.po"},
		{[]string{"texts", "."}, exitFailed, `read ".": it is no file`},
		{[]string{"texts", "a.json", "--locale", "x-y"}, exitUsage, `"x-y" is no locale`},
		{[]string{"texts", "a.json", "--bundle", "../x"}, exitUsage, `"../x" is no name of a bundle`},
		{[]string{"texts", "de.csv", "home.csv", "--bundle", "home"}, exitPart, "lost: home.csv:2: home.a (de): another file has another text for this key"},
	} {
		got := call(t, dir, append([]string{"import"}, c.args...)...)
		require.Equal(t, c.code, got.code, "%q: %s", c.args, got.errout)
		require.Contains(t, got.errout, c.want)
	}
	write(t, dir, "texts/content.yaml", "project: acme\nlocales: {en: {}, de: {}}\n", "fr.csv", "key,fr\na,b\n")
	got := call(t, dir, "import", "texts", "fr.csv")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, `the locale "fr" is not in texts/content.yaml`)
	require.NoFileExists(t, filepath.Join(dir, "texts", "fr.fr.yaml"))
	write(t, dir, "texts/home.de.yaml", "title: [a]\n")
	got = call(t, dir, "import", "texts", "de.csv")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.errout, "the text is a list")
}

// TestExportAndBack writes texts in every format and takes the files in again:
// no byte of the texts changes. A text that a translator has changed does.
func TestExportAndBack(t *testing.T) {
	for _, format := range []string{"i18next", "go-i18n-toml", "go-i18n-json", "xliff-1.2", "xliff-2.0", "po", "csv"} {
		t.Run(format, func(t *testing.T) {
			dir := project(t)
			write(t, dir,
				"texts/home.en.yaml", "# a comment\ntitle: 'Welcome, <b>{name}</b>'\ncart:\n  items: \"You have {n, plural, =1 {# item} other {# items}}\" # here\n",
				"texts/home.ru.yaml", "title: \"Привет, {name}\"\ncart.items: '{n, plural, one {# вещь} few {# вещи} many {# вещей} other {# вещи}}'\n",
				"texts/shop.ru.json", "{\"a\": {\"b\": \"It''s '{'x'}'\"}}")
			require.NoError(t, os.Remove(filepath.Join(dir, "texts", "home.de.yaml")))
			before := tree(t, filepath.Join(dir, "texts"))
			got := call(t, dir, "export", "texts", "out", "--format", format)
			require.Equal(t, exitOK, got.code, got.errout)
			files := tree(t, filepath.Join(dir, "out"))
			args := []string{"import", "texts"}
			if format == "i18next" || format == "go-i18n-json" {
				args = append(args, "--format", format)
			}
			for name := range files {
				args = append(args, "out/"+name)
			}
			got = call(t, dir, args...)
			require.Equal(t, exitOK, got.code, got.errout)
			require.Contains(t, got.out, "0 texts new, 0 changed, ")
			require.Equal(t, before, tree(t, filepath.Join(dir, "texts")))
			require.Contains(t, call(t, dir, "export", "texts", "out", "--format", format).out, "0 files written")

			changed := 0
			for name, data := range files {
				if strings.Contains(data, "Привет") {
					write(t, dir, "out/"+name, strings.NewReplacer("Привет", "Здравствуй", "вещей", "штук").Replace(data))
					changed++
				}
			}
			require.Equal(t, 1, changed)
			got = call(t, dir, args...)
			require.Contains(t, got.out, "0 texts new, 2 changed, ")
			set, err := texts.ReadDir("texts")
			require.NoError(t, err)
			ru := set.Texts[texts.ID{Bundle: "home", Locale: "ru"}]
			require.Equal(t, "Здравствуй, {name}", ru["title"].Source)
			require.Regexp(t, `^\{n, plural, one \{(#|\{n\}) вещь\} few \{(#|\{n\}) вещи\} many \{(#|\{n\}) штук\} other \{(#|\{n\}) вещи\}\}$`, ru["cart.items"].Source,
				"it counts what it has counted before")
		})
	}
}

func TestExportLosses(t *testing.T) {
	dir := project(t)
	write(t, dir, "texts/home.en.yaml", "title: Welcome\nwho: '{g, select, m {he} other {they}}'\n")
	got := call(t, dir, "export", "texts", "out", "--format", "go-i18n-toml", "--strict")
	require.Equal(t, exitFailed, got.code)
	require.Equal(t, "0 files written, because something is lost, 2 unchanged; 1 text lost\n", got.out)
	require.Equal(t, "lost: texts/home.en.yaml:2: home.who (en): go-i18n has no choice by g; divide the text\n", got.errout)
	require.NoDirExists(t, filepath.Join(dir, "out"))
	got = call(t, dir, "export", "texts", "out", "--format", "go-i18n-toml", "--json")
	require.Equal(t, exitPart, got.code)
	require.Empty(t, got.errout)
	var answer answered
	require.NoError(t, json.Unmarshal([]byte(got.out), &answer))
	require.False(t, answer.OK)
	require.Len(t, answer.Files, 2)
	require.Len(t, answer.Losses, 1)
	require.Equal(t, 2, answer.Losses[0].Line)
	require.Equal(t, "texts/home.en.yaml", answer.Losses[0].File)
	require.Equal(t, map[string]string{"home.de.toml": "title = \"Willkommen, <b>{{.name}}</b>\"\n", "home.en.toml": "title = \"Welcome\"\n"}, tree(t, filepath.Join(dir, "out")))
}

func TestExportFailures(t *testing.T) {
	dir := project(t)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"texts", "out"}, exitUsage, "say in which format with --format:\n  i18next       i18next JSON, version 4\n"},
		{[]string{"texts", "./texts", "--format", "csv"}, exitUsage, "OUT is the folder of the texts"},
		{[]string{"texts", "out", "--format", "csv", "--locale", "fr"}, exitFailed, `texts has no texts in the locale "fr"`},
		{[]string{"texts", "out", "--format", "po", "--source", "fr"}, exitFailed, `texts has no texts in the locale "fr"`},
		{[]string{"texts", "out", "--format", "csv", "--bundle", "x"}, exitFailed, "there are no such texts"},
		{[]string{"nowhere", "out", "--format", "csv"}, exitFailed, `read "nowhere"`},
	} {
		got := call(t, dir, append([]string{"export"}, c.args...)...)
		require.Equal(t, c.code, got.code, "%q: %s", c.args, got.errout)
		require.Contains(t, got.errout, c.want)
	}
	got := call(t, dir, "export", "texts", "out", "--format", "po", "--locale", "de", "--dry-run")
	require.Equal(t, outcome{exitOK, "~ home.de.po\n1 file to write, 0 unchanged; 0 texts lost\n", ""}, got)
	require.NoDirExists(t, filepath.Join(dir, "out"))
}

// TestExchangeOfPlainTexts: --plain makes text of HTML and HTML of text, but
// for keys whose texts are plain anyway.
func TestExchangeOfPlainTexts(t *testing.T) {
	dir := project(t)
	write(t, dir, "texts/content.yaml", "project: acme\nkeys: {home.subject: {type: text}}\n",
		"texts/home.en.yaml", "body: 'Fish &amp; chips &lt;3'\nsubject: Fish & chips <3\n", "texts/home.de.yaml", "body: <b>x</b>\n")
	got := call(t, dir, "export", "texts", "out", "--format", "csv", "--plain")
	require.Equal(t, exitPart, got.code)
	require.Contains(t, got.errout, "home.body (de): plain text has no elements; export it without --plain")
	require.Equal(t, "key,en,de\nbody,Fish & chips <3,\nsubject,Fish & chips <3,\n", tree(t, dir)["out/home.csv"])
	require.NoError(t, os.Remove(filepath.Join(dir, "texts", "home.en.yaml")))
	got = call(t, dir, "import", "texts", "out/home.csv", "--plain")
	require.Equal(t, exitOK, got.code, got.errout)
	require.Equal(t, "body: Fish &amp; chips &lt;3\nsubject: Fish & chips <3\n", strings.ReplaceAll(tree(t, dir)["texts/home.en.yaml"], `"`, ""))
}
