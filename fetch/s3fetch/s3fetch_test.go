package s3fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/s3fetch"
)

// sdk returns the SDK's client of a handler, and how often that was asked.
func sdk(t *testing.T, h http.HandlerFunc) (*s3.Client, *atomic.Int32) {
	t.Helper()
	asked := &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		h(w, r)
	}))
	t.Cleanup(server.Close)
	return newSDK(server.URL, &http.Client{}), asked
}

func newSDK(url string, c *http.Client) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &url, Region: "eu-west-1", UsePathStyle: true, HTTPClient: c,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIDSECRET", SecretAccessKey: "s"}, nil
		}),
	})
}

var live = fetch.Request{Name: "live.json"}

// What S3 answers, as its documentation and its servers write it.
func TestStatuses(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   fetch.StatusError
		text   string
	}{
		"denied":       {403, errorXML("AccessDenied"), fetch.StatusError{Status: 403}, "AccessDenied (status 403)"},
		"expired":      {400, errorXML("ExpiredToken"), fetch.StatusError{Status: 400}, "ExpiredToken (status 400)"},
		"throttled":    {503, errorXML("SlowDown"), fetch.StatusError{Status: 503, RetryAfter: 7 * time.Second}, "SlowDown (status 503)"},
		"broken":       {500, errorXML("InternalError"), fetch.StatusError{Status: 500}, "InternalError (status 500)"},
		"other region": {301, errorXML("PermanentRedirect"), fetch.StatusError{Status: 301}, "PermanentRedirect (status 301)"},
		"archived":     {403, errorXML("InvalidObjectState"), fetch.StatusError{Status: 403}, "InvalidObjectState (status 403)"},
		"no bucket":    {404, errorXML("NoSuchBucket"), fetch.StatusError{Status: 404}, "NoSuchBucket (status 404)"},
		"a proxy":      {502, "<html>Bad gateway</html>", fetch.StatusError{Status: 502}, "(status 502)"},
		"unasked 304":  {304, "", fetch.StatusError{Status: 304}, "(status 304)"},
	} {
		t.Run(name, func(t *testing.T) {
			client, asked := sdk(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.want.RetryAfter > 0 {
					w.Header().Set("Retry-After", fmt.Sprint(int(c.want.RetryAfter.Seconds())))
				}
				w.WriteHeader(c.status)
				io.WriteString(w, c.body)
			})
			res, err := s3fetch.New(client, "texts", "acme", nil).Fetch(t.Context(), live)
			require.Zero(t, res)
			var status *fetch.StatusError
			require.ErrorAs(t, err, &status)
			c.want.Name = "live.json"
			require.Equal(t, c.want, *status)
			require.True(t, strings.HasPrefix(err.Error(), `s3fetch: read "live.json": `), err)
			require.Contains(t, err.Error(), c.text)
			require.NotContains(t, err.Error(), "arn:aws", "what S3 says of accounts stays out")
			require.NotErrorIs(t, err, fetch.ErrNotFound)
			require.EqualValues(t, 1, asked.Load(), "nothing is asked twice")
		})
	}
}

func errorXML(code string) string {
	return `<?xml version="1.0"?><Error><Code>` + code + `</Code><Message>arn:aws:iam::1:user/x may not</Message></Error>`
}

func TestNotFound(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"no such key": {404, errorXML("NoSuchKey")},
		"bare":        {404, ""},
		"gone":        {410, ""},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := sdk(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				io.WriteString(w, c.body)
			})
			_, err := s3fetch.New(client, "texts", "", nil).Fetch(t.Context(), live)
			require.ErrorIs(t, err, fetch.ErrNotFound)
			require.EqualError(t, err, `s3fetch: read "live.json": no such object`)
		})
	}
}

func TestRequest(t *testing.T) {
	client, _ := sdk(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/texts/sites/acme/b/home.de.0a.json", r.URL.Path)
		require.Equal(t, `"tag"`, r.Header.Get("If-None-Match"))
		require.Equal(t, "123456789012", r.Header.Get("X-Amz-Expected-Bucket-Owner"))
		w.WriteHeader(http.StatusNotModified)
	})
	f := s3fetch.New(client, "texts", "sites/acme", &s3fetch.Options{Owner: "123456789012"})
	_, err := f.Fetch(t.Context(), fetch.Request{Name: "b/home.de.0a.json", ETag: `"tag"`})
	require.ErrorIs(t, err, fetch.ErrNotModified)
}

func TestBodies(t *testing.T) {
	text := strings.Repeat(`{"a":"b"}`, 1000)
	packed := pack(text)
	for name, c := range map[string]struct {
		coding string
		body   []byte
		length int // 0: that of body
		limit  int64
		want   error // nil: text
	}{
		"plain":               {body: []byte(text)},
		"gzip":                {coding: "gzip", body: packed},
		"limit of decoded":    {coding: "gzip", body: packed, limit: int64(len(text))},
		"one too many":        {coding: "gzip", body: packed, limit: int64(len(text)) - 1, want: fetch.ErrTooLarge},
		"bomb":                {coding: "gzip", body: pack(strings.Repeat("0", 50<<20)), limit: 1 << 20, want: fetch.ErrTooLarge},
		"endless empty parts": {coding: "gzip", body: bytes.Repeat(pack(""), 10_000), limit: 1000, want: fetch.ErrTooLarge},
		"not gzip":            {coding: "gzip", body: []byte(text), want: fetch.ErrEncoding},
		"cut gzip":            {coding: "gzip", body: packed[:len(packed)-9], want: io.ErrUnexpectedEOF},
		"no gzip at all":      {coding: "gzip", body: nil, want: io.ErrUnexpectedEOF},
		"twice":               {coding: "gzip", body: pack(string(packed)), want: fetch.ErrEncoding},
		"does not say":        {body: packed, want: fetch.ErrEncoding},
		"brotli":              {coding: "br", body: []byte(text), want: fetch.ErrEncoding},
		"ends early":          {body: []byte(text[:5000]), length: len(text), want: io.ErrUnexpectedEOF},
		"announced too large": {body: []byte(text), limit: 5, want: fetch.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := sdk(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.coding != "" {
					w.Header().Set("Content-Encoding", c.coding)
				}
				if c.length > 0 {
					w.Header().Set("Content-Length", fmt.Sprint(c.length))
				}
				w.Header().Set("ETag", `"1"`)
				w.Write(c.body)
			})
			r := fetch.Request{Name: "live.json", Limit: c.limit}
			res, err := s3fetch.New(client, "texts", "", nil).Fetch(t.Context(), r)
			if c.want != nil {
				require.ErrorIs(t, err, c.want)
				require.Zero(t, res)
				require.Contains(t, err.Error(), `s3fetch: read "live.json": `)
				return
			}
			require.NoError(t, err)
			require.Equal(t, text, string(res.Body))
			require.Equal(t, `"1"`, res.ETag)
		})
	}
}

// TestTagOfAnotherBody is a server that looks for the tag and the body one
// after the other while the object is replaced.
func TestTagOfAnotherBody(t *testing.T) {
	own, other := fmt.Sprintf(`"%x"`, md5.Sum([]byte("body"))), fmt.Sprintf(`"%x"`, md5.Sum([]byte("newer")))
	for name, c := range map[string]struct{ tag, encryption, want string }{
		"its own":          {own, "", own},
		"of another":       {other, "", ""},
		"of another, AES":  {other, "AES256", ""},
		"not an MD5, KMS":  {other, "aws:kms", other},
		"of several parts": {`"0123456789abcdef0123456789abcdef-2"`, "", `"0123456789abcdef0123456789abcdef-2"`},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := sdk(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("ETag", c.tag)
				if c.encryption != "" {
					w.Header().Set("X-Amz-Server-Side-Encryption", c.encryption)
				}
				io.WriteString(w, "body")
			})
			res, err := s3fetch.New(client, "texts", "", nil).Fetch(t.Context(), fetch.Request{Name: "live.json"})
			require.NoError(t, err)
			require.Equal(t, c.want, res.ETag)
		})
	}
}

func pack(text string) []byte {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	io.WriteString(zw, text)
	zw.Close()
	return buf.Bytes()
}

func TestDeadlines(t *testing.T) {
	silent := func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	trickle := func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		for r.Context().Err() == nil {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	}
	for name, h := range map[string]http.HandlerFunc{"silent": silent, "trickle": trickle} {
		t.Run(name, func(t *testing.T) {
			client, _ := sdk(t, h)
			f := s3fetch.New(client, "texts", "", &s3fetch.Options{Timeout: 50 * time.Millisecond})
			_, err := f.Fetch(t.Context(), live)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.EqualError(t, err, `s3fetch: read "live.json": no whole answer within 50ms`)

			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			_, err = s3fetch.New(client, "texts", "", &s3fetch.Options{Timeout: -1}).Fetch(ctx, live)
			require.ErrorIs(t, err, context.DeadlineExceeded)
		})
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l.Close()
	_, err = s3fetch.New(newSDK("http://"+l.Addr().String(), &http.Client{}), "texts", "", nil).Fetch(t.Context(), live)
	var op *net.OpError
	require.ErrorAs(t, err, &op)
	require.Contains(t, err.Error(), "connection refused")
	require.NotContains(t, err.Error(), "AKIDSECRET")
}

func TestValidate(t *testing.T) {
	ok := &bucket{}
	for name, c := range map[string]struct {
		f    fetch.Fetcher
		want string
	}{
		"good":      {s3fetch.New(ok, "texts", "a/b/", nil), ""},
		"no client": {s3fetch.New(nil, "texts", "", nil), "s3fetch: New: the client is nil"},
		"no bucket": {s3fetch.New(ok, "", "", nil), "s3fetch: New: the bucket is empty"},
		"dots":      {s3fetch.New(ok, "texts", "a/../b", nil), `s3fetch: New: prefix "a/../b": only letters, digits, '.', '_', '-' and single slashes between are allowed`},
		"root":      {s3fetch.New(ok, "texts", "/a", nil), `s3fetch: New: prefix "/a": only letters, digits, '.', '_', '-' and single slashes between are allowed`},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.f.(interface{ Validate() error }).Validate()
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, c.want)
			_, err = c.f.Fetch(t.Context(), live)
			require.EqualError(t, err, c.want)
		})
	}
}

// idle counts how often its idle connections are closed.
type idle struct {
	http.RoundTripper
	closed int
}

func (i *idle) CloseIdleConnections() { i.closed++ }

type closing struct {
	bucket
	idle
}

func TestIdleConnections(t *testing.T) {
	type closer interface{ CloseIdleConnections() }
	through := &idle{RoundTripper: http.DefaultTransport}
	s3fetch.New(newSDK("http://127.0.0.1:1", &http.Client{Transport: through}), "texts", "", nil).(closer).CloseIdleConnections()
	require.Equal(t, 1, through.closed)
	own := &closing{}
	s3fetch.New(own, "texts", "", nil).(closer).CloseIdleConnections()
	require.Equal(t, 1, own.closed)
	s3fetch.New(&bucket{}, "texts", "", nil).(closer).CloseIdleConnections()
	s3fetch.New(nil, "texts", "", nil).(closer).CloseIdleConnections()
}
