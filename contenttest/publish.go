package contenttest

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"testing/fstest"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/cldr"
)

// Texts are the texts of a publication: locale → full key → text. A text is
// HTML, a locale a canonical BCP 47 tag.
//
//	contenttest.Texts{
//		"en": {"home.title": "Welcome", "cart.button": "Buy"},
//		"de": {"home.title": "Willkommen"},
//	}
//
// A locale without texts is published, with none.
type Texts map[string]map[string]string

// What a publication says where PublishOptions do not.
const (
	DefaultProject = "test"
	DefaultChannel = "live"
	DefaultBundle  = "home" // holds the keys without a dot

	// DefaultEpoch is 2026-01-01 00:00:00 UTC, in seconds since 1970.
	DefaultEpoch = 1_767_225_600
)

// PublishOptions describes a publication. The zero value is the default. Equal
// texts and options give equal bytes.
type PublishOptions struct {
	Project string // "": DefaultProject
	Channel string // "": DefaultChannel
	Epoch   int64  // seconds since 1970; 0: DefaultEpoch

	// Sequence orders the publications of one epoch. 0: 1.
	Sequence int64

	// Published is the time of publication. Zero: Epoch, and a second more
	// for each Sequence.
	Published time.Time

	// DefaultLocale is the locale that every fallback ends with. "": "en" if
	// there are texts for it, else the first locale in alphabetical order.
	DefaultLocale string

	DefaultBundle string            // "": DefaultBundle
	Routes        map[string]string // key prefix → bundle; nil: none

	// Fallback lists, for a locale, the locales that are asked next. A locale
	// without an entry has its CLDR parents, one with an empty list none.
	Fallback map[string][]string

	// Types gives full keys another type than bundle.TypeHTML, in every
	// locale.
	Types map[string]string

	// Weights says, for a bundle, how early clients load it. Default: 0.
	Weights map[string]float64

	// Signers sign the manifest. nil: it is not signed.
	Signers []bundle.Signer
}

// Publish returns a publication of texts, for [fetch.FS] or a Fetcher of the
// test's own. It panics if the texts cannot be published, for example because
// a key or a locale is not valid; what a text says is not checked. Directions
// follow from the script of each locale.
func Publish(texts Texts) fs.FS { return PublishWith(texts, nil) }

// PublishWith is Publish with options, which may be nil. It panics also if the
// options cannot be published.
func PublishWith(texts Texts, o *PublishOptions) fs.FS {
	files, err := publish(texts, o)
	if err != nil {
		panic(err)
	}
	return files
}

// publish writes the bundles, the indexes and the manifest.
func publish(texts Texts, o *PublishOptions) (fstest.MapFS, error) {
	p := publisher{texts: texts, files: fstest.MapFS{}}
	if o != nil {
		p.PublishOptions = *o
	}
	p.complete()
	if err := p.checkTypes(); err != nil {
		return nil, fmt.Errorf("contenttest: publish: %w", err)
	}
	m := p.manifest()
	for _, tag := range slices.Sorted(maps.Keys(texts)) {
		index, err := p.index(m, tag)
		if err != nil {
			return nil, fmt.Errorf("contenttest: publish locale %q: %w", tag, err)
		}
		m.Locales[tag] = bundle.Locale{Fallback: p.Fallback[tag], Dir: direction(tag), Index: index}
	}
	data, err := bundle.EncodeManifest(m, p.Signers...)
	if err != nil {
		return nil, fmt.Errorf("contenttest: publish: %w", err)
	}
	p.add(bundle.ManifestName(m.Channel), data)
	return p.files, nil
}

// publisher is one publication in the making.
type publisher struct {
	PublishOptions
	texts Texts
	files fstest.MapFS
}

// complete fills in the defaults.
func (p *publisher) complete() {
	setDefault(&p.Project, DefaultProject)
	setDefault(&p.Channel, DefaultChannel)
	setDefault(&p.Epoch, DefaultEpoch)
	setDefault(&p.Sequence, 1)
	setDefault(&p.DefaultBundle, DefaultBundle)
	if p.Published.IsZero() {
		p.Published = time.Unix(p.Epoch+p.Sequence, 0).UTC()
	}
	if p.DefaultLocale == "" {
		p.DefaultLocale = "en"
		if _, ok := p.texts["en"]; !ok && len(p.texts) > 0 {
			p.DefaultLocale = slices.Min(slices.Collect(maps.Keys(p.texts)))
		}
	}
}

func setDefault[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}

// checkTypes finds types of keys that no locale has: a slip of the pen.
func (p *publisher) checkTypes() error {
	for _, key := range slices.Sorted(maps.Keys(p.Types)) {
		found := false
		for _, texts := range p.texts {
			_, ok := texts[key]
			found = found || ok
		}
		if !found {
			return fmt.Errorf("type of key %q: no locale has the key", key)
		}
	}
	return nil
}

func (p *publisher) manifest() *bundle.Manifest {
	return &bundle.Manifest{
		Project:       p.Project,
		Channel:       p.Channel,
		Epoch:         p.Epoch,
		Sequence:      p.Sequence,
		Published:     p.Published,
		DefaultLocale: p.DefaultLocale,
		DefaultBundle: p.DefaultBundle,
		Routes:        p.Routes,
		Locales:       map[string]bundle.Locale{},
		Empty:         len(p.texts) == 0,
	}
}

// index writes the bundles of a locale and their index.
func (p *publisher) index(m *bundle.Manifest, tag string) (bundle.Ref, error) {
	if !bundle.ValidLocale(tag) {
		return bundle.Ref{}, fmt.Errorf("not a canonical BCP 47 tag")
	}
	bundles := map[string]*bundle.Bundle{}
	for _, key := range slices.Sorted(maps.Keys(p.texts[tag])) {
		if !bundle.ValidKey(key) {
			return bundle.Ref{}, fmt.Errorf("key %q: not a valid key", key)
		}
		group, name := m.Resolve(key)
		if !bundle.ValidBundleName(group) {
			return bundle.Ref{}, fmt.Errorf("key %q: %q cannot name a bundle", key, group)
		}
		b := bundles[group]
		if b == nil {
			b = &bundle.Bundle{Name: group, Locale: tag, Texts: map[string]string{}, Keys: map[string]bundle.KeyMeta{}}
			bundles[group] = b
		}
		b.Texts[name] = p.texts[tag][key]
		if kind := p.Types[key]; kind != "" {
			b.Keys[name] = bundle.KeyMeta{Type: kind}
		}
	}
	index := &bundle.Index{Locale: tag, Bundles: map[string]bundle.IndexEntry{}, Empty: len(bundles) == 0}
	for name, b := range bundles {
		data, err := bundle.EncodeBundle(b)
		if err != nil {
			return bundle.Ref{}, err
		}
		ref := bundle.RefOf(data)
		p.add(bundle.BundleName(name, tag, ref), data)
		index.Bundles[name] = bundle.IndexEntry{Ref: ref, Keys: len(b.Texts), Weight: p.Weights[name]}
	}
	data, err := bundle.EncodeIndex(index)
	if err != nil {
		return bundle.Ref{}, err
	}
	ref := bundle.RefOf(data)
	p.add(bundle.IndexName(tag, ref), data)
	return ref, nil
}

func (p *publisher) add(name string, data []byte) {
	p.files[name] = &fstest.MapFile{Data: data, Mode: 0o444}
}

func direction(tag string) string {
	if cldr.RTL(tag) {
		return "rtl"
	}
	return "ltr"
}
