package exchange_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/exchange"
)

const poHead = "msgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"Plural-Forms: nplurals=2; plural=n != 1;\\n\"\n\n"

func TestPODecode(t *testing.T) {
	for name, c := range map[string]struct {
		file    string
		options exchange.Options
		want    map[string]string
		lost    []string
		changed []string
		empty   int
	}{
		"one": {file: "msgid \"Save\"\nmsgstr \"Sichern\"\n", want: map[string]string{"Save": "Sichern"}},
		"several lines": {file: "msgid \"\"\n\"Sa\"\n\"ve\"\nmsgstr \"\"\n\"Sich\\n\"\n\"\\\"ern\\\" \\\\ \\t\"\n",
			want: map[string]string{"Save": "Sich\n\"ern\" \\ \t"}},
		"context": {file: "msgctxt \"menu\"\nmsgid \"Open\"\nmsgstr \"Auf\"\n\nmsgid \"Open\"\nmsgstr \"Offen\"\n", want: map[string]string{"menu.Open": "Auf", "Open": "Offen"}},
		"no blank lines": {file: "msgid \"a\"\nmsgstr \"b\"\nmsgid \"c\"\nmsgstr \"d\"\n# note\nmsgctxt \"x\"\nmsgid \"a\"\nmsgstr \"e\"",
			want: map[string]string{"a": "b", "c": "d", "x.a": "e"}, changed: []string{"de.po: the file has 1 notes for translators, which are left out; write them as comments into the files of texts"}},
		"CR LF":          {file: "msgid \"a\"\r\nmsgstr \"b\"\r\n", want: map[string]string{"a": "b"}},
		"sentence":       {file: "msgid \"Are you sure?\"\nmsgstr \"Sicher?\"\n", want: map[string]string{"are-you-sure-f0762c4f": "Sicher?"}, changed: []string{`de.po:6: home.are-you-sure-f0762c4f (de): "Are you sure?" is no key: it is called are-you-sure-f0762c4f`}},
		"not translated": {file: "msgid \"a\"\nmsgstr \"\"\n\nmsgid \"b\"\nmsgid_plural \"c\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n", want: map[string]string{}, empty: 2},
		"half a plural": {file: "msgid \"b\"\nmsgid_plural \"c\"\nmsgstr[0] \"x\"\nmsgstr[1] \"\"\n", want: map[string]string{},
			lost: []string{"de.po:6: home.b (de): a form of the plural has no text; translate it"}},
		"too few forms": {file: "msgid \"b\"\nmsgid_plural \"c\"\nmsgstr[0] \"x\"\n", want: map[string]string{},
			lost: []string{"de.po:6: home.b (de): the plural has 1 forms, and the file says that there are 2; write as many"}},
		"forms of the language": {file: "#, c-format\nmsgid \"b\"\nmsgid_plural \"c\"\nmsgstr[0] \"%d x\"\nmsgstr[1] \"%d y\"\nmsgstr[2] \"%d z\"\n", options: exchange.Options{Locale: "fr"}, want: map[string]string{"b": "{count, plural, one {{count} x} many {{count} y} other {{count} z}}"},
			changed: []string{"de.po: the file says that it is in de, and its texts are taken for fr", "de.po:7: home.b (fr): the plural has 3 forms, and the file says that there are 2: they are taken for one, many, other; mend Plural-Forms"}},
		"fuzzy": {file: "#, fuzzy, c-format\nmsgid \"a\"\nmsgstr \"b\"\n", want: map[string]string{},
			lost: []string{"de.po:7: home.a (de): the translation is marked as fuzzy; look at it and remove the mark, or import with --fuzzy"}},
		"fuzzy is fine": {file: "#, fuzzy, c-format\nmsgid \"a\"\nmsgstr \"b\"\n", options: exchange.Options{Fuzzy: true}, want: map[string]string{"a": "b"}},
		"obsolete":      {file: "#~ msgid \"x\"\n#~ msgstr \"y\"\n", want: map[string]string{}, changed: []string{"de.po: 1 obsolete entries are left out"}},
		"references":    {file: "#: a.c:1\n#| msgid \"old\"\nmsgid \"a\"\nmsgstr \"b\"\n", want: map[string]string{"a": "b"}},
		"printf":        {file: "#, c-format\nmsgid \"f\"\nmsgstr \"%s %% %2$s %(name)s\"\n", want: map[string]string{"f": "{1} % {2} {name}"}},
		"lengths":       {file: "#, c-format\nmsgid \"f\"\nmsgstr \"%ld %zu %'d\"\n", want: map[string]string{"f": "{1} {2} {3, number, integer}"}},
		"formatting": {file: "#, c-format\nmsgid \"f\"\nmsgstr \"%.2f\"\n", want: map[string]string{},
			lost: []string{`de.po:7: home.f (de): the conversion "%.2f" formats its value; pass a formatted string, and write %s`}},
		"a lone percent sign": {file: "#, c-format\nmsgid \"f\"\nmsgstr \"100% \"\n", want: map[string]string{},
			lost: []string{`de.po:7: home.f (de): a % in "100% " begins nothing that printf knows; write %% for the character`}},
		"Ruby":   {file: "#, ruby-format\nmsgid \"f\"\nmsgstr \"%{name}\"\n", want: map[string]string{"f": "{name}"}},
		"brace":  {file: "#, python-brace-format\nmsgid \"f\"\nmsgstr \"{} {0} {name} {{x}} {n:n} {n:.0%}\"\n", want: map[string]string{"f": "{0} {0} {name} '{'x'}' {n, number} {n, number, percent}"}},
		"access": {file: "#, python-brace-format\nmsgid \"f\"\nmsgstr \"{a[0]}\"\n", want: map[string]string{}, lost: []string{`de.po:7: home.f (de): the placeholder "{a[0]}" has no name that an argument can have; use a name of letters, digits, _ and dots`}},
		"no flag": {file: "msgid \"f\"\nmsgstr \"100% {x} %s\"\n", want: map[string]string{"f": "100% '{'x'}' %s"},
			changed: []string{`de.po:6: home.f (de): what looks like a placeholder, "%s", is taken for characters; say with --format and --syntax how placeholders are written`}},
		"syntax":         {file: "msgid \"f\"\nmsgstr \"{n, plural, one {a} other {b}}\"\n", options: exchange.Options{Placeholders: "icu"}, want: map[string]string{"f": "{n, plural, one {a} other {b}}"}},
		"plural":         {file: "#, c-format\nmsgid \"f\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"Eine Datei\"\nmsgstr[1] \"%d Dateien\"\n", want: map[string]string{"f": "{count, plural, one {Eine Datei} other {{count} Dateien}}"}},
		"plural of two":  {file: "#, c-format\nmsgid \"f\"\nmsgid_plural \"%d in %s\"\nmsgstr[0] \"eine in %2$s\"\nmsgstr[1] \"%d in %s\"\n", want: map[string]string{"f": "{count, plural, one {eine in {2}} other {{count} in {2}}}"}},
		"plural by name": {file: "#, python-format\nmsgid \"f\"\nmsgid_plural \"%(num)d\"\nmsgstr[0] \"1 %(who)s\"\nmsgstr[1] \"%(num)d %(who)s\"\n", want: map[string]string{"f": "{num, plural, one {1 {who}} other {{num} {who}}}"}},
		"plural of what": {file: "#, python-brace-format\nmsgid \"f\"\nmsgid_plural \"x\"\nmsgstr[0] \"{a} {b}\"\nmsgstr[1] \"{a} {b}s\"\n", want: map[string]string{"f": "{count, plural, one {{a} {b}} other {{a} {b}s}}"},
			changed: []string{"de.po:7: home.f (de): the file does not say what the plural counts: the argument is called count; name it with --count"}},
		"source": {file: "msgid \"Save\"\nmsgstr \"Sichern\"\n", options: exchange.Options{Source: "en"}, want: map[string]string{"Save": "Sichern"}},
		"twice": {file: "msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"\n", want: map[string]string{"a": "b"},
			lost: []string{`de.po:9: home.a (de): the key "a" is there twice, first on line 6; keep one of them, or give it another key`}},
	} {
		t.Run(name, func(t *testing.T) {
			o := c.options
			o.Bundle = "home"
			got, report := decode(t, "po", "de.po", poHead+c.file, &o)
			require.Equal(t, c.want, flat(got, got.Locales[0]))
			require.Equal(t, c.lost, lossOf(report))
			require.Equal(t, c.changed, changeOf(report))
			require.Equal(t, c.empty, report.Empty)
			if o.Source != "" {
				require.Equal(t, map[string]string{"Save": "Save"}, flat(got, "en"))
			}
		})
	}
}

// TestPOSyntax: a file that is no PO is refused with the line.
func TestPOSyntax(t *testing.T) {
	for file, want := range map[string]string{
		"msgid \"a\"":              "de.po:1: invalid PO: an entry has no msgstr",
		"msgid \"a\"\nmsgid \"b\"": "de.po:2: invalid PO: an entry has no msgstr",
		"msgstr \"a\"":             "de.po:1: invalid PO: msgstr stands before any msgid",
		"\"a\"":                    "de.po:1: invalid PO: a string stands where none belongs",
		"msgid a":                  "de.po:1: invalid PO: a string is not in quotes",
		"msgid \"a\nmsgstr \"b\"":  "de.po:1: invalid PO: a string is not in quotes",
		"msgid \"a\\q\"":           "de.po:1: invalid PO: a string has an escape that is not known, or a quote",
		"msgid \"a\"b\"":           "de.po:1: invalid PO: a string has an escape that is not known, or a quote",
		"msgid \"a\\\"":            "de.po:1: invalid PO: a string has an escape that is not known, or a quote",
		"domain \"x\"":             `de.po:1: invalid PO: "domain" is no word that PO files have`,
		"msgid \"a\"\nmsgid_plural \"b\"\nmsgstr \"c\"":    `de.po:3: invalid PO: "msgstr" stands where none belongs`,
		"msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[1] \"c\"": `de.po:3: invalid PO: "msgstr[1]" stands where none belongs`,
		"msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"":          `de.po:3: invalid PO: "msgstr" stands where none belongs`,
		"msgctxt \"a\"\nmsgctxt \"b\"":                     "de.po:2: invalid PO: an entry has two contexts",
		"msgctxt \"a\"\n":                                  "de.po:1: invalid PO: an entry has no msgstr",
	} {
		_, _, err := exchange.Decode("po", "de.po", []byte(file), nil)
		require.ErrorContains(t, err, want)
	}
}

func TestPOEncode(t *testing.T) {
	c := &exchange.Catalog{Bundle: "home", Source: "en", Locales: []string{"ru"}, Entries: []exchange.Entry{
		{Key: "files", Texts: map[string]string{"en": "{count, plural, one {# file} other {# files}}", "ru": "{count, plural, one {# файл} few {# файла} many {# файлов} other {# файла}}"}},
		{Key: "missing", Texts: map[string]string{"en": "Missing, {name}"}},
		{Key: "missing.plural", Texts: map[string]string{"en": "{count, plural, one {a} other {b}}"}},
		{Key: "own", Texts: map[string]string{"ru": "100 %\n{'{'}"}},
		{Key: "title", Texts: map[string]string{"en": "Hi \"{name}\"", "ru": "Привет, {name}"}},
	}}
	c.Entries[3].Texts["ru"] = "100 %\n'{'\n"
	got, report := encode(t, "po", c, nil)
	require.Equal(t, `msgid ""
msgstr ""
"Language: ru\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=4; plural=n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : n % 10 == 0 || n % 10 >= 5 || n % 100 >= 11 && n % 100 <= 14 ? 2 : 3;\n"
"X-Content-Bundle: home\n"
"X-Content-Placeholders: brace\n"

#, python-brace-format
msgctxt "files"
msgid "{count:n} file"
msgid_plural "{count:n} files"
msgstr[0] "{count:n} файл"
msgstr[1] "{count:n} файла"
msgstr[2] "{count:n} файлов"
msgstr[3] "{count:n} файла"

#, python-brace-format
msgctxt "missing"
msgid "Missing, {name}"
msgstr ""

msgctxt "missing.plural"
msgid "a"
msgid_plural "b"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""
msgstr[3] ""

msgctxt "own"
msgid "own"
msgstr ""
"100 %\n"
"{{\n"

#, python-brace-format
msgctxt "title"
msgid "Hi \"{name}\""
msgstr "Привет, {name}"
`, got)
	require.Empty(t, report.Losses)
	require.Empty(t, report.Changes)

	back, report := decode(t, "po", "ru.po", got, &exchange.Options{Source: "en"})
	require.Empty(t, report.Losses)
	require.Equal(t, "home", back.Bundle)
	require.Equal(t, map[string]string{
		"files": "{count, plural, one {# файл} few {# файла} many {# файлов} other {# файла}}", "own": "100 %\n'{'\n", "title": "Привет, {name}",
	}, flat(back, "ru"))
	require.Empty(t, flat(back, "en"))
	require.Len(t, report.Changes, 1, "the source is not taken from an export")
}

// TestPOLosses has what gettext cannot say, and the way out.
func TestPOLosses(t *testing.T) {
	for text, want := range map[string]string{
		"{x, select, a {b} other {c}}":                "gettext has no choice by x",
		"{count, selectordinal, one {b} other {c}}":   "gettext has no ordinal numbers",
		"{count, plural, =5 {a} one {b} other {c}}":   "the form for 5 is another one than the rule of the file has (plural=n != 1)",
		"{count, plural, offset:1 one {b} other {c}}": "the plural of count has an offset",
	} {
		got, report := encode(t, "po", catalog("en", "k", text), nil)
		require.NotContains(t, got, "msgctxt")
		require.Len(t, report.Losses, 1)
		require.Equal(t, want, report.Losses[0].What)
		got, report = encode(t, "po", catalog("en", "k", text), &exchange.Options{Placeholders: "icu"})
		require.Empty(t, report.Losses)
		back, _ := decode(t, "po", "en.po", got, nil)
		require.Equal(t, map[string]string{"k": text}, flat(back, "en"))
	}
	_, report := encode(t, "po", catalog("en", "k", "{count, plural, one {a} few {b} other {c}}"), nil)
	require.Equal(t, []string{"home.k (en): the branch few, which no whole number up to a thousand has in en, is not in the file"}, changeOf(report))
	got, report := encode(t, "po", catalog("en", "k", "{a} {b}", "l", "{1} and {2, number, integer}", "m", "{a} {1}"), &exchange.Options{Placeholders: "printf"})
	require.True(t, strings.Contains(got, `"%(a)s %(b)s"`) && strings.Contains(got, `"%1$s and %2$'d"`), got)
	require.Equal(t, []string{"home.m (en): printf has no text with both names and positions; name all arguments, or none"}, lossOf(report))
}
