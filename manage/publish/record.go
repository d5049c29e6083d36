package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
)

// What a revision came from.
const (
	ActionPublish  = "publish"  // a set of texts
	ActionRollback = "rollback" // an older revision of the channel
	ActionPromote  = "promote"  // another channel
)

// Record is what is remembered of one revision: when it was published, by
// whom, why, and what changed. Records are kept beside the publication; no
// reader of texts needs them.
type Record struct {
	Project   string    `json:"project"`
	Channel   string    `json:"channel"`
	Epoch     int64     `json:"epoch"`
	Sequence  int64     `json:"sequence"`
	Published time.Time `json:"published"`

	Action string `json:"action"` // one of the constants; "" when there is no record of it
	From   *Point `json:"from,omitempty"`
	By     string `json:"by,omitempty"`
	Note   string `json:"note,omitempty"`
	ID     string `json:"id,omitempty"`

	// Changes are those from the revision before, without the texts
	// themselves; at most a thousand are named.
	Changes *Changes `json:"changes,omitempty"`

	// Previous is the name of the record of the revision before; "": this is
	// the first one.
	Previous string `json:"previous,omitempty"`

	// Manifest is the manifest's file, byte for byte.
	Manifest string `json:"manifest"`
}

// Point is one revision of one channel.
type Point struct {
	Channel  string `json:"channel"`
	Epoch    int64  `json:"epoch"`
	Sequence int64  `json:"sequence"`
}

const (
	maxRecordBytes   = 8 << 20
	maxRecordChanges = 1000
)

// recordName returns the name of the record of a manifest file. The hash makes
// it another one for each publisher that tries to be the next.
func recordName(m *bundle.Manifest, file []byte) string {
	return fmt.Sprintf("%s%s/%d-%010d-%s.json", recordDir, m.Channel, m.Epoch, m.Sequence, bundle.RefOf(file).SHA256[:32])
}

// encode returns the file of a record.
func (r *Record) encode() ([]byte, error) {
	short := *r
	if c := r.Changes; c != nil {
		brief := *c
		brief.Texts = make([]Change, 0, min(len(c.Texts), maxRecordChanges))
		for _, t := range c.Texts[:cap(brief.Texts)] {
			t.Old, t.New = mark(t.Old), mark(t.New)
			brief.Texts = append(brief.Texts, t)
		}
		short.Changes = &brief
	}
	body, err := json.MarshalIndent(&short, "", " ")
	return append(body, '\n'), err
}

// mark stands for a text of which a record only says that it is there.
func mark(text string) string {
	if text == "" {
		return ""
	}
	return "…"
}

// readRecord reads a record and the manifest in it. It returns lost errors
// (see lost) when there is none or it is not what its name says.
func readRecord(ctx context.Context, f fetch.Fetcher, name, channel string) (*Record, *bundle.SignedManifest, error) {
	r, err := f.Fetch(ctx, fetch.Request{Name: name, Limit: maxRecordBytes})
	if err != nil {
		return nil, nil, err
	}
	var rec Record
	if err := json.Unmarshal(r.Body, &rec); err != nil {
		return nil, nil, &bundle.FormatError{Name: name, Rule: bundle.RuleJSONSyntax, Reason: err.Error()}
	}
	m, err := bundle.DecodeManifest(name, []byte(rec.Manifest))
	if err != nil {
		return nil, nil, err
	}
	if recordName(m.Manifest, []byte(rec.Manifest)) != name || m.Manifest.Channel != channel {
		return nil, nil, &bundle.FormatError{Name: name, Rule: bundle.RuleFileMismatch, Reason: "it is the record of another revision"}
	}
	rec.Project, rec.Channel = m.Manifest.Project, m.Manifest.Channel
	rec.Epoch, rec.Sequence, rec.Published = m.Manifest.Epoch, m.Manifest.Sequence, m.Manifest.Published
	return &rec, m, nil
}

// errBroken says that the history is there, but cannot be followed on.
var errBroken = errors.New("publish: the record of a revision is missing or damaged")

// step is one revision on the way back through a history.
type step struct {
	*Record
	manifest *bundle.SignedManifest
	name     string // of the record
}

// back walks through a history from the revision now backwards, and calls
// visit for each revision until it returns false. The error is errBroken when a
// record that should be there is not; visit has then seen all that is known.
func back(ctx context.Context, f fetch.Fetcher, now *revision, visit func(step) bool) error {
	m := now.Manifest
	name := recordName(m, now.file)
	rec, _, err := readRecord(ctx, f, name, m.Channel)
	if err != nil {
		if !lost(err) {
			return err
		}
		bare := &Record{
			Project: m.Project, Channel: m.Channel, Epoch: m.Epoch, Sequence: m.Sequence,
			Published: m.Published, Manifest: string(now.file),
		}
		if visit(step{bare, now.SignedManifest, ""}) && m.Sequence > 1 {
			return fmt.Errorf("%w: %s", errBroken, name)
		}
		return nil
	}
	for at := (step{rec, now.SignedManifest, name}); visit(at); {
		if at.Previous == "" {
			return nil
		}
		if !strings.HasPrefix(at.Previous, recordDir+m.Channel+"/") {
			return fmt.Errorf("%w: %s", errBroken, at.Previous)
		}
		rec, signed, err := readRecord(ctx, f, at.Previous, m.Channel)
		if err != nil {
			if lost(err) {
				return fmt.Errorf("%w: %s", errBroken, at.Previous)
			}
			return err
		}
		if !at.manifest.Manifest.Newer(signed.Manifest) {
			return fmt.Errorf("%w: %s", errBroken, at.Previous)
		}
		at = step{rec, signed, at.Previous}
	}
	return nil
}

// Revisions returns the records of a channel, the current revision first and
// at most max of them; 0: all. A revision that nothing is remembered of has a
// Record without an Action. The list ends early where a record was lost.
//
// The error is that of f; errors.Is(err, fetch.ErrNotFound) holds when the
// channel has never been published to.
func Revisions(ctx context.Context, f fetch.Fetcher, channel string, max int) ([]*Record, error) {
	now, err := readRevision(ctx, f, channel)
	if err != nil {
		return nil, err
	}
	var all []*Record
	err = back(ctx, f, now, func(s step) bool {
		all = append(all, s.Record)
		return len(all) != max
	})
	if errors.Is(err, errBroken) {
		err = nil
	}
	return all, err
}

// readRevision reads the current manifest of a channel.
func readRevision(ctx context.Context, f fetch.Fetcher, channel string) (*revision, error) {
	name := bundle.ManifestName(channel)
	r, err := f.Fetch(ctx, fetch.Request{Name: name, Limit: bundle.MaxManifestBytes})
	if err != nil {
		return nil, err
	}
	m, err := bundle.DecodeManifest(name, r.Body)
	if err == nil {
		err = m.Manifest.Check(name, "", channel)
	}
	if err != nil {
		return nil, err
	}
	return &revision{m, r.ETag, r.Body}, nil
}
