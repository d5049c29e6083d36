// Command fiber serves published texts from an app of github.com/gofiber/fiber.
package main

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v3"
	"github.com/gofiber/fiber/v3/middleware/adaptor"

	"github.com/teletextio/content"
	"github.com/teletextio/content/examples/frameworks/site"
)

func main() { site.Serve(&site.Options, newApp) }

// newApp turns the app into an http.Handler and wraps that. Fiber stands on
// fasthttp, so it is served by net/http then, and each response is whole
// before it leaves: nothing streams. The adaptor drops the context of the
// request, so content.From and SetArgs do not work inside, and arguments stand
// in the page as literal JSON. adaptor.HTTPMiddleware does not help: it
// shows a middleware the request and not the response.
func newApp(client *content.Client) http.Handler {
	app := fiber.New(fiber.Config{UnescapePath: true})
	app.Get("/hello/:name", func(c fiber.Ctx) error {
		args, err := json.Marshal(map[string]string{"name": c.Params("name")})
		if err != nil {
			return err
		}
		return c.Type("html", "utf-8").SendString(strings.Replace(site.Page, `data-txt="home.greeting"`,
			`data-txt="home.greeting" data-txt-args="`+html.EscapeString(string(args))+`"`, 1))
	})
	app.Get("/api", func(c fiber.Ctx) error {
		var b strings.Builder
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(site.Data); err != nil {
			return err
		}
		return c.Type("json").SendString(b.String())
	})
	handler := adaptor.FiberApp(app)
	return client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RequestURI = r.URL.RequestURI() // the adaptor routes by it, and the locale is gone from the path only
		handler(w, r)
	}))
}
