package publish

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
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
	if err := p.encode(c, o); err != nil {
		return p, err
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

// encoded is a bundle in its file.
type encoded struct {
	*bundle.Bundle
	body []byte
	err  error
}

// encode encodes the bundles, one on each processor, and then the indexes.
func (p *plan) encode(c *checker, o *Options) error {
	ids := slices.Collect(maps.Keys(c.texts))
	all := make(map[string][]encoded, len(c.texts)) // by locale
	var mu sync.Mutex                               // guards all
	// Nothing that is called fails here, and nothing cancels it.
	_ = each(context.Background(), processors(o), ids, func(_ context.Context, id texts.ID) error {
		e := c.encode(id)
		mu.Lock()
		defer mu.Unlock()
		all[id.Locale] = append(all[id.Locale], e)
		return nil
	})
	for _, tag := range c.set.Tags() {
		slices.SortFunc(all[tag], func(a, b encoded) int { return cmp.Compare(a.Name, b.Name) })
		if err := p.locale(c.set, tag, all[tag]); err != nil {
			return fmt.Errorf("publish: locale %q: %w", tag, err)
		}
	}
	return nil
}

// encode encodes the texts of one bundle in one locale.
func (c *checker) encode(id texts.ID) encoded {
	b := &bundle.Bundle{
		Name: id.Bundle, Locale: id.Locale,
		Keys: map[string]bundle.KeyMeta{}, Texts: make(map[string]string, len(c.texts[id])),
	}
	for name, t := range c.texts[id] {
		b.Texts[name] = t.Canonical
		if meta, ok := c.keys[textID{id.Bundle, name}]; ok {
			b.Keys[name] = meta
		}
	}
	b.Empty = len(b.Texts) == 0
	body, err := bundle.EncodeBundle(b)
	return encoded{b, body, err}
}

// locale takes in the bundles of one locale and encodes its index.
func (p *plan) locale(set *texts.Set, tag string, all []encoded) error {
	index := &bundle.Index{Locale: tag, Bundles: map[string]bundle.IndexEntry{}}
	for _, e := range all {
		if e.err != nil {
			return fmt.Errorf("bundle %q: %w; divide the bundle", e.Name, e.err)
		}
		ref := bundle.RefOf(e.body)
		name := bundle.BundleName(e.Name, tag, ref)
		p.bundles = append(p.bundles, Object{name, e.body})
		p.planned.bundles[name] = e.Bundle
		p.count.Texts += len(e.Texts)
		p.count.Bundles++
		index.Bundles[e.Name] = bundle.IndexEntry{Ref: ref, Keys: len(e.Texts), Weight: set.Weights[e.Name]}
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
	l := set.Locales[tag]
	if l.Dir == "" {
		l.Dir = "ltr"
		if cldr.RTL(tag) {
			l.Dir = "rtl"
		}
	}
	p.next.Locales[tag] = bundle.Locale{Fallback: l.Fallback, Dir: l.Dir, Name: l.Name, Index: ref}
	return nil
}
