package content_test

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// logKeys are the attributes that Options.Logger promises.
var logKeys = []string{
	"source", "project", "channel", "epoch", "sequence", "locales", "bundles", "held", "bytes", "whole", "had",
	"reason", "error", "key", "locale", "detail", "panic", "stack",
}

// keyChecker is a slog.Handler that looks at what it is given.
type keyChecker struct {
	mu    sync.Mutex
	t     *testing.T
	lines int
}

func (k *keyChecker) Enabled(context.Context, slog.Level) bool { return true }
func (k *keyChecker) WithAttrs([]slog.Attr) slog.Handler       { return k }
func (k *keyChecker) WithGroup(string) slog.Handler            { return k }

func (k *keyChecker) Handle(_ context.Context, r slog.Record) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lines++
	if !strings.HasPrefix(r.Message, "content: ") {
		k.t.Errorf("message %q", r.Message)
	}
	r.Attrs(func(a slog.Attr) bool {
		if !slices.Contains(logKeys, a.Key) {
			k.t.Errorf("attribute %q of %q", a.Key, r.Message)
		}
		if len(a.Value.String()) > 204 && a.Key != "stack" {
			k.t.Errorf("%q has %d bytes", a.Key, len(a.Value.String()))
		}
		return true
	})
	return nil
}

// Whatever goes wrong, and whatever visitors ask for, the attributes are those
// that the documentation lists, and their values are short.
func TestLogAttributesAreAClosedSet(t *testing.T) {
	check := &keyChecker{t: t}
	texts := contenttest.Texts{"en": {"home.title": "Hello", "home.bad": "<script>x</script>"}}
	s := contenttest.NewScript(texts)
	chaos := &contenttest.Chaos{}
	c := newText(t, chaos.Fetcher(s), content.Options{
		StartWait: -1, Logger: slog.New(check), Snapshot: "/dev/null/x",
		OnUpdate: func(content.Status) { panic(strings.Repeat("long ", 1000)) },
	})
	require.NoError(t, c.Refresh(t.Context()))
	for _, f := range quickFaults() {
		s.Publish(texts)
		chaos.Set(f)
		_ = c.Refresh(t.Context())
		chaos.Clear()
		require.NoError(t, c.Refresh(t.Context()))
	}
	long := strings.Repeat("x\r\n\x1b[31m", 1000)
	c.View("en").Get(long)
	c.Get("home.bad", long)
	var out drop
	out.h = map[string][]string{}
	page := `<p data-txt="` + strings.ReplaceAll(long, "\x1b", "&#27;") + `">own</p><p data-txt="home.bad">own</p>`
	require.NoError(t, c.Inject(t.Context(), &out, strings.NewReader(page), nil))
	check.mu.Lock()
	defer check.mu.Unlock()
	require.Greater(t, check.lines, 20)
}

// A first start that fails does not speak of texts that there are not, and
// says what may be wrong.
func TestLogOfAFirstStart(t *testing.T) {
	log := &logBuffer{}
	s := &contenttest.Script{}
	c := newText(t, s, content.Options{StartWait: -1, Logger: log.logger(), Channel: "beta"})
	require.ErrorIs(t, c.Refresh(t.Context()), fetch.ErrNotFound)
	lines := log.lines("check failed")
	require.Len(t, lines, 1)
	require.Contains(t, lines[0], "there are no texts yet, and pages show their own")
	require.Contains(t, lines[0], `is the base right, and is the channel \"beta\" published?`)

	s.Next("", contenttest.Answer{Body: []byte("\n<!DOCTYPE html><title>Welcome</title>")})
	require.ErrorContains(t, c.Refresh(t.Context()), "; this looks like an HTML page")
	require.EqualValues(t, 1, c.Status().Failures["invalid"])

	s.PublishWith(contenttest.Texts{"en": {"home.title": "Hello"}}, &contenttest.PublishOptions{Channel: "beta"})
	require.NoError(t, c.Refresh(t.Context()))
	s.Serve(nil)
	require.Error(t, c.Refresh(t.Context()))
	require.Len(t, log.lines("check failed; the texts in memory are served on"), 1)
}

// A label that is left alone is logged with what is missing.
func TestLogOfALabel(t *testing.T) {
	log := &logBuffer{}
	s := contenttest.NewScript(contenttest.Texts{"en": {"home.hello": "Hello, {name}"}})
	c := newText(t, s, content.Options{Logger: log.logger()})
	page := `<p data-txt="home.hello">own</p><p data-txt-attr="alt: home.none; onclick: home.hello">own</p>`
	for range 2 {
		require.NoError(t, c.Inject(t.Context(), io.Discard, strings.NewReader(page), nil))
	}
	lines := strings.Join(log.lines("label left alone"), "")
	require.Equal(t, 3, strings.Count(lines, "\n"), lines)
	require.Contains(t, lines, `key=home.hello locale=en reason=missing-argument detail="message: render argument \"name\": not given"`)
	require.Contains(t, lines, "key=home.none locale=en reason=no-text detail=alt\n")
	require.Contains(t, lines, "key=home.hello locale=en reason=attribute detail=onclick\n")
}
