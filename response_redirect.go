package content

import (
	"net/http"
	"path"
	"strings"
)

// keepLocale puts the locale's segment into a redirect from a path to the same
// one in another writing, /docs to /docs/: routers make them from the path that
// they see, and the visitor would lose the locale. Other redirects are the
// handler's own.
func (w *responseWriter) keepLocale(status int32, h http.Header) {
	location := first(h["Location"])
	if w.choice.prefix == 0 || status < 300 || status > 399 || !strings.HasPrefix(location, "/") {
		return
	}
	to := location
	if i := strings.IndexAny(to, "?#"); i >= 0 {
		to = to[:i]
	}
	a := &w.req.address
	if _, own := a.split(); to == own || path.Clean(to) != path.Clean(own) || strings.HasPrefix(to, "//") {
		return
	}
	h["Location"] = []string{a.path[:w.choice.prefix] + location}
}
