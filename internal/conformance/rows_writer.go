package conformance

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"strings"
	"time"
)

// writerRows are about what an http.ResponseWriter can do beside writing.
var writerRows = []Row{
	{"M6", "103 Early Hints", "leaves at once; the real status is kept", func(x *exam) {
		h := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			w.Header().Set("Link", "</a.css>; rel=preload")
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, page)
		}
		x.both(h, func(s *server) {
			early := 0
			r, err := http.NewRequest(http.MethodGet, s.URL, nil)
			x.must(err)
			r.Header.Set("Accept-Encoding", "identity")
			res, err := s.client.Do(r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
				Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
					if code == http.StatusEarlyHints && h.Get("Link") != "" {
						early++
					}
					return nil
				},
			})))
			x.must(err)
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			x.must(err)
			x.equal("early hints", 1, early)
			x.equal("status", http.StatusAccepted, res.StatusCode)
			x.equal("body", x.text(page), string(body))
		})
	}},
	{"M7", "1xx of a reverse proxy", "the final header is the upstream's final one", func(x *exam) {
		upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Link", "</a.css>; rel=preload")
			for range 3 {
				w.WriteHeader(http.StatusEarlyHints)
			}
			w.Header().Del("Link")
			send(page, "X-Final", "1")(w, r)
		}))
		defer upstream.Close()
		target, err := url.Parse(upstream.URL)
		x.must(err)
		x.both(httputil.NewSingleHostReverseProxy(target).ServeHTTP, func(s *server) {
			got := x.get(s, "/", "Accept-Encoding", "identity")
			x.equal("X-Final", "1", got.Header.Get("X-Final"))
			x.equal("Link", "", got.Header.Get("Link"))
			x.equal("body", x.text(page), got.body)
		})
	}},
	{"M8", "Hijack", "the connection is the handler's alone; the log is empty", func(x *exam) {
		h := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			conn, rw, err := http.NewResponseController(w).Hijack()
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			defer conn.Close()
			fmt.Fprint(rw, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n")
			_ = rw.Flush()
			line, _ := rw.ReadString('\n')
			fmt.Fprint(rw, line)
			_ = rw.Flush()
		}
		head, body := x.raw(h, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"+label+"\n")
		x.ok(strings.HasPrefix(head, "HTTP/1.1 101"), "%q", head)
		x.equal("echo", label+"\n", body)
		time.Sleep(5 * time.Millisecond)
		x.equal("log", "", x.lab.http1.log.take())
	}},
	{"M9", "an inner writer that can nothing", "http.ErrNotSupported, no panic", func(x *exam) {
		for name, use := range abilities {
			err := x.use(poor{httptest.NewRecorder()}, "text/plain", use)
			x.ok(errors.Is(err, errNotSupported) || errors.Is(err, errNoInterface), "%s: %v", name, err)
		}
	}},
	{"M10", "an inner writer that can all", "each ability reaches it", func(x *exam) {
		for _, name := range []string{"hijack", "push"} {
			inner := &able{ResponseRecorder: httptest.NewRecorder()}
			x.must(x.use(inner, "text/plain", abilities[name]))
			x.equal("reached", name, strings.Join(inner.asked, " "))
		}
	}},
	{"M11", "Flush of the controller", "reaches the inner writer once", func(x *exam) {
		inner := &able{ResponseRecorder: httptest.NewRecorder()}
		x.must(x.use(inner, "text/plain", func(w http.ResponseWriter) error { return http.NewResponseController(w).Flush() }))
		x.equal("flushes", "flusher", strings.Join(inner.asked, " "))
	}},
	{"M15", "ReadFrom, io.Copy", "a page is rewritten; anything else is the inner writer's, with sendfile", func(x *exam) {
		h := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			_, _ = io.Copy(w, strings.NewReader(page))
		}
		x.all(h, func(s *server) { x.equal("body", x.text(page), x.get(s, "/").body) })
		inner := &able{ResponseRecorder: httptest.NewRecorder()}
		x.must(x.use(inner, "text/plain", func(w http.ResponseWriter) error {
			_, err := io.Copy(w, onlyReader{strings.NewReader(long)})
			return err
		}))
		x.equal("copied by the inner writer", "read from", strings.Join(inner.asked, " "))
		x.equal("copy", long, inner.Body.String())
	}},
	{"M44", "deadlines, full duplex, MaxBytes", "reach the server through Unwrap", func(x *exam) {
		h := func(w http.ResponseWriter, r *http.Request) {
			c := http.NewResponseController(w)
			err := errors.Join(c.SetReadDeadline(time.Now().Add(time.Minute)), c.SetWriteDeadline(time.Now().Add(time.Minute)), c.EnableFullDuplex())
			_, rerr := io.Copy(io.Discard, r.Body)
			send(page, "X-Error", fmt.Sprint(err), "X-Read", fmt.Sprint(rerr))(w, r)
		}
		x.all(h, func(s *server) { x.equal("error", "<nil>", x.get(s, "/").Header.Get("X-Error")) })
		limited := http.MaxBytesHandler(x.Wrap("", http.HandlerFunc(h)), 3)
		x.on(x.lab.http1, limited, func(s *server) {
			r, err := http.NewRequest(http.MethodPost, s.URL, strings.NewReader("too much"))
			x.must(err)
			res, err := s.client.Do(r)
			x.must(err)
			_ = res.Body.Close()
			x.equal("read error", "http: request body too large", res.Header.Get("X-Read"))
		})
	}},
}

// use serves one request by a handler that begins a response of a type and then
// uses the writer. It returns the handler's error.
func (x *exam) use(inner http.ResponseWriter, typ string, use func(http.ResponseWriter) error) (err error) {
	x.Wrap("", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panic: %v", v)
			}
		}()
		w.Header().Set("Content-Type", typ)
		w.WriteHeader(http.StatusOK)
		err = use(w)
	})).ServeHTTP(inner, httptest.NewRequest(http.MethodGet, "/", nil))
	return err
}

var errNoInterface = errors.New("the writer has no such method")

// abilities are ways in which a handler reaches for more than Write.
var abilities = map[string]func(http.ResponseWriter) error{
	"controller": func(w http.ResponseWriter) error { return http.NewResponseController(w).Flush() },
	"flusher": func(w http.ResponseWriter) error {
		f, ok := w.(http.Flusher)
		if !ok {
			return errNoInterface
		}
		f.Flush()
		return http.NewResponseController(w).SetReadDeadline(time.Time{})
	},
	"hijack": func(w http.ResponseWriter) error { _, _, err := http.NewResponseController(w).Hijack(); return err },
	"push": func(w http.ResponseWriter) error {
		p, ok := w.(http.Pusher)
		if !ok {
			return errNoInterface
		}
		return p.Push("/a.css", nil)
	},
}

// able is an inner writer that can do everything and says what it was asked.
type able struct {
	*httptest.ResponseRecorder
	asked []string
}

func (a *able) ask(what string) error { a.asked = append(a.asked, what); return nil }

func (a *able) Flush()                               { _ = a.ask("flusher") }
func (a *able) FlushError() error                    { return a.ask("flusher") }
func (a *able) SetReadDeadline(time.Time) error      { return nil }
func (a *able) Push(string, *http.PushOptions) error { return a.ask("push") }
func (a *able) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return nil, nil, a.ask("hijack")
}
func (a *able) ReadFrom(r io.Reader) (int64, error) {
	_ = a.ask("read from")
	return io.Copy(a.ResponseRecorder, r)
}

// poor is an inner writer that can do nothing beside writing.
type poor struct{ http.ResponseWriter }

// onlyReader hides WriterTo.
type onlyReader struct{ io.Reader }
