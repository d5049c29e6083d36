package texts

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/teletextio/content/bundle"
)

// config reads content.yaml.
func (r *reader) config(file string) error {
	if r.configFile != "" {
		r.problem(file, 0, r.configFile+" is there, too", "keep one of them")
		return nil
	}
	r.configFile = file
	doc := r.document(file)
	r.faults(file, ID{}, doc.faults)
	root := doc.root
	if root == nil {
		return doc.err
	}
	c := configReader{r, file}
	set := r.set
	for _, p := range root.pairs {
		r.fieldLines[p.key] = p.line
	}
	c.fields(root, "the file", map[string]func(pair){
		"project":       func(p pair) { set.Project = c.text(p) },
		"channel":       func(p pair) { set.Channel = c.text(p) },
		"defaultLocale": func(p pair) { set.DefaultLocale = c.locale(p.line, c.text(p)) },
		"defaultBundle": func(p pair) { set.DefaultBundle = c.text(p) },
		"routes":        c.routes,
		"locales":       c.locales,
		"bundles":       c.bundles,
		"keys":          c.keys,
		"target":        func(p pair) { set.Target = c.text(p) },
		"labels":        func(p pair) { set.Labels = c.text(p) },
	})
	return nil
}

// configReader reads the fields of one configuration.
type configReader struct {
	*reader
	file string
}

func (c *configReader) problem(line int, what, fix string) {
	c.reader.problem(c.file, line, what, fix)
}

// fields reads a mapping whose keys are known. A null is an empty mapping:
// "de:" under locales says that there is de.
func (c *configReader) fields(n *node, of string, known map[string]func(pair)) {
	for _, p := range c.mapping(n, of) {
		read, ok := known[p.key]
		if !ok {
			names := make([]string, 0, len(known))
			for name := range known {
				names = append(names, name)
			}
			slices.Sort(names)
			c.problem(p.line, fmt.Sprintf("%s has no field %q", of, p.key), "the fields are "+list(names))
			continue
		}
		read(p)
	}
}

// mapping returns the entries of a mapping; none of anything else.
func (c *configReader) mapping(n *node, of string) []pair {
	if n.kind != kindMap && n.kind != kindNull {
		c.problem(n.line, of+" is "+n.kind.String()+", not a mapping", "write lines such as name: value")
		return nil
	}
	return n.pairs
}

// text returns the text of a field, "" when it is something else.
func (c *configReader) text(p pair) string {
	if p.value.kind != kindText {
		c.problem(p.line, fmt.Sprintf("%s is %s", p.key, p.value.kind), "write a text, or remove the field")
		return ""
	}
	return p.value.value
}

// number returns the number of a field, 0 when it is something else.
func (c *configReader) number(p pair, what string, valid func(float64) bool) float64 {
	if p.value.kind == kindText || p.value.kind == kindOther {
		if n, err := strconv.ParseFloat(p.value.value, 64); err == nil && valid(n) {
			return n
		}
	}
	c.problem(p.line, p.key+" is no "+what, "write a "+what+", or remove the field")
	return 0
}

// locale returns the tag of a locale, "" when it is none.
func (c *configReader) locale(line int, tag string) string {
	if tag == "" {
		return ""
	}
	canonical, wrong := checkLocale(tag)
	switch {
	case canonical == "":
		c.problem(line, wrong, "write a BCP 47 tag, such as en, pt-BR or zh-Hant")
	case wrong != "":
		c.problem(line, wrong, "write "+canonical)
	}
	return canonical
}

func (c *configReader) routes(p pair) {
	c.set.Routes = map[string]string{}
	for _, route := range c.mapping(p.value, "routes") {
		name := c.text(route)
		if wrong := checkKey(route.key, bundle.MaxBundleNameLen); wrong != "" {
			c.problem(route.line, wrong, keyRule)
			continue
		}
		if wrong := checkName("bundle", name); wrong != "" {
			c.problem(route.line, wrong, nameRule)
			continue
		}
		c.set.Routes[route.key] = name
	}
}

func (c *configReader) locales(p pair) {
	c.listed = p.value.kind == kindMap
	for _, entry := range c.mapping(p.value, "locales") {
		tag := c.locale(entry.line, entry.key)
		if tag == "" {
			continue
		}
		l := Locale{At: Pos{c.name(c.file), entry.line}}
		c.fields(entry.value, "the locale "+tag, map[string]func(pair){
			"name":     func(p pair) { l.Name = c.text(p) },
			"dir":      func(p pair) { l.Dir = c.oneOf(p, "ltr", "rtl") },
			"fallback": func(p pair) { l.Fallback = c.fallback(p) },
		})
		c.set.Locales[tag] = l
	}
}

// fallback reads a list of locales; one locale alone may stand without a list.
func (c *configReader) fallback(p pair) []string {
	tags := []string{} // not nil: an empty list means no fallback at all
	items := p.value.items
	if p.value.kind == kindText {
		items = []*node{p.value}
	} else if p.value.kind != kindList {
		c.problem(p.line, "fallback is "+p.value.kind.String(), "write a list of locales, such as [de, en]")
	}
	for _, item := range items {
		if item.kind != kindText {
			c.problem(item.line, "fallback has "+item.kind.String(), "write a list of locales, such as [de, en]")
			continue
		}
		if tag := c.locale(item.line, item.value); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

func (c *configReader) bundles(p pair) {
	c.set.Weights = map[string]float64{}
	for _, entry := range c.mapping(p.value, "bundles") {
		if wrong := checkName("bundle", entry.key); wrong != "" {
			c.problem(entry.line, wrong, nameRule)
			continue
		}
		c.fields(entry.value, "the bundle "+entry.key, map[string]func(pair){
			"weight": func(p pair) {
				c.set.Weights[entry.key] = c.number(p, "number from 0 to 1000000", func(n float64) bool {
					return n >= 0 && n <= bundle.MaxWeight
				})
			},
		})
	}
}

func (c *configReader) keys(p pair) {
	c.set.Keys, c.set.KeysAt = map[string]bundle.KeyMeta{}, map[string]Pos{}
	for _, entry := range c.mapping(p.value, "keys") {
		if wrong := checkKey(entry.key, bundle.MaxKeyLen); wrong != "" {
			c.problem(entry.line, wrong, keyRule)
			continue
		}
		var meta bundle.KeyMeta
		c.fields(entry.value, "the key "+entry.key, map[string]func(pair){
			"type": func(p pair) { meta.Type = c.oneOf(p, bundle.TypeHTML, bundle.TypeText) },
			"max": func(p pair) {
				meta.Max = int(c.number(p, "whole number of 1 or more", func(n float64) bool {
					return n >= 1 && n <= bundle.MaxTextMax && n == math.Trunc(n)
				}))
			},
		})
		c.set.Keys[entry.key], c.set.KeysAt[entry.key] = meta, Pos{c.name(c.file), entry.line}
	}
}

// oneOf returns a text of which there are two.
func (c *configReader) oneOf(p pair, a, b string) string {
	if v := p.value; v.kind == kindText && (v.value == a || v.value == b) {
		return v.value
	}
	c.problem(p.line, p.key+" is neither "+a+" nor "+b, "write one of them, or remove the field")
	return ""
}

// list joins names for people.
func list(names []string) string {
	s := ""
	for i, name := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			s += " and "
		default:
			s += ", "
		}
		s += name
	}
	return s
}
