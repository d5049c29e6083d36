package faulttest

import (
	"testing"
	"time"
)

// The revisions of a cell. A client that starts in good times has seen
// revision old and then serves base; next is published while the fault lasts.
// own stands for the page's own words.
const (
	own = iota
	old
	base
	next
	rolledBack // the texts of old under the sequence of next
	hostile    // next, with one text that is refused
)

// Start is how the client of a cell starts.
type Start int

// The ways to start.
const (
	Warm    Start = iota // in good times; the fault comes later
	Restart              // during the fault, with a snapshot of base on disk
	First                // during the fault, with nothing
)

// Starts lists the ways to start.
var Starts = []Start{Warm, Restart, First}

func (s Start) String() string {
	return [...]string{"warm process", "restart, snapshot on disk", "first start, nothing stored"}[s]
}

// What a table cell says.
const (
	lastKnown  = "last known texts"
	snapshot   = "texts of the snapshot"
	ownWords   = "the page's own"
	newTexts   = "new texts"
	notThere   = "–"
	oneSpell   = "two periods"
	afterFetch = "two periods, after the deadline of the fetch"
)

// Row is one fault.
type Row struct {
	ID, Name string

	// Says is what pages show while the fault lasts, in words, and Shows the
	// revisions that they may show, both by Start. No revisions: the row has
	// no such cell.
	Says  [3]string
	Shows [3][]int

	Signal  []string // reasons in Status, one of them; none: the checks do not fail
	Also    string   // a signal in words; "": Signal
	Recover string   // in words
	Within  time.Duration

	// Variants are ways to have the fault; each is run.
	Variants []Variant

	// After is the revision that recovery leads to; 0: next.
	After int

	// Quiet are the starts at which the fault is no failure of a check.
	Quiet [3]bool

	// Done is verified when the fault is over; nil: nothing.
	Done func(w *world) error

	// Special runs the cells of the row in a way of its own, where Variants
	// is empty.
	Special func(t *testing.T, s Start)
}

// Variant is one way to have the fault of a row.
type Variant struct {
	Name string

	// Publish are the revisions that the publisher writes as the fault
	// begins; none: nothing until the fault is over.
	Publish []int

	Effect *effect         // of answers; nil: none
	Listen func(o *origin) // a fault of the connection, HTTP only; nil: none
	TLS    bool            // the origin has a certificate
	DNS    bool            // the origin has a name
	Panic  bool            // the transport, or the file system, panics
	Skew   time.Duration   // of the publisher's clock

	// Put are files that are written as the fault begins, beside Publish.
	Put []func() map[string][]byte

	Snapshot bool                 // the client of every start has a folder for it
	Setup    func(w *world)       // before the client starts; nil: nothing
	Verify   func(w *world) error // while the fault lasts; nil: nothing
	Left     bool                 // nothing more is published when the fault is over
	By       bool                 // recovery needs Client.Refresh: the next check is minutes away
	Linger   time.Duration        // the fault lasts so much longer than its cause
	Times    int                  // requests that one check may need, 0: 1

	Only []string // columns; none: all that can have the fault
}

// usual is the row of a fault that leaves a client with what it has.
func usual(id, name string, signal []string, variants ...Variant) Row {
	return Row{
		ID: id, Name: name,
		Says:   [3]string{lastKnown, snapshot, ownWords},
		Shows:  [3][]int{{base}, {base}, {own}},
		Signal: signal, Recover: oneSpell, Variants: variants,
	}
}
