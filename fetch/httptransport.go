package fetch

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxRedirects is how many redirects one fetch follows.
const maxRedirects = 3

// newTransport returns the transport of a Fetcher that was given no client.
// Every stage has a deadline, and a connection that has died in silence is
// found by probes (TCP keep-alive, pings of HTTP/2).
func newTransport() *http.Transport {
	dialer := &net.Dialer{
		Timeout: 5 * time.Second,
		KeepAliveConfig: net.KeepAliveConfig{
			Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3,
		},
	}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    5 * time.Second,
		ResponseHeaderTimeout:  8 * time.Second,
		IdleConnTimeout:        60 * time.Second, // a refresh every 10 s keeps one open
		MaxIdleConns:           8,
		MaxIdleConnsPerHost:    4,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true, // see httpFetcher.setHeader
		ForceAttemptHTTP2:      true,
		HTTP2: &http.HTTP2Config{
			SendPingTimeout: 10 * time.Second,
			PingTimeout:     5 * time.Second,
		},
	}
}

// limitRedirects returns a CheckRedirect that stays on the scheme, host and
// port of base, and then asks next.
func limitRedirects(base *url.URL, next func(*http.Request, []*http.Request) error) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		name := strings.TrimPrefix(via[0].URL.Path, strings.TrimSuffix(base.Path, "/")+"/")
		if len(via) > maxRedirects {
			return &objectError{name: name, reason: fmt.Sprintf("more than %d redirects", maxRedirects), cause: ErrRedirect}
		}
		if origin(req.URL) != origin(base) {
			return &objectError{
				name:   name,
				reason: fmt.Sprintf("redirected to %s, away from %s", shorten(origin(req.URL)), origin(base)),
				cause:  ErrRedirect,
			}
		}
		if next != nil {
			return next(req, via)
		}
		return nil
	}
}

// origin returns scheme, host and port of a URL, the port always written out.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
