// Command proxy puts published texts into the pages of another server, by
// httputil.ReverseProxy.
package main

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/teletextio/content"
	"github.com/teletextio/content/examples/frameworks/site"
)

// options ask the upstream for pages that are not compressed: those could only
// be passed through.
var options = content.PageOptions{Locale: site.Options.Locale, Upstream: true}

func main() { site.Serve(&options, newApp) }

// newApp proxies a server that knows nothing of texts. What the page needs as
// arguments it writes itself, as literal JSON.
func newApp(client *content.Client) http.Handler {
	upstream := httptest.NewServer(http.HandlerFunc(legacy))
	target, err := url.Parse(upstream.URL)
	if err != nil {
		panic(err)
	}
	return client.Middleware(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
	})
}

// legacy is the other server.
func legacy(w http.ResponseWriter, r *http.Request) {
	switch name, hello := strings.CutPrefix(r.URL.Path, "/hello/"); {
	case hello:
		args, _ := json.Marshal(map[string]string{"name": name})
		page := strings.Replace(site.Page, `data-txt="home.greeting"`,
			`data-txt="home.greeting" data-txt-args="`+html.EscapeString(string(args))+`"`, 1)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(page))
	case r.URL.Path == "/api":
		w.Header().Set("Content-Type", "application/json")
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.Encode(site.Data)
	case r.URL.Path == "/events":
		site.Events(w, r)
	default:
		http.NotFound(w, r)
	}
}
