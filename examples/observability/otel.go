package main

import (
	"context"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/teletextio/content"
)

// otelMetrics feeds OpenTelemetry: the figures are read from Status when the
// reader collects, the events come from OnUpdate and OnError.
type otelMetrics struct {
	meter  metric.Meter
	delay  metric.Float64Histogram
	errors metric.Int64Counter
}

// newOTel returns metrics without a client: that is made with their events.
func newOTel(provider metric.MeterProvider) (*otelMetrics, error) {
	m := &otelMetrics{meter: provider.Meter("github.com/teletextio/content")}
	var err error
	m.delay, err = m.meter.Float64Histogram("content.publish.delay", metric.WithUnit("s"),
		metric.WithDescription("Time from publishing to applying a revision."),
		metric.WithExplicitBucketBoundaries(delayBounds...))
	if err != nil {
		return nil, err
	}
	m.errors, err = m.meter.Int64Counter("content.errors",
		metric.WithDescription("Errors of checks and of the snapshot."))
	return m, err
}

// watch adds the figures of a client. All figures of one collection are of one
// Status.
func (m *otelMetrics) watch(c *content.Client) error {
	instruments := make([]metric.Float64Observable, len(figures))
	all := make([]metric.Observable, len(figures))
	for i, f := range figures {
		var err error
		if f.counter {
			instruments[i], err = m.meter.Float64ObservableCounter(otelName(f.name), metric.WithDescription(f.help))
		} else {
			instruments[i], err = m.meter.Float64ObservableGauge(otelName(f.name), metric.WithDescription(f.help))
		}
		if err != nil {
			return err
		}
		all[i] = instruments[i]
	}
	_, err := m.meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		s := c.Status()
		for i, f := range figures {
			for _, v := range f.read(&s) {
				var labels []attribute.KeyValue
				if f.label != "" {
					labels = []attribute.KeyValue{attribute.String(f.label, v.label)}
				}
				o.ObserveFloat64(instruments[i], v.value, metric.WithAttributes(labels...))
			}
		}
		return nil
	}, all...)
	return err
}

func (m *otelMetrics) updated(s content.Status) {
	if d, ok := delayOf(&s); ok {
		m.delay.Record(context.Background(), d)
	}
}

func (m *otelMetrics) failed(error) { m.errors.Add(context.Background(), 1) }

// otelName writes a name as OpenTelemetry has it: dots between the parts, no
// _total.
func otelName(name string) string {
	return strings.ReplaceAll(strings.TrimSuffix(name, "_total"), "_", ".")
}
