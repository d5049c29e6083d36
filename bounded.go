package content

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/teletextio/content/fetch"
)

// bounded is a Fetcher whose Fetch returns when its context is done, whatever
// the one behind it does: a file system on a dead mount cannot be interrupted,
// and must not keep the client from saying so and from asking again. It is safe
// for concurrent use.
type bounded struct {
	behind fetch.Fetcher
	calls  sync.WaitGroup // under way, abandoned ones included

	mu    sync.Mutex
	stuck int       // abandoned calls that have not returned
	tried time.Time // when the last call began that was let through although many are stuck
}

const (
	fetchGrace = time.Second     // for a fetcher to return by itself, with an error that says more
	mostStuck  = 4               // calls; beyond, a new one is rare
	stuckEvery = 5 * time.Minute // so rare
)

// call is one call of the Fetcher behind.
type call struct {
	done  chan struct{} // closed when the rest is set
	resp  fetch.Response
	err   error
	ended bool // or abandoned; guarded by bounded.mu
}

// Fetch calls the Fetcher behind. A panic there is an error.
func (b *bounded) Fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	if !b.pass() {
		return fetch.Response{}, fmt.Errorf("content: fetch %q: earlier fetches have not returned: %w", r.Name, context.DeadlineExceeded)
	}
	k := &call{done: make(chan struct{})}
	b.calls.Go(func() { b.run(ctx, r, k) })
	select {
	case <-k.done:
		return k.resp, k.err
	case <-ctx.Done():
	}
	timer := time.NewTimer(fetchGrace)
	defer timer.Stop()
	select {
	case <-k.done:
		return k.resp, k.err
	case <-timer.C:
	}
	b.finish(k, 1)
	return fetch.Response{}, fmt.Errorf("content: fetch %q: the fetcher does not return: %w", r.Name, ctx.Err())
}

func (b *bounded) run(ctx context.Context, r fetch.Request, k *call) {
	defer close(k.done)
	defer b.finish(k, -1)
	k.err = guarded(func() (err error) {
		k.resp, err = b.behind.Fetch(ctx, r)
		return err
	})
}

// finish takes note that a call is abandoned, by 1, or has ended, by -1. Of a
// call that has ended before, none is stuck.
func (b *bounded) finish(k *call, change int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if change > 0 && !k.ended || change < 0 && k.ended {
		b.stuck += change
	}
	k.ended = true
}

// pass reports whether a call may be made.
func (b *bounded) pass() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stuck < mostStuck {
		return true
	}
	if since(b.tried) < stuckEvery {
		return false
	}
	b.tried = time.Now()
	return true
}
