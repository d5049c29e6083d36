package publish

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/manage/texts"
)

// Options are the choices of one publish. The zero value is ready for use, and
// so is nil.
type Options struct {
	// Channel is published to instead of the set's own; "": the set's own.
	Channel string

	// Signers sign the manifest with ed25519, each once. None: it is not
	// signed, which a client with keys refuses.
	Signers []bundle.Signer

	// AllowEmpty publishes a set without any text instead of failing with
	// ErrEmpty.
	AllowEmpty bool

	// DryRun does everything but write: the Result says what would be sent.
	DryRun bool

	// Parallel is how many objects are compared and written at once. 0: 8.
	// Negative: one after the other.
	Parallel int

	// Now returns the present time. nil: time.Now.
	Now func() time.Time
}

// Result is what a publish has done.
type Result struct {
	Project   string    `json:"project"`
	Channel   string    `json:"channel"`
	Epoch     int64     `json:"epoch"`
	Sequence  int64     `json:"sequence"`
	Published time.Time `json:"published"`

	// Unchanged says that the channel has had exactly these texts before:
	// the revision above is the one that was there.
	Unchanged bool `json:"unchanged"`
	DryRun    bool `json:"dryRun"`

	Locales int `json:"locales"`
	Bundles int `json:"bundles"` // in all locales
	Texts   int `json:"texts"`   // in all locales

	Sent []Sent `json:"sent"` // what was written, the manifest last
	Kept int    `json:"kept"` // how many objects were there already

	// Warnings are texts that were published and that somebody should look
	// at.
	Warnings texts.Problems `json:"warnings"`
}

// Sent is one object that was written.
type Sent struct {
	Name  string `json:"name"`
	Bytes int    `json:"bytes"`
}

// attempts is how often a publisher tries to be the one that writes the
// manifest.
const attempts = 100

// Publish checks the texts of the set and makes them the next revision of its
// channel on the target. See the package for the order of writes.
//
// The error is a [texts.Problems] when texts are wrong: then nothing has been
// written. It is ErrEmpty for a set without texts, and ErrConflict when other
// publishers have been faster a hundred times. Other errors are the target's,
// a signer's, or a *[bundle.FormatError] when the set breaks a rule of the
// format or the current manifest does. After an error the revision that was
// there is whole; only when the write of the manifest itself failed without an
// ErrConflict, the new one may have taken its place. The Result is nil with an
// error, but for texts.Problems: then it has the warnings.
//
// Publish is safe for concurrent use with different sets, also on one target
// and one channel: every publish that returns nil without Unchanged was a
// revision of its own.
func Publish(ctx context.Context, set *texts.Set, target Target, o *Options) (*Result, error) {
	if o == nil {
		o = &Options{}
	}
	plan, err := newPlan(set, o)
	if err != nil {
		var wrong texts.Problems
		if errors.As(err, &wrong) {
			return &Result{Warnings: plan.odd}, err
		}
		return nil, err
	}
	p := &publisher{plan: plan, target: target, o: o}
	res, err := p.run(ctx)
	if err != nil {
		return nil, err
	}
	return res, nil
}

// publisher brings one plan to one target.
type publisher struct {
	*plan
	target Target
	o      *Options
	sent   []Sent
	kept   int
}

func (p *publisher) run(ctx context.Context) (*Result, error) {
	now, err := p.current(ctx) // before the first write: the target may be another project's
	if err != nil {
		return nil, err
	}
	for _, objects := range [][]Object{p.bundles, p.indexes} {
		if err := p.send(ctx, objects); err != nil {
			return nil, err
		}
	}
	for try := 1; ; try++ {
		next, err := p.next(now)
		if err != nil {
			return nil, err
		}
		if next == nil {
			return p.result(now.Manifest, true), nil
		}
		err = p.commit(ctx, next, now)
		if err == nil {
			return p.result(next, false), nil
		}
		if !errors.Is(err, ErrConflict) || try == attempts {
			return nil, err
		}
		if err := pause(ctx, try); err != nil {
			return nil, err
		}
		if now, err = p.current(ctx); err != nil {
			return nil, err
		}
	}
}

// commit writes the manifest: the one write that readers see.
func (p *publisher) commit(ctx context.Context, next *bundle.Manifest, now *revision) error {
	body, err := bundle.EncodeManifest(next, p.o.Signers...)
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	match := ""
	if now != nil {
		match = now.etag
	}
	o := Object{bundle.ManifestName(next.Channel), body}
	if !p.o.DryRun {
		if err := p.target.Put(ctx, o, match); err != nil {
			return err
		}
	}
	p.sent = append(p.sent, Sent{o.Name, len(o.Body)})
	return nil
}

// pause lets other publishers finish: up to a millisecond at first, later up
// to a tenth of a second.
func pause(ctx context.Context, try int) error {
	most := min(time.Millisecond<<min(try-1, 10), 100*time.Millisecond)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(rand.N(most)):
		return nil
	}
}

func (p *publisher) result(m *bundle.Manifest, unchanged bool) *Result {
	return &Result{
		Project: m.Project, Channel: m.Channel,
		Epoch: m.Epoch, Sequence: m.Sequence, Published: m.Published,
		Unchanged: unchanged, DryRun: p.o.DryRun,
		Locales: len(p.indexes), Bundles: len(p.bundles), Texts: p.texts,
		Sent: p.sent, Kept: p.kept, Warnings: p.odd,
	}
}
