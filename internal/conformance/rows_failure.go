package conformance

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

// failureRows are about panics, errors and handlers that outlive a response.
var failureRows = []Row{
	{"M29", "panic before the first byte", "the value reaches the handler outside, whose answer goes out", func(x *exam) {
		inner := x.Wrap("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			panic("app")
		}))
		outer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				if v := recover(); v == "app" {
					w.Header().Del("Content-Encoding")
					http.Error(w, "sorry", http.StatusInternalServerError)
				}
			}()
			inner.ServeHTTP(w, r)
		})
		for _, s := range []*server{x.lab.http1, x.lab.http2} {
			x.on(s, outer, func(s *server) {
				got := x.get(s, "/")
				x.equal("status", http.StatusInternalServerError, got.StatusCode)
				x.equal("body", "sorry\n", got.body)
			})
		}
	}},
	{"M30", "panic within a page", "the client sees that something is missing", func(x *exam) {
		h := func(w http.ResponseWriter, r *http.Request) {
			send(long)(w, r)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
		x.both(h, func(s *server) { x.ok(x.do(s, http.MethodGet, "/").err != nil, "the page looks whole") })
	}},
	{"M31", "switched off midway", "what the handler writes then leaves as it is", func(x *exam) {
		h := func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			if x.Skip != nil {
				x.Skip(r.Context())
			}
			contentOf(page)(w, r)
		}
		x.all(h, func(s *server) {
			got := x.get(s, "/")
			x.equal("body", page, got.body)
			if x.Skip != nil {
				x.equal("ETag", `"app-1"`, got.Header.Get("ETag"))
			}
		})
	}},
	{"M33", "what Write returns", "the length of what it was given", func(x *exam) {
		piece := []byte(strings.Repeat(filler, 30)[:32<<10])
		x.must(x.use(httptest.NewRecorder(), htmlType, func(w http.ResponseWriter) error {
			for range 8 {
				if n, err := w.Write(piece); n != len(piece) || err != nil {
					return errors.Join(err, io.ErrShortWrite)
				}
			}
			return nil
		}))
	}},
	{"M34", "the client is gone", "the handler's Write says so", func(x *exam) {
		inner := &broken{ResponseRecorder: httptest.NewRecorder()}
		noise := randomText(64 << 10)
		x.must(x.use(inner, htmlType, func(w http.ResponseWriter) error {
			for range 100 {
				if _, err := w.Write(noise); err != nil {
					return nil
				}
			}
			return errors.New("the handler writes on")
		}))
	}},
	{"M35", "writes after the return", "are refused and touch nothing", func(x *exam) {
		var inner http.ResponseWriter
		inside := x.Wrap("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			send(long)(w, r)
			inner = w
		}))
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			inside.ServeHTTP(w, r)
			if inner != w {
				_, _ = inner.Write([]byte("LATE"))
			}
		})
		x.on(x.lab.http1, h, func(s *server) {
			got := x.do(s, http.MethodGet, "/")
			x.equal("body", x.text(long), got.body)
			x.ok(!strings.Contains(got.raw, "LATE"), "late bytes are in the response")
			x.must(got.err)
		})
	}},
	{"M36", "http.TimeoutHandler", "works outside and inside; late writes are dropped, and their writer told", func(x *exam) {
		late := make(chan error, 1)
		slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			send(page)(w, r)
			if r.URL.Path != "/slow" {
				return
			}
			<-r.Context().Done()
			time.Sleep(5 * time.Millisecond)
			_, err := w.Write(randomText(200 << 10))
			late <- err
		})
		const patience = 40 * time.Millisecond
		for name, h := range map[string]http.Handler{
			"outside": http.TimeoutHandler(x.Wrap("", slow), patience, "late"),
			"inside":  x.Wrap("", http.TimeoutHandler(slow, patience, "late")),
		} {
			x.on(x.lab.http1, h, func(s *server) {
				x.equal(name, x.text(page), x.get(s, "/").body)
				got := x.get(s, "/slow")
				x.equal(name+" status", http.StatusServiceUnavailable, got.StatusCode)
				x.equal(name+" body", "late", got.body)
				x.ok(<-late != nil, "%s: the late write was taken", name)
			})
		}
	}},
}

// broken is an inner writer whose client has left.
type broken struct{ *httptest.ResponseRecorder }

func (b *broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// randomText is text that does not get much smaller by compressing.
func randomText(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = 'a' + byte(x>>24)%26
	}
	return b
}
