package cldr_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/cldr"
)

func TestLookupFallsBack(t *testing.T) {
	for tag, same := range map[string]string{
		"EN-au": "en-AU", "zh-TW": "zh-Hant", "ZH-hk": "zh-Hant-HK", "pa-PK": "pa-Arab", "iw-IL": "he", "sh-ME": "sr-Latn",
		"en-XX": "en", "en-Latn-US": "en", "de-1996": "de", "de-Arab": "de", "pt-PT-ao1990": "pt-PT",
		"ar-EG-u-nu-latn": "ar-EG", "xx": "und", "": "und", "-": "und", "--": "und", "en_US": "und", "root": "und",
		"de-" + strings.Repeat("x-", 100): "de", strings.Repeat("a", 1000): "und", "\xff": "und",
	} {
		require.Same(t, cldr.Lookup(same), cldr.Lookup(tag), "%q", tag)
	}
	require.NotSame(t, cldr.Lookup("zh-TW"), cldr.Lookup("zh"))
}

func TestRoot(t *testing.T) {
	root := cldr.Lookup("und")
	require.Equal(t, []cldr.Category{cldr.Other}, root.Cardinals())
	got, ok := root.AppendNumber([]byte("n="), -1234.5, cldr.Plain)
	require.True(t, ok)
	require.Equal(t, "n=-1,234.5", string(got))
}

func TestCategoriesOfLanguages(t *testing.T) {
	for tag, want := range map[string][2]string{
		"en": {"one other", "one two few other"},
		"de": {"one other", "other"},
		"ar": {"zero one two few many other", "other"},
		"cy": {"zero one two few many other", "zero one two few many other"},
		"pl": {"one few many other", "other"},
		"fr": {"one many other", "one other"},
		"ja": {"other", "other"},
		"it": {"one many other", "many other"},
	} {
		l := cldr.Lookup(tag)
		require.Equal(t, want[0], names(l.Cardinals()), tag)
		require.Equal(t, want[1], names(l.Ordinals()), tag)
	}
	list := cldr.Lookup("en").Cardinals()
	list[0] = cldr.Many
	require.Equal(t, "one other", names(cldr.Lookup("en").Cardinals()))
}

func names(list []cldr.Category) string {
	var words []string
	for _, c := range list {
		words = append(words, c.String())
	}
	return strings.Join(words, " ")
}

func TestCategoryNames(t *testing.T) {
	for c := cldr.Other; c <= cldr.Many; c++ {
		got, ok := cldr.ParseCategory(c.String())
		require.True(t, ok)
		require.Equal(t, c, got)
	}
	for _, name := range []string{"", "One", "invalid", "others", "=1"} {
		_, ok := cldr.ParseCategory(name)
		require.False(t, ok, name)
	}
	require.Equal(t, "invalid", cldr.Category(17).String())
}

func TestUnknownStyleIsPlain(t *testing.T) {
	got, ok := cldr.Lookup("de").AppendNumber(nil, 1234.5678, cldr.Style(9))
	require.True(t, ok)
	require.Equal(t, "1.234,568", string(got))
}

func TestParents(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "", "": "", "und": "", "xx": "",
		"en-US":          "en",
		"en-AU":          "en-001 en",
		"en-DE":          "en-150 en-001 en",
		"EN-au":          "en-001 en",
		"es-MX":          "es-419 es",
		"es-ES":          "es",
		"pt-AO":          "pt-PT pt",
		"pt-BR":          "pt",
		"nb":             "no",
		"nn-NO":          "nn no",
		"zh-Hans-SG":     "zh-Hans zh",
		"zh-Hant":        "",
		"zh-Hant-MO":     "zh-Hant-HK zh-Hant",
		"zh-TW":          "zh-Hant-TW zh-Hant",
		"zh-MO":          "zh-Hant-MO zh-Hant-HK zh-Hant",
		"zh-CN":          "zh",
		"sr-ME":          "sr-Latn-ME sr-Latn",
		"sr-Cyrl-RS":     "sr-Cyrl sr",
		"pa-PK":          "pa-Arab-PK pa-Arab",
		"iw-IL":          "iw he",
		"hi-Latn":        "en-IN en-001 en",
		"de-Arab":        "",
		"de-Latn":        "de",
		"de-Arab-XX":     "de-Arab",
		"xx-Arab":        "xx",
		"ca-ES-valencia": "ca-ES ca",
		"en-u-nu-latn":   "en-u-nu en",
		"ht":             "fr-HT fr",
		"sl-rozaj-biske": "sl-rozaj sl",
	} {
		require.Equal(t, want, strings.Join(cldr.Parents(tag), " "), "%q", tag)
	}
	require.Nil(t, cldr.Parents("en"))
	require.Equal(t, "en-001", cldr.Parent("en-AU"))
}

func TestRTL(t *testing.T) {
	for tag, want := range map[string]bool{
		"ar": true, "AR-eg": true, "he": true, "iw": true, "fa-AF": true, "ur": true, "yi": true, "dv": true, "ckb": true,
		"ps": true, "sd": true, "ug": true, "az-Arab": true, "az-IR": true, "az-arab": true, "pa-PK": true, "pa-Arab": true,
		"ff-Adlm": true, "nqo": true, "syr": true, "und-Hebr": true, "xx-Arab": true, "ha-Arab-SD": true, "ku-IQ": true,
		"ms-Arab-BN": true, "bm-Nkoo": true, "uz-AF": true, "ar-u-nu-latn": true,
		"en": false, "": false, "az": false, "pa": false, "pa-IN": false, "ar-Latn": false, "sd-Deva": false, "sd-IN": false,
		"ku": false, "ku-TR": false, "xx": false, "he-Latn-IL": false, "ug-KZ": false, "ja": false, "und": false, "-": false,
		"en-" + strings.Repeat("a", 100): false, strings.Repeat("a", 100) + "-US": false,
	} {
		require.Equal(t, want, cldr.RTL(tag), "%q", tag)
	}
}

func TestCanonical(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "en", "EN": "en", "EN-us": "en-US", "zh-hant-tw": "zh-Hant-TW", "ZH-HANT": "zh-Hant", "es-419": "es-419",
		"und": "und", "haw": "haw", "sl-rozaj-biske-1994": "sl-rozaj-biske-1994", "DE-1996": "de-1996",
		"ca-es-VALENCIA": "ca-ES-valencia", "de-Latn-1901": "de-Latn-1901", "abcde": "abcde", "abcdefgh": "abcdefgh",
		"sr-CYRL-rs": "sr-Cyrl-RS", "de-DE-1a2b": "de-DE-1a2b",
		"abcdefgh-Latn-001-variant1-variant2": "abcdefgh-Latn-001-variant1-variant2", // 35 bytes
	} {
		got, ok := cldr.Canonical(tag)
		require.True(t, ok, "%q", tag)
		require.Equal(t, want, got)
	}
	for _, tag := range []string{
		"", "-", "e", "en-", "-en", "en--US", "en_US", "root", "abcdefghi", "en-U", "en-USA", "en-12", "en-1", "e1",
		"en-US-Latn", "en-US-GB", "en-Latn-Cyrl", "en-u-nu-latn", "x-a", "i-klingon", "zh-cmn", "en-US-x-a", "de-1996-1996",
		"de-1996-rozaj-1996", "de-ROZAJ-rozaj", "en-ÄÖ", "en\x00", "en US", "de-variant12", "de-DE-vari", "sl-rozaj-biske-nedis-rozaj",
		"abcdefgh-Latn-001-variant1-variant23", "en-" + strings.Repeat("a", 1<<16), "12", "de-1v*x",
	} {
		got, ok := cldr.Canonical(tag)
		require.False(t, ok, "%q", tag)
		require.Empty(t, got)
	}
}
