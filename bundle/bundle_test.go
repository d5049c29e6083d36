package bundle_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
)

var hash = strings.Repeat("0123456789abcdef", 4)

// newManifest returns a manifest that uses every field.
func newManifest() *bundle.Manifest {
	return &bundle.Manifest{
		Project: "acme", Channel: "live", Epoch: 1767225600, Sequence: 7,
		Published:     time.Date(2026, 1, 2, 3, 4, 5, 250, time.UTC),
		DefaultLocale: "en", DefaultBundle: "site",
		Routes: map[string]string{"cart": "shop", "cart.line": "lines"},
		Locales: map[string]bundle.Locale{
			"en": {Dir: "ltr", Name: "English", Index: bundle.Ref{SHA256: hash, Bytes: 12}},
			"de": {Dir: "ltr", Fallback: []string{}, Index: bundle.Ref{SHA256: hash, Bytes: 1}},
			"ar": {Dir: "rtl", Fallback: []string{"de", "en"}, Name: "العربية", Index: bundle.Ref{SHA256: hash, Bytes: 99}},
		},
	}
}

func newIndex() *bundle.Index {
	return &bundle.Index{Locale: "de", Bundles: map[string]bundle.IndexEntry{
		"home": {Ref: bundle.Ref{SHA256: hash, Bytes: 120}, Keys: 3, Weight: 2.5},
		"shop": {Ref: bundle.Ref{SHA256: hash, Bytes: 1}},
	}}
}

func newBundle() *bundle.Bundle {
	return &bundle.Bundle{
		Name: "home", Locale: "de",
		Keys:  map[string]bundle.KeyMeta{"title": {Type: bundle.TypeText}, "intro": {Type: bundle.TypeHTML, Max: 80}},
		Texts: map[string]string{"title": "Willkommen & <b>", "intro": "\x00\t\"\\\u2028😀", "empty": ""},
	}
}

func key(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(n)), 32)))
}

func public(n byte) bundle.PublicKey { return key(n).Public().(ed25519.PublicKey) }

func encode[V any](t testing.TB, f func(V) ([]byte, error), v V) []byte {
	data, err := f(v)
	require.NoError(t, err)
	return data
}

// ruleOf returns the rule of a format error.
func ruleOf(t testing.TB, err error) string {
	var fe *bundle.FormatError
	require.ErrorAs(t, err, &fe)
	return fe.Rule
}

func TestRoundTrip(t *testing.T) {
	m := newManifest()
	data, err := bundle.EncodeManifest(m, key(1))
	require.NoError(t, err)
	s, err := bundle.DecodeManifest("live.json", data)
	require.NoError(t, err)
	require.Equal(t, m, s.Manifest)
	require.NoError(t, s.Verify([]bundle.PublicKey{public(1)}))
	again, err := bundle.EncodeManifest(s.Manifest, key(1))
	require.NoError(t, err)
	require.Equal(t, string(data), string(again))

	data = encode(t, bundle.EncodeIndex, newIndex())
	x, err := bundle.DecodeIndex("i", data)
	require.NoError(t, err)
	require.Equal(t, newIndex(), x)

	data = encode(t, bundle.EncodeBundle, newBundle())
	b, err := bundle.DecodeBundle("b", data)
	require.NoError(t, err)
	require.Equal(t, newBundle(), b)
	require.Equal(t, bundle.TypeText, b.TypeOf("title"))
	require.Equal(t, bundle.TypeHTML, b.TypeOf("intro"))
	require.Equal(t, bundle.TypeHTML, b.TypeOf("empty"))
}

// TestTruncation cuts a file of each kind at every byte: none is taken for a
// whole one. White space at the end of an index or bundle is no part of it.
func TestTruncation(t *testing.T) {
	data, err := bundle.EncodeManifest(newManifest(), key(1))
	require.NoError(t, err)
	for n := range data {
		_, err := bundle.DecodeManifest("live.json", data[:n])
		require.Error(t, err, n)
	}
	data = encode(t, bundle.EncodeIndex, newIndex())
	for n := range data[:len(data)-1] {
		_, err := bundle.DecodeIndex("i", data[:n])
		require.Error(t, err, n)
	}
	data = encode(t, bundle.EncodeBundle, newBundle())
	for n := range data {
		_, err := bundle.DecodeBundle("b", data[:n])
		require.Equal(t, n < len(data)-1, err != nil, n)
		require.Equal(t, bundle.RuleRefBytes, ruleOf(t, bundle.RefOf(data).Check("b", data[:n])))
	}
}

// TestBitFlips flips every bit of a signed manifest: either the file is refused
// or its signature is. A flip in a bundle changes its hash.
func TestBitFlips(t *testing.T) {
	m := newManifest()
	data, err := bundle.EncodeManifest(m, key(1))
	require.NoError(t, err)
	for i := range data {
		for bit := range 8 {
			flipped := append([]byte(nil), data...)
			flipped[i] ^= 1 << bit
			s, err := bundle.DecodeManifest("live.json", flipped)
			if err == nil {
				err = s.Verify([]bundle.PublicKey{public(1)})
			}
			require.Error(t, err, "byte %d bit %d", i, bit)
		}
	}
	b := encode(t, bundle.EncodeBundle, newBundle())
	ref := bundle.RefOf(b)
	for i := range b {
		b[i] ^= 1
		require.Equal(t, bundle.RuleRefHash, ruleOf(t, ref.Check("b", b)))
		b[i] ^= 1
	}
	require.NoError(t, ref.Check("b", b))
}

// TestReplay: a manifest that a trusted key has signed for another project or
// channel is not this one's.
func TestReplay(t *testing.T) {
	data, err := bundle.EncodeManifest(newManifest(), key(1))
	require.NoError(t, err)
	s, err := bundle.DecodeManifest("live.json", data)
	require.NoError(t, err)
	require.NoError(t, s.Verify([]bundle.PublicKey{public(1)}))
	require.NoError(t, s.Manifest.Check("live.json", "acme", "live"))
	require.Equal(t, bundle.RuleFileMismatch, ruleOf(t, s.Manifest.Check("live.json", "other", "live")))
	require.Equal(t, bundle.RuleFileMismatch, ruleOf(t, s.Manifest.Check("live.json", "acme", "staging")))
	other := *s.Manifest
	require.True(t, other.SameChannel(s.Manifest))
	other.Project = "other"
	require.False(t, other.SameChannel(s.Manifest))
}

func TestSignatures(t *testing.T) {
	m := newManifest()
	one, err := bundle.EncodeManifest(m, key(1))
	require.NoError(t, err)
	sig := string(one[strings.LastIndex(string(one), "[")+1 : len(one)-len("]}\n")])
	twice := strings.Replace(string(one), sig, sig+","+sig, 1)
	s, err := bundle.DecodeManifest("live.json", []byte(twice))
	require.NoError(t, err)
	require.Len(t, s.Signatures, 2)
	require.Len(t, s.SignedBy([]bundle.PublicKey{public(1), public(2), public(1), nil}), 1)

	both, err := bundle.EncodeManifest(m, key(2), key(1))
	require.NoError(t, err)
	swapped, err := bundle.EncodeManifest(m, key(1), key(2))
	require.NoError(t, err)
	require.Equal(t, both, swapped)

	err = s.Verify([]bundle.PublicKey{public(3)})
	require.Equal(t, bundle.RuleSignatureTrust, ruleOf(t, err))
	require.NoError(t, s.Verify(nil))
	err = s.Verify([]bundle.PublicKey{public(1), make([]byte, 31)})
	require.ErrorContains(t, err, "31 bytes")
	require.False(t, errors.As(err, new(*bundle.FormatError)))
}

// faulty is a signer whose Sign goes wrong.
type faulty struct {
	pub crypto.PublicKey
	sig []byte
	err error
}

func (f faulty) Public() crypto.PublicKey { return f.pub }

func (f faulty) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return f.sig, f.err }

func TestSignersThatFail(t *testing.T) {
	m := newManifest()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	broken := errors.New("no connection")
	_, err = bundle.EncodeManifest(m, faulty{pub: public(1), err: broken})
	require.ErrorIs(t, err, broken)
	_, err = bundle.EncodeManifest(m, ec)
	require.ErrorContains(t, err, "not ed25519")
	_, err = bundle.EncodeManifest(m, faulty{pub: public(1), sig: make([]byte, 64)})
	require.ErrorContains(t, err, "does not verify")
	_, err = bundle.EncodeManifest(m, key(1), key(2), key(1))
	require.ErrorContains(t, err, "two signers")
}

// TestEncodersRefuse: what a reader would refuse is never written.
func TestEncodersRefuse(t *testing.T) {
	manifest := func(change func(*bundle.Manifest)) error {
		m := newManifest()
		change(m)
		_, err := bundle.EncodeManifest(m)
		return err
	}
	index := func(change func(*bundle.Index)) error {
		x := newIndex()
		change(x)
		_, err := bundle.EncodeIndex(x)
		return err
	}
	texts := func(change func(*bundle.Bundle)) error {
		b := newBundle()
		change(b)
		_, err := bundle.EncodeBundle(b)
		return err
	}
	weight := func(f float64) error {
		return index(func(x *bundle.Index) {
			x.Bundles["home"] = bundle.IndexEntry{Ref: bundle.Ref{SHA256: hash, Bytes: 1}, Weight: f}
		})
	}
	for _, c := range []struct {
		rule string
		err  error
	}{
		{bundle.RuleNumberRange, manifest(func(m *bundle.Manifest) { m.Sequence = 0 })},
		{bundle.RuleNumberRange, manifest(func(m *bundle.Manifest) { m.Epoch = -1 })},
		{bundle.RuleTimeShape, manifest(func(m *bundle.Manifest) { m.Published = time.Time{} })},
		{bundle.RuleTimeShape, manifest(func(m *bundle.Manifest) { m.Published = m.Published.AddDate(9000, 0, 0) })},
		{bundle.RuleProjectShape, manifest(func(m *bundle.Manifest) { m.Project = "" })},
		{bundle.RuleNameShape, manifest(func(m *bundle.Manifest) { m.Channel = "../live" })},
		{bundle.RuleEmptySet, manifest(func(m *bundle.Manifest) { m.Locales = nil })},
		{bundle.RuleLocaleUnknown, manifest(func(m *bundle.Manifest) { delete(m.Locales, "en") })},
		{bundle.RuleKeyShape, manifest(func(m *bundle.Manifest) { m.Routes["a b"] = "shop" })},
		{bundle.RuleFileUTF8, manifest(func(m *bundle.Manifest) { m.Locales["en"] = bundle.Locale{Name: "\xff"} })},
		{bundle.RuleFileSize, manifest(func(m *bundle.Manifest) {
			m.Locales["en"] = bundle.Locale{Name: strings.Repeat("x", bundle.MaxManifestBytes)}
		})},
		{bundle.RuleEmptySet, index(func(x *bundle.Index) { x.Bundles = nil })},
		{bundle.RuleLocaleShape, index(func(x *bundle.Index) { x.Locale = "de_DE" })},
		{bundle.RuleHashShape, index(func(x *bundle.Index) { x.Bundles["home"] = bundle.IndexEntry{} })},
		{bundle.RuleJSONSyntax, weight(math.NaN())},
		{bundle.RuleJSONSyntax, weight(math.Inf(1))},
		{bundle.RuleNumberRange, weight(-1)},
		{bundle.RuleNumberRange, weight(bundle.MaxWeight * 1.5)},
		{bundle.RuleNameDevice, texts(func(b *bundle.Bundle) { b.Name = "con" })},
		{bundle.RuleNameReserved, texts(func(b *bundle.Bundle) { b.Texts["__proto__"] = "x" })},
		{bundle.RuleTextType, texts(func(b *bundle.Bundle) { b.Keys["intro"] = bundle.KeyMeta{Type: "md"} })},
		{bundle.RuleNumberRange, texts(func(b *bundle.Bundle) { b.Keys["title"] = bundle.KeyMeta{Max: -1} })},
		{bundle.RuleEmptySet, texts(func(b *bundle.Bundle) { b.Texts = nil })},
		{bundle.RuleFileUTF8, texts(func(b *bundle.Bundle) { b.Texts["title"] = "\xed\xa0\x80" })},
	} {
		require.Equal(t, c.rule, ruleOf(t, c.err), c.err)
	}
}

func TestWeightsAreWrittenAsInECMAScript(t *testing.T) {
	for f, want := range map[float64]string{
		0.5: "0.5", 1: "1", 100: "100", 1e6: "1000000", 1e-6: "0.000001", 1e-7: "1e-7",
		2.5e-7: "2.5e-7", 1.5e-10: "1.5e-10", 5e-324: "5e-324", 0.1: "0.1", 1.0 / 3: "0.3333333333333333",
	} {
		x := &bundle.Index{Locale: "de", Bundles: map[string]bundle.IndexEntry{
			"a": {Ref: bundle.Ref{SHA256: hash, Bytes: 1}, Weight: f},
		}}
		require.Contains(t, string(encode(t, bundle.EncodeIndex, x)), `"weight":`+want+"}")
	}
}

// TestDefaultsAreNotWritten: what says nothing makes no difference to bytes.
func TestDefaultsAreNotWritten(t *testing.T) {
	b := newBundle()
	want := encode(t, bundle.EncodeBundle, b)
	b.Keys["empty"] = bundle.KeyMeta{}
	b.Keys["other"] = bundle.KeyMeta{Type: bundle.TypeHTML}
	b.Keys["other"] = bundle.KeyMeta{Type: bundle.TypeText}
	b.Keys["intro"] = bundle.KeyMeta{Max: 80}
	require.Equal(t, string(want), string(encode(t, bundle.EncodeBundle, b)))
	require.Len(t, b.Keys, 4, "the caller's map is left alone")

	m := newManifest()
	data := encode(t, func(m *bundle.Manifest) ([]byte, error) { return bundle.EncodeManifest(m) }, m)
	m.Published = m.Published.In(time.FixedZone("", 3600))
	require.Equal(t, string(data), string(encode(t, func(m *bundle.Manifest) ([]byte, error) { return bundle.EncodeManifest(m) }, m)))
}

func TestLimitsOfCounts(t *testing.T) {
	ref := bundle.Ref{SHA256: hash, Bytes: 1}
	m := newManifest()
	m.Routes = map[string]string{}
	for i := range bundle.MaxRoutes {
		m.Routes[fmt.Sprintf("r%d", i)] = "s"
	}
	_, err := bundle.EncodeManifest(m)
	require.NoError(t, err)
	m.Routes["one-more"] = "s"
	_, err = bundle.EncodeManifest(m)
	require.Equal(t, bundle.RuleCount, ruleOf(t, err))

	m = newManifest()
	for i := range bundle.MaxLocales {
		m.Locales[fmt.Sprintf("en-x-%d", i)] = bundle.Locale{Dir: "ltr", Index: ref}
	}
	_, err = bundle.EncodeManifest(m)
	require.Equal(t, bundle.RuleCount, ruleOf(t, err))

	x := newIndex()
	for i := range bundle.MaxBundles {
		x.Bundles[fmt.Sprintf("b%d", i)] = bundle.IndexEntry{Ref: ref}
	}
	_, err = bundle.EncodeIndex(x)
	require.Equal(t, bundle.RuleCount, ruleOf(t, err))
}

func TestNames(t *testing.T) {
	ref := bundle.RefOf([]byte("x"))
	require.Equal(t, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", ref.SHA256)
	require.Equal(t, int64(1), ref.Bytes)
	require.Equal(t, "live.json", bundle.ManifestName("live"))
	require.Equal(t, "i/de.2d711642b726b04401627ca9fbac32f5.json", bundle.IndexName("de", ref))
	require.Equal(t, "b/home.zh-Hant.2d711642b726b04401627ca9fbac32f5.json", bundle.BundleName("home", "zh-Hant", ref))
	require.Equal(t, "i/de..json", bundle.IndexName("de", bundle.Ref{}))
	require.True(t, bundle.ValidBundleName("home"))
	require.True(t, bundle.ValidChannel("live"))
	require.False(t, bundle.ValidChannel("com1"))
	require.True(t, bundle.ValidProject("acme"))
	require.False(t, bundle.ValidProject("acme shop"))
	require.True(t, bundle.ValidName("hero.title"))
	require.False(t, bundle.ValidName(strings.Repeat("a", bundle.MaxNameLen+1)))
	require.True(t, bundle.ValidKey(strings.Repeat("a", bundle.MaxKeyLen)))
	require.False(t, bundle.ValidKey(strings.Repeat("a", bundle.MaxKeyLen+1)))
	require.True(t, bundle.ValidLocale("sr-Latn-RS"))
	require.False(t, bundle.ValidLocale("nul"))
	require.False(t, bundle.ValidLocale(""))
}

func TestFormatErrorSaysWhere(t *testing.T) {
	_, err := bundle.DecodeBundle("b/home.de.json", []byte(`{"format":1}`))
	require.EqualError(t, err, `bundle: read "b/home.de.json": byte 10: a number where a string should be (member-type)`)
	long := strings.Repeat("x", 500)
	_, err = bundle.DecodeIndex("i", []byte(`{"locale":"`+long+`"}`))
	require.Less(t, len(err.Error()), 250)
}

// TestConcurrentUse reads and asks shared values from many goroutines.
func TestConcurrentUse(t *testing.T) {
	data, err := bundle.EncodeManifest(newManifest(), key(1))
	require.NoError(t, err)
	s, err := bundle.DecodeManifest("live.json", data)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				_ = s.Verify([]bundle.PublicKey{public(1)})
				s.Manifest.FullKeys("shop", "title")
				_, _ = bundle.EncodeManifest(s.Manifest)
				_, _ = bundle.DecodeManifest("live.json", data)
			}
		})
	}
	wg.Wait()
}
