package exchange_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/cldr"
	"github.com/teletextio/content/manage/exchange"
)

// locales lists all locales of CLDR.
func locales(t *testing.T) (tags []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "internal", "cldr", "testdata", "direction.json"))
	require.NoError(t, err)
	var file struct{ Rows []struct{ Locales string } }
	require.NoError(t, json.Unmarshal(data, &file))
	for _, row := range file.Rows {
		tags = append(tags, strings.Fields(row.Locales)...)
	}
	require.Greater(t, len(tags), 600)
	return tags
}

// plural is a message with a branch for each category of a locale.
func plural(locale, form string) string {
	all := cldr.Lookup(locale).Cardinals()
	if form == "selectordinal" {
		all = cldr.Lookup(locale).Ordinals()
	}
	var b strings.Builder
	for _, c := range all {
		fmt.Fprintf(&b, " %s {%s {count}}", c, c)
	}
	return "{count, " + form + "," + b.String() + "}"
}

// TestPluralsOfEveryLocale writes a plural with all categories of each locale
// and reads it again.
func TestPluralsOfEveryLocale(t *testing.T) {
	var without []string // a rule for gettext
	for _, locale := range locales(t) {
		cardinal, ordinal := plural(locale, "plural"), plural(locale, "selectordinal")
		for _, format := range []string{"i18next", "go-i18n-toml", "go-i18n-json"} {
			texts := []string{"a", cardinal}
			if format == "i18next" {
				texts = append(texts, "b", ordinal)
			}
			data, report := encode(t, format, catalog(locale, texts...), nil)
			require.Empty(t, report.Losses, locale)
			require.Empty(t, report.Changes, locale)
			back, report := decode(t, format, "x", data, &exchange.Options{Locale: locale})
			require.Empty(t, report.Losses, locale)
			for key, text := range flat(back, locale) {
				require.Equal(t, map[string]string{"a": cardinal, "b": ordinal}[key], text, "%s %s\n%s", format, locale, data)
			}
			require.Len(t, back.Entries, len(texts)/2)
		}
		data, report := encode(t, "po", catalog(locale, "a", cardinal), nil)
		if len(report.Losses) > 0 {
			without = append(without, locale)
			continue
		}
		back, _ := decode(t, "po", "x", data, nil)
		for _, n := range randomNumbers {
			want, ok := render(cardinal, locale, "count", n)
			require.True(t, ok)
			got, ok := render(back.Entries[0].Texts[locale], locale, "count", n)
			require.True(t, ok)
			require.Equal(t, want, got, "%s %v\n%s", locale, n, data)
		}
	}
	require.Equal(t, []string{"kw"}, without, "Cornish has a rule that no PO file has been seen with")
}

// TestPluralFormsOfOthers reads the rules that files of other programs have,
// also where these are not those of CLDR.
func TestPluralFormsOfOthers(t *testing.T) {
	for _, c := range []struct{ locale, rule, want string }{
		{"de", "nplurals=2; plural=(n != 1);", "one {0} other {1}"},
		{"fr", "nplurals=2; plural=(n > 1);", "one {0} other {1}"},
		{"fr", "nplurals=2; plural=(n != 1)", "=0 {1} one {0} other {1}"},
		{"ja", "nplurals=1; plural=0;", "other {0}"},
		{"tr", "nplurals=1; plural=0;", "one {0} other {0}"},
		{"ru", "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);", "one {0} few {1} many {2} other {2}"},
		{"pl", "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);", "one {0} few {1} many {2} other {2}"},
		{"ru", "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);", "one {0} few {1} many {2} other {3}"},
		{"cs", "nplurals=4; plural=(n == 1 && n % 1 == 0) ? 0 : (n >= 2 && n <= 4 && n % 1 == 0) ? 1: (n % 1 != 0 ) ? 2 : 3;", "one {0} few {1} many {2} other {3}"},
		{"es", "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;", "one {0} many {1} other {2}"},
		{"cs", "nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;", "one {0} few {1} other {2}"},
		{"ar", "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
			"zero {0} one {1} two {2} few {3} many {4} other {5}"},
		{"lv", "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);", "=0 {2} zero {1} one {0} other {1}"},
		{"sl", "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);", "one {0} two {1} few {2} other {3}"},
		{"ga", "nplurals=5; plural=n==1 ? 0 : n==2 ? 1 : n<7 ? 2 : n<11 ? 3 : 4", "=0 {2} one {0} two {1} few {2} many {3} other {4}"},
		{"en", "nplurals=2; plural=!(n == 1) || 0 && n / 0;", "one {0} other {1}"},
	} {
		forms := ""
		for i := range 6 {
			if fmt.Sprint(i) < c.rule[len("nplurals="):len("nplurals=")+1] {
				forms += fmt.Sprintf("msgstr[%d] \"%d\"\n", i, i)
			}
		}
		file := "msgid \"\"\nmsgstr \"Language: " + c.locale + "\\nPlural-Forms: " + c.rule + "\\n\"\n\n#, c-format\nmsgid \"a\"\nmsgid_plural \"b\"\n" + forms
		back, report := decode(t, "po", "x", file, nil)
		require.Empty(t, report.Losses)
		require.Equal(t, "{count, plural, "+c.want+"}", flat(back, c.locale)["a"], c.rule)
		data, report := encode(t, "po", back, nil)
		require.Empty(t, report.Losses)
		again, _ := decode(t, "po", "x", data, nil)
		require.Equal(t, flat(back, c.locale), flat(again, c.locale), "the rule is one that can say the same\n%s", data)
	}
}

// TestWrongPluralForms: a rule is read, or the file is refused.
func TestWrongPluralForms(t *testing.T) {
	for _, rule := range []string{
		"", "nplurals=2", "nplurals=2; plural=n", "nplurals=0; plural=0", "nplurals=99; plural=0", "nplurals=2; plural=x != 1", "nplurals=2; plural=n != 1)",
		"nplurals=2; plural=(n != 1", "nplurals=2; plural=n ? 1", "nplurals=2; plural=1/n", "nplurals=2; plural=n %", "nplurals=2; plural=system(1)",
		"nplurals=2; plural=" + strings.Repeat("(", 900) + "0" + strings.Repeat(")", 900), "nplurals=2; plural=" + strings.Repeat("!", 900) + "0",
		"nplurals=2; plural=99999999999999999999", "nplurals=2; plural=" + strings.Repeat("n?0:", 400) + "0", "nplurals=2; plural=-1",
	} {
		_, _, err := exchange.Decode("po", "de.po", []byte("msgid \"\"\nmsgstr \"Plural-Forms: "+rule+"\\n\"\n"), nil)
		require.ErrorContains(t, err, "the header Plural-Forms: ", rule)
	}
}

// TestRulesAreOfCLDR: the rule that a file is written with tells the numbers of
// the locale's categories apart.
func TestRulesAreOfCLDR(t *testing.T) {
	header := regexp.MustCompile(`Plural-Forms: (.*?)\\n`)
	for locale, want := range map[string]string{
		"en": "nplurals=2; plural=n != 1;", "fr": "nplurals=3; plural=n <= 1 ? 0 : n % 1000000 == 0 ? 1 : 2;", "da": "nplurals=2; plural=n != 1;", "ja": "nplurals=1; plural=0;",
		"he": "nplurals=3; plural=n == 1 ? 0 : n == 2 ? 1 : 2;", "is": "nplurals=2; plural=n % 10 != 1 || n % 100 == 11;",
	} {
		data, _ := encode(t, "po", catalog(locale, "a", plural(locale, "plural")), nil)
		require.Equal(t, want, header.FindStringSubmatch(data)[1], locale)
	}
}
