package exchange_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/manage/exchange"
	"github.com/teletextio/content/manage/texts"
)

// TestTextsAreThoseOfAPublish: what a publish refuses is a loss, with the place
// in the file; the settings of keys count.
func TestTextsAreThoseOfAPublish(t *testing.T) {
	file := "key,en,de\n" +
		"good,<b>x</b>,y\n" +
		"script,<script>x</script>,y\n" +
		"handler,\"<a onclick=\"\"x()\"\">x</a>\",y\n" +
		"url,\"<a href=\"\"javascript:x()\"\">x</a>\",\"<a href=\"\"/x\"\">x</a>\"\n" +
		"open,<b>x,y\n" +
		"subject,1 < 2,<script>\n" +
		"long,xxxxx,y\n"
	c, report := decode(t, "csv", "home.csv", file, nil)
	require.Empty(t, report.Losses)
	set := &texts.Set{Keys: map[string]bundle.KeyMeta{"home.subject": {Type: bundle.TypeText}, "home.long": {Max: 3}, "home.gone": {Max: 1}}}
	all, losses := c.Texts(set)
	var lost []string
	for _, l := range losses {
		lost = append(lost, l.String())
	}
	const plain = "; mend it in the file; or import with --plain, if < and & are characters there"
	require.Equal(t, []string{
		"home.csv:3: home.script (en): the markup is refused: the element script, at \"<script>x</script>\"" + plain,
		"home.csv:4: home.handler (en): the markup is refused: the attribute onclick on a, at \"onclick=\\\"x()\\\">x</a>\"" + plain,
		"home.csv:5: home.url (en): the markup is refused: the URL in href on a has a scheme other than http, https, mailto and tel, at \"href=\\\"javascript:x()\\\">x</a>\"" + plain,
		"home.csv:6: home.open (en): the markup is refused: the element b has no end tag in its text or branch, at \"<b>x\"" + plain,
		"home.csv:8: home.long (en): the text has 5 characters, and 3 are allowed; shorten it, or raise max under keys",
	}, lost)
	require.Equal(t, map[string]texts.Text{
		"good": {Source: "<b>x</b>", At: texts.Pos{File: "home.csv", Line: 2}}, "subject": {Source: "1 < 2", At: texts.Pos{File: "home.csv", Line: 7}},
	}, all[texts.ID{Bundle: "home", Locale: "en"}])
	require.Len(t, all[texts.ID{Bundle: "home", Locale: "de"}], 7)
}

// TestPluralsCountWhatTheTextsDo: where a file does not say what a plural
// counts, the texts that are there do.
func TestPluralsCountWhatTheTextsDo(t *testing.T) {
	const file = `{"a_one":"{{count}} x","a_other":"{{count, number}} xs"}`
	for name, c := range map[string]struct {
		locale, there string
		options       exchange.Options
		want          string
	}{
		"of the locale":           {locale: "de", there: "{n, plural, one {#} other {#}}", want: "{n, plural, one {{n} x} other {# xs}}"},
		"of the default locale":   {locale: "en", there: "at {n, plural, one {#} other {#}}", want: "{n, plural, one {{n} x} other {# xs}}"},
		"in a select":             {locale: "de", there: "{g, select, other {{n, plural, other {#}}}}", want: "{n, plural, one {{n} x} other {# xs}}"},
		"the same":                {locale: "de", there: "{count, plural, one {#} other {#}}", want: "{count, plural, one {{count} x} other {# xs}}"},
		"no plural":               {locale: "de", there: "{n}", want: "{count, plural, one {{count} x} other {# xs}}"},
		"count is something else": {locale: "de", there: "{n, plural, other {{count}}}", want: "{count, plural, one {{count} x} other {# xs}}"},
		"it is said":              {locale: "de", there: "{n, plural, other {#}}", options: exchange.Options{Count: "m"}, want: "{m, plural, one {{m} x} other {# xs}}"},
	} {
		o := c.options
		o.Locale, o.Bundle = "de", "home"
		got, _ := decode(t, "i18next", "f", file, &o)
		set := &texts.Set{DefaultLocale: "en", Texts: map[texts.ID]map[string]texts.Text{{Bundle: "home", Locale: c.locale}: {"a": {Source: c.there}}}}
		all, losses := got.Texts(set)
		require.Empty(t, losses)
		require.Equal(t, c.want, all[texts.ID{Bundle: "home", Locale: "de"}]["a"].Source, name)
	}
}

func TestGuess(t *testing.T) {
	for name, want := range map[string][3]string{
		"de.po": {"po", "", "de"}, "home.de.toml": {"go-i18n-toml", "home", "de"}, "locales/pt_BR/Home.json": {"", "home", "pt-BR"},
		`a\de\x.csv`: {"csv", "x", "de"}, "home.csv": {"csv", "home", ""}, "app.json": {"", "app", ""}, "web/x.xlf": {"xliff-1.2", "x", ""},
		"sr@latin/LC_MESSAGES/x.pot": {"po", "x", "sr-Latn"}, "LC_MESSAGES/x.pot": {"po", "x", ""}, "x": {"", "x", ""}, "messages.sr_Latn.xliff": {"xliff-1.2", "messages", "sr-Latn"},
	} {
		format, bundleName, locale := exchange.Guess(name, nil)
		require.Equal(t, want, [3]string{format, bundleName, locale}, name)
	}
	format, _, _ := exchange.Guess("x.xlf", []byte(xliff2("")))
	require.Equal(t, "xliff-2.0", format)
	c, _ := decode(t, "po", "f", "msgid \"\"\nmsgstr \"Language: sr@latin\\n\"\n", nil)
	require.Equal(t, []string{"sr-Latn"}, c.Locales)
	c, report := decode(t, "po", "f", "msgid \"\"\nmsgstr \"Language: ca_ES.UTF-8@valencia\\n\"\n", &exchange.Options{Locale: "ca"})
	require.Equal(t, []string{"ca"}, c.Locales)
	require.Len(t, report.Changes, 1)
}

// TestExportIsReadAgain: a key that comes back as another one is told.
func TestExportIsReadAgain(t *testing.T) {
	set := &texts.Set{Texts: map[texts.ID]map[string]texts.Text{{Bundle: "home", Locale: "en"}: {
		"item_one": {Source: "One {count}", At: texts.Pos{File: "home.en.yaml", Line: 1}}, "item_other": {Source: "Many"}, "fine": {Source: "x"},
	}}}
	all, err := exchange.Catalogs("i18next", set, nil, nil, "")
	require.NoError(t, err)
	_, report, err := exchange.Export("i18next", all[0], set, nil)
	require.NoError(t, err)
	require.Equal(t, []string{
		"home.item_other (en): an import of the file reads another text: \"\"; rename the key or an argument, or choose other placeholders",
		"home.en.yaml:1: home.item_one (en): an import of the file reads another text: \"\"; rename the key or an argument, or choose other placeholders",
	}, changeOf(report))
	for _, format := range []string{"x", ""} {
		_, err := exchange.Catalogs(format, set, nil, nil, "")
		require.ErrorContains(t, err, "there is no format")
		_, err = exchange.FileName(format, all[0])
		require.ErrorContains(t, err, "there is no format")
	}
}
