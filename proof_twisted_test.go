package content_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// twisted is a publication whose hashes are right and whose publisher is not:
// the index of a locale is what change makes of that of German.
func twisted(t *testing.T, tag string, change func([]byte) []byte) fstest.MapFS {
	t.Helper()
	files := asMapFS(contenttest.PublishWith(contenttest.Texts{
		"en": {"home.title": "New"}, "de": {"home.title": "Neu"},
	}, &contenttest.PublishOptions{Sequence: 2}))
	signed, err := bundle.DecodeManifest("live.json", files["live.json"].Data)
	require.NoError(t, err)
	m := signed.Manifest
	was := files[bundle.IndexName("de", m.Locales["de"].Index)].Data
	now := change(was)
	l := m.Locales[tag]
	l.Index = bundle.RefOf(now)
	m.Locales[tag] = l
	files[bundle.IndexName(tag, l.Index)] = &fstest.MapFile{Data: now}
	files["live.json"].Data, err = bundle.EncodeManifest(m)
	require.NoError(t, err)
	return files
}

// What a wrong publisher names consistently changes nothing, and no name of
// its making is asked for.
func TestTwistedPublications(t *testing.T) {
	replace := func(from, to string) func([]byte) []byte {
		return func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(from), []byte(to)) }
	}
	same := func(b []byte) []byte { return b }
	for name, k := range map[string]struct {
		tag    string
		change func([]byte) []byte
	}{
		"index of another locale": {"en", same},
		"path as a name":          {"de", replace(`"home"`, `"../../etc"`)},
		"device as a name":        {"de", replace(`"home"`, `"con"`)},
		"prototype as a name":     {"de", replace(`"home"`, `"__proto__"`)},
		"negative size":           {"de", replace(`"bytes":`, `"bytes":-`)},
		"size beyond all":         {"de", replace(`"bytes":`, `"bytes":9999999`)},
		"size of one byte less":   {"de", replace(`"bytes":8`, `"bytes":7`)},
		"letters in capitals":     {"de", bytes.ToUpper},
		"bundle of another name":  {"de", replace(`"home"`, `"house"`)},
		"bundle twice":            {"de", replace(`"bundles":{`, `"bundles":{"home":{},`)},
		"no bundle":               {"de", func([]byte) []byte { return []byte(`{"format":"txt/1","locale":"de","bundles":null}`) }},
	} {
		t.Run(name, func(t *testing.T) {
			s := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "Old"}, "de": {"home.title": "Alt"}})
			c := newText(t, s, content.Options{})
			s.Serve(twisted(t, k.tag, k.change))
			require.Error(t, c.Refresh(context.Background()))
			st := c.Status()
			require.Equal(t, content.StateStale, st.State)
			require.EqualValues(t, 1, st.Sequence)
			require.Contains(t, []string{"invalid", "torn", "too-large"}, st.LastReason, st.LastError)
			require.EqualValues(t, "Old", c.Get("home.title", "en"))
			require.EqualValues(t, "Alt", c.Get("home.title", "de"))
			for _, r := range s.Requests("") {
				require.NoError(t, fetch.CheckName(r.Name))
				require.NotContains(t, r.Name, "etc")
			}
		})
	}
}

// Revisions follow each other while requests hold on to older ones and bundles
// come and go, in budgets of all sizes: a View shows one revision, or nothing,
// and the budget is kept.
func TestPartialRevisionsDoNotMix(t *testing.T) {
	const revisions = 8
	texts := func(rev int) contenttest.Texts {
		all := shelves()
		for _, of := range all {
			for key, text := range of {
				of[key] = fmt.Sprintf("%d %s", rev, text)
			}
		}
		return all
	}
	for _, budget := range []int64{1, 20 << 10, 100 << 10, smallBudget} {
		s := contenttest.NewScript(texts(1))
		c, err := content.New(s, &content.Options{Refresh: -1, StartWait: time.Minute, Budget: budget})
		require.NoError(t, err)
		stop := make(chan struct{})
		var readers sync.WaitGroup
		for range 3 {
			readers.Go(func() { readOneRevision(t, c, stop) })
		}
		for rev := 2; rev <= revisions; rev++ {
			s.Publish(texts(rev))
			require.NoError(t, c.Refresh(context.Background()))
			time.Sleep(10 * time.Millisecond)
		}
		close(stop)
		readers.Wait()
		st := c.Status()
		require.EqualValues(t, revisions, st.Sequence)
		require.LessOrEqual(t, st.Bytes+st.OnDemand.Bytes, budget)
		require.NoError(t, c.Close())
	}
}

// readOneRevision looks texts up until stop is closed. All of a View begin with
// the same number.
func readOneRevision(t *testing.T, c *content.Client, stop <-chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		default:
		}
		v := c.View([]string{"de", "en"}[n%2])
		seen := ""
		for i := range 12 {
			rev, _, found := strings.Cut(string(v.Get(fmt.Sprintf("shelf%02d.t%d", (i*7+n)%40, i%4))), " ")
			if !found {
				continue
			}
			if seen == "" {
				seen = rev
			}
			if seen != rev {
				t.Errorf("revisions %s and %s in one View", seen, rev)
				return
			}
		}
	}
}
