package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
)

// ErrNoRevision says that the revision to go back to is unknown: there is none
// of that number, its record was lost, or its objects have been collected.
var ErrNoRevision = errors.New("publish: no such revision")

// ErrUntrusted says that a revision that is to be signed again is signed by
// none of the signers. Publish the texts themselves, or, when you have looked
// at the content, use Options.Force.
var ErrUntrusted = errors.New("publish: the revision is not signed by one of these keys")

// Rollback publishes the content of an older revision of the channel as its
// next revision. sequence is the number of the older one; 0 is the one before
// the content that is published now, so that two rollbacks in a row go back
// two steps.
//
// Of the options those of texts (Labels, Strict, AllowEmpty) do not
// matter, and Channel names the channel (default "live"). The deletion guard
// does not apply: what is meant is clear. The error is ErrNoRevision,
// ErrUntrusted, ErrConflict when somebody else publishes at the same moment, or
// as in [Publish].
func Rollback(ctx context.Context, target Target, sequence int64, o *Options) (*Result, error) {
	some := Options{}
	if o != nil {
		some = *o
	}
	channel := channelOf(&some)
	now, err := readRevision(ctx, target, channel)
	if err != nil {
		return nil, err
	}
	if res, err := done(ctx, target, now, &some); res != nil || err != nil {
		return res, err
	}
	found, err := find(ctx, target, now, sequence)
	if err != nil {
		return nil, err
	}
	p, err := republish(target, found.manifest, channel, ActionRollback, &some)
	if err != nil {
		return nil, err
	}
	p.once = true
	some.Force = true
	return p.run(ctx)
}

// Promote publishes what the channel from has as the next revision of the
// channel to. Of the options, Channel does not matter, nor do those of texts.
// The deletion guard applies. The error is ErrUntrusted, or as in [Publish];
// errors.Is(err, fetch.ErrNotFound) holds when from has never been published
// to.
func Promote(ctx context.Context, target Target, from, to string, o *Options) (*Result, error) {
	some := Options{}
	if o != nil {
		some = *o
	}
	if from == to {
		return nil, fmt.Errorf("publish: promote %q: the channel is the same", from)
	}
	if now, err := readRevision(ctx, target, to); err == nil {
		if res, err := done(ctx, target, now, &some); res != nil || err != nil {
			return res, err
		}
	} else if !errors.Is(err, fetch.ErrNotFound) {
		return nil, err
	}
	now, err := readRevision(ctx, target, from)
	if err != nil {
		return nil, err
	}
	p, err := republish(target, now.SignedManifest, to, ActionPromote, &some)
	if err != nil {
		return nil, err
	}
	return p.run(ctx)
}

// done returns the revision that has the ID of the options already: it is looked
// for before anything else, because what led to it may be there no more.
func done(ctx context.Context, target Target, now *revision, o *Options) (*Result, error) {
	return newPublisher(&work{}, target, o).repeated(ctx, now)
}

func channelOf(o *Options) string {
	if o.Channel == "" {
		return "live"
	}
	return o.Channel
}

// find returns the revision that a rollback goes back to.
func find(ctx context.Context, f fetch.Fetcher, now *revision, sequence int64) (found step, err error) {
	want := cmp.Or(sequence, -1) // -1: not known yet
	ok := false
	err = back(ctx, f, now, func(s step) bool {
		switch {
		case want < 0 && s.Action == ActionRollback && s.From != nil:
			want = s.From.Sequence - 1 // what is before the content that is there
		case want < 0:
			want = s.Sequence - 1
		case s.Sequence <= want:
			found, ok = s, sequence == 0 || s.Sequence == want
			return false
		}
		return s.Sequence > 1
	})
	switch {
	case ok, err != nil && !errors.Is(err, errBroken):
		return found, err
	case err != nil:
		return found, fmt.Errorf("%w: %s", ErrNoRevision, reason(err))
	case sequence == 0:
		return found, fmt.Errorf("%w: %s has nothing before revision %d", ErrNoRevision, now.Manifest.Channel, now.Manifest.Sequence)
	}
	return found, fmt.Errorf("%w: %s has no revision %d before %d", ErrNoRevision, now.Manifest.Channel, sequence, now.Manifest.Sequence)
}

// republish makes published content a work for a channel.
func republish(target Target, m *bundle.SignedManifest, channel, action string, o *Options) (*publisher, error) {
	if err := trusted(m, o); err != nil {
		return nil, err
	}
	old := m.Manifest
	w := &work{next: *old, action: action, from: &Point{old.Channel, old.Epoch, old.Sequence}}
	w.next.Channel = channel
	from := newPublished(target, old)
	w.side = offered{from}
	w.objects = func(ctx context.Context, now *revision) ([]Object, []Object, error) {
		return load(ctx, w, from, o.Parallel)
	}
	if err := w.trial(o); err != nil {
		return nil, err
	}
	return newPublisher(w, target, o), nil
}

// trusted makes sure that a signer only signs what was signed before.
func trusted(m *bundle.SignedManifest, o *Options) error {
	if len(o.Signers) == 0 || o.Force {
		return nil
	}
	if len(m.SignedBy(signerKeys(o.Signers))) == 0 {
		return fmt.Errorf("%w: %s revision %d", ErrUntrusted, m.Manifest.Channel, m.Manifest.Sequence)
	}
	return nil
}

// load reads all objects of a published revision and counts its texts. That
// one is missing is ErrNoRevision.
func load(ctx context.Context, w *work, from *published, atOnce int) (bundles, indexes []Object, err error) {
	w.count = Count{Locales: len(from.m.Locales)}
	refs := map[string]bundle.Ref{}
	for tag, l := range from.m.Locales {
		x, err := from.index(ctx, tag)
		if err != nil {
			return nil, nil, gone(err)
		}
		refs[bundle.IndexName(tag, l.Index)] = l.Index
		for called, e := range x.Bundles {
			refs[bundle.BundleName(called, tag, e.Ref)] = e.Ref
			w.count.Bundles++
			w.count.Texts += e.Keys
		}
	}
	names := slices.Sorted(maps.Keys(refs))
	bodies := make([][]byte, len(names))
	at := make([]int, len(names))
	for i := range at {
		at[i] = i
	}
	err = each(ctx, atOnce, at, func(ctx context.Context, i int) (err error) {
		bodies[i], err = readRef(ctx, from.f, names[i], refs[names[i]])
		return gone(err)
	})
	for i, name := range names {
		if name[0] == 'i' {
			indexes = append(indexes, Object{name, bodies[i]})
		} else {
			bundles = append(bundles, Object{name, bodies[i]})
		}
	}
	return bundles, indexes, err
}

func gone(err error) error {
	if err != nil && lost(err) {
		return fmt.Errorf("%w: it is not whole any more: %s", ErrNoRevision, reason(err))
	}
	return err
}

// reason is the text of an error of this package behind another one of it.
func reason(err error) string { return strings.TrimPrefix(err.Error(), "publish: ") }

// offered is a published side that is to be published again: what is lost of it
// is ErrNoRevision.
type offered struct{ *published }

func (o offered) index(ctx context.Context, tag string) (*bundle.Index, error) {
	x, err := o.published.index(ctx, tag)
	return x, gone(err)
}

func (o offered) bundle(ctx context.Context, tag, name string, e bundle.IndexEntry) (*bundle.Bundle, error) {
	b, err := o.published.bundle(ctx, tag, name, e)
	return b, gone(err)
}

var _ side = offered{}
