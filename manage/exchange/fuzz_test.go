package exchange_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/exchange"
	"github.com/teletextio/content/manage/texts"
)

// seeds adds the files of a format in testdata/seeds to a fuzz target.
func seeds(f *testing.F, ext string) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "seeds", "*"+ext))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(data)
	}
}

// fuzz reads any bytes as a file of a format. What is read can be published,
// and comes back from a file that is written of it.
func fuzz(f *testing.F, format, ext string) {
	seeds(f, ext)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, locale := range []string{"en", "ru"} {
			o := &exchange.Options{Locale: locale, Bundle: "home", Source: "fr", Plain: len(data)%2 == 0}
			if format == "csv" {
				o.Locale = ""
			}
			c, report, err := exchange.Decode(format, "f", data, o)
			if err != nil {
				require.ErrorAs(t, err, new(texts.Problems))
				return
			}
			for _, p := range report.Losses {
				require.NotEmpty(t, p.What)
			}
			set := &texts.Set{}
			set.Texts, _ = c.Texts(set)
			for id, all := range set.Texts {
				again(t, format, id.Locale, all, o)
			}
		}
	})
}

// again writes texts and reads them, twice: the second file is the first one.
func again(t *testing.T, format, locale string, all map[string]texts.Text, o *exchange.Options) {
	t.Helper()
	set := &texts.Set{Texts: map[texts.ID]map[string]texts.Text{{Bundle: "home", Locale: locale}: all}}
	catalogs, err := exchange.Catalogs(format, set, nil, []string{locale}, locale)
	require.NoError(t, err)
	for _, c := range catalogs {
		first, report, err := exchange.Export(format, c, set, o)
		require.NoError(t, err)
		if len(report.Losses)+len(report.Changes) > 0 {
			continue
		}
		o := *o
		o.Locale, o.Source = locale, ""
		back, _, err := exchange.Decode(format, "f", first, &o)
		require.NoError(t, err)
		for _, e := range back.Entries {
			require.NotEmpty(t, all[e.Key].Source, "a key that was not there: %q", e.Key)
		}
		second, _, err := exchange.Encode(format, back, &o)
		require.NoError(t, err)
		require.True(t, bytes.Equal(first, second), "%s\n%s", first, second)
	}
}

func FuzzI18next(f *testing.F) { fuzz(f, "i18next", ".i18next.json") }

func FuzzGoI18nJSON(f *testing.F) { fuzz(f, "go-i18n-json", ".goi18n.json") }

func FuzzGoI18nTOML(f *testing.F) { fuzz(f, "go-i18n-toml", ".toml") }

func FuzzXLIFF12(f *testing.F) { fuzz(f, "xliff-1.2", ".xlf") }

func FuzzXLIFF20(f *testing.F) { fuzz(f, "xliff-2.0", ".xlf") }

func FuzzPO(f *testing.F) { fuzz(f, "po", ".po") }

func FuzzCSV(f *testing.F) { fuzz(f, "csv", ".csv") }
