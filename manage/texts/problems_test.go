package texts_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/texts"
)

// TestProblems shows one fault after the other: each is found on its line, and
// each says what is wrong. want is a part of the only problem.
func TestProblems(t *testing.T) {
	const yaml, json, config = "home.en.yaml", "home.en.json", "content.yaml"
	for _, c := range []struct{ name, file, data, want string }{
		{"null", yaml, "a: x\nb:\nc: y\n", "home.en.yaml:2: home.b (en): the text is null"},
		{"tilde", yaml, "a: ~", "home.en.yaml:1: home.a (en): the text is null"},
		{"nested null", yaml, "a:\n  b:\n    c: null\n", "home.en.yaml:3: home.a.b.c (en): the text is null"},
		{"list", yaml, "a: [x, y]", "home.en.yaml:1: home.a (en): the text is a list"},
		{"no mapping", yaml, "- a\n- b\n", "home.en.yaml:1: the file holds a list, not texts"},
		{"scalar file", yaml, "hello", "home.en.yaml:1: the file holds a text, not texts"},
		{"duplicate", yaml, "a: 1\nb: 2\na: 3\n", `home.en.yaml:3: home.a (en): duplicate key "a", first on line 1`},
		{"nested duplicate", yaml, "a: {b: 1}\nc: 2\na.b: 3\n", `home.en.yaml:3: home.a.b (en): duplicate key "a.b", first on line 1`},
		{"quoted duplicate", yaml, "no: 1\n'no': 2\n", `home.en.yaml:2: home.no (en): duplicate key "no", first on line 1`},
		{"alias", yaml, "a: x\nb: *c\n", "unknown anchor 'c' referenced"},
		{"merge", yaml, "a: x\n<<: {b: y}\n", "home.en.yaml:2: a merge key (<<)"},
		{"anchor", yaml, "a: &b x\n", "home.en.yaml:1: home.a (en): an anchor (&b)"},
		{"anchored key", yaml, "&b a: x\n", "home.en.yaml:1: home.a (en): an anchor (&b)"},
		{"tag", yaml, "a: !!int 5\n", "home.en.yaml:1: home.a (en): the tag !!int"},
		{"own tag", yaml, "a: !secret x\n", "home.en.yaml:1: home.a (en): the tag !secret"},
		{"binary", yaml, "a: !!binary aGk=\n", "home.en.yaml:1: home.a (en): the tag !!binary"},
		{"complex key", yaml, "? [a]\n: x\n", "home.en.yaml:1: a key that is not a scalar"},
		{"two documents", yaml, "a: x\n---\nb: y\n", "home.en.yaml:2: a second document begins here"},
		{"broken second document", yaml, "a: x\n---\nb: [\n", "invalid YAML"},
		{"syntax", yaml, "a: x\nb: 'y\n", "home.en.yaml:2: invalid YAML"},
		{"colon in text", yaml, "a: Note: this\n", "home.en.yaml:1: invalid YAML: mapping values are not allowed"},
		{"tab", yaml, "a:\n\tb: x\n", "invalid YAML"},
		{"line separator", yaml, "a: x\nb: y\u2028z\n", "home.en.yaml:2: the character U+2028 stands here"},
		{"next line", yaml, "a: x\u0085y\n", "home.en.yaml:1: the character U+0085"},
		{"UTF-8", yaml, "a: x\nb: caf\xe9\n", "home.en.yaml:2: invalid UTF-8"},
		{"UTF-16", yaml, "\xff\xfea\x00:\x00", "home.en.yaml:1: invalid UTF-8"},
		{"key", yaml, "a b: x\n", `home.en.yaml:1: home.a b (en): "a b" is no key`},
		{"dots in key", yaml, "a..b: x\n", `"a..b" is no key`},
		{"letter in key", yaml, "größe: x\n", `"größe" is no key`},
		{"empty key", yaml, "'': x\n", `"" is no key`},
		{"prototype", yaml, "a: {__proto__: x}\n", `: every object of JavaScript has a "__proto__"`},
		{"long key", yaml, strings.Repeat("k", 191) + ": x\n", "is longer than 190 characters"},

		{"JSON number", json, "{\n \"a\": 5}", "home.en.json:2: home.a (en): the text is a number or boolean"},
		{"JSON boolean", json, `{"a": true}`, "the text is a number or boolean"},
		{"JSON null", json, `{"a": null}`, "the text is null"},
		{"JSON list", json, `{"a": ["x", "y"]}`, "the text is a list"},
		{"JSON duplicate", json, "{\"a\": \"1\",\n\"a\": \"2\"}", `home.en.json:2: home.a (en): duplicate key "a", first on line 1`},
		{"JSON syntax", json, "{\n\"a\": \"1\",\n}", "home.en.json:3: invalid JSON"},
		{"JSON comment", json, "{} // no", "invalid JSON"},
		{"JSON trailing", json, "{}\n{}", "home.en.json:2: invalid JSON"},
		{"JSON nothing", json, "", "invalid JSON"},
		{"JSON surrogate", json, "{\n\"a\": \"\\ud83d!\"}", `home.en.json:2: half of a character: \ud83d`},
		{"JSON low surrogate", json, `{"a": "\ude00"}`, `half of a character: \ude00`},
		{"JSON UTF-8", json, "{\"a\": \"\xff\"}", "invalid UTF-8"},

		{"no locale", "home.yaml", "a: x", "home.yaml: the file's name has no locale; rename it to home.en.yaml"},
		{"bad locale", "home.english-language.yaml", "a: x", `"english-language" is no locale`},
		{"locale case", "home.DE.yaml", "a: x", `home.DE.yaml: the locale "DE" is written "de"; rename the file to home.de.yaml`},
		{"underscore", "home.pt_BR.json", `{"a": "x"}`, `the locale "pt_BR" is written "pt-BR"; rename the file to home.pt-BR.json`},
		{"two dots", "home.old.en.yaml", "a: x", `"old.en" is no locale`},
		{"bundle name", "Home.en.yaml", "a: x", `Home.en.yaml: "Home" is no name of a bundle; rename`},
		{"device", "aux.en.yaml", "a: x", `"aux" is no name of a bundle: Windows keeps it for a device`},
		{"device locale", "home.con.yaml", "a: x", `"con" is no locale`},

		{"unknown field", config, "project: p\ndefaultlocale: en\n", `content.yaml:2: the file has no field "defaultlocale"; the fields are bundles, channel, defaultBundle, defaultLocale, keys, labels, locales, project, routes and target`},
		{"unknown locale field", config, "locales:\n  en: {direction: ltr}\n", `content.yaml:2: the locale en has no field "direction"; the fields are dir, fallback and name`},
		{"unknown bundle field", config, "bundles:\n  home: {wieght: 1}\n", `the bundle home has no field "wieght"; the fields are weight`},
		{"unknown key field", config, "keys:\n  home.a: {typ: text}\n", `the key home.a has no field "typ"; the fields are max and type`},
		{"not a mapping", config, "locales: [de, en]\n", "content.yaml:1: locales is a list, not a mapping"},
		{"config is a list", config, "- a\n", "content.yaml:1: the file is a list, not a mapping"},
		{"null project", config, "project:\n", "content.yaml:1: project is null"},
		{"project", config, "# c\nproject: a b\n", `content.yaml:2: "a b" is no name of a project`},
		{"channel", config, "channel: Live\n", `content.yaml:1: "Live" is no name of a channel`},
		{"default bundle", config, "defaultBundle: a.b\n", `content.yaml:1: "a.b" is no name of a bundle`},
		{"default locale", config, "defaultLocale: de\n", `content.yaml:1: the default locale "de" is none of the locales`},
		{"default locale case", config, "defaultLocale: EN\n", `content.yaml:1: the locale "EN" is written "en"`},
		{"default locale shape", config, "defaultLocale: '?'\n", `content.yaml:1: "?" is no locale`},
		{"locale name", config, "locales:\n  en:\n  english-language:\n", `content.yaml:3: "english-language" is no locale`},
		{"dir", config, "locales: {en: {dir: left}}\n", "content.yaml:1: dir is neither ltr nor rtl"},
		{"fallback to nowhere", config, "locales:\n  en: {fallback: [fr]}\n", `content.yaml:2: the locale "en" falls back to "fr", which is none of the locales`},
		{"fallback to itself", config, "locales:\n  en: {fallback: [en]}\n", `the locale "en" falls back to itself`},
		{"fallback twice", config, "locales:\n  en: {fallback: [de, de]}\n  de:\n", `the locale "en" falls back to "de" twice`},
		{"fallback mapping", config, "locales: {en: {fallback: {}}}\n", "fallback is a mapping"},
		{"fallback item", config, "locales: {en: {fallback: [[]]}}\n", "fallback has a list"},
		{"weight", config, "bundles: {home: {weight: heavy}}\n", "content.yaml:1: weight is no number from 0 to 1000000"},
		{"negative weight", config, "bundles: {home: {weight: -1}}\n", "weight is no number"},
		{"NaN weight", config, "bundles: {home: {weight: nan}}\n", "weight is no number"},
		{"bundle in bundles", config, "bundles: {a.b: {}}\n", `"a.b" is no name of a bundle`},
		{"max", config, "keys: {home.a: {max: 1.5}}\n", "max is no whole number of 1 or more"},
		{"zero max", config, "keys: {home.a: {max: 0}}\n", "max is no whole number of 1 or more"},
		{"type", config, "keys: {home.a: {type: markdown}}\n", "type is neither html nor text"},
		{"key in keys", config, "keys: {home..a: {}}\n", `"home..a" is no key`},
		{"route prefix", config, "routes: {'a b': home}\n", `"a b" is no key`},
		{"route bundle", config, "routes: {a: Home}\n", `"Home" is no name of a bundle`},
		{"locale not listed", config, "locales: {de: {}}\ndefaultLocale: de\n", `home.en.yaml: the locale "en" is not in content.yaml; add it to locales there, or rename the file`},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := []string{c.file, c.data}
			if c.file == config {
				files = append(files, yaml, "a: x\n")
			}
			got := problems(t, files...)
			require.Len(t, got, 1, "%q", got)
			require.Contains(t, got[0], c.want)
			require.NotContains(t, got[0], "\n")
		})
	}
}

func TestProblemsAreReportedTogether(t *testing.T) {
	got := problems(t,
		"content.yaml", "projekt: x\nlocales:\n  en:\n  de: {dir: up}\n",
		"home.en.yaml", "a: ~\nb: [x]\nc d: x\n",
		"home.de.json", `{"a": 1}`,
		"shop.fr.yaml", "a: x\n",
		"shop.en.yaml", "a: 'x\n")
	require.Len(t, got, 8, "%q", got)
	for i, prefix := range []string{
		"content.yaml:1:", "content.yaml:4:", "home.de.json:1:", "home.en.yaml:1:", "home.en.yaml:2:", "home.en.yaml:3:",
		"shop.en.yaml:", "shop.fr.yaml:",
	} {
		require.Truef(t, strings.HasPrefix(got[i], prefix), "%d: %s", i, got[i])
	}
	_, err := texts.Read(folder("a.en.yaml", "a: ~\nb: ~\n"), "acme")
	require.Equal(t, 3, len(strings.Split(err.Error(), "\n")))
	require.Contains(t, err.Error(), "texts: 2 problems:\n")
}

func TestOneFilePerBundleAndLocale(t *testing.T) {
	require.Equal(t, []string{`home.en.yaml: bundle "home" in "en" is in home.en.json, too; keep one of the files`},
		problems(t, "home.en.yaml", "a: x", "home.en.json", `{"b": "y"}`))
	require.Equal(t, []string{"content.yaml: content.json is there, too; keep one of them"},
		problems(t, "content.yaml", "", "content.json", `{}`))
}

func TestWhatCouldBeReadIsInTheSet(t *testing.T) {
	set, err := texts.Read(folder("home.en.yaml", "a: ~\nb: fine\n"), "acme")
	require.Error(t, err)
	require.Equal(t, "fine", set.Texts[texts.ID{Bundle: "home", Locale: "en"}]["b"].Source)
}

func TestFileTooLarge(t *testing.T) {
	got := problems(t, "home.en.yaml", "a: "+strings.Repeat("x", 16<<20))
	require.Equal(t, []string{"home.en.yaml: the file is larger than 16777216 bytes; divide the bundle"}, got)
}

func TestProblemString(t *testing.T) {
	require.Equal(t, "home.a: odd", texts.Problem{Key: "home.a", What: "odd"}.String())
	require.Equal(t, "de: odd", texts.Problem{Locale: "de", What: "odd"}.String())
	require.Equal(t, "f: odd; mend it", texts.Problem{File: "f", Locale: "de", What: "odd", Fix: "mend it"}.String())
}
