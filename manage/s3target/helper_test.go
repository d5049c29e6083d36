package s3target_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/s3test"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/s3target"
	"github.com/teletextio/content/manage/texts"
)

// wire counts the requests that go to the server.
type wire struct {
	mu   sync.Mutex
	seen []string // "PUT acme/live.json"
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.seen = append(w.seen, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/"+s3test.Bucket+"/"))
	w.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

// take returns what was sent with a method since the last call.
func (w *wire) take(method string) (list []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.seen {
		if rest, ok := strings.CutPrefix(s, method+" "); ok {
			list = append(list, rest)
		}
	}
	w.seen = nil
	return list
}

// open returns a target below a prefix, and its wire.
func open(server *s3test.Server, prefix string) (publish.Store, *wire) {
	w := &wire{}
	client := server.NewClient(s3test.AccessKey, s3test.SecretKey, &http.Client{Transport: w})
	return s3target.New(client, s3test.Bucket, prefix, nil), w
}

func site(t *testing.T, project, title string) *texts.Set {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, data := range map[string]string{
		"home.en.yaml": "title: " + title + "\nlead: Words <b>first</b>\n",
		"home.de.yaml": "title: Willkommen\nlead: Worte <b>zuerst</b>\n",
		"shop.en.yaml": "cart: '{n, plural, one {# item} other {# items}}'\n",
		"shop.de.yaml": "cart: '{n, plural, one {# Artikel} other {# Artikel}}'\n",
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	set, err := texts.Read(fsys, project)
	require.NoError(t, err)
	return set
}

func put(t *testing.T, set *texts.Set, target publish.Target, o *publish.Options) *publish.Result {
	t.Helper()
	res, err := publish.Publish(t.Context(), set, target, o)
	require.NoError(t, err)
	return res
}
