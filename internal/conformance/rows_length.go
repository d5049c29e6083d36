package conformance

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// long is a page that no buffer of 64 KiB holds.
var long = page + strings.Repeat(filler, 100)

// lengthRows are about Content-Length, HEAD and responses without a body.
var lengthRows = []Row{
	{"M1", "explicit Content-Length", "a declared length of other bytes goes; the body is whole in both protocols", func(x *exam) {
		x.all(send(long, "Content-Length", strconv.Itoa(len(long))), func(s *server) {
			got := x.get(s, "/")
			x.equal("body", x.text(long), got.body)
			if n := got.Header.Get("Content-Length"); n != "" {
				x.equal("Content-Length", len(got.raw), n)
			}
		})
	}},
	{"M2", "length of a small page", "exact, and HTTP/1.0 stays alive; known for all that fits the buffer", func(x *exam) {
		small := page[:len(page)/2]
		h := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			for b := small; b != ""; b = b[min(len(b), 300):] {
				_, _ = io.WriteString(w, b[:min(len(b), 300)])
			}
		}
		head, body := x.raw(h, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n")
		x.equal("answers", 2, 1+strings.Count(body, "HTTP/1.0 200"))
		first, _, _ := strings.Cut(body, "HTTP/1.0 200")
		x.ok(strings.Contains(head, "Content-Length: "+strconv.Itoa(len(first))), "no exact length in %q", head)
		if x.rewrites {
			middling := page + filler
			x.all(send(middling), func(s *server) {
				x.equal("Content-Length", len(x.text(middling)), x.get(s, "/").ContentLength)
			})
		}
	}},
	{"M3", "HEAD", "has the header of GET", func(x *exam) {
		x.all(send(page+strings.Repeat(filler, 5), "ETag", `"1"`), func(s *server) {
			get, head := x.get(s, "/"), x.do(s, http.MethodHead, "/")
			x.equal("body", "", head.raw)
			for _, name := range []string{"Content-Length", "Etag", "Vary", "Content-Type", "Content-Language", "Content-Encoding"} {
				x.equal(name, get.Header.Values(name), head.Header.Values(name))
			}
		})
	}},
	{"M4", "204, 304 with a body helper", "no bytes, no header more than the handler's", func(x *exam) {
		x.asBare(sendStatus(http.StatusNoContent, page), http.MethodGet, "/")
		x.asBare(sendStatus(http.StatusNotModified, page, "ETag", `"1"`), http.MethodGet, "/")
	}},
	{"M5", "nothing written", "nothing sent", func(x *exam) {
		_, body := x.raw(func(http.ResponseWriter, *http.Request) {}, "GET / HTTP/1.0\r\n\r\n")
		x.equal("body", "", body)
		x.asBare(func(http.ResponseWriter, *http.Request) {}, http.MethodGet, "/")
	}},
	{"M47", "HTTP/1.0", "a page with its length, or ended by close; never chunked", func(x *exam) {
		head, body := x.raw(send(page), "GET / HTTP/1.0\r\n\r\n")
		x.equal("body", x.text(page), body)
		if _, n, found := strings.Cut(head, "Content-Length: "); found {
			n, _, _ = strings.Cut(n, "\r\n")
			x.equal("Content-Length", len(body), n)
		}
		head, body = x.raw(send(long), "GET / HTTP/1.0\r\n\r\n")
		x.equal("body", x.text(long), body)
		x.ok(!strings.Contains(strings.ToLower(head), "chunked"), "chunked: %q", head)
	}},
	{"M16", "ranges", "a part passes; a changed page offers none; If-Range with a changed page's tag gives the page", func(x *exam) {
		x.all(contentOf(page), func(s *server) {
			part := x.get(s, "/", "Range", "bytes=0-8", "Accept-Encoding", "identity")
			x.equal("status", http.StatusPartialContent, part.StatusCode)
			x.equal("part", page[:9], part.raw)
			whole := x.get(s, "/")
			if whole.raw != page {
				x.equal("Accept-Ranges", "", whole.Header.Get("Accept-Ranges"))
				again := x.get(s, "/", "Range", "bytes=0-8", "If-Range", whole.Header.Get("ETag"))
				x.equal("status", http.StatusOK, again.StatusCode)
			}
		})
		file := strings.Repeat("0123456789", 10_000)
		h := func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, "a.bin", modified, strings.NewReader(file))
		}
		x.all(h, func(s *server) {
			part := x.get(s, "/", "Range", "bytes=50000-50009")
			x.equal("part", "206 0123456789", fmt.Sprint(part.StatusCode, " ", part.raw))
		})
	}},
}

// contentOf serves a page as http.ServeContent does, with an entity tag and a
// date.
func contentOf(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"app-1"`)
		http.ServeContent(w, r, "page.html", modified, strings.NewReader(body))
	}
}
