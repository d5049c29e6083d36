package contenttest_test

import (
	"crypto/ed25519"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
)

// read returns a file of a publication.
func read(t *testing.T, fsys fs.FS, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(fsys, name)
	require.NoError(t, err)
	return data
}

// walk reads a publication from its manifest down, as a client does, and
// returns the manifest and the texts: locale → bundle → name → text.
func walk(t *testing.T, fsys fs.FS, channel string) (_ *bundle.SignedManifest, found map[string]map[string]*bundle.Bundle) {
	t.Helper()
	name := bundle.ManifestName(channel)
	signed, err := bundle.DecodeManifest(name, read(t, fsys, name))
	require.NoError(t, err)
	m := signed.Manifest
	found = map[string]map[string]*bundle.Bundle{}
	for tag, locale := range m.Locales {
		name := bundle.IndexName(tag, locale.Index)
		data := read(t, fsys, name)
		require.NoError(t, locale.Index.Check(name, data))
		index, err := bundle.DecodeIndex(name, data)
		require.NoError(t, err)
		found[tag] = map[string]*bundle.Bundle{}
		for group, entry := range index.Bundles {
			name := bundle.BundleName(group, tag, entry.Ref)
			data := read(t, fsys, name)
			require.NoError(t, entry.Check(name, data))
			b, err := bundle.DecodeBundle(name, data)
			require.NoError(t, err)
			require.NoError(t, b.Check(name, group, tag))
			require.Len(t, b.Texts, entry.Keys)
			found[tag][group] = b
		}
	}
	return signed, found
}

func TestPublish(t *testing.T) {
	signed, found := walk(t, contenttest.Publish(contenttest.Texts{
		"de": {"home.title": "Willkommen", "home.lead.long": "Lang", "cart.buy": "Kaufen", "imprint": "Impressum"},
		"en": {"home.title": "Welcome"},
		"ar": {"home.title": "أهلا"},
		"fa": {}, "he": {}, "ur": {}, "az-Arab": {}, "uz": {}, "pa-Arab": {}, "zh-Hant": {},
	}), "live")
	m := signed.Manifest
	require.Equal(t, "test", m.Project)
	require.Equal(t, "live", m.Channel)
	require.Equal(t, "en", m.DefaultLocale)
	require.Equal(t, "home", m.DefaultBundle)
	require.EqualValues(t, 1, m.Sequence)
	require.EqualValues(t, 1_767_225_600, m.Epoch)
	require.Equal(t, time.Date(2026, 1, 1, 0, 0, 1, 0, time.UTC), m.Published)
	require.False(t, m.Empty)

	require.Equal(t, map[string]string{"title": "Willkommen", "lead.long": "Lang", "imprint": "Impressum"}, found["de"]["home"].Texts)
	require.Equal(t, map[string]string{"buy": "Kaufen"}, found["de"]["cart"].Texts)
	require.Equal(t, map[string]string{"title": "Welcome"}, found["en"]["home"].Texts)
	require.Empty(t, found["fa"])
	for tag, dir := range map[string]string{
		"de": "ltr", "en": "ltr", "uz": "ltr", "zh-Hant": "ltr",
		"ar": "rtl", "fa": "rtl", "he": "rtl", "ur": "rtl", "az-Arab": "rtl", "pa-Arab": "rtl",
	} {
		require.Equal(t, dir, m.Locales[tag].Dir, tag)
	}
}

func TestPublishDefaultLocale(t *testing.T) {
	for want, texts := range map[string]contenttest.Texts{
		"en":    {"de": {}, "en": {}, "ar": {}},
		"de":    {"fr": {}, "de": {}},
		"en-GB": {"en-GB": {}, "fr": {}},
	} {
		signed, _ := walk(t, contenttest.Publish(texts), "live")
		require.Equal(t, want, signed.Manifest.DefaultLocale)
	}
	signed, found := walk(t, contenttest.Publish(nil), "live")
	m := signed.Manifest
	require.Equal(t, "en", m.DefaultLocale)
	require.True(t, m.Empty)
	require.Empty(t, found)
}

func TestPublishWith(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	published := time.Date(2030, 5, 6, 7, 8, 9, 0, time.UTC)
	signed, found := walk(t, contenttest.PublishWith(contenttest.Texts{
		"de":    {"home.title": "Titel", "shop.cart.buy": "Kaufen", "legal": "Recht"},
		"de-AT": {"home.title": "Titel & Co"},
		"fr":    {},
	}, &contenttest.PublishOptions{
		Project:       "acme",
		Channel:       "staging",
		Epoch:         7,
		Sequence:      9,
		Published:     published,
		DefaultLocale: "de",
		DefaultBundle: "base",
		Routes:        map[string]string{"shop.cart": "checkout"},
		Fallback:      map[string][]string{"de-AT": {"de"}, "fr": {}},
		Types:         map[string]string{"home.title": bundle.TypeText, "legal": bundle.TypeHTML},
		Weights:       map[string]float64{"home": 5},
		Signers:       []bundle.Signer{private},
	}), "staging")
	m := signed.Manifest
	require.NoError(t, signed.Verify([]bundle.PublicKey{public}))
	require.Equal(t, "acme", m.Project)
	require.EqualValues(t, 7, m.Epoch)
	require.EqualValues(t, 9, m.Sequence)
	require.Equal(t, published, m.Published)
	require.Equal(t, "de", m.DefaultLocale)
	require.Equal(t, []string{"de"}, m.Locales["de-AT"].Fallback)
	require.Equal(t, []string{}, m.Locales["fr"].Fallback, "none is not the same as the CLDR parents")
	require.Nil(t, m.Locales["de"].Fallback)
	require.Equal(t, map[string]string{"buy": "Kaufen"}, found["de"]["checkout"].Texts)
	require.Equal(t, map[string]string{"legal": "Recht"}, found["de"]["base"].Texts)
	require.Equal(t, bundle.TypeText, found["de-AT"]["home"].TypeOf("title"))
	require.Equal(t, bundle.TypeHTML, found["de"]["base"].TypeOf("legal"))
}

func TestPublishIsDeterministic(t *testing.T) {
	texts := contenttest.Texts{"en": {"a.x": "1", "b.y": "2", "c.z": "3", "top": "4"}, "de": {"a.x": "5"}}
	one, ok := contenttest.Publish(texts).(fstest.MapFS)
	require.True(t, ok)
	two := contenttest.PublishWith(texts, &contenttest.PublishOptions{})
	require.Equal(t, one, two)
	require.Len(t, one, 1+2+5)
	for name := range one {
		require.NoError(t, fstest.TestFS(one, name))
	}
}

func TestPublishRefuses(t *testing.T) {
	for want, c := range map[string]struct {
		texts contenttest.Texts
		o     *contenttest.PublishOptions
	}{
		`contenttest: publish locale "DE": not a canonical BCP 47 tag`:                {contenttest.Texts{"DE": {}}, nil},
		`contenttest: publish locale "de_AT": not a canonical BCP 47 tag`:             {contenttest.Texts{"de_AT": {}}, nil},
		`contenttest: publish locale "de": key "home..x": not a valid key`:            {contenttest.Texts{"de": {"home..x": "x"}}, nil},
		`contenttest: publish locale "de": key "Home.x": "Home" cannot name a bundle`: {contenttest.Texts{"de": {"Home.x": "x"}}, nil},
		`contenttest: publish: type of key "home.tilte": no locale has the key`:       {contenttest.Texts{"de": {"home.title": "x"}}, &contenttest.PublishOptions{Types: map[string]string{"home.tilte": "text"}}},
	} {
		require.PanicsWithError(t, want, func() { contenttest.PublishWith(c.texts, c.o) })
	}
	for name, c := range map[string]struct {
		texts contenttest.Texts
		o     *contenttest.PublishOptions
		rule  string
	}{
		"type":     {contenttest.Texts{"de": {"a.x": "x"}}, &contenttest.PublishOptions{Types: map[string]string{"a.x": "image"}}, bundle.RuleTextType},
		"default":  {contenttest.Texts{"de": {}}, &contenttest.PublishOptions{DefaultLocale: "fr"}, bundle.RuleLocaleUnknown},
		"fallback": {contenttest.Texts{"de": {}}, &contenttest.PublishOptions{Fallback: map[string][]string{"de": {"fr"}}}, bundle.RuleLocaleUnknown},
		"weight":   {contenttest.Texts{"de": {"a.x": "x"}}, &contenttest.PublishOptions{Weights: map[string]float64{"a": -1}}, bundle.RuleNumberRange},
		"sequence": {contenttest.Texts{"de": {}}, &contenttest.PublishOptions{Sequence: -1}, bundle.RuleNumberRange},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				err, ok := recover().(error)
				require.True(t, ok, "no panic with an error")
				var format *bundle.FormatError
				require.ErrorAs(t, err, &format)
				require.Equal(t, c.rule, format.Rule)
			}()
			contenttest.PublishWith(c.texts, c.o)
		})
	}
}
