package exchange_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/exchange"
)

func TestCSVDecode(t *testing.T) {
	for name, c := range map[string]struct {
		file    string
		options exchange.Options
		en, de  map[string]string
		lost    []string
		changed []string
		empty   int
	}{
		"two locales":   {file: "key,en,de\na,x,y\nb,z,\n", en: map[string]string{"a": "x", "b": "z"}, de: map[string]string{"a": "y"}, empty: 1},
		"CR LF and BOM": {file: "\ufeffKey,en,de\r\na,\"x\r\ny\",\"\"\"q\"\"\"\r\n", en: map[string]string{"a": "x\ny"}, de: map[string]string{"a": `"q"`}},
		"semicolons":    {file: "key;en;de\na;x,y;z\n", en: map[string]string{"a": "x,y"}, de: map[string]string{"a": "z"}},
		"tabs":          {file: "key\ten\tde\na\tx,y\tz\n", en: map[string]string{"a": "x,y"}, de: map[string]string{"a": "z"}},
		"one of two":    {file: "key,en,de\na,x,y\n", options: exchange.Options{Locale: "de"}, en: map[string]string{}, de: map[string]string{"a": "y"}},
		"notes": {file: "key,note,en,de\na,why,x,y\n", en: map[string]string{"a": "x"}, de: map[string]string{"a": "y"},
			changed: []string{"home.csv: the file has 1 notes for translators, which are left out; write them as comments into the files of texts"}},
		"formulas": {file: "key,en,de\na,'=1+1,'x\n'-b,''@x,-1\n", en: map[string]string{"a": "=1+1", "-b": "'@x"}, de: map[string]string{"a": "'x", "-b": "-1"}},
		"messages": {file: "key,en,de\na,{x},{x\n", en: map[string]string{"a": "{x}"}, de: map[string]string{},
			lost: []string{`home.csv:2: home.a (de): its placeholders are not those of a message: "{x"; mend it, or choose another syntax with --syntax`}},
	} {
		t.Run(name, func(t *testing.T) {
			o := c.options
			got, report := decode(t, "csv", "home.csv", c.file, &o)
			require.Equal(t, c.en, flat(got, "en"))
			require.Equal(t, c.de, flat(got, "de"))
			require.Equal(t, c.lost, lossOf(report))
			require.Equal(t, c.changed, changeOf(report))
			require.Equal(t, c.empty, report.Empty)
		})
	}
	for file, want := range map[string]string{
		"":                     "f:1: the file is empty",
		"en,de\n":              `f:1: the first column is "en", not key`,
		"key\n":                "f:1: there is no column for a locale",
		"key,What\n":           `f:1: the column "What" is no locale`,
		"key,en,en\n":          "f:1: there are two columns for en",
		"key,en\na\n":          "f:2: invalid CSV: wrong number of fields",
		"key,en\na,\"x\n":      "f:2: invalid CSV: extraneous or missing",
		"key,en\na,\"x\"y\"\n": "f:2: invalid CSV: extraneous or missing",
	} {
		_, _, err := exchange.Decode("csv", "f", []byte(file), nil)
		require.ErrorContains(t, err, want)
	}
}

// TestCSVHasNoFormulas: no cell begins with what a spreadsheet would run, and
// every cell comes back as it was.
func TestCSVHasNoFormulas(t *testing.T) {
	c := &exchange.Catalog{Bundle: "home", Locales: []string{"en"}}
	for i, text := range []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "'=1", "''=1", "'", "''", "'x", "=cmd|'/C calc'!A0", "＝1", "＋1", "－1", "＠x", "x=1", " =1",
	} {
		key := strings.Repeat("k", i+1)
		if i == 0 {
			key = "-k"
		}
		c.Entries = append(c.Entries, exchange.Entry{Key: key, Texts: map[string]string{"en": text}})
	}
	data, report := encode(t, "csv", c, nil)
	require.Empty(t, report.Losses)
	rows, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	require.NoError(t, err)
	for _, row := range rows {
		for _, cell := range row {
			require.NotContains(t, "=+-@\t\r\n＝＋－＠", string([]rune(cell)[:1]), cell)
		}
	}
	back, _ := decode(t, "csv", "home.csv", data, nil)
	require.Equal(t, flat(c, "en"), flat(back, "en"))
}
