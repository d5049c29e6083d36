package publish

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
)

// parallel is how many objects are sent at once by default.
const parallel = 8

// send makes sure that the target has every one of the objects. The first
// error ends it, when the writes that are under way are done.
func (p *publisher) send(ctx context.Context, objects []Object) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan Object)
	var wg sync.WaitGroup
	var mu sync.Mutex // guards p.sent and p.kept
	for range min(max(cmp.Or(p.o.Parallel, parallel), 1), len(objects)) {
		wg.Go(func() {
			for o := range todo {
				written, err := p.ensure(ctx, o)
				mu.Lock()
				switch {
				case err != nil:
					cancel(err)
				case written:
					p.sent = append(p.sent, Sent{o.Name, len(o.Body)})
				default:
					p.kept++
				}
				mu.Unlock()
			}
		})
	}
feed:
	for _, o := range objects {
		select {
		case todo <- o:
		case <-ctx.Done():
			break feed
		}
	}
	close(todo)
	wg.Wait()
	slices.SortFunc(p.sent, func(a, b Sent) int { return cmp.Compare(a.Name, b.Name) })
	return context.Cause(ctx)
}

// ensure writes an object unless the target has it, byte for byte. What has its
// name and is something else is damaged, and is replaced.
func (p *publisher) ensure(ctx context.Context, o Object) (written bool, err error) {
	for range attempts {
		there, err := p.target.Fetch(ctx, fetch.Request{Name: o.Name, Limit: bundle.MaxBundleBytes})
		switch {
		case err == nil && bytes.Equal(there.Body, o.Body):
			return false, nil
		case err != nil && !errors.Is(err, fetch.ErrNotFound):
			return false, err
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
