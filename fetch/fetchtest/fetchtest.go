package fetchtest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/teletextio/content/fetch"
)

// Harness tells the suite how to make what it checks.
type Harness struct {
	// New returns an empty source and a Fetcher that reads from it. It is
	// called once for each check; what it opens, it closes in tb.Cleanup.
	New func(tb testing.TB) Source

	// NoETags says that the Fetcher has no entity tags. Then it must return
	// none, and must never answer that an object is not modified.
	NoETags bool
}

// Source is one place with objects, and a Fetcher that reads them.
type Source struct {
	Fetcher fetch.Fetcher

	// Put stores an object, in the place of one with the same name. When it
	// returns, the Fetcher must see the object.
	Put func(name string, body []byte) error

	// Remove deletes an object. nil where the source cannot delete: that
	// part of a check is left out.
	Remove func(name string) error
}

// Run runs every check as a subtest that is named after its rule. It needs no
// network of its own and takes well under a second with a fast source. A
// failure says which rule is broken, and how.
func Run(t *testing.T, h Harness) {
	t.Helper()
	if h.New == nil {
		t.Fatal("fetchtest: Harness.New is nil")
	}
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) { c.run(t, h) })
	}
}

// check is one rule of the Fetcher interface.
type check struct {
	rule        int
	name        string
	explanation string
	f           func(s *session)
}

func (c check) run(tb testing.TB, h Harness) {
	tb.Helper()
	s := &session{TB: tb, Source: h.New(tb), check: c, tags: !h.NoETags}
	if s.Fetcher == nil || s.Put == nil {
		tb.Fatal("fetchtest: Harness.New returns a Source without Fetcher or Put")
	}
	c.f(s)
}

// session is one check at work.
type session struct {
	testing.TB
	Source
	check check
	tags  bool
}

// broken reports that the rule is broken, and ends the check.
func (s *session) broken(format string, args ...any) {
	s.Helper()
	s.Fatalf("rule %d: %s\n\t%s", s.check.rule, s.check.explanation, fmt.Sprintf(format, args...))
}

// put stores an object; a failure to do so is the harness's.
func (s *session) put(name string, body string) {
	s.Helper()
	if err := s.Source.Put(name, []byte(body)); err != nil {
		s.Fatalf("fetchtest: Source.Put(%q): %v", name, err)
	}
}

// get fetches an object that must be there.
func (s *session) get(r fetch.Request) fetch.Response {
	s.Helper()
	res, err := s.Fetcher.Fetch(context.Background(), r)
	if err != nil {
		s.broken("Fetch(%+v): unexpected error: %v", r, err)
	}
	return res
}

// want fetches an object and compares its body.
func (s *session) want(r fetch.Request, body string) fetch.Response {
	s.Helper()
	res := s.get(r)
	if string(res.Body) != body {
		s.broken("Fetch(%+v): got %s, want %s", r, brief(string(res.Body)), brief(body))
	}
	return res
}

// fail fetches what must be an error for which errors.Is(err, want) holds.
func (s *session) fail(r fetch.Request, want error) {
	s.Helper()
	_, err := s.Fetcher.Fetch(context.Background(), r)
	if !errors.Is(err, want) {
		s.broken("Fetch(%+v): got error %v, want one that is %q", r, err, want)
	}
}

func brief(body string) string {
	if len(body) > 60 {
		return fmt.Sprintf("%q… (%d bytes)", body[:60], len(body))
	}
	return fmt.Sprintf("%q (%d bytes)", body, len(body))
}
