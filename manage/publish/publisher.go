package publish

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/texts"
)

// work is content on its way to be the next revision of a channel.
type work struct {
	next    bundle.Manifest // without epoch, sequence and time
	side    side
	action  string
	from    *Point
	count   Count
	odd     texts.Problems
	once    bool // another revision in the meantime is an ErrConflict
	objects func(ctx context.Context, now *revision) (bundles, indexes []Object, err error)
}

// publisher brings one work to one target.
type publisher struct {
	*work
	target Target
	store  Store // the target, when it is one
	o      *Options
	sent   []Sent
	kept   int
	done   int
	total  int
	named  map[string]bool // objects of the revision that was there at first
	record string
	mine   string // the last record that was written
}

func newPublisher(w *work, target Target, o *Options) *publisher {
	store, _ := target.(Store)
	return &publisher{work: w, target: target, store: store, o: o}
}

// attempts is how often a publisher tries to be the one that writes the
// manifest, and patience how often it leaves the very same manifest to another
// one, which may have died.
const (
	attempts = 100
	patience = 20
)

func (p *publisher) run(ctx context.Context) (*Result, error) {
	begun := time.Now()
	now, err := p.current(ctx) // before the first write: the target may be another project's
	if err == nil && now == nil {
		err = p.alone(ctx)
	}
	if err != nil {
		return nil, err
	}
	if res, err := p.repeated(ctx, now); res != nil || err != nil {
		return res, err
	}
	changes, err := p.guarded(ctx, now)
	if err != nil {
		return nil, err
	}
	if err := p.sendAll(ctx, now); err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		if now == nil {
			if err := p.fresh(ctx, begun); err != nil {
				return nil, err
			}
		}
		next, err := p.follow(now)
		if err != nil {
			return nil, err
		}
		if next == nil {
			return p.result(now.Manifest, nil), nil
		}
		err = p.commit(ctx, next, now, changes, try)
		if err == nil {
			return p.result(next, changes), nil
		}
		if !errors.Is(err, ErrConflict) || p.once || try == attempts {
			return nil, err
		}
		if err := pause(ctx, try); err != nil {
			return nil, err
		}
		if now, err = p.current(ctx); err != nil {
			return nil, err
		}
		if changes, err = p.guarded(ctx, now); err != nil {
			return nil, err
		}
	}
}

// repeated returns the revision that has the ID of this publish already.
func (p *publisher) repeated(ctx context.Context, now *revision) (res *Result, err error) {
	if p.o.ID == "" || now == nil {
		return nil, nil
	}
	since := p.clock().Add(-24 * time.Hour)
	var found *bundle.Manifest
	err = back(ctx, p.target, now, func(s step) bool {
		if s.ID == p.o.ID {
			found = s.manifest.Manifest
			res = p.result(s.manifest.Manifest, nil)
			res.Unchanged, res.Repeated = false, true
			res.Action, res.From, res.Changes, res.Record = s.Action, s.From, s.Changes, s.name
			return false
		}
		return s.Published.After(since)
	})
	if errors.Is(err, errBroken) {
		err = nil
	}
	if res != nil && err == nil {
		res.Count, err = countOf(ctx, newPublished(p.target, found))
	}
	return res, err
}

// countOf counts what a published revision has, as far as it can be read.
func countOf(ctx context.Context, s *published) (n Count, err error) {
	for tag := range s.m.Locales {
		n.Locales++
		x, err := s.index(ctx, tag)
		if err != nil && !lost(err) {
			return n, err
		}
		if err == nil {
			n.Bundles += len(x.Bundles)
			n.Texts += keysOf(x)
		}
	}
	return n, nil
}

func (p *publisher) clock() time.Time {
	if p.o.Now != nil {
		return p.o.Now()
	}
	return time.Now()
}

// compare returns what changes when the work follows the revision now.
func (p *publisher) compare(ctx context.Context, now *revision) (*Changes, error) {
	var old side
	if now != nil {
		old = newPublished(p.target, now.Manifest)
	}
	return compareSides(ctx, old, p.side, p.o.Parallel)
}

// sendAll makes sure that the target has all objects of the work.
func (p *publisher) sendAll(ctx context.Context, now *revision) error {
	bundles, indexes, err := p.objects(ctx, now)
	if err != nil {
		return err
	}
	if p.named, err = p.namesOf(ctx, now); err != nil {
		return err
	}
	p.total = len(bundles) + len(indexes) + 1
	for _, objects := range [][]Object{bundles, indexes} {
		if err := p.send(ctx, objects); err != nil {
			return err
		}
	}
	return nil
}

// namesOf returns the names of the objects of a revision, as far as they can
// be read.
func (p *publisher) namesOf(ctx context.Context, now *revision) (map[string]bool, error) {
	names := map[string]bool{}
	if now == nil {
		return names, nil
	}
	err := objectsOf(ctx, newPublished(p.target, now.Manifest), func(name string, _ bundle.Ref) { names[name] = true })
	if err != nil && lost(err) {
		err = nil
	}
	return names, err
}

// objectsOf calls visit for every object that a revision names, but for the
// manifest: bundles before indexes.
func objectsOf(ctx context.Context, s side, visit func(name string, ref bundle.Ref)) error {
	m := s.manifest()
	for tag, l := range m.Locales {
		x, err := s.index(ctx, tag)
		if err != nil {
			return err
		}
		for called, e := range x.Bundles {
			visit(bundle.BundleName(called, tag, e.Ref), e.Ref)
		}
		visit(bundle.IndexName(tag, l.Index), l.Index)
	}
	return nil
}

// commit writes the record of the revision and then the manifest: the one
// write that readers see.
func (p *publisher) commit(ctx context.Context, next *bundle.Manifest, now *revision, changes *Changes, try int) error {
	file, err := bundle.EncodeManifest(next, p.o.Signers...)
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	o := Object{bundle.ManifestName(next.Channel), file}
	match := ""
	if now != nil {
		match = now.etag
	}
	if !p.o.DryRun {
		p.record = recordName(next, file)
		mine, err := p.remember(ctx, next, file, now, changes)
		if err != nil {
			return err
		}
		if !mine && try < patience {
			return conflict(p.record)
		}
		err = p.target.Put(ctx, o, match)
		if errors.Is(err, ErrConflict) && mine {
			err = p.settle(ctx, next, err)
		}
		if err != nil {
			return err
		}
	}
	p.sent = append(p.sent, Sent{o.Name, len(o.Body)})
	p.tell(o.Name, true)
	return nil
}

// remember writes the record of a revision to be. mine is false when another
// publisher is about to publish the very same manifest.
func (p *publisher) remember(ctx context.Context, next *bundle.Manifest, file []byte, now *revision, changes *Changes) (mine bool, err error) {
	r := &Record{
		Project: next.Project, Channel: next.Channel, Epoch: next.Epoch, Sequence: next.Sequence, Published: next.Published,
		Action: p.action, From: p.from, By: p.o.By, Note: p.o.Note, ID: p.o.ID,
		Changes: changes, Manifest: string(file),
	}
	if now != nil {
		r.Previous = recordName(now.Manifest, now.file)
	}
	body, err := r.encode()
	if err != nil {
		return false, fmt.Errorf("publish: write the record of the revision: %w", err)
	}
	err = p.target.Put(ctx, Object{p.record, body}, "")
	if errors.Is(err, ErrConflict) {
		return p.mine == p.record, nil
	}
	if err == nil {
		p.mine = p.record
	}
	return err == nil, err
}

// settle decides what a conflict means. A write whose answer was lost on the
// way and that was then repeated conflicts with itself: the record of the
// revision is part of the history then. Else the record is nobody's.
func (p *publisher) settle(ctx context.Context, next *bundle.Manifest, conflict error) error {
	now, err := p.current(ctx)
	if err != nil {
		return err
	}
	if now == nil {
		return conflict
	}
	found := false
	err = back(ctx, p.target, now, func(s step) bool {
		found = found || s.name == p.record
		return !found && s.Epoch == next.Epoch && s.Sequence > next.Sequence
	})
	switch {
	case found:
		return nil
	case err != nil && !errors.Is(err, errBroken):
		return err
	case err == nil && p.store != nil:
		if err := p.store.Remove(ctx, p.record); err != nil && !errors.Is(err, fetch.ErrNotFound) {
			return err
		}
	}
	return conflict
}

// result describes a revision. changes is nil when it was there before.
func (p *publisher) result(m *bundle.Manifest, changes *Changes) *Result {
	return &Result{
		Project: m.Project, Channel: m.Channel,
		Epoch: m.Epoch, Sequence: m.Sequence, Published: m.Published,
		Action: p.action, From: p.from,
		Unchanged: changes == nil, DryRun: p.o.DryRun,
		Count: p.count, Changes: changes,
		Sent: p.sent, Kept: p.kept, Record: p.record, Warnings: p.odd,
	}
}
