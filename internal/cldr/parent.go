package cldr

// Parent returns the tag whose texts stand in for those of tag, "" after the
// last. That is, in this order:
//
//   - the parent that CLDR names: en-AU has en-001, es-MX has es-419, pt-AO has
//     pt-PT, and zh-Hant has none;
//   - the successor of a deprecated language code: iw has he;
//   - for a region where the language is likely in another script, the same with
//     that script: zh-TW has zh-Hant-TW, which has zh-Hant;
//   - none for a language in a script that it is not likely in: de-Arab is not
//     read by those who read de;
//   - the tag without its last subtag.
//
// tag is known in any case; what is cut off it keeps its case.
func Parent(tag string) string {
	if t := find(tag); t != nil && t.parent != truncated {
		if t.parent == toRoot {
			return ""
		}
		return tags[t.parent].name
	}
	language, script, rest := split(tag)
	if script != "" && rest == "" {
		if t := find(language); t != nil && t.script != 0 && compareFold(scripts[t.script], script) != 0 {
			return ""
		}
	}
	return truncate(tag)
}

// Parents returns the parents of tag, the nearest first, without tag itself and
// without the root; nil when there is none.
func Parents(tag string) []string {
	var list []string
	for tag = Parent(tag); tag != ""; tag = Parent(tag) {
		list = append(list, tag)
	}
	return list
}
