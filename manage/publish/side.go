package publish

import (
	"context"
	"fmt"
	"sync"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
)

// side is one revision, published or not, to be compared with another one.
type side interface {
	manifest() *bundle.Manifest
	index(ctx context.Context, tag string) (*bundle.Index, error)
	bundle(ctx context.Context, tag, name string, e bundle.IndexEntry) (*bundle.Bundle, error)
}

// published is a side that is read from where it lies.
type published struct {
	f fetch.Fetcher
	m *bundle.Manifest

	mu      sync.Mutex // guards indexes
	indexes map[string]*bundle.Index
}

func newPublished(f fetch.Fetcher, m *bundle.Manifest) *published {
	return &published{f: f, m: m, indexes: map[string]*bundle.Index{}}
}

func (p *published) manifest() *bundle.Manifest { return p.m }

// index reads an index once, when it is whole.
func (p *published) index(ctx context.Context, tag string) (*bundle.Index, error) {
	p.mu.Lock()
	x := p.indexes[tag]
	p.mu.Unlock()
	if x != nil {
		return x, nil
	}
	x, err := p.readIndex(ctx, tag)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.indexes[tag] = x
	return x, nil
}

func (p *published) readIndex(ctx context.Context, tag string) (*bundle.Index, error) {
	l, ok := p.m.Locales[tag]
	if !ok {
		return nil, fmt.Errorf("publish: read the index of %q: the revision has no such locale", tag)
	}
	name := bundle.IndexName(tag, l.Index)
	body, err := readRef(ctx, p.f, name, l.Index)
	if err != nil {
		return nil, err
	}
	x, err := bundle.DecodeIndex(name, body)
	if err != nil {
		return nil, err
	}
	return x, x.Check(name, tag)
}

func (p *published) bundle(ctx context.Context, tag, called string, e bundle.IndexEntry) (*bundle.Bundle, error) {
	name := bundle.BundleName(called, tag, e.Ref)
	body, err := readRef(ctx, p.f, name, e.Ref)
	if err != nil {
		return nil, err
	}
	b, err := bundle.DecodeBundle(name, body)
	if err != nil {
		return nil, err
	}
	return b, b.Check(name, called, tag)
}

// readRef reads an object and holds it against its reference.
func readRef(ctx context.Context, f fetch.Fetcher, name string, ref bundle.Ref) ([]byte, error) {
	r, err := f.Fetch(ctx, fetch.Request{Name: name, Limit: bundle.MaxBundleBytes})
	if err != nil {
		return nil, err
	}
	return r.Body, ref.Check(name, r.Body)
}

// planned is the side of a set of texts that is not published yet.
type planned struct {
	m       *bundle.Manifest
	indexes map[string]*bundle.Index
	bundles map[string]*bundle.Bundle // by name of the object
}

func (p *planned) manifest() *bundle.Manifest { return p.m }

func (p *planned) index(_ context.Context, tag string) (*bundle.Index, error) {
	return p.indexes[tag], nil
}

func (p *planned) bundle(_ context.Context, tag, name string, e bundle.IndexEntry) (*bundle.Bundle, error) {
	return p.bundles[bundle.BundleName(name, tag, e.Ref)], nil
}

var (
	_ side = (*published)(nil)
	_ side = (*planned)(nil)
)
