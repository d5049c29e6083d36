package content_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// A process that restarts knows what was popular, and fetches it before it is
// asked for. What was counted are weights for content.yaml.
func TestPopularityOutlivesTheProcess(t *testing.T) {
	dir := t.TempDir()
	s := contenttest.NewScript(shelves())
	o := content.Options{StartWait: time.Minute, Budget: smallBudget, Snapshot: dir, Project: contenttest.DefaultProject}
	inBubble(t, s, o, func(t *testing.T, c *content.Client) {
		require.Nil(t, c.Weights())
		for range 40 {
			for i := range 4 {
				c.View("de").Get(fmt.Sprintf("shelf%02d.t0", 30+i))
			}
			for i := range 20 {
				c.View("de").Get(fmt.Sprintf("shelf%02d.t0", i))
			}
			time.Sleep(time.Second)
		}
		w := c.Weights()
		require.EqualValues(t, 100, w["shelf30"])
		require.Equal(t, w, c.Status().Weights)
		page := showStatus(c, "GET", "/s?format=weights", "").Body.String()
		require.True(t, strings.HasPrefix(page, "bundles:\n"), page)
		require.Contains(t, page, "\n  \"shelf30\": {weight: 100}\n")
		require.Equal(t, len(w)+1, strings.Count(page, "\n"))
		require.Contains(t, showStatus(c, "GET", "/s", browserAccept).Body.String(), "?format=weights")
		require.NotZero(t, c.Status().OnDemand.Misses)
	})
	file := filepath.Join(dir, "test.live.popularity")
	require.FileExists(t, file)
	inBubble(t, s, o, func(t *testing.T, c *content.Client) {
		require.Equal(t, content.StateSnapshot, c.Status().State)
		time.Sleep(30 * time.Second)
		synctest.Wait()
		st := c.Status()
		require.NotZero(t, st.OnDemand.Prefetched)
		require.LessOrEqual(t, st.OnDemand.Bytes, int64(smallBudget/4))
		before := s.Count("b/*")
		v := c.View("de")
		found := 0
		for i := range 40 {
			if v.Get(fmt.Sprintf("shelf%02d.t1", i)) != "" && s.Count("b/*") == before {
				found++
			}
			before = s.Count("b/*")
		}
		require.NotZero(t, found)
		require.NotZero(t, c.Status().OnDemand.Used)
	})
	for _, damage := range []string{"", "x", "content snapshot 1\n"} {
		require.NoError(t, os.WriteFile(file, []byte(damage), 0o644))
		log := &logBuffer{}
		o := o
		o.Logger = log.logger()
		inBubble(t, s, o, func(t *testing.T, c *content.Client) {
			require.Len(t, log.lines("what was popular"), 1)
		})
	}
}

// A status shows the heaviest bundles, however many there are.
func TestStatusShowsTheHeaviestWeights(t *testing.T) {
	texts := contenttest.Texts{"en": {}, "de": {}}
	for i := range 150 {
		texts["en"][fmt.Sprintf("b%03d.t", i)] = "x"
		texts["de"][fmt.Sprintf("b%03d.t", i)] = strings.Repeat("x", 1000)
	}
	s := contenttest.NewScript(texts)
	o := content.Options{Refresh: -1, StartWait: time.Minute, Budget: 150_000}
	inBubble(t, s, o, func(t *testing.T, c *content.Client) {
		require.False(t, c.Status().Whole)
		for round := range 3 {
			for i := 20 + 30*round; i < 150; i++ { // the last are the most popular
				c.View("de").Get(fmt.Sprintf("b%03d.t", i))
			}
		}
		all, some := c.Weights(), c.Status().Weights
		require.Greater(t, len(all), 100)
		require.Len(t, some, 100)
		for name, w := range all {
			if _, shown := some[name]; !shown {
				require.LessOrEqual(t, w, some["b149"])
				require.Less(t, w, 100.0)
			}
		}
		require.Contains(t, showStatus(c, "GET", "/s?format=weights", "").Body.String(), "\n  \"b149\": ")
	})
	c := contenttest.New(t, title("Hello"))
	require.Empty(t, c.Status().Weights)
	require.Equal(t, "#", showStatus(c, "GET", "/s?format=weights", "").Body.String()[:1])
}

// A budget that has no room for a single bundle is said, once for each.
func TestBundlesBeyondTheBudgetAreLogged(t *testing.T) {
	log := &logBuffer{}
	s := contenttest.NewScript(shelves())
	o := content.Options{Refresh: -1, StartWait: time.Minute, Budget: 1, Logger: log.logger()}
	inBubble(t, s, o, func(t *testing.T, c *content.Client) {
		for range 3 {
			for i := range 5 {
				require.Empty(t, c.View("de").Get(fmt.Sprintf("shelf%02d.t0", i)))
			}
			time.Sleep(time.Hour)
		}
		require.Len(t, log.lines("larger than half of Options.Budget"), 5)
		require.EqualValues(t, 15, c.Status().OnDemand.TooLarge)
		require.Equal(t, 15, s.Count("b/*"))
	})
}

// Status counts labels that were left alone, by reason.
func TestStatusCountsLabels(t *testing.T) {
	c := contenttest.New(t, siteTexts)
	var out drop
	out.h = map[string][]string{}
	require.NoError(t, c.Inject(t.Context(), &out, strings.NewReader(`<p data-txt="made.up">own</p><p data-txt="home.title">x</p>`), nil))
	require.Equal(t, map[content.Reason]uint64{content.ReasonNoText: 1}, c.Status().Labels)
}
