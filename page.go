package content

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// PageOptions is everything about a page: which attributes label it, what
// happens to them, and how the middleware treats requests and responses. The
// zero value is ready to use. New and [Client.Wrap] check it.
type PageOptions struct {
	// Locale says how the locale of a request is found. Only the middleware
	// asks; its zero value asks the query parameter and the cookie "locale",
	// then Accept-Language.
	Locale LocaleOptions

	// Prefix begins the names of label attributes. Lower-case letters, digits
	// and hyphens, a letter first; at most 32 bytes. Default "data-txt".
	Prefix string

	// Profile reads labels as another tool writes them. With a profile other
	// than ProfileTxt, Prefix must be empty.
	Profile Profile

	// Rules label elements by selectors, where nobody can edit the markup. Of
	// several that match an element the first counts, for its content and for
	// each attribute. Without rules there is no cost; with some, every start tag
	// of a page is held against them.
	Rules []Rule

	// Strip removes the label attributes of labels that are replaced, with
	// their arguments and the names of functional children. By default they are
	// kept, so that a page can be edited in place. What View.Attr writes as a
	// reference to arguments is removed in either case.
	// data-txt-locale and data-txt-bundle stay on elements without a label, and
	// where another label of the element is left alone, with the arguments.
	// Functional children lose all attributes of labels.
	Strip bool

	// Limits bounds what one page may cost.
	Limits Limits

	// Exact says that every text of a page comes through labels or From(ctx).
	// Then a page whose texts a publish has not touched keeps its ETag.
	Exact bool

	// Upstream removes Accept-Encoding from requests for pages, so that a
	// proxied server answers with a body that can be read.
	Upstream bool

	// SEO says what a page tells search engines about its language. Default:
	// nothing.
	SEO SEO

	// Debug shows what became of the labels: in the response header
	// Content-Texts, and in full, as JSON in the place of the page, for a
	// request with the query parameter content-debug. Such pages are private,
	// not stored and have no entity tag. It is for development: whoever can
	// see the site can see keys and reasons.
	Debug bool
}

// Limits bounds what one page may cost. What is over a limit goes out as the
// application wrote it; a page is never cut short. For each field zero is the
// default and a negative value is an error.
type Limits struct {
	// OldContent is the longest old content of a label, in bytes, that is held
	// back until its end is seen. Default 64 KiB.
	OldContent int

	// Tag is the longest tag, in bytes. Behind a longer one the rest of the
	// page is left alone. Default 256 KiB.
	Tag int

	// Labels is the number of labels on a page behind which the rest is left
	// alone. Default 100,000.
	Labels int
}

const (
	defaultOldContent = 64 << 10
	defaultTag        = 256 << 10
	defaultLabels     = 100_000
	maxPrefix         = 32
)

// pageConfig is a validated PageOptions. It is immutable.
type pageConfig struct {
	prefix   string
	names    labelNames
	finder   prefixFinder
	profile  Profile
	rules    []rule
	ruleInfo ruleInfo
	strip    bool
	exact    bool
	upstream bool
	limits   Limits
	locale   *localeConfig
	seo      *seoConfig // nil: off
	debug    bool
	passing  bool   // made for one page
	tag      string // names the options that change the bytes of a page; "" for the defaults
}

// labelNames are the label attributes, prefix included.
type labelNames struct {
	text, attr, args, locale, bundle, child, json string
	options                                       string // literal arguments in i18next's way; "" otherwise
}

// newPageConfig checks o; nil is the zero value.
func newPageConfig(o *PageOptions) (*pageConfig, error) {
	if o == nil {
		o = &PageOptions{}
	}
	cfg := &pageConfig{prefix: o.Prefix, strip: o.Strip, exact: o.Exact, upstream: o.Upstream, debug: o.Debug, limits: o.Limits}
	var err error
	if err = cfg.setNames(o.Profile); err != nil {
		return nil, err
	}
	if cfg.rules, cfg.ruleInfo, err = newRules(o.Rules); err != nil {
		return nil, err
	}
	for _, l := range []struct {
		name  string
		value *int
		def   int
	}{
		{"OldContent", &cfg.limits.OldContent, defaultOldContent},
		{"Tag", &cfg.limits.Tag, defaultTag},
		{"Labels", &cfg.limits.Labels, defaultLabels},
	} {
		if *l.value < 0 {
			return nil, fmt.Errorf("content: page options: Limits.%s is negative: %d", l.name, *l.value)
		}
		if *l.value == 0 {
			*l.value = l.def
		}
	}
	if cfg.locale, err = newLocaleConfig(o.Locale); err != nil {
		return nil, err
	}
	if cfg.seo, err = newSEOConfig(o.SEO, cfg.locale); err != nil {
		return nil, err
	}
	cfg.tag = cfg.optionsTag(o.Rules)
	return cfg, nil
}

// setNames settles what the label attributes are called.
func (cfg *pageConfig) setNames(profile Profile) error {
	switch {
	case profile != ProfileTxt && profile != ProfileI18next:
		return fmt.Errorf("content: page options: Profile %q: want %q or none", profile, ProfileI18next)
	case profile != ProfileTxt && cfg.prefix != "":
		return fmt.Errorf("content: page options: Prefix %q with Profile %q: the profile has a prefix of its own", cfg.prefix, profile)
	case profile == ProfileI18next:
		cfg.prefix = i18nextPrefix
	case cfg.prefix == "":
		cfg.prefix = defaultPrefix
	}
	if err := checkPrefix(cfg.prefix); err != nil {
		return err
	}
	p := cfg.prefix
	cfg.profile, cfg.finder = profile, newPrefixFinder(p)
	cfg.names = labelNames{
		text: p, attr: p + "-attr", args: p + "-args", locale: p + "-locale",
		bundle: p + "-bundle", child: p + "-name", json: p + "-json",
	}
	if profile == ProfileI18next {
		cfg.names.options = p + "-options"
	}
	return nil
}

func checkPrefix(p string) error {
	ok := len(p) <= maxPrefix && p[0] >= 'a' && p[0] <= 'z' && !strings.HasSuffix(p, "-")
	for _, c := range []byte(p) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')
	}
	switch p {
	case "lang", "dir", "class", "id", "style", "title", "translate", "href", "src":
		ok = false
	}
	if !ok {
		return fmt.Errorf("content: page options: Prefix %q: want at most %d lower-case letters, digits and hyphens, a letter first, and no name of HTML's own", p, maxPrefix)
	}
	return nil
}

// optionsTag is part of a page's ETag, for two handlers with other options
// write other bytes.
func (cfg *pageConfig) optionsTag(rules []Rule) string {
	limits := Limits{defaultOldContent, defaultTag, defaultLabels}
	if cfg.prefix == defaultPrefix && !cfg.strip && cfg.limits == limits && len(rules) == 0 && cfg.seo == nil && !cfg.debug {
		return ""
	}
	h := fnv.New32a()
	fmt.Fprint(h, cfg.prefix, cfg.profile, cfg.strip, cfg.limits)
	for _, r := range rules {
		fmt.Fprintf(h, "%q", []string{r.Selector, r.Key, r.Attr})
	}
	if cfg.seo != nil {
		fmt.Fprintf(h, "%+v", cfg.seo.SEO)
		fmt.Fprint(h, cfg.locale.order, cfg.locale.query, cfg.locale.host) // where the links put the locale
	}
	if cfg.debug {
		fmt.Fprint(h, "debug")
	}
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}
