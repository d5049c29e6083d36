package publish

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/manage/labels"
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

	// Force publishes although more texts are removed than MaxRemoved allows,
	// or a whole locale.
	Force bool

	// MaxRemoved is the share of the texts that a publish may remove: more is
	// a [*RemovalError]. 0: 0.2. Negative: none. The first publish to a
	// channel removes nothing.
	MaxRemoved float64

	// Strict takes every warning for an error, and cleans nothing. Otherwise
	// markup that is refused is brought into a form that is not, where there
	// is one (see package clean), with a warning that shows both.
	Strict bool

	// Labels are the labels of the app, which texts are held against. nil:
	// unknown.
	Labels *labels.File

	// Cache remembers checks from one publish to the next. nil: every text is
	// checked.
	Cache Cache

	// By and Note are kept with the revision: who published it, and why.
	By   string
	Note string

	// ID names this publish. When the channel got a revision under the same
	// ID within the last day, nothing is done and that revision is the
	// Result, with Repeated: so a caller that does not know whether he has
	// succeeded may try again. "": none.
	ID string

	// DryRun does everything but write: the Result says what would be sent.
	DryRun bool

	// Parallel is how many objects are compared and written at once. 0: 8.
	// Negative: one after the other.
	Parallel int

	// Progress is called for each object, when it is written or found to be
	// there; one call at a time. nil: not called.
	Progress func(Progress)

	// Now returns the present time. nil: time.Now, and the first publish to a
	// channel waits, less than a second, for a second of its own. With a clock
	// of his own the caller sees to it that a history that begins anew where
	// one was removed begins in a later second: its epoch must be greater.
	Now func() time.Time
}

// Progress is how far a publish has come.
type Progress struct {
	Name    string // of the object
	Written bool   // false: it was there
	Done    int    // objects that are done, this one included
	Total   int    // objects in all, the manifest included
}

// Count is how much a revision has.
type Count struct {
	Locales int `json:"locales"`
	Bundles int `json:"bundles"` // in all locales
	Texts   int `json:"texts"`   // in all locales
}

// Result is what a publish has done.
type Result struct {
	Project   string    `json:"project"`
	Channel   string    `json:"channel"`
	Epoch     int64     `json:"epoch"`
	Sequence  int64     `json:"sequence"`
	Published time.Time `json:"published"`

	// Action is what the revision came from: one of the constants. From is
	// the revision whose content it has, of a rollback or a promotion.
	Action string `json:"action"`
	From   *Point `json:"from,omitempty"`

	// Unchanged says that the channel has had exactly these texts before:
	// the revision above is the one that was there.
	Unchanged bool `json:"unchanged"`
	Repeated  bool `json:"repeated,omitempty"` // see Options.ID
	DryRun    bool `json:"dryRun"`

	Count

	// Changes are those from the revision that was there; nil when nothing
	// has changed.
	Changes *Changes `json:"changes,omitempty"`

	Sent   []Sent `json:"sent"`             // what was written, the manifest last
	Kept   int    `json:"kept"`             // how many objects were there already
	Record string `json:"record,omitempty"` // the record that was written beside them

	// Warnings are texts that were published and that somebody should look
	// at.
	Warnings texts.Problems `json:"warnings"`
}

// Sent is one object that was written.
type Sent struct {
	Name  string `json:"name"`
	Bytes int    `json:"bytes"`
}

// Publish checks the texts of the set and makes them the next revision of its
// channel on the target. See the package for the order of writes.
//
// The error is a [texts.Problems] when texts are wrong: then nothing has been
// written. It is a [*RemovalError] when too much would be removed, an
// [*OtherProjectError] when the target is another project's, ErrEmpty for a set
// without texts, and ErrConflict when other publishers have been
// faster a hundred times. Other errors are the target's, a signer's, or a
// *[bundle.FormatError] when the set breaks a rule of the format or the current
// manifest does. After an error the revision that was there is whole; only when
// the write of the manifest itself failed without an ErrConflict, the new one
// may have taken its place. The Result is nil with an error, but for
// texts.Problems: then it has the warnings.
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
	return newPublisher(&plan.work, target, o).run(ctx)
}

// Compare checks the texts of the set and returns what would change on the
// target if they were published. Its errors are those of [Publish], but for
// *RemovalError and ErrEmpty.
func Compare(ctx context.Context, set *texts.Set, target Target, o *Options) (*Changes, error) {
	some := Options{}
	if o != nil {
		some = *o
	}
	some.AllowEmpty, some.Force, some.DryRun, some.Signers = true, true, true, nil
	plan, err := newPlan(set, &some)
	if err != nil {
		return nil, err
	}
	p := newPublisher(&plan.work, target, &some)
	now, err := p.current(ctx)
	if err != nil {
		return nil, err
	}
	return p.compare(ctx, now)
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
