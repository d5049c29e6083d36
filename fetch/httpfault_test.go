package fetch_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
)

func TestHTTPRefused(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	_, err := get(fetch.HTTP(server.URL, nil), "live.json")
	var op *net.OpError
	require.ErrorAs(t, err, &op)
	require.Equal(t, "dial", op.Op)
	require.ErrorContains(t, err, `fetch: read "live.json": dial tcp 127.0.0.1:`)
	require.NotContains(t, err.Error(), "http://")
}

func TestHTTPNoSuchHost(t *testing.T) {
	resolver := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name server")
	}}
	dialer := &net.Dialer{Resolver: resolver}
	client := &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext}}
	_, err := get(fetch.HTTP("http://cdn.example.com", &fetch.HTTPOptions{Client: client}), "live.json")
	var dns *net.DNSError
	require.ErrorAs(t, err, &dns)
	require.Equal(t, "cdn.example.com", dns.Name)
}

// certificate makes a self-signed certificate and a pool that trusts it.
func certificate(t *testing.T, host string, until time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host},
		NotBefore: until.Add(-time.Hour), NotAfter: until, DNSNames: []string{host},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:        true, BasicConstraintsValid: true,
	}
	if host != "" {
		template.IPAddresses = nil
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestHTTPBadTLS(t *testing.T) {
	for name, c := range map[string]struct {
		host  string
		until time.Time
		trust bool
		want  string // "": no error
	}{
		"good":       {"", time.Now().Add(time.Hour), true, ""},
		"expired":    {"", time.Now().Add(-time.Hour), true, "expired"},
		"wrong host": {"other.example", time.Now().Add(time.Hour), true, "certificate"},
		"unknown":    {"", time.Now().Add(time.Hour), false, "unknown authority"},
	} {
		t.Run(name, func(t *testing.T) {
			cert, pool := certificate(t, c.host, c.until)
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.WriteString(w, r.Proto)
			}))
			server.EnableHTTP2 = true
			server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.StartTLS()
			defer server.Close()
			if !c.trust {
				pool = x509.NewCertPool()
			}
			transport := fetch.NewTransport()
			transport.TLSClientConfig = &tls.Config{RootCAs: pool}
			f := fetch.HTTP(server.URL, &fetch.HTTPOptions{Client: &http.Client{Transport: transport}})
			defer f.(interface{ CloseIdleConnections() }).CloseIdleConnections()
			res, err := get(f, "live.json")
			if c.want == "" {
				require.NoError(t, err)
				require.Equal(t, "HTTP/2.0", string(res.Body))
				return
			}
			var bad *tls.CertificateVerificationError
			require.ErrorAs(t, err, &bad)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestHTTPRedirects(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "of another host") })
	secure := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer secure.Close()
	var server *httptest.Server
	server = serve(t, func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{
			"/acme/one.json":    "/acme/end.json",
			"/acme/two.json":    server.URL + "/acme/one.json",
			"/acme/three.json":  "two.json",
			"/acme/four.json":   "three.json",
			"/acme/loop.json":   "loop.json",
			"/acme/host.json":   other.URL + "/end.json",
			"/acme/scheme.json": strings.Replace(server.URL, "http:", "https:", 1) + "/acme/end.json",
			"/acme/secure.json": secure.URL,
			"/acme/name.json":   strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/acme/end.json",
			"/acme/port.json":   "http://127.0.0.1/acme/end.json",
			"/acme/file.json":   "file:///etc/passwd",
			"/acme/meta.json":   "//169.254.169.254/latest/meta-data",
		}[r.URL.Path]
		if to == "" {
			io.WriteString(w, "end")
			return
		}
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
	})
	for kind, o := range clients {
		f := fetch.HTTP(server.URL+"/acme", o)
		for _, name := range []string{"one.json", "two.json", "three.json"} {
			res, err := get(f, name)
			require.NoError(t, err, kind)
			require.Equal(t, "end", string(res.Body), kind)
		}
		for name, want := range map[string]string{
			"four.json":   "more than 3 redirects",
			"loop.json":   "more than 3 redirects",
			"host.json":   "redirected to " + other.URL + ", away from " + server.URL,
			"scheme.json": "redirected to " + strings.Replace(server.URL, "http:", "https:", 1) + ", away from " + server.URL,
			"secure.json": "redirected to " + secure.URL + ", away from " + server.URL,
			"name.json":   "redirected to " + strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + ", away from " + server.URL,
			"port.json":   "redirected to http://127.0.0.1:80, away from " + server.URL,
			"file.json":   "redirected to file://:, away from " + server.URL,
			"meta.json":   "redirected to http://169.254.169.254:80, away from " + server.URL,
		} {
			res, err := get(f, name)
			require.EqualError(t, err, fmt.Sprintf("fetch: read %q: %s", name, want), kind)
			require.ErrorIs(t, err, fetch.ErrRedirect)
			require.Zero(t, res)
		}
	}
}

// pipes is a listener whose connections are pipes, so that time is faked.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// bubble runs f against a handler, with the transport of HTTP itself over
// pipes, in fake time.
func bubble(t *testing.T, timeout time.Duration, h http.HandlerFunc, f func(t *testing.T, fetcher fetch.Fetcher)) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		server := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
		go server.Serve(p)
		transport := fetch.NewTransport()
		transport.DialContext = p.Dial
		transport.Proxy = nil
		f(t, fetch.HTTP("http://cdn.example.com", &fetch.HTTPOptions{
			Client: &http.Client{Transport: transport}, Timeout: timeout,
		}))
		transport.CloseIdleConnections()
		require.NoError(t, server.Shutdown(t.Context()), "every handler ends")
	})
}

func trickle(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
	for r.Context().Err() == nil {
		io.WriteString(w, " ")
		w.(http.Flusher).Flush()
		time.Sleep(time.Second)
	}
}

func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func TestHTTPDeadlines(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		timeout time.Duration
		want    time.Duration
		text    string
	}{
		"body trickles":          {trickle, 0, 15 * time.Second, "no whole answer within 15s"},
		"body trickles, shorter": {trickle, 3500 * time.Millisecond, 3500 * time.Millisecond, "no whole answer within 3.5s"},
		"never answers":          {hang, 0, 8 * time.Second, "net/http: timeout awaiting response headers"},
		"never answers, off":     {hang, -1, 8 * time.Second, "net/http: timeout awaiting response headers"},
		"never answers, shorter": {hang, time.Second, time.Second, "no whole answer within 1s"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, c.timeout, c.handler, func(t *testing.T, f fetch.Fetcher) {
				start := time.Now()
				res, err := get(f, "live.json")
				require.Equal(t, c.want, time.Since(start))
				require.EqualError(t, err, `fetch: read "live.json": `+c.text)
				require.Zero(t, res)
				if strings.HasPrefix(c.text, "no whole answer") {
					require.ErrorIs(t, err, context.DeadlineExceeded)
				} else {
					var timeout net.Error
					require.ErrorAs(t, err, &timeout)
					require.True(t, timeout.Timeout())
				}
			})
		})
	}
}

// The caller's context ends a fetch at any stage, and its error is the
// caller's, not the deadline of the Fetcher.
func TestHTTPContext(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{"headers": hang, "body": trickle} {
		t.Run(name, func(t *testing.T) {
			bubble(t, 0, handler, func(t *testing.T, f fetch.Fetcher) {
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				defer cancel()
				start := time.Now()
				_, err := f.Fetch(ctx, fetch.Request{Name: "live.json"})
				require.Equal(t, 2*time.Second, time.Since(start))
				require.EqualError(t, err, `fetch: read "live.json": context deadline exceeded`)
				require.ErrorIs(t, err, context.DeadlineExceeded)

				ctx, stop := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { stop(errors.New("shutting down")) })
				_, err = f.Fetch(ctx, fetch.Request{Name: "live.json"})
				require.EqualError(t, err, `fetch: read "live.json": context canceled`)
				require.ErrorIs(t, err, context.Canceled)
			})
		})
	}
}

// With the deadline off, a body may take as long as it comes.
func TestHTTPTimeoutOff(t *testing.T) {
	slow := func(w http.ResponseWriter, _ *http.Request) {
		for range 60 {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			time.Sleep(time.Second)
		}
	}
	bubble(t, -1, slow, func(t *testing.T, f fetch.Fetcher) {
		res, err := get(f, "live.json")
		require.NoError(t, err)
		require.Len(t, res.Body, 60)
	})
}

// A connection that has died in silence costs one deadline: the next fetch
// opens a new one.
func TestHTTPDeadKeepAlive(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	var conns atomic.Int32
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conns.Add(1)
			go func() { // answers once, then only listens
				defer conn.Close()
				in := bufio.NewReader(conn)
				if _, err := http.ReadRequest(in); err == nil {
					io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
				}
				io.Copy(io.Discard, in)
			}()
		}
	}()
	f := fetch.HTTP("http://"+l.Addr().String(), &fetch.HTTPOptions{Timeout: 500 * time.Millisecond})
	defer f.(interface{ CloseIdleConnections() }).CloseIdleConnections()
	_, err = get(f, "live.json")
	require.NoError(t, err)
	_, err = get(f, "live.json")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = get(f, "live.json")
	require.NoError(t, err)
	require.EqualValues(t, 2, conns.Load())
}

// TestProxyChild is the process of TestHTTPProxy: net/http reads the
// environment once.
func TestProxyChild(t *testing.T) {
	if os.Getenv("FETCH_PROXY_CHILD") == "" {
		t.Skip("runs as a child of TestHTTPProxy")
	}
	res, err := get(fetch.HTTP("http://cdn.example.test/acme", nil), "live.json")
	fmt.Printf("body=%q err=%v\n", res.Body, err)
}

func TestHTTPProxy(t *testing.T) {
	var asked atomic.Value
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r.RequestURI + " " + r.Header.Get("Proxy-Authorization"))
		io.WriteString(w, "by proxy")
	})
	child := func(proxy string) string {
		cmd := exec.Command(os.Args[0], "-test.run=^TestProxyChild$", "-test.v")
		cmd.Env = append(os.Environ(), "FETCH_PROXY_CHILD=1", "HTTP_PROXY="+proxy, "http_proxy=", "NO_PROXY=", "no_proxy=", "REQUEST_METHOD=")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	out := child(strings.Replace(proxy.URL, "http://", "http://alice:pw@", 1))
	require.Contains(t, out, `body="by proxy" err=<nil>`)
	require.Equal(t, "http://cdn.example.test/acme/live.json Basic YWxpY2U6cHc=", asked.Load())
}
