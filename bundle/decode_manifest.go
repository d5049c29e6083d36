package bundle

import "slices"

var (
	manifestMembers = []string{
		"format", "project", "channel", "epoch", "sequence", "published",
		"defaultLocale", "defaultBundle", "empty", "routes", "locales",
	}
	localeMembers = []string{"fallback", "dir", "name", "index"}
)

// mention is a place where a manifest names a locale that it must list.
type mention struct {
	tag string
	at  int
}

// manifest reads the signed object of a manifest.
func (r *reader) manifest() *Manifest {
	m := &Manifest{}
	var def mention
	var others []mention
	localesAt := 0
	start, names := r.object(manifestMembers, func(name string, _ int) {
		switch name {
		case "project":
			m.Project = r.project()
		case "channel":
			m.Channel = r.bundleName()
		case "defaultLocale":
			def.at, def.tag = r.locale()
			m.DefaultLocale = def.tag
		case "defaultBundle":
			m.DefaultBundle = r.bundleName()
		case "empty":
			m.Empty = r.bool()
		case "routes":
			m.Routes = r.routes()
		case "locales":
			localesAt, m.Locales, others = r.locales()
		default:
			r.manifestNumber(m, name)
		}
	})
	r.require(start, names, "format", "project", "channel", "epoch", "sequence", "published",
		"defaultLocale", "defaultBundle", "locales")
	m.Empty = r.emptySet(len(m.Locales), m.Empty, localesAt)
	if len(m.Locales) > 0 {
		others = append([]mention{def}, others...)
	}
	r.checkMentions(m, others)
	return m
}

// manifestNumber reads the members that order manifests and say how to read
// them; others are passed over.
func (r *reader) manifestNumber(m *Manifest, name string) {
	switch name {
	case "format":
		r.format()
	case "epoch":
		m.Epoch = r.integer(1, MaxSequence)
	case "sequence":
		m.Sequence = r.integer(1, MaxSequence)
	case "published":
		m.Published = r.time()
	default:
		r.skip()
	}
}

// checkMentions refuses the first mention of a locale that is not listed.
func (r *reader) checkMentions(m *Manifest, mentions []mention) {
	for _, o := range mentions {
		if _, ok := m.Locales[o.tag]; !ok && !r.done {
			r.fail(RuleLocaleUnknown, o.at, "the locale %q is not listed", shown(o.tag))
		}
	}
}

// routes reads key prefix → bundle; nil for none.
func (r *reader) routes() map[string]string {
	var routes map[string]string
	r.object(nil, func(prefix string, at int) {
		r.checkCount(len(routes), MaxRoutes, at)
		r.checkKey(prefix, MaxBundleNameLen, at)
		to := r.bundleName()
		if routes == nil {
			routes = make(map[string]string)
		}
		routes[prefix] = to
	})
	return routes
}

// locales reads the locales of a manifest. It returns the offset of the object
// and the locales that fallback lists name.
func (r *reader) locales() (start int, locales map[string]Locale, named []mention) {
	locales = make(map[string]Locale)
	start, _ = r.object(nil, func(tag string, at int) {
		r.checkCount(len(locales), MaxLocales, at)
		r.checkLocale(tag, at)
		l, more := r.localeEntry(tag)
		locales[tag] = l
		named = append(named, more...)
	})
	return start, locales, named
}

// localeEntry reads what a manifest says of the locale called tag, and returns
// the locales that it names.
func (r *reader) localeEntry(tag string) (l Locale, named []mention) {
	start, names := r.object(localeMembers, func(name string, _ int) {
		switch name {
		case "fallback":
			l.Fallback, named = r.fallback(tag)
		case "dir":
			l.Dir = r.dir()
		case "name":
			l.Name = r.string()
		case "index":
			l.Index = r.ref(MaxIndexBytes)
		default:
			r.skip()
		}
	})
	r.require(start, names, "dir", "index")
	return l, named
}

// fallback reads the fallback list of the locale called tag: no locale twice,
// and never tag itself.
func (r *reader) fallback(tag string) (list []string, named []mention) {
	list = []string{}
	r.array(func(at int) {
		r.checkCount(len(list), MaxFallback, at)
		_, s := r.locale()
		if !r.done && (s == tag || slices.Contains(list, s)) {
			r.fail(RuleFallbackList, at, "the locale %q stands twice in its chain", shown(s))
		}
		list = append(list, s)
		named = append(named, mention{s, at})
	})
	return list, named
}

// dir reads a writing direction.
func (r *reader) dir() string {
	at, s := r.value()
	if !r.done && s != "ltr" && s != "rtl" {
		r.fail(RuleDirValue, at, "direction %q is neither ltr nor rtl", shown(s))
	}
	return s
}
