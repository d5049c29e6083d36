package content

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxTag is the longest language tag that is looked at, in bytes. RFC 5646
// section 4.4.1 asks for room for 35.
const maxTag = 64

// localeMatcher knows the published locales.
type localeMatcher interface {
	// serves returns the published locale that serves a tag as a request
	// names it: the locale of that tag, else of its nearest parent.
	serves(tag string) (published string, ok bool)

	// extends returns the first published locale that is a more special form
	// of a tag: en-GB of en.
	extends(tag string) (published string, ok bool)
}

// localeChoice is what the sources of a request came to.
type localeChoice struct {
	tag       string // a published tag; "": the default locale
	prefix    uint8  // bytes of the path that are the locale's segment
	rawPrefix uint8  // the same of the escaped path, 0 when it has none
	language  bool   // Accept-Language was consulted
	cookie    bool   // Cookie was consulted
	function  bool   // LocaleOptions.Func was
}

// choose asks the sources in their order. It does not allocate unless the
// query has an escaped locale.
func (lc *localeConfig) choose(r *http.Request, m localeMatcher) localeChoice {
	var ch localeChoice
	for i, source := range lc.order {
		if lc.ask(source, r, m, &ch) {
			if slices.Contains(lc.order[i+1:], LocaleFromPath) {
				lc.takePrefix(r.URL, m, &ch)
			}
			break
		}
	}
	return ch
}

// takePrefix notes the locale's segment of a path that did not decide: the
// handler sees its path without it in any case.
func (lc *localeConfig) takePrefix(u *url.URL, m localeMatcher, ch *localeChoice) {
	var path localeChoice
	if lc.fromPath(u, m, &path) {
		ch.prefix, ch.rawPrefix = path.prefix, path.rawPrefix
	}
}

// ask reports whether the source decided.
func (lc *localeConfig) ask(s LocaleSource, r *http.Request, m localeMatcher, ch *localeChoice) bool {
	switch s {
	case LocaleFromPath:
		return lc.fromPath(r.URL, m, ch)
	case LocaleFromHost:
		return ch.take(m, lc.host[hostName(r.Host)])
	case LocaleFromQuery:
		return ch.take(m, queryValue(r.URL.RawQuery, lc.query))
	case LocaleFromCookie:
		ch.cookie = true
		return ch.take(m, cookieValue(r.Header["Cookie"], lc.cookie))
	case LocaleFromFunc:
		ch.function = true
		return ch.take(m, lc.named(r, m))
	case LocaleFromAcceptLanguage:
		ch.language = true
		tag, ok := matchAcceptLanguage(r.Header["Accept-Language"], m)
		ch.tag = tag
		return ok
	}
	return false
}

// named asks LocaleOptions.Func. A panic of it costs the request its answer, and
// nothing else.
func (lc *localeConfig) named(r *http.Request, m localeMatcher) (tag string) {
	defer func() {
		switch value := recover(); {
		case value == http.ErrAbortHandler: // wants to end the request
			panic(value)
		case value != nil:
			tag = ""
			if v, ok := m.(*View); ok {
				v.logPanic("content: recovered panic of LocaleOptions.Func; the next source is asked", value)
			}
		}
	}()
	return lc.fn(r)
}

func (ch *localeChoice) take(m localeMatcher, tag string) bool {
	if len(tag) > maxTag || !isTag(strings.ReplaceAll(tag, "_", "-")) { // other programs write de_AT
		return false
	}
	published, ok := m.serves(tag)
	if ok {
		ch.tag = published
	}
	return ok
}

// fromPath takes the first segment when it is the tag of a published locale
// itself: a parent would take words like /no-news for Norwegian.
func (lc *localeConfig) fromPath(u *url.URL, m localeMatcher, ch *localeChoice) bool {
	segment := firstSegment(u.Path)
	if !isTag(segment) {
		return false
	}
	tag, ok := m.serves(segment)
	if !ok {
		tag = ""
	}
	if !strings.EqualFold(tag, segment) && !lc.knowsPrefix(segment) {
		return false
	}
	raw := 0
	if u.RawPath != "" {
		if firstSegment(u.RawPath) != segment {
			return false // written with escapes: not a locale's address
		}
		raw = 1 + len(segment)
	}
	ch.tag, ch.prefix, ch.rawPrefix = tag, uint8(1+len(segment)), uint8(raw)
	return true
}

func (lc *localeConfig) knowsPrefix(segment string) bool {
	for _, known := range lc.prefixes {
		if strings.EqualFold(known, segment) {
			return true
		}
	}
	return false
}

// firstSegment returns what stands between the first slash and the next.
func firstSegment(path string) string {
	if path == "" || path[0] != '/' {
		return ""
	}
	segment, _, _ := strings.Cut(path[1:], "/")
	return segment
}

// stripped returns the URL without the locale's segment.
func (ch *localeChoice) stripped(u *url.URL) *url.URL {
	short := *u
	short.Path = orSlash(u.Path[ch.prefix:])
	if u.RawPath != "" {
		short.RawPath = orSlash(u.RawPath[ch.rawPrefix:])
	}
	return &short
}

func orSlash(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// hostName returns the host without port, in lower case.
func hostName(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && strings.IndexByte(host[i:], ']') < 0 {
		host = host[:i]
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// queryValue returns the first value of a query parameter, "" for none.
func queryValue(query, name string) string {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		value, ok := strings.CutPrefix(pair, name)
		if !ok || value == "" || value[0] != '=' {
			continue
		}
		value = value[1:]
		if len(value) <= 3*maxTag && strings.IndexByte(value, '%') >= 0 {
			value, _ = url.QueryUnescape(value)
		}
		return value
	}
	return ""
}

// cookieValue returns the first value of a cookie, "" for none.
func cookieValue(lines []string, name string) string {
	for _, line := range lines {
		for line != "" {
			var part string
			part, line, _ = strings.Cut(line, ";")
			key, value, ok := strings.Cut(strings.TrimSpace(part), "=")
			if !ok || strings.TrimSpace(key) != name {
				continue
			}
			value = strings.TrimSpace(value)
			if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
				value = value[1 : n-1]
			}
			return value
		}
	}
	return ""
}

// isTag reports whether s looks like a language tag: 1 to 8 letters, then
// subtags of 1 to 8 letters and digits, at most maxTag bytes.
func isTag(s string) bool {
	if s == "" || len(s) > maxTag {
		return false
	}
	length, primary := 0, true
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '-':
			if length == 0 {
				return false
			}
			length, primary = 0, false
		case !isAlnum(c) || primary && c <= '9':
			return false
		default:
			if length++; length > 8 {
				return false
			}
		}
	}
	return length > 0
}

// serves goes up the parents of CLDR.
func (v *View) serves(tag string) (published string, ok bool) {
	if v.rev == nil {
		return "", false
	}
	l := v.rev.find(tag)
	if l == nil {
		return "", false
	}
	return l.tag, true
}

// extends looks at the default locale first, then in the order of tags.
func (v *View) extends(tag string) (published string, ok bool) {
	if v.rev == nil {
		return "", false
	}
	for _, l := range v.rev.locales {
		if n := len(tag); len(l.Tag) > n && l.Tag[n] == '-' && strings.EqualFold(l.Tag[:n], tag) {
			return l.Tag, true
		}
	}
	return "", false
}
