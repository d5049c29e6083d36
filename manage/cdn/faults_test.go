package cdn_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/cdn"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// get reads an object over HTTP; the error is of the connection.
func get(t *testing.T, url string) (status int, header http.Header, body string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(data), err
}

func TestFaults(t *testing.T) {
	all := files()
	all["live.json"] = &fstest.MapFile{Data: []byte(`{"sequence":1}`)}
	f := cdn.NewFaults(cdn.Handler(fetch.FS(all)))
	web := httptest.NewServer(f)
	defer web.Close()
	manifest, bundle := web.URL+"/live.json", web.URL+"/"+object
	_, _, right, err := get(t, manifest)
	require.NoError(t, err)

	for _, c := range []struct {
		fault            string
		manifest, bundle int // the status; 0: an error of the connection
		body             string
	}{
		{"", 200, 200, right},
		{"silent", 0, 0, ""},
		{"short", 0, 0, ""},
		{"truncated", 200, 200, right[:len(right)/2]},
		{"status-503", 503, 503, "Service Unavailable\n"},
		{"status-418", 418, 418, "I'm a teapot\n"},
		{"throttled", 429, 429, "Too Many Requests\n"},
		{"no-manifest", 404, 200, "Not Found\n"},
		{"no-object", 200, 404, right},
		{"empty", 200, 200, ""},
		{"hash", 200, 200, right},
	} {
		t.Run(c.fault, func(t *testing.T) {
			require.NoError(t, f.Set(c.fault))
			require.Equal(t, c.fault, f.Current())
			for url, want := range map[string]int{manifest: c.manifest, bundle: c.bundle} {
				status, _, body, err := get(t, url)
				if want == 0 {
					require.Error(t, err)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, want, status)
				if url == manifest {
					require.Equal(t, c.body, body)
				}
			}
		})
	}
	require.NoError(t, f.Set("throttled"))
	_, header, _, err := get(t, manifest)
	require.NoError(t, err)
	require.Equal(t, "7", header.Get("Retry-After"))
	require.Equal(t, "no-store", header.Get("Cache-Control"))

	require.NoError(t, f.Set("hash"))
	_, _, body, err := get(t, bundle)
	require.NoError(t, err)
	require.NotEqual(t, `{"b":2}`, body)
	require.Len(t, body, len(`{"b":2}`))
	require.NoError(t, f.Set("garbage"))
	_, _, body, err = get(t, manifest)
	require.NoError(t, err)
	require.Len(t, body, len(right))
	require.NotContains(t, body, "sequence")
	require.NoError(t, f.Set("portal"))
	_, header, body, err = get(t, manifest)
	require.NoError(t, err)
	require.Contains(t, header.Get("Content-Type"), "text/html")
	require.True(t, strings.HasPrefix(body, "<!doctype html>"))

	require.NoError(t, f.Set("frozen"))
	_, _, _, err = get(t, manifest)
	require.NoError(t, err)
	all["live.json"] = &fstest.MapFile{Data: []byte(`{"sequence":2}`)}
	_, _, body, err = get(t, manifest)
	require.NoError(t, err)
	require.Equal(t, right, body)
	require.NoError(t, f.Set(""))
	_, _, body, err = get(t, manifest)
	require.NoError(t, err)
	require.Contains(t, body, "2")

	for _, name := range []string{"nonsense", "status-200", "status-600", "status-x", "status-"} {
		require.ErrorContains(t, f.Set(name), "there is no fault")
	}
	require.Empty(t, f.Current())
}

// TestSlowAnswersAreRight waits for one, and for the first bytes of one that
// trickles.
func TestSlowAnswersAreRight(t *testing.T) {
	f := cdn.NewFaults(cdn.Handler(fetch.FS(files())))
	web := httptest.NewServer(f)
	defer web.Close()
	require.NoError(t, f.Set("slow"))
	_, _, _, err := get(t, web.URL+"/live.json")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, f.Set("trickle"))
	_, _, body, err := get(t, web.URL+"/live.json")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotEmpty(t, body)
	require.True(t, strings.HasPrefix(`{"a":1}`, body))
}

// TestASiteUnderFaults: a client keeps its texts through every fault, and takes
// the new ones when it is over.
func TestASiteUnderFaults(t *testing.T) {
	store := publish.Memory()
	put := func(title string) {
		set := &texts.Set{Project: "acme", Texts: map[texts.ID]map[string]texts.Text{
			{Bundle: "home", Locale: "en"}: {"title": {Source: title}},
		}}
		_, err := publish.Publish(t.Context(), set, store, nil)
		require.NoError(t, err)
	}
	put("0")
	f := cdn.NewFaults(cdn.Handler(store))
	web := httptest.NewServer(f)
	defer web.Close()
	client, err := content.New(fetch.HTTP(web.URL, nil), &content.Options{Refresh: -1, StartWait: time.Minute})
	require.NoError(t, err)
	defer client.Close()
	last := "0"
	for _, name := range []string{
		"short", "truncated", "status-500", "throttled", "no-manifest", "no-object", "empty", "portal", "garbage", "hash", "frozen",
	} {
		require.NoError(t, f.Set(name))
		if name == "frozen" {
			require.NoError(t, client.Refresh(t.Context()))
		}
		put(name)
		err := client.Refresh(t.Context())
		require.Equal(t, name == "frozen", err == nil, "%s: %v", name, err)
		require.Equal(t, last, string(client.Get("home.title", "en")), name)
		require.NoError(t, f.Set(""))
		require.NoError(t, client.Refresh(t.Context()), name)
		require.Equal(t, name, string(client.Get("home.title", "en")))
		last = name
	}
}
