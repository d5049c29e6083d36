package cldr

import "strings"

// RTL reports whether a text in the language runs from right to left: by the
// script that the tag names, else by the script that the language is likely
// written in, in the region that the tag names. Unknown languages and scripts
// run from left to right. Case does not matter.
func RTL(tag string) bool {
	language, script, rest := split(tag)
	if script == "" {
		region, _, _ := strings.Cut(rest, "-")
		script = likelyScript(language, region)
	}
	for _, s := range rtlScripts {
		if compareFold(s, script) == 0 {
			return true
		}
	}
	return false
}

// likelyScript returns the script that the language is likely written in, ""
// when that is not known.
func likelyScript(language, region string) string {
	if region != "" && len(region) <= 3 && len(language) <= 8 {
		var space [8 + 1 + 3]byte
		tag := append(append(append(space[:0], language...), '-'), region...)
		if t := find(string(tag)); t != nil && t.script != 0 {
			return scripts[t.script]
		}
	}
	t := find(language)
	for t != nil && t.script == 0 && t.parent >= 0 {
		t = &tags[t.parent]
	}
	if t == nil {
		return ""
	}
	return scripts[t.script]
}
