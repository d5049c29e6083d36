package conformance

import (
	"net/http"
	"strings"
)

// validatorRows are about entity tags, conditions and digests.
var validatorRows = []Row{
	{"M17", "ETag of changed bytes", "never the strong one of other bytes; of a page ours alone, weak", func(x *exam) {
		x.all(contentOf(page), func(s *server) {
			got := x.get(s, "/")
			if got.raw != page {
				x.ok(got.Header.Get("ETag") != `"app-1"`, "the strong tag of other bytes is kept")
			}
			if x.rewrites {
				x.ok(strings.HasPrefix(got.Header.Get("ETag"), `W/"`), "tag %q", got.Header.Get("ETag"))
				x.equal("Last-Modified", "", got.Header.Get("Last-Modified"))
			}
		})
	}},
	{"M18", "the page's tag comes back", "304 while nothing changed, 200 with the new text after a publish", func(x *exam) {
		x.all(contentOf(page), func(s *server) {
			first := x.get(s, "/")
			tag := first.Header.Get("ETag")
			x.equal("status", http.StatusNotModified, x.get(s, "/", "If-None-Match", tag).StatusCode)
			if x.Publish == nil {
				return
			}
			x.must(x.Publish("News"))
			second := x.get(s, "/", "If-None-Match", tag)
			x.equal("status after a publish", http.StatusOK, second.StatusCode)
			x.ok(strings.Contains(second.body, ">News<"), "the old text")
			x.must(x.Publish("Hello"))
		})
	}},
	{"M19", "conditions from before", "an asset's 304 survives a publish; a navigation does not get the page's", func(x *exam) {
		asset := func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, "app.js", modified, strings.NewReader(filler))
		}
		x.all(asset, func(s *server) {
			if x.Publish != nil {
				x.must(x.Publish("Hello"))
			}
			got := x.get(s, "/", "If-Modified-Since", lastWeek, "Sec-Fetch-Dest", "script")
			x.equal("status of the asset", http.StatusNotModified, got.StatusCode)
		})
		if !x.rewrites {
			return
		}
		x.all(contentOf(page), func(s *server) {
			for _, pair := range [][]string{{"If-Modified-Since", lastWeek}, {"If-None-Match", `"app-1"`}} {
				got := x.get(s, "/", append(pair, "Sec-Fetch-Dest", "document")...)
				x.equal("status of the page", http.StatusOK, got.StatusCode)
			}
		})
	}},
	{"M20", "digests", "none of other bytes is kept", func(x *exam) {
		names := []string{"Content-Digest", "Repr-Digest", "Digest", "Content-Md5"}
		var pairs []string
		for _, name := range names {
			pairs = append(pairs, name, "x")
		}
		x.all(send(page, pairs...), func(s *server) {
			got := x.get(s, "/")
			for _, name := range names {
				// Repr-Digest is of the whole representation, its coding included.
				x.ok(got.raw == page || got.Header.Get(name) == "", "%s is kept", name)
			}
		})
	}},
	{"M24", "Vary", "added to, never overwritten; names what was consulted even where it was absent", func(x *exam) {
		x.all(send(page, "Vary", "Origin"), func(s *server) {
			for _, language := range []string{"", "en"} {
				got := x.get(s, "/", "Accept-Language", language)
				vary := strings.ToLower(strings.Join(got.Header.Values("Vary"), ","))
				x.ok(strings.Contains(vary, "origin"), "the handler's Vary is gone: %q", vary)
				if got.Header.Get("Content-Encoding") == "gzip" {
					x.ok(strings.Contains(vary, "accept-encoding"), "Vary %q", vary)
				}
				if x.rewrites {
					x.ok(strings.Contains(vary, "accept-language") && strings.Contains(vary, "cookie"), "Vary %q", vary)
				}
			}
		})
	}},
}
