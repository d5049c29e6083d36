package content_test

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// deaf is a Fetcher that does not look at its context: while it hangs, each
// call waits to be let go.
type deaf struct {
	*contenttest.Script
	hangs   atomic.Bool
	waiting atomic.Int64
	let     chan struct{}
}

func (d *deaf) Fetch(_ context.Context, r fetch.Request) (fetch.Response, error) {
	if d.hangs.Load() {
		d.waiting.Add(1)
		defer d.waiting.Add(-1)
		<-d.let
	}
	return d.Script.Fetch(context.Background(), r)
}

// A fetch that never returns is a failure like any other: it is seen, the next
// check is made, and calls that hang do not pile up.
func TestFetcherThatNeverReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &deaf{Script: contenttest.NewScript(words), let: make(chan struct{})}
		c, err := content.New(d, &content.Options{StartWait: time.Minute})
		require.NoError(t, err)
		d.hangs.Store(true)
		time.Sleep(45 * time.Second)
		require.Equal(t, content.StateStale, c.Status().State)
		require.NotZero(t, c.Status().Failures["timeout"])
		require.EqualValues(t, "Welcome", c.Get("home.title", "en"))

		// One call hangs for ever; those after it do not.
		d.hangs.Store(false)
		d.Publish(contenttest.Texts{"en": {"home.title": "Again"}})
		time.Sleep(time.Minute)
		require.Equal(t, content.StateCurrent, c.Status().State)
		require.EqualValues(t, "Again", c.Get("home.title", "en"))

		// All hang, for a day: there is a call now and then, and no end.
		d.hangs.Store(true)
		time.Sleep(24 * time.Hour)
		require.LessOrEqual(t, d.waiting.Load(), int64(24*12+10))
		require.GreaterOrEqual(t, d.waiting.Load(), int64(24*10))
		require.GreaterOrEqual(t, c.Status().Checks, uint64(24*60*60/60))
		require.EqualValues(t, "Again", c.Get("home.title", "en"))
		d.hangs.Store(false)
		d.Publish(contenttest.Texts{"en": {"home.title": "At last"}})
		close(d.let)
		time.Sleep(time.Minute)
		require.EqualValues(t, "At last", c.Get("home.title", "en"))
		require.NoError(t, c.Close())
	})
}

// Bundles on demand wait no longer than they may for it either.
func TestFetcherThatNeverReturnsBundles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &deaf{Script: contenttest.NewScript(shelves()), let: make(chan struct{})}
		c, err := content.New(d, &content.Options{Refresh: -1, StartWait: time.Minute, Budget: smallBudget})
		require.NoError(t, err)
		d.hangs.Store(true)
		for range 3 {
			start := time.Now()
			require.Empty(t, c.View("de").Get("shelf39.t0"))
			require.LessOrEqual(t, time.Since(start), content.DefaultWait)
			time.Sleep(2 * time.Minute)
		}
		require.NotZero(t, c.Status().OnDemand.Failures)
		d.hangs.Store(false)
		close(d.let)
		time.Sleep(2 * time.Minute)
		c.View("de").Get("shelf39.t0")
		time.Sleep(time.Minute)
		require.NotEmpty(t, c.View("de").Get("shelf39.t0"))
		require.NoError(t, c.Close())
	})
}

// panicky is a handler of log lines that panics over each.
type panicky struct{ slog.Handler }

func (panicky) Handle(context.Context, slog.Record) error { panic("no line") }

func (p panicky) WithAttrs([]slog.Attr) slog.Handler { return p }

// A logger that panics costs its lines and nothing else.
func TestLoggerThatPanics(t *testing.T) {
	s := contenttest.NewScript(words)
	logger := slog.New(panicky{slog.NewTextHandler(io.Discard, nil)}).With("a", 1)
	inBubble(t, s, content.Options{Logger: logger}, func(t *testing.T, c *content.Client) {
		s.Always("", contenttest.Answer{Err: errRefused})
		time.Sleep(time.Minute)
		require.Equal(t, content.StateStale, c.Status().State)
		require.Empty(t, c.Get("made.up", "en"))
		require.EqualValues(t, "Welcome", c.Get("home.title", "en"))
	})
}
