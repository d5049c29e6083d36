package exchange_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/exchange"
	"github.com/teletextio/content/manage/texts"
)

// TestHostileXML: what could be expanded or fetched is refused.
func TestHostileXML(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"entity of a file": {"<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + xliff1(`<trans-unit id="a"><source>&e;</source></trans-unit>`),
			"f:2: the file has a document type, which could define entities; remove <!DOCTYPE …>"},
		"billion laughs":  {`<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>` + xliff1(`<trans-unit id="a"><source>&b;</source></trans-unit>`), "document type"},
		"a doctype alone": {"<!DOCTYPE xliff PUBLIC \"-//XLIFF//DTD XLIFF//EN\" \"http://example.com/xliff.dtd\">" + xliff1(""), "document type"},
		"late doctype":    {xliff1("<!DOCTYPE x>"), "document type"},
		"unknown entity":  {xliff1(`<trans-unit id="a"><source>&nbsp;</source></trans-unit>`), "f:1: invalid XML: line 1: invalid character entity &nbsp;"},
		"another charset": {`<?xml version="1.0" encoding="UTF-7"?>` + xliff1(""), "f:1: invalid XML"},
		"deep":            {xliff1(strings.Repeat("<group>", 100) + strings.Repeat("</group>", 100)), "f:1: elements are nested too deeply"},
		"not closed":      {"<xliff version='1.2'><file>", "f:1: invalid XML"},
		"two roots":       {xliff1("") + "<x/>", ""},
		"no XLIFF":        {"<html></html>", "f: the file is no XLIFF; choose the format with --format"},
		"no version":      {"\n<xliff></xliff>", `f:2: the version "" of XLIFF is not known`},
		"empty":           {"", "f: the file is no XLIFF"},
	} {
		_, _, err := exchange.Decode("xliff-1.2", "f", []byte(c.file), nil)
		if c.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, c.want, name)
		require.ErrorAs(t, err, new(texts.Problems), name)
	}
}

// TestHostileFiles: every parser refuses what is no text, or reads it in a time
// that grows with its length.
func TestHostileFiles(t *testing.T) {
	formats, _ := exchange.Formats()
	many := func(s string) string { return strings.Repeat(s, 1_000_000/len(s)) }
	for name, file := range map[string]string{
		"nothing": "", "NUL": "\x00", "a line": "\n", "BOM alone": "\ufeff",
		"brackets": many("["), "braces": many("{"), "objects": many(`{"a":`), "inline tables": "a = " + many("{a="), "arrays": "a = " + many("["),
		"dots": "a" + many(".a") + " = 1", "inline dots": "a = {b" + many(".a") + " = 1}", "deep arrays": "a = " + many("[") + many("]"), "tables": many("[a]\n[b.c]\n"), "quotes": many(`"`), "apostrophes": many("'"),
		"elements": many("<a>"), "one attribute": "<a " + many("b='c' ") + "/>", "comments": many("<!-- -->"),
		"strings": "msgid \"\"\n" + many("\"x\"\n"), "forms": "msgid \"a\"\nmsgid_plural \"b\"\n" + many("msgstr[0] \"\"\n"), "flags": many("#, c-format\n"),
		"commas": "key,en\n" + many(","), "rows": "key,en\n" + many("a,b\n"),
		"conversions":  "msgid \"\"\nmsgstr \"X-Content-Bundle: x\\nX-Content-Placeholders: printf\\n\"\n\nmsgctxt \"a\"\nmsgid \"a\"\nmsgstr \"" + many("%%") + "\"\n",
		"placeholders": `{"a":"` + many("{{a}}") + `"}`, "choices": "key,en\na,\"" + many("{a, select, other {") + "\"\n",
		"segments":  xliff2(`<unit id="a">` + many("<segment><source>a</source><target>b</target></segment>") + `</unit>`),
		"codes":     xliff1(`<trans-unit id="a"><source/><target>` + many("<mrk>a</mrk>") + `</target></trans-unit>`),
		"units":     xliff1(many(`<trans-unit id="a"><source>a</source><target>b</target></trans-unit>`)),
		"suffixes":  `{"a":{"x":"y"` + many(`,"k_male_one_male":"a"`) + `}}`,
		"long name": `{"` + many("a") + `":"b"}`,
	} {
		for _, format := range formats {
			t.Run(name+" "+format, func(t *testing.T) {
				c, report, err := exchange.Decode(format, "f", []byte(file), &exchange.Options{Locale: "en", Bundle: "home"})
				require.NotNil(t, report)
				if err == nil {
					_, _ = c.Texts(&texts.Set{})
				}
			})
		}
	}
	for _, format := range formats {
		_, _, err := exchange.Decode(format, "f", []byte("key,en\n\xff"), nil)
		require.EqualError(t, err, "texts: f:2: invalid UTF-8; save the file as UTF-8", format)
		_, _, err = exchange.Decode(format, "f", make([]byte, exchange.MaxFile+1), nil)
		require.EqualError(t, err, fmt.Sprintf("texts: f: the file is larger than %d bytes; divide it", exchange.MaxFile), format)
	}
	_, _, err := exchange.Decode("i18next", "en.json", []byte(`{"a":"\ud800"}`), nil)
	require.ErrorContains(t, err, `en.json:1: half of a character: \ud800`)
	_, _, err = exchange.Decode("i18next", "en.json", []byte("{\"a\":\"x\",\n\"a\":\"y\"}"), nil)
	require.ErrorContains(t, err, `en.json:2: duplicate key "a", first on line 1`)
}

// TestNothingNamesAnotherFile: bundles and locales that a file names are names,
// and never paths.
func TestNothingNamesAnotherFile(t *testing.T) {
	for _, bad := range []string{"../../etc/passwd", "/x", "con", "a/b", `a\b`, "..", "constructor"} {
		file := strings.Replace(xliff1(`<trans-unit id="../x"><source>a</source><target>b</target></trans-unit>`), `original="home"`, `original="`+bad+`"`, 1)
		c, _ := decode(t, "xliff-1.2", "safe.xlf", file, nil)
		require.Equal(t, "safe", c.Bundle)
		require.Equal(t, map[string]string{"x-d6b96a97": "b"}, flat(c, "de"))
		file = strings.Replace(file, `target-language="de"`, `target-language="`+bad+`"`, 1)
		_, _, err := exchange.Decode("xliff-1.2", "safe.xlf", []byte(file), nil)
		require.ErrorContains(t, err, "neither the file nor its name says which locale it is in", bad)
		_, _, err = exchange.Decode("csv", "x.csv", []byte("key,"+bad+"\na,b\n"), nil)
		require.ErrorContains(t, err, "is no locale", bad)
		_, bundleName, locale := exchange.Guess(bad+".csv", nil)
		require.NotContains(t, bundleName+locale, "/")
	}
}
