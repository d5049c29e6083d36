package publish

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/cldr"
	"github.com/teletextio/content/manage/texts"
)

// ErrEmpty says that a set has no texts at all. Most often the wrong folder was
// named. [Options].AllowEmpty publishes it all the same.
var ErrEmpty = errors.New("publish: the set has no texts")

// plan is a set of texts on its way to be published.
type plan struct {
	work
	planned
	bundles []Object
	indexes []Object
}

// newPlan checks a set and encodes all of it but the manifest.
func newPlan(set *texts.Set, o *Options) (*plan, error) {
	c := check(set, o)
	p := &plan{}
	p.odd = c.odd
	if len(c.wrong) > 0 {
		return p, c.wrong
	}
	p.action = ActionPublish
	p.planned = planned{&p.next, map[string]*bundle.Index{}, map[string]*bundle.Bundle{}}
	p.side = &p.planned
	p.objects = func(context.Context, *revision) ([]Object, []Object, error) { return p.bundles, p.indexes, nil }
	p.next = bundle.Manifest{
		Project:       set.Project,
		Channel:       set.ChannelName(),
		DefaultLocale: set.MainLocale(),
		DefaultBundle: set.DefaultBundleName(),
		Routes:        set.Routes,
		Locales:       map[string]bundle.Locale{},
	}
	if o.Channel != "" {
		p.next.Channel = o.Channel
	}
	names := map[string][]string{}
	for id := range c.texts {
		names[id.Locale] = append(names[id.Locale], id.Bundle)
	}
	for _, tag := range set.Tags() {
		if err := p.locale(c, tag, names[tag]); err != nil {
			return p, fmt.Errorf("publish: locale %q: %w", tag, err)
		}
	}
	if p.count.Texts == 0 {
		if !o.AllowEmpty {
			return p, fmt.Errorf("%w; to publish it all the same, allow empty sets", ErrEmpty)
		}
		p.next.Empty = true
	}
	return p, p.trial(o)
}

// trial finds what would keep the manifest from being written before anything
// else is.
func (p *work) trial(o *Options) error {
	for _, s := range o.Signers {
		if _, ok := s.Public().(ed25519.PublicKey); !ok {
			return errors.New("publish: sign the manifest: a signer's key is not ed25519")
		}
	}
	m := p.next
	m.Epoch, m.Sequence, m.Published = 1, 1, time.Unix(1, 0)
	if _, err := bundle.EncodeManifest(&m); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}

// locale encodes the bundles and the index of one locale.
func (p *plan) locale(c *checker, tag string, names []string) error {
	index := &bundle.Index{Locale: tag, Bundles: map[string]bundle.IndexEntry{}}
	slices.Sort(names)
	for _, name := range names {
		entry, err := p.bundle(c, texts.ID{Bundle: name, Locale: tag})
		if err != nil {
			return err
		}
		index.Bundles[name] = entry
	}
	index.Empty = len(index.Bundles) == 0
	body, err := bundle.EncodeIndex(index)
	if err != nil {
		return err
	}
	ref := bundle.RefOf(body)
	p.count.Locales++
	p.planned.indexes[tag] = index
	p.indexes = append(p.indexes, Object{bundle.IndexName(tag, ref), body})
	l := c.set.Locales[tag]
	if l.Dir == "" {
		l.Dir = "ltr"
		if cldr.RTL(tag) {
			l.Dir = "rtl"
		}
	}
	p.next.Locales[tag] = bundle.Locale{Fallback: l.Fallback, Dir: l.Dir, Name: l.Name, Index: ref}
	return nil
}

// bundle encodes the texts of one bundle in one locale.
func (p *plan) bundle(c *checker, id texts.ID) (entry bundle.IndexEntry, err error) {
	b := &bundle.Bundle{
		Name: id.Bundle, Locale: id.Locale,
		Keys: map[string]bundle.KeyMeta{}, Texts: map[string]string{},
	}
	for name, t := range c.texts[id] {
		b.Texts[name] = t.Canonical
		if meta, ok := c.keys[textID{id.Bundle, name}]; ok {
			b.Keys[name] = meta
		}
	}
	b.Empty = len(b.Texts) == 0
	body, err := bundle.EncodeBundle(b)
	if err != nil {
		return entry, fmt.Errorf("bundle %q: %w", id.Bundle, err)
	}
	ref := bundle.RefOf(body)
	p.bundles = append(p.bundles, Object{bundle.BundleName(id.Bundle, id.Locale, ref), body})
	p.count.Texts += len(b.Texts)
	p.count.Bundles++
	p.planned.bundles[bundle.BundleName(id.Bundle, id.Locale, ref)] = b
	return bundle.IndexEntry{Ref: ref, Keys: len(b.Texts), Weight: c.set.Weights[id.Bundle]}, nil
}
