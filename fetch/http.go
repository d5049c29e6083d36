package fetch

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// DefaultTimeout is the deadline of one fetch over HTTP when
// HTTPOptions.Timeout sets none.
const DefaultTimeout = 15 * time.Second

// defaultUserAgent is sent when the options name none.
const defaultUserAgent = "teletextio-content/1"

// HTTPOptions configures [HTTP]. The zero value is the default.
type HTTPOptions struct {
	// Client sends the requests: for a private CDN, a proxy, client
	// certificates or tracing. It is not changed; its Transport, Jar and
	// Timeout are used, and its idle connections are closed when the client
	// of the texts closes or finds that the process stood still. Redirects
	// are limited as [HTTP] says before its own CheckRedirect is asked. nil:
	// a client with a transport of its own that has a deadline for every
	// stage, keeps few idle connections and takes proxies from the
	// environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY).
	Client *http.Client

	// Header is sent with every request, for example Authorization. It is
	// copied. Host is sent as the Host of the request. Headers that the
	// package sets itself (Accept-Encoding, Range, conditions and those of
	// the connection) are refused.
	Header http.Header

	// UserAgent is the User-Agent. "": that of Header, or else
	// "teletextio-content/1".
	UserAgent string

	// Timeout is the deadline of one fetch as a whole, from the look-up of
	// the host to the last byte of the body, redirects included. 0:
	// DefaultTimeout. Negative: none but that of the context.
	Timeout time.Duration
}

// HTTP returns a Fetcher that reads objects below baseURL, for example
// "https://cdn.example.com/acme". A slash at its end makes no difference.
//
// A query in baseURL is sent with every request as it stands. That suits
// signatures that cover all objects of a publication (CloudFront with a custom
// policy and a wildcard, a token of the CDN); a URL that is signed for one
// object, such as a presigned URL of S3, cannot be a base. User and password
// in baseURL become an Authorization header, unless Header has one. Neither of
// them, nor the query, appears in an error text; the rest of baseURL does.
//
// Nothing fails here. A base that is not an absolute http or https URL, or
// options that cannot work, are reported by the Fetcher's Validate method,
// which content.New calls, and by each Fetch.
//
// One Fetch is one GET, and how it ends follows from the answer:
//
//   - 200: the body, decoded from gzip where the answer says so. Any other
//     content coding, a body that is not the gzip that it claims to be, and a
//     body that is gzip although the answer does not say so, are
//     [ErrEncoding]: the objects of a publication are JSON. A body shorter than its
//     Content-Length, or gzip without its end, is an error for which
//     errors.Is(err, io.ErrUnexpectedEOF) holds. The limit counts decoded
//     bytes.
//   - 304 to a request with an entity tag: [ErrNotModified].
//   - 404 and 410: [ErrNotFound].
//   - a redirect: followed, up to three times, to the same scheme, host and
//     port only; any other redirect is [ErrRedirect].
//   - anything else: a [*StatusError].
//
// Where there is no answer, the cause can be found with errors.As:
// [*net.OpError], [*net.DNSError], [*crypto/tls.CertificateVerificationError]
// and so on. A deadline is errors.Is(err, context.DeadlineExceeded) or a
// [net.Error] whose Timeout method returns true. Content-Type is not looked
// at.
func HTTP(baseURL string, o *HTTPOptions) Fetcher {
	if o == nil {
		o = &HTTPOptions{}
	}
	f := &httpFetcher{timeout: o.Timeout}
	if f.timeout == 0 {
		f.timeout = DefaultTimeout
	}
	if f.base, f.err = parseBase(baseURL); f.err != nil {
		return f
	}
	f.secrets = secretsOf(f.base)
	user := f.base.User
	f.base.User = nil // sent as a header, in no URL from here on
	f.place = f.shownBase()
	if f.err = checkHeader(o.Header); f.err == nil {
		f.err = checkHeader(http.Header{"User-Agent": {o.UserAgent}})
	}
	f.setHeader(o, user)
	f.setClient(o.Client)
	return f
}

// shownBase returns the base without what is secret.
func (f *httpFetcher) shownBase() string {
	u := *f.base
	u.RawQuery, u.ForceQuery = "", false
	text, _ := redact(u.String(), f.secrets)
	return text
}

// httpFetcher is immutable after HTTP has made it.
type httpFetcher struct {
	base    *url.URL
	place   string   // base as error texts may show it
	secrets []string // parts of base that no error text may show
	header  http.Header
	host    string // Host header, "" for that of base
	client  *http.Client
	own     bool // the transport is ours
	timeout time.Duration
	err     error // why it cannot work
}

func (f *httpFetcher) setHeader(o *HTTPOptions, user *url.Userinfo) {
	f.header = o.Header.Clone()
	if f.header == nil {
		f.header = http.Header{}
	}
	f.host = f.header.Get("Host")
	f.header.Del("Host")
	if o.UserAgent != "" {
		f.header.Set("User-Agent", o.UserAgent)
	} else if f.header.Get("User-Agent") == "" {
		f.header.Set("User-Agent", defaultUserAgent)
	}
	if user != nil && f.header.Get("Authorization") == "" {
		password, _ := user.Password()
		pair := []byte(user.Username() + ":" + password)
		f.header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString(pair))
	}
	// Asked for explicitly, gzip is left to us by every transport: we decode
	// it under the limit of the request.
	f.header.Set("Accept-Encoding", "gzip")
}

func (f *httpFetcher) setClient(c *http.Client) {
	f.own = c == nil
	if f.own {
		c = &http.Client{Transport: newTransport()}
	}
	clone := *c
	clone.CheckRedirect = limitRedirects(f.base, c.CheckRedirect)
	f.client = &clone
}

// Validate reports a base URL or options that cannot work.
func (f *httpFetcher) Validate() error { return f.err }

// CloseIdleConnections closes the connections that no fetch uses; the next
// fetch opens a new one.
func (f *httpFetcher) CloseIdleConnections() {
	if f.client != nil {
		f.client.CloseIdleConnections()
	}
}

// Fetch reads one object.
func (f *httpFetcher) Fetch(ctx context.Context, r Request) (Response, error) {
	if f.err != nil {
		return Response{}, f.err
	}
	if err := CheckName(r.Name); err != nil {
		return Response{}, err
	}
	bounded, cancel := f.bound(ctx)
	defer cancel()
	res, err := f.get(bounded, r)
	if err == nil {
		return res, nil
	}
	if f.own && isTimeout(err) {
		// The connection was silent; others to the same host that idle in
		// the pool are likely to be as dead (a NAT that forgot them).
		f.client.CloseIdleConnections()
	}
	return Response{}, f.failure(ctx, bounded, r.Name, err)
}

func (f *httpFetcher) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if f.timeout < 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, f.timeout)
}

// get makes the request and reads the answer. Errors that are not of this
// package come from the client.
func (f *httpFetcher) get(ctx context.Context, r Request) (Response, error) {
	req := f.request(ctx, r)
	resp, err := f.client.Do(req)
	if err != nil {
		return Response{}, err
	}
	defer resp.Body.Close() // what matters has been read
	conditional := req.Header.Get("If-None-Match") != ""
	if err := checkStatus(resp, r.Name, f.place, conditional); err != nil {
		drain(resp)
		return Response{}, err
	}
	body, err := readAnswer(ctx, resp, r)
	if err != nil {
		return Response{}, err
	}
	return Response{Body: body, ETag: entityTag(resp.Header.Get("ETag"))}, nil
}

func (f *httpFetcher) request(ctx context.Context, r Request) *http.Request {
	req := (&http.Request{
		Method:     http.MethodGet,
		URL:        objectURL(f.base, r.Name),
		Host:       f.host,
		Header:     f.header.Clone(),
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
	}).WithContext(ctx)
	if tag := entityTag(r.ETag); tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	return req
}

// failure names the object in err, says which deadline has passed and keeps
// the secrets of the base out of the text.
func (f *httpFetcher) failure(ctx, bounded context.Context, name string, err error) error {
	var sent *url.Error
	if errors.As(err, &sent) {
		err = sent.Err // the text around it repeats the URL
	}
	switch err.(type) {
	case *objectError, *StatusError:
		return err
	}
	if err := ctx.Err(); err != nil {
		return &objectError{name: name, reason: err.Error(), cause: err}
	}
	if err := bounded.Err(); err != nil {
		return &objectError{
			name:   name,
			reason: fmt.Sprintf("no whole answer within %v", f.timeout),
			cause:  err,
		}
	}
	text, clean := redact(err.Error(), f.secrets)
	if !clean {
		err = nil
	}
	return &objectError{name: name, reason: text, cause: err}
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout() || errors.Is(err, context.DeadlineExceeded)
}

var _ interface {
	Fetcher
	Validate() error
	CloseIdleConnections()
} = (*httpFetcher)(nil)
