package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/teletextio/content/bundle"
)

// minAge is how long what is not needed any more is kept all the same: caches
// may serve a manifest for a day after it was replaced (stale-if-error), and
// clients that were away ask for what it names.
const minAge = 7 * 24 * time.Hour

// defaultKeep is how many revisions of a channel are kept.
const defaultKeep = 20

// ErrHistory says that the history of a channel is broken at a revision that
// caches may still serve, so that it is not known what must be kept.
var ErrHistory = errors.New("publish: the history is not whole")

// CollectOptions are the choices of one collection.
type CollectOptions struct {
	// Keep is how many revisions of each channel are kept, the current one
	// included. 0: 20. Negative: only the current one.
	Keep int

	// MinAge is how long a revision that was replaced is kept at least, and
	// how old an object is that is removed. 0: 7 days, and shorter times are
	// not safe where caches are in between. Negative: none, for tests.
	MinAge time.Duration

	// DryRun removes nothing: the Collection says what would be removed.
	DryRun bool

	// Parallel is how many objects are removed at once. 0: 8. Negative: one
	// after the other.
	Parallel int

	// Now returns the present time. nil: time.Now.
	Now func() time.Time
}

// Collection is what a collection has done.
type Collection struct {
	Channels  map[string]int `json:"channels"`  // how many revisions are kept of each
	Kept      int            `json:"kept"`      // objects and records that stay
	Removed   []string       `json:"removed"`   // in order
	DryRun    bool           `json:"dryRun"`    // nothing was removed
	Young     int            `json:"young"`     // objects that nobody names and that are too young
	Elsewhere int            `json:"elsewhere"` // files that are no part of a publication; they stay
}

// Collect removes the objects and records that no kept revision of any channel
// names. Of each channel the last Keep revisions are kept, and those that were
// replaced less than MinAge ago. It can run beside publishers: what they have
// just written is too young, and what they make use of again they write again
// when it is old. A channel whose manifest was removed is no channel.
//
// When anything that a kept revision names cannot be read, nothing is removed.
// The error is ErrHistory, a *[bundle.FormatError], or the store's.
func Collect(ctx context.Context, store Store, o *CollectOptions) (*Collection, error) {
	if o == nil {
		o = &CollectOptions{}
	}
	c := &collector{store: store, o: o, keep: map[string]bool{}, now: time.Now(), age: max(cmp.Or(o.MinAge, minAge), 0)}
	if o.Now != nil {
		c.now = o.Now()
	}
	c.result = Collection{Channels: map[string]int{}, DryRun: o.DryRun, Removed: []string{}}
	if err := c.list(ctx); err != nil {
		return nil, err
	}
	for _, channel := range c.channels {
		if err := c.channel(ctx, channel); err != nil {
			return nil, fmt.Errorf("publish: collect the channel %q: %w", channel, err)
		}
	}
	if err := c.sweep(ctx); err != nil {
		return nil, err
	}
	return &c.result, nil
}

type collector struct {
	store    Store
	o        *CollectOptions
	now      time.Time
	age      time.Duration
	channels []string
	objects  []listed
	keep     map[string]bool
	result   Collection
}

type listed struct {
	name     string
	modified time.Time
}

// collectable matches the objects that a collection may remove.
var collectable = regexp.MustCompile(`^([ib]/[A-Za-z0-9._-]+\.[0-9a-f]{32}|h/[a-z0-9_-]+/[0-9]+-[0-9]+-[0-9a-f]{32})\.json$`)

// list lists the store before any manifest is read: what is written later is
// not in the list.
func (c *collector) list(ctx context.Context) error {
	err := c.store.List(ctx, func(name string, modified time.Time) error {
		channel, isJSON := strings.CutSuffix(name, ".json")
		switch {
		case collectable.MatchString(name):
			c.objects = append(c.objects, listed{name, modified})
		case isJSON && bundle.ValidChannel(channel):
			c.channels = append(c.channels, channel)
		default:
			c.result.Elsewhere++
		}
		return nil
	})
	slices.Sort(c.channels)
	slices.SortFunc(c.objects, func(a, b listed) int { return cmp.Compare(a.name, b.name) })
	return err
}

// channel marks what the kept revisions of a channel name.
func (c *collector) channel(ctx context.Context, channel string) error {
	now, err := readRevision(ctx, c.store, channel)
	if err != nil {
		return err
	}
	most := max(cmp.Or(c.o.Keep, defaultKeep), 1)
	var kept []step
	var replaced time.Time // when the revision that is looked at was
	err = back(ctx, c.store, now, func(s step) bool {
		if len(kept) >= most && c.now.Sub(replaced) >= c.age {
			return false
		}
		kept = append(kept, s)
		replaced = s.Published
		return true
	})
	if errors.Is(err, errBroken) && c.now.Sub(replaced) >= c.age {
		err = nil // what is unknown was replaced long ago
	}
	if errors.Is(err, errBroken) {
		return fmt.Errorf("%w: %s; from %s on, what it may name is old enough to go", ErrHistory, reason(err),
			replaced.Add(c.age).UTC().Format(time.DateTime))
	}
	if err != nil {
		return err
	}
	c.result.Channels[channel] = len(kept)
	for _, s := range kept {
		c.keep[s.name] = true
		if err := c.revision(ctx, s.manifest.Manifest); err != nil {
			return fmt.Errorf("revision %d: %w", s.Sequence, err)
		}
	}
	return nil
}

// revision marks what a revision names. An index that is marked is read
// already.
func (c *collector) revision(ctx context.Context, m *bundle.Manifest) error {
	s := newPublished(c.store, m)
	for tag, l := range m.Locales {
		name := bundle.IndexName(tag, l.Index)
		if c.keep[name] {
			continue
		}
		x, err := s.index(ctx, tag)
		if err != nil {
			return err
		}
		c.keep[name] = true
		for called, e := range x.Bundles {
			c.keep[bundle.BundleName(called, tag, e.Ref)] = true
		}
	}
	return nil
}

// sweep removes what is not marked and old enough.
func (c *collector) sweep(ctx context.Context) error {
	var old []string
	for _, o := range c.objects {
		switch {
		case c.keep[o.name]:
			c.result.Kept++
		case c.now.Sub(o.modified) < c.age:
			c.result.Young++
		default:
			old = append(old, o.name)
		}
	}
	c.result.Removed = append(c.result.Removed, old...)
	if c.o.DryRun {
		return nil
	}
	return each(ctx, c.o.Parallel, old, func(ctx context.Context, name string) error {
		// A publisher may just have written it again.
		if s, err := c.store.Stat(ctx, name); err == nil && c.now.Sub(s.Modified) < c.age {
			return nil
		}
		return c.store.Remove(ctx, name)
	})
}
