package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTablesAreCurrent generates the tables anew and compares bytes.
func TestTablesAreCurrent(t *testing.T) {
	npm := os.Getenv("CLDR_NPM")
	if npm == "" {
		t.Skip("CLDR_NPM names no folder with cldr-core and cldr-numbers-full 48.2.0: tables not compared")
	}
	files, err := generate(npm)
	require.NoError(t, err)
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), name)
	}
}

// fixture is a CLDR of four locales.
var fixture = map[string]string{
	"cldr-core/availableLocales.json":           `{"availableLocales":{"full":["und","de","ar","zh-Hant"]}}`,
	"cldr-core/scriptMetadata.json":             `{"scriptMetadata":{"Latn":{"rtl":"NO"},"Arab":{"rtl":"YES"}}}`,
	"cldr-core/supplemental/parentLocales.json": `{"supplemental":{"parentLocales":{"parentLocale":{"zh-Hant":"und"}}}}`,
	"cldr-core/supplemental/likelySubtags.json": `{"supplemental":{"likelySubtags":{"und":"en-Latn-US","de":"de-Latn-DE",
		"ar":"ar-Arab-EG","az-IR":"az-Arab-IR","de-XX":"de-Arab-XX","fa":"fa-Arab-IR","fr":"fr-Latn-FR","zh":"zh-Hans-CN"}}}`,
	"cldr-core/supplemental/aliases.json": `{"supplemental":{"metadata":{"alias":{"languageAlias":{
		"arb":{"_reason":"macrolanguage","_replacement":"ar"},"ger":{"_reason":"bibliographic","_replacement":"de"},
		"xyz":{"_reason":"deprecated","_replacement":"unknown"}}}}}}`,
	"cldr-core/supplemental/numberingSystems.json": `{"supplemental":{"numberingSystems":{
		"latn":{"_digits":"0123456789"},"arab":{"_digits":"٠١٢٣٤٥٦٧٨٩"},"hans":{"_rules":"x"}}}}`,
	"cldr-core/supplemental/plurals.json": `{"supplemental":{"version":{},"plurals-type-cardinal":{
		"de":{"pluralRule-count-one":"i = 1 and v = 0 @integer 1","pluralRule-count-other":" @integer 0"},
		"gv":{"pluralRule-count-two":"n % 10 != 2..4,300 or e = 0","pluralRule-count-other":""}}}}`,
	"cldr-core/supplemental/ordinals.json":        `{"supplemental":{"plurals-type-ordinal":{}}}`,
	"cldr-numbers-full/main/und/numbers.json":     numbersFixture("und", "latn", "#,##0.###", "#,##0%"),
	"cldr-numbers-full/main/de/numbers.json":      numbersFixture("de", "latn", "#,##0.###", "#,##0 %"),
	"cldr-numbers-full/main/ar/numbers.json":      numbersFixture("ar", "arab", "#,##,##0.###", "% #,#0;% -#,#0"),
	"cldr-numbers-full/main/zh-Hant/numbers.json": numbersFixture("zh-Hant", "latn", "0.###", "0%"),
}

// numbersFixture is the numbers of one locale.
func numbersFixture(locale, system, decimal, percent string) string {
	return strings.NewReplacer("LOCALE", locale, "SYSTEM", system, "DECIMAL", decimal, "PERCENT", percent).Replace(
		`{"main":{"LOCALE":{"numbers":{"defaultNumberingSystem":"SYSTEM","minimumGroupingDigits":"1",
		"symbols-numberSystem-SYSTEM":{"decimal":".","group":",","minusSign":"-","percentSign":"%","infinity":"∞","nan":"NaN"},
		"decimalFormats-numberSystem-SYSTEM":{"standard":"DECIMAL"},
		"percentFormats-numberSystem-SYSTEM":{"standard":"PERCENT"}}}}}`)
}

// writeFixture writes the fixture with some files changed.
func writeFixture(t *testing.T, changes map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range fixture {
		if changed, ok := changes[name]; ok {
			text = changed
		}
		file := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	return dir
}

func TestGenerate(t *testing.T) {
	npm, out := writeFixture(t, nil), t.TempDir()
	require.NoError(t, run([]string{"-npm", npm, "-out", out}, io.Discard))
	want := map[string][]string{
		"tables_tags.go": {
			`{"ar", truncated, 1, 1},`, `{"arb", 0, inherited, 0}, // ar`, `{"de", truncated, 2, 2},`,
			`// de-Arab-XX`, `{"fa", truncated, inherited, 1},`, `{"zh-Hant", toRoot, `, `"Arab",`, "DO NOT EDIT.",
		},
		"tables_rules.go": {
			"// one: i = 1 and v = 0", `"\x02\b!\x01\x01\x00\x02\x01\x00\x00"`,
			"// two: n % 10 != 2..4,300 or e = 0", `"\x03\f8\x01\x02\x02\x02\xac\x02\x00&\x01\x00\x00"`,
		},
		"tables_numbers.go": {
			`{'\u0660', ".", ",", "-", "\u221e", "NaN", "% ", "% -", "", 1, grouping{3, 2}, grouping{2, 2}}`,
			`{'0', ".", ",", "-", "\u221e", "NaN", "", "-", "%", 1, grouping{0, 0}, grouping{0, 0}}`,
		},
	}
	for name, parts := range want {
		data, err := os.ReadFile(filepath.Join(out, name))
		require.NoError(t, err)
		for _, p := range parts {
			require.Contains(t, string(data), p, name)
		}
	}
	tags, err := os.ReadFile(filepath.Join(out, "tables_tags.go"))
	require.NoError(t, err)
	for _, absent := range []string{`"ger"`, `"xyz"`, `"fr"`, `"az-IR"`, `{"zh", `} {
		require.NotContains(t, string(tags), absent)
	}
}

func TestGenerateRefuses(t *testing.T) {
	plurals := func(rule string) string {
		return `{"supplemental":{"plurals-type-cardinal":{"de":{"pluralRule-count-one":"` + rule + `"}}}}`
	}
	const rules, de = "cldr-core/supplemental/plurals.json", "cldr-numbers-full/main/de/numbers.json"
	const systems = "cldr-core/supplemental/numberingSystems.json"
	for name, c := range map[string]struct{ file, text, want string }{
		"json":         {rules, "{", "decode"},
		"rules":        {rules, `{"supplemental":{"plurals-type-cardinal":[]}}`, "decode"},
		"operand":      {rules, plurals("q = 1"), `unknown operand "q"`},
		"relation":     {rules, plurals("n is 1"), "no = or !="},
		"words":        {rules, plurals("n = 1 2 3 4"), "has 6 words"},
		"modulus":      {rules, plurals("n % 12 = 1"), "no small power of ten"},
		"number":       {rules, plurals("n = x"), "invalid syntax"},
		"range":        {rules, plurals("n = 1..x"), "invalid syntax"},
		"backwards":    {rules, plurals("n = 4..2"), "runs backwards"},
		"long":         {rules, plurals("n = 1" + strings.Repeat(" or n = 1", 100)), "bytes of code"},
		"affix":        {de, numbersFixture("de", "latn", "#,##0.###", "¤#,##0%"), "unsupported affix"},
		"digits":       {de, numbersFixture("de", "latn", "#,##0.###", "%"), "no digits"},
		"negative":     {de, numbersFixture("de", "latn", "#,##0.###", "0%;-"), "no digits"},
		"decimal":      {de, numbersFixture("de", "latn", "%", "0%"), "no digits"},
		"decimalAffix": {de, numbersFixture("de", "latn", "x0", "0%"), "has an affix"},
		"suffixes":     {de, numbersFixture("de", "latn", "0", "0%;-0"), "two suffixes"},
		"system":       {de, numbersFixture("de", "hans", "0", "0%"), "are not ten"},
		"grouping":     {de, strings.Replace(fixture[de], `Digits":"1"`, `Digits":"x"`, 1), "minimum grouping digits"},
		"missing":      {de, `{"main":{"de":{"numbers":{}}}}`, "decode numbers"},
		"symbols":      {de, strings.Replace(fixture[de], `"symbols`, `"x`, 1), "decode symbols"},
		"order":        {systems, `{"supplemental":{"numberingSystems":{"latn":{"_digits":"02"}}}}`, "not in a row"},
		"circle": {"cldr-core/supplemental/parentLocales.json",
			`{"supplemental":{"parentLocales":{"parentLocale":{"de":"de-AT"}}}}`, "in a circle"},
	} {
		_, err := generate(writeFixture(t, map[string]string{c.file: c.text}))
		require.ErrorContains(t, err, c.want, name)
	}
}

func TestRunRefuses(t *testing.T) {
	require.ErrorContains(t, run(nil, io.Discard), "-npm is missing")
	require.Error(t, run([]string{"-unknown"}, io.Discard))
	require.ErrorIs(t, run([]string{"-npm", t.TempDir()}, io.Discard), os.ErrNotExist)
	npm := writeFixture(t, nil)
	require.ErrorContains(t, run([]string{"-npm", npm, "-out", filepath.Join(npm, "absent")}, io.Discard), "gen: write")
	require.NoError(t, os.Remove(filepath.Join(npm, "cldr-numbers-full/main/ar/numbers.json")))
	require.ErrorIs(t, run([]string{"-npm", npm}, io.Discard), os.ErrNotExist)
	require.NoError(t, os.Remove(filepath.Join(npm, "cldr-core/supplemental/numberingSystems.json")))
	require.ErrorIs(t, run([]string{"-npm", npm}, io.Discard), os.ErrNotExist)
}
