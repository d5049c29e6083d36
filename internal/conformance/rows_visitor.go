package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
)

// visitorRows are about what strangers can do: with headers, addresses and
// pages of their making.
var visitorRows = []Row{
	{"S19", "a megabyte of Accept-Language", "is read up to where people's headers end", func(x *exam) {
		if !x.rewrites {
			return
		}
		for _, c := range []struct{ header, want string }{
			{"xx,DE-at;q=0.5" + strings.Repeat(",zz-zz;q=0.1", 1<<20/12), "Hallo"},
			{strings.Repeat("zz;q=0.9,", 1<<20/9) + "de", "Hello"},
			{"fr" + strings.Repeat(" ", 1<<20) + ",de", "Hello"},
			{strings.Repeat("-", 1<<20), "Hello"},
		} {
			got := x.recorded(send(page), "/", "Accept-Language", c.header)
			x.ok(strings.Contains(got.Body.String(), ">"+c.want+"<"), "%.30q: not %s", c.header, c.want)
		}
	}},
	{"S20", "a locale in the page", "is written as it was published, never as it was asked for", func(x *exam) {
		if !x.rewrites {
			return
		}
		whole := `<!DOCTYPE html><html><head></head><body>` + label
		for locale, want := range map[string]string{
			"DE": "de", "de_AT": "de", "de-x-evil": "de", `%22%3E%3Cscript%3Ealert(1)%3C/script%3E`: "en", "de%0d%0aX-Evil:1": "en", "..%2F..%2Fde": "en",
		} {
			x.allAs("seo", send(whole), func(s *server) {
				got := x.get(s, "/?locale="+locale)
				x.ok(strings.Contains(got.body, `<html lang="`+want+`" dir="ltr">`), "%s: %.80q", locale, got.body)
				x.ok(!strings.Contains(strings.ToLower(got.body), "evil"), "%s: it is in the page", locale)
			})
		}
	}},
	{"S21", "a shared cache in front", "two pages of one address differ only by what Vary names", func(x *exam) {
		visitors := []http.Header{{}}
		for _, pair := range [][2]string{
			{"Accept-Language", "de"}, {"Accept-Language", "en, de"}, {"Cookie", "locale=de"}, {"Cookie", "locale=xx"}, {"X-Forwarded-Host", "de.example.com"},
			{"X-Forwarded-Prefix", "/de"}, {"Forwarded", "host=de.example.com"}, {"X-Original-Url", "/?locale=de"}, {"X-Locale", "de"},
		} {
			visitors = append(visitors, http.Header{pair[0]: {pair[1]}})
		}
		for _, target := range []string{"/", "/?locale=de", "/?locale=xx", "/de/"} {
			var answers []*httptest.ResponseRecorder
			for _, v := range visitors {
				pairs := []string{}
				for name := range v {
					pairs = append(pairs, name, v.Get(name))
				}
				answers = append(answers, x.recorded(send(page), target, pairs...))
			}
			for i, a := range answers {
				for j, b := range answers {
					if a.Body.String() != b.Body.String() {
						x.ok(told(a.Header(), visitors[i], visitors[j]), "%s: a cache gives the page of %v to %v", target, visitors[i], visitors[j])
					}
				}
			}
		}
	}},
	{"S24", "keys of a stranger", "are cut and quoted in the log", func(x *exam) {
		if x.Log == nil {
			return
		}
		evil := "home.a\x1b[31m\nlevel=ERROR msg=owned " + strings.Repeat("k", 2000)
		x.recorded(send(strings.ReplaceAll(page, "home.title", evil)), "/")
		log := x.Log()
		x.ok(strings.Contains(log, "home.a"), "the label is not in the log: %q", log)
		for line := range strings.Lines(log) {
			x.ok(strings.HasPrefix(line, "time=") && len(line) < 700, "a line of %d bytes: %.80q", len(line), line)
			x.ok(!strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\x1b\r\n"), "control characters: %.80q", line)
		}
	}},
	{"S25", "an origin that fails", "its error is for the log, not for pages", func(x *exam) {
		if x.Break == nil {
			return
		}
		const secret = "bucket-7f3a"
		x.Break(errors.New("GET https://key:" + secret + "@origin.internal/live.json: refused"))
		for _, variant := range []string{"", "debug", "seo"} {
			x.allAs(variant, contentOf(page), func(s *server) {
				got := x.get(s, "/?content-debug")
				if variant != "debug" {
					x.equal("body", x.text(page), got.body)
				}
				x.ok(!strings.Contains(fmt.Sprint(got.body, got.Header), secret), "%q: it is in the answer", variant)
			})
		}
	}},
}

// told reports whether a header that Vary names tells two visitors apart.
func told(answer, a, b http.Header) bool {
	for name := range strings.SplitSeq(strings.Join(answer.Values("Vary"), ","), ",") {
		if name = strings.TrimSpace(name); name == "*" || a.Get(name) != b.Get(name) {
			return true
		}
	}
	return false
}

// recorded is the answer to a request that no server has looked at.
func (x *exam) recorded(h http.HandlerFunc, target string, pairs ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	rec := httptest.NewRecorder()
	x.Wrap("", h).ServeHTTP(rec, r)
	return rec
}
