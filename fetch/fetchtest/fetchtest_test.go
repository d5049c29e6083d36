package fetchtest_test

import (
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"os"
	"regexp"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/fetchtest"
)

// memory is a source that keeps every rule; its hooks break one.
type memory struct {
	mu      sync.Mutex
	objects map[string][]byte

	noTags bool
	tag    func(name string, body []byte) string
	wrap   func(next fetch.Func) fetch.Func
}

func (m *memory) fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	if err := ctx.Err(); err != nil {
		return fetch.Response{}, err
	}
	if err := fetch.CheckName(r.Name); err != nil {
		return fetch.Response{}, err
	}
	m.mu.Lock()
	body, ok := m.objects[r.Name]
	m.mu.Unlock()
	if !ok {
		return fetch.Response{}, fetch.ErrNotFound
	}
	tag := m.tag(r.Name, body)
	if tag != "" && r.ETag == tag {
		return fetch.Response{}, fetch.ErrNotModified
	}
	read, err := fetch.ReadBody(ctx, bytes.NewReader(body), r)
	if err != nil {
		return fetch.Response{}, err
	}
	return fetch.Response{Body: read, ETag: tag}, nil
}

func (m *memory) put(name string, body []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.objects[name] = bytes.Clone(body)
	return nil
}

func (m *memory) remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects, name)
	return nil
}

// harness makes sources of memory after change has been applied to them.
func harness(change func(m *memory)) fetchtest.Harness {
	m := &memory{}
	change(m)
	return fetchtest.Harness{
		NoETags: m.noTags,
		New: func(testing.TB) fetchtest.Source {
			m := &memory{objects: map[string][]byte{}, tag: contentTag}
			change(m)
			f := fetch.Func(m.fetch)
			if m.wrap != nil {
				f = m.wrap(f)
			}
			return fetchtest.Source{Fetcher: f, Put: m.put, Remove: m.remove}
		},
	}
}

func contentTag(_ string, body []byte) string {
	return fmt.Sprintf(`"%08x"`, crc32.ChecksumIEEE(body))
}

func noTag(string, []byte) string { return "" }

func TestReferencePasses(t *testing.T) {
	fetchtest.Run(t, harness(func(*memory) {}))
}

func TestReferenceWithoutTagsPasses(t *testing.T) {
	fetchtest.Run(t, harness(func(m *memory) { m.noTags, m.tag = true, noTag }))
}

// recorder is a testing.TB that takes a failure down instead of failing.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
	runtime.Goexit()
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

// run runs one check and returns what it complains about.
func run(t *testing.T, name string, h fetchtest.Harness) []string {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		fetchtest.RunRule(r, name, h)
	}()
	<-done
	return r.failures
}

// around breaks a rule on the way out.
func around(f func(r fetch.Request, res fetch.Response, err error) (fetch.Response, error)) func(*memory) {
	return func(m *memory) {
		m.wrap = func(next fetch.Func) fetch.Func {
			return func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
				res, err := next(ctx, r)
				return f(r, res, err)
			}
		}
	}
}

// before breaks a rule on the way in.
func before(f func(ctx *context.Context, r *fetch.Request)) func(*memory) {
	return func(m *memory) {
		m.wrap = func(next fetch.Func) fetch.Func {
			return func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
				f(&ctx, &r)
				return next(ctx, r)
			}
		}
	}
}

// broken has Fetchers that break one rule each.
var broken = []struct {
	rule   string
	how    string
	change func(m *memory)
}{
	{"whole", "changes line ends", around(func(_ fetch.Request, res fetch.Response, err error) (fetch.Response, error) {
		res.Body = bytes.ReplaceAll(res.Body, []byte("\r\n"), []byte("\n"))
		if err != nil {
			res.Body = nil
		}
		return res, err
	})},
	{"whole", "an empty object is missing", around(func(_ fetch.Request, res fetch.Response, err error) (fetch.Response, error) {
		if err == nil && len(res.Body) == 0 {
			return fetch.Response{}, fetch.ErrNotFound
		}
		return res, err
	})},
	{"fresh", "remembers the body", func(m *memory) {
		m.wrap = func(next fetch.Func) fetch.Func {
			var mu sync.Mutex
			seen := map[string][]byte{}
			return func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
				res, err := next(ctx, r)
				if err != nil {
					return res, err
				}
				mu.Lock()
				defer mu.Unlock()
				if _, ok := seen[r.Name]; !ok {
					seen[r.Name] = bytes.Clone(res.Body)
				}
				res.Body = bytes.Clone(seen[r.Name])
				return res, nil
			}
		}
	}},
	{"not-found", "an error of its own", around(func(_ fetch.Request, res fetch.Response, err error) (fetch.Response, error) {
		if err == fetch.ErrNotFound {
			err = os.ErrNotExist
		}
		return res, err
	})},
	{"names", "cleans the name", before(func(_ *context.Context, r *fetch.Request) {
		if r.Name == "./live.json" {
			r.Name = "live.json"
		}
	})},
	{"limit", "cuts the body", around(func(r fetch.Request, res fetch.Response, err error) (fetch.Response, error) {
		if int64(len(res.Body)) == r.MaxBytes() && r.Limit == 100_000 {
			return fetch.Response{}, fetch.ErrTooLarge
		}
		return res, err
	})},
	{"limit", "has no limit", before(func(_ *context.Context, r *fetch.Request) {
		if r.Limit > 1 { // 1 is what other checks use to make an error
			r.Limit = 0
		}
	})},
	{"not-modified", "ignores the tag", before(func(_ *context.Context, r *fetch.Request) { r.ETag = "" })},
	{"not-modified", "any tag will do", around(func(r fetch.Request, res fetch.Response, err error) (fetch.Response, error) {
		if r.ETag != "" && err == nil {
			return fetch.Response{}, fetch.ErrNotModified
		}
		return res, err
	})},
	{"entity-tag", "a tag of the name", func(m *memory) {
		m.tag = func(name string, _ []byte) string { return fmt.Sprintf("%q", name) }
	}},
	{"no-partial-body", "an answer beside an error", around(func(_ fetch.Request, res fetch.Response, err error) (fetch.Response, error) {
		if err != nil {
			res = fetch.Response{Body: []byte("oops")}
		}
		return res, err
	})},
	{"context", "never looks at it", before(func(ctx *context.Context, _ *fetch.Request) {
		*ctx = context.WithoutCancel(*ctx)
	})},
	{"concurrent", "one at a time only", func(m *memory) {
		var busy atomic.Int32
		m.wrap = func(next fetch.Func) fetch.Func {
			return func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
				defer busy.Add(-1)
				if busy.Add(1) > 1 {
					return fetch.Response{}, fmt.Errorf("busy")
				}
				time.Sleep(100 * time.Microsecond)
				return next(ctx, r)
			}
		}
	}},
	{"own-body", "gives its own bytes away", func(m *memory) {
		m.wrap = func(next fetch.Func) fetch.Func {
			return func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
				res, err := next(ctx, r)
				if err == nil {
					m.mu.Lock()
					res.Body = m.objects[r.Name]
					m.mu.Unlock()
				}
				return res, err
			}
		}
	}},
	{"entity-tag", "has none, and does not say so", func(m *memory) { m.tag = noTag }},
}

// The suite is worth something only if it can fail: each mistake makes the
// check of its rule fail, and no other.
func TestBrokenFetchersFail(t *testing.T) {
	covered := map[string]bool{}
	for _, b := range broken {
		covered[b.rule] = true
		t.Run(b.rule+"/"+b.how, func(t *testing.T) {
			for _, name := range fetchtest.RuleNames() {
				failures := run(t, name, harness(b.change))
				switch {
				case name == b.rule:
					require.Len(t, failures, 1, "check %q does not notice", name)
					require.Regexp(t, regexp.MustCompile(`^rule \d+: .+\n\t.+`), failures[0])
				case b.how == "has none, and does not say so" && name == "not-modified":
					require.Len(t, failures, 1, "without a tag there is nothing to be modified")
				default:
					require.Empty(t, failures, "check %q is not about this", name)
				}
			}
		})
	}
	for _, name := range fetchtest.RuleNames() {
		require.True(t, covered[name], "no broken Fetcher for rule %q", name)
	}
}

func TestTagsWithoutSayingSo(t *testing.T) {
	h := harness(func(*memory) {})
	h.NoETags = true
	require.Len(t, run(t, "entity-tag", h), 1)
	require.Empty(t, run(t, "not-modified", h))
}

func TestHarnessMistakes(t *testing.T) {
	h := fetchtest.Harness{New: func(testing.TB) fetchtest.Source { return fetchtest.Source{} }}
	require.Equal(t, []string{"fetchtest: Harness.New returns a Source without Fetcher or Put"}, run(t, "whole", h))

	h = harness(func(*memory) {})
	ok := h.New
	h.New = func(tb testing.TB) fetchtest.Source {
		s := ok(tb)
		s.Put = func(string, []byte) error { return os.ErrPermission }
		return s
	}
	require.Equal(t, []string{`fetchtest: Source.Put("live.json"): permission denied`}, run(t, "fresh", h))

	h.New = func(tb testing.TB) fetchtest.Source {
		s := ok(tb)
		s.Remove = func(string) error { return os.ErrPermission }
		return s
	}
	require.Contains(t, run(t, "not-found", h)[0], "fetchtest: Source.Remove")
}
