package content_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/internal/vectors"
)

// own is what the pages of the look-ups have where a text could stand.
const own = "the page's own"

// TestLookups asks a client for everything that the shared vectors look up:
// through a View and through labels.
func TestLookups(t *testing.T) {
	all, err := vectors.Read("bundle/testdata/vectors/publications")
	require.NoError(t, err)
	for _, p := range all {
		t.Run(p.Name, func(t *testing.T) {
			client := vectorClient(t, &p)
			seen := map[string]bool{}
			for _, l := range p.Lookups {
				require.False(t, seen[l.Name()], "the look-up stands twice: %s", l.Name())
				seen[l.Name()] = true
				t.Run(l.Name(), func(t *testing.T) {
					labelLookup(t, client, &l)
					viewLookup(t, client, &l)
				})
			}
		})
	}
}

// vectorClient returns a client that has read a publication.
func vectorClient(t *testing.T, p *vectors.Publication) *content.Client {
	files := fstest.MapFS{}
	for name, data := range p.Files {
		files[name] = &fstest.MapFile{Data: []byte(data)}
	}
	client, err := content.New(fetch.FS(files), &content.Options{
		Project: p.Project, Channel: p.Channel, Keys: p.Keys, Refresh: -1, StartWait: time.Minute,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	require.NoError(t, client.Ready(t.Context()))
	return client
}

// labelLookup lets a label put the text into a page.
func labelLookup(t *testing.T, client *content.Client, l *vectors.Lookup) {
	label := map[string]string{
		vectors.InHTML:      ` data-txt="` + l.Key + `"`,
		vectors.InText:      ` data-txt="` + l.Key + `"`,
		vectors.InAttribute: ` data-txt-attr="alt: ` + l.Key + `"`,
		vectors.InURL:       ` data-txt-attr="href: ` + l.Key + `"`,
	}[l.Place]
	page, err := vectors.Element(l.Place, label, own)
	require.NoError(t, err)
	var out bytes.Buffer
	report := &content.Report{}
	require.NoError(t, client.Inject(t.Context(), &out, strings.NewReader(page),
		&content.Page{Locale: l.Locale, Args: l.Pairs(), Report: report}))
	require.Len(t, report.Labels, 1)
	got, lang, err := vectors.Found(l.Place, out.String())
	require.NoError(t, err)
	if got == own {
		require.NotEmpty(t, report.Labels[0].Reason)
		require.Equal(t, page, out.String(), "a label without a text leaves the page as it is")
		require.NoError(t, l.Check(nil))
		return
	}
	require.Empty(t, report.Labels[0].Reason)
	require.NoError(t, l.Check(&got))
	if l.Place == vectors.InHTML || l.Place == vectors.InText {
		if lang == "" {
			lang = client.View(l.Locale).Locale()
		}
		require.Equal(t, l.WantLocale, lang)
	}
}

// viewLookup asks a View for the text, where it has one for the place.
func viewLookup(t *testing.T, client *content.Client, l *vectors.Lookup) {
	view := client.View(l.Locale)
	var got string
	switch l.Place {
	case vectors.InHTML:
		html, ok := view.Lookup(l.Key, l.Pairs()...)
		require.Equal(t, l.Want != nil, ok)
		require.Equal(t, html, view.Get(l.Key, l.Pairs()...))
		page, err := vectors.Element(l.Place, "", string(html))
		require.NoError(t, err)
		got, _, err = vectors.Found(l.Place, page)
		require.NoError(t, err)
	case vectors.InText:
		got = view.Text(l.Key, l.Pairs()...)
	default:
		return
	}
	if got == "" {
		require.NoError(t, l.Check(nil))
		return
	}
	require.NoError(t, l.Check(&got))
}
