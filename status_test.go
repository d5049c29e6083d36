package content_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

func TestStatusOverTime(t *testing.T) {
	s := &contenttest.Script{}
	inBubble(t, s, content.Options{Refresh: -1}, func(t *testing.T, c *content.Client) {
		born := time.Now()
		st := c.Status()
		require.Equal(t, content.StateNone, st.State)
		require.Equal(t, "live", st.Channel)
		require.EqualValues(t, -1, st.AgeSeconds)
		require.EqualValues(t, 1, st.Checks)
		require.Equal(t, "not-found", st.LastReason)
		require.True(t, st.NextCheck.IsZero())

		time.Sleep(time.Minute)
		s.Publish(words)
		require.NoError(t, c.Refresh(context.Background()))
		st = c.Status()
		require.Equal(t, content.StateCurrent, st.State)
		require.Equal(t, born.Add(time.Minute), st.Since)
		require.Equal(t, "test", st.Project)
		require.Equal(t, []string{"en", "ar", "de", "pt", "pt-PT", "zh-Hant"}, st.Locales)
		require.True(t, st.Whole)
		require.Equal(t, st.Bundles, st.Held)
		require.NotZero(t, st.Bytes)
		require.Empty(t, st.LastError)
		require.Zero(t, st.AgeSeconds)

		s.Always("", contenttest.Answer{Err: errRefused})
		time.Sleep(time.Minute)
		require.Error(t, c.Refresh(context.Background()))
		st = c.Status()
		require.Equal(t, content.StateStale, st.State)
		require.EqualValues(t, 60, st.AgeSeconds)
		require.Equal(t, "connection refused", st.LastError)
		st.Failures["made up"] = 7
		require.NotContains(t, c.Status().Failures, "made up", "it is a copy")
	})
}

func TestStatusAsJSON(t *testing.T) {
	c := newText(t, contenttest.NewScript(words), content.Options{})
	raw, err := json.Marshal(c.Status())
	require.NoError(t, err)
	var got map[string]any
	require.NoError(t, json.Unmarshal(raw, &got))
	for _, name := range []string{"state", "since", "project", "channel", "epoch", "sequence", "published", "applied",
		"locales", "bundles", "held", "bytes", "whole", "ageSeconds", "lastCheck", "checks", "updates", "onDemand"} {
		require.Contains(t, got, name)
	}
	require.NotContains(t, got, "lastError")
	require.NotContains(t, got, "nextCheck")
	require.Equal(t, "current", got["state"])
}
