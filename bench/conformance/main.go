// Command conformance prints what HTTP asks of a middleware that changes
// bodies, and what net/http without one, the one of this module and four
// others from the module proxy make of it.
//
//	go run ./conformance
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/CAFxX/httpcompression"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/handlers"
	"github.com/klauspost/compress/gzhttp"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/internal/conformance"
)

func main() {
	lab := conformance.NewLab()
	defer lab.Close()
	var names []string
	var results [][]conformance.Result
	for _, s := range subjects() {
		names = append(names, s.Name)
		results = append(results, lab.Run(s))
	}
	conformance.Write(os.Stdout, names, results)
}

// subjects are judged in this order.
func subjects() []conformance.Subject {
	return []conformance.Subject{
		plain("net/http", func(next http.Handler) http.Handler { return next }),
		{Name: "ours", Rewrites: true, New: ours},
		plain("gzhttp", func(next http.Handler) http.Handler { return gzhttp.GzipHandler(next) }),
		plain("chi", middleware.Compress(5)),
		plain("gorilla", handlers.CompressHandler),
		plain("CAFxX", cafxx),
	}
}

// plain is a middleware that knows no texts.
func plain(name string, wrap func(http.Handler) http.Handler) conformance.Subject {
	return conformance.Subject{Name: name, New: func() (*conformance.Instance, error) {
		return &conformance.Instance{Wrap: func(_ string, next http.Handler) http.Handler { return wrap(next) }}, nil
	}}
}

func cafxx(next http.Handler) http.Handler {
	wrap, err := httpcompression.DefaultAdapter()
	if err != nil {
		panic(fmt.Sprintf("conformance: default adapter of httpcompression: %v", err))
	}
	return wrap(next)
}

func ours() (*conformance.Instance, error) {
	texts := func(title string) contenttest.Texts { return contenttest.Texts{"en": {"home.title": title}} }
	script := contenttest.NewScript(texts("Hello"))
	client, err := content.New(script, &content.Options{Refresh: -1, StartWait: 10 * time.Second})
	if err != nil {
		return nil, err
	}
	variants := map[string]*content.PageOptions{"upstream": {Upstream: true}, "debug": {Debug: true}}
	return &conformance.Instance{
		Wrap: func(variant string, next http.Handler) http.Handler {
			wrap, err := client.Wrap(variants[variant])
			if err != nil {
				panic(err)
			}
			return wrap(next)
		},
		Publish: func(title string) error {
			script.Publish(texts(title))
			return client.Refresh(context.Background())
		},
		Skip:    content.Skip,
		Skipped: func() map[string]uint64 { return client.Status().Skipped },
		Close:   func() { _ = client.Close() },
	}, nil
}
