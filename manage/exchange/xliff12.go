package exchange

import (
	"fmt"
	"strings"
)

// xliff12 is XLIFF 1.2, which most tools of translators read.
var xliff12 = format{
	name: "xliff-1.2", short: "XLIFF 1.2", ext: ".xlf", also: ".xliff", bilingual: true, style: "icu",
	decode: decodeXLIFF, encode: encodeXLIFF1,
}

func decodeXLIFF1(j *job, root *element) (*Catalog, error) {
	var x xliffFile
	for _, file := range root.all("file") {
		if x.source == "" {
			x.source, x.target, x.bundle = file.attrs["source-language"], file.attrs["target-language"], file.attrs["original"]
		}
		if file.attrs["source-language"] != x.source || file.attrs["target-language"] != x.target {
			return nil, j.fatal(file.line, "the file has texts of several pairs of languages", "divide it")
		}
		for _, e := range file.first("body").all("trans-unit") {
			u := unit{name: e.attrs["resname"], id: e.attrs["id"], line: e.line}
			target := e.first("target")
			u.has = target != nil
			u.source.text = inline1(e.first("source"), &u.source.notes)
			u.target.text = inline1(target, &u.target.notes)
			x.units = append(x.units, u)
		}
	}
	return x.catalog(j)
}

// The elements of HTML that types of inline codes stand for.
var ctypes = map[string]string{"bold": "b", "italic": "i", "underlined": "u", "lb": "br"}

// ctype returns the element that an inline code stands for, "" when that is not
// said.
func ctype(e *element) string {
	if name, ok := strings.CutPrefix(e.attrs["ctype"], "x-html-"); ok {
		return name
	}
	return ctypes[e.attrs["ctype"]]
}

// inline1 returns the text of a source or target, its codes as they are in the
// application.
func inline1(e *element, n *notes) string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	for _, c := range e.children {
		if c.element == nil {
			b.WriteString(c.text)
			continue
		}
		inner := inline1(c.element, n)
		html := ctype(c.element)
		switch c.element.name {
		case "mrk", "sub":
			b.WriteString(inner)
		case "ph", "it", "bpt", "ept", "x", "bx", "ex":
			b.WriteString(standsFor(c.element, n, inner, c.element.attrs["equiv-text"], tag(html, html == "br" || c.element.name != "x")))
		case "g":
			if html == "" {
				n.lose("say what it stands for with a ctype, such as x-html-em", "the inline element g %s does not say what it stands for", c.element.attrs["id"])
			}
			b.WriteString("<" + html + ">" + inner + "</" + html + ">")
		default:
			n.lose("remove it", "the element %s is not known within a text", c.element.name)
		}
	}
	return b.String()
}

// tag is a start tag; "" when there is no name.
func tag(name string, ok bool) string {
	if name == "" || !ok {
		return ""
	}
	return "<" + name + ">"
}

// standsFor returns the first that is not empty of what an inline code may
// stand for.
func standsFor(e *element, n *notes, options ...string) string {
	for _, o := range options {
		if o != "" {
			return o
		}
	}
	n.lose("add the original code to the file", "the inline element %s %s does not say what it stands for", e.name, e.attrs["id"])
	return ""
}

func encodeXLIFF1(j *job, c *Catalog) ([]byte, error) {
	var b strings.Builder
	target := ""
	if c.Source != "" {
		target = fmt.Sprintf(" target-language=%q", c.Locales[0])
	}
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original=%q source-language=%q%s datatype="html">
    <body>
`, c.Bundle, sourceOf(c), target)
	for _, p := range j.pairs(c) {
		fmt.Fprintf(&b, "      <trans-unit id=%q xml:space=\"preserve\">\n", p.entry.Key)
		source, target := p.source, p.target
		if c.Source == "" {
			source, target = target, ""
		}
		var seen codes
		fmt.Fprintf(&b, "        <source>%s</source>\n", j.inlined1(source, &seen))
		if target != "" {
			fmt.Fprintf(&b, "        <target>%s</target>\n", j.inlined1(target, &seen))
		}
		b.WriteString("      </trans-unit>\n")
	}
	b.WriteString("    </body>\n  </file>\n</xliff>\n")
	return []byte(b.String()), nil
}

// sourceOf returns the language that a file calls its source.
func sourceOf(c *Catalog) string {
	if c.Source != "" {
		return c.Source
	}
	return c.Locales[0]
}

// inlined1 writes a text with its codes as elements.
func (j *job) inlined1(text string, seen *codes) string {
	var b strings.Builder
	j.inline(text, seen, func(s string) { b.WriteString(escapeXML(s)) }, func(s, id string, _ int) {
		fmt.Fprintf(&b, `<ph id=%q>%s</ph>`, id, escapeXML(s))
	})
	return b.String()
}
