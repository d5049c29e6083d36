package contenttest_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/fetchtest"
)

var live = fetch.Request{Name: "live.json"}

// manifest reads the manifest that a Script gave.
func manifest(t *testing.T, res fetch.Response) *bundle.Manifest {
	t.Helper()
	signed, err := bundle.DecodeManifest("live.json", res.Body)
	require.NoError(t, err)
	return signed.Manifest
}

func TestScriptKeepsTheRules(t *testing.T) {
	fetchtest.Run(t, fetchtest.Harness{New: func(testing.TB) fetchtest.Source {
		s := &contenttest.Script{}
		files := fstest.MapFS{}
		serve := func(change func()) error {
			files = maps.Clone(files)
			change()
			s.Serve(files)
			return nil
		}
		return fetchtest.Source{
			Fetcher: s,
			Put: func(name string, body []byte) error {
				return serve(func() { files[name] = &fstest.MapFile{Data: bytes.Clone(body)} })
			},
			Remove: func(name string) error { return serve(func() { delete(files, name) }) },
		}
	}})
}

// Answers of the test's own keep the rules as well.
func TestScriptBodyKeepsTheRules(t *testing.T) {
	fetchtest.Run(t, fetchtest.Harness{New: func(testing.TB) fetchtest.Source {
		s := &contenttest.Script{}
		return fetchtest.Source{Fetcher: s, Put: func(name string, body []byte) error {
			tag := bundle.RefOf(body).SHA256
			s.Always(name, contenttest.Answer{Body: append([]byte{}, body...), ETag: `"` + tag + `"`})
			return nil
		}}
	}})
}

func TestScriptPublishes(t *testing.T) {
	s := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "One"}})
	first := s.Requests("")
	require.Empty(t, first)
	one, err := s.Fetch(t.Context(), live)
	require.NoError(t, err)
	m := manifest(t, one)
	require.EqualValues(t, 1, m.Sequence)
	index := bundle.IndexName("en", m.Locales["en"].Index)

	s.Publish(contenttest.Texts{"en": {"home.title": "Two"}})
	two, err := s.Fetch(t.Context(), live)
	require.NoError(t, err)
	m2 := manifest(t, two)
	require.EqualValues(t, 2, m2.Sequence)
	require.True(t, m2.Newer(m))
	require.True(t, m2.Published.After(m.Published))
	_, err = s.Fetch(t.Context(), fetch.Request{Name: index})
	require.NoError(t, err, "the objects of earlier publications remain")

	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	s.PublishWith(contenttest.Texts{"en": {}}, &contenttest.PublishOptions{Project: "acme", Published: at})
	s.Publish(contenttest.Texts{"en": {}})
	res, err := s.Fetch(t.Context(), live)
	require.NoError(t, err)
	m3 := manifest(t, res)
	require.Equal(t, "acme", m3.Project)
	require.EqualValues(t, 2, m3.Sequence)
	require.Equal(t, at.Add(time.Second), m3.Published)

	s.PublishWith(contenttest.Texts{}, nil)
	require.Panics(t, func() { s.Publish(contenttest.Texts{"EN": {}}) })
	_, err = s.Fetch(t.Context(), live)
	require.NoError(t, err, "a publication that failed changes nothing")

	s.Serve(nil)
	_, err = s.Fetch(t.Context(), live)
	require.ErrorIs(t, err, fetch.ErrNotFound)
	s.Publish(contenttest.Texts{"en": {}})
	_, err = s.Fetch(t.Context(), live)
	require.NoError(t, err)
}

func TestScriptAnswers(t *testing.T) {
	s := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "One"}})
	down := &fetch.StatusError{Name: "live.json", Status: 503}
	s.Next("live.json", contenttest.Answer{Err: down}, contenttest.Answer{}, contenttest.Answer{Body: []byte("{")})
	s.Always("b/*", contenttest.Answer{Err: os.ErrPermission})

	_, err := s.Fetch(t.Context(), live)
	require.Equal(t, down, err)
	bare := &fetch.StatusError{Status: 429, RetryAfter: time.Second}
	other := contenttest.NewScript(contenttest.Texts{"en": {}})
	other.Always("", contenttest.Answer{Err: bare})
	_, err = other.Fetch(t.Context(), live)
	require.Equal(t, &fetch.StatusError{Name: "live.json", Status: 429, RetryAfter: time.Second}, err)
	require.Empty(t, bare.Name)
	published, err := s.Fetch(t.Context(), live)
	require.NoError(t, err)
	res, err := s.Fetch(t.Context(), live)
	require.NoError(t, err)
	require.Equal(t, fetch.Response{Body: []byte("{")}, res)
	res, err = s.Fetch(t.Context(), live)
	require.NoError(t, err)
	require.Equal(t, published, res)

	_, err = s.Fetch(t.Context(), fetch.Request{Name: "b/home.en.0.json"})
	require.ErrorIs(t, err, os.ErrPermission)
	s.Always("", contenttest.Answer{Err: os.ErrClosed})
	for _, name := range []string{"live.json", "b/home.en.0.json", "i/en.0.json"} {
		_, err = s.Fetch(t.Context(), fetch.Request{Name: name})
		require.ErrorIs(t, err, os.ErrClosed)
	}
	s.Clear()
	_, err = s.Fetch(t.Context(), live)
	require.NoError(t, err)

	require.Equal(t, 6, s.Count("live.json"))
	require.Equal(t, 2, s.Count("b/*"))
	require.Equal(t, 9, s.Count(""))
	require.Equal(t, []fetch.Request{{Name: "i/en.0.json"}}, s.Requests("i/*"))
	require.Zero(t, s.Count("*.txt"))
	require.PanicsWithValue(t, `contenttest: match "[": syntax error in pattern`, func() { s.Always("[", contenttest.Answer{}) })
}

func TestScriptDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := contenttest.NewScript(contenttest.Texts{"en": {}})
		s.Always("live.json", contenttest.Answer{Delay: time.Minute})
		start := time.Now()
		_, err := s.Fetch(t.Context(), live)
		require.NoError(t, err)
		require.Equal(t, time.Minute, time.Since(start))

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = s.Fetch(ctx, live)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, time.Minute+time.Second, time.Since(start))
		require.Zero(t, s.Waiting())
	})
}

func TestScriptHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "One"}})
		release := s.Hold("live.json")
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				res, err := s.Fetch(t.Context(), live)
				require.NoError(t, err)
				m := manifest(t, res)
				require.EqualValues(t, 2, m.Sequence, "what is published when it is released")
			})
		}
		ctx, cancel := context.WithCancel(t.Context())
		wg.Go(func() {
			_, err := s.Fetch(ctx, live)
			require.ErrorIs(t, err, context.Canceled)
		})
		synctest.Wait()
		require.Equal(t, 4, s.Waiting())
		cancel()
		synctest.Wait()
		require.Equal(t, 3, s.Waiting())
		s.Publish(contenttest.Texts{"en": {"home.title": "Two"}})
		release()
		release()
		wg.Wait()
		require.Zero(t, s.Waiting())
		_, err := s.Fetch(t.Context(), live)
		require.NoError(t, err, "no longer held")
	})
}

func TestScriptConcurrent(t *testing.T) {
	s := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "One"}})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				s.Publish(contenttest.Texts{"en": {"home.title": "More"}})
				s.Next("live.json", contenttest.Answer{Err: os.ErrClosed})
				_, err := s.Fetch(context.Background(), live)
				require.True(t, err == nil || errors.Is(err, os.ErrClosed))
				s.Hold("x")()
				s.Requests("")
			}
		})
	}
	wg.Wait()
	require.Equal(t, 200, s.Count(""))
	s.Clear()
	res, err := s.Fetch(t.Context(), live)
	require.NoError(t, err)
	m := manifest(t, res)
	require.EqualValues(t, 201, m.Sequence)
}
