package texts

import (
	"fmt"
	"strings"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/cldr"
)

const (
	nameRule    = "a name is a-z, 0-9, _ and -, begins with a letter or digit and has 64 characters at most"
	keyRule     = "a key is A-Z, a-z, 0-9, _ and - in parts with single dots between them"
	projectRule = "a project is A-Z, a-z, 0-9, ., _ and -, begins with a letter or digit and has 64 characters at most"
)

// checkName returns what is wrong with the name of a bundle or channel, "" when
// nothing is.
func checkName(what, name string) string {
	if bundle.ValidBundleName(name) {
		return ""
	}
	return fmt.Sprintf("%q is no name of a %s%s", name, what, reserved(name))
}

// checkKey returns what is wrong with a key, "" when nothing is. longest is in
// bytes.
func checkKey(key string, longest int) string {
	switch {
	case bundle.ValidKey(key) && len(key) <= longest:
		return ""
	case len(key) > longest:
		return fmt.Sprintf("the key %.40q… is longer than %d characters", key, longest)
	}
	return fmt.Sprintf("%q is no key%s", key, reserved(key))
}

// reserved names the reason when a name has the right shape and is refused all
// the same.
func reserved(name string) string {
	for part := range strings.SplitSeq(name, ".") {
		switch part {
		case "__proto__", "constructor", "prototype", "hasOwnProperty", "toString":
			return fmt.Sprintf(": every object of JavaScript has a %q", part)
		}
	}
	if name != "" && bundle.ValidBundleName(name+"-") {
		return ": Windows keeps it for a device"
	}
	return ""
}

// checkLocale returns the canonical form of a tag, "" when it is no locale,
// and what is wrong with it, "" when nothing is.
func checkLocale(tag string) (canonical, wrong string) {
	canonical, ok := cldr.Canonical(strings.ReplaceAll(tag, "_", "-"))
	switch {
	case !ok || !bundle.ValidLocale(canonical):
		return "", fmt.Sprintf("%q is no locale", tag)
	case canonical != tag:
		return canonical, fmt.Sprintf("the locale %q is written %q", tag, canonical)
	}
	return canonical, ""
}

// projectOf makes the name of a project from the name of a folder.
func projectOf(folder string) string {
	name := strings.Map(func(c rune) rune {
		if c < 0x80 && bundle.ValidProject("a"+string(c)) {
			return c
		}
		return '-'
	}, folder)
	name = strings.Trim(name, "-._")
	if len(name) > bundle.MaxBundleNameLen {
		name = name[:bundle.MaxBundleNameLen]
	}
	if !bundle.ValidProject(name) {
		return "texts"
	}
	return name
}
