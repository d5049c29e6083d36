// Package cdn serves a publication over HTTP as a CDN should: with the right
// caching, types and validators, and nothing but the publication. It is meant
// for development and tests, and as the pattern for a CDN's configuration.
package cdn

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
)

// published matches the names of a publication: manifests, indexes, bundles.
var published = regexp.MustCompile(
	`^([a-z0-9][a-z0-9_-]*|i/[A-Za-z0-9-]+\.[0-9a-f]{32}|b/[a-z0-9][a-z0-9_-]*\.[A-Za-z0-9-]+\.[0-9a-f]{32})\.json$`)

// Handler serves the publication that f reads, each object at its name below
// the root of the handler; wrap it in [http.StripPrefix] to serve it elsewhere.
// Every request reads anew, so that a new manifest is there at once.
//
// GET and HEAD are answered, other methods with 405. Objects have
// Cache-Control as [publish.CacheControl] says, an ETag, which conditional
// requests (RFC 9110, section 13) are held against, Content-Type
// application/json and X-Content-Type-Options nosniff; scripts of any origin
// may read them. Whatever is not the name of an object is 404: there are no
// directory listings and no other files. A 404 is not cached for longer than a
// manifest, and no failure is cached at all.
func Handler(f fetch.Fetcher) http.Handler { return &handler{f} }

type handler struct{ f fetch.Fetcher }

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Access-Control-Allow-Origin", "*")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		fail(w, "no-store", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	if !published.MatchString(name) {
		fail(w, "public, max-age=5", http.StatusNotFound)
		return
	}
	object, err := h.f.Fetch(r.Context(), fetch.Request{Name: name})
	switch {
	case errors.Is(err, fetch.ErrNotFound):
		fail(w, "public, max-age=5", http.StatusNotFound)
		return
	case err != nil:
		fail(w, "no-store", http.StatusInternalServerError)
		return
	}
	header.Set("Cache-Control", publish.CacheControl(name))
	if object.ETag != "" {
		header.Set("ETag", object.ETag)
	}
	if matches(r.Header.Values("If-None-Match"), object.ETag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Type", publish.ContentType)
	header.Set("Content-Length", strconv.Itoa(len(object.Body)))
	if r.Method == http.MethodGet {
		w.Write(object.Body) // the reader has gone when it fails
	}
}

// matches reports whether a condition names the tag (RFC 9110, section
// 13.1.2: a weak comparison).
func matches(conditions []string, tag string) bool {
	for element := range strings.SplitSeq(strings.Join(conditions, ","), ",") {
		element = strings.TrimPrefix(strings.TrimSpace(element), "W/")
		if tag != "" && (element == tag || element == "*") {
			return true
		}
	}
	return false
}

func fail(w http.ResponseWriter, cache string, status int) {
	w.Header().Set("Cache-Control", cache)
	http.Error(w, http.StatusText(status), status)
}
