package content

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/teletextio/content/cache"
)

// State says where the texts come from that are served.
type State string

// The states of a client.
const (
	StateNone     State = "none"     // nothing could be loaded yet; pages show their own texts
	StateSeed     State = "seed"     // from Options.Seed; the origin has not been reached
	StateSnapshot State = "snapshot" // from Options.Snapshot; the origin has not been reached
	StateCurrent  State = "current"  // what the origin had at the last check
	StateStale    State = "stale"    // what the origin had before; the last check failed
)

// Status is what a client knows of itself, for a monitoring page and for
// metrics. It is a copy.
type Status struct {
	State State     `json:"state"`
	Since time.Time `json:"since"` // of the State

	Project   string    `json:"project,omitempty"`  // of what is served, as all fields down to Whole
	Channel   string    `json:"channel"`            // Options.Channel, also while nothing is served
	Epoch     int64     `json:"epoch,omitempty"`    // 0: nothing is served
	Sequence  int64     `json:"sequence,omitempty"` // 0: nothing is served
	Published time.Time `json:"published,omitzero"` // by the publisher's clock
	Applied   time.Time `json:"applied,omitzero"`   // when it came into use here
	Locales   []string  `json:"locales,omitempty"`  // the default locale first
	Bundles   int       `json:"bundles"`            // of all locales
	Held      int       `json:"held"`               // bundles that stay in memory
	Bytes     int64     `json:"bytes"`              // of memory that these take
	Whole     bool      `json:"whole"`              // all bundles are in memory

	// AgeSeconds is the time since the origin last confirmed what is served;
	// -1 when it never did. Watch it to see texts grow old.
	AgeSeconds float64   `json:"ageSeconds"`
	LastCheck  time.Time `json:"lastCheck,omitzero"`   // that has ended
	NextCheck  time.Time `json:"nextCheck,omitzero"`   // zero: none planned
	LastError  string    `json:"lastError,omitempty"`  // of the last check; "" when it succeeded
	LastReason string    `json:"lastReason,omitempty"` // its key in Failures

	Checks     uint64            `json:"checks"`             // that have ended
	Updates    uint64            `json:"updates"`            // revisions applied
	Failures   map[string]uint64 `json:"failures,omitempty"` // checks that failed, by reason; the reasons are a closed set
	StoodStill uint64            `json:"stoodStill"`         // times that the process did not run
	Refused    uint64            `json:"refused"`            // texts that were refused when loaded
	Panics     uint64            `json:"panics"`             // that were caught while a page was written
	Skipped    map[string]uint64 `json:"skipped,omitempty"`  // pages that were left alone, by cause: encoded, charset, no-transform, attachment, signed, part, skip

	// Labels counts labels that were left alone, by [Reason], whose values are
	// a closed set. ReasonNoText is a key that is not published.
	Labels map[Reason]uint64 `json:"labels,omitempty"`

	// OnDemand has the figures of bundles on demand and of prefetch, and
	// Weights those of [Client.Weights] for the heaviest bundles, 100 at most:
	// both for a publication beyond the budget only.
	OnDemand cache.Stats        `json:"onDemand"`
	Weights  map[string]float64 `json:"weights,omitempty"`

	Start []StartSource `json:"start,omitempty"`

	SnapshotWritten time.Time `json:"snapshotWritten,omitzero"`
	SnapshotError   string    `json:"snapshotError,omitempty"` // of the last write; "" when it succeeded
}

// StartSource is a source that was looked at when the client was made.
type StartSource struct {
	Source   string `json:"source"` // "snapshot" or "seed"
	Epoch    int64  `json:"epoch,omitempty"`
	Sequence int64  `json:"sequence,omitempty"`
	Used     bool   `json:"used"`
	Error    string `json:"error,omitempty"`
}

// Status returns the status of the moment.
func (c *Client) Status() Status {
	s := c.status.copy()
	s.Channel = c.opts.Channel
	if r := c.rev.Load(); r != nil {
		m := r.data.Manifest()
		s.Project, s.Epoch, s.Sequence, s.Published = m.Project, m.Epoch, m.Sequence, m.Published
		for _, l := range r.locales {
			s.Locales = append(s.Locales, l.Tag)
		}
		s.Bundles, s.Held = r.data.Bundles()
		s.Bytes, s.Whole = r.data.Size(), r.data.Whole()
	}
	s.Labels = c.refusals.byReason()
	s.OnDemand, s.Skipped = c.store.Stats(), c.skips.counts()
	s.Weights = heaviest(c.Weights())
	if c.opts.polls() && !c.isClosed() {
		s.NextCheck = c.check.planned()
	}
	return s
}

// recorder collects what Status shows. It is safe for concurrent use.
type recorder struct {
	mu        sync.Mutex
	s         Status
	source    source
	applies   bool      // something is served
	failing   bool      // the last check failed
	confirmed time.Time // by the origin, last; zero: never
}

func (r *recorder) init() {
	r.s.Since = time.Now()
	r.s.State = StateNone
	r.s.Failures = map[string]uint64{}
}

// copy returns what was collected.
func (r *recorder) copy() Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.s
	s.Failures = maps.Clone(s.Failures)
	s.Start = slices.Clone(s.Start)
	s.AgeSeconds = -1
	if !r.confirmed.IsZero() {
		s.AgeSeconds = time.Since(r.confirmed).Seconds()
	}
	return s
}

// settle sets the state to what is known. mu is held.
func (r *recorder) settle() {
	state := StateCurrent
	switch {
	case !r.applies:
		state = StateNone
	case r.confirmed.IsZero() && r.source == fromSeed:
		state = StateSeed
	case r.confirmed.IsZero() && r.source == fromSnapshot:
		state = StateSnapshot
	case r.s.LastError != "":
		state = StateStale
	}
	if state != r.s.State {
		r.s.State, r.s.Since = state, time.Now()
	}
}

// applied records that a revision is served.
func (r *recorder) applied(rev *revision) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.applies, r.source = true, rev.source
	r.s.Applied = time.Now()
	r.s.Updates++
	if rev.source == fromOrigin {
		r.confirmed, r.s.LastError, r.s.LastReason = r.s.Applied, "", ""
	}
	r.settle()
}

// succeeded records a check that did not fail; true when the one before had.
func (r *recorder) succeeded() (recovered bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	recovered, r.failing = r.failing, false
	r.s.Checks++
	r.s.LastCheck = time.Now()
	r.s.LastError, r.s.LastReason = "", ""
	r.confirmed = r.s.LastCheck
	r.settle()
	return recovered
}

// failed records a check that failed; true when the one before had not, or for
// another reason. lasting says that an end of the failure is worth a line.
func (r *recorder) failed(reason string, err error, lasting bool) (changed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	changed = r.s.LastReason != reason
	r.failing = r.failing || lasting
	r.s.Checks++
	r.s.LastCheck = time.Now()
	r.s.LastError, r.s.LastReason = cut(err.Error()), reason
	r.s.Failures[reason]++
	r.settle()
	return changed
}

func (r *recorder) stoodStill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.s.StoodStill++
}

func (r *recorder) textRefused() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.s.Refused++
}

func (r *recorder) panicked() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.s.Panics++
}

// started records a source that was looked at in New.
func (r *recorder) started(s StartSource) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.s.Start = append(r.s.Start, s)
}

// saved records how writing a snapshot ended; true when a failure is news.
func (r *recorder) saved(err error) (changed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.s.SnapshotWritten, r.s.SnapshotError = time.Now(), ""
		return false
	}
	text := cut(err.Error())
	changed = r.s.SnapshotError == ""
	r.s.SnapshotError = text
	return changed
}
