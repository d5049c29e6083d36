package content_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

var errRefused = errors.New("connection refused")

// inBubble runs a test with a polling client of s, on a clock of its own.
func inBubble(t *testing.T, s *contenttest.Script, o content.Options, test func(t *testing.T, c *content.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c, err := content.New(s, &o)
		require.NoError(t, err)
		defer func() { require.NoError(t, c.Close()) }()
		test(t, c)
	})
}

// title is a publication with one text.
func title(text string) contenttest.Texts { return contenttest.Texts{"en": {"home.title": text}} }

func TestPollingIsConditionalAndSteady(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	inBubble(t, s, content.Options{}, func(t *testing.T, c *content.Client) {
		require.EqualValues(t, "one", c.Get("home.title", "en"))
		time.Sleep(time.Hour)
		n := s.Count("live.json")
		require.InDelta(t, 361, n, 12, "ten seconds on average")
		require.Equal(t, 1, s.Count("i/*"))
		whole := 0
		for _, r := range s.Requests("live.json")[1:] {
			if r.ETag == "" {
				whole++
			}
		}
		require.InDelta(t, 6, whole, 1, "one of sixty is not conditional")
		s.Publish(title("two"))
		time.Sleep(11 * time.Second)
		require.EqualValues(t, "two", c.Get("home.title", "en"))
		st := c.Status()
		require.Equal(t, content.StateCurrent, st.State)
		require.EqualValues(t, 2, st.Sequence)
		require.EqualValues(t, 2, st.Updates)
		require.Less(t, st.AgeSeconds, 12.0)
		require.WithinDuration(t, time.Now().Add(10*time.Second), st.NextCheck, 11*time.Second)
	})
}

// The ETag is that of what is served, not of what could not be applied.
func TestETagIsCommittedAfterTheApply(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	inBubble(t, s, content.Options{Refresh: -1}, func(t *testing.T, c *content.Client) {
		ctx := context.Background()
		before := s.Requests("live.json")
		require.Empty(t, before[0].ETag)
		s.Publish(title("two"))
		s.Next("b/*", contenttest.Answer{Err: fetch.ErrNotFound})
		require.ErrorIs(t, c.Refresh(ctx), fetch.ErrNotFound)
		require.EqualValues(t, "one", c.Get("home.title", "en"))
		require.Equal(t, map[string]uint64{"torn": 1}, c.Status().Failures)
		require.Equal(t, content.StateStale, c.Status().State)
		require.NoError(t, c.Refresh(ctx))
		require.EqualValues(t, "two", c.Get("home.title", "en"))
		list := s.Requests("live.json")
		require.Equal(t, list[1].ETag, list[2].ETag, "the torn one was not committed")
		require.NoError(t, c.Refresh(ctx))
		list = s.Requests("live.json")
		require.NotEqual(t, list[2].ETag, list[3].ETag)
	})
}

// A source that gives an old manifest the tag of the new one is believed for a
// while only.
func TestALyingETagDoesNotLast(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	inBubble(t, s, content.Options{}, func(t *testing.T, c *content.Client) {
		resp, err := s.Fetch(t.Context(), fetch.Request{Name: "live.json"})
		require.NoError(t, err)
		s.Publish(title("two"))
		two, err := s.Fetch(t.Context(), fetch.Request{Name: "live.json"})
		require.NoError(t, err)
		s.Next("live.json", contenttest.Answer{Body: resp.Body, ETag: two.ETag})
		time.Sleep(time.Minute)
		require.EqualValues(t, "one", c.Get("home.title", "en"))
		time.Sleep(11 * time.Minute)
		require.EqualValues(t, "two", c.Get("home.title", "en"))
	})
}

// A failure lasts; pages show what they had; the origin is asked no more often
// than in good times; its return is seen in two intervals.
func TestOutages(t *testing.T) {
	for reason, a := range map[string]contenttest.Answer{
		"unknown":   {Err: errRefused},
		"timeout":   {Delay: time.Hour},
		"server":    {Err: &fetch.StatusError{Status: 500}},
		"not-found": {Err: fetch.ErrNotFound},
		"too-large": {Err: fetch.ErrTooLarge},
		"invalid":   {Body: []byte("<!DOCTYPE html><title>Log in</title>")},
		"status":    {Err: &fetch.StatusError{Status: 418}},
	} {
		t.Run(reason, func(t *testing.T) {
			s := contenttest.NewScript(title("one"))
			log := &logBuffer{}
			var errs atomic.Int64
			o := content.Options{Logger: log.logger(), OnError: func(error) { errs.Add(1) }}
			inBubble(t, s, o, func(t *testing.T, c *content.Client) {
				time.Sleep(time.Minute)
				s.Always("", a)
				before := s.Count("")
				time.Sleep(10 * time.Minute)
				synctest.Wait()
				require.LessOrEqual(t, s.Count("")-before, 61)
				require.GreaterOrEqual(t, s.Count("")-before, 10)
				require.EqualValues(t, "one", c.Get("home.title", "en"))
				st := c.Status()
				require.Equal(t, content.StateStale, st.State)
				require.Equal(t, reason, st.LastReason)
				require.NotZero(t, st.Failures[reason])
				require.Greater(t, st.AgeSeconds, 590.0)
				require.EqualValues(t, st.Failures[reason], errs.Load())
				require.Len(t, log.lines("check failed"), 1, "one line for all of it")

				s.Publish(title("two"))
				s.Clear()
				time.Sleep(20*time.Second + 31*time.Second) // a fetch that hangs has 30 seconds
				require.EqualValues(t, "two", c.Get("home.title", "en"))
				require.Equal(t, content.StateCurrent, c.Status().State)
				require.Len(t, log.lines("answers again"), 1)
			})
		})
	}
}

func TestBadBodiesChangeNothing(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	inBubble(t, s, content.Options{Refresh: -1}, func(t *testing.T, c *content.Client) {
		for _, body := range []string{"", "null", "{}", "[]", "true", "\x00\xff", `{"signed":{},"signatures":[]}`} {
			s.Next("live.json", contenttest.Answer{Body: []byte(body)})
			require.Error(t, c.Refresh(context.Background()), body)
			require.EqualValues(t, "one", c.Get("home.title", "en"))
		}
		s.Next("live.json", contenttest.Answer{Err: fetch.ErrNotModified})
		require.NoError(t, c.Refresh(context.Background()))
	})
}

func TestNotModifiedWithoutATagIsAFailure(t *testing.T) {
	s := &contenttest.Script{}
	s.Always("", contenttest.Answer{Err: fetch.ErrNotModified})
	inBubble(t, s, content.Options{Refresh: -1}, func(t *testing.T, c *content.Client) {
		require.Equal(t, content.StateNone, c.Status().State)
		require.ErrorIs(t, c.Refresh(context.Background()), fetch.ErrNotModified)
	})
}

func TestRetryAfterIsHonouredUpToACap(t *testing.T) {
	for asked, least := range map[time.Duration]time.Duration{
		time.Minute: time.Minute, time.Hour: 5 * time.Minute,
	} {
		s := contenttest.NewScript(title("one"))
		inBubble(t, s, content.Options{}, func(t *testing.T, c *content.Client) {
			s.Always("", contenttest.Answer{Err: &fetch.StatusError{Status: 503, RetryAfter: asked}})
			time.Sleep(15 * time.Second)
			before := s.Count("")
			require.NoError(t, c.Freshen(context.Background(), 0), "the origin is left alone")
			time.Sleep(least - 15*time.Second)
			require.Equal(t, before, s.Count(""))
			time.Sleep(30 * time.Second)
			require.Equal(t, before+1, s.Count(""))
			require.NotZero(t, c.Status().Failures["throttled"])
		})
	}
}

// After 401 and 403 checks are rare and never end.
func TestDeniedAccessIsASlowRegime(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		s := contenttest.NewScript(title("one"))
		log := &logBuffer{}
		inBubble(t, s, content.Options{Logger: log.logger()}, func(t *testing.T, c *content.Client) {
			s.Always("", contenttest.Answer{Err: &fetch.StatusError{Status: status}})
			time.Sleep(15 * time.Second)
			before := s.Count("")
			time.Sleep(24 * time.Hour)
			require.InDelta(t, 24*60/3.75, s.Count("")-before, 40)
			require.Len(t, log.lines("level=ERROR"), 1)
			s.Publish(title("two"))
			s.Clear()
			time.Sleep(5 * time.Minute)
			require.EqualValues(t, "two", c.Get("home.title", "en"))
			before = s.Count("live.json")
			time.Sleep(time.Minute)
			require.GreaterOrEqual(t, s.Count("live.json")-before, 5, "back to normal")
		})
	}
}

// A store that hides what the reader may not list, as S3 does, answers 403 for
// an object that is not there yet: that is a torn publication, which is over
// soon.
func TestDeniedObjectIsTriedAgainSoon(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	inBubble(t, s, content.Options{}, func(t *testing.T, c *content.Client) {
		s.Always("b/*", contenttest.Answer{Err: &fetch.StatusError{Status: http.StatusForbidden}})
		s.Publish(title("two"))
		time.Sleep(time.Minute)
		require.Equal(t, "denied", c.Status().LastReason)
		require.EqualValues(t, "one", c.Get("home.title", "en"))
		before := s.Count("live.json")
		time.Sleep(time.Minute)
		require.InDelta(t, 4.5, s.Count("live.json")-before, 2)
		s.Clear()
		time.Sleep(2 * content.DefaultRefresh)
		require.EqualValues(t, "two", c.Get("home.title", "en"))
	})
}

func TestRefreshSharesOneCheckAndOutlivesItsCallers(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	inBubble(t, s, content.Options{Refresh: -1}, func(t *testing.T, c *content.Client) {
		release := s.Hold("live.json")
		before := s.Count("live.json")
		s.Publish(title("two"))
		ctx, cancel := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		var served atomic.Int64
		for i := range 100 {
			wg.Go(func() {
				with := context.Background()
				if i == 0 {
					with = ctx
				}
				err := c.Freshen(with, 0)
				if i == 0 && !errors.Is(err, context.Canceled) {
					t.Error("the first caller has gone", err)
				}
				if err == nil && c.Get("home.title", "en") == "two" {
					served.Add(1)
				}
			})
		}
		synctest.Wait()
		cancel()
		synctest.Wait()
		release()
		wg.Wait()
		require.EqualValues(t, 99, served.Load())
		require.Equal(t, before+1, s.Count("live.json"))
	})
}

// What was published before Refresh is called is served after it, even if an
// older check was under way.
func TestRefreshDoesNotSettleForAnOlderCheck(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	inBubble(t, s, content.Options{Refresh: -1}, func(t *testing.T, c *content.Client) {
		// The check under way has read the old manifest already.
		s.Next("live.json", contenttest.Answer{Delay: time.Second, Err: errRefused})
		go func() { _ = c.Refresh(context.Background()) }()
		synctest.Wait()
		s.Publish(title("two"))
		require.NoError(t, c.Refresh(context.Background()))
		require.EqualValues(t, "two", c.Get("home.title", "en"))

		s.Next("live.json", contenttest.Answer{Delay: time.Hour})
		go func() { _ = c.Refresh(context.Background()) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		require.ErrorIs(t, c.Refresh(ctx), context.DeadlineExceeded)
	})
}

func TestFreshen(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	inBubble(t, s, content.Options{Refresh: -1}, func(t *testing.T, c *content.Client) {
		ctx := context.Background()
		before := s.Count("live.json")
		for range 100 {
			require.NoError(t, c.Freshen(ctx, 10*time.Second))
		}
		require.Equal(t, before, s.Count("live.json"))
		time.Sleep(11 * time.Second)
		s.Publish(title("two"))
		require.NoError(t, c.Freshen(ctx, 10*time.Second))
		require.EqualValues(t, "two", c.Get("home.title", "en"))

		time.Sleep(time.Minute)
		s.Always("", contenttest.Answer{Err: errRefused})
		require.ErrorIs(t, c.Freshen(ctx, 10*time.Second), errRefused)
		require.NoError(t, c.Freshen(ctx, 10*time.Second), "a failed check is a check")
		before = s.Count("live.json")
		time.Sleep(time.Hour)
		require.Equal(t, before, s.Count("live.json"), "nothing runs in the background")
	})
}

func TestNegativeRefreshLeavesNoGoroutine(t *testing.T) {
	// Not closed: the bubble fails if anything is left.
	synctest.Test(t, func(t *testing.T) {
		c, err := content.New(contenttest.NewScript(title("one")), &content.Options{Refresh: -1})
		require.NoError(t, err)
		require.EqualValues(t, "one", c.Get("home.title", "en"))
	})
}

// idleFetcher counts what the client tells it.
type idleFetcher struct {
	*contenttest.Script
	closed atomic.Int64
}

func (f *idleFetcher) CloseIdleConnections() { f.closed.Add(1) }

func TestIdleConnectionsOfAFrozenHostAreNotUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &idleFetcher{Script: contenttest.NewScript(title("one"))}
		c, err := content.New(f, &content.Options{Refresh: -1})
		require.NoError(t, err)
		require.NoError(t, c.Freshen(context.Background(), 0))
		require.Zero(t, f.closed.Load())
		time.Sleep(time.Hour)
		require.NoError(t, c.Freshen(context.Background(), time.Minute))
		require.EqualValues(t, 1, f.closed.Load())
		require.NoError(t, c.Close())
		require.EqualValues(t, 2, f.closed.Load())
	})
}

func TestOlderRevisionsAreRefused(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	log := &logBuffer{}
	inBubble(t, s, content.Options{Refresh: -1, Logger: log.logger()}, func(t *testing.T, c *content.Client) {
		ctx := context.Background()
		s.PublishWith(title("five"), &contenttest.PublishOptions{Sequence: 5})
		require.NoError(t, c.Refresh(ctx))
		for range 3 {
			s.PublishWith(title("four"), &contenttest.PublishOptions{Sequence: 4})
			require.ErrorIs(t, c.Refresh(ctx), content.ErrOlder)
			s.PublishWith(title("nine"), &contenttest.PublishOptions{Sequence: 9, Epoch: contenttest.DefaultEpoch - 1})
			require.ErrorIs(t, c.Refresh(ctx), content.ErrOlder)
		}
		require.EqualValues(t, "five", c.Get("home.title", "en"))
		require.EqualValues(t, 6, c.Status().Failures["older"])
		require.Len(t, log.lines("check failed"), 1)

		s.PublishWith(title("other five"), &contenttest.PublishOptions{Sequence: 5})
		require.ErrorIs(t, c.Refresh(ctx), content.ErrConflict)
		require.EqualValues(t, "five", c.Get("home.title", "en"))
		require.EqualValues(t, 1, c.Status().Failures["conflict"])

		// Deleted and published anew: a newer history, whatever its sequence.
		s.PublishWith(title("anew"), &contenttest.PublishOptions{Sequence: 1, Epoch: contenttest.DefaultEpoch + 60})
		require.NoError(t, c.Refresh(ctx))
		require.EqualValues(t, "anew", c.Get("home.title", "en"))
	})
}

func TestOtherPublicationsAreRefused(t *testing.T) {
	s := contenttest.NewScript(title("one"))
	log := &logBuffer{}
	inBubble(t, s, content.Options{Refresh: -1, Logger: log.logger()}, func(t *testing.T, c *content.Client) {
		ctx := context.Background()
		s.PublishWith(title("theirs"), &contenttest.PublishOptions{Project: "other", Sequence: 9})
		require.ErrorIs(t, c.Refresh(ctx), content.ErrOtherProject)
		require.EqualValues(t, "one", c.Get("home.title", "en"))
		require.Len(t, log.lines(`other`), 1)

		staging := contenttest.PublishWith(title("staged"), &contenttest.PublishOptions{Channel: "staging", Sequence: 9})
		raw, err := fetch.FS(staging).Fetch(ctx, fetch.Request{Name: "staging.json"})
		require.NoError(t, err)
		s.Next("live.json", contenttest.Answer{Body: raw.Body})
		require.ErrorContains(t, c.Refresh(ctx), "staging")
		require.EqualValues(t, "one", c.Get("home.title", "en"))
		require.EqualValues(t, 2, c.Status().Failures["other-publication"])
	})
	inBubble(t, contenttest.NewScript(title("one")), content.Options{Refresh: -1, Project: "acme"}, func(t *testing.T, c *content.Client) {
		require.Equal(t, content.StateNone, c.Status().State)
		require.Contains(t, c.Status().LastError, "acme")
	})
}

func TestPanicsOfAFetcherAreFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := contenttest.NewScript(title("one"))
		broken := atomic.Bool{}
		log := &logBuffer{}
		c, err := content.New(fetch.Func(func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
			if broken.Load() {
				panic("broken fetcher")
			}
			return s.Fetch(ctx, r)
		}), &content.Options{Logger: log.logger()})
		require.NoError(t, err)
		broken.Store(true)
		time.Sleep(time.Minute)
		require.EqualValues(t, "one", c.Get("home.title", "en"))
		require.NotZero(t, c.Status().Failures["panic"])
		require.Contains(t, log.lines("check failed")[0], "broken fetcher")
		broken.Store(false)
		time.Sleep(time.Minute)
		require.Equal(t, content.StateCurrent, c.Status().State)
		require.NoError(t, c.Close())
	})
}

// Instances that start together do not ask together.
func TestInstancesDriftApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := contenttest.NewScript(title("one"))
		var clients []*content.Client
		var seconds [120]atomic.Int64
		start := time.Now()
		counting := fetch.Func(func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
			if at := int(time.Since(start) / time.Second); r.Name == "live.json" && at < len(seconds) {
				seconds[at].Add(1)
			}
			return s.Fetch(ctx, r)
		})
		for range 300 {
			c, err := content.New(counting, &content.Options{Seed: contenttest.Publish(title("seed"))})
			require.NoError(t, err)
			clients = append(clients, c)
		}
		require.Zero(t, s.Count(""), "the seed is served; nobody waits")
		time.Sleep(2 * time.Minute)
		peak := int64(0)
		for i := range seconds {
			peak = max(peak, seconds[i].Load())
		}
		require.LessOrEqual(t, peak, int64(3*300/10))
		for _, c := range clients {
			require.NoError(t, c.Close())
		}
	})
}

func TestCallbacksCannotBlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := contenttest.NewScript(title("one"))
		block := make(chan struct{})
		var got []int64
		var c *content.Client
		c, err := content.New(s, &content.Options{
			Refresh: -1, Logger: (&logBuffer{}).logger(),
			OnUpdate: func(st content.Status) {
				<-block
				got = append(got, st.Sequence)
				_ = c.Status()
			},
			OnError: func(error) { panic("broken callback") },
		})
		require.NoError(t, err)
		for range 5 {
			s.Publish(title("more"))
			require.NoError(t, c.Refresh(context.Background()))
		}
		s.Always("", contenttest.Answer{Err: errRefused})
		require.Error(t, c.Refresh(context.Background()))
		close(block)
		synctest.Wait()
		require.Equal(t, []int64{1, 6}, got, "the first, then the last")
		require.NoError(t, c.Close())
	})
}
