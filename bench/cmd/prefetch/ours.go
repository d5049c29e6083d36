package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

// site is a publication with one bundle for each page of a trace, in two
// locales that are not the default one, and one in the default locale that fills the
// half of the budget that is never given up.
type site struct {
	objects map[string][]byte
	m       *bundle.Manifest
	keys    [][]byte // of a text in each bundle
}

const filler = "filler"

// others are the locales of the pages, in turn.
var others = [2]string{"de", "fr"}

func newSite(pages, n int) (*site, error) {
	s := &site{objects: map[string][]byte{}, m: &bundle.Manifest{
		Project: "bench", Channel: "live", Epoch: 1, Sequence: 1, Published: time.Unix(1, 0).UTC(),
		DefaultLocale: "en", DefaultBundle: "home", Locales: map[string]bundle.Locale{},
	}}
	names := map[string][]string{"en": {filler}}
	for i := range pages {
		name := fmt.Sprintf("p%d", i)
		names[others[i%2]] = append(names[others[i%2]], name)
		s.keys = append(s.keys, []byte(name+".t"))
	}
	for tag, list := range names {
		if err := s.locale(tag, list, n); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// encode makes a file of about 75 bytes, and the filler as large as it counts:
// were it smaller, the cache would begin with bundles that it fetched in the
// hope of room for them, and no process would start with nothing.
func encode(name, tag string, n int) ([]byte, error) {
	b := &bundle.Bundle{Name: name, Locale: tag, Texts: map[string]string{"t": "text"}}
	raw, err := bundle.EncodeBundle(b)
	if name != filler || err != nil {
		return raw, err
	}
	b.Texts["t"] += strings.Repeat("x", n*unit-len(raw))
	return bundle.EncodeBundle(b)
}

func (s *site) locale(tag string, names []string, n int) error {
	x := &bundle.Index{Locale: tag, Bundles: map[string]bundle.IndexEntry{}}
	for _, name := range names {
		raw, err := encode(name, tag, n)
		if err != nil {
			return err
		}
		ref := bundle.RefOf(raw)
		s.objects[bundle.BundleName(name, tag, ref)] = raw
		x.Bundles[name] = bundle.IndexEntry{Ref: ref, Keys: 1}
	}
	raw, err := bundle.EncodeIndex(x)
	if err != nil {
		return err
	}
	ref := bundle.RefOf(raw)
	s.objects[bundle.IndexName(tag, ref)] = raw
	s.m.Locales[tag] = bundle.Locale{Dir: "ltr", Index: ref}
	return nil
}

func (s *site) Fetch(_ context.Context, r fetch.Request) (fetch.Response, error) {
	body, ok := s.objects[r.Name]
	if !ok {
		return fetch.Response{}, fetch.ErrNotFound
	}
	return fetch.Response{Body: body}, nil
}

// unit is what one bundle takes, in bytes as the cache counts: near to what it
// has as JSON, so that the cache guesses right what it has not seen.
const unit = 100

// client is one process of the site.
type client struct {
	s     *site
	store *cache.Store[string]
	texts [2]*cache.Locale[string]
}

// start starts a process whose memory has n bundles on demand.
func start(s *site, n int, ahead bool, known []cache.Score) (*client, error) {
	store, err := cache.New(s, &cache.Options[string]{
		Budget: int64(2 * n * unit), NoPrefetch: !ahead,
		Compile: func(b *bundle.Bundle, _ string) (map[string]string, int64) {
			if b.Name == filler {
				return b.Texts, int64(n * unit)
			}
			return b.Texts, unit
		},
	})
	if err != nil {
		return nil, err
	}
	store.SetPopularity(known)
	rev, err := store.Load(context.Background(), s.m, nil)
	if err != nil {
		return nil, err
	}
	if all, held := rev.Bundles(); held != 1 {
		return nil, fmt.Errorf("%d of %d bundles are resident, not 1", held, all)
	}
	store.Prefetch(rev, nil)
	c := &client{s: s, store: store}
	for i, tag := range others {
		c.texts[i] = rev.Locale(tag)
	}
	c.rest()
	return c, nil
}

// rest waits until nothing is fetched.
func (c *client) rest() {
	for c.store.Stats().Loading > 0 {
		runtime.Gosched()
	}
}

// replay looks up one text of each page and returns the hits.
func (c *client) replay(requests []int) (count, error) {
	before := c.store.Stats()
	n := count{requests: len(requests)}
	for _, p := range requests {
		if _, state := c.texts[p%2].Lookup(c.s.keys[p]); state == cache.Found {
			n.hits++
		} else if _, _, err := c.texts[p%2].Load(context.Background(), c.s.keys[p]); err != nil {
			return n, err
		}
		c.rest()
	}
	after := c.store.Stats()
	n.fetches = int(after.Loads - before.Loads)
	n.ahead = int(after.Prefetched - before.Prefetched)
	n.used = int(after.Used - before.Used)
	return n, nil
}
