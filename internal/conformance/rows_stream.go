package conformance

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"time"
)

// soon is how long a flush may take at most, on a machine with other work.
const soon = 3 * time.Second

// streamRows are about flushing, cutting and memory.
var streamRows = []Row{
	{"M12", "Flush before the first byte", "the header arrives at once", func(x *exam) {
		h := func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
		x.all(h, func(s *server) {
			res := x.open(s, "identity")
			x.equal("status", http.StatusOK, res.StatusCode)
			_ = res.Body.Close()
		})
	}},
	{"M13", "Flush within a page", "what was written arrives at once", func(x *exam) {
		h := func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			_, _ = io.WriteString(w, page)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
		x.all(h, func(s *server) {
			for _, coding := range []string{"identity", "gzip"} {
				res := x.open(s, coding)
				x.equal("page", x.text(page), x.first(res, len(x.text(page))))
				_ = res.Body.Close()
			}
		})
	}},
	{"M14", "types that are no pages", "event streams, JSON, images and mixed-replace keep their bytes and their flushes", func(x *exam) {
		for _, typ := range []string{"application/json", "image/png", "multipart/x-mixed-replace; boundary=b", "text/event-stream"} {
			x.all(send(page, "Content-Type", typ), func(s *server) {
				got := x.get(s, "/")
				x.equal(typ, page, got.body)
				x.equal("Content-Type", typ, got.Header.Get("Content-Type"))
			})
		}
		events := func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprintf(w, "data: %s\n\n", label)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
		x.all(events, func(s *server) {
			res := x.open(s, "gzip")
			x.equal("event", "data: "+label, x.first(res, len("data: "+label)))
			_ = res.Body.Close()
		})
	}},
	{"M38", "an endless page", "memory is bounded, whatever is left open", func(x *exam) {
		h := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			_, _ = io.WriteString(w, `<div data-txt="home.title">own`)
			piece := []byte(filler[:1000])
			var before, now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for range 8 << 10 {
				_, _ = w.Write(piece)
			}
			runtime.GC()
			runtime.ReadMemStats(&now)
			fmt.Fprintf(w, "<!--%d-->", max(0, int64(now.HeapAlloc)-int64(before.HeapAlloc)))
		}
		x.on(x.lab.http1, x.Wrap("", http.HandlerFunc(h)), func(s *server) {
			res := x.open(s, "identity")
			defer res.Body.Close()
			end, err := lastOf(res.Body)
			x.must(err)
			_, n, _ := strings.Cut(end, "<!--")
			var grown int64
			_, err = fmt.Sscan(strings.TrimSuffix(n, "-->"), &grown)
			x.must(err)
			x.ok(grown < 1<<20, "the heap has grown by %d bytes", grown)
		})
	}},
	{"M39", "cuts at every byte", "the same page", func(x *exam) {
		small := "<title>t</title><p>ö&amp;</p>" + label + "<!-- <p> --><b>é</b>"
		for cut := 0; cut <= len(small); cut++ {
			rec := httptest.NewRecorder()
			h := x.Wrap("", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", htmlType)
				_, _ = io.WriteString(w, small[:cut])
				_, _ = io.WriteString(w, small[cut:])
			}))
			h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
			x.equal(fmt.Sprint("cut at ", cut), x.text(small), rec.Body.String())
		}
	}},
	{"M32", "a page that cannot be followed", "its beginning is rewritten, the rest is the handler's, nothing is lost", func(x *exam) {
		deep := page + strings.Repeat("<div>", 600)
		x.all(send(deep+label), func(s *server) { x.equal("body", x.text(deep)+label, x.get(s, "/").body) })
	}},
}

// lastOf returns the last bytes of a long body. It allocates nothing for the
// others, because the heap is being measured meanwhile.
func lastOf(body io.Reader) (string, error) {
	buf := make([]byte, 32<<10)
	kept := 0
	for {
		n, err := body.Read(buf[kept:])
		n += kept
		kept = copy(buf, buf[max(0, n-40):n])
		if err == io.EOF {
			return string(buf[:kept]), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// open begins a response and waits for its header only.
func (x *exam) open(s *server, coding string) *http.Response {
	r, err := http.NewRequest(http.MethodGet, s.URL, nil)
	x.must(err)
	r.Header.Set("Accept-Encoding", coding)
	type opened struct {
		res *http.Response
		err error
	}
	done := make(chan opened, 1)
	go func() {
		res, err := s.client.Do(r)
		done <- opened{res, err}
	}()
	select {
	case o := <-done:
		x.must(o.err)
		return o.res
	case <-time.After(soon):
		s.CloseClientConnections()
		x.fail("no header within %v", soon)
	}
	return nil
}

// first reads the first n bytes of a response that goes on.
func (x *exam) first(res *http.Response, n int) string {
	done := make(chan string, 1)
	go func() {
		var body io.Reader = res.Body
		if res.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(body)
			if err != nil {
				done <- err.Error()
				return
			}
			body = z
		}
		b := make([]byte, n)
		m, _ := io.ReadFull(body, b)
		done <- string(b[:m])
	}()
	select {
	case s := <-done:
		return s
	case <-time.After(soon):
		_ = res.Body.Close()
		x.fail("%d bytes did not arrive within %v", n, soon)
	}
	return ""
}
