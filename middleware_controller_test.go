package content_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// able is an inner writer that can do everything and says what it was asked.
type able struct {
	*httptest.ResponseRecorder
	asked []string
}

func (a *able) ask(what string) error {
	a.asked = append(a.asked, what)
	return nil
}

func (a *able) FlushError() error                             { return a.ask("flush") }
func (a *able) SetReadDeadline(time.Time) error               { return a.ask("read deadline") }
func (a *able) SetWriteDeadline(time.Time) error              { return a.ask("write deadline") }
func (a *able) EnableFullDuplex() error                       { return a.ask("full duplex") }
func (a *able) Push(target string, _ *http.PushOptions) error { return a.ask("push " + target) }
func (a *able) CloseNotify() <-chan bool                      { _ = a.ask("close notify"); return nil }
func (a *able) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return nil, nil, a.ask("hijack")
}

func (a *able) ReadFrom(r io.Reader) (int64, error) {
	_ = a.ask("read from")
	return io.Copy(a.ResponseRecorder, r)
}

// wrapped hides all but what Unwrap gives.
type wrapped struct{ http.ResponseWriter }

func (w wrapped) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// poor is an inner writer that can do nothing beside writing.
type poor struct{ http.ResponseWriter }

// abilities are all ways in which a handler reaches for more than Write.
var abilities = []struct {
	name string
	use  func(http.ResponseWriter) error
	want string
}{
	{"Flush", func(w http.ResponseWriter) error { return http.NewResponseController(w).Flush() }, "flush"},
	{"Flusher", func(w http.ResponseWriter) error { w.(http.Flusher).Flush(); return nil }, "flush"},
	{"SetReadDeadline", func(w http.ResponseWriter) error {
		return http.NewResponseController(w).SetReadDeadline(time.Now())
	}, "read deadline"},
	{"SetWriteDeadline", func(w http.ResponseWriter) error {
		return http.NewResponseController(w).SetWriteDeadline(time.Now())
	}, "write deadline"},
	{"EnableFullDuplex", func(w http.ResponseWriter) error { return http.NewResponseController(w).EnableFullDuplex() }, "full duplex"},
	{"Push", func(w http.ResponseWriter) error { return w.(http.Pusher).Push("/a.css", nil) }, "push /a.css"},
	{"Hijack", func(w http.ResponseWriter) error {
		_, _, err := http.NewResponseController(w).Hijack()
		return err
	}, "hijack"},
	{"Hijacker", func(w http.ResponseWriter) error { _, _, err := w.(http.Hijacker).Hijack(); return err }, "hijack"},
}

func TestControllerReachesTheInnerWriter(t *testing.T) {
	s := newSite(t, nil)
	for _, a := range abilities {
		t.Run(a.name, func(t *testing.T) {
			for _, hidden := range []bool{false, true} {
				inner := &able{ResponseRecorder: httptest.NewRecorder()}
				var w http.ResponseWriter = inner
				if hidden {
					w = wrapped{wrapped{inner}}
				}
				s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					require.NoError(t, a.use(w))
				})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
				require.Equal(t, []string{a.want}, inner.asked)
			}
		})
	}
}

func TestControllerSaysWhatTheInnerWriterCannot(t *testing.T) {
	s := newSite(t, nil)
	for _, a := range abilities {
		t.Run(a.name, func(t *testing.T) {
			s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				err := a.use(w)
				if a.name != "Flusher" {
					require.ErrorIs(t, err, http.ErrNotSupported)
				}
			})).ServeHTTP(poor{httptest.NewRecorder()}, httptest.NewRequest("GET", "/", nil))
		})
	}
}

func TestCloseNotifyIsThereForOldHandlers(t *testing.T) {
	s := newSite(t, nil)
	type notifier interface{ CloseNotify() <-chan bool }
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.(notifier).CloseNotify() })
	inner := &able{ResponseRecorder: httptest.NewRecorder()}
	s.client.Middleware(h).ServeHTTP(inner, httptest.NewRequest("GET", "/", nil))
	require.Equal(t, []string{"close notify"}, inner.asked)
	s.client.Middleware(h).ServeHTTP(poor{httptest.NewRecorder()}, httptest.NewRequest("GET", "/", nil))
}

func TestDeadlinesAndFullDuplexWorkOnARealServer(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, r *http.Request) {
		c := http.NewResponseController(w)
		errs := errors.Join(c.SetReadDeadline(time.Now().Add(time.Minute)), c.SetWriteDeadline(time.Now().Add(time.Minute)), c.EnableFullDuplex())
		page(ownPage, "X-Errors", fmt.Sprint(errs))(w, r)
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		require.Equal(t, "<nil>", srv.get(t, "/").Header.Get("X-Errors"))
	})
}

func TestHijackedConnectionIsTheHandlersAlone(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		conn, rw, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		fmt.Fprint(rw, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n")
		_ = rw.Flush()
		_, err = w.Write([]byte("x"))
		_, again, _ := w.(http.Hijacker).Hijack()
		w.WriteHeader(500)
		ferr := http.NewResponseController(w).Flush()
		fmt.Fprintln(rw, err, again == nil, ferr)
		line, _ := rw.ReadString('\n')
		fmt.Fprint(rw, line)
		_ = rw.Flush()
	}
	srv := serve(t, s.client.Middleware(http.HandlerFunc(h)), false)
	conn, r := srv.dial(t)
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"+ownPage+"\n")
	all, err := io.ReadAll(r)
	require.NoError(t, err)
	_, after, _ := strings.Cut(string(all), "\r\n\r\n")
	require.Equal(t, fmt.Sprintln(http.ErrHijacked, true, http.ErrHijacked)+ownPage+"\n", after)
	require.Empty(t, srv.log.String())
}

func TestHijackAfterAWriteLeavesWhatTheServerWouldHaveSent(t *testing.T) {
	s := newSite(t, nil)
	long := ownPage + strings.Repeat("x", 5000)
	for name, begin := range map[string]http.HandlerFunc{
		"header": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			w.WriteHeader(202)
		},
		"page":    page(long),
		"looking": page(long, "Content-Type", "text/html"),
		"flushed": func(w http.ResponseWriter, r *http.Request) { page(ownPage)(w, r); w.(http.Flusher).Flush() },
	} {
		h := func(w http.ResponseWriter, r *http.Request) {
			begin(w, r)
			conn, rw, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			defer conn.Close()
			fmt.Fprint(rw, "RAW")
			_ = rw.Flush()
		}
		const request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
		want := rewritten(raw(t, http.HandlerFunc(h), request))
		got := raw(t, s.client.Middleware(http.HandlerFunc(h)), request)
		status, _, _ := strings.Cut(want, "\r\n")
		require.True(t, strings.HasPrefix(got, status), "%s: %q", name, got)
		require.Equal(t, strings.Count(want, "Hello"), strings.Count(got, "Hello"), name)
		require.True(t, strings.HasSuffix(got, "RAW"), name)
	}
}

func TestSwitchingProtocolsIsAFinalStatus(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Upgrade", "x")
		w.Header().Set("Connection", "Upgrade")
		w.WriteHeader(http.StatusSwitchingProtocols)
	}
	got := raw(t, s.client.Middleware(http.HandlerFunc(h)), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	require.True(t, strings.HasPrefix(got, "HTTP/1.1 101 "), got)
	_, after, _ := strings.Cut(got, "\r\n\r\n")
	require.Empty(t, after)
}

func TestCopyOfAFileIsLeftToTheInnerWriter(t *testing.T) {
	s := newSite(t, nil)
	name := filepath.Join(t.TempDir(), "a.bin")
	require.NoError(t, os.WriteFile(name, make([]byte, 1<<20), 0o600))
	inner := &able{ResponseRecorder: httptest.NewRecorder()}
	r := httptest.NewRequest("GET", "/", nil)
	s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, name)
	})).ServeHTTP(inner, r)
	require.Equal(t, []string{"read from"}, inner.asked)
	require.Equal(t, 1<<20, inner.Body.Len())

	inner = &able{ResponseRecorder: httptest.NewRecorder()}
	s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n, err := w.(io.ReaderFrom).ReadFrom(strings.NewReader(strings.Repeat("text ", 1000)))
		require.NoError(t, err)
		require.Equal(t, int64(5000), n)
	})).ServeHTTP(inner, httptest.NewRequest("GET", "/", nil))
	require.Equal(t, []string{"read from"}, inner.asked, "after the first bytes")
	require.Equal(t, 5000, inner.Body.Len())
}

func TestErrorsOfTheSourceEndACopy(t *testing.T) {
	s := newSite(t, nil)
	rec := httptest.NewRecorder()
	s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		n, err := io.Copy(w, io.MultiReader(strings.NewReader(ownPage), failing{}))
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.Equal(t, int64(len(ownPage)), n)
	})).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	require.Equal(t, rewritten(ownPage), rec.Body.String())
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
