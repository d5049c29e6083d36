package contenttest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/fetchtest"
)

func hello(text string) contenttest.Texts {
	return contenttest.Texts{"en": {"home.title": text}, "de": {"home.title": text + " (de)"}}
}

// The answers of fetch.HTTP to every fault. A fault that is not in the table
// answers with a body; what is wrong with it is up to the reader.
var fetchErrors = map[contenttest.Fault]func(err error) bool{
	contenttest.FaultRefused:      is(syscall.ECONNREFUSED),
	contenttest.FaultDNS:          as[*net.DNSError],
	contenttest.FaultBlackhole:    as[net.Error],
	contenttest.FaultTLS:          as[*tls.CertificateVerificationError],
	contenttest.FaultSilent:       is(context.DeadlineExceeded),
	contenttest.FaultTrickle:      is(context.DeadlineExceeded),
	contenttest.FaultReset:        is(syscall.ECONNRESET),
	contenttest.FaultShort:        is(io.ErrUnexpectedEOF),
	contenttest.FaultStatus500:    status(500, 0),
	contenttest.FaultStatus502:    status(502, 0),
	contenttest.FaultStatus503:    status(503, 0),
	contenttest.FaultStatus504:    status(504, 0),
	contenttest.FaultThrottled:    status(429, 7*time.Second),
	contenttest.FaultUnavailable:  status(503, 7*time.Second),
	contenttest.FaultUnauthorized: status(401, 0),
	contenttest.FaultForbidden:    status(403, 0),
	contenttest.FaultNoManifest:   is(fetch.ErrNotFound),
	contenttest.FaultNoObject:     is(fetch.ErrNotFound),
	contenttest.FaultRedirectLoop: is(fetch.ErrRedirect),
	contenttest.FaultRedirectAway: is(fetch.ErrRedirect),
	contenttest.FaultCoding:       is(fetch.ErrEncoding),
	contenttest.FaultOversize:     is(fetch.ErrTooLarge),
	contenttest.FaultBomb:         is(fetch.ErrTooLarge),
}

func is(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }

func as[T any](err error) bool {
	var target T
	return errors.As(err, &target)
}

func status(code int, wait time.Duration) func(error) bool {
	return func(err error) bool {
		var s *fetch.StatusError
		return errors.As(err, &s) && s.Status == code && s.RetryAfter == wait
	}
}

// objectOf returns the name of an object that a fault is about.
func objectOf(t *testing.T, files fs.FS, f contenttest.Fault) string {
	if f != contenttest.FaultNoObject && f != contenttest.FaultHash {
		return "live.json"
	}
	names, err := fs.Glob(files, "b/home.en.*.json")
	require.NoError(t, err)
	require.Len(t, names, 1)
	return names[0]
}

func TestChaosFaultsAsFetcher(t *testing.T) {
	files := contenttest.Publish(hello("Hello"))
	for _, fault := range contenttest.Faults() {
		if fault == contenttest.FaultPanic {
			continue
		}
		t.Run(string(fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				chaos := &contenttest.Chaos{}
				f := chaos.Fetcher(fetch.FS(files))
				name := objectOf(t, files, fault)
				r := fetch.Request{Name: name, Limit: 1 << 20}
				want, err := f.Fetch(t.Context(), r)
				require.NoError(t, err)

				chaos.Set(fault)
				r.ETag = want.ETag
				if fetchErrors[fault] == nil {
					r.ETag = "" // it has an answer: ask for it
				}
				res, err := f.Fetch(t.Context(), r)
				if check := fetchErrors[fault]; check != nil {
					require.True(t, check(err), "%v", err)
					require.Contains(t, err.Error(), name)
				} else {
					require.NoError(t, err)
					checkBody(t, fault, name, want.Body, res.Body)
				}
				require.NotZero(t, chaos.Injected(fault))

				chaos.Clear()
				res, err = f.Fetch(t.Context(), fetch.Request{Name: name})
				require.NoError(t, err)
				require.Equal(t, want.Body, res.Body)
				require.Zero(t, chaos.Waiting())
			})
		})
	}
}

// checkBody holds a spoiled body against the right one.
func checkBody(t *testing.T, fault contenttest.Fault, name string, right, got []byte) {
	switch fault {
	case contenttest.FaultSlow, contenttest.FaultOlder, contenttest.FaultFlap, contenttest.FaultFrozen, contenttest.FaultUnsigned:
		require.Equal(t, right, got)
		return
	case contenttest.FaultEmpty:
		require.Empty(t, got)
	case contenttest.FaultHash:
		require.Len(t, got, len(right))
		_, err := bundle.DecodeBundle(name, got)
		require.NoError(t, err, "nothing but the hash is wrong")
	}
	require.NotEqual(t, right, got)
}

// The same through net/http on both sides: what the http.RoundTripper returns
// is an answer that net/http could have given.
func TestChaosFaultsAsRoundTripper(t *testing.T) {
	files := contenttest.Publish(hello("Hello"))
	origin := httptest.NewServer(http.FileServerFS(files))
	t.Cleanup(origin.Close)
	for _, fault := range contenttest.Faults() {
		if fault == contenttest.FaultPanic {
			continue
		}
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			if fault == contenttest.FaultBlackhole || fault == contenttest.FaultSlow {
				t.Skip("takes seconds; see the Fetcher")
			}
			chaos := &contenttest.Chaos{}
			f := fetch.HTTP(origin.URL, &fetch.HTTPOptions{
				Client:  &http.Client{Transport: chaos.RoundTripper(nil)},
				Timeout: 500 * time.Millisecond,
			})
			name := objectOf(t, files, fault)
			r := fetch.Request{Name: name, Limit: 1 << 20}
			want, err := f.Fetch(t.Context(), r)
			require.NoError(t, err)
			chaos.Set(fault)
			res, err := f.Fetch(t.Context(), r)
			if check := fetchErrors[fault]; check != nil {
				require.True(t, check(err), "%v", err)
			} else {
				require.NoError(t, err)
				checkBody(t, fault, name, want.Body, res.Body)
			}
			f.(interface{ CloseIdleConnections() }).CloseIdleConnections()
		})
	}
}

func TestChaosWithoutFaultKeepsTheRules(t *testing.T) {
	fetchtest.Run(t, fetchtest.Harness{New: func(tb testing.TB) fetchtest.Source {
		store := newStore()
		return fetchtest.Source{
			Fetcher: (&contenttest.Chaos{}).Fetcher(store), Put: store.put, Remove: store.remove,
		}
	}})
}

// Each fault, met by a client that has texts: they stay, the failure has the
// name that the fault gives it, and when it is over the next texts come.
func TestChaosAndAClient(t *testing.T) {
	key, public := newKey(t)
	for _, fault := range contenttest.Faults() {
		t.Run(string(fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				script := &contenttest.Script{}
				script.PublishWith(hello("one"), &contenttest.PublishOptions{Signers: []bundle.Signer{key}})
				chaos := &contenttest.Chaos{}
				c, err := content.New(chaos.Fetcher(script), &content.Options{
					StartWait: time.Minute, Keys: []bundle.PublicKey{public},
				})
				require.NoError(t, err)
				defer c.Close()
				script.Publish(hello("two"))
				time.Sleep(time.Minute)
				require.EqualValues(t, "two", c.Get("home.title", "en"))

				chaos.Set(fault)
				script.Publish(hello("three"))
				time.Sleep(10 * time.Minute)
				require.NotZero(t, chaos.Injected(""))
				failures := c.Status().Failures
				switch fault {
				case contenttest.FaultSlow:
					require.EqualValues(t, "three", c.Get("home.title", "en"))
					require.Empty(t, failures)
				case contenttest.FaultFlap:
					require.EqualValues(t, "three", c.Get("home.title", "en"))
					require.NotZero(t, failures[fault.Reason()])
				case contenttest.FaultFrozen:
					require.EqualValues(t, "two", c.Get("home.title", "en"))
					require.Empty(t, failures)
				default:
					require.EqualValues(t, "two", c.Get("home.title", "en"))
					require.Len(t, failures, 1, "%v", failures)
					require.NotZero(t, failures[fault.Reason()], "%v", failures)
				}

				chaos.Clear()
				time.Sleep(5 * time.Minute)
				require.EqualValues(t, "three", c.Get("home.title", "en"))
			})
		})
	}
}

func TestChaosOfSomeObjects(t *testing.T) {
	files := contenttest.Publish(hello("Hello"))
	chaos := &contenttest.Chaos{}
	f := chaos.Fetcher(fetch.FS(files))
	chaos.SetOn("b/home.de.*.json", contenttest.FaultNoObject)
	de, err := fs.Glob(files, "b/home.de.*.json")
	require.NoError(t, err)
	_, err = f.Fetch(t.Context(), fetch.Request{Name: de[0]})
	require.ErrorIs(t, err, fetch.ErrNotFound)
	_, err = f.Fetch(t.Context(), fetch.Request{Name: objectOf(t, files, contenttest.FaultNoObject)})
	require.NoError(t, err)
	require.Equal(t, contenttest.FaultNoObject, chaos.Fault())
	require.Equal(t, 2, chaos.Requests())
	require.Equal(t, 1, chaos.Injected(contenttest.FaultNoObject))
	require.Equal(t, 1, chaos.Injected(""))
	require.Zero(t, chaos.Injected(contenttest.FaultDNS))

	require.PanicsWithValue(t, `contenttest: chaos: there is no fault "typo"`, func() { chaos.Set("typo") })
	require.PanicsWithValue(t, `contenttest: chaos: match "[": syntax error in pattern`, func() {
		chaos.SetOn("[", contenttest.FaultDNS)
	})
}

// A replay is the manifest as it was, its signature and its coding included.
func TestChaosReplaysWhatPassed(t *testing.T) {
	script := contenttest.NewScript(hello("one"))
	chaos := &contenttest.Chaos{}
	through := &http.Client{Transport: chaos.RoundTripper(gzipping{script})}
	f := fetch.HTTP("http://origin.invalid/acme", &fetch.HTTPOptions{Client: through})
	get := func(tag string) (fetch.Response, error) {
		return f.Fetch(t.Context(), fetch.Request{Name: "live.json", ETag: tag})
	}
	chaos.Set(contenttest.FaultOlder)
	one, err := get("")
	require.NoError(t, err, "nothing has passed: it passes")
	chaos.Clear()
	script.Publish(hello("two"))
	two, err := get("")
	require.NoError(t, err)

	chaos.Set(contenttest.FaultOlder)
	again, err := get(two.ETag)
	require.NoError(t, err)
	require.Equal(t, one, again)
	_, err = get(one.ETag)
	require.ErrorIs(t, err, fetch.ErrNotModified)

	chaos.Set(contenttest.FaultFrozen)
	script.Publish(hello("three"))
	again, err = get("")
	require.NoError(t, err)
	require.Equal(t, two, again)
}

// gzipping serves a Script over HTTP, packed.
type gzipping struct{ f fetch.Fetcher }

func (g gzipping) RoundTrip(req *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	res, err := g.f.Fetch(req.Context(), fetch.Request{Name: "live.json", ETag: req.Header.Get("If-None-Match")})
	if err != nil {
		rec.WriteHeader(http.StatusNotModified)
		return rec.Result(), nil
	}
	rec.Header().Set("ETag", res.ETag)
	rec.Header().Set("Content-Encoding", "gzip")
	zw := gzip.NewWriter(rec)
	io.Copy(zw, bytes.NewReader(res.Body))
	zw.Close()
	return rec.Result(), nil
}
