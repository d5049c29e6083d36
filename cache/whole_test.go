package cache_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

var site = texts{
	"en":    {"home": {"title": "Welcome", "intro": "Hello"}, "common": {"yes": "Yes", "no": "No"}},
	"de":    {"home": {"title": "Willkommen"}, "common": {"yes": "Ja"}},
	"de-AT": {"home": {"intro": "Servus"}},
	"ar":    {"home": {"title": "أهلا"}},
}

func TestWholeRevision(t *testing.T) {
	o := newOrigin()
	m := o.publish(t, 1, site, nil, func(m *bundle.Manifest) {
		m.Routes = map[string]string{"start": "home"}
	})
	s := newStore(t, o, cache.Options[string]{Parents: func(tag string) []string {
		if tag == "de-AT" {
			return []string{"de", "xx"}
		}
		return nil
	}})
	r := load(t, s, m, nil)
	require.True(t, r.Whole())
	require.Same(t, m, r.Manifest())
	all, held := r.Bundles()
	require.Equal(t, 6, all)
	require.Equal(t, 6, held)
	require.EqualValues(t, 800, r.Size())

	want(t, r, "en", "home.title", "en/ltr:Welcome")
	want(t, r, "de", "home.title", "de/ltr:Willkommen")
	want(t, r, "de", "home.intro", "en/ltr:Hello")
	want(t, r, "de-AT", "home.title", "de/ltr:Willkommen")
	want(t, r, "de-AT", "home.intro", "de-AT/ltr:Servus")
	want(t, r, "ar", "home.title", "ar/rtl:أهلا")
	want(t, r, "de", "yes", "de/ltr:Ja")
	want(t, r, "de", "common.yes", "de/ltr:Ja")
	want(t, r, "de", "start.title", "de/ltr:Willkommen")
	wantState(t, r, "de", "home.nothing", cache.Absent)
	wantState(t, r, "de", "nothing.title", cache.Absent)
	wantState(t, r, "de", "", cache.Absent)

	require.Nil(t, r.Locale("fr"))
	require.Nil(t, r.Locale("DE"))
	require.Equal(t, []string{"de-AT", "de", "en"}, r.Locale("de-AT").Chain())
	require.True(t, r.Locale("de").Whole())
	require.Equal(t, 8, r.Locale("de").Len())
	require.Len(t, r.Objects(), 10)
}

func TestFallbackList(t *testing.T) {
	o := newOrigin()
	m := o.publish(t, 1, site, nil, func(m *bundle.Manifest) {
		at := m.Locales["de-AT"]
		at.Fallback = []string{"ar"}
		m.Locales["de-AT"] = at
		de := m.Locales["de"]
		de.Fallback = []string{}
		m.Locales["de"] = de
	})
	s := newStore(t, o, cache.Options[string]{Parents: func(string) []string { return []string{"ar"} }})
	r := load(t, s, m, nil)
	want(t, r, "de-AT", "home.title", "ar/rtl:أهلا")
	require.Equal(t, []string{"de", "en"}, r.Locale("de").Chain(), "an empty list means no parents")
	require.Equal(t, []string{"en", "ar"}, r.Locale("en").Chain())
}

func TestUnchangedObjectsAreTakenOver(t *testing.T) {
	o := newOrigin()
	s := newStore(t, o, cache.Options[string]{})
	first := load(t, s, o.publish(t, 1, site, nil, nil), nil)
	before := o.total.Load()

	changed := texts{"en": {"home": {"title": "Hi"}, "common": site["en"]["common"]}, "de": site["de"], "de-AT": site["de-AT"], "ar": site["ar"]}
	second := load(t, s, o.publish(t, 2, changed, nil, nil), first)
	require.EqualValues(t, 2, o.total.Load()-before, "one index and one bundle")
	want(t, second, "en", "home.title", "en/ltr:Hi")
	want(t, first, "en", "home.title", "en/ltr:Welcome")
	wantState(t, second, "de", "home.intro", cache.Absent)

	turned := o.publish(t, 3, changed, nil, func(m *bundle.Manifest) {
		de := m.Locales["de"]
		de.Dir = "rtl"
		m.Locales["de"] = de
	})
	want(t, load(t, s, turned, second), "de", "home.title", "de/rtl:Willkommen")
}

func TestAllOrNothing(t *testing.T) {
	o := newOrigin()
	m := o.publish(t, 1, site, nil, nil)
	good := o.names()
	for name, body := range good {
		for what, bad := range map[string][]byte{
			"missing":  nil,
			"short":    body[:len(body)-1],
			"long":     append(append([]byte(nil), body...), '\n'),
			"other":    append([]byte("x"), body[1:]...),
			"empty":    {},
			"null":     []byte("null"),
			"captured": []byte("<html>log in</html>"),
		} {
			o.mu.Lock()
			if bad == nil {
				delete(o.objects, name)
			} else {
				o.objects[name] = bad
			}
			o.mu.Unlock()
			_, err := newStore(t, o, cache.Options[string]{}).Load(context.Background(), m, nil)
			require.Error(t, err, "%s %s", what, name)
			if bad == nil {
				require.ErrorIs(t, err, fetch.ErrNotFound)
			}
			o.put(name, body)
		}
	}
	load(t, newStore(t, o, cache.Options[string]{}), m, nil)
}

// A publication that is torn for a while costs one request for what is
// missing per attempt, not all of it.
func TestFailedLoadIsNotLost(t *testing.T) {
	o := newOrigin()
	s := newStore(t, o, cache.Options[string]{Concurrency: 1})
	m := o.publish(t, 1, site, nil, nil)
	var missing string
	for name := range o.names() {
		if name[:10] == "b/home.de." {
			missing = name
		}
	}
	body := o.names()[missing]
	o.mu.Lock()
	delete(o.objects, missing)
	o.mu.Unlock()
	for range 12 {
		_, err := s.Load(context.Background(), m, nil)
		require.ErrorIs(t, err, fetch.ErrNotFound)
	}
	before := o.total.Load()
	_, err := s.Load(context.Background(), m, nil)
	require.ErrorIs(t, err, fetch.ErrNotFound)
	require.LessOrEqual(t, o.total.Load()-before, int64(8))
	for name := range o.names() {
		require.LessOrEqual(t, o.count(name), 1, name)
	}
	o.put(missing, body)
	want(t, load(t, s, m, nil), "de", "home.title", "de/ltr:Willkommen")
	require.Zero(t, s.Stats().Objects, "a whole revision needs no second copy")
}

func TestWrongIndexAndBundle(t *testing.T) {
	o := newOrigin()
	s := newStore(t, o, cache.Options[string]{})
	m := o.publish(t, 1, site, nil, func(m *bundle.Manifest) {
		m.Locales["de"] = bundle.Locale{Dir: "ltr", Index: m.Locales["en"].Index}
	})
	o.put(bundle.IndexName("de", m.Locales["en"].Index), o.names()[bundle.IndexName("en", m.Locales["en"].Index)])
	_, err := s.Load(context.Background(), m, nil)
	var format *bundle.FormatError
	require.ErrorAs(t, err, &format)
	require.Equal(t, bundle.RuleFileMismatch, format.Rule)
}

func TestEmptyRevision(t *testing.T) {
	o := newOrigin()
	s := newStore(t, o, cache.Options[string]{})
	r := load(t, s, o.publish(t, 1, texts{}, nil, nil), nil)
	require.True(t, r.Whole())
	require.Nil(t, r.Locale("en"))
	require.Empty(t, r.Objects())
}

func TestPanicInCompile(t *testing.T) {
	o := newOrigin()
	s := newStore(t, o, cache.Options[string]{Compile: func(*bundle.Bundle, string) (map[string]string, int64) { panic("boom") }})
	_, err := s.Load(context.Background(), o.publish(t, 1, site, nil, nil), nil)
	var p *cache.PanicError
	require.ErrorAs(t, err, &p)
	require.Equal(t, "boom", p.Value)
	require.Contains(t, err.Error(), "boom")
	require.NotEmpty(t, p.Stack)
}

func TestKeepSeesWhatIsFetched(t *testing.T) {
	o := newOrigin()
	s := newStore(t, o, cache.Options[string]{})
	var mu sync.Mutex
	got := map[string][]byte{}
	_, err := s.Load(context.Background(), o.publish(t, 1, site, nil, nil), &cache.LoadOptions[string]{
		Keep: func(name string, body []byte) {
			mu.Lock()
			defer mu.Unlock()
			got[name] = body
		},
	})
	require.NoError(t, err)
	require.Equal(t, o.names(), got)
}

func TestNewRefuses(t *testing.T) {
	_, err := cache.New(nil, &cache.Options[string]{Compile: compile})
	require.ErrorContains(t, err, "fetcher")
	_, err = cache.New[string](newOrigin(), nil)
	require.ErrorContains(t, err, "Compile")
}

func TestLoadEndsWithItsContext(t *testing.T) {
	o := newOrigin()
	o.setFault(func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() })
	s := newStore(t, o, cache.Options[string]{FetchTimeout: 10 * time.Millisecond})
	m := o.publish(t, 1, site, nil, nil)
	_, err := s.Load(context.Background(), m, nil)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = s.Load(ctx, m, nil)
	require.ErrorIs(t, err, context.Canceled)
}

func TestNoAllocLookup(t *testing.T) {
	o := newOrigin()
	r := load(t, newStore(t, o, cache.Options[string]{}), o.publish(t, 1, site, nil, nil), nil)
	key := []byte("home.title")
	unknown := []byte("home.a-key-that-is-longer-than-what-fits-on-a-small-stack-buffer")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		l := r.Locale("de")
		l.Lookup(key)
		l.Lookup(unknown)
		l.LookupString("home.intro")
	}))
}

// Readers see one revision each while new ones are loaded.
func TestConcurrentRevisions(t *testing.T) {
	o := newOrigin()
	s := newStore(t, o, cache.Options[string]{})
	page := func(n int) texts {
		names := map[string]string{}
		for i := range 50 {
			names[fmt.Sprintf("t%d", i)] = fmt.Sprint(n)
		}
		return texts{"en": {"home": names}}
	}
	revs := []*cache.Revision[string]{load(t, s, o.publish(t, 1, page(1), nil, nil), nil)}
	for n := 2; n <= 5; n++ {
		revs = append(revs, load(t, s, o.publish(t, int64(n), page(n), nil, nil), revs[n-2]))
	}
	var wg sync.WaitGroup
	for n, r := range revs {
		wg.Go(func() {
			for i := range 50 {
				v, state := r.Locale("en").LookupString(fmt.Sprintf("home.t%d", i))
				if state != cache.Found || v != fmt.Sprintf("en/ltr:%d", n+1) {
					t.Errorf("revision %d shows %q", n+1, v)
				}
			}
		})
	}
	wg.Wait()
}
