package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/teletextio/content"
)

// promMetrics feeds Prometheus: the figures are read from Status when
// Prometheus asks, the events come from OnUpdate and OnError.
type promMetrics struct {
	registry *prometheus.Registry
	delay    prometheus.Histogram
	errors   prometheus.Counter
}

// newProm returns metrics without a client: that is made with their events.
func newProm() *promMetrics {
	m := &promMetrics{
		registry: prometheus.NewRegistry(),
		delay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "content_publish_delay_seconds", Help: "Time from publishing to applying a revision.", Buckets: delayBounds,
		}),
		errors: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "content_errors_total", Help: "Errors of checks and of the snapshot.",
		}),
	}
	m.registry.MustRegister(m.delay, m.errors)
	return m
}

// watch adds the figures of a client.
func (m *promMetrics) watch(c *content.Client) { m.registry.MustRegister(newCollector(c)) }

func (m *promMetrics) updated(s content.Status) {
	if d, ok := delayOf(&s); ok {
		m.delay.Observe(d)
	}
}

func (m *promMetrics) failed(error) { m.errors.Inc() }

// collector is a prometheus.Collector of the figures.
type collector struct {
	client *content.Client
	descs  []*prometheus.Desc // one for each of figures
}

func newCollector(c *content.Client) *collector {
	k := &collector{client: c}
	for _, f := range figures {
		var labels []string
		if f.label != "" {
			labels = []string{f.label}
		}
		k.descs = append(k.descs, prometheus.NewDesc(f.name, f.help, labels, nil))
	}
	return k
}

// Describe implements prometheus.Collector.
func (k *collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range k.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector. All figures are of one Status.
func (k *collector) Collect(ch chan<- prometheus.Metric) {
	s := k.client.Status()
	for i, f := range figures {
		kind := prometheus.GaugeValue
		if f.counter {
			kind = prometheus.CounterValue
		}
		for _, v := range f.read(&s) {
			var labels []string
			if f.label != "" {
				labels = []string{v.label}
			}
			ch <- prometheus.MustNewConstMetric(k.descs[i], kind, v.value, labels...)
		}
	}
}

var _ prometheus.Collector = (*collector)(nil)
