package publish

import (
	"context"
	"time"
)

// fresh makes sure that a new history gets an epoch that no history before it
// can have had. A publisher that finds no manifest cannot know whether there
// was one that was removed, and which epoch it had; it was at most the second
// in which its publish ended. So a history only begins in a second that has
// begun after its publish did: of two, one behind the other, the later one has
// the greater epoch, and clients follow it. Sending the objects is part of the
// time that has to pass; what is left is less than a second.
//
// A clock of the caller's stands for itself: nothing waits for it.
func (p *publisher) fresh(ctx context.Context, begun time.Time) error {
	if p.o.Now != nil || p.o.DryRun {
		return nil
	}
	next := time.Unix(begun.Unix()+1, 0)
	for {
		left := time.Until(next) // by the wall clock, which epochs are of
		if left <= 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(left):
		}
	}
}
