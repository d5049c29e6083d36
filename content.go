package content

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/internal/cldr"
)

// ErrClosed is returned by methods that need the network, or wait for it, when
// the client is closed.
var ErrClosed = errors.New("content: the client is closed")

// Client keeps the published texts of one channel and serves them. Make one
// with [New] for the life of the program. It is safe for concurrent use.
type Client struct {
	opts    settings
	page    *pageConfig // the validated Options.Page
	fetcher *bounded
	store   *cache.Store[slot]
	rev     atomic.Pointer[revision] // what is served; nil: nothing yet

	check    checker
	status   recorder
	refusals refusals    // labels that were left alone
	skips    skipCounter // pages that were left alone
	plans    *plans      // of pages that came before
	logs     *onceLog
	onUpdate *callback[Status]
	onError  *callback[error]

	ready  chan struct{} // closed when the first revision is applied
	closed chan struct{} // closed when Close begins
	work   sync.WaitGroup
	stop   context.CancelFunc
	// detach returns a context that ends with the client and no caller.
	detach func(time.Duration) (context.Context, context.CancelFunc)

	kept      *keeper                 // of the revision that is loaded; used by the running check alone
	unsaved   atomic.Pointer[unsaved] // nil: the snapshot has what is served
	saving    sync.Mutex              // held while the snapshot is written
	saveAgain time.Time               // after a failure; guarded by saving

	popularKept time.Time // when what is popular was written last; guarded by saving

	closeOnce sync.Once
	closeErr  error
}

// New returns a Client that reads a publication from f. o may be nil.
//
// It fails for options that cannot work and for nothing else: not because of
// the network, not because of a damaged snapshot. What Options.Snapshot and
// Options.Seed have is applied before New returns. Without either, New makes
// the first check at once and waits for it, Options.StartWait at most; what it
// brings later is applied when it comes.
//
// The client checks for new revisions in the background until [Client.Close].
func New(f fetch.Fetcher, o *Options) (*Client, error) {
	s, err := o.validate(f)
	if err != nil {
		return nil, err
	}
	c := &Client{
		opts: *s, page: s.page, fetcher: &bounded{behind: f},
		logs: newOnceLog(s.Logger), plans: newPlans(),
		ready: make(chan struct{}), closed: make(chan struct{}),
	}
	c.onUpdate = newCallback(s.OnUpdate, true, s.Logger)
	c.onError = newCallback(s.OnError, false, s.Logger)
	root, stop := context.WithCancel(context.Background())
	c.stop = stop
	c.detach = func(d time.Duration) (context.Context, context.CancelFunc) {
		return context.WithTimeout(root, d)
	}
	c.store, err = cache.New(c.fetcher, &cache.Options[slot]{
		Compile: c.compileTexts, Parents: cldr.Parents, Budget: s.Budget,
		TooLarge: func(bundle, locale string, size int64) {
			c.logs.once("bundle left out", bundle, locale, "it is larger than half of Options.Budget", strconv.FormatInt(size, 10)+" bytes")
		},
	})
	if err != nil {
		stop()
		return nil, fmt.Errorf("content: new client: %w", err)
	}
	c.status.init()
	c.check.init()
	c.loadLocal()
	c.start()
	return c, nil
}

// start makes the first check, or plans it, and starts the polling.
func (c *Client) start() {
	stored := c.rev.Load() != nil
	var first *flight
	switch {
	case c.opts.polls() && stored:
		// Somewhere in the first half of a period, so that instances that
		// start together do not check together. The page has texts.
		c.check.plan(randomUpTo(c.opts.Refresh / 2))
	case c.opts.polls() || c.opts.StartWait > 0:
		first = c.begin()
	}
	if c.opts.polls() {
		c.work.Go(c.poll)
	}
	if first == nil || c.opts.StartWait < 0 {
		return
	}
	timer := time.NewTimer(c.opts.StartWait)
	defer timer.Stop()
	select {
	case <-first.done:
	case <-timer.C:
	}
}

// Ready returns nil as soon as a revision from any source is applied, be it
// the origin, the snapshot or the seed. Otherwise it returns the error of ctx,
// or [ErrClosed].
//
// It is for tests and for programs that make pages ahead of time. Do not wait
// for it before serving, and never fail a readiness or liveness probe because
// of content: a page without published texts shows its own, while an instance
// that is taken out of service shows nothing.
func (c *Client) Ready(ctx context.Context) error {
	select {
	case <-c.ready:
		return nil
	default:
	}
	select {
	case <-c.ready:
		return nil
	case <-c.closed:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// closeWait bounds how long Close waits for a fetcher that ignores its
// context.
const closeWait = time.Second

// Close ends all background work and waits for it. The last revision is served
// on. Close may be called several times and at once; all calls return the same.
// The error says that for longer than a second the fetcher has not returned
// although its context is done, or the disk has not taken the snapshot.
func (c *Client) Close() error {
	c.closeOnce.Do(c.close)
	return c.closeErr
}

func (c *Client) close() {
	c.check.close()
	close(c.closed)
	c.onUpdate.close()
	c.onError.close()
	c.stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.work.Wait()
		_ = c.store.Close() // it has no error
		c.fetcher.calls.Wait()
		c.saving.Lock()
		defer c.saving.Unlock()
		c.keepPopularity(true)
	}()
	timer := time.NewTimer(closeWait)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		c.closeErr = errors.New("content: close client: the fetcher goes on although its context is done, or the disk is slow")
	}
	c.closeIdle()
}

// closeIdle drops connections that nobody uses, where the fetcher can.
func (c *Client) closeIdle() {
	if f, ok := c.fetcher.behind.(interface{ CloseIdleConnections() }); ok {
		err := guarded(func() error { f.CloseIdleConnections(); return nil })
		if err != nil {
			c.opts.Logger.Warn("content: cannot close idle connections", "error", cut(err.Error()))
		}
	}
}

// View returns the revision of the moment in the published locale that serves
// a locale: itself in any letter case, the nearest parent by CLDR (pt-AO takes
// pt-PT, else pt), or the default locale. It is never nil. Use it where there
// is no request, for a mail or a job; in a handler use [From], so that all of
// a page is one revision.
func (c *Client) View(locale string) *View { return c.pin(locale) }

// Get returns a text as HTML in a locale, from the revision of the moment. It
// is [View.Get] of [Client.View].
func (c *Client) Get(key, locale string, args ...any) template.HTML {
	if r := c.rev.Load(); r != nil {
		if l := r.exact(locale); l != nil {
			if html := l.held[key].html; html != "" {
				return template.HTML(html)
			}
		}
	}
	v := c.view(locale)
	return v.Get(key, args...)
}

// Locales lists the published locales, the default locale first and the others
// by their tags. It is empty when there is no revision. The caller owns the
// slice.
func (c *Client) Locales() []Locale {
	r := c.rev.Load()
	if r == nil {
		return nil
	}
	return slices.Clone(r.locales)
}

// pin returns a View of the current revision in the published locale that
// serves tag, else the default locale. It is never nil.
func (c *Client) pin(tag string) *View {
	v := c.pinned(tag)
	return &v
}

// pinned is pin without memory of its own where the whole revision is loaded.
func (c *Client) pinned(tag string) View {
	v := c.view(tag)
	if !v.whole() {
		v.wait = newAllowance(c.opts.Wait)
	}
	return v
}

// view is pin without memory of its own. Its look-ups that have to wait have
// one allowance each.
func (c *Client) view(tag string) View {
	r := c.rev.Load()
	if r == nil {
		return View{c: c}
	}
	return View{c: c, rev: r, l: r.match(tag)}
}

// mayWait reports whether a request may wait for a bundle: not while the last
// fetch failed.
func (c *Client) mayWait() bool { return c.store.Healthy() && c.check.healthy() }

// defaultClient is the client of the package-level functions.
var defaultClient atomic.Pointer[Client]

// SetDefault makes c the client that [Get], [From] without a request, and the
// functions of [Funcs] use. nil means none.
func SetDefault(c *Client) { defaultClient.Store(c) }

// Get returns a text as HTML in a locale from the default client, see
// [Client.Get]; "" when there is no default client.
func Get(key, locale string, args ...any) template.HTML {
	c := defaultClient.Load()
	if c == nil {
		return ""
	}
	return c.Get(key, locale, args...)
}
