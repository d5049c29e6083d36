package content

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// LocaleSource is one place of a request that can name its locale. The
// constants are the places, for LocaleOptions.Order: go doc
// content.LocaleFromPath lists them all.
type LocaleSource uint8

// The places, in the order in which they are asked by default.
const (
	LocaleFromPath           LocaleSource = iota + 1 // first segment of the path: /de/about
	LocaleFromHost                                   // LocaleOptions.Host
	LocaleFromQuery                                  // ?locale=de
	LocaleFromCookie                                 // Cookie: locale=de
	LocaleFromFunc                                   // LocaleOptions.Func
	LocaleFromAcceptLanguage                         // Accept-Language: de-AT, en;q=0.5
)

// String returns the name of the source, for messages.
func (s LocaleSource) String() string {
	switch s {
	case LocaleFromPath:
		return "path"
	case LocaleFromHost:
		return "host"
	case LocaleFromQuery:
		return "query"
	case LocaleFromCookie:
		return "cookie"
	case LocaleFromFunc:
		return "func"
	case LocaleFromAcceptLanguage:
		return "Accept-Language"
	}
	return fmt.Sprintf("LocaleSource(%d)", uint8(s))
}

// LocaleOptions says how the locale of a request is found. The zero value asks
// the query parameter "locale", the cookie "locale" and Accept-Language, in
// this order, and takes the published default locale when none of them names
// a published one.
//
// Each source in turn may name a locale. What it names is matched against the
// published locales: the tag itself first, then its parents (de-AT is served
// by de); what matches nothing counts as absent, and nothing of it reaches a
// URL, a log or the page.
//
// A response that could be rewritten gets a Vary header for the request
// headers that were consulted: for Accept-Language always when no earlier
// source decided, and likewise for Cookie. "Vary: Cookie" keeps most shared
// caches from storing a page; a site behind a CDN is better served by a locale
// in the URL (PathPrefix, Host or the query) with Cookie: "-".
type LocaleOptions struct {
	// Order lists the sources that are asked, each at most once. Nil is the
	// default: path, host, query, cookie, func, Accept-Language, as far as
	// they are configured. A listed source that is off or has no
	// configuration is an error.
	Order []LocaleSource

	// PathPrefix takes the locale from the first segment of the path, if that
	// is the tag of a published locale, in any case, and of nothing else. The
	// segment is then removed from the path that the wrapped handler sees, also
	// where a source before it has decided: /de/about becomes /about, /de
	// becomes /. Links and redirects that the handler makes from its own paths
	// lack the segment, View.Path puts it in; redirects of routers from /docs to
	// /docs/ get it by themselves. Default: false.
	PathPrefix bool

	// Prefixes lists tags that PathPrefix recognizes besides the published
	// ones, so that a site without a revision (a first start without network,
	// snapshot or seed) still routes /de/about to /about. Default: none.
	Prefixes []string

	// Host maps host names, without port, to locales. Default: none.
	Host map[string]string

	// Query is the name of the query parameter; "" is "locale", "-" is off.
	Query string

	// Cookie is the name of the cookie; "" is "locale", "-" is off.
	Cookie string

	// Func names the locale of a request, "" for none. It is called once per
	// request, must be safe for concurrent use and must not keep the request.
	// One that panics names none.
	// Default: none.
	Func func(*http.Request) string

	// FuncVary lists the request headers that Func looks at; they go into
	// Vary whenever Func is asked. Default: none.
	FuncVary []string

	// AcceptLanguage: negative is off; 0, the default, and positive are on.
	// The first 256 bytes and 10 ranges of the header are looked at.
	AcceptLanguage int
}

// localeConfig is a validated LocaleOptions. It is immutable.
type localeConfig struct {
	order    []LocaleSource
	prefixes []string
	host     map[string]string // lower-case host name -> tag
	query    string
	cookie   string
	fn       func(*http.Request) string
	funcVary []string
}

var defaultLocaleOrder = []LocaleSource{
	LocaleFromPath, LocaleFromHost, LocaleFromQuery,
	LocaleFromCookie, LocaleFromFunc, LocaleFromAcceptLanguage,
}

// newLocaleConfig validates o.
func newLocaleConfig(o LocaleOptions) (*localeConfig, error) {
	lc := &localeConfig{
		prefixes: append([]string(nil), o.Prefixes...),
		host:     make(map[string]string, len(o.Host)),
		query:    nameOr(o.Query, "locale"),
		cookie:   nameOr(o.Cookie, "locale"),
		fn:       o.Func,
	}
	if err := lc.checkNames(); err != nil {
		return nil, err
	}
	for host, tag := range o.Host {
		if host == "" || strings.ContainsAny(host, "/:") || tag == "" {
			return nil, fmt.Errorf("content: use Locale.Host %q: %q: a host name without port and a tag are needed", host, tag)
		}
		lc.host[strings.ToLower(host)] = tag
	}
	for _, name := range o.FuncVary {
		if !isToken(name) {
			return nil, fmt.Errorf("content: use Locale.FuncVary %q: not a header name", name)
		}
		lc.funcVary = append(lc.funcVary, http.CanonicalHeaderKey(name))
	}
	for _, tag := range lc.prefixes {
		if !isTag(tag) {
			return nil, fmt.Errorf("content: use Locale.Prefixes %q: not a language tag", tag)
		}
	}
	return lc, lc.setOrder(o)
}

func nameOr(name, fallback string) string {
	switch name {
	case "":
		return fallback
	case "-":
		return ""
	}
	return name
}

func (lc *localeConfig) checkNames() error {
	if lc.query != "" && url.QueryEscape(lc.query) != lc.query {
		return fmt.Errorf("content: use Locale.Query %q: only letters, digits and -_.~ are allowed", lc.query)
	}
	if lc.cookie != "" && !isToken(lc.cookie) {
		return fmt.Errorf("content: use Locale.Cookie %q: not a cookie name", lc.cookie)
	}
	return nil
}

// setOrder keeps the sources that are configured, in the order asked for.
func (lc *localeConfig) setOrder(o LocaleOptions) error {
	on := map[LocaleSource]bool{
		LocaleFromPath:           o.PathPrefix,
		LocaleFromHost:           len(lc.host) > 0,
		LocaleFromQuery:          lc.query != "",
		LocaleFromCookie:         lc.cookie != "",
		LocaleFromFunc:           lc.fn != nil,
		LocaleFromAcceptLanguage: o.AcceptLanguage >= 0,
	}
	if o.Order == nil {
		for _, s := range defaultLocaleOrder {
			if on[s] {
				lc.order = append(lc.order, s)
			}
		}
		return nil
	}
	for _, s := range o.Order {
		if !on[s] {
			return fmt.Errorf("content: use Locale.Order %q: the source is unknown, off, not configured or listed twice; the sources are path, host, query, cookie, func and Accept-Language", s)
		}
		on[s] = false
		lc.order = append(lc.order, s)
	}
	return nil
}

// isToken reports whether s is a token of RFC 9110 section 5.6.2.
func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !isAlnum(c) && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
