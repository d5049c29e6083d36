package publish

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
)

// send makes sure that the target has every one of the objects.
func (p *publisher) send(ctx context.Context, objects []Object) error {
	var mu sync.Mutex // guards the counters of p
	err := each(ctx, p.o.Parallel, objects, func(ctx context.Context, o Object) error {
		written, err := p.ensure(ctx, o)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		if written {
			p.sent = append(p.sent, Sent{o.Name, len(o.Body)})
		} else {
			p.kept++
		}
		p.tell(o.Name, written)
		return nil
	})
	slices.SortFunc(p.sent, func(a, b Sent) int { return cmp.Compare(a.Name, b.Name) })
	return err
}

func (p *publisher) tell(name string, written bool) {
	p.done++
	if p.o.Progress != nil {
		p.o.Progress(Progress{Name: name, Written: written, Done: p.done, Total: p.total})
	}
}

// ensure writes an object unless the target has it, byte for byte. What has its
// name and is something else is damaged, and is replaced.
//
// An object that the revision before names is most probably there, and is
// looked at first; another one is most probably not, and is written if it is
// not.
func (p *publisher) ensure(ctx context.Context, o Object) (written bool, err error) {
	if !p.named[o.Name] && !p.o.DryRun && p.store != nil {
		if err = p.target.Put(ctx, o, ""); !errors.Is(err, ErrConflict) {
			return err == nil, err
		}
	}
	for range attempts {
		there, right, err := p.look(ctx, o)
		switch {
		case err != nil && !errors.Is(err, fetch.ErrNotFound):
			return false, err
		case err == nil && right && !p.stale(o.Name, there.Modified):
			return false, nil
		case p.o.DryRun:
			return true, nil
		}
		err = p.target.Put(ctx, o, there.ETag)
		if !errors.Is(err, ErrConflict) {
			return err == nil, err
		}
		// Another publisher has just written the same object: look again.
	}
	return false, conflict(o.Name)
}

// look returns what the target has under the name of an object, and whether it
// is the object.
func (p *publisher) look(ctx context.Context, o Object) (s Stat, right bool, err error) {
	if p.store != nil {
		s, err = p.store.Stat(ctx, o.Name)
		if err != nil || s.SHA256 != "" {
			return s, s.SHA256 == bundle.RefOf(o.Body).SHA256, err
		}
	}
	r, err := p.target.Fetch(ctx, fetch.Request{Name: o.Name, Limit: bundle.MaxBundleBytes})
	if err == nil {
		s.ETag = r.ETag
	}
	return s, bytes.Equal(r.Body, o.Body), err
}

// stale reports whether an object is written again although it is there: no
// revision names it, and it is old enough for a collection that runs at this
// moment to remove it soon.
func (p *publisher) stale(name string, modified time.Time) bool {
	return !p.named[name] && !modified.IsZero() && time.Since(modified) > minAge/2
}
