package contenttest

import (
	"bytes"
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/teletextio/content/fetch"
)

// The address of what has none: the Fetcher behind a Chaos.
const (
	chaosHost = "origin.invalid"
	chaosBase = "http://" + chaosHost
)

// chaosFetcher is fetch.HTTP over a Fetcher, with the faults between.
type chaosFetcher struct {
	fetch.Fetcher
	next fetch.Fetcher
}

// Fetch reads one object, with the limit of the request known to the Fetcher
// behind.
func (f *chaosFetcher) Fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	return f.Fetcher.Fetch(context.WithValue(ctx, limitKey{}, r.Limit), r)
}

// Validate asks the Fetcher behind.
func (f *chaosFetcher) Validate() error {
	if f.next == nil {
		return errors.New("contenttest: Chaos.Fetcher: the fetcher is nil")
	}
	if v, ok := f.next.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// CloseIdleConnections does so where the Fetcher behind can.
func (f *chaosFetcher) CloseIdleConnections() {
	if c, ok := f.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

type limitKey struct{}

// fetcherTransport answers HTTP requests with the objects of a Fetcher.
type fetcherTransport struct{ next fetch.Fetcher }

func (t *fetcherTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	r := fetch.Request{
		Name: strings.TrimPrefix(req.URL.Path, "/"),
		ETag: req.Header.Get("If-None-Match"),
	}
	if limit, ok := req.Context().Value(limitKey{}).(int64); ok {
		r.Limit = limit
	}
	res, err := t.next.Fetch(req.Context(), r)
	var status *fetch.StatusError
	switch {
	case err == nil:
		h := http.Header{}
		if res.ETag != "" {
			h.Set("ETag", res.ETag)
		}
		return answer(req, http.StatusOK, h, bytes.NewReader(res.Body), int64(len(res.Body))), nil
	case errors.Is(err, fetch.ErrNotModified):
		return answer(req, http.StatusNotModified, nil, bytes.NewReader(nil), 0), nil
	case errors.Is(err, fetch.ErrNotFound):
		return answer(req, http.StatusNotFound, nil, bytes.NewReader(nil), 0), nil
	case errors.As(err, &status):
		h := http.Header{}
		if status.RetryAfter > 0 {
			seconds := math.Ceil(status.RetryAfter.Seconds())
			h.Set("Retry-After", strconv.FormatInt(int64(seconds), 10))
		}
		return answer(req, status.Status, h, bytes.NewReader(nil), 0), nil
	}
	return nil, err
}

var _ interface {
	fetch.Fetcher
	Validate() error
	CloseIdleConnections()
} = (*chaosFetcher)(nil)
