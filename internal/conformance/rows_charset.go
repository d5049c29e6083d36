package conformance

import (
	"net/http"
	"strings"
)

// charsetRows are about pages that are not in UTF-8.
var charsetRows = []Row{
	{"M26", "other charsets", "the page's bytes stay, the text is written in the page's charset; what cannot be is left", func(x *exam) {
		own := "<p>\xe9</p>"
		x.publish("Grüße \u20ac \u4f60")
		want := own + label
		if x.rewrites {
			want = own + strings.ReplaceAll(label, "own", "Gr\xfc\xdfe \x80 &#20320;")
		}
		x.all(send(own+label+filler, "Content-Type", "text/html; charset=windows-1252"), func(s *server) {
			x.equal("windows-1252", want+filler, x.get(s, "/").body)
		})
		for _, label := range []string{"utf-16", "iso-2022-jp", "x-mine"} {
			x.all(send(page, "Content-Type", "text/html; charset="+label), func(s *server) {
				x.equal(label, page, x.get(s, "/").body)
			})
		}
		x.publish("Hello")
	}},
	{"M27", "which charset", "a byte order mark goes before the header, that before a declaration", func(x *exam) {
		x.publish("ü")
		for _, c := range []struct{ typ, head, want string }{
			{"text/html; charset=utf-8", "<meta charset=windows-1252>", "ü"},
			{"text/html; charset=windows-1252", "<meta charset=utf-8>", "\xfc"},
			{"text/html; charset=windows-1252", "\xef\xbb\xbf", "ü"},
			{"text/html", "\xef\xbb\xbf<meta charset=windows-1252>", "ü"},
			{"text/html", "<!-- <meta charset=utf-8> --><meta http-equiv=content-type content='text/html; charset=windows-1252'>", "\xfc"},
			{"text/html", "", "ü"},
		} {
			body := c.head + label + filler
			want := body
			if x.rewrites {
				want = strings.ReplaceAll(body, ">own<", ">"+c.want+"<")
			}
			h := func(w http.ResponseWriter, r *http.Request) { send(body, "Content-Type", c.typ)(w, r) }
			x.all(h, func(s *server) { x.equal(c.typ+" "+c.head, want, x.get(s, "/").body) })
		}
		x.publish("Hello")
	}},
}

// publish replaces the text of the label, where there is one.
func (x *exam) publish(title string) {
	if x.Publish != nil {
		x.must(x.Publish(title))
	}
}
