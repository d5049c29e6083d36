// Command conformance prints what HTTP asks of a middleware that changes
// bodies, and what net/http without one, the one of this module and four
// others from the module proxy make of it.
//
//	go run ./conformance
package main

import (
	"fmt"
	"net/http"
	"os"

	"github.com/CAFxX/httpcompression"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/handlers"
	"github.com/klauspost/compress/gzhttp"

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
		conformance.Ours(),
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
