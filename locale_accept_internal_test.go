package content

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/cldr"
)

// published is a localeMatcher over a list of tags.
type published []string

func (p published) serves(tag string) (string, bool) {
	for ; tag != ""; tag = cldr.Parent(tag) {
		for _, t := range p {
			if strings.EqualFold(t, tag) {
				return t, true
			}
		}
	}
	return "", false
}

func (p published) extends(tag string) (string, bool) {
	for _, t := range p {
		if strings.HasPrefix(strings.ToLower(t), strings.ToLower(tag)+"-") {
			return t, true
		}
	}
	return "", false
}

func TestAcceptLanguageIsMatchedByWeightThenParentThenRegion(t *testing.T) {
	site := published{"en", "de", "de-CH", "pt-BR", "zh-Hant", "sr-Latn", "es-419"}
	for header, want := range map[string]string{
		"de":                                "de",
		"DE-ch":                             "de-CH",
		"de-AT":                             "de",
		"de-AT,en;q=0.9":                    "de",
		"en;q=0.8, de;q=0.9":                "de",
		"fr, it, de;q=0.1":                  "de",
		"fr;q=1.0,de-CH;q=0.999,en;q=0.999": "de-CH",
		"en;q=0,de;q=0.001":                 "de",
		"pt":                                "pt-BR",
		"zh-TW,en;q=0.5":                    "zh-Hant",
		"es-MX":                             "es-419",
		"de_AT":                             "de",
		"fr;q=0.9,*;q=0.8,de;q=0.1":         "",
		"*":                                 "",
		"en;q=2,de;q=0.5":                   "de",
		"en;q=,de;q=0.5":                    "de",
		"en;q=0.8x,de;q=0.5":                "de",
		"en;Q=0.4;x=y , de ; q = 0.5":       "de",
		"":                                  "",
		",,;;,":                             "",
		"xx-klingon, q=1":                   "",
		"de\x00, en":                        "en",
		"../../etc/passwd, de":              "de",
		"\u017fr-Latn, de":                  "de",
		strings.Repeat("x", 9) + "-de, en":  "en",
	} {
		got, _ := matchAcceptLanguage([]string{header}, site)
		require.Equal(t, want, got, "%q", header)
	}
}

func TestAcceptLanguageLinesAreOneList(t *testing.T) {
	got, ok := matchAcceptLanguage([]string{"fr;q=0.3", "de;q=0.2,en;q=0.9"}, published{"de", "en"})
	require.True(t, ok)
	require.Equal(t, "en", got)
}

func TestAcceptLanguageIsCutAtBytesAndRanges(t *testing.T) {
	site := published{"de"}
	_, ok := matchAcceptLanguage([]string{strings.Repeat("fr,", 10) + "de"}, site)
	require.False(t, ok, "the eleventh range")
	_, ok = matchAcceptLanguage([]string{strings.Repeat("fr,", 9) + "de"}, site)
	require.True(t, ok, "the tenth range")
	pad := strings.Repeat(" ", maxAcceptBytes-4)
	_, ok = matchAcceptLanguage([]string{"fr," + pad + "de"}, site)
	require.False(t, ok, "cut between d and e")
	_, ok = matchAcceptLanguage([]string{"fr," + pad[1:] + "de"}, site)
	require.True(t, ok, "ends with the last byte")
	_, ok = matchAcceptLanguage([]string{"fr," + pad[1:] + "de-AT,en"}, site)
	require.False(t, ok, "de is what is left of de-AT")
}

// hostileHeaders are of a megabyte. What stands behind the cut changes nothing.
func hostileHeaders() map[string]string {
	headers := map[string]string{}
	for _, unit := range []string{"de,", "x-", ";q=0.1,", ",", " ", "a;q=1;q=1;", "zz-zz-zz-zz,", "de-x-", "\xff", "*;q=0,"} {
		headers[unit] = strings.Repeat(unit, 1<<20/len(unit))
	}
	return headers
}

func TestAcceptLanguageOfAMegabyteIsReadAsItsBeginning(t *testing.T) {
	site := published{"de", "en"}
	for unit, header := range hostileHeaders() {
		want, wantOK := matchAcceptLanguage([]string{header[:2*maxAcceptBytes]}, site)
		got, ok := matchAcceptLanguage([]string{header + ",en"}, site)
		require.Equal(t, want, got, "%q", unit)
		require.Equal(t, wantOK, ok, "%q", unit)
	}
}

func BenchmarkAcceptLanguageOfAMegabyte(b *testing.B) {
	site := published{"de", "en"}
	for unit, header := range hostileHeaders() {
		b.Run(strconv.Quote(unit), func(b *testing.B) {
			b.ReportAllocs()
			lines := []string{header}
			for b.Loop() {
				matchAcceptLanguage(lines, site)
			}
		})
	}
}

// asking counts the questions to a localeMatcher that knows nothing.
type asking struct{ times int }

func (a *asking) serves(string) (string, bool)  { a.times++; return "", false }
func (a *asking) extends(string) (string, bool) { return "", false }

// TestAcceptLanguageOfAMegabyteIsCut: a header of any length and shape costs
// no more than ten look-ups and no memory. That nothing behind its first bytes
// is looked at, the test above shows.
func TestAcceptLanguageOfAMegabyteIsCut(t *testing.T) {
	for unit, header := range hostileHeaders() {
		lines := []string{header}
		a := &asking{}
		matchAcceptLanguage(lines, a)
		require.LessOrEqual(t, a.times, maxAcceptRanges, "%q", unit)
		require.Zero(t, testing.AllocsPerRun(10, func() { matchAcceptLanguage(lines, a) }), "%q", unit)
	}
}

func TestLocaleChoiceNoAlloc(t *testing.T) {
	lines := []string{"de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7"}
	var m localeMatcher = published{"fr", "de"}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		matchAcceptLanguage(lines, m)
		cookieValue([]string{"a=b; locale=\"de\"; c=d"}, "locale")
		queryValue("a=b&locale=de&c=d", "locale")
	}))
}

func TestWeights(t *testing.T) {
	for s, want := range map[string]int{
		"1": 1000, "0": 0, "0.5": 500, "0.123": 123, "1.000": 1000, "0.": 0, "0.9999": 999,
		"1.1": -1, "2": -1, "-1": -1, "": -1, ".5": -1, "0,5": -1, "1x": -1, "0.5 ": -1,
	} {
		got, ok := parseWeight(s)
		if !ok {
			got = -1
		}
		require.Equal(t, want, got, "%q", s)
	}
}
