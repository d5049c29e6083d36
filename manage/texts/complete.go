package texts

import (
	"fmt"
	"maps"
	"slices"

	"github.com/teletextio/content/bundle"
)

// complete fills in the defaults of a set that was read from a folder, and
// checks what only shows when everything is read.
func (r *reader) complete(folder string) {
	s := r.set
	if s.Project == "" {
		s.Project, s.Unnamed = projectOf(folder), true
	} else if !bundle.ValidProject(s.Project) {
		r.setting("project", fmt.Sprintf("%q is no name of a project", s.Project), projectRule)
	}
	if s.Channel == "" {
		s.Channel = DefaultChannel
	} else if wrong := checkName("channel", s.Channel); wrong != "" {
		r.setting("channel", wrong, nameRule)
	}
	if s.DefaultBundle == "" {
		s.DefaultBundle = DefaultBundle
	} else if wrong := checkName("bundle", s.DefaultBundle); wrong != "" {
		r.setting("defaultBundle", wrong, nameRule)
	}
	for id := range s.Texts {
		if _, listed := s.Locales[id.Locale]; !listed {
			s.Locales[id.Locale] = Locale{}
		}
	}
	if s.DefaultLocale == "" {
		s.DefaultLocale = s.MainLocale()
	} else if _, ok := s.Locales[s.DefaultLocale]; !ok && len(s.Locales) > 0 {
		r.setting("defaultLocale", fmt.Sprintf("the default locale %q is none of the locales", s.DefaultLocale),
			"add a file or an entry under locales for it, or name another one")
	}
	r.fallbacks()
	r.unused()
}

// setting reports a problem with a field at the top of the configuration.
func (r *reader) setting(field, what, fix string) {
	r.problem(r.configFile, r.fieldLines[field], what, fix)
}

// fallbacks checks that the fallbacks are locales of the set.
func (r *reader) fallbacks() {
	for _, tag := range slices.Sorted(maps.Keys(r.set.Locales)) {
		l := r.set.Locales[tag]
		for i, f := range l.Fallback {
			what, fix := "", "remove it from the list"
			if f == tag {
				what = fmt.Sprintf("the locale %q falls back to itself", tag)
			} else if slices.Contains(l.Fallback[:i], f) {
				what = fmt.Sprintf("the locale %q falls back to %q twice", tag, f)
			} else if _, ok := r.set.Locales[f]; !ok {
				what = fmt.Sprintf("the locale %q falls back to %q, which is none of the locales", tag, f)
				fix = "add a file or an entry under locales for it, or remove it from the list"
			}
			if what != "" {
				r.problems = append(r.problems, Problem{File: l.At.File, Line: l.At.Line, Locale: tag, What: what, Fix: fix})
			}
		}
	}
}

// unused warns of settings for bundles that are not there.
func (r *reader) unused() {
	bundles := map[string]bool{}
	for id := range r.set.Texts {
		bundles[id.Bundle] = true
	}
	warn := func(field, name string) {
		r.set.Warnings = append(r.set.Warnings, Problem{
			File: r.name(r.configFile), Line: r.fieldLines[field],
			What: fmt.Sprintf("%s names the bundle %q, which has no file", field, name),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(r.set.Weights)) {
		if !bundles[name] {
			warn("bundles", name)
		}
	}
	for _, prefix := range slices.Sorted(maps.Keys(r.set.Routes)) {
		if name := r.set.Routes[prefix]; !bundles[name] {
			warn("routes", name)
		}
	}
}
