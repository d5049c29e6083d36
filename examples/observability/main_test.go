package main

import (
	"context"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// bench is the app before an origin that can be broken.
type bench struct {
	*app
	t      *testing.T
	origin *contenttest.Script
	chaos  *contenttest.Chaos
	reader *sdk.ManualReader
}

func newBench(t *testing.T) *bench {
	b := &bench{
		t:      t,
		origin: contenttest.NewScript(contenttest.Texts{"en": {"home.title": "Port"}}),
		chaos:  &contenttest.Chaos{},
		reader: sdk.NewManualReader(),
	}
	var err error
	b.app, err = newApp(b.chaos.Fetcher(b.origin), sdk.NewMeterProvider(sdk.WithReader(b.reader)), &content.Options{Refresh: -1})
	require.NoError(t, err)
	t.Cleanup(func() { b.client.Close() })
	return b
}

func (b *bench) get(path string) string {
	w := httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	require.Equal(b.t, 200, w.Code)
	return w.Body.String()
}

// otel collects: "name label" → value.
func (b *bench) otel() map[string]float64 {
	var rm metricdata.ResourceMetrics
	require.NoError(b.t, b.reader.Collect(context.Background(), &rm))
	got := map[string]float64{}
	for _, scope := range rm.ScopeMetrics {
		for _, m := range scope.Metrics {
			var points []metricdata.DataPoint[float64]
			switch data := m.Data.(type) {
			case metricdata.Gauge[float64]:
				points = data.DataPoints
			case metricdata.Sum[float64]:
				require.True(b.t, data.IsMonotonic)
				points = data.DataPoints
			case metricdata.Sum[int64]:
				got[m.Name] = float64(data.DataPoints[0].Value)
			case metricdata.Histogram[float64]:
				got[m.Name] = float64(data.DataPoints[0].Count)
			}
			for _, p := range points {
				name := m.Name
				for _, kv := range p.Attributes.ToSlice() {
					name += " " + kv.Value.AsString()
				}
				got[name] = p.Value
			}
		}
	}
	return got
}

func TestBothSeeTheSame(t *testing.T) {
	b := newBench(t)
	b.origin.Publish(contenttest.Texts{"en": {"home.title": "New port"}})
	require.NoError(t, b.client.Refresh(t.Context()))
	b.chaos.Set(contenttest.FaultStatus503)
	require.Error(t, b.client.Refresh(t.Context()))
	// OnUpdate and OnError run beside the client.
	require.Eventually(t, func() bool {
		return strings.Contains(b.get("/metrics"), "content_errors_total 1") &&
			strings.Contains(b.get("/metrics"), "content_publish_delay_seconds_count 1")
	}, 5*time.Second, time.Millisecond)

	text, otel := b.get("/metrics"), b.otel()
	for _, want := range []string{
		`content_state{state="stale"} 1`, `content_state{state="current"} 0`,
		`content_check_failures_total{reason="server"} 1`,
		"content_checks_total 3", "content_updates_total 2", "content_revision_sequence 2",
		"content_bundles 1", "content_panics_total 0", "content_published_timestamp_seconds 1.767225602e+09",
	} {
		require.Contains(t, text, want+"\n")
	}
	for name, want := range map[string]float64{
		"content.state stale": 1, "content.state current": 0, "content.check.failures server": 1,
		"content.checks": 3, "content.updates": 2, "content.revision.sequence": 2, "content.bundles": 1,
		"content.panics": 0, "content.published.timestamp.seconds": contenttest.DefaultEpoch + 2,
		"content.errors": 1, "content.publish.delay": 1,
	} {
		require.Contains(t, otel, name)
		require.InDelta(t, want, otel[name], 1e-6, name)
	}
	require.Contains(t, b.get("/"), `<h1 data-txt="home.title">New port</h1>`)
	require.Contains(t, b.get("/status"), `"state": "stale"`)
}

func TestMetricsAreWellFormed(t *testing.T) {
	b := newBench(t)
	problems, err := testutil.GatherAndLint(b.prom.registry)
	require.NoError(t, err)
	require.Empty(t, problems)
}

// Whatever goes wrong and whatever visitors ask for, labels have values of
// closed sets.
func TestLabelsAreClosed(t *testing.T) {
	b := newBench(t)
	reasons := map[string]bool{}
	for _, fault := range contenttest.Faults() {
		switch fault {
		case contenttest.FaultBlackhole, contenttest.FaultSilent, contenttest.FaultTrickle, contenttest.FaultSlow:
			continue // they take seconds
		}
		reasons[fault.Reason()] = true
		b.chaos.Set(fault)
		b.origin.Publish(contenttest.Texts{"en": {"home.title": "Port"}})
		_ = b.client.Refresh(t.Context()) // it fails, as it should
	}
	for _, path := range []string{"/?locale=made-up", "/%3Cscript%3E", "/a/b/c"} {
		b.get(path)
	}
	for name := range b.otel() {
		_, label, _ := strings.Cut(name, " ")
		known := append(slices.Collect(maps.Keys(reasons)), "")
		for _, s := range states {
			known = append(known, string(s))
		}
		require.Contains(t, known, label)
	}
	require.Greater(t, len(reasons), 10)
}

func TestRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out strings.Builder
	origin := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "Port"}})
	require.NoError(t, run(ctx, "127.0.0.1:0", origin, time.Hour, &out))
	require.Contains(t, out.String(), "content.revision.sequence", "the last export is at the end")
}
