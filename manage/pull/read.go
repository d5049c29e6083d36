package pull

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/internal/cldr"
	"github.com/teletextio/content/manage/texts"
)

// Read returns the texts that a channel has, as a set that publishes the same.
// keys are those of which one must have signed the manifest; none: signatures
// are not asked for. The error is that of f or a *[bundle.FormatError].
func Read(ctx context.Context, f fetch.Fetcher, channel string, keys []bundle.PublicKey) (*texts.Set, error) {
	name := bundle.ManifestName(channel)
	r, err := f.Fetch(ctx, fetch.Request{Name: name, Limit: bundle.MaxManifestBytes})
	if err != nil {
		return nil, err
	}
	signed, err := bundle.DecodeManifest(name, r.Body)
	if err == nil {
		err = signed.Verify(keys)
	}
	if err == nil {
		err = signed.Manifest.Check(name, "", channel)
	}
	if err != nil {
		return nil, err
	}
	m := signed.Manifest
	set := &texts.Set{
		Project: m.Project, Channel: m.Channel, DefaultLocale: m.DefaultLocale, DefaultBundle: m.DefaultBundle,
		Routes: m.Routes, Locales: map[string]texts.Locale{}, Weights: map[string]float64{},
		Keys: map[string]bundle.KeyMeta{}, Texts: map[texts.ID]map[string]texts.Text{},
	}
	for _, tag := range slices.Sorted(maps.Keys(m.Locales)) {
		if err := locale(ctx, f, m, tag, set); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func locale(ctx context.Context, f fetch.Fetcher, m *bundle.Manifest, tag string, set *texts.Set) error {
	l := m.Locales[tag]
	entry := texts.Locale{Name: l.Name, Fallback: l.Fallback}
	if (l.Dir == "rtl") != cldr.RTL(tag) {
		entry.Dir = l.Dir
	}
	set.Locales[tag] = entry
	name := bundle.IndexName(tag, l.Index)
	x, err := object(ctx, f, name, l.Index, bundle.DecodeIndex)
	if err == nil {
		err = x.Check(name, tag)
	}
	if err != nil {
		return err
	}
	for called, e := range x.Bundles {
		name := bundle.BundleName(called, tag, e.Ref)
		b, err := object(ctx, f, name, e.Ref, bundle.DecodeBundle)
		if err == nil {
			err = b.Check(name, called, tag)
		}
		if err != nil {
			return err
		}
		if e.Weight > set.Weights[called] {
			set.Weights[called] = e.Weight
		}
		add(m, b, set)
	}
	return nil
}

// object reads and decodes one object that a reference names.
func object[T any](ctx context.Context, f fetch.Fetcher, name string, ref bundle.Ref, decode func(string, []byte) (T, error)) (v T, err error) {
	r, err := f.Fetch(ctx, fetch.Request{Name: name, Limit: bundle.MaxBundleBytes})
	if err != nil {
		return v, err
	}
	if err := ref.Check(name, r.Body); err != nil {
		return v, err
	}
	return decode(name, r.Body)
}

func add(m *bundle.Manifest, b *bundle.Bundle, set *texts.Set) {
	all := make(map[string]texts.Text, len(b.Texts))
	keys := m.FullKeysOf(b.Name)
	for name, source := range b.Texts {
		all[name] = texts.Text{Source: source}
		meta, ok := b.Keys[name]
		if full := keys(name); ok && len(full) > 0 && meta != (bundle.KeyMeta{}) {
			key := full[0]
			if plain := b.Name + "." + name; slices.Contains(full, plain) {
				key = plain
			}
			set.Keys[key] = meta
		}
	}
	set.Texts[texts.ID{Bundle: b.Name, Locale: b.Locale}] = all
}

// fileName is the name of a new file of texts.
func fileName(id texts.ID) string { return fmt.Sprintf("%s.%s.yaml", id.Bundle, id.Locale) }
