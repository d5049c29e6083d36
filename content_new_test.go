package content_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

var words = contenttest.Texts{
	"en": {
		"home.title": "Welcome", "home.hello": "Hello, {name}", "home.rich": "A <b>bold</b> &amp; fine word",
		"cart.count": "{n, plural, one {# apple} other {# apples}}", "plain": "Tea &amp; cake",
	},
	"de":      {"home.title": "Willkommen", "home.hello": "Hallo, {name}"},
	"ar":      {"home.title": "أهلا"},
	"pt":      {"home.title": "Olá"},
	"pt-PT":   {"home.title": "Olá!"},
	"zh-Hant": {"home.title": "歡迎"},
}

// newText returns a client of what s serves that checks only when it is told.
func newText(t testing.TB, f fetch.Fetcher, o content.Options) *content.Client {
	t.Helper()
	if o.Refresh == 0 {
		o.Refresh = -1
	}
	c, err := content.New(f, &o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

// logBuffer is a logger's output, without times.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) lines(part string) (list []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.b.String()) {
		if strings.Contains(line, part) {
			list = append(list, line)
		}
	}
	return list
}

func (l *logBuffer) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func TestNewRefusesBadOptions(t *testing.T) {
	good := contenttest.NewScript(words)
	for name, c := range map[string]struct {
		f fetch.Fetcher
		o content.Options
	}{
		"fetcher is nil":      {nil, content.Options{}},
		"function is nil":     {fetch.Func(nil), content.Options{}},
		"file system is nil":  {fetch.FS(nil), content.Options{}},
		"Options.Project":     {good, content.Options{Project: "a/b"}},
		"Options.Channel":     {good, content.Options{Channel: "../live"}},
		"Options.Keys: key 1": {good, content.Options{Keys: []bundle.PublicKey{make(bundle.PublicKey, 32), {1, 2}}}},
		"Prefix":              {good, content.Options{Page: &content.PageOptions{Prefix: "<"}}},
	} {
		o := c.o
		client, err := content.New(c.f, &o)
		require.ErrorContains(t, err, name)
		require.ErrorContains(t, err, "content: ")
		require.Nil(t, client)
	}
	require.Zero(t, good.Count(""))
}

func TestNewWithNothing(t *testing.T) {
	c, err := content.New(&contenttest.Script{}, nil)
	require.NoError(t, err)
	require.Equal(t, content.StateNone, c.Status().State)
	require.Empty(t, c.Get("home.title", "en"))
	require.Empty(t, c.Locales())
	v := c.View("de")
	require.Empty(t, v.Get("home.title"))
	require.Empty(t, v.Text("home.title"))
	require.Empty(t, v.Locale())
	require.Empty(t, v.Dir())
	_, ok := v.Lookup("home.title")
	require.False(t, ok)
	require.NoError(t, c.Close())
	require.ErrorIs(t, c.Ready(context.Background()), content.ErrClosed)
}

// New waits for a hanging origin as long as StartWait says and no longer.
func TestNewWithAHangingOrigin(t *testing.T) {
	for _, c := range []struct{ wait, want time.Duration }{
		{0, 250 * time.Millisecond}, {time.Second, time.Second}, {-1, 0},
	} {
		for _, refresh := range []time.Duration{0, -1} {
			synctest.Test(t, func(t *testing.T) {
				s := contenttest.NewScript(words)
				release := s.Hold("")
				start := time.Now()
				client, err := content.New(s, &content.Options{StartWait: c.wait, Refresh: refresh})
				require.NoError(t, err)
				require.Equal(t, c.want, time.Since(start))
				require.Equal(t, content.StateNone, client.Status().State)
				if c.wait < 0 && refresh < 0 {
					require.Zero(t, s.Count(""), "nothing is asked for")
				} else {
					release()
					require.NoError(t, client.Ready(context.Background()))
					require.EqualValues(t, "Welcome", client.Get("home.title", "en"))
				}
				require.NoError(t, client.Close())
			})
		}
	}
}

// A fetcher that ignores its context must not hang Close.
func TestCloseWithAFetcherThatDoesNotReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		c, err := content.New(fetch.Func(func(context.Context, fetch.Request) (fetch.Response, error) {
			<-release
			return fetch.Response{}, errors.New("late")
		}), nil)
		require.NoError(t, err)
		start := time.Now()
		require.ErrorContains(t, c.Close(), "goes on")
		require.ErrorContains(t, c.Close(), "goes on")
		require.Equal(t, time.Second, time.Since(start))
		close(release)
	})
}

func TestCloseIsIdempotentAndServesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := contenttest.NewScript(words)
		c, err := content.New(s, nil)
		require.NoError(t, err)
		s.Hold("")
		go func() { _ = c.Refresh(context.Background()) }()
		synctest.Wait()
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { _ = c.Close() })
		}
		wg.Wait()
		require.NoError(t, c.Close())
		require.EqualValues(t, "Welcome", c.Get("home.title", "en"))
		require.ErrorIs(t, c.Refresh(context.Background()), content.ErrClosed)
		require.ErrorIs(t, c.Freshen(context.Background(), 0), content.ErrClosed)
		require.NoError(t, c.Ready(context.Background()))
		require.Equal(t, content.StateCurrent, c.Status().State)
		before := s.Count("")
		time.Sleep(time.Hour)
		require.Equal(t, before, s.Count(""))
	})
}

func TestReadyEndsWithItsContext(t *testing.T) {
	c := newText(t, &contenttest.Script{}, content.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, c.Ready(ctx), context.Canceled)
}

func TestLocalesAndMatching(t *testing.T) {
	c := newText(t, contenttest.NewScript(words), content.Options{})
	list := c.Locales()
	tags := []string{}
	for _, l := range list {
		tags = append(tags, l.Tag)
		require.NotEmpty(t, l.Name)
	}
	require.Equal(t, []string{"en", "ar", "de", "pt", "pt-PT", "zh-Hant"}, tags)
	require.Equal(t, "rtl", list[1].Dir)
	list[0].Tag = "changed"
	require.Equal(t, "en", c.Locales()[0].Tag)

	for asked, want := range map[string]string{
		"de": "de", "DE": "de", "de-CH": "de", "de_at": "de", "de-Latn-AT": "de",
		"pt-AO": "pt-PT", "pt-BR": "pt", "zh-TW": "zh-Hant", "zh-Hant-HK": "zh-Hant", "zh": "en",
		"": "en", "fr": "en", "x": "en", "en-GB": "en", "../de": "en", "de\x00": "en", "de--": "en",
		"ar-EG-u-nu-latn": "ar", "de_x_private": "de", "x-de": "en", strings.Repeat("de-", 1000): "en", "<script>": "en",
	} {
		v := c.View(asked)
		require.Equal(t, want, v.Locale(), "%q", asked)
	}
	require.Equal(t, "rtl", c.View("ar").Dir())
	require.Equal(t, "ltr", c.View("de").Dir())
}

func TestFallbackPerKey(t *testing.T) {
	c := newText(t, contenttest.NewScript(words), content.Options{})
	require.EqualValues(t, "Willkommen", c.Get("home.title", "de"))
	require.EqualValues(t, "A <b>bold</b> &amp; fine word", c.Get("home.rich", "de"))
	require.EqualValues(t, "Olá!", c.Get("home.title", "pt-PT"))
	require.EqualValues(t, "1 apple", c.Get("cart.count", "pt-PT", "n", 1))
	require.Empty(t, c.Get("home.nothing", "de"))
	require.Empty(t, c.Get("", "de"))
}

func TestRefusedTextIsLoggedOnceAndSpoilsNothing(t *testing.T) {
	log := &logBuffer{}
	s := contenttest.NewScript(contenttest.Texts{
		"en": {"home.bad": "Good", "home.title": "Welcome"},
		"de": {"home.bad": "<script>alert(1)</script>", "home.title": "Willkommen"},
	})
	c := newText(t, s, content.Options{Logger: log.logger()})
	require.EqualValues(t, "Willkommen", c.Get("home.title", "de"))
	require.EqualValues(t, "Good", c.Get("home.bad", "en"))
	require.Empty(t, c.Get("home.bad", "de"), "no other locale stands in for a refused text")
	require.NoError(t, c.Refresh(context.Background()))
	require.Len(t, log.lines("text refused"), 1)
	require.Contains(t, log.lines("text refused")[0], "key=home.bad locale=de")
	require.EqualValues(t, 1, c.Status().Refused)
}

func TestMissingTextIsLoggedOnce(t *testing.T) {
	log := &logBuffer{}
	s := contenttest.NewScript(words)
	c := newText(t, s, content.Options{Logger: log.logger()})
	for range 5 {
		c.Get("home.nothing", "de")
		c.View("de").Text("home.nothing")
		c.View("de").Lookup("home.never-logged")
		c.Get("home.hello", "en")
	}
	require.Len(t, log.lines("home.nothing"), 1)
	require.Contains(t, log.lines("home.nothing")[0], "no such text")
	require.Len(t, log.lines("home.hello"), 1)
	require.Contains(t, log.lines("home.hello")[0], "name")
	require.Empty(t, log.lines("never-logged"))
	s.Publish(words)
	require.NoError(t, c.Refresh(context.Background()))
	c.Get("home.nothing", "de")
	require.Len(t, log.lines("home.nothing"), 2, "again for another revision")
	for i := range 3000 {
		c.Get(fmt.Sprintf("made.up%d", i), "de")
	}
	require.LessOrEqual(t, len(log.lines("text missing")), 1002)
	require.Len(t, log.lines("too many"), 1)
	c.Get(strings.Repeat("k\r\n", 1000), "de")
	for _, line := range log.lines("content:") {
		require.Less(t, len(line), 800)
	}
}

func TestDefaultClient(t *testing.T) {
	require.Empty(t, content.Get("home.title", "de"))
	require.Empty(t, content.From(context.Background()).Get("home.title"))
	content.SetDefault(newText(t, contenttest.NewScript(words), content.Options{}))
	t.Cleanup(func() { content.SetDefault(nil) })
	require.EqualValues(t, "Willkommen", content.Get("home.title", "de"))
	require.EqualValues(t, "Hallo, Ann", content.Get("home.hello", "de", "name", "Ann"))
	v := content.From(context.Background())
	require.Equal(t, "en", v.Locale())
	require.EqualValues(t, "Welcome", v.Get("home.title"))
}

func TestEmptyPublication(t *testing.T) {
	log := &logBuffer{}
	empty := contenttest.NewScript(contenttest.Texts{})
	c := newText(t, empty, content.Options{Logger: log.logger()})
	require.Equal(t, content.StateCurrent, c.Status().State)
	require.Empty(t, c.Locales())
	require.Empty(t, c.Get("home.title", "de"))
	require.Empty(t, c.View("de").Locale())
	require.NoError(t, c.Ready(context.Background()))
}

func TestNoAllocGet(t *testing.T) {
	c := newText(t, contenttest.NewScript(words), content.Options{})
	v := c.View("de")
	var got template.HTML
	require.Zero(t, testing.AllocsPerRun(100, func() {
		got = c.Get("home.title", "de")
		got = v.Get("home.rich")
		got = c.Get("home.title", "de-CH")
	}))
	require.NotEmpty(t, got)
}

// Arguments stay where the caller has them: the string that comes back is the
// one allocation.
func TestArgumentsAllocateTheResultAlone(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	c := newText(t, contenttest.NewScript(contenttest.Texts{
		"en": {"cart.files": "{count, plural, one {# file} other {# files}} of {name}"},
	}), content.Options{})
	v := c.View("en")
	var got template.HTML
	require.EqualValues(t, 1, testing.AllocsPerRun(100, func() {
		got = v.Get("cart.files", "name", "Ann", "count", 3)
	}))
	require.EqualValues(t, "3 files of Ann", got)
}

func TestConcurrentReaders(t *testing.T) {
	s := contenttest.NewScript(words)
	c := newText(t, s, content.Options{})
	texts := func(n int) contenttest.Texts {
		m := map[string]string{}
		for i := range 50 {
			m[fmt.Sprintf("home.t%d", i)] = fmt.Sprint(n)
		}
		return contenttest.Texts{"en": m}
	}
	s.Publish(texts(0))
	require.NoError(t, c.Refresh(context.Background()))
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				v := c.View("en")
				first := v.Get("home.t0")
				for i := range 50 {
					if got := v.Get(fmt.Sprintf("home.t%d", i)); got != first || got == "" {
						t.Errorf("a page mixes %q and %q", first, got)
						return
					}
				}
				c.Status()
				c.Locales()
			}
		})
	}
	for n := range 30 {
		s.Publish(texts(n + 1))
		require.NoError(t, c.Refresh(context.Background()))
	}
	close(done)
	wg.Wait()
}
