// Command echo serves published texts from an app of
// github.com/labstack/echo.
package main

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v5"

	"github.com/teletextio/content"
	"github.com/teletextio/content/examples/frameworks/site"
)

func main() { site.Serve(&site.Options, newApp) }

// newApp wraps the echo: it is an http.Handler. echo.WrapMiddleware does not do:
// an error that a handler returns, 404 for one, becomes a response only when
// all middleware has returned, and ours takes no writes then.
func newApp(client *content.Client) http.Handler {
	e := echo.New()
	e.GET("/hello/:name", func(c *echo.Context) error {
		content.SetArgs(c.Request().Context(), "name", c.Param("name"))
		return c.HTML(http.StatusOK, site.Page)
	})
	e.GET("/api", func(c *echo.Context) error {
		c.Response().Header().Set("Content-Type", "application/json")
		encoder := json.NewEncoder(c.Response())
		encoder.SetEscapeHTML(false)
		return encoder.Encode(site.Data)
	})
	e.GET("/events", func(c *echo.Context) error {
		site.Events(c.Response(), c.Request())
		return nil
	})
	return client.Middleware(e)
}
