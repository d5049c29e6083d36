package main

import (
	"fmt"
	"slices"
	"strings"
)

// entry returns the tag called name, which it adds when it is new.
func entry(tags map[string]*tag, name string) *tag {
	if tags[name] == nil {
		tags[name] = &tag{name: name, locale: -1}
	}
	return tags[name]
}

// collectTags returns every tag that the tables know, with its parent and
// likely script; rows of locales are not filled in.
func (s *source) collectTags() map[string]*tag {
	tags := map[string]*tag{}
	for _, name := range s.ruleTags() {
		entry(tags, name)
	}
	for name, parent := range s.Parents {
		s.setParent(tags, name, parent)
	}
	s.addAliases(tags)
	s.addScripts(tags)
	return tags
}

// setParent records an explicit parent.
func (s *source) setParent(tags map[string]*tag, name, parent string) {
	t := entry(tags, name)
	if t.root = parent == "und"; !t.root {
		t.parent = entry(tags, parent).name
	}
}

// addAliases adds the language subtags that stand for a language of CLDR. ISO
// 639-2 codes of languages with a shorter one are not language tags.
func (s *source) addAliases(tags map[string]*tag) {
	known := map[string]bool{}
	for _, name := range s.ruleTags() {
		known[name] = true
	}
	for name, a := range s.Aliases {
		if strings.ContainsAny(name, "-_") || known[name] || !known[a.Replacement] ||
			a.Reason == "overlong" || a.Reason == "bibliographic" {
			continue
		}
		entry(tags, name).parent = a.Replacement
	}
}

// addScripts adds likely scripts: of every language that the tables know or
// whose script runs from right to left, and of regions where that language is
// likely in another script. Such a region's parent is the tag with the script
// written out.
func (s *source) addScripts(tags map[string]*tag) {
	languages := map[string]string{}
	for name, full := range s.Likely {
		script := strings.Split(full, "-")[1]
		if !strings.Contains(name, "-") && name != "und" && (tags[name] != nil || s.Scripts[script].RTL == "YES") {
			languages[name] = script
		}
	}
	for name, script := range languages {
		entry(tags, name).script = script
	}
	for name, full := range s.Likely {
		parts, maximal := strings.Split(name, "-"), strings.Split(full, "-")
		if len(parts) != 2 || len(parts[1]) == 4 || languages[parts[0]] == "" || languages[parts[0]] == maximal[1] {
			continue
		}
		t := entry(tags, name)
		t.script = maximal[1]
		if t.parent == "" {
			t.parent = entry(tags, parts[0]+"-"+maximal[1]+"-"+parts[1]).name
		}
	}
}

// checkParents fails when following parents does not come to an end.
func (t *tables) checkParents() error {
	parents := map[string]tag{}
	for _, tg := range t.tags {
		parents[tg.name] = tg
	}
	for _, tg := range t.tags {
		seen := []string{}
		for name := tg.name; name != ""; {
			if slices.Contains(seen, name) {
				return fmt.Errorf("gen: build tables: parents of %q go in a circle", tg.name)
			}
			seen = append(seen, name)
			p, ok := parents[name]
			switch {
			case ok && p.root:
				name = ""
			case ok && p.parent != "":
				name = p.parent
			default:
				name = truncate(name)
			}
		}
	}
	return nil
}
