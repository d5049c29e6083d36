// Command chi serves published texts from an app of github.com/go-chi/chi.
package main

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/teletextio/content"
	"github.com/teletextio/content/examples/frameworks/site"
)

func main() { site.Serve(&site.Options, newApp) }

// newApp installs the middleware with Use, behind the compressor: what stands
// first in the list is the outermost.
func newApp(client *content.Client) http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Compress(5), client.Middleware)
	r.Get("/hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		content.SetArgs(r.Context(), "name", chi.URLParam(r, "name"))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, site.Page)
	})
	r.Get("/api", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.Encode(site.Data)
	})
	r.Get("/events", site.Events)
	return r
}
