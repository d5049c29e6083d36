package conformance

import (
	"io"
	"net/http"
	"strings"
	"testing/fstest"
)

// headerRows are about what the header of a response says.
var headerRows = []Row{
	{"M21", "encoded bodies", "pass as they are and are counted; by option a proxied server is asked for plain ones", func(x *exam) {
		for _, coding := range []string{"br", "zstd", "x-mine"} {
			x.asBare(send(page, "Content-Encoding", coding), http.MethodGet, "/")
		}
		if x.Skipped != nil {
			x.equal("counted", 9, x.Skipped()["encoded"])
		}
		if !x.rewrites {
			return
		}
		upstream := func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept-Encoding") != "" {
				w.Header().Set("Content-Encoding", "br")
			}
			send(page)(w, r)
		}
		x.allAs("upstream", upstream, func(s *server) { x.equal("body", x.text(page), x.get(s, "/").body) })
	}},
	{"M22", "header removed by http.Error", "decided by the header at its end, not by what it was before", func(x *exam) {
		files := http.FileServerFS(fstest.MapFS{"a.css": {Data: []byte("a{}")}})
		x.asBare(files.ServeHTTP, http.MethodGet, "/missing.css")
		inner := x.Wrap("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Del("Content-Encoding")
			send(page)(w, r)
		}))
		outer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			inner.ServeHTTP(w, r)
		})
		x.on(x.lab.http1, outer, func(s *server) { x.equal("body", x.text(page), x.get(s, "/").body) })
	}},
	{"M23", "no-transform", "in the request or the response: not one byte", func(x *exam) {
		x.all(send(page, "Cache-Control", "public, no-transform"), func(s *server) { x.equal("body", page, x.get(s, "/").raw) })
		x.all(send(page), func(s *server) { x.equal("body", page, x.get(s, "/", "Cache-Control", "no-transform").raw) })
	}},
	{"M25", "one byte first, no type", "sniffed by what net/http would look at", func(x *exam) {
		h := func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, page[:1])
			_, _ = io.WriteString(w, page[1:])
		}
		if !x.rewrites { // net/http itself looks at the first Write alone
			return
		}
		x.all(h, func(s *server) {
			got := x.get(s, "/")
			x.equal("Content-Type", htmlType, got.Header.Get("Content-Type"))
			x.equal("body", x.text(page), got.body)
		})
	}},
	{"M28", "WriteHeader twice", "the first counts", func(x *exam) {
		h := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			w.WriteHeader(http.StatusAccepted)
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, page)
		}
		x.all(h, func(s *server) {
			got := x.get(s, "/")
			x.equal("status", http.StatusAccepted, got.StatusCode)
			x.equal("body", x.text(page), got.body)
		})
	}},
	{"M37", "trailers, gRPC", "arrive; a gRPC answer keeps its bytes", func(x *exam) {
		body := page + string(randomText(8<<10)) // which stays too long for a length
		declared := func(w http.ResponseWriter, r *http.Request) {
			send(body, "Trailer", "X-Sum")(w, r)
			w.Header().Set("X-Sum", "1")
		}
		prefixed := func(w http.ResponseWriter, r *http.Request) {
			send(body)(w, r)
			w.Header().Set(http.TrailerPrefix+"X-Sum", "1")
		}
		for name, h := range map[string]http.HandlerFunc{"declared": declared, "prefixed": prefixed} {
			x.both(h, func(s *server) {
				got := x.get(s, "/")
				x.equal(name+" trailer", "1", got.Trailer.Get("X-Sum"))
				x.equal("body", x.text(body), got.body)
			})
		}
		x.asBare(send(page, "Content-Type", "application/grpc", "Trailer", "Grpc-Status"), http.MethodGet, "/")
	}},
	{"M41", "signed responses", "an HTTP message signature and a signed exchange keep their bytes", func(x *exam) {
		x.all(send(page, "Signature-Input", `sig=("content-digest")`, "Signature", "sig=:x:", "Content-Digest", "x"), func(s *server) {
			got := x.get(s, "/")
			x.equal("body", page, got.raw)
			x.equal("Content-Digest", "x", got.Header.Get("Content-Digest"))
		})
		x.asBare(send(page, "Content-Type", "application/signed-exchange;v=b3"), http.MethodGet, "/")
	}},
	{"M46", "no type, nosniff", "not taken for a page", func(x *exam) {
		h := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Content-Type-Options", "nosniff")
			_, _ = io.WriteString(w, page)
		}
		x.all(h, func(s *server) { x.equal("body", page, x.get(s, "/").body) })
	}},
	{"M48", "other methods and statuses", "pages of POST and errors are pages; a redirect's body is not", func(x *exam) {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
			x.all(send(page), func(s *server) { x.equal(method, x.text(page), x.do(s, method, "/").body) })
		}
		for _, status := range []int{http.StatusNotFound, http.StatusInternalServerError} {
			x.all(sendStatus(status, page), func(s *server) {
				got := x.get(s, "/")
				x.equal("status", status, got.StatusCode)
				x.equal("body", x.text(page), got.body)
			})
		}
		x.all(sendStatus(http.StatusFound, page, "Location", "/x"), func(s *server) { x.equal("redirect", page, x.get(s, "/").body) })
	}},
	{"M49", "debug view", "private, not stored, without an entity tag", func(x *exam) {
		if !x.rewrites {
			return
		}
		x.allAs("debug", contentOf(page), func(s *server) {
			got := x.get(s, "/")
			x.equal("Cache-Control", "private, no-store", got.Header.Get("Cache-Control"))
			x.equal("ETag", "", got.Header.Get("ETag"))
			x.ok(strings.Contains(got.Header.Get("Content-Texts"), "replaced=1"), "Content-Texts %q", got.Header.Get("Content-Texts"))
		})
	}},
}
