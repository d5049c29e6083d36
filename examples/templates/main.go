// Command templates takes published texts in the ways that templates like:
// with content.Get by key and locale, with the texts of the request, with
// labels that carry arguments, and as components in the manner of templ.
//
//	go run ./examples/templates
//	curl 'http://127.0.0.1:8081/?locale=pl&pear=2&plum=5'
package main

import (
	"bytes"
	"embed"
	"flag"
	"fmt"
	"html/template"
	"io/fs"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

//go:generate env SOURCE_DATE_EPOCH=1767225600 sh -c "rm -rf publication && go run ../../cmd/content publish --quiet texts publication"

//go:embed publication page.html
var files embed.FS

// page is parsed before there is a client: the functions ask for the default
// one when they are called.
var page = template.Must(template.New("page.html").Funcs(content.Funcs()).ParseFS(files, "page.html"))

func main() {
	addr := flag.String("addr", "127.0.0.1:8081", "listen on `HOST:PORT`; port 0 chooses a free one")
	flag.Parse()
	client, err := newClient(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		log.Fatal(err)
	}
	content.SetDefault(client)
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	server := &http.Server{Handler: client.Middleware(http.HandlerFunc(basket)), ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.Serve(listener))
}

// newClient returns a client of the embedded publication.
func newClient(log *slog.Logger) (*content.Client, error) {
	publication, err := fs.Sub(files, "publication")
	if err != nil {
		return nil, err
	}
	return content.New(fetch.FS(publication), &content.Options{Project: "basket", Refresh: -1, Logger: log})
}

// data is what the template gets.
type data struct {
	Txt    *content.View
	Locale string
	Name   string
	Lines  []line
	Total  int
	Footer template.HTML
}

type line struct {
	Fruit string
	Count int
}

// fruits are sold under the words that stand beside them while there are no
// texts.
var fruits = []struct{ name, own string }{{"pear", "Pears"}, {"plum", "Plums"}, {"fig", "Figs"}}

// basket shows ?name=, ?pear=, ?plum= and ?fig=.
func basket(w http.ResponseWriter, r *http.Request) {
	txt := content.From(r.Context())
	d := data{Txt: txt, Locale: txt.Locale(), Name: r.FormValue("name")}
	for _, f := range fruits {
		n, err := strconv.Atoi(r.FormValue(f.name))
		if err != nil || n <= 0 {
			continue
		}
		l := line{Fruit: txt.Text("basket." + f.name), Count: n}
		if l.Fruit == "" {
			l.Fruit = f.own
		}
		d.Lines = append(d.Lines, l)
		d.Total += n
	}
	var b bytes.Buffer
	var err error
	if d.Footer, err = rendered(r.Context(), footer{txt.Component("basket.delivery")}); err == nil {
		err = page.Execute(&b, d)
	}
	if err != nil {
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(b.Bytes())
}
