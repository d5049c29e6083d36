package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
)

// serve starts a server on loopback for the time of the test.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

func get(f fetch.Fetcher, name string) (fetch.Response, error) {
	return f.Fetch(context.Background(), fetch.Request{Name: name})
}

func TestHTTPSendsOneRequest(t *testing.T) {
	var got *http.Request
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.Header().Set("ETag", `W/"1"`)
		io.WriteString(w, "{}")
	})
	header := http.Header{"Authorization": {"Bearer x"}, "X-Two": {"a", "b"}, "Host": {"cdn.example.com"}}
	f := fetch.HTTP(server.URL+"/acme/", &fetch.HTTPOptions{Header: header, UserAgent: "shop/2"})
	header.Set("Authorization", "changed later")

	res, err := f.Fetch(t.Context(), fetch.Request{Name: "b/home.de.00.json", ETag: `"old"`})
	require.NoError(t, err)
	require.Equal(t, fetch.Response{Body: []byte("{}"), ETag: `W/"1"`}, res)
	require.Equal(t, http.MethodGet, got.Method)
	require.Equal(t, "/acme/b/home.de.00.json", got.RequestURI)
	require.Equal(t, "cdn.example.com", got.Host)
	require.Equal(t, http.Header{
		"Accept-Encoding": {"gzip"},
		"Authorization":   {"Bearer x"},
		"If-None-Match":   {`"old"`},
		"User-Agent":      {"shop/2"},
		"X-Two":           {"a", "b"},
	}, got.Header)
}

func TestHTTPUserAgent(t *testing.T) {
	var agent string
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) { agent = r.UserAgent() })
	for want, o := range map[string]*fetch.HTTPOptions{
		"teletextio-content/1": nil,
		"from-header":          {Header: http.Header{"User-Agent": {"from-header"}}},
		"from-option":          {Header: http.Header{"User-Agent": {"from-header"}}, UserAgent: "from-option"},
	} {
		_, err := get(fetch.HTTP(server.URL, o), "live.json")
		require.NoError(t, err)
		require.Equal(t, want, agent)
	}
}

func TestHTTPBase(t *testing.T) {
	var uri string
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) { uri = r.RequestURI })
	for base, want := range map[string]string{
		"":                      "/live.json",
		"/":                     "/live.json",
		"/acme":                 "/acme/live.json",
		"/acme/":                "/acme/live.json",
		"/acme//":               "/acme//live.json", // a folder of no name, in a store of objects
		"/a%2Fb":                "/a%2Fb/live.json",
		"/a%20b/":               "/a%20b/live.json",
		"?sig=a%2Fb":            "/live.json?sig=a%2Fb",
		"/acme/?Policy=x&Key=y": "/acme/live.json?Policy=x&Key=y",
	} {
		_, err := get(fetch.HTTP(server.URL+base, nil), "live.json")
		require.NoError(t, err, base)
		require.Equal(t, want, uri, base)
	}
}

func TestHTTPBadBase(t *testing.T) {
	for base, reason := range map[string]string{
		"":                                    "it is empty",
		"cdn.example.com/acme":                "it is not an http or https URL",
		"/acme":                               "it is not an http or https URL",
		"ftp://cdn.example.com":               "it is not an http or https URL",
		"file:///srv/acme":                    "it is not an http or https URL",
		"https://":                            "it has no host",
		"https:///acme":                       "it has no host",
		"https://:8080/acme":                  "it has no host",
		"https://cdn.example.com/#top":        "it has a fragment",
		"https://cdn.example.com/#":           "it has a fragment",
		"https://cdn.example.com/a/live.json": "it names a file; the base is the folder that the manifest lies in",
		"https://cdn.example.com/a/../b":      "its path has a dot segment",
		"https://cdn.example.com/%2e%2e":      "its path has a dot segment",
		"https://u:s3cr3t:x@h:y/":             "it is not a valid URL",
		"https://cdn.example.com/\n":          "it is not a valid URL",
		"https://cdn.example.com/%zz":         "it is not a valid URL",
	} {
		f := fetch.HTTP(base, nil)
		want := "fetch: check the base URL: " + reason
		require.EqualError(t, f.(interface{ Validate() error }).Validate(), want, base)
		_, err := get(f, "live.json")
		require.EqualError(t, err, want, base)
		f.(interface{ CloseIdleConnections() }).CloseIdleConnections()
	}
}

func TestHTTPBadHeaders(t *testing.T) {
	for want, o := range map[string]*fetch.HTTPOptions{
		`fetch: check header "Accept-Encoding": it cannot be set`:                {Header: http.Header{"Accept-Encoding": {"br"}}},
		`fetch: check header "If-None-Match": it cannot be set`:                  {Header: http.Header{"If-None-Match": {"*"}}},
		`fetch: check header "Range": it cannot be set`:                          {Header: http.Header{"Range": {"bytes=0-1"}}},
		`fetch: check header "x-key": write it "X-Key"`:                          {Header: http.Header{"x-key": {"s3cr3t"}}},
		`fetch: check header "X Key": it is not a header name`:                   {Header: http.Header{"X Key": {"s3cr3t"}}},
		`fetch: check header "": it is not a header name`:                        {Header: http.Header{"": {"s3cr3t"}}},
		`fetch: check header "X-Key": its value has a control character`:         {Header: http.Header{"X-Key": {"s3cr3t\r\nA: b"}}},
		`fetch: check header "User-Agent": its value has a control character`:    {UserAgent: "a\nb"},
		`fetch: check header "Authorization": its value has a control character`: {Header: http.Header{"Authorization": {"s3cr3t\n"}}},
	} {
		f := fetch.HTTP("https://cdn.example.com", o)
		require.EqualError(t, f.(interface{ Validate() error }).Validate(), want)
	}
}

func TestHTTPStatus(t *testing.T) {
	var status int
	var after string
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(status)
	})
	f := fetch.HTTP(server.URL, nil)
	for _, status = range []int{404, 410} {
		_, err := get(f, "live.json")
		require.ErrorIs(t, err, fetch.ErrNotFound)
		require.EqualError(t, err, fmt.Sprintf(`fetch: read "live.json": not found below %s (status %d)`, server.URL, status))
	}
	for _, status = range []int{201, 203, 204, 206, 300, 302, 304, 305, 400, 401, 403, 412, 416, 418, 500, 502, 504} {
		_, err := get(f, "b/home.json")
		var se *fetch.StatusError
		require.ErrorAs(t, err, &se, status)
		require.Equal(t, &fetch.StatusError{Name: "b/home.json", Status: status}, se)
		require.EqualError(t, err, fmt.Sprintf(`fetch: read "b/home.json": unexpected status %d`, status))
		require.NotErrorIs(t, err, fetch.ErrNotModified)
	}
	status, after = 503, "7"
	_, err := get(f, "live.json")
	require.Equal(t, &fetch.StatusError{Name: "live.json", Status: 503, RetryAfter: 7 * time.Second}, err)
}

func TestHTTPRetryAfter(t *testing.T) {
	var after, date string
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", after)
		w.Header()["Date"] = nil
		if date != "" {
			w.Header().Set("Date", date)
		}
		w.WriteHeader(http.StatusTooManyRequests)
	})
	f := fetch.HTTP(server.URL, nil)
	const noon = "Mon, 02 Jan 2006 12:00:00 GMT"
	for _, c := range []struct {
		after, date string
		want        time.Duration
	}{
		{"0", "", 0},
		{"120", "", 2 * time.Minute},
		{" 5 ", "", 5 * time.Second},
		{"86400", "", 24 * time.Hour},
		{"86401", "", 24 * time.Hour},
		{"99999999999999999999999", "", 24 * time.Hour},
		{"-5", "", 0},
		{"1.5", "", 0},
		{"soon", "", 0},
		{"", "", 0},
		{"Mon, 02 Jan 2006 12:00:30 GMT", noon, 30 * time.Second},
		{"Monday, 02-Jan-06 12:01:00 GMT", noon, time.Minute},
		{"Mon Jan  2 12:00:01 2006", noon, time.Second},
		{noon, noon, 0},
		{"Mon, 02 Jan 2006 11:00:00 GMT", noon, 0},
		{"Mon, 02 Jan 2106 11:00:00 GMT", noon, 24 * time.Hour},
		{"Mon, 02 Jan 2106 11:00:00 GMT", "", 24 * time.Hour},
		{noon, "", 0},
	} {
		after, date = c.after, c.date
		_, err := get(f, "live.json")
		var se *fetch.StatusError
		require.ErrorAs(t, err, &se)
		require.Equal(t, c.want, se.RetryAfter, "%q at %q", c.after, c.date)
	}
}

func TestHTTPConditional(t *testing.T) {
	var sent []string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header["If-None-Match"]
		w.WriteHeader(http.StatusNotModified)
	})
	f := fetch.HTTP(server.URL, nil)
	for _, tag := range []string{`"a"`, `W/"a"`, `""`, "\"\xc3\xbc\""} {
		_, err := f.Fetch(t.Context(), fetch.Request{Name: "live.json", ETag: tag})
		require.Equal(t, []string{tag}, sent)
		require.ErrorIs(t, err, fetch.ErrNotModified)
		require.EqualError(t, err, `fetch: read "live.json": not modified`)
	}
	// A tag that no server could have given is not sent, and a 304 to an
	// unconditional request is a mistake of the source.
	for _, tag := range []string{"", "*", "a", `"a`, `a"`, `"`, `w/"a"`, `"a" "b"`, `"a", "b"`, "\"a\r\nX: y\"", `"` + strings.Repeat("x", 2000) + `"`} {
		_, err := f.Fetch(t.Context(), fetch.Request{Name: "live.json", ETag: tag})
		require.Empty(t, sent, "%q", tag)
		var se *fetch.StatusError
		require.ErrorAs(t, err, &se, "%q", tag)
		require.Equal(t, 304, se.Status)
	}
}

func TestHTTPIgnoresWrongTags(t *testing.T) {
	var tag string
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("ETag", tag) })
	f := fetch.HTTP(server.URL, nil)
	for in, want := range map[string]string{`"x"`: `"x"`, `W/"x"`: `W/"x"`, `x`: "", `*`: "", `"x`: ""} {
		tag = in
		res, err := get(f, "live.json")
		require.NoError(t, err)
		require.Equal(t, want, res.ETag)
	}
}

// No name that leads anywhere else becomes a request.
func TestHTTPNamesStayBelowTheBase(t *testing.T) {
	var requests atomic.Int32
	server := serve(t, func(http.ResponseWriter, *http.Request) { requests.Add(1) })
	f := fetch.HTTP(server.URL+"/acme", nil)
	for _, dots := range []string{"..", "%2e%2e", "..%2f", `..\`, "..;", "%c0%ae%c0%ae", "．．", "..\x00", ". .", "%252e%252e"} {
		for depth := 1; depth <= 8; depth++ {
			name := strings.Repeat(dots+"/", depth) + "etc/passwd"
			_, err := get(f, name)
			require.ErrorIs(t, err, fetch.ErrName, "%q", name)
		}
	}
	_, err := get(f, strings.Repeat("x", 5000))
	require.ErrorIs(t, err, fetch.ErrName)
	require.Less(t, len(err.Error()), 300)
	require.Zero(t, requests.Load())
}

func TestHTTPLeavesTheClientAlone(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old.json" {
			http.Redirect(w, r, "/new.json", http.StatusFound)
		}
	})
	refused := errors.New("no redirects here")
	client := &http.Client{Timeout: time.Minute}
	_, err := get(fetch.HTTP(server.URL, &fetch.HTTPOptions{Client: client}), "old.json")
	require.NoError(t, err)
	require.Nil(t, client.CheckRedirect)
	require.Nil(t, client.Transport)

	client.CheckRedirect = func(*http.Request, []*http.Request) error { return refused }
	_, err = get(fetch.HTTP(server.URL, &fetch.HTTPOptions{Client: client}), "old.json")
	require.ErrorIs(t, err, refused)
	require.EqualError(t, err, `fetch: read "old.json": no redirects here`)

	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	_, err = get(fetch.HTTP(server.URL, &fetch.HTTPOptions{Client: client}), "old.json")
	var se *fetch.StatusError
	require.ErrorAs(t, err, &se)
	require.Equal(t, http.StatusFound, se.Status)
}

// leaky is a transport whose errors quote the whole URL.
type leaky struct{}

func (leaky) RoundTrip(r *http.Request) (*http.Response, error) {
	user, password, _ := r.BasicAuth()
	return nil, fmt.Errorf("GET %s as %s:%s failed: %w", r.URL, user, password, io.ErrClosedPipe)
}

func TestHTTPKeepsSecrets(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	garbled := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://%zz/?"+r.URL.RawQuery)
		w.WriteHeader(http.StatusFound)
	})
	away := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://u:p@elsewhere.example:81/x?"+r.URL.RawQuery)
		w.WriteHeader(http.StatusFound)
	})
	missing := serve(t, http.NotFound)
	for name, c := range map[string]struct {
		base string
		o    *fetch.HTTPOptions
		want string
	}{
		"refused":       {closed.URL, nil, "connection refused"},
		"bad location":  {garbled.URL, nil, "Location"},
		"away":          {away.URL, nil, "redirected to http://elsewhere.example:81, away from http://127.0.0.1:"},
		"missing":       {missing.URL + "/acme", nil, "not found below " + missing.URL + "/acme (status 404)"},
		"of the client": {"http://cdn.example.com", &fetch.HTTPOptions{Client: &http.Client{Transport: leaky{}}}, "as ***:*** failed"},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse(c.base)
			require.NoError(t, err)
			u.User = url.UserPassword("alice", "hunter/2?")
			u.RawQuery = "sig=s3cr%2Ft&key=abcdef"
			_, err = get(fetch.HTTP(u.String(), c.o), "live.json")
			require.ErrorContains(t, err, `fetch: read "live.json": `)
			require.ErrorContains(t, err, c.want)
			for e := err; e != nil; e = errors.Unwrap(e) {
				for _, secret := range []string{"alice", "hunter", "s3cr", "abcdef", "sig="} {
					require.NotContains(t, e.Error(), secret)
				}
			}
		})
	}
}

func TestHTTPUserOfTheBase(t *testing.T) {
	var auth []string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		auth = append(auth, r.Header.Get("Authorization"))
		if r.URL.Path == "/live.json" {
			http.Redirect(w, r, "http://"+r.Host+"/moved.json", http.StatusFound)
		}
	})
	base := strings.Replace(server.URL, "http://", "http://alice:pw@", 1)
	_, err := get(fetch.HTTP(base, nil), "live.json")
	require.NoError(t, err)
	require.Equal(t, []string{"Basic YWxpY2U6cHc=", "Basic YWxpY2U6cHc="}, auth)

	auth = nil
	_, err = get(fetch.HTTP(base, &fetch.HTTPOptions{Header: http.Header{"Authorization": {"Bearer x"}}}), "a.json")
	require.NoError(t, err)
	require.Equal(t, []string{"Bearer x"}, auth)
}

// An answer without the object does not cost its connection.
func TestHTTPReusesConnections(t *testing.T) {
	var mu sync.Mutex
	remotes := map[string]bool{}
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		remotes[r.RemoteAddr] = true
		mu.Unlock()
		switch r.URL.Path {
		case "/304.json":
			w.WriteHeader(http.StatusNotModified)
		case "/200.json":
			io.WriteString(w, strings.Repeat("x", 100_000))
		default:
			http.Error(w, "no", http.StatusServiceUnavailable)
		}
	})
	f := fetch.HTTP(server.URL, nil)
	for range 5 {
		for _, name := range []string{"304.json", "200.json", "503.json"} {
			f.Fetch(t.Context(), fetch.Request{Name: name, ETag: `"x"`})
		}
	}
	require.Len(t, remotes, 1)
	f.(interface{ CloseIdleConnections() }).CloseIdleConnections()
	get(f, "200.json")
	require.Len(t, remotes, 2)
}
