package bundle

import (
	"slices"
	"strings"
)

// ValidLocale reports whether s has the shape of a canonical BCP 47 tag
// (RFC 5646): language in two or three lower-case letters, then, each
// optional: Script, REGION or three digits, variants, extensions in order of
// their singletons, private use. Letter case is part of the shape. Whether the
// subtags are registered is not asked. The tags con, prn, aux and nul are no
// locales here: they would name a device of Windows.
func ValidLocale(s string) bool { return localeRule(s) == "" }

// localeRule returns the rule that the tag s breaks, or "".
func localeRule(s string) string {
	if len(s) > MaxLocaleLen || !isTag(s) {
		return RuleLocaleShape
	}
	if isDevice(s) {
		return RuleNameDevice
	}
	return ""
}

// isTag reports whether s is language[-Script][-REGION][-variant…]
// [-singleton-subtag…][-x-subtag…].
func isTag(s string) bool {
	parts := strings.Split(s, "-")
	if n := len(parts[0]); n < 2 || n > 3 || !all(parts[0], isLower) {
		return false
	}
	parts = parts[1:]
	if len(parts) > 0 && isScript(parts[0]) {
		parts = parts[1:]
	}
	if len(parts) > 0 && isRegion(parts[0]) {
		parts = parts[1:]
	}
	n := 0
	for n < len(parts) && isVariant(parts[n]) {
		if slices.Contains(parts[:n], parts[n]) {
			return false
		}
		n++
	}
	return isExtensions(parts[n:])
}

// isExtensions reports whether parts are extensions and private use: each
// singleton once, in rising order, x last, and none without subtags.
func isExtensions(parts []string) bool {
	last := ""
	for len(parts) > 0 {
		singleton := parts[0]
		if len(singleton) != 1 || !all(singleton, isLowerAlnum) {
			return false
		}
		private := singleton == "x"
		if !private && singleton <= last {
			return false
		}
		n, shortest := 1, 2
		if private {
			shortest = 1
		}
		for n < len(parts) && len(parts[n]) >= shortest {
			if len(parts[n]) > 8 || !all(parts[n], isLowerAlnum) {
				return false
			}
			n++
		}
		if n == 1 || private && n != len(parts) {
			return false
		}
		last, parts = singleton, parts[n:]
	}
	return true
}

func isScript(s string) bool {
	return len(s) == 4 && isUpper(s[0]) && all(s[1:], isLower)
}

func isRegion(s string) bool {
	return len(s) == 2 && all(s, isUpper) || len(s) == 3 && all(s, isDigit)
}

func isVariant(s string) bool {
	if !all(s, isLowerAlnum) {
		return false
	}
	return len(s) >= 5 && len(s) <= 8 || len(s) == 4 && isDigit(s[0])
}

// all reports whether each byte of s is one of the class.
func all(s string, class func(byte) bool) bool {
	for i := range len(s) {
		if !class(s[i]) {
			return false
		}
	}
	return true
}
