package exchange

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xliff20 is XLIFF 2.0; files of 2.1 and 2.2 are read, too.
var xliff20 = format{
	name: "xliff-2.0", short: "XLIFF 2", ext: ".xlf", also: ".xliff", bilingual: true, style: "icu",
	decode: decodeXLIFF, encode: encodeXLIFF2,
}

func decodeXLIFF2(j *job, root *element) (*Catalog, error) {
	x := xliffFile{source: root.attrs["srcLang"], target: root.attrs["trgLang"]}
	for _, file := range root.all("file") {
		if x.bundle == "" {
			x.bundle = file.attrs["id"]
		}
		for _, e := range file.all("unit") {
			x.units = append(x.units, unit2(e))
		}
	}
	return x.catalog(j)
}

// unit2 reads one unit: its segments, and what stands between them.
func unit2(e *element) unit {
	u := unit{name: e.attrs["name"], id: e.attrs["id"], line: e.line}
	data := map[string]string{}
	for _, d := range e.first("originalData").all("data") {
		data[d.attrs["id"]] = inline2(d, nil, &u.source.notes)
	}
	missing := false
	var in, out strings.Builder
	for _, c := range e.children {
		if c.element == nil || c.element.name != "segment" && c.element.name != "ignorable" {
			continue
		}
		s := c.element
		source, target := s.first("source"), s.first("target")
		in.WriteString(inline2(source, data, &u.source.notes))
		switch {
		case target != nil:
			u.has = true
		case s.name == "ignorable": // the same in all languages
			target = source
		default:
			missing = true
		}
		out.WriteString(inline2(target, data, &u.target.notes))
	}
	u.source.text, u.target.text = in.String(), out.String()
	switch {
	case !missing:
	case u.has:
		u.target.notes.lose("translate all of it", "some segments of the unit have no target")
	default:
		u.target = side{} // what stands between its segments is no translation
	}
	return u
}

// The elements of HTML that subtypes of inline codes stand for.
var subTypes = map[string]string{"xlf:b": "b", "xlf:i": "i", "xlf:u": "u", "xlf:lb": "br"}

// inline2 returns the text of a source or target, its codes as they are in the
// application.
func inline2(e *element, data map[string]string, n *notes) string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	for _, c := range e.children {
		if c.element == nil {
			b.WriteString(c.text)
			continue
		}
		a := c.element.attrs
		html := subTypes[a["subType"]]
		switch c.element.name {
		case "cp":
			b.WriteString(codePoint(a["hex"], n))
		case "mrk", "sm", "em":
			b.WriteString(inline2(c.element, data, n))
		case "ph", "sc":
			b.WriteString(standsFor(c.element, n, data[a["dataRef"]], a["disp"], a["equiv"], tag(html, true)))
		case "ec":
			b.WriteString(standsFor(c.element, n, data[a["dataRef"]], a["disp"], a["equiv"]))
		case "pc":
			b.WriteString(standsFor(c.element, n, data[a["dataRefStart"]], a["dispStart"], a["equivStart"], tag(html, true)))
			b.WriteString(inline2(c.element, data, n))
			b.WriteString(standsFor(c.element, n, data[a["dataRefEnd"]], a["dispEnd"], a["equivEnd"], tag("/"+html, html != "")))
		default:
			n.lose("remove it", "the element %s is not known within a text", c.element.name)
		}
	}
	return b.String()
}

// codePoint returns the character that XML cannot hold.
func codePoint(hex string, n *notes) string {
	r, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || r == 0 || !utf8.ValidRune(rune(r)) {
		n.lose("remove it", "%s is no character", shown(hex))
		return ""
	}
	return string(rune(r))
}

func encodeXLIFF2(j *job, c *Catalog) ([]byte, error) {
	var b strings.Builder
	target := ""
	if c.Source != "" {
		target = fmt.Sprintf(" trgLang=%q", c.Locales[0])
	}
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang=%q%s>
  <file id=%q>
`, sourceOf(c), target, c.Bundle)
	for _, p := range j.pairs(c) {
		source, target := p.source, p.target
		if c.Source == "" {
			source, target = target, ""
		}
		var data codes
		in, out := j.inlined2(source, &data), j.inlined2(target, &data)
		fmt.Fprintf(&b, "    <unit id=%q xml:space=\"preserve\">\n", p.entry.Key)
		if len(data) > 0 {
			b.WriteString("      <originalData>\n")
			for i, d := range data {
				fmt.Fprintf(&b, "        <data id=\"d%d\">%s</data>\n", i+1, escapeXML(d))
			}
			b.WriteString("      </originalData>\n")
		}
		fmt.Fprintf(&b, "      <segment>\n        <source>%s</source>\n", in)
		if target != "" {
			fmt.Fprintf(&b, "        <target>%s</target>\n", out)
		}
		b.WriteString("      </segment>\n    </unit>\n")
	}
	b.WriteString("  </file>\n</xliff>\n")
	return []byte(b.String()), nil
}

// inlined2 writes a text with its codes as elements.
func (j *job) inlined2(text string, seen *codes) string {
	var b strings.Builder
	j.inline(text, seen, func(s string) { b.WriteString(escapeXML(s)) }, func(s, id string, data int) {
		fmt.Fprintf(&b, `<ph id=%q dataRef="d%d" disp="%s"/>`, id, data, escapeAttr(s))
	})
	return b.String()
}
