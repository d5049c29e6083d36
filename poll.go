package content

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/teletextio/content/fetch"
)

// Bounds of the time between two checks.
const (
	maxRetryAfter = 5 * time.Minute            // of what the origin asks for
	deniedLeast   = 150 * time.Second          // after 401 and 403
	deniedMost    = 5 * time.Minute            // the same
	wholeEvery    = 60                         // one check of so many is not conditional
	never         = 100 * 365 * 24 * time.Hour // a timer that does not fire
)

// checker is the state of the checks: which one runs, how the last ended, when
// the next is due. It is safe for concurrent use.
type checker struct {
	wake chan struct{} // the plan has changed

	mu     sync.Mutex
	shut   bool      // no further checks
	flying *flight   // nil: none
	etag   string    // of the manifest that was applied or confirmed last
	asked  int       // conditional requests since the last whole answer
	origin bool      // the origin has confirmed what is served
	ended  time.Time // of the last check; zero: none yet
	fails  int       // checks that failed in a row
	hold   time.Time // the origin wants no check before
	next   time.Time // zero: when the running check has ended
}

func (k *checker) init() { k.wake = make(chan struct{}, 1) }

// start returns the running flight, or a new one that the caller has to run
// and that work counts.
func (k *checker) start(work *sync.WaitGroup) (f *flight, started bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shut {
		f = &flight{done: make(chan struct{}), err: ErrClosed}
		close(f.done)
		return f, false
	}
	if k.flying != nil {
		return k.flying, false
	}
	k.flying = &flight{done: make(chan struct{})}
	k.next = time.Time{}
	work.Add(1)
	return k.flying, true
}

// end ends a flight and plans the next.
func (k *checker) end(f *flight, err error, s *settings) {
	k.mu.Lock()
	first := k.ended.IsZero()
	k.ended = time.Now()
	k.hold = time.Time{}
	if err == nil || errors.Is(err, ErrOlder) { // the origin answers
		k.fails = 0
	} else {
		k.fails++
	}
	delay, hold := nextCheck(s.interval(), k.fails, first, err)
	if hold {
		k.hold = k.ended.Add(delay)
	}
	k.next = k.ended.Add(delay)
	k.flying = nil
	f.err = err
	k.mu.Unlock()
	close(f.done)
	k.signal()
}

// nextCheck returns the time to the next check. fails counts failures in a
// row, err is how the last check ended. hold says that the origin wants to be
// left alone until then.
func nextCheck(interval time.Duration, fails int, first bool, err error) (delay time.Duration, hold bool) {
	var status *fetch.StatusError
	errors.As(err, &status)
	var load *loadError // the manifest could be read: what is denied is an object that is not there yet
	denied := status != nil && (status.Status == http.StatusUnauthorized || status.Status == http.StatusForbidden) && !errors.As(err, &load)
	switch {
	case err == nil && first:
		// Instances that started together drift apart.
		return interval/2 + randomUpTo(interval/2), false
	case fails == 0:
		return interval - interval/10 + randomUpTo(interval/5), false
	case denied:
		return max(interval, deniedLeast+randomUpTo(deniedMost-deniedLeast)), true
	}
	// Never more often than in good times, and at most one interval later:
	// the end of a failure is seen in two. The random part doubles up to that.
	delay = interval + randomUpTo(min(interval, interval/4<<min(fails-1, 2)))
	if status != nil && status.RetryAfter > 0 {
		asked := min(status.RetryAfter, maxRetryAfter)
		return max(delay, asked+randomUpTo(interval/4)), true
	}
	return delay, false
}

// randomUpTo returns a random time of at least 0 and less than d.
func randomUpTo(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return rand.N(d)
}

// plan sets the time to the next check.
func (k *checker) plan(d time.Duration) {
	k.mu.Lock()
	k.next = time.Now().Add(d)
	k.mu.Unlock()
	k.signal()
}

func (k *checker) signal() {
	select {
	case k.wake <- struct{}{}:
	default: // a signal waits already
	}
}

// planned returns when the next check is due; zero while one runs.
func (k *checker) planned() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.next
}

func (k *checker) running() *flight {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.flying
}

// tag returns the entity tag for the next request; "" when there is none, or
// when it is time to look at the manifest itself: a cache that gives an old
// manifest the tag of a new one must not keep us on it for ever.
func (k *checker) tag() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.asked++; k.asked >= wholeEvery {
		k.asked = 0
		return ""
	}
	return k.etag
}

// confirm records that what is served is what the origin has under an entity
// tag.
func (k *checker) confirm(etag string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.etag, k.origin = etag, true
}

// confirmed reports whether what is served has come from the origin, or was
// found there too.
func (k *checker) confirmed() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.origin
}

// age returns the time since the last check ended; known is false when there
// was none.
func (k *checker) age() (d time.Duration, known bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ended.IsZero() {
		return 0, false
	}
	return since(k.ended), true
}

// onHold reports whether the origin wants to be left alone.
func (k *checker) onHold() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Now().Before(k.hold)
}

// healthy reports whether the last check succeeded.
func (k *checker) healthy() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.fails == 0
}

func (k *checker) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.shut = true
}

// poll checks at the planned times until the client is closed.
func (c *Client) poll() {
	timer := time.NewTimer(never)
	defer timer.Stop()
	for {
		next := c.check.planned()
		wait := never
		if !next.IsZero() {
			wait = time.Until(next)
		}
		timer.Reset(wait)
		select {
		case <-c.closed:
			return
		case <-c.check.wake:
			continue
		case <-timer.C:
		}
		if next = c.check.planned(); next.IsZero() || time.Now().Before(next) {
			continue // somebody else has checked meanwhile
		}
		if (due{next}).missed(c.opts.interval()) {
			c.stoodStill()
		}
		c.begin()
	}
}
