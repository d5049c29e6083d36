package content

import (
	"net/http"
	"net/url"
	"strings"
)

// address is a request's own address, as the client sent it. The strings are
// copies: handlers may change the URL of their request.
type address struct {
	uri      string // request target
	path     string // as the middleware got it, which may be below a mount
	rawPath  string
	rawQuery string
	prefix   int // bytes of the escaped path that are the locale's segment
	cfg      *localeConfig
}

// takeAddress notes where r was sent to. prefix is the length of the locale's
// segment in the escaped path.
func takeAddress(r *http.Request, cfg *localeConfig, ch *localeChoice) address {
	a := address{uri: r.RequestURI, path: r.URL.Path, rawPath: r.URL.RawPath, rawQuery: r.URL.RawQuery, cfg: cfg}
	a.prefix = int(ch.prefix) // a tag has nothing to escape
	return a
}

// split returns the escaped path without the locale's segment, and what a
// handler outside of the middleware has cut off before it, such as
// http.StripPrefix.
func (a *address) split() (mount, path string) {
	u := url.URL{Path: a.path, RawPath: a.rawPath}
	path = u.EscapedPath()
	sent, _, _ := strings.Cut(a.uri, "?")
	if strings.HasPrefix(sent, "/") && strings.HasSuffix(sent, path) {
		mount = sent[:len(sent)-len(path)]
	}
	return mount, orSlash(path[a.prefix:])
}

// URL returns the address of this page in another locale, for a language
// switch:
//
//	{{ range .Txt.Locales }}<a href="{{ $.Txt.URL .Tag }}" hreflang="{{ .Tag }}">{{ .Name }}</a>{{ end }}
//
// It is the address of the request with the locale in its place: the first
// segment of the path, the host, or the query parameter, whichever of them
// comes first in LocaleOptions.Order. Path and query stay otherwise. It has a
// host, as //de.example.com/about, when the locale is in the host. A locale in
// none of them is no part of an address: then the result is the address of the
// page itself, and the switch sets the cookie of [Client.LocaleCookie].
//
// The result is "" outside of a request of the middleware and for a locale
// that is not published. The parts that come from the request are the
// visitor's: write the result by a template that escapes.
func (v *View) URL(locale string) string {
	if v.rev == nil || v.req == nil || v.req.address.cfg == nil {
		return ""
	}
	l := v.rev.table([]byte(locale))
	if l == nil {
		return ""
	}
	mount, path := v.req.address.split()
	return v.address(l.tag, mount, path, v.req.address.rawQuery)
}

// Path returns the address of another page of the site in the locale of the
// view, for links and redirects of handlers that see their paths without the
// locale:
//
//	<a href="{{ .Txt.Path "/about" }}">      /de/about
//	http.Redirect(w, r, content.From(r.Context()).Path("/login?next=/"), http.StatusSeeOther)
//
// path is one as the handler is asked for, escaped, with a query and a fragment
// if need be. The locale is put where URL puts it. What does not begin with one
// slash, and everything outside of a request of the middleware or without a
// revision, is returned as it is.
func (v *View) Path(path string) string {
	if v.l == nil || v.req == nil || v.req.address.cfg == nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return path
	}
	rest, fragment := path, ""
	if i := strings.IndexByte(rest, '#'); i >= 0 {
		rest, fragment = rest[:i], rest[i:]
	}
	rest, query, _ := strings.Cut(rest, "?")
	mount, _ := v.req.address.split()
	return v.address(v.l.tag, mount, rest, query) + fragment
}

// address puts a locale into an address.
func (v *View) address(tag, mount, path, query string) string {
	host, mount, path, query := v.req.address.cfg.place(tag, mount, path, query)
	if host != "" {
		host = "//" + host
	}
	ref := host + mount + path
	if host == "" && strings.HasPrefix(ref, "//") {
		ref = "/." + ref // else it would name a host
	}
	if query != "" {
		ref += "?" + query
	}
	v.req.noteUsed("url", ref)
	return ref
}

// Locales returns the locales of the view's revision, the default one first;
// nil when there is no revision.
func (v *View) Locales() []Locale {
	if v.rev == nil {
		return nil
	}
	for _, l := range v.rev.locales {
		v.req.noteUsed("locale "+l.Tag, l.Name)
	}
	return append([]Locale(nil), v.rev.locales...)
}

// LocaleCookie returns the cookie by which a browser asks for a locale from now
// on: that of LocaleOptions.Cookie, for a year and the whole site. The caller
// sets it, and may change it before:
//
//	if cookie := client.LocaleCookie(r.FormValue("locale")); cookie != nil {
//		http.SetCookie(w, cookie)
//	}
//
// It is nil for a locale that is not published and when the cookie is switched
// off.
func (c *Client) LocaleCookie(locale string) *http.Cookie {
	rev := c.rev.Load()
	if rev == nil || c.page.locale.cookie == "" {
		return nil
	}
	l := rev.table([]byte(locale))
	if l == nil {
		return nil
	}
	return &http.Cookie{
		Name: c.page.locale.cookie, Value: l.tag, Path: "/",
		MaxAge: 365 * 24 * 60 * 60, SameSite: http.SameSiteLaxMode,
	}
}

// carrier returns the first source whose locale is a part of the address; 0
// when there is none.
func (lc *localeConfig) carrier() LocaleSource {
	for _, s := range lc.order {
		switch s {
		case LocaleFromPath, LocaleFromHost, LocaleFromQuery:
			return s
		}
	}
	return 0
}

// place puts a locale into an address. tag "" takes it out.
func (lc *localeConfig) place(tag, mount, path, query string) (_, _, _, _ string) {
	host := ""
	switch lc.carrier() {
	case LocaleFromPath:
		if tag != "" {
			path = "/" + tag + path
		}
	case LocaleFromHost:
		host = lc.hostOf(tag)
	case LocaleFromQuery:
		query = setQuery(query, lc.query, tag)
	}
	return host, mount, path, query
}

// hostOf returns the first host, by name, of a locale; "" when it has none.
func (lc *localeConfig) hostOf(tag string) string {
	found := ""
	for host, t := range lc.host {
		if strings.EqualFold(t, tag) && (found == "" || host < found) {
			found = host
		}
	}
	return found
}

// setQuery returns a query with one parameter of this name, in the place of the
// first one that it had; with none when value is "".
func setQuery(query, name, value string) string {
	var parts []string
	done := value == ""
	for part := range strings.SplitSeq(query, "&") {
		key, _, _ := strings.Cut(part, "=")
		switch {
		case part == "":
			continue
		case key != name:
			parts = append(parts, part)
		case !done:
			parts, done = append(parts, name+"="+value), true
		}
	}
	if !done {
		parts = append(parts, name+"="+value)
	}
	return strings.Join(parts, "&")
}
