package content

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"
)

// flight is one check that any number of callers wait for.
type flight struct {
	done chan struct{} // closed when err is set
	err  error
}

// wait returns how the flight ended, or the error of ctx when that comes
// first.
func (f *flight) wait(ctx context.Context) error {
	select {
	case <-f.done:
		return f.err
	default:
	}
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// begin returns the running flight, or starts one. It belongs to the client,
// not to a caller.
func (c *Client) begin() *flight {
	f, started := c.check.start(&c.work)
	if started {
		go c.fly(f)
	}
	return f
}

// fly makes one check, plans the next and keeps a snapshot.
func (c *Client) fly(f *flight) {
	defer c.work.Done()
	err := c.attempt()
	if err != nil && c.isClosed() {
		err = ErrClosed
	} else {
		c.report(err)
	}
	c.check.end(f, err, &c.opts)
	if err == nil {
		c.keepSnapshot()
	}
}

// attempt is a check. One during which the process stood still and that failed
// is made again: it tells nothing about the origin.
func (c *Client) attempt() (err error) {
	for range 3 {
		ctx, cancel := c.detach(checkTimeout)
		watch := startWatch(c.opts.interval())
		err = guarded(func() error { return c.checkOrigin(ctx) })
		stoodStill := watch.stop()
		cancel()
		if err == nil || !stoodStill || c.isClosed() {
			break
		}
		c.stoodStill()
	}
	return err
}

// guarded calls f and turns a panic into an error: a fetcher and a file system
// are not our code.
func guarded(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicError{value: v, stack: debug.Stack()}
		}
	}()
	return f()
}

// panicError is a panic that was caught at the edge of our code.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("content: recovered panic: %v", e.value) }

// report tells everybody who wants to know how a check ended.
func (c *Client) report(err error) {
	if err == nil {
		c.store.Report(true)
		if c.status.succeeded() {
			c.opts.Logger.Info("content: the origin answers again")
		}
		return
	}
	reason := reasonOf(err)
	if reason == failOlder {
		// It answers; a cache between is behind. That may come and go with
		// every check.
		c.store.Report(true)
		c.status.failed(reason, err, false)
		if c.logs.first(logLine{reason: reason}) {
			c.logFailure(reason, err)
		}
	} else {
		c.store.Report(false)
		if c.status.failed(reason, err, true) {
			c.logFailure(reason, err)
		}
	}
	c.onError.call(func() error { return err })
}

// stoodStill takes note that the process did not run for a while: whatever
// failed meanwhile did not fail because of the origin, and connections are
// probably dead.
func (c *Client) stoodStill() {
	c.status.stoodStill()
	c.opts.Logger.Debug("content: the process stood still; checking again")
	c.closeIdle()
}

func (c *Client) isClosed() bool {
	select {
	case <-c.closed:
		return true
	default:
		return false
	}
}

// watch finds out whether the process stood still: a beat that is more than
// two intervals late.
type watch struct {
	interval time.Duration
	quit     chan struct{}
	late     chan bool
}

func startWatch(interval time.Duration) *watch {
	w := &watch{interval: interval, quit: make(chan struct{}), late: make(chan bool, 1)}
	go w.run()
	return w
}

func (w *watch) run() {
	timer := time.NewTimer(w.interval)
	defer timer.Stop()
	late := false
	due := dueIn(w.interval)
	for {
		select {
		case <-timer.C:
		case <-w.quit:
			w.late <- late || due.missed(w.interval)
			return
		}
		late = late || due.missed(w.interval)
		due = dueIn(w.interval)
		timer.Reset(w.interval)
	}
}

// stop ends the watch and returns what it has found.
func (w *watch) stop() (stoodStill bool) {
	close(w.quit)
	return <-w.late
}

// due is a moment, on both clocks: a process that is stopped sees the monotonic
// clock run on, a virtual machine that is stopped may see only the wall clock
// jump.
type due struct{ at time.Time }

func dueIn(d time.Duration) due { return due{time.Now().Add(d)} }

// missed reports whether the moment is more than two intervals past.
func (d due) missed(interval time.Duration) bool { return since(d.at) > 2*interval }

// since is the time that has passed since t by the clock that says more.
func since(t time.Time) time.Duration {
	now := time.Now()
	return max(now.Sub(t), now.Round(0).Sub(t.Round(0)))
}
