package fetchtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/teletextio/content/fetch"
)

// checks has one entry for each rule of fetch.Fetcher, in their order. Each
// leans on no other rule than its own, as far as that is possible, so that one
// mistake makes one check fail.
var checks = []check{
	{1, "whole", "an object is returned whole and byte for byte", checkWhole},
	{2, "fresh", "every call asks the source", checkFresh},
	{3, "not-found", "an object that does not exist is fetch.ErrNotFound, and no other failure is", checkNotFound},
	{4, "names", "a name that fetch.CheckName refuses is an error", checkNames},
	{5, "limit", "a body larger than the limit is fetch.ErrTooLarge; one of exactly the limit is not", checkLimit},
	{6, "not-modified", "fetch.ErrNotModified answers the tag of what the source has now, and nothing else", checkNotModified},
	{7, "entity-tag", "an entity tag stays while the object stays, and changes with it", checkEntityTag},
	{8, "no-partial-body", "with an error, the Response is the zero Response", checkNoPartialBody},
	{9, "context", "a context that is done ends the fetch with its error", checkContext},
	{10, "concurrent", "Fetch is safe for concurrent use", checkConcurrent},
	{11, "own-body", "the Body belongs to the caller", checkOwnBody},
}

const (
	manifest = "live.json"
	nested   = "b/home.de.0123456789abcdef0123456789abcdef.json"
)

func checkWhole(s *session) {
	var all strings.Builder
	for i := range 256 {
		all.WriteByte(byte(i))
	}
	bodies := map[string]string{
		manifest:                        `{"title":"Grüße"}` + "\n",
		nested:                          "\ufeff \r\n two lines \r\n\r\n",
		"i/all.json":                    "bytes:" + all.String(),
		"empty.json":                    "",
		"large.json":                    strings.Repeat("0123456789abcdef", 1<<14),
		"a/b/c/UPPER.lower-1_2.x.json":  "deep",
		"b/home.zh-Hant-TW.0011aa.json": "a locale with parts",
	}
	for name, body := range bodies {
		s.put(name, body)
	}
	for name, body := range bodies {
		s.want(fetch.Request{Name: name}, body)
	}
}

func checkFresh(s *session) {
	for i := range 3 {
		body := fmt.Sprintf(`{"sequence":%d}`, i)
		s.put(manifest, body)
		s.want(fetch.Request{Name: manifest}, body)
	}
}

func checkNotFound(s *session) {
	s.put(nested, "there")
	s.fail(fetch.Request{Name: "missing.json"}, fetch.ErrNotFound)
	s.fail(fetch.Request{Name: "b/missing.json", ETag: `"0"`}, fetch.ErrNotFound)
	s.fail(fetch.Request{Name: "b"}, fetch.ErrNotFound) // a folder is no object
	if s.Remove != nil {
		if err := s.Remove(nested); err != nil {
			s.Fatalf("fetchtest: Source.Remove(%q): %v", nested, err)
		}
		s.fail(fetch.Request{Name: nested}, fetch.ErrNotFound)
	}
	s.put("large.json", "larger than the limit")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		ctx context.Context
		r   fetch.Request
	}{
		{context.Background(), fetch.Request{Name: "large.json", Limit: 1}},
		{ctx, fetch.Request{Name: "large.json"}},
	} {
		if _, err := s.Fetcher.Fetch(c.ctx, c.r); errors.Is(err, fetch.ErrNotFound) {
			s.broken("Fetch(%+v): %v is fetch.ErrNotFound, but the object exists", c.r, err)
		}
	}
}

func checkNames(s *session) {
	s.put(manifest, "root")
	s.put(nested, "nested")
	for _, name := range []string{
		"", "/", ".", "..", "/live.json", "./live.json", "../live.json", "b/../live.json",
		"b//home.json", "b/", "live.json/", "b/./x.json", "b/..", "live.json?x=1", "live.json#x",
		"%6cive.json", "b%2f..%2flive.json", "..%2flive.json", `b\home.json`, `..\live.json`,
		"//example.com/live.json", "https://example.com/live.json", "c:live.json",
		"live.json\x00", "live.json\r\nX: y", "live json", "lïve.json", "live.json;x", "live@x",
		strings.Repeat("x", 1025),
	} {
		if _, err := s.Fetcher.Fetch(context.Background(), fetch.Request{Name: name}); err == nil {
			s.broken("Fetch of name %q: no error", name)
		}
	}
}

func checkLimit(s *session) {
	body := strings.Repeat("x", 100_000)
	s.put(manifest, body)
	for _, limit := range []int64{1, 4096, 99_999} {
		s.fail(fetch.Request{Name: manifest, Limit: limit}, fetch.ErrTooLarge)
	}
	for _, limit := range []int64{100_000, 100_001, 1<<63 - 1, 0, -1} {
		s.want(fetch.Request{Name: manifest, Limit: limit}, body)
	}
}

func checkNotModified(s *session) {
	s.put(manifest, "one")
	s.put(nested, "another")
	for _, r := range []fetch.Request{
		{Name: manifest},
		{Name: manifest, ETag: `"made-up"`},
		{Name: manifest, ETag: `*`},
		{Name: manifest, ETag: "not a tag\r\n"},
	} {
		s.want(r, "one")
	}
	if !s.tags {
		return
	}
	first := s.get(fetch.Request{Name: manifest})
	s.fail(fetch.Request{Name: manifest, ETag: first.ETag}, fetch.ErrNotModified)
	s.want(fetch.Request{Name: nested, ETag: first.ETag}, "another")
}

func checkEntityTag(s *session) {
	s.put(manifest, "one")
	first := s.get(fetch.Request{Name: manifest})
	if !s.tags {
		if first.ETag != "" {
			s.broken("got the tag %q, but Harness.NoETags says that there are none", first.ETag)
		}
		return
	}
	if first.ETag == "" {
		s.broken("got no tag; where there are none, set Harness.NoETags")
	}
	if again := s.get(fetch.Request{Name: manifest}); again.ETag != first.ETag {
		s.broken("two tags of one object: %q, then %q", first.ETag, again.ETag)
	}
	s.put(manifest, "two")
	if changed := s.get(fetch.Request{Name: manifest}); changed.ETag == first.ETag {
		s.broken("the object has changed, and its tag is still %q", first.ETag)
	}
}

func checkNoPartialBody(s *session) {
	s.put(manifest, "larger than the limit")
	requests := []fetch.Request{
		{Name: "missing.json"},
		{Name: "../missing.json"},
		{Name: manifest, Limit: 3},
	}
	if s.tags {
		res := s.get(fetch.Request{Name: manifest})
		requests = append(requests, fetch.Request{Name: manifest, ETag: res.ETag})
	}
	for _, r := range requests {
		res, err := s.Fetcher.Fetch(context.Background(), r)
		if err != nil && (res.Body != nil || res.ETag != "") {
			s.broken("Fetch(%+v): error %v, and a Response with %d bytes and tag %q", r, err, len(res.Body), res.ETag)
		}
	}
}

func checkContext(s *session) {
	s.put(manifest, "there")
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	for _, ctx := range []context.Context{canceled, late} {
		_, err := s.Fetcher.Fetch(ctx, fetch.Request{Name: manifest})
		if !errors.Is(err, ctx.Err()) {
			s.broken("got error %v, want one that is %q", err, ctx.Err())
		}
	}
}

func checkConcurrent(s *session) {
	names := make([]string, 4)
	for i := range names {
		names[i] = fmt.Sprintf("b/%d.json", i)
		s.put(names[i], strings.Repeat(names[i], 1000))
	}
	var wg sync.WaitGroup
	faults := make(chan string, 8*len(names)*4)
	for worker := range 8 {
		wg.Go(func() {
			for i := range len(names) * 4 {
				name := names[(worker+i)%len(names)]
				res, err := s.Fetcher.Fetch(context.Background(), fetch.Request{Name: name})
				if err != nil || string(res.Body) != strings.Repeat(name, 1000) {
					faults <- fmt.Sprintf("Fetch of %q beside others: error %v, body %s", name, err, brief(string(res.Body)))
				}
			}
		})
	}
	wg.Wait()
	close(faults)
	for fault := range faults {
		s.broken("%s", fault)
	}
}

func checkOwnBody(s *session) {
	s.put(manifest, "mine")
	res := s.get(fetch.Request{Name: manifest})
	for i := range res.Body {
		res.Body[i] = '!'
	}
	_ = append(res.Body, "more"...)
	s.want(fetch.Request{Name: manifest}, "mine")
}
