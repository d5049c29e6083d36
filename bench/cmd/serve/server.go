package main

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"log"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/klauspost/compress/gzhttp"
	"golang.org/x/net/html"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// runServer serves all handlers and prints its address.
func runServer() {
	pageTemplate, tableTemplate, data, texts := newPage()
	client, err := content.New(fetch.FS(contenttest.Publish(texts)), &content.Options{Refresh: -1})
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Ready(context.Background()); err != nil {
		log.Fatal(err)
	}
	var page bytes.Buffer
	if err := pageTemplate.Execute(&page, data); err != nil {
		log.Fatal(err)
	}
	compress, err := gzhttp.NewWrapper()
	if err != nil {
		log.Fatal(err)
	}
	handlers := newHandlers(pageTemplate, tableTemplate, data, page.Bytes())
	mux := http.NewServeMux()
	for path, h := range handlers {
		mux.Handle(path, h)
		mux.Handle(path+"/content", client.Middleware(h))
	}
	single := handlers["/single"]
	mux.Handle("/single/goquery", withGoquery(single, texts["en"]))
	mux.Handle("/gzip", compress(single))
	mux.Handle("/gzip/content", compress(client.Middleware(single)))
	mux.HandleFunc("/json/context", func(w http.ResponseWriter, r *http.Request) {
		handlers["/json"](w, r.WithContext(context.WithValue(r.Context(), contextKey{}, w)))
	})
	mux.HandleFunc("/spent", func(w http.ResponseWriter, r *http.Request) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Fprint(w, cpuTime().Nanoseconds(), m.Mallocs)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(l.Addr())
	log.Fatal(http.Serve(l, mux))
}

type contextKey struct{}

// stamp returns three letters that are other ones each time, for a long time.
func stamp() string {
	n := stamps.Add(1)
	return string([]byte{'A' + byte(n%26), 'a' + byte(n/26%26), 'a' + byte(n/26/26%26)})
}

var (
	stamps atomic.Uint32
	copies = sync.Pool{New: func() any { return new([]byte) }}
)

// newHandlers returns the handlers by their paths. page is what pageTemplate
// makes of data.
func newHandlers(pageTemplate, tableTemplate *template.Template, data pageData, page []byte) map[string]http.HandlerFunc {
	asJSON := []byte(`"` + strings.Repeat("x", len(page)) + `"`)
	return map[string]http.HandlerFunc{
		"/template": func(w http.ResponseWriter, r *http.Request) {
			htmlType(w)
			pageTemplate.Execute(w, data)
		},
		"/template/new": func(w http.ResponseWriter, r *http.Request) {
			htmlType(w)
			own := data
			own.User = stamp()
			pageTemplate.Execute(w, own)
		},
		"/table": func(w http.ResponseWriter, r *http.Request) {
			htmlType(w)
			tableTemplate.Execute(w, data)
		},
		"/pieces": func(w http.ResponseWriter, r *http.Request) {
			htmlType(w)
			for b := page; len(b) > 0; b = b[min(len(b), 4096):] {
				w.Write(b[:min(len(b), 4096)])
			}
		},
		"/single": func(w http.ResponseWriter, r *http.Request) { htmlType(w); w.Write(page) },
		"/single/new": func(w http.ResponseWriter, r *http.Request) {
			htmlType(w)
			own := copies.Get().(*[]byte)
			defer copies.Put(own)
			*own = append((*own)[:0], page...)
			copy((*own)[bytes.Index(*own, []byte("Ann")):], stamp())
			w.Write(*own)
		},
		"/flush": func(w http.ResponseWriter, r *http.Request) {
			htmlType(w)
			w.Write(page[:4096])
			http.NewResponseController(w).Flush()
			time.Sleep(30 * time.Millisecond)
			w.Write(page[4096:])
		},
		"/json": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Write(asJSON)
		},
	}
}

func htmlType(w http.ResponseWriter) { w.Header().Set("Content-Type", "text/html; charset=utf-8") }

// cpuTime is what this process has used so far.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// withGoquery is a middleware as it is written with goquery: the whole page is
// held, parsed, changed and written anew.
func withGoquery(next http.Handler, texts map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		held := &holder{ResponseWriter: w}
		next.ServeHTTP(held, r)
		doc, err := goquery.NewDocumentFromReader(&held.body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		doc.Find("[data-txt]").Each(func(_ int, s *goquery.Selection) {
			if text, ok := texts[s.AttrOr("data-txt", "")]; ok {
				s.SetHtml(text)
			}
		})
		html.Render(w, doc.Nodes[0])
	})
}

// holder keeps a response's body.
type holder struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (h *holder) Write(p []byte) (int, error) { return h.body.Write(p) }
