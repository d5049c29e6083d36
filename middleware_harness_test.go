package content_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// A page with one label, and what the label becomes.
const (
	ownPage  = `<!DOCTYPE html><title>t</title><p data-txt="home.title">own</p>`
	ownText  = `>own<`
	htmlType = "text/html; charset=utf-8"
)

var siteTexts = contenttest.Texts{
	"en": {"home.title": "Hello"},
	"de": {"home.title": "Willkommen"},
	"fr": {"home.title": "Bonjour"},
}

// site is a publication that can change, and a client of it.
type site struct {
	*contenttest.Script
	client *content.Client
}

func newSite(t testing.TB, o *content.PageOptions) *site {
	s := &site{Script: contenttest.NewScript(siteTexts)}
	s.client = newClient(t, s.Script, o)
	return s
}

// newColdSite is a site whose publication is not there yet.
func newColdSite(t testing.TB, o *content.PageOptions) *site {
	s := &site{Script: &contenttest.Script{}}
	s.client = newClient(t, s.Script, o)
	return s
}

func newClient(t testing.TB, f *contenttest.Script, o *content.PageOptions) *content.Client {
	c, err := content.New(f, &content.Options{Refresh: -1, StartWait: 10 * time.Second, Page: o})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

// publish replaces the English title.
func (s *site) publish(t testing.TB, title string) {
	texts := contenttest.Texts{}
	for tag, group := range siteTexts {
		texts[tag] = group
	}
	texts["en"] = map[string]string{"home.title": title}
	s.Publish(texts)
	require.NoError(t, s.client.Refresh(context.Background()))
}

// server is one protocol that a handler is served by.
type server struct {
	*httptest.Server
	client *http.Client
	log    *logLines
}

// logLines collects what net/http complains about.
type logLines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// overBoth runs a test with the handler behind HTTP/1.1 and behind HTTP/2.
func overBoth(t *testing.T, h http.Handler, test func(t *testing.T, s *server)) {
	for _, proto := range []string{"HTTP/1.1", "HTTP/2"} {
		t.Run(proto, func(t *testing.T) { test(t, serve(t, h, proto == "HTTP/2")) })
	}
}

func serve(t testing.TB, h http.Handler, http2 bool) *server {
	s := &server{Server: httptest.NewUnstartedServer(h), log: &logLines{}}
	s.Config.ErrorLog = log.New(s.log, "", 0)
	if s.EnableHTTP2 = http2; http2 {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	s.client = s.Server.Client()
	transport := s.client.Transport.(*http.Transport)
	transport.DisableCompression = true
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s
}

// answer is a response with its body.
type answer struct {
	*http.Response
	body string
	err  error // of the body
}

// do sends a request without a body; header are pairs.
func (s *server) do(t testing.TB, method, path string, header ...string) answer {
	r, err := http.NewRequest(method, s.URL+path, nil)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	res, err := s.client.Do(r)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res, string(body), err}
}

func (s *server) get(t testing.TB, path string, header ...string) answer {
	a := s.do(t, http.MethodGet, path, header...)
	require.NoError(t, a.err)
	return a
}

// raw sends bytes over a connection of their own and returns all that comes
// back until the server closes it.
func raw(t testing.TB, h http.Handler, request string) string {
	s := serve(t, h, false)
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.WriteString(conn, request)
	require.NoError(t, err)
	all, err := io.ReadAll(conn)
	require.NoError(t, err)
	return string(all)
}

// page returns a handler that sends a body as HTML, in one Write. The pair
// ":status" is the status.
func page(body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		setPairs(w.Header(), header)
		if status, err := strconv.Atoi(w.Header().Get(":status")); err == nil {
			w.Header().Del(":status")
			w.WriteHeader(status)
		}
		if body != "" {
			_, _ = io.WriteString(w, body)
		}
	}
}

// A time that handlers give as that of the last modification.
const lastWeek = "Mon, 02 Nov 2026 08:00:00 GMT"

var modified, _ = http.ParseTime(lastWeek)

func setPairs(h http.Header, pairs []string) {
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
}

// rewritten is what a page of the site says in English.
func rewritten(body string) string { return strings.ReplaceAll(body, ownText, ">Hello<") }

// dial opens a connection to an HTTP/1.1 server.
func (s *server) dial(t testing.TB) (net.Conn, *bufio.Reader) {
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	return conn, bufio.NewReader(conn)
}
