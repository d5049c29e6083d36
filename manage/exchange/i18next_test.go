package exchange_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/exchange"
)

// TestI18nextDecode has each thing that a file of i18next can say.
func TestI18nextDecode(t *testing.T) {
	for name, c := range map[string]struct {
		locale, file string
		want         map[string]string
		lost         []string
		changed      []string
		empty        int
		contexts     []string
	}{
		"nested and flat": {file: `{"a":{"b":"x","c":{"d":"y"}},"e.f":"z"}`, want: map[string]string{"a.b": "x", "a.c.d": "y", "e.f": "z"}},
		"arguments":       {file: `{"a":"Hi {{name}}, {{ user.name }}: {{n, number}} {{p, number(style: percent)}}"}`, want: map[string]string{"a": "Hi {name}, {user.name}: {n, number} {p, number, percent}"}},
		"integer":         {file: `{"a":"{{n, number(maximumFractionDigits: 0)}}"}`, want: map[string]string{"a": "{n, number, integer}"}},
		"braces":          {file: `{"a":"{x} it's '{y}' }"}`, want: map[string]string{"a": "'{'x'}' it's '''{'y'}''' '}'"}, changed: []string{`de.json:1: home.a (en): what looks like a placeholder, "{x}", is taken for characters; say with --format and --syntax how placeholders are written`}},
		"unclosed":        {file: `{"a":"{{x"}`, want: map[string]string{"a": "'{{'x"}},
		"plural": {file: `{"i_one":"{{count}} item","i_other":"{{count, number}} items"}`,
			want: map[string]string{"i": "{count, plural, one {{count} item} other {# items}}"}},
		"zero in English": {file: `{"i_zero":"none","i_one":"one","i_other":"{{count}}"}`,
			want: map[string]string{"i": "{count, plural, =0 {none} one {one} other {{count}}}"}},
		"zero in Arabic": {locale: "ar", file: `{"i_zero":"0","i_one":"1","i_two":"2","i_few":"3","i_many":"11","i_other":"100"}`,
			want: map[string]string{"i": "{count, plural, zero {0} one {1} two {2} few {3} many {11} other {100}}"}},
		"ordinal": {file: `{"p_ordinal_one":"{{count}}st","p_ordinal_two":"{{count}}nd","p_ordinal_few":"{{count}}rd","p_ordinal_other":"{{count}}th"}`,
			want: map[string]string{"p": "{count, selectordinal, one {{count}st} two {{count}nd} few {{count}rd} other {{count}th}}"}},
		"keys that end like plurals": {file: `{"step_one":"First","step_two":"Second","gender_other":"Other"}`,
			want: map[string]string{"step_one": "First", "step_two": "Second", "gender_other": "Other"}},
		"other alone in Japanese": {locale: "ja", file: `{"i_other":"数"}`, want: map[string]string{"i": "{count, plural, other {数}}"}},
		"no other": {file: `{"i_one":"{{count}} item"}`, want: map[string]string{},
			lost: []string{"de.json:1: home.i_one (en): the plural has no text for other; add i_other"}},
		"bare with other": {file: `{"i":"An item","i_other":"{{count}} items"}`,
			want:    map[string]string{"i": "{count, plural, one {An item} other {{count} items}}"},
			changed: []string{"de.json:1: home.i (en): the text without a suffix becomes the branches that the plural lacks"}},
		"bare beside all": {file: `{"i":"Item","i_one":"An item","i_other":"{{count}} items"}`,
			want: map[string]string{"i": "{count, plural, one {An item} other {{count} items}}"},
			lost: []string{"de.json:1: home.i (en): the text without a suffix has no place beside those of the plural; give it another key"}},
		"context": {file: `{"friend":"A friend","friend_male":"A boyfriend","friend_female":"A girlfriend","sign":"Sign","sign_in":"Sign in"}`,
			want: map[string]string{"friend": "{context, select, female {A girlfriend} male {A boyfriend} other {A friend}}", "sign": "Sign", "sign_in": "Sign in"}},
		"context without a default": {file: `{"friend_male":"he","friend_female":"she"}`, want: map[string]string{"friend_male": "he", "friend_female": "she"}},
		"contexts that are named":   {file: `{"sign":"Sign","sign_in":"Sign in"}`, contexts: []string{"in"}, want: map[string]string{"sign": "{context, select, in {Sign in} other {Sign}}"}},
		"context and plural": {file: `{"f_male_one":"a boy","f_male_other":"{{count}} boys","f_one":"a friend","f_other":"{{count}} friends"}`,
			want: map[string]string{"f": "{context, select, male {{count, plural, one {a boy} other {{count} boys}}} other {{count, plural, one {a friend} other {{count} friends}}}}"}},
		"nesting": {file: `{"a":"see $t(b)"}`, want: map[string]string{}, lost: []string{`de.json:1: home.a (en): it takes in another text with $t(); write the text out`}},
		"a format": {file: `{"a":"{{d, datetime}}"}`, want: map[string]string{},
			lost: []string{`de.json:1: home.a (en): the format of "{{d, datetime}}" has no counterpart; pass a formatted string`}},
		"a bad name": {file: "{\n\"a\":\"{{first-name}}\"}", want: map[string]string{},
			lost: []string{`de.json:2: home.a (en): the placeholder "{{first-name}}" has no name that an argument can have; use a name of letters, digits, _ and dots`}},
		"a file of go-i18n": {file: `{"a":{"one":"{{.Count}}","other":"x"}}`, want: map[string]string{"a.other": "x"},
			lost: []string{`de.json:1: home.a.one (en): "{{.Count}}" is a field of a template of Go; choose the format go-i18n-json, or the syntax go`}},
		"unescaped": {file: `{"a":"{{- x}}"}`, want: map[string]string{"a": "{x}"},
			changed: []string{`de.json:1: home.a (en): "{{- x}}" is written without escaping there; here every argument is escaped; where markup is meant, write it into the text`}},
		"lists": {file: `{"a":["x","y"]}`, want: map[string]string{"a.0": "x", "a.1": "y"},
			changed: []string{"de.json:1: home.a (en): a list becomes one text for each item, with its number for a key"}},
		"numbers": {file: `{"a":1,"b":true}`, want: map[string]string{}, lost: []string{
			"de.json:1: home.a (en): it is a number or a boolean; write it in quotes", "de.json:1: home.b (en): it is a number or a boolean; write it in quotes"}},
		"empty": {file: `{"a":"","b":null,"$schema":"x"}`, want: map[string]string{}, empty: 2},
		"names that are no keys": {file: `{"Are you sure?":"Sicher?"}`, want: map[string]string{"are-you-sure-f0762c4f": "Sicher?"},
			changed: []string{`de.json:1: home.are-you-sure-f0762c4f (en): "Are you sure?" is no key: it is called are-you-sure-f0762c4f`}},
		"nested twice": {file: `{"a":{"b":"x"},"a.b":"y"}`, want: map[string]string{"a.b": "x"},
			lost: []string{`de.json:1: home.a.b (en): the key "a.b" is there twice, first on line 1; keep one of them, or give it another key`}},
	} {
		t.Run(name, func(t *testing.T) {
			locale := c.locale
			if locale == "" {
				locale = "en"
			}
			got, report := decode(t, "i18next", "de.json", c.file, &exchange.Options{Bundle: "home", Locale: locale, Contexts: c.contexts})
			require.Equal(t, c.want, flat(got, locale))
			require.Equal(t, c.lost, lossOf(report))
			require.Equal(t, c.changed, changeOf(report))
			require.Equal(t, c.empty, report.Empty)
		})
	}
}

// TestI18nextEncode has each thing that a message can say.
func TestI18nextEncode(t *testing.T) {
	for name, c := range map[string]struct {
		locale, text string
		want         string // "": lost
		said         string // of the loss or the change
	}{
		"argument":      {text: "Hi {name}", want: `{"k":"Hi {{name}}"}`},
		"braces":        {text: "'{'x'}'", want: `{"k":"{x}"}`},
		"two braces":    {text: "'{{'x'}}'", said: "i18next takes {{ for its own"},
		"nesting":       {text: "$t(x)", said: "i18next takes $t( for its own"},
		"plural within": {text: "You have {count, plural, one {# item} other {# items}}.", want: `{"k_one":"You have {{count, number}} item.","k_other":"You have {{count, number}} items."}`},
		"other names":   {text: "{n, plural, one {x} other {{n}}}", want: `{"k_one":"x","k_other":"{{count}}"}`, said: "i18next calls the argument n count"},
		"a clash of names": {text: "{n, plural, one {{count}} other {{n}}}",
			said: "the argument n has to be called count in the file, and there is another one of that name"},
		"zero":       {text: "{count, plural, =0 {none} one {x} other {y}}", want: `{"k_zero":"none","k_one":"x","k_other":"y"}`},
		"exact one":  {text: "{count, plural, =1 {x} other {y}}", want: `{"k_one":"x","k_other":"y"}`, said: "the branch =1 is called one, which in en is the same for whole numbers"},
		"exact five": {text: "{count, plural, one {w} =5 {x} other {y}}", said: "the branch =5 stands for one number, and the format has categories only"},
		"one in French is not 1": {locale: "fr", text: "{count, plural, =1 {x} other {y}}",
			said: "the branch =1 stands for one number, and the format has categories only"},
		"missing branches": {locale: "ru", text: "{count, plural, one {x} other {y}}", want: `{"k_one":"x","k_other":"y"}`,
			said: "the plural of count has no branch for few and many, which ru has: here other stands in, there it does not"},
		"zero in Latvian": {locale: "lv", text: "{count, plural, =0 {x} zero {w} one {y} other {z}}",
			said: "the branch =0 stands for one number, and the format has categories only"},
		"offset":            {text: "{count, plural, offset:1 one {x} other {y}}", said: "the plural of count has an offset"},
		"ordinal":           {text: "{count, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}", want: `{"k_ordinal_one":"{{count, number}}st","k_ordinal_two":"{{count, number}}nd","k_ordinal_few":"{{count, number}}rd","k_ordinal_other":"{{count, number}}th"}`},
		"context":           {text: "{context, select, male {he} other {they}} {x}", want: `{"k_male":"he {{x}}","k":"they {{x}}"}`},
		"context and count": {text: "{context, select, male {he has {count, plural, one {a} other {b}}} other {c}}", want: `{"k_male_one":"he has a","k_male_other":"he has b","k_one":"c","k_other":"c"}`},
		"unusual context":   {text: "{context, select, admin {x} other {y}}", want: `{"k_admin":"x","k":"y"}`, said: "the branch admin becomes a suffix that not everyone takes for a context"},
		"another select":    {text: "{gender, select, male {x} other {y}}", said: "i18next chooses by context only, not by gender"},
		"two plurals":       {text: "{a, plural, one {x} other {y}} {b, plural, one {x} other {y}}", said: "it has choices by a and by b, and the format has one of a kind"},
		"one plural twice": {text: "{count, plural, one {is} other {are}} {count, plural, =0 {no} one {1} other {many}}",
			want: `{"k_zero":"are no","k_one":"is 1","k_other":"are many"}`},
		"# in a select": {text: "{count, plural, one {{context, select, male {#} other {x}}} other {#}}", want: `{"k_male_one":"#","k_male_other":"{{count, number}}","k_one":"x","k_other":"{{count, number}}"}`},
	} {
		t.Run(name, func(t *testing.T) {
			locale := c.locale
			if locale == "" {
				locale = "en"
			}
			got, report := encode(t, "i18next", catalog(locale, "k", c.text), nil)
			if c.want == "" {
				require.JSONEq(t, `{}`, got)
				require.Len(t, report.Losses, 1)
				require.Equal(t, c.said, report.Losses[0].What)
				require.NotEmpty(t, report.Losses[0].Fix)
				require.Equal(t, "home.k", report.Losses[0].Key)
				return
			}
			require.Empty(t, report.Losses)
			require.JSONEq(t, c.want, got)
			if c.said == "" {
				require.Empty(t, report.Changes)
				return
			}
			require.Len(t, report.Changes, 1)
			require.Equal(t, c.said, report.Changes[0].What)
		})
	}
}

func TestI18nextNesting(t *testing.T) {
	got, report := encode(t, "i18next", catalog("en", "a", "1", "a.b", "2", "a.b.c", "3", "d.e.f", "4", "d.e.g", "5"), nil)
	require.Empty(t, report.Losses)
	require.JSONEq(t, `{"a":"1","a.b":"2","a.b.c":"3","d":{"e":{"f":"4","g":"5"}}}`, got)
	back, _ := decode(t, "i18next", "en/home.json", got, nil)
	require.Equal(t, map[string]string{"a": "1", "a.b": "2", "a.b.c": "3", "d.e.f": "4", "d.e.g": "5"}, flat(back, "en"))
	require.Equal(t, "home", back.Bundle)
}
