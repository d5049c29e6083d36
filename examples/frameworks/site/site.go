// Package site is what the example programs share: a client of an embedded
// publication, and the page that each of them serves in its own way.
package site

import (
	"embed"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

//go:generate env SOURCE_DATE_EPOCH=1767225600 sh -c "rm -rf publication && cd ../../.. && go run ./cmd/content publish --quiet examples/frameworks/site/texts examples/frameworks/site/publication"

//go:embed publication
var files embed.FS

// Options take the locale from the path, /de/hello/Ann, else from the visitor.
var Options = content.PageOptions{Locale: content.LocaleOptions{PathPrefix: true}}

// NewClient returns a client of the embedded publication. A site has its own:
// fetch.HTTP("https://cdn.example.com/acme", nil).
func NewClient(o *content.PageOptions) (*content.Client, error) {
	publication, err := fs.Sub(files, "publication")
	if err != nil {
		return nil, err
	}
	return content.New(fetch.FS(publication), &content.Options{Project: "frameworks", Refresh: -1, Page: o})
}

// Page is the page as the apps write it: with words of its own in the labels.
const Page = `<!DOCTYPE html><title data-txt="home.title">Home</title>` +
	`<h1 data-txt="home.title">Home</h1><p data-txt="home.greeting">Hi!</p>`

// Serve runs an example: it serves what app makes of a client at -addr.
func Serve(o *content.PageOptions, app func(*content.Client) http.Handler) {
	addr := flag.String("addr", "127.0.0.1:8082", "listen on `HOST:PORT`; port 0 chooses a free one")
	flag.Parse()
	client, err := NewClient(o)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s/hello/Ann and http://%[1]s/de/hello/Ann\n", listener.Addr())
	server := &http.Server{Handler: app(client), ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.Serve(listener))
}
