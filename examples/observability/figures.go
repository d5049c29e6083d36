package main

import (
	"time"

	"github.com/teletextio/content"
)

// figure is one figure of content.Status as a metric. Prometheus and
// OpenTelemetry read the same list.
type figure struct {
	name    string // as in Prometheus; counters end with _total
	help    string
	counter bool
	label   string // "": none; its values come from a closed set
	read    func(s *content.Status) []sample
}

// sample is one value of a figure.
type sample struct {
	label string
	value float64
}

// states is the closed set of the label state.
var states = []content.State{
	content.StateNone, content.StateSeed, content.StateSnapshot, content.StateCurrent, content.StateStale,
}

var figures = []figure{
	{"content_state", "1 for the state that the client is in, 0 for the others.", false, "state", stateSamples},
	{"content_age_seconds", "Time since the origin last confirmed what is served; absent while it never did.", false, "",
		func(s *content.Status) []sample {
			if s.AgeSeconds < 0 {
				return nil
			}
			return one(s.AgeSeconds)
		}},
	{"content_revision_epoch", "Epoch of the revision that is served.", false, "",
		func(s *content.Status) []sample { return one(float64(s.Epoch)) }},
	{"content_revision_sequence", "Sequence of the revision that is served.", false, "",
		func(s *content.Status) []sample { return one(float64(s.Sequence)) }},
	{"content_published_timestamp_seconds", "When the revision was published, by the publisher's clock.", false, "",
		func(s *content.Status) []sample { return at(s.Published) }},
	{"content_applied_timestamp_seconds", "When the revision was applied.", false, "",
		func(s *content.Status) []sample { return at(s.Applied) }},
	{"content_bundles", "Bundles of the revision, in all locales.", false, "",
		func(s *content.Status) []sample { return one(float64(s.Bundles)) }},
	{"content_memory_bytes", "Memory that the bundles take that stay in memory.", false, "",
		func(s *content.Status) []sample { return one(float64(s.Bytes)) }},
	{"content_checks_total", "Checks for a new revision that have ended.", true, "",
		func(s *content.Status) []sample { return one(float64(s.Checks)) }},
	{"content_check_failures_total", "Checks that failed.", true, "reason", failureSamples},
	{"content_updates_total", "Revisions applied.", true, "",
		func(s *content.Status) []sample { return one(float64(s.Updates)) }},
	{"content_refused_texts_total", "Texts that were refused when they were loaded.", true, "",
		func(s *content.Status) []sample { return one(float64(s.Refused)) }},
	{"content_panics_total", "Panics that were caught while a page was written.", true, "",
		func(s *content.Status) []sample { return one(float64(s.Panics)) }},
	{"content_ondemand_hits_total", "Look-ups that found their bundle in memory, for a publication beyond the budget.", true, "",
		func(s *content.Status) []sample { return one(float64(s.OnDemand.Hits)) }},
	{"content_ondemand_misses_total", "Look-ups that did not.", true, "",
		func(s *content.Status) []sample { return one(float64(s.OnDemand.Misses)) }},
	{"content_ondemand_loads_total", "Bundles fetched on demand.", true, "",
		func(s *content.Status) []sample { return one(float64(s.OnDemand.Loads)) }},
}

func one(value float64) []sample { return []sample{{value: value}} }

// at is a moment in seconds since 1970; nothing while there was none.
func at(t time.Time) []sample {
	if t.IsZero() {
		return nil
	}
	return one(float64(t.UnixMilli()) / 1000)
}

func stateSamples(s *content.Status) []sample {
	list := make([]sample, len(states))
	for i, state := range states {
		list[i].label = string(state)
		if state == s.State {
			list[i].value = 1
		}
	}
	return list
}

func failureSamples(s *content.Status) []sample {
	var list []sample
	for reason, n := range s.Failures {
		list = append(list, sample{reason, float64(n)})
	}
	return list
}

// delayBounds are the buckets, in seconds, of the time from publishing to the
// page.
var delayBounds = []float64{1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600}

// delayOf returns the time from publishing to applying. What a process applies
// first was published while it did not run: that says nothing.
func delayOf(s *content.Status) (seconds float64, ok bool) {
	if s.Updates < 2 || s.State != content.StateCurrent {
		return 0, false
	}
	return max(0, s.Applied.Sub(s.Published).Seconds()), true
}
