package message

import (
	"strings"

	"golang.org/x/net/html"
)

// tagName reads the name of a tag in lower case.
func (m *markup) tagName(off int) (string, error) {
	var b strings.Builder
	for {
		switch c := m.peek(); {
		case c == atDynamic:
			return "", refuse(off, "an argument or a branch cannot name an element")
		case c == atEnd, c == '>', c == '/', c < 0x80 && isSpace(byte(c)):
			if b.Len() == 0 {
				return "", refuse(off, "an end tag without a name")
			}
			return b.String(), nil
		case isLetter(byte(c)):
			b.WriteByte(byte(c) | 0x20)
		case isDigit(byte(c)), c == '-', c == '_', c == '.':
			b.WriteByte(byte(c))
		default:
			return "", refuse(off, "an element's name with a character that no element has")
		}
		m.next()
	}
}

// tag reads a start tag from its name on.
func (m *markup) tag(off int) (*element, error) {
	name, err := m.tagName(off)
	if err != nil {
		return nil, err
	}
	e := &element{tag: name}
	for {
		c := m.peek()
		switch {
		case c == atDynamic:
			return nil, refuse(m.off(), "an argument or a branch in the tag of "+name+": only text and quoted attribute values can hold it")
		case c == atEnd:
			return nil, refuse(off, "the tag of "+name+" is not closed by >")
		case c == '>':
			m.next()
			return e, nil
		case isSpace(byte(c)):
			m.next()
		case c == '/':
			if m.next(); m.peek() != '>' || !voidElements[name] {
				return nil, refuse(off, "a slash in the tag of "+name)
			}
		default:
			if err := m.attribute(e); err != nil {
				return nil, err
			}
		}
	}
}

// attribute reads one attribute.
func (m *markup) attribute(e *element) error {
	a := attr{off: m.off()}
	var b strings.Builder
	for {
		c := m.peek()
		if c < 0 || c == '=' || c == '>' || c == '/' || isSpace(byte(c)) {
			break
		}
		if c <= ' ' || c == '"' || c == '\'' || c == '<' || c >= 0x7F {
			return refuse(a.off, "an attribute's name on "+e.tag+" with a character that no name has")
		}
		b.WriteByte(byte(c))
		m.next()
	}
	a.name = strings.ToLower(b.String())
	if a.name == "" {
		return refuse(a.off, "an attribute without a name on "+e.tag)
	}
	for i := range e.attrs {
		if e.attrs[i].name == a.name {
			return refuse(a.off, "the attribute "+a.name+" twice on "+e.tag)
		}
	}
	if len(e.attrs) == maxAttrs {
		return refuse(a.off, "more than 32 attributes on "+e.tag)
	}
	m.blanks()
	if m.peek() == '=' {
		m.next()
		m.blanks()
		if err := m.value(e, &a); err != nil {
			return err
		}
	}
	e.attrs = append(e.attrs, a)
	return nil
}

// blanks skips white space.
func (m *markup) blanks() {
	for m.peek() >= 0 && isSpace(byte(m.peek())) {
		m.next()
	}
}

// value reads an attribute's value. Only a quoted one can hold arguments.
func (m *markup) value(e *element, a *attr) error {
	q := m.peek()
	if q != '"' && q != '\'' {
		return m.bareValue(e, a)
	}
	m.next()
	v := valueParser{quote: byte(q), tag: e.tag, name: a.name}
	for {
		switch c := m.peek(); c {
		case atEnd:
			return refuse(a.off, "the value of "+a.name+" on "+e.tag+" is not closed")
		case atDynamic:
			if err := v.dynamic(m.nodes[m.i]); err != nil {
				return err
			}
			m.i++
		case q:
			m.next()
			v.flush()
			a.value = v.out
			return nil
		default:
			v.put(&m.cursor)
		}
	}
}

// bareValue reads a value without quotes.
func (m *markup) bareValue(e *element, a *attr) error {
	v := valueParser{quote: '"'}
	for {
		c := m.peek()
		switch {
		case c == atDynamic:
			return refuse(m.off(), "an argument or a branch in the unquoted attribute "+a.name+" on "+e.tag)
		case c == '"' || c == '\'' || c == '<' || c == '=' || c == '`':
			return refuse(a.off, "the unquoted attribute "+a.name+" on "+e.tag+" holds a character that needs quotes")
		case c == atEnd, c == '>', isSpace(byte(c)):
			if v.text.Len() == 0 {
				return refuse(a.off, "the attribute "+a.name+" on "+e.tag+" has no value behind =")
			}
			v.flush()
			a.value = v.out
			return nil
		}
		v.put(&m.cursor)
	}
}

// valueParser gathers the value of one attribute, branches included.
type valueParser struct {
	quote     byte
	tag, name string
	out       []node
	text      strings.Builder
	start     int
}

// put moves the byte at c to the running text.
func (v *valueParser) put(c *cursor) {
	if v.text.Len() == 0 {
		v.start = c.off()
	}
	v.text.WriteByte(byte(c.next()))
}

// flush ends the running text.
func (v *valueParser) flush() {
	if v.text.Len() == 0 {
		return
	}
	s := clean(decodeAttr(v.text.String()))
	v.text.Reset()
	if s != "" {
		v.out = append(v.out, node{kind: litNode, off: v.start, text: s})
	}
}

// dynamic takes over an argument or a choice.
func (v *valueParser) dynamic(n node) error {
	if n.kind == hashNode && strings.HasSuffix(v.text.String(), "&") {
		return refuse(n.off-1, "a character reference like &#39; in a plural branch: write '#' in quotes, or the character itself")
	}
	v.flush()
	if n.kind == choiceNode {
		for i := range n.choice.branches {
			b := &n.choice.branches[i]
			nodes, err := v.branch(b.nodes)
			if err != nil {
				return err
			}
			b.nodes = nodes
		}
	}
	v.out = append(v.out, n)
	return nil
}

// branch returns the nodes of a branch inside the value.
func (v *valueParser) branch(nodes []node) ([]node, error) {
	in := valueParser{quote: v.quote, tag: v.tag, name: v.name}
	for i := range nodes {
		n := &nodes[i]
		if n.kind != litNode {
			if err := in.dynamic(*n); err != nil {
				return nil, err
			}
			continue
		}
		if at := strings.IndexByte(n.text, v.quote); at >= 0 {
			return nil, refuse(n.at(at), "a branch ends the value of "+v.name+" on "+v.tag+": write the quote as &quot; or &apos;")
		}
		if n.text != "" {
			in.start = n.off
			in.text.WriteString(n.text)
		}
	}
	in.flush()
	return in.out, nil
}

// decodeAttr decodes the references of an attribute's value, where an
// ampersand before a letter, a digit or = without a semicolon is itself.
func decodeAttr(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	z := html.NewTokenizer(strings.NewReader(`<a b="` + strings.ReplaceAll(s, `"`, "&quot;") + `">`))
	z.Next()
	if t := z.Token(); len(t.Attr) == 1 {
		return t.Attr[0].Val
	}
	return s
}
