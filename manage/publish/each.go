package publish

import (
	"cmp"
	"context"
	"sync"
)

// parallel is how many objects are read or sent at once by default.
const parallel = 8

// each calls do for every item, several at once. The first error ends it, when
// the calls that are under way are done.
func each[T any](ctx context.Context, atOnce int, items []T, do func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan T)
	var wg sync.WaitGroup
	for range min(max(cmp.Or(atOnce, parallel), 1), len(items)) {
		wg.Go(func() {
			for item := range todo {
				if err := do(ctx, item); err != nil {
					cancel(err)
				}
			}
		})
	}
feed:
	for _, item := range items {
		select {
		case todo <- item:
		case <-ctx.Done():
			break feed
		}
	}
	close(todo)
	wg.Wait()
	return context.Cause(ctx)
}
