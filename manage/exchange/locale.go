package exchange

import (
	"cmp"
	"fmt"
	"path"
	"strings"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/cldr"
)

// scripts are the modifiers of POSIX locales that stand for a script.
var scripts = map[string]string{"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}

// localeOf returns the canonical tag for a locale as files write it, pt_BR,
// sr@latin or de_DE.UTF-8 among them; "" when it is none.
func localeOf(s string) string {
	s, modifier, _ := strings.Cut(s, "@")
	s, _, _ = strings.Cut(s, ".")
	s = strings.ReplaceAll(s, "_", "-")
	if modifier != "" {
		language, region, _ := strings.Cut(s, "-")
		if script, ok := scripts[modifier]; ok {
			s = strings.TrimSuffix(language+"-"+script+"-"+region, "-")
		} else {
			s += "-" + modifier
		}
	}
	tag, ok := cldr.Canonical(s)
	if !ok || !bundle.ValidLocale(tag) {
		return ""
	}
	return tag
}

// settleFile decides which bundle and locale a file is for: as the options say,
// else as the file does, else as its name does.
func (j *job) settleFile(bundleName, locale string) error {
	nameBundle, nameLocale := guessName(j.file)
	if !bundle.ValidBundleName(bundleName) {
		bundleName = ""
	}
	j.Bundle = cmp.Or(j.Bundle, bundleName, nameBundle, j.DefaultBundle)
	if j.Locale != "" && locale != "" && locale != j.Locale {
		j.change(0, "", j.Locale, fmt.Sprintf("the file says that it is in %s, and its texts are taken for %s", locale, j.Locale), "")
	}
	j.Locale = cmp.Or(j.Locale, locale, nameLocale)
	if j.Source == j.Locale {
		j.Source = "" // the translations are what counts
	}
	if j.Locale == "" {
		return j.fatal(0, "neither the file nor its name says which locale it is in", "name it with --locale")
	}
	return nil
}

// Guess tells from the name of a file what it holds, "" what the name does not
// say. data is looked at where several formats have one ending. These are
// understood: de.json, home.de.json, de/home.json and home.csv. A language of
// three letters is not taken for one, as it could be any word.
func Guess(name string, data []byte) (formatName, bundleName, locale string) {
	bundleName, locale = guessName(name)
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".xlf", ".xliff":
		formatName = xliff12.name
		if head := string(data[:min(len(data), 4096)]); strings.Contains(head, "document:2.") {
			formatName = xliff20.name
		}
	case "", ".json": // nothing, or i18next's and go-i18n's
	default:
		for _, f := range formats() {
			if f.ext == ext || f.also == ext {
				formatName = f.name
			}
		}
	}
	return formatName, bundleName, locale
}

func guessName(name string) (bundleName, locale string) {
	name = strings.ReplaceAll(name, `\`, "/")
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	head, tail := "", base
	if dot := strings.LastIndexByte(base, '.'); dot >= 0 {
		head, tail = base[:dot], base[dot+1:]
	}
	folder := path.Base(path.Dir(name))
	if folder == "LC_MESSAGES" { // of gettext: de/LC_MESSAGES/home.po
		folder = path.Base(path.Dir(path.Dir(name)))
	}
	switch {
	case guessLocale(tail) != "":
		locale, bundleName = guessLocale(tail), head
	case guessLocale(folder) != "":
		locale, bundleName = guessLocale(folder), base
	default:
		bundleName = base
	}
	if bundleName = strings.ToLower(bundleName); !bundle.ValidBundleName(bundleName) {
		bundleName = ""
	}
	return bundleName, locale
}

// guessLocale returns the locale that a name is: a language of two letters,
// maybe a script, maybe a region.
func guessLocale(s string) string {
	tag := localeOf(s)
	for i, subtag := range strings.Split(tag, "-") {
		if i == 0 && len(subtag) != 2 || len(subtag) > 4 {
			return ""
		}
	}
	return tag
}
