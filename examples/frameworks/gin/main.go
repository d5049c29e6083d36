// Command gin serves published texts from an app of github.com/gin-gonic/gin.
package main

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/teletextio/content"
	"github.com/teletextio/content/examples/frameworks/site"
)

func main() { site.Serve(&site.Options, newApp) }

// newApp wraps the engine: it is an http.Handler, and a middleware of gin's own
// kind cannot exchange the writer of net/http.
func newApp(client *content.Client) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	g := gin.New()
	g.GET("/hello/:name", func(c *gin.Context) {
		content.SetArgs(c.Request.Context(), "name", c.Param("name"))
		c.Data(http.StatusOK, "text/html; charset=utf-8", []byte(site.Page))
	})
	g.GET("/api", func(c *gin.Context) { c.PureJSON(http.StatusOK, site.Data) })
	g.GET("/events", func(c *gin.Context) { site.Events(c.Writer, c.Request) })
	return client.Middleware(g)
}
