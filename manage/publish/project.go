package publish

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/texts"
)

// OtherProjectError says that the target has the texts of another project, in
// the channel that is published to or in another one. Nothing was written. Give
// the texts the project's name, when they are that project's; else publish to
// another place. Removing the manifest is no remedy: clients that follow it
// refuse another project.
type OtherProjectError struct {
	Name  string // of the manifest that is there, such as "live.json"
	There string // the project of that manifest
	Given string // the project that was to be published
}

// Error names the manifest and both projects.
func (e *OtherProjectError) Error() string {
	return fmt.Sprintf("publish: follow %q: its project is %q, not %q", e.Name, e.There, e.Given)
}

// alone makes sure that no other channel of the target is another project's. It
// is asked before the first publish to a channel; later ones follow a manifest.
// A target that is no Store is asked for the default channel only. A manifest
// that cannot be read belongs to nobody.
func (p *publisher) alone(ctx context.Context) error {
	channels := []string{texts.DefaultChannel}
	if p.store != nil {
		channels = nil
		err := p.store.List(ctx, func(name string, _ time.Time) error {
			if channel, ok := strings.CutSuffix(name, ".json"); ok && bundle.ValidChannel(channel) {
				channels = append(channels, channel)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, channel := range channels {
		r, err := readRevision(ctx, p.target, channel)
		var format *bundle.FormatError
		switch {
		case errors.Is(err, fetch.ErrNotFound), errors.As(err, &format):
			continue
		case err != nil:
			return err
		}
		if err := p.ours(r); err != nil {
			return err
		}
	}
	return nil
}
