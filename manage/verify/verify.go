// Package verify walks a publication from the top, as a client does, and
// says all that is wrong with it and where: the manifest and its signatures,
// the index of every locale, every bundle, every text.
package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/texts"
)

// Options say what a publication should be. The zero value accepts any project
// on the channel live.
type Options struct {
	Project  string             // "": any
	Channel  string             // "": live
	Keys     []bundle.PublicKey // at least one of them must have signed; none: signatures are not asked for
	Parallel int                // how many objects are read at once; 0: 8; negative: one
}

// Report is what a publication is, as far as it can be read.
type Report struct {
	Project   string    `json:"project"`
	Channel   string    `json:"channel"`
	Epoch     int64     `json:"epoch"`
	Sequence  int64     `json:"sequence"`
	Published time.Time `json:"published"`
	Signed    []string  `json:"signed"` // the ids of the given keys that have signed

	Locales int   `json:"locales"`
	Bundles int   `json:"bundles"` // in all locales
	Texts   int   `json:"texts"`   // in all locales
	Bytes   int64 `json:"bytes"`   // of the manifest and all that it names

	// Wrong is everything that a client would refuse; File names the object.
	Wrong texts.Problems `json:"wrong"`
}

// Verify reads the channel's manifest and everything that it names. The error
// is only that of ctx; whatever else goes wrong is in the Report.
func Verify(ctx context.Context, f fetch.Fetcher, o *Options) (*Report, error) {
	if o == nil {
		o = &Options{}
	}
	w := &walker{f: f, slots: make(chan struct{}, max(cmp.Or(o.Parallel, 8), 1))}
	w.report.Channel = cmp.Or(o.Channel, texts.DefaultChannel)
	w.report.Project = o.Project
	w.report.Signed = []string{}
	w.manifest(ctx, o)
	w.wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w.report.Wrong.Sort()
	return &w.report, nil
}

// walker walks one publication.
type walker struct {
	f     fetch.Fetcher
	slots chan struct{} // taken while an object is read
	wait  sync.WaitGroup

	mu     sync.Mutex // guards report
	report Report
}

func (w *walker) wrong(p texts.Problem) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report.Wrong = append(w.report.Wrong, p)
}

// read returns an object, nil when it cannot be read.
func (w *walker) read(ctx context.Context, name string, limit int64) []byte {
	w.slots <- struct{}{}
	defer func() { <-w.slots }()
	r, err := w.f.Fetch(ctx, fetch.Request{Name: name, Limit: limit})
	if err != nil {
		w.wrong(texts.Problem{File: name, What: reason(err)})
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report.Bytes += int64(len(r.Body))
	return r.Body
}

func (w *walker) manifest(ctx context.Context, o *Options) {
	name := bundle.ManifestName(w.report.Channel)
	body := w.read(ctx, name, bundle.MaxManifestBytes)
	if body == nil {
		return
	}
	signed, err := bundle.DecodeManifest(name, body)
	if err != nil {
		w.wrong(texts.Problem{File: name, What: reason(err)})
		return
	}
	m := signed.Manifest
	if err := m.Check(name, o.Project, w.report.Channel); err != nil {
		w.wrong(texts.Problem{File: name, What: reason(err)})
	}
	if err := signed.Verify(o.Keys); err != nil {
		w.wrong(texts.Problem{File: name, What: reason(err)})
	}
	for _, key := range signed.SignedBy(o.Keys) {
		w.report.Signed = append(w.report.Signed, bundle.KeyID(key))
	}
	w.mu.Lock()
	w.report.Project, w.report.Channel = m.Project, m.Channel
	w.report.Epoch, w.report.Sequence, w.report.Published = m.Epoch, m.Sequence, m.Published
	w.report.Locales = len(m.Locales)
	w.mu.Unlock()
	for _, tag := range slices.Sorted(maps.Keys(m.Locales)) {
		w.wait.Go(func() { w.index(ctx, m, tag) })
	}
}

func (w *walker) index(ctx context.Context, m *bundle.Manifest, tag string) {
	ref := m.Locales[tag].Index
	name := bundle.IndexName(tag, ref)
	body := w.read(ctx, name, bundle.MaxIndexBytes)
	if body == nil {
		return
	}
	x, err := bundle.DecodeIndex(name, body)
	if err == nil {
		err = x.Check(name, tag)
	}
	if err = cmp.Or(ref.Check(name, body), err); err != nil {
		w.wrong(texts.Problem{File: name, Locale: tag, What: reason(err)})
	}
	if x == nil {
		return
	}
	for _, b := range slices.Sorted(maps.Keys(x.Bundles)) {
		w.wait.Go(func() { w.bundle(ctx, m, tag, b, x.Bundles[b]) })
	}
}

func (w *walker) bundle(ctx context.Context, m *bundle.Manifest, tag, called string, e bundle.IndexEntry) {
	name := bundle.BundleName(called, tag, e.Ref)
	body := w.read(ctx, name, bundle.MaxBundleBytes)
	if body == nil {
		return
	}
	b, err := bundle.DecodeBundle(name, body)
	if err == nil {
		err = b.Check(name, called, tag)
	}
	if err = cmp.Or(e.Ref.Check(name, body), err); err != nil {
		w.wrong(texts.Problem{File: name, Locale: tag, What: reason(err)})
	}
	if b == nil {
		return
	}
	if len(b.Texts) != e.Keys {
		w.wrong(texts.Problem{
			File: name, Locale: tag, What: fmt.Sprintf("it has %d texts, and the index says %d", len(b.Texts), e.Keys),
		})
	}
	w.mu.Lock()
	w.report.Bundles++
	w.report.Texts += len(b.Texts)
	w.mu.Unlock()
	for text, source := range b.Texts {
		kind := message.HTML
		if b.TypeOf(text) == bundle.TypeText {
			kind = message.Plain
		}
		if _, err := message.Compile(source, kind, tag); err != nil {
			w.wrong(texts.Problem{File: name, Locale: tag, Key: key(m, called, text), What: reason(err)})
		}
	}
}

// reason says what is wrong with an object, without its name.
func reason(err error) string {
	var format *bundle.FormatError
	if errors.As(err, &format) {
		return fmt.Sprintf("%s, at byte %d (%s)", format.Reason, format.Offset, format.Rule)
	}
	return err.Error()
}

// key returns a key that an app uses for a text.
func key(m *bundle.Manifest, called, text string) string {
	if keys := m.FullKeys(called, text); len(keys) > 0 {
		return keys[0]
	}
	return called + "." + text
}
