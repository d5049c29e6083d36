package content

import (
	"context"
	"sync"
	"time"

	"github.com/teletextio/content/cache"
)

// allowance is the time that a View may wait for bundles on demand, all its
// look-ups together. It is safe for concurrent use; look-ups that wait at the
// same time each pay.
type allowance struct {
	// open returns a context for one wait, from that of the caller.
	open func() (context.Context, context.CancelFunc)

	mu   sync.Mutex
	left time.Duration
}

// unlimited is an allowance that only the caller's context ends.
const unlimited = time.Duration(1<<63 - 1)

func newAllowance(d time.Duration) *allowance {
	return &allowance{left: max(d, 0), open: func() (context.Context, context.CancelFunc) {
		return context.WithCancel(context.Background())
	}}
}

// patientView is pin with look-ups that wait for bundles for as long as ctx
// lasts, however long the client's Wait is.
func (c *Client) patientView(ctx context.Context, tag string) *View {
	v := c.view(tag)
	v.wait = &allowance{left: unlimited, open: func() (context.Context, context.CancelFunc) {
		return context.WithCancel(ctx)
	}}
	return &v
}

// ended is a context that starts a load and does not wait for it.
var ended = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// demand looks up a key whose bundle is not in memory, waiting for it as long
// as the allowance and the state of the origin permit. What does not come in
// time is replaced by the text of a locale behind it that is in memory.
func (v *View) demand(l *localeTable, key []byte) (slot, cache.State) {
	a := v.wait
	if a == nil {
		a = newAllowance(v.c.opts.Wait)
	}
	ctx, cancel := ended, context.CancelFunc(func() {})
	a.mu.Lock()
	left := a.left
	a.mu.Unlock()
	if left == unlimited || left > 0 && v.c.mayWait() {
		ctx, cancel = a.open()
	}
	defer cancel()
	if ctx != ended && left != unlimited {
		ctx, cancel = context.WithTimeout(ctx, left)
		defer cancel()
	}
	start := time.Now()
	e, s, _ := l.texts.Load(ctx, key) // the store has counted a failure
	if s == cache.NotLoaded {
		// What is shown instead is not what the revision has.
		v.req.noteNotLoaded()
		if other, ok := l.texts.Fallback(key); ok {
			e, s = other, cache.Found
		}
	}
	if left != unlimited {
		a.mu.Lock()
		a.left -= time.Since(start)
		a.mu.Unlock()
	}
	return e, s
}
