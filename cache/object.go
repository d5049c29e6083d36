package cache

import (
	"cmp"
	"context"
	"slices"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
)

// objectID names what Compile made of one bundle: its hash, which covers
// locale and name, and the direction that it was compiled with.
type objectID struct {
	sha256 string
	dir    string
}

// object is one compiled bundle. It is immutable.
type object[T any] struct {
	id    objectID
	at    place      // the name and locale in the bundle itself
	texts []named[T] // sorted by name
	size  int64      // as Compile tells it
}

type named[T any] struct {
	name  string
	value T
}

// find returns the value called name.
func (o *object[T]) find(name string) (v T, ok bool) {
	i, ok := slices.BinarySearchFunc(o.texts, name, func(n named[T], want string) int {
		return cmp.Compare(n.name, want)
	})
	if !ok {
		return v, false
	}
	return o.texts[i].value, true
}

// place is where an object belongs in a revision.
type place struct {
	locale string
	bundle string
}

// item is one bundle of a revision, as the indexes list it.
type item struct {
	place
	ref    bundle.Ref
	dir    string
	weight float64
}

func (it item) id() objectID { return objectID{sha256: it.ref.SHA256, dir: it.dir} }

// get fetches one immutable object from src, or from the origin where src is
// nil, and verifies it against its reference.
func (s *Store[T]) get(ctx context.Context, src fetch.Fetcher, name string, ref bundle.Ref) ([]byte, error) {
	if s.opts.FetchTimeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.opts.FetchTimeout)
		defer cancel()
	}
	if src == nil {
		src = s.origin
	}
	resp, err := src.Fetch(ctx, fetch.Request{Name: name, Limit: ref.Bytes})
	if err != nil {
		return nil, err
	}
	if err := ref.Check(name, resp.Body); err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// getObject fetches, verifies and compiles one bundle. keep is given its
// bytes, unless it is nil.
func (s *Store[T]) getObject(ctx context.Context, src fetch.Fetcher, it item, keep func(string, []byte)) (*object[T], error) {
	name := bundle.BundleName(it.bundle, it.locale, it.ref)
	raw, err := s.get(ctx, src, name, it.ref)
	if err != nil {
		return nil, err
	}
	b, err := bundle.DecodeBundle(name, raw)
	if err != nil {
		return nil, err
	}
	if err := b.Check(name, it.bundle, it.locale); err != nil {
		return nil, err
	}
	if keep != nil {
		keep(name, raw)
	}
	return s.compile(b, it), nil
}

func (s *Store[T]) compile(b *bundle.Bundle, it item) *object[T] {
	texts, size := s.opts.Compile(b, it.dir)
	o := &object[T]{id: it.id(), at: it.place, texts: make([]named[T], 0, len(texts)), size: size}
	for name, v := range texts {
		o.texts = append(o.texts, named[T]{name, v})
	}
	slices.SortFunc(o.texts, func(a, b named[T]) int { return cmp.Compare(a.name, b.name) })
	return o
}
