package e2e

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/internal/cdntest"
)

// throughEach runs a test with every CDN that is installed, before an origin
// of its own.
func throughEach(t *testing.T, f func(t *testing.T, o *origin, edge *cdntest.Edge)) {
	t.Parallel() // they wait most of the time
	for name, start := range cdntest.Edges {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrigin(t)
			f(t, o, start(t, o.url()))
		})
	}
}

// With the headers that a publication has, a new edition is on the page within
// the CDN's max-age, one period for the CDN to ask in the background, and one
// for the client to ask the CDN.
func TestNewEditionThroughCDN(t *testing.T) {
	const maxAge = 5 * time.Second
	throughEach(t, func(t *testing.T, o *origin, edge *cdntest.Edge) {
		o.edition(1)
		s := newSite(t, fetch.HTTP(edge.URL, nil), nil)
		s.shows(1, slack)
		for n := 2; n <= 3; n++ {
			o.edition(n)
			took := s.shows(n, maxAge+time.Second+2*period+slack)
			t.Logf("edition %d on the page after %v", n, took)
		}
		status := s.client.Status()
		require.Empty(t, status.Failures)
		require.Less(t, o.count("live.json"), int(status.Checks), "the CDN answers most checks")
	})
}

// The origin dies. Nobody notices: a running site, and one that starts with
// nothing, get what the CDN has.
func TestOriginDeadBehindCDN(t *testing.T) {
	throughEach(t, func(t *testing.T, o *origin, edge *cdntest.Edge) {
		o.set("", cacheFor(1, 1))
		o.edition(1)
		s := newSite(t, fetch.HTTP(edge.URL, nil), nil)
		s.shows(1, slack)
		o.down()
		s.stays(1, 4*time.Second)
		require.Equal(t, content.StateCurrent, s.client.Status().State, "the CDN stands in: %+v", s.client.Status())
		fresh := newSite(t, fetch.HTTP(edge.URL, nil), nil)
		fresh.shows(1, slack)

		o.up()
		o.edition(2)
		took := s.shows(2, time.Second+2*period+slack)
		t.Logf("the origin is back: edition 2 on the page after %v", took)
		fresh.shows(2, period+slack)
	})
}

// The CDN dies as well: the texts stay, and the failure has its name.
func TestCDNDead(t *testing.T) {
	throughEach(t, func(t *testing.T, o *origin, edge *cdntest.Edge) {
		o.edition(1)
		s := newSite(t, fetch.HTTP(edge.URL, nil), nil)
		s.shows(1, slack)
		edge.Stop()
		s.stays(1, 2*period)
		require.Eventually(t, func() bool { return s.client.Status().State == content.StateStale }, slack, 10*time.Millisecond)
		require.Equal(t, "refused", s.client.Status().LastReason)
	})
}

// The CDN keeps that there is no manifest: from before the first publish, and
// from a moment in which it was gone.
func TestCDNCachesMissingManifest(t *testing.T) {
	const kept = 3 * time.Second
	throughEach(t, func(t *testing.T, o *origin, edge *cdntest.Edge) {
		o.set("", cacheFor(1, int(kept.Seconds())))
		s := newSite(t, fetch.HTTP(edge.URL, nil), nil)
		require.Equal(t, "own", s.text())
		require.NotZero(t, s.client.Status().Failures["not-found"])
		o.edition(1)
		s.shows(1, kept+time.Second+2*period+slack)

		o.set("live", cacheFor(1, int(kept.Seconds())))
		before := s.client.Status().Failures["not-found"]
		require.Eventually(t, func() bool {
			return s.client.Status().Failures["not-found"] > before
		}, 2*time.Second+3*period+slack, 10*time.Millisecond, "the 404 has reached the client")
		require.Equal(t, "edition 1", s.text(), "404 is not: there are no texts")
		o.set("", cacheFor(1, int(kept.Seconds())))
		o.edition(2)
		s.shows(2, kept+time.Second+2*period+slack)
	})
}

// The manifest is there before one of its bundles is, and the CDN keeps that
// the bundle is missing: the edition before stays whole until then.
func TestCDNCachesMissingBundle(t *testing.T) {
	const kept = 3 * time.Second
	throughEach(t, func(t *testing.T, o *origin, edge *cdntest.Edge) {
		o.set("", cacheFor(1, int(kept.Seconds())))
		o.edition(1)
		s := newSite(t, fetch.HTTP(edge.URL, nil), nil)
		s.shows(1, slack)
		o.set(`^b/cart\.de\.`, cacheFor(1, int(kept.Seconds())))
		o.edition(2)
		require.Eventually(t, func() bool {
			return s.client.Status().Failures["torn"] > 0
		}, time.Second+3*period+slack, 10*time.Millisecond)
		require.Equal(t, "edition 1", s.text())
		o.set("", cacheFor(1, int(kept.Seconds())))
		s.shows(2, kept+time.Second+2*period+slack)
	})
}

// Two edges of different age take turns, within one check and from one to the
// next: every page is of one edition, and none is older than the one before.
func TestTwoEdgesThatLag(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	o.edition(1)
	var edges []fetch.Fetcher
	for _, start := range cdntest.Edges {
		edges = append(edges, fetch.HTTP(start(t, o.url()).URL, nil))
	}
	// Each copy of the manifest is kept for one second or for three, whichever
	// edge asks for it.
	var asked atomic.Int64
	o.set("", func(name string, status int, h http.Header) {
		cacheFor(int(1+2*(asked.Add(1)%2)), 1)(name, status, h)
	})
	var turn atomic.Uint64
	robin := fetch.Func(func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
		return edges[turn.Add(1)%uint64(len(edges))].Fetch(ctx, r)
	})
	s := newSite(t, robin, nil)
	s.shows(1, slack)

	editions, pages, newest := 0, 0, 1
	last, next := 1, time.Now()
	for start := time.Now(); time.Since(start) < 12*time.Second; pages++ {
		if time.Now().After(next) {
			newest++
			o.edition(newest)
			next = time.Now().Add(400 * time.Millisecond)
		}
		n := s.number()
		require.GreaterOrEqual(t, n, last, "an older edition came back")
		if n > last {
			editions++
		}
		last = n
		// Far more often than a client checks: what it then says is no
		// failure of this test.
		_ = s.client.Refresh(t.Context())
	}
	s.shows(newest, 4*time.Second+3*period+slack)
	failures := s.client.Status().Failures
	t.Logf("%d pages, %d of %d editions seen, failures %v", pages, editions, newest, failures)
	require.Greater(t, editions, 2)
	require.NotZero(t, failures["older"], "the edges did lag")
}

// A CDN that was told to keep the manifest for ever: the texts stay, nothing
// fails, and what is published says how old it is.
func TestCDNServesOldManifestForEver(t *testing.T) {
	throughEach(t, func(t *testing.T, o *origin, edge *cdntest.Edge) {
		o.set("", cacheFor(10*365*86400, 1))
		o.edition(1)
		s := newSite(t, fetch.HTTP(edge.URL, nil), nil)
		s.shows(1, slack)
		o.edition(2)
		s.stays(1, 3*period)
		status := s.client.Status()
		require.Equal(t, content.StateCurrent, status.State, "as far as the client can know")
		require.Empty(t, status.Failures)
		require.EqualValues(t, 1, status.Sequence)
		require.Equal(t, time.Unix(status.Epoch+1, 0).UTC(), status.Published.UTC(), "the age of what is served")

		// Around the CDN, the client follows at once.
		direct := newSite(t, fetch.HTTP(o.url(), nil), nil)
		direct.shows(2, slack)
	})
}
