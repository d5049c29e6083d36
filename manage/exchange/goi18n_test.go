package exchange_test

import (
	"encoding/json"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/exchange"
)

func TestGoI18nDecode(t *testing.T) {
	for name, c := range map[string]struct {
		locale     string
		toml, json string // the same file twice; "": not in this syntax
		want       map[string]string
		lost       []string
		changed    []string
		empty      int
	}{
		"alone": {toml: `Hello = "Hi {{.Name}}"`, json: `{"Hello":"Hi {{.Name}}"}`, want: map[string]string{"Hello": "Hi {Name}"}},
		"message": {toml: "[Hello]\nhash = \"x\"\nother = \"Hi {{ .Person.Name }}\"", json: `{"Hello":{"hash":"x","other":"Hi {{ .Person.Name }}"}}`,
			want: map[string]string{"Hello": "Hi {Person.Name}"}},
		"description": {toml: "[Hello]\ndescription = \"x\"\nother = \"Hi\"", json: `{"Hello":{"description":"x","Other":"Hi"}}`, want: map[string]string{"Hello": "Hi"},
			changed: []string{"f: the file has 1 notes for translators, which are left out; write them as comments into the files of texts"}},
		"plural": {toml: "[a]\none = \"1 {{.Who}}\"\nother = \"{{.PluralCount}} {{.Who}}\"", json: `{"a":{"one":"1 {{.Who}}","other":"{{.PluralCount}} {{.Who}}"}}`,
			want: map[string]string{"a": "{count, plural, one {1 {Who}} other {{count} {Who}}}"}},
		"plural with a field": {toml: "[a]\none = \"1\"\nother = \"{{.Count}}\"", json: `{"a":{"one":"1","other":"{{.Count}}"}}`,
			want: map[string]string{"a": "{Count, plural, one {1} other {{Count}}}"}},
		"plural of what": {toml: "[a]\none = \"{{.X}} {{.Y}}\"\nother = \"{{.X}} {{.Y}}s\"", json: `{"a":{"one":"{{.X}} {{.Y}}","other":"{{.X}} {{.Y}}s"}}`,
			want: map[string]string{"a": "{count, plural, one {{X} {Y}} other {{X} {Y}s}}"}, changed: []string{"f:1: home.a (en): the file does not say what the plural counts: the argument is called count; name it with --count"}},
		"other alone that counts": {locale: "ja", toml: "a = \"{{.PluralCount}}個\"", json: `{"a":"{{.PluralCount}}個"}`, want: map[string]string{"a": "{count, plural, other {{count}個}}"}},
		"nested": {toml: "[a.b]\nother = \"x\"\n[a.c.d]\none = \"1 {{.count}}\"\nother = \"2 {{.count}}\"", json: `{"a":{"b":{"other":"x"},"c":{"d":{"one":"1 {{.count}}","other":"2 {{.count}}"}}}}`,
			want: map[string]string{"a.b": "x", "a.c.d": "{count, plural, one {1 {count}} other {2 {count}}}"}},
		"id and delimiters": {toml: "[a]\nid = \"b\"\nleftDelim = \"<<\"\nrightDelim = \">>\"\nother = \"<<.X>> {{y}}\"", json: `{"a":{"id":"b","leftDelim":"<<","rightDelim":">>","other":"<<.X>> {{y}}"}}`,
			want: map[string]string{"b": "{X} '{{'y'}}'"}, changed: []string{`f:1: home.b (en): what looks like a placeholder, "{{y}}", is taken for characters; say with --format and --syntax how placeholders are written`}},
		"version 1": {json: `[{"id":"a","translation":"x"},{"id":"b","translation":{"one":"1 {{.Count}}","other":"{{.Count}}"}},{"id":"c","translation":""}]`,
			want: map[string]string{"a": "x", "b": "{Count, plural, one {1 {Count}} other {{Count}}}"}, empty: 1},
		"a list of TOML": {toml: "[[messages]]\nid = \"a\"\nother = \"x\"", lost: []string{"f:1: home.messages (en): it is no text; write a text in quotes, or a message"}, want: map[string]string{}},
		"more than fields": {toml: "a = '{{if .X}}y{{end}}'\nb = '{{len .X}}'\nc = '{{.X | upper}}'\nd = '{{\"{{\"}}'", json: `{"a":"{{if .X}}y{{end}}"
,"b":"{{len .X}}"
,"c":"{{.X | upper}}"
,"d":"{{\"{{\"}}"}`, want: map[string]string{"d": "'{{'"}, lost: []string{
			`f:1: home.a (en): "{{if .X}}" is more than a field; pass the result as an argument, and write its name`,
			`f:2: home.b (en): "{{len .X}}" is more than a field; pass the result as an argument, and write its name`,
			`f:3: home.c (en): "{{.X | upper}}" is more than a field; pass the result as an argument, and write its name`}},
		"unclosed": {toml: `a = "{{.X"`, json: `{"a":"{{.X"}`, want: map[string]string{}, lost: []string{`f:1: home.a (en): "{{.X" is not closed; close it`}},
		"no other": {toml: "[a]\none = \"x\"", json: `{"a":{"one":"x"}}`, want: map[string]string{}, lost: []string{"f:1: home.a (en): the message has no text for other; add other"}},
		"mixed": {toml: "[a]\none = \"x\"\nfoo = \"y\"", json: `{"a":{"one":"x","foo":"y"}}`, want: map[string]string{},
			lost: []string{"f:1: home.a (en): it has fields of a message and other ones; keep messages and groups of messages apart"}},
		"numbers": {toml: "a = 1\nb = 2026-01-01\nc = ['x']", want: map[string]string{}, lost: []string{
			"f:1: home.a (en): it is no text; write a text in quotes, or a message", "f:2: home.b (en): it is no text; write a text in quotes, or a message",
			"f:3: home.c (en): it is no text; write a text in quotes, or a message"}},
		"strings of TOML": {toml: "a = '''\nx\\n'''\n\"b.c\" = \"\"\"\ny\\u00e4\"\"\"\nd.e = { other = \"z\" }", want: map[string]string{"a": "x\\n", "b.c": "yä", "d.e": "z"}},
	} {
		for format, file := range map[string]string{"go-i18n-toml": c.toml, "go-i18n-json": c.json} {
			if file == "" {
				continue
			}
			t.Run(name+" "+format, func(t *testing.T) {
				locale := c.locale
				if locale == "" {
					locale = "en"
				}
				got, report := decode(t, format, "f", file, &exchange.Options{Bundle: "home", Locale: locale})
				require.Equal(t, c.want, flat(got, locale))
				require.Equal(t, c.lost, lossOf(report))
				require.Equal(t, c.changed, changeOf(report))
				require.Equal(t, c.empty, report.Empty)
			})
		}
	}
}

// TestGoI18nEncode has each thing that a message can say, and keys that
// go-i18n would take for fields.
func TestGoI18nEncode(t *testing.T) {
	c := catalog("en",
		"a.b", "it''s {name} '{{'x\n\"\\", "items", "You have {count, plural, one {{count} item} other {# items}}.", "other", "Other", "n", "{n, plural, one {1} other {{n}}}",
		"date", "{x, number, percent}", "gender", "{g, select, m {x} other {y}}", "nth", "{n, selectordinal, one {st} other {th}}", "translation", "x", "digits", "{1}", "zero", "{n, plural, =0 {x} other {y}}")
	toTOML, report := encode(t, "go-i18n-toml", c, nil)
	require.Equal(t, `"a.b" = "it's {{.name}} {{\"{{\"}}x\n\"\\"

[items]
one = "You have {{.PluralCount}} item."
other = "You have {{.PluralCount}} items."

[n]
one = "1"
other = "{{.n}}"

[other]
other = "Other"
`, toTOML)
	lost := []string{
		"home.date (en): there is no way to write x as percent; pass a formatted string",
		"home.digits (en): a field of Go cannot be called 1; give it another name",
		"home.gender (en): go-i18n has no choice by g; divide the text",
		"home.nth (en): go-i18n has no ordinal numbers; write the ordinals out, or divide the text",
		"home.translation (en): go-i18n has no message that is called translation; rename it",
		"home.zero (en): the branch =0 stands for one number, and the format has categories only; write a category, such as one, or a text of its own",
	}
	changed := []string{"home.items (en): the number PluralCount loses the separators of the locale"}
	require.Equal(t, lost, lossOf(report))
	require.Equal(t, changed, changeOf(report))
	toJSON, report := encode(t, "go-i18n-json", c, nil)
	require.Equal(t, lost, lossOf(report))
	require.Equal(t, changed, changeOf(report))
	var one, two map[string]any
	require.NoError(t, json.Unmarshal([]byte(toJSON), &one))
	require.NoError(t, toml.Unmarshal([]byte(toTOML), &two))
	require.Equal(t, one, two)
	for format, file := range map[string]string{"go-i18n-toml": toTOML, "go-i18n-json": toJSON} {
		back, report := decode(t, format, "home.en.toml", file, nil)
		require.Empty(t, report.Losses)
		require.Equal(t, map[string]string{
			"a.b": "it's {name} '{{'x\n\"\\", "items": "{count, plural, one {You have {count} item.} other {You have {count} items.}}", "n": "{n, plural, one {1} other {{n}}}", "other": "Other",
		}, flat(back, "en"))
	}
}

// TestTOMLSyntax: a file that is no TOML is refused with the line.
func TestTOMLSyntax(t *testing.T) {
	for file, want := range map[string]string{
		"a = 1\na = 2":       "f:2: invalid TOML",
		"\n[a]\n[a]":         "f:3: invalid TOML",
		"a =":                "f:1: invalid TOML",
		"x = \"\\q\"":        "f:1: invalid TOML",
		"a = 'x'\na.b = 'y'": "f:2: invalid TOML",
	} {
		_, _, err := exchange.Decode("go-i18n-toml", "f", []byte(file), &exchange.Options{Locale: "en"})
		require.ErrorContains(t, err, want)
	}
}
