// Command templ serves published texts from templates of github.com/a-h/templ.
package main

import (
	"encoding/json"
	"net/http"

	"github.com/a-h/templ"

	"github.com/teletextio/content"
	"github.com/teletextio/content/examples/frameworks/site"
)

//go:generate go tool templ generate

func main() { site.Serve(&site.Options, newApp) }

// newApp wraps the mux. A text is a component of templ:
// @content.From(ctx).Component("home.title").
func newApp(client *content.Client) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		content.SetArgs(r.Context(), "name", r.PathValue("name"))
		templ.Handler(page()).ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /api", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.Encode(site.Data)
	})
	mux.HandleFunc("GET /events", site.Events)
	return client.Middleware(mux)
}
