package publish

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/texts"
)

// revision is the manifest that a target has.
type revision struct {
	*bundle.SignedManifest
	etag string
	file []byte
}

// current reads the manifest of the channel; nil when there is none.
func (p *publisher) current(ctx context.Context) (*revision, error) {
	now, err := readRevision(ctx, p.target, p.work.next.Channel)
	if errors.Is(err, fetch.ErrNotFound) {
		return nil, nil
	}
	var format *bundle.FormatError
	if errors.As(err, &format) {
		return nil, fmt.Errorf("publish: follow the current manifest: %w; publish elsewhere, or remove the file to begin a new history", err)
	}
	if err == nil {
		err = p.ours(now)
	}
	return now, err
}

// ours makes sure that a revision is one of the project that is published.
func (p *publisher) ours(r *revision) error {
	if there := r.Manifest.Project; there != p.work.next.Project {
		return &OtherProjectError{Name: bundle.ManifestName(r.Manifest.Channel), There: there, Given: p.work.next.Project}
	}
	return nil
}

// follow returns the manifest that follows the current one, nil when that says
// the same and is signed by all signers.
func (p *publisher) follow(now *revision) (*bundle.Manifest, error) {
	m := p.work.next
	m.Published = p.clock().UTC().Truncate(time.Second)
	m.Sequence = 1
	m.Epoch = max(m.Published.Unix(), 1)
	if now == nil {
		return &m, nil
	}
	if same(now.Manifest, &m) && p.signed(now) {
		return nil, nil
	}
	p.warnUnsigned(now)
	if now.Manifest.Sequence >= bundle.MaxSequence {
		return nil, fmt.Errorf("publish: follow the current manifest: its sequence is the last one there is; remove the file to begin a new history")
	}
	m.Sequence = now.Manifest.Sequence + 1
	m.Epoch = now.Manifest.Epoch
	if least := now.Manifest.Published.Add(time.Second); m.Published.Before(least) {
		m.Published = least
	}
	return &m, nil
}

// same reports whether two manifests say the same, but for their place in the
// history.
func same(a, b *bundle.Manifest) bool {
	x, y := *a, *b
	for _, m := range []*bundle.Manifest{&x, &y} {
		m.Epoch, m.Sequence, m.Published = 0, 0, time.Time{}
		if len(m.Routes) == 0 {
			m.Routes = nil
		}
	}
	return reflect.DeepEqual(x, y)
}

// signed reports whether the revision has a signature of every signer.
func (p *publisher) signed(now *revision) bool {
	return len(now.SignedBy(signerKeys(p.o.Signers))) == len(p.o.Signers)
}

func signerKeys(signers []bundle.Signer) []bundle.PublicKey {
	keys := make([]bundle.PublicKey, 0, len(signers))
	for _, s := range signers {
		if key, ok := s.Public().(ed25519.PublicKey); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// warnUnsigned warns, once, of an unsigned manifest in place of a signed one.
func (p *publisher) warnUnsigned(now *revision) {
	const what = "the manifest was signed, and now it is not: clients with keys refuse it"
	if len(p.o.Signers) > 0 || len(now.Signatures) == 0 {
		return
	}
	for _, w := range p.odd {
		if w.What == what {
			return
		}
	}
	p.odd = append(p.odd, texts.Problem{What: what, Fix: "publish with the signing key"})
}
