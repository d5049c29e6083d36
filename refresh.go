package content

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

// ErrOlder says that the origin has a revision older than the one in memory: a
// cache between is behind, or an old manifest was put back. The newer one is
// served on. The way to publish old texts again is a new sequence.
var ErrOlder = errors.New("content: the origin has an older revision")

// ErrConflict says that the origin has another revision with the numbers of
// the one in memory: two publishers did not know of each other. The one in
// memory is served on until a newer one comes.
var ErrConflict = errors.New("content: the origin has another revision of the same sequence")

// ErrOtherProject says that the origin has changed to another project. The
// texts in memory are served on.
var ErrOtherProject = errors.New("content: the origin has another project")

// Deadlines of one check.
const (
	manifestTimeout = 30 * time.Second
	checkTimeout    = 5 * time.Minute // with all indexes and bundles
)

// checkOrigin asks the origin for its manifest and applies what is newer. It
// runs in one goroutine at a time.
func (c *Client) checkOrigin(ctx context.Context) error {
	cur := c.rev.Load()
	etag := c.check.tag()
	name := bundle.ManifestName(c.opts.Channel)
	resp, err := c.fetchManifest(ctx, name, etag)
	if etag != "" && errors.Is(err, fetch.ErrNotModified) {
		c.store.Prefetch(cur.data, nil) // nothing, unless cur is from this machine
		return nil
	}
	if errors.Is(err, fetch.ErrNotFound) {
		return fmt.Errorf("%w; is the base right, and is the channel %q published?", err, c.opts.Channel)
	}
	if err != nil {
		return err
	}
	m, err := c.readManifest(name, resp.Body)
	if err != nil {
		return err
	}
	newer, err := c.follows(cur, m)
	if err != nil {
		return err
	}
	if newer {
		if err := c.loadRevision(ctx, m, resp.Body, cur); err != nil {
			return err
		}
	} else {
		c.store.Prefetch(cur.data, nil)
	}
	c.check.confirm(resp.ETag)
	return nil
}

func (c *Client) fetchManifest(ctx context.Context, name, etag string) (fetch.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, manifestTimeout)
	defer cancel()
	return c.fetcher.Fetch(ctx, fetch.Request{Name: name, ETag: etag, Limit: bundle.MaxManifestBytes})
}

// readManifest reads a manifest file and checks who signed it and whose it is.
func (c *Client) readManifest(name string, raw []byte) (*bundle.Manifest, error) {
	signed, err := bundle.DecodeManifest(name, raw)
	if err != nil {
		return nil, err
	}
	if err := signed.Verify(c.opts.Keys); err != nil {
		return nil, err
	}
	if err := signed.Manifest.Check(name, c.opts.Project, c.opts.Channel); err != nil {
		return nil, err
	}
	return signed.Manifest, nil
}

// follows reports whether m is to be applied over cur. An error says why it
// must not be.
func (c *Client) follows(cur *revision, m *bundle.Manifest) (bool, error) {
	if cur == nil {
		return true, nil
	}
	have := cur.data.Manifest()
	switch {
	case !m.SameChannel(have):
		// Options.Project is "" or both would be of that project.
		if c.check.confirmed() {
			return false, fmt.Errorf("%w: %q, not %q", ErrOtherProject, m.Project, have.Project)
		}
		c.opts.Logger.Warn("content: the origin has another project than the texts at hand; following it",
			"project", m.Project, "had", have.Project)
		return true, nil
	case m.Newer(have):
		return true, nil
	case have.Newer(m):
		return false, fmt.Errorf("%w: epoch %d, sequence %d, after epoch %d, sequence %d",
			ErrOlder, m.Epoch, m.Sequence, have.Epoch, have.Sequence)
	case !reflect.DeepEqual(m, have):
		return false, fmt.Errorf("%w: epoch %d, sequence %d", ErrConflict, m.Epoch, m.Sequence)
	}
	return false, nil
}

// loadRevision loads all that m names and applies it.
func (c *Client) loadRevision(ctx context.Context, m *bundle.Manifest, raw []byte, cur *revision) error {
	c.logs.begin(m.Epoch, m.Sequence)
	o := &cache.LoadOptions[slot]{}
	if c.opts.Snapshot != "" {
		if c.kept == nil || !reflect.DeepEqual(c.kept.m, m) {
			c.kept = &keeper{m: m}
		}
		o.Keep = c.kept.add
	}
	if cur != nil {
		o.Previous = cur.data
	}
	data, err := c.store.Load(ctx, m, o)
	if err != nil {
		return &loadError{m: m, err: err}
	}
	if err := ctx.Err(); err != nil {
		return err // closed meanwhile
	}
	r := newRevision(data, raw, fromOrigin)
	if c.opts.Snapshot != "" {
		c.unsaved.Store(&unsaved{rev: r, objects: c.kept.objects})
		c.kept = nil
	}
	c.apply(r)
	c.store.Prefetch(data, o.Previous)
	return nil
}

// loadError says that the manifest is there, and not all of what it names.
type loadError struct {
	m   *bundle.Manifest
	err error
}

func (e *loadError) Error() string {
	return fmt.Sprintf("content: load epoch %d, sequence %d: %v", e.m.Epoch, e.m.Sequence, e.err)
}

func (e *loadError) Unwrap() error { return e.err }

// keeper collects the objects of a revision that are fetched, in as many
// attempts as it takes, for the snapshot.
type keeper struct {
	m *bundle.Manifest

	mu      sync.Mutex
	objects map[string][]byte
}

func (k *keeper) add(name string, body []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.objects == nil {
		k.objects = map[string][]byte{}
	}
	k.objects[name] = body
}

// apply makes r the revision that is served from now on.
func (c *Client) apply(r *revision) {
	first := c.rev.Swap(r) == nil
	if first {
		close(c.ready)
	}
	c.plans.clear()
	m := r.data.Manifest()
	c.status.applied(r)
	all, held := r.data.Bundles()
	c.opts.Logger.Info("content: revision applied", "source", r.source.String(),
		"project", m.Project, "channel", m.Channel, "epoch", m.Epoch, "sequence", m.Sequence,
		"locales", len(m.Locales), "bundles", all, "held", held, "bytes", r.data.Size(), "whole", r.data.Whole())
	c.onUpdate.call(c.Status)
}

// Refresh checks for a new revision now, and returns when it is applied or
// the check has failed. A check that has begun before the call does not count:
// what was published before the call is served after it, if the origin and the
// caches between have it. Calls at the same time share one check, and a ctx
// that ends does not end the check.
//
// It is for a hook that publishing calls, and for tests. The error is that of
// the fetcher, of package bundle, [ErrOlder], [ErrConflict],
// [ErrOtherProject], [ErrClosed] or that of ctx; the texts in memory stay.
func (c *Client) Refresh(ctx context.Context) error {
	if f := c.check.running(); f != nil {
		if err := f.wait(ctx); err != nil && ctx.Err() != nil {
			return err
		}
	}
	return c.begin().wait(ctx)
}

// Freshen is Refresh unless the last check, however it ended, is younger than
// maxAge: then it returns nil at once. So it does while the origin has asked
// to be left alone. It joins a check that is under way.
//
// It is for hosts that freeze the process between requests, with a negative
// Options.Refresh: call it before a page is written, with a ctx that lasts as
// long as a page may wait, say 200 ms. The check goes on without it, and the
// page has the texts at hand. When the process has stood still, connections
// that were idle meanwhile are not used.
func (c *Client) Freshen(ctx context.Context, maxAge time.Duration) error {
	if f := c.check.running(); f != nil {
		return f.wait(ctx)
	}
	age, known := c.check.age()
	if known && age < maxAge || c.check.onHold() {
		return nil
	}
	if known && !c.opts.polls() && age > 2*c.opts.interval() {
		c.closeIdle()
	}
	return c.begin().wait(ctx)
}
