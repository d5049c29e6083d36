package publish

import (
	"cmp"
	"context"
	"fmt"
	"strings"
)

// maxRemoved is the share of the texts that a publish may remove by default.
const maxRemoved = 0.2

// RemovalError says that a publish would remove a whole locale, or a greater
// share of the texts than Options.MaxRemoved. Most often the wrong folder was
// named, or files are missing. Nothing has been written. When it is meant,
// publish with Options.Force. Find it with errors.As.
type RemovalError struct {
	Locales []string // that would be removed whole
	Removed int      // texts that would be removed, in all locales
	Before  int      // texts that there are
}

// Error says what would be removed.
func (e *RemovalError) Error() string {
	what := fmt.Sprintf("%d of %d texts", e.Removed, e.Before)
	if len(e.Locales) > 0 {
		what = "the locale " + strings.Join(e.Locales, ", ") + ", and with it "
		if len(e.Locales) > 1 {
			what = "the locales " + strings.Join(e.Locales, ", ") + ", and with them "
		}
		what += fmt.Sprintf("%d of %d texts", e.Removed, e.Before)
	}
	return "publish: this would remove " + what
}

// guarded returns what changes, and an error when that is too much to be meant.
func (p *publisher) guarded(ctx context.Context, now *revision) (*Changes, error) {
	c, err := p.compare(ctx, now)
	if err != nil || p.o.Force {
		return c, err
	}
	most := cmp.Or(p.o.MaxRemoved, maxRemoved)
	if len(c.LocalesRemoved) > 0 || float64(c.Removed) > max(most, 0)*float64(c.Before) {
		return nil, &RemovalError{c.LocalesRemoved, c.Removed, c.Before}
	}
	return c, nil
}
