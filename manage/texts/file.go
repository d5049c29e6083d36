package texts

import (
	"fmt"
	"path"
	"strings"

	"github.com/teletextio/content/bundle"
)

// texts takes one file of texts into the set.
func (r *reader) texts(file string, doc document) error {
	id, ok := r.fileID(file)
	r.faults(file, id, doc.faults)
	if doc.err != nil || !ok {
		return doc.err
	}
	root := doc.root
	if first, dup := r.from[id]; dup {
		r.problem(file, 0, fmt.Sprintf("bundle %q in %q is in %s, too", id.Bundle, id.Locale, first),
			"keep one of the files")
		return nil
	}
	r.from[id] = file
	f := fileReader{reader: r, file: file, id: id, texts: map[string]Text{}}
	r.set.Texts[id] = f.texts
	switch {
	case root == nil:
	case root.kind != kindMap:
		r.problem(file, root.line, "the file holds "+root.kind.String()+", not texts", "write lines such as title: Welcome")
	default:
		f.mapping("", root)
	}
	return nil
}

// fileID reads bundle and locale out of the name of a file.
func (r *reader) fileID(file string) (id ID, ok bool) {
	base := strings.TrimSuffix(file, path.Ext(file))
	name, tag, found := strings.Cut(base, ".")
	if !found {
		r.problem(file, 0, "the file's name has no locale", "rename it to "+name+".en"+path.Ext(file)+" or the like")
		return id, false
	}
	ok = true
	if wrong := checkName("bundle", name); wrong != "" {
		r.problem(file, 0, wrong, "rename the file; "+nameRule)
		ok = false
	}
	switch canonical, wrong := checkLocale(tag); {
	case canonical == "":
		r.problem(file, 0, wrong, "name the file bundle.locale"+path.Ext(file)+", such as home.de"+path.Ext(file))
		ok = false
	case wrong != "":
		r.problem(file, 0, wrong, "rename the file to "+name+"."+canonical+path.Ext(file))
		ok = false
	case r.listed:
		if _, known := r.set.Locales[tag]; !known {
			r.problem(file, 0, fmt.Sprintf("the locale %q is not in %s", tag, r.configFile),
				"add it to locales there, or rename the file")
			ok = false
		}
	}
	return ID{name, tag}, ok
}

// fileReader reads the texts of one file.
type fileReader struct {
	*reader
	file  string
	id    ID
	texts map[string]Text
}

func (f *fileReader) problem(line int, key, what, fix string) {
	f.problems = append(f.problems, Problem{
		File: f.name(f.file), Line: line, Locale: f.id.Locale, Key: f.id.Bundle + "." + key, What: what, Fix: fix,
	})
}

// mapping reads texts and mappings of texts; prefix is "" or ends in a dot.
func (f *fileReader) mapping(prefix string, n *node) {
	for _, p := range n.pairs {
		key := prefix + p.key
		switch p.value.kind {
		case kindMap:
			f.mapping(key+".", p.value)
			continue
		case kindNull:
			f.problem(p.line, key, "the text is null", "write a text, or remove the key; null as a word needs quotes")
			continue
		case kindList, kindOther:
			f.problem(p.line, key, "the text is "+p.value.kind.String(), "write a text in quotes")
			continue
		}
		if wrong := checkKey(key, bundle.MaxNameLen); wrong != "" {
			f.problem(p.line, key, wrong, keyRule)
			continue
		}
		if first, dup := f.texts[key]; dup {
			f.problem(p.line, key, duplicate(key, first.At.Line), "keep one of them")
			continue
		}
		f.texts[key] = Text{Source: p.value.value, At: Pos{f.name(f.file), p.line}}
	}
}
