package contenttest

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"
	"testing/fstest"
	"time"

	"github.com/teletextio/content/fetch"
)

// Script is a Fetcher for tests: it serves a publication, answers as it was
// told where it was told so, and takes down what it is asked for. The zero
// value is an empty source, in which nothing is found. It is safe for
// concurrent use and must not be copied.
//
// Methods with a pattern concern the objects whose name it matches, in the
// syntax of [path.Match]: "live.json" is one object, "b/*" are the bundles,
// "b/home.*.json" those called home, and "" is every object. They panic if the
// pattern is malformed.
type Script struct {
	mu       sync.Mutex // guards all below
	files    fs.FS
	objects  fstest.MapFS // what Publish has made; nil before
	options  PublishOptions
	next     []*rule // used once each, in their order
	always   []*rule // the last one that matches
	requests []fetch.Request
	waiting  int
}

// Answer is what a [Script] does with a request. The fields apply from top to
// bottom; the zero value serves the publication.
type Answer struct {
	Delay time.Duration   // wait so long first, or until the context is done
	Hold  <-chan struct{} // then wait until it is closed, or the context is done
	Err   error           // then fail with this, for example a *fetch.StatusError, which is given the object's name
	Body  []byte          // else this is the object, if it is not nil
	ETag  string          // of Body; "": none
}

type rule struct {
	pattern string
	answer  Answer
}

func (r *rule) matches(name string) bool {
	ok, _ := path.Match(r.pattern, name)
	return ok || r.pattern == ""
}

// NewScript returns a Script with a publication of texts.
func NewScript(texts Texts) *Script {
	s := &Script{}
	s.Publish(texts)
	return s
}

// Publish replaces the publication: the same project and channel, with the next
// sequence. A running client takes it over with its next refresh. The objects
// of earlier publications remain, as on a CDN. It panics if the texts cannot
// be published.
func (s *Script) Publish(texts Texts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.options
	if o.Sequence++; !o.Published.IsZero() {
		o.Published = o.Published.Add(time.Second)
	}
	s.publish(texts, o)
}

// PublishWith is Publish with options, which may be nil: another project, an
// older sequence, a new epoch. Later calls of Publish keep them, with a higher
// sequence. A Sequence of 0 is 1.
func (s *Script) PublishWith(texts Texts, o *PublishOptions) {
	if o == nil {
		o = &PublishOptions{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.publish(texts, *o)
}

// publish adds a publication to the objects. Fetches under way keep reading
// the map that they know.
func (s *Script) publish(texts Texts, o PublishOptions) {
	files, err := publish(texts, &o)
	if err != nil {
		panic(err)
	}
	all := fstest.MapFS{}
	maps.Copy(all, s.objects)
	maps.Copy(all, files)
	setDefault(&o.Sequence, 1)
	s.options, s.objects, s.files = o, all, all
}

// Serve replaces the publication by the files of fsys, whatever they are. nil
// is an empty source. The next Publish replaces them again.
func (s *Script) Serve(fsys fs.FS) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = fsys
}

// Next gives answers to the next requests for matching objects, one each.
// What it is told first is used first; it goes before [Script.Always].
func (s *Script) Next(pattern string, answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range answers {
		s.next = append(s.next, newRule(pattern, a))
	}
}

// Always gives one answer to all further requests for matching objects. Of
// several patterns that match, the one given last applies.
func (s *Script) Always(pattern string, a Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always = append(s.always, newRule(pattern, a))
}

// Clear takes back what Next and Always were told: the source is well again.
// Requests that wait keep waiting.
func (s *Script) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next, s.always = nil, nil
}

// Hold keeps all further requests for matching objects waiting until release
// is called, or their context is done; then they go on to the publication.
// release may be called more than once; after it the pattern is as before.
func (s *Script) Hold(pattern string) (release func()) {
	held := make(chan struct{})
	r := newRule(pattern, Answer{Hold: held})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always = append(s.always, r)
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.always = slices.DeleteFunc(s.always, func(other *rule) bool { return other == r })
		close(held)
	})
}

// Waiting returns how many requests wait at the moment, for a delay or to be
// released.
func (s *Script) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting
}

// Requests returns the requests for matching objects so far, in the order in
// which they came.
func (s *Script) Requests(pattern string) []fetch.Request {
	r := newRule(pattern, Answer{})
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []fetch.Request
	for _, q := range s.requests {
		if r.matches(q.Name) {
			list = append(list, q)
		}
	}
	return list
}

// Count returns how many requests there were for matching objects.
func (s *Script) Count(pattern string) int { return len(s.Requests(pattern)) }

// Fetch answers one request.
func (s *Script) Fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	a := s.take(r)
	if err := s.wait(ctx, a); err != nil {
		return fetch.Response{}, err
	}
	s.mu.Lock()
	files := s.files
	s.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return fetch.Response{}, ctx.Err()
	case a.Err != nil:
		return fetch.Response{}, a.failure(r)
	case a.Body != nil:
		return a.serve(r)
	case files == nil:
		files = fstest.MapFS{}
	}
	return fetch.FS(files).Fetch(ctx, r)
}

// take records a request and finds its answer.
func (s *Script) take(r fetch.Request) Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	for i, rule := range s.next {
		if rule.matches(r.Name) {
			s.next = slices.Delete(s.next, i, i+1)
			return rule.answer
		}
	}
	for _, rule := range slices.Backward(s.always) {
		if rule.matches(r.Name) {
			return rule.answer
		}
	}
	return Answer{}
}

// wait waits as an answer says.
func (s *Script) wait(ctx context.Context, a Answer) error {
	if a.Delay <= 0 && a.Hold == nil {
		return nil
	}
	s.count(1)
	defer s.count(-1)
	if a.Delay > 0 {
		timer := time.NewTimer(a.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if a.Hold != nil {
		select {
		case <-a.Hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (s *Script) count(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting += n
}

// failure returns Err, with the name of the object where it may have one.
func (a Answer) failure(r fetch.Request) error {
	status, ok := a.Err.(*fetch.StatusError)
	if !ok || status == nil || status.Name != "" {
		return a.Err
	}
	named := *status
	named.Name = r.Name
	return &named
}

// serve gives a body of the test's own by the rules of a Fetcher.
func (a Answer) serve(r fetch.Request) (fetch.Response, error) {
	switch {
	case int64(len(a.Body)) > r.MaxBytes():
		return fetch.Response{}, fmt.Errorf("contenttest: read %q: %w", r.Name, fetch.ErrTooLarge)
	case r.ETag != "" && r.ETag == a.ETag:
		return fetch.Response{}, fmt.Errorf("contenttest: read %q: %w", r.Name, fetch.ErrNotModified)
	}
	return fetch.Response{Body: slices.Clone(a.Body), ETag: a.ETag}, nil
}

func newRule(pattern string, a Answer) *rule {
	if _, err := path.Match(pattern, ""); err != nil {
		panic(fmt.Sprintf("contenttest: match %q: %v", pattern, err))
	}
	return &rule{pattern, a}
}

var _ fetch.Fetcher = (*Script)(nil)
