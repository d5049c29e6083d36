package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
)

// maxNesting is how deep elements of XML may be nested.
const maxNesting = 64

// element is one element of a document, with what it holds.
type element struct {
	name     string // without its namespace
	attrs    map[string]string
	line     int
	children []child
}

// child is text, or an element.
type child struct {
	text    string
	element *element
}

// parseXML reads a document of a few elements that belong to one namespace;
// those of others are left out. There are no entities but the five of XML: a
// document type is refused, so that nothing is expanded or fetched.
func parseXML(j *job, data []byte) (*element, error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	root := &element{}
	open := []*element{root}
	space, foreign := "", 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		line, _ := dec.InputPos()
		if err != nil {
			return nil, j.fatal(line, "invalid XML: "+strings.TrimPrefix(err.Error(), "XML syntax error on "), "mend the XML, and save it as UTF-8")
		}
		here := open[len(open)-1]
		switch t := token.(type) {
		case xml.Directive:
			return nil, j.fatal(line, "the file has a document type, which could define entities", "remove <!DOCTYPE …>")
		case xml.StartElement:
			if len(open) > maxNesting {
				return nil, j.fatal(line, "elements are nested too deeply", "take some of them out")
			}
			if len(open) == 1 {
				space = t.Name.Space
			}
			if foreign > 0 || t.Name.Space != space {
				foreign++
				continue
			}
			e := &element{name: t.Name.Local, attrs: map[string]string{}, line: line}
			for _, a := range t.Attr {
				if a.Name.Space == "" {
					e.attrs[a.Name.Local] = a.Value
				}
			}
			here.children = append(here.children, child{element: e})
			open = append(open, e)
		case xml.EndElement:
			if foreign > 0 {
				foreign--
				continue
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if foreign == 0 {
				here.children = append(here.children, child{text: string(t)})
			}
		}
	}
}

// first returns the first element of that name directly within e, or nil.
func (e *element) first(name string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.element != nil && c.element.name == name {
			return c.element
		}
	}
	return nil
}

// all returns the elements of that name within e, but not within each other.
func (e *element) all(name string) (found []*element) {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		switch {
		case c.element == nil:
		case c.element.name == name:
			found = append(found, c.element)
		default:
			found = append(found, c.element.all(name)...)
		}
	}
	return found
}

// decodeXLIFF reads both versions: the file says which it is.
func decodeXLIFF(j *job, data []byte) (*Catalog, error) {
	doc, err := parseXML(j, data)
	if err != nil {
		return nil, err
	}
	root := doc.first("xliff")
	j.said = len(root.all("note"))
	switch {
	case root == nil:
		return nil, j.fatal(0, "the file is no XLIFF", "choose the format with --format")
	case strings.HasPrefix(root.attrs["version"], "2."):
		return decodeXLIFF2(j, root)
	case strings.HasPrefix(root.attrs["version"], "1."):
		return decodeXLIFF1(j, root)
	}
	return nil, j.fatal(root.line, "the version "+shown(root.attrs["version"])+" of XLIFF is not known", "save it as 1.2 or 2.0")
}

// unit is one text of an XLIFF file and what it is translated from.
type unit struct {
	name, id       string // the name is what developers call it
	line           int
	source, target side
	has            bool // there is a target
}

// side is the text in one of the languages, with the notes on its inline
// elements.
type side struct {
	text  string
	notes notes
}

// xliffFile is what both versions have.
type xliffFile struct {
	bundle, source, target string // what the file says
	units                  []unit
}

// catalog takes the texts of the units in.
func (x *xliffFile) catalog(j *job) (*Catalog, error) {
	source, target := localeOf(x.source), localeOf(x.target)
	alone := true // it has nothing but the texts of its source language
	for _, u := range x.units {
		alone = alone && !u.has
	}
	alone = alone && target == ""
	says := target
	if alone {
		says = source
	}
	if err := j.settleFile(x.bundle, says); err != nil {
		return nil, err
	}
	c := &Catalog{Bundle: j.Bundle, Locales: []string{j.Locale}}
	if j.Source != "" && !alone {
		c.Source = j.Source
	}
	all := collect{job: j}
	for _, u := range x.units {
		name := u.id
		if u.name != "" {
			name = u.name
		}
		key := keyOf(name)
		if alone {
			u.target = u.source
		}
		if c.Source != "" {
			all.take(u.line, key, c.Source, u.source.text, u.source.notes)
		}
		named(&u.target.notes, name, key)
		all.take(u.line, key, j.Locale, u.target.text, u.target.notes)
	}
	c.Entries = all.entries
	return c, nil
}

// take adds a text as the file has it; an empty one is not there yet.
func (c *collect) take(line int, key, locale, text string, n notes) {
	if text == "" && n.lost == nil {
		c.report.Empty++
		return
	}
	c.add(line, key, locale, c.fromText(key, text, &n), &n)
}

// fromText returns the message for a text of a file without plurals of its own.
func (j *job) fromText(key, text string, n *notes) string {
	s := styleOf(j.Placeholders)
	switch {
	case !n.fits(text):
		return ""
	case !s.icu:
		return j.text(key, s.parts(text, n), n)
	}
	parts, err := icu.Parse(text)
	switch {
	case err != nil:
		n.lose("mend it, or choose another syntax with --syntax", "its placeholders are not those of a message: %s", shown(text))
	}
	for _, p := range parts {
		n.alike(p.Literal, false)
	}
	if j.isPlain(key) {
		return j.text(key, parts, n)
	}
	return text
}

// toText is the way back.
func (j *job) toText(key, source string, n *notes) string {
	s := styleOf(j.Placeholders)
	source = tidied(source, n)
	if s.icu && !j.isPlain(key) {
		return source
	}
	parts, err := icu.Parse(source)
	if err != nil {
		n.lose("mend it; content publish says where", "the message is not well formed")
		return ""
	}
	parts = j.unescaped(key, parts, n)
	if s.icu {
		return icu.Format(parts)
	}
	return s.write(parts, n)
}

// pair is the two texts of one entry as a file has them.
type pair struct {
	entry          Entry
	source, target string
}

// pairs returns the entries that a bilingual file has. An entry whose text
// cannot be written is a loss; one without a source text has an empty one.
func (j *job) pairs(c *Catalog) (list []pair) {
	for _, e := range c.Entries {
		p := pair{entry: e}
		ok := true
		for _, of := range []struct {
			locale string
			to     *string
		}{{c.Source, &p.source}, {c.Locales[0], &p.target}} {
			if source, there := e.Texts[of.locale]; there && of.locale != "" && ok {
				n := &notes{}
				*of.to = j.toText(e.Key, source, n)
				ok = j.settle(n, e.Line, e.Key, of.locale)
			}
		}
		if ok && p.source+p.target != "" {
			list = append(list, p)
		}
	}
	return list
}

// code finds what translators should leave alone: elements, and arguments
// outside of choices.
var code = regexp.MustCompile(`<[^<>]*>|\{\s*[A-Za-z0-9_.]+\s*(?:,\s*number\s*(?:,\s*[a-z]+\s*)?)?\}`)

// codes are the different codes of a unit, in the order in which they come.
type codes []string

// inline divides a text into what is translated and codes. A code has the same
// id in both languages, with a number behind it where it stands again. Texts
// with choices or quoted braces have none.
func (j *job) inline(text string, seen *codes, literal func(string), placeholder func(code, id string, number int)) {
	at := 0
	times := map[string]int{}
	if styleOf(j.Placeholders).icu && !j.Plain && !strings.ContainsAny(code.ReplaceAllString(text, ""), "{}<") && !strings.Contains(text, "'{") {
		for _, m := range code.FindAllStringIndex(text, -1) {
			literal(text[at:m[0]])
			c := text[m[0]:m[1]]
			if !slices.Contains(*seen, c) {
				*seen = append(*seen, c)
			}
			number := slices.Index(*seen, c) + 1
			id := strconv.Itoa(number)
			if times[c]++; times[c] > 1 {
				id += "." + strconv.Itoa(times[c])
			}
			placeholder(c, id, number)
			at = m[1]
		}
	}
	literal(text[at:])
}

// escapeXML writes the text of an element.
func escapeXML(s string) string {
	return strings.NewReplacer("&#xA;", "\n", "&#x9;", "\t", "&#34;", `"`, "&#39;", "'").Replace(escapeAttr(s))
}

// escapeAttr writes the value of an attribute in double quotes.
func escapeAttr(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // memory
	return b.String()
}
