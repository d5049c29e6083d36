package content

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

// source is where a revision comes from.
type source uint8

const (
	fromOrigin source = iota
	fromSnapshot
	fromSeed
)

func (s source) String() string {
	return [...]string{"origin", "snapshot", "seed"}[s]
}

// localTimeout bounds how long New reads a snapshot or a seed.
const localTimeout = 30 * time.Second

// candidate is a publication on this machine.
type candidate struct {
	source source
	src    fetch.Fetcher
	m      *bundle.Manifest
	raw    []byte
}

// loadLocal applies the newer of snapshot and seed; where it turns out to be
// damaged, the other one. Whatever is wrong is logged and no error.
func (c *Client) loadLocal() {
	ctx, cancel := c.detach(localTimeout)
	defer cancel()
	var list []candidate
	if c.opts.Snapshot != "" {
		c.loadPopularity()
		s, err := cache.ReadSnapshot(c.snapshotFile(), c.snapshotLimit())
		switch {
		case err == nil:
			list = c.nominate(ctx, list, fromSnapshot, s)
		case !errors.Is(err, fs.ErrNotExist): // a first start has none
			c.localFailed(StartSource{Source: fromSnapshot.String()}, err)
		}
	}
	if c.opts.Seed != nil {
		list = c.nominate(ctx, list, fromSeed, fetch.FS(c.opts.Seed))
	}
	if len(list) == 2 && list[1].m.SameChannel(list[0].m) && list[1].m.Newer(list[0].m) {
		list[0], list[1] = list[1], list[0]
	}
	for _, from := range list {
		s := StartSource{Source: from.source.String(), Epoch: from.m.Epoch, Sequence: from.m.Sequence}
		if c.rev.Load() != nil {
			c.status.started(s)
			continue
		}
		if err := c.applyLocal(ctx, from); err != nil {
			c.localFailed(s, err)
			continue
		}
		s.Used = true
		c.status.started(s)
	}
}

// nominate appends a source to list when it has a manifest that may be served.
func (c *Client) nominate(ctx context.Context, list []candidate, from source, src fetch.Fetcher) []candidate {
	name := bundle.ManifestName(c.opts.Channel)
	found := candidate{source: from, src: src}
	err := guarded(func() error {
		resp, err := src.Fetch(ctx, fetch.Request{Name: name, Limit: bundle.MaxManifestBytes})
		if err != nil {
			return err
		}
		found.raw = resp.Body
		found.m, err = c.readManifest(name, resp.Body)
		return err
	})
	if err != nil {
		c.localFailed(StartSource{Source: from.String()}, err)
		return list
	}
	return append(list, found)
}

func (c *Client) applyLocal(ctx context.Context, from candidate) error {
	c.logs.begin(from.m.Epoch, from.m.Sequence)
	data, err := c.store.Load(ctx, from.m, &cache.LoadOptions[slot]{Source: from.src})
	if err != nil {
		return err
	}
	c.apply(newRevision(data, from.raw, from.source))
	return nil
}

func (c *Client) localFailed(s StartSource, err error) {
	s.Error = cut(err.Error())
	c.status.started(s)
	c.opts.Logger.Warn("content: cannot start from the "+s.Source+"; going on without it", "error", s.Error)
}

// snapshotFile returns the file of this project and channel.
func (c *Client) snapshotFile() string {
	name := c.opts.Channel + ".snapshot"
	if c.opts.Project != "" {
		name = c.opts.Project + "." + name
	}
	return filepath.Join(c.opts.Snapshot, name)
}

// snapshotLimit is the largest file that is read back: what is published takes
// less than what is parsed of it.
func (c *Client) snapshotLimit() int64 {
	const least, most = 256 << 20, 4 << 30
	if c.opts.Budget < 0 || c.opts.Budget > most/4 {
		return most
	}
	return max(least, 4*c.opts.Budget)
}

// snapshotRetry is the time after which a snapshot is tried again that could
// not be written, for example because the disk was full.
const snapshotRetry = 10 * time.Minute

// unsaved is a revision that is not on disk yet, with the objects that were
// fetched for it. The others are in the snapshot before.
type unsaved struct {
	rev     *revision
	objects map[string][]byte
}

// keepSnapshot writes what is served to disk when it is not there yet. A
// failure is reported and nothing else.
func (c *Client) keepSnapshot() {
	c.saving.Lock()
	defer c.saving.Unlock()
	c.keepPopularity(false)
	u := c.unsaved.Load()
	if u == nil || time.Now().Before(c.saveAgain) {
		return
	}
	ctx, cancel := c.detach(checkTimeout)
	defer cancel()
	err := guarded(func() error { return c.writeSnapshot(ctx, u) })
	if err != nil && c.isClosed() && errors.Is(err, context.Canceled) {
		return
	}
	left := (*unsaved)(nil)
	c.saveAgain = time.Time{}
	if err != nil {
		// The bytes are not kept in memory for a disk that may stay full.
		left = &unsaved{rev: u.rev}
		c.saveAgain = time.Now().Add(snapshotRetry)
	}
	c.unsaved.CompareAndSwap(u, left)
	if c.status.saved(err) {
		c.opts.Logger.Warn("content: cannot write the snapshot; going on without it", "error", cut(err.Error()))
	}
	if err != nil {
		c.onError.call(func() error { return fmt.Errorf("content: write snapshot %q: %w", c.snapshotFile(), err) })
	}
}

func (c *Client) writeSnapshot(ctx context.Context, u *unsaved) (err error) {
	name := bundle.ManifestName(c.opts.Channel)
	old, _ := cache.ReadSnapshot(c.snapshotFile(), c.snapshotLimit()) // nil when there is none to use
	if old != nil {
		req := fetch.Request{Name: name, Limit: bundle.MaxManifestBytes}
		resp, err := old.Fetch(context.WithoutCancel(ctx), req) // from memory
		if err == nil && c.ahead(name, resp.Body, u.rev) {
			return nil // another process knows more
		}
	}
	objects := map[string][]byte{name: u.rev.raw}
	for _, o := range u.rev.data.Objects() {
		body, ok := u.objects[o.Name]
		if !ok {
			if body, err = c.object(ctx, old, o); err != nil {
				return err
			}
		}
		objects[o.Name] = body
	}
	return cache.WriteSnapshot(c.snapshotFile(), objects)
}

// ahead reports whether a manifest in the snapshot makes writing r needless.
func (c *Client) ahead(name string, raw []byte, r *revision) bool {
	have := r.data.Manifest()
	m, err := c.readManifest(name, raw)
	return err == nil && m.SameChannel(have) && (m.Newer(have) || bytes.Equal(raw, r.raw))
}

// object returns the bytes of one object, from the snapshot before or from the
// origin.
func (c *Client) object(ctx context.Context, old *cache.Snapshot, o cache.Object) ([]byte, error) {
	req := fetch.Request{Name: o.Name, Limit: o.Ref.Bytes}
	if old != nil {
		if resp, err := old.Fetch(context.WithoutCancel(ctx), req); err == nil && o.Ref.Check(o.Name, resp.Body) == nil {
			return resp.Body, nil
		}
	}
	resp, err := c.fetcher.Fetch(ctx, req)
	if err != nil {
		return nil, err
	}
	return resp.Body, o.Ref.Check(o.Name, resp.Body)
}
