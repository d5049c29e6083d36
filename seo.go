package content

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// SEO says what a page tells search engines about its language. All of it is
// off by default.
type SEO struct {
	// Lang writes lang and dir of the html element: those of the request's
	// locale, over what the page has. It is for sites whose pages are labelled
	// throughout: on a page without labels it names a language that the page
	// is not in.
	Lang bool

	// Base is the public address of the site up to the path, such as
	// "https://www.example.com". It never comes from a request: whoever sends
	// a Host header would choose where the page points to. Alternates and
	// Canonical need it.
	Base string

	// Alternates names the page in every published locale, itself included, and
	// as x-default in the locale that visitors are given who ask for none. It
	// needs a locale that is a part of the address: PathPrefix, Host or the
	// query.
	Alternates bool

	// Canonical names the address of the page in its own locale.
	Canonical bool

	// Parameters lists query parameters that make another page, such as "page".
	// They are kept in the addresses, all others are left out: what a visitor
	// sends does not get into a page by them. Default: none.
	Parameters []string
}

// seoConfig is a validated SEO. It is immutable.
type seoConfig struct {
	SEO
	scheme string
	host   string
}

// newSEOConfig validates o for pages whose locale is found by lc; nil when all
// is off.
func newSEOConfig(o SEO, lc *localeConfig) (*seoConfig, error) {
	cfg := &seoConfig{SEO: o}
	cfg.Parameters = slices.Clone(o.Parameters)
	if o.Base == "" && !o.Alternates && !o.Canonical {
		if !o.Lang {
			return nil, nil
		}
		return cfg, nil
	}
	u, err := url.Parse(o.Base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("content: page options: SEO.Base %q: want the scheme and host of the site, as https://www.example.com", o.Base)
	}
	cfg.scheme, cfg.host = u.Scheme, u.Host
	if o.Alternates && lc.carrier() == 0 {
		return nil, fmt.Errorf("content: page options: SEO.Alternates: no locale is a part of an address; use Locale.PathPrefix, Host or Query")
	}
	for _, name := range o.Parameters {
		if name == "" || url.QueryEscape(name) != name || name == lc.query {
			return nil, fmt.Errorf("content: page options: SEO.Parameters %q: want letters, digits and -_.~, and not the locale's own", name)
		}
	}
	return cfg, nil
}

// seoLink is one link of a page.
type seoLink struct{ rel, lang, href string }

// links returns what a page tells about itself.
func (cfg *seoConfig) links(v *View) []seoLink {
	if v.rev == nil || !cfg.Alternates && !cfg.Canonical {
		return nil
	}
	a := &v.req.address
	mount, path := a.split()
	query := cfg.query(a.rawQuery)
	var list []seoLink
	if cfg.Canonical {
		list = append(list, seoLink{rel: "canonical", href: cfg.absolute(a.cfg, v.Locale(), mount, path, query)})
	}
	return append(list, cfg.alternates(v.rev, a.cfg, mount, path, query)...)
}

// alternates returns a page in all locales, and as x-default; nil when that is
// off and for a site of one locale.
func (cfg *seoConfig) alternates(rev *revision, lc *localeConfig, mount, path, query string) []seoLink {
	if !cfg.Alternates || len(rev.locales) < 2 {
		return nil
	}
	var list []seoLink
	for _, l := range rev.locales {
		list = append(list, seoLink{"alternate", l.Tag, cfg.absolute(lc, l.Tag, mount, path, query)})
	}
	tag := ""
	if lc.carrier() == LocaleFromHost {
		tag = rev.locales[0].Tag
	}
	return append(list, seoLink{"alternate", "x-default", cfg.absolute(lc, tag, mount, path, query)})
}

// absolute returns an address with scheme and host. A locale without a host of
// its own lives on that of Base.
func (cfg *seoConfig) absolute(lc *localeConfig, tag, mount, path, query string) string {
	host, mount, path, query := lc.place(tag, mount, path, query)
	if host == "" {
		host = cfg.host
	}
	if query != "" {
		query = "?" + query
	}
	return cfg.scheme + "://" + host + mount + path + query
}

// query keeps the parameters that make another page, in their order, escaped
// anew.
func (cfg *seoConfig) query(raw string) string {
	if len(cfg.Parameters) == 0 || raw == "" {
		return ""
	}
	var kept []string
	for part := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(part, "=")
		if !slices.Contains(cfg.Parameters, name) {
			continue
		}
		if plain, err := url.QueryUnescape(value); err == nil {
			kept = append(kept, name+"="+url.QueryEscape(plain))
		}
	}
	return strings.Join(kept, "&")
}

// headerLinks writes links as a Link header (RFC 8288).
func headerLinks(list []seoLink) string {
	var b strings.Builder
	for i, l := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("<" + l.href + `>; rel="` + l.rel + `"`)
		if l.lang != "" {
			b.WriteString(`; hreflang="` + l.lang + `"`)
		}
	}
	return b.String()
}

// hasOwnLinks reports whether the app names alternates or a canonical address
// in the header itself.
func hasOwnLinks(h http.Header) bool {
	for _, line := range h["Link"] {
		if containsFold(line, "hreflang") || containsFold(line, "canonical") {
			return true
		}
	}
	return false
}
