package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing/fstest"
	"time"

	"github.com/teletextio/content/fetch"
)

// A private CDN: a token with every request, and a shorter deadline.
func ExampleHTTP() {
	cdn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.URL.Path, r.Header.Get("Authorization"), r.UserAgent())
		http.Error(w, "later", http.StatusServiceUnavailable)
	}))
	defer cdn.Close()

	f := fetch.HTTP(cdn.URL+"/acme", &fetch.HTTPOptions{
		Header:    http.Header{"Authorization": {"Bearer 1234"}},
		UserAgent: "shop/2.1",
		Timeout:   5 * time.Second,
	})
	_, err := f.Fetch(context.Background(), fetch.Request{Name: "live.json"})
	fmt.Println(err)
	// Output:
	// /acme/live.json Bearer 1234 shop/2.1
	// fetch: read "live.json": unexpected status 503
}

// A copy that the caller holds is not sent again.
func ExampleFS() {
	files := fstest.MapFS{"live.json": {Data: []byte(`{"signed":…}`)}}
	f := fetch.FS(files)

	res, err := f.Fetch(context.Background(), fetch.Request{Name: "live.json"})
	fmt.Println(len(res.Body) > 0, err)

	_, err = f.Fetch(context.Background(), fetch.Request{Name: "live.json", ETag: res.ETag})
	fmt.Println(errors.Is(err, fetch.ErrNotModified))

	_, err = f.Fetch(context.Background(), fetch.Request{Name: "staging.json"})
	fmt.Println(err)
	// Output:
	// true <nil>
	// true
	// fetch: read "staging.json": no such file
}

// A Func may stand before another Fetcher, here to count requests.
func ExampleFunc() {
	next := fetch.FS(fstest.MapFS{"live.json": {Data: []byte("{}")}})
	requests := 0
	counted := fetch.Func(func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
		requests++
		return next.Fetch(ctx, r)
	})
	counted.Fetch(context.Background(), fetch.Request{Name: "live.json"})
	fmt.Println(requests)
	// Output: 1
}
