package conformance

import (
	"fmt"
	"net/http"
	"strings"
)

// pageRows are about what a page is given.
var pageRows = []Row{
	{"M40", "content security policy", "stays; no script, style or handler comes in, not even by a text", func(x *exam) {
		const policy = "default-src 'self'; require-trusted-types-for 'script'"
		check := func(s *server) {
			got := x.get(s, "/")
			x.equal("policy", policy, got.Header.Get("Content-Security-Policy"))
			for _, bad := range []string{"<script", "<style", "style=", "onclick", "javascript:"} {
				x.ok(!strings.Contains(got.body, bad), "the page has %s", bad)
			}
		}
		x.all(send(page, "Content-Security-Policy", policy), check)
		for _, hostile := range []string{`<b onclick="x">Hello</b>`, `<b style="x">Hello</b>`, "<script>x</script>", `<a href="javascript:x">Hello</a>`} {
			x.publish(hostile)
			x.all(send(page, "Content-Security-Policy", policy), check)
		}
		x.publish("Hello")
	}},
	{"M42", "fragments", "a part of a page without html and head is a page", func(x *exam) {
		part := label + filler
		for _, pair := range [][2]string{{"HX-Request", "true"}, {"Turbo-Frame", "x"}, {"X-Requested-With", "fetch"}} {
			x.all(send(part), func(s *server) { x.equal(pair[0], x.text(part), x.get(s, "/", pair[0], pair[1]).body) })
		}
	}},
	{"M43", "installed twice", "works once", func(x *exam) {
		twice := func(w http.ResponseWriter, r *http.Request) { x.Wrap("", contentOf(page)).ServeHTTP(w, r) }
		x.all(twice, func(s *server) {
			got := x.get(s, "/")
			x.equal("body", x.text(page), got.body)
			tag := got.Header.Get("ETag")
			if x.rewrites {
				x.equal("marks in the tag", 1, strings.Count(tag, ".txt."))
				x.equal("status", http.StatusNotModified, x.get(s, "/", "If-None-Match", tag).StatusCode)
			}
		})
	}},
	{"M45", "what a visitor sends", "nothing of it gets into the page or its header (BREACH needs that; XSS, too)", func(x *exam) {
		const mark = "zq<script>7"
		x.all(send(page), func(s *server) {
			got := x.get(s, "/?locale=zq%3Cscript%3E7", "Cookie", "locale="+mark, "Accept-Language", mark,
				"X-Forwarded-Host", mark, "Referer", "https://x/"+mark, "X-Forwarded-Proto", mark)
			x.ok(!strings.Contains(got.body, "zq"), "it is in the page")
			x.ok(!strings.Contains(fmt.Sprint(got.Header), "zq"), "it is in the header: %v", got.Header)
			x.equal("body", x.text(page), got.body)
		})
	}},
}
