package message

import (
	"strings"

	"golang.org/x/net/html"
)

const (
	maxElements = 32 // how deep elements may be nested in a text
	maxAttrs    = 32 // of one element
)

// Bytes that a cursor returns beside those of the literals.
const (
	atEnd     = -1 // behind the last node
	atDynamic = -2 // at an argument or a choice
)

// cursor walks over the bytes of a message's literals.
type cursor struct {
	nodes []node
	i, at int
	last  int // source offset to report at the end
}

// peek returns the byte at the cursor.
func (c *cursor) peek() int {
	for c.i < len(c.nodes) {
		n := &c.nodes[c.i]
		if n.kind != litNode {
			return atDynamic
		}
		if c.at < len(n.text) {
			return int(n.text[c.at])
		}
		c.i, c.at = c.i+1, 0
	}
	return atEnd
}

// next returns the byte at the cursor and steps over it.
func (c *cursor) next() int {
	b := c.peek()
	if b >= 0 {
		c.at++
	}
	return b
}

// off returns the source offset of the cursor.
func (c *cursor) off() int {
	if c.peek() == atEnd {
		return c.last
	}
	n := &c.nodes[c.i]
	if n.kind != litNode {
		return n.off
	}
	return n.at(c.at)
}

// refuse returns a RefusedError for source offset off.
func refuse(off int, reason string) error { return &RefusedError{Reason: reason, Offset: off} }

// open is an element whose end tag has not come yet.
type open struct {
	elem *element
	off  int
	out  []node // what stands before it
}

// markup finds the elements in the literals of one message or branch. It reads
// HTML more strictly than a browser does: what a browser would repair, it
// refuses.
type markup struct {
	cursor
	out   []node
	stack []open
	text  strings.Builder
	start int // source offset of text
	depth int // of elements around this branch
}

// markUp returns nodes with their elements found, references decoded and
// characters cleaned.
func markUp(nodes []node) ([]node, error) { return markUpAt(nodes, 0, 0) }

// markUpAt does markUp for the nodes of a branch that ends before source
// offset end, within depth elements.
func markUpAt(nodes []node, end, depth int) ([]node, error) {
	m := &markup{depth: depth}
	m.nodes, m.last = nodes, end
	if n := len(nodes); n > 0 {
		last := &nodes[n-1]
		m.last = max(end, last.at(len(last.text)))
	}
	for {
		switch c := m.peek(); c {
		case atEnd:
			m.flush()
			if n := len(m.stack); n > 0 {
				o := m.stack[n-1]
				return nil, refuse(o.off, "the element "+o.elem.tag+" has no end tag in its text or branch")
			}
			return m.out, nil
		case atDynamic:
			if err := m.dynamic(); err != nil {
				return nil, err
			}
		case '<':
			if err := m.angle(); err != nil {
				return nil, err
			}
		default:
			if m.text.Len() == 0 {
				m.start = m.off()
			}
			m.text.WriteByte(byte(c))
			m.at++
		}
	}
}

// flush ends the running text.
func (m *markup) flush() {
	if m.text.Len() == 0 {
		return
	}
	s := clean(html.UnescapeString(m.text.String()))
	m.text.Reset()
	if m.swallows() {
		s = strings.TrimPrefix(s, "\n")
	}
	if s != "" {
		m.out = append(m.out, node{kind: litNode, off: m.start, text: s})
	}
}

// swallows reports whether a parser drops a newline here.
func (m *markup) swallows() bool {
	return len(m.out) == 0 && len(m.stack) > 0 && m.stack[len(m.stack)-1].elem.tag == "pre"
}

// dynamic takes over an argument or a choice in text.
func (m *markup) dynamic() error {
	n := m.nodes[m.i]
	if n.kind == hashNode && strings.HasSuffix(m.text.String(), "&") {
		return refuse(n.off-1, "a character reference like &#39; in a plural branch: write '#' in quotes, or the character itself")
	}
	m.flush()
	if n.kind == choiceNode {
		for i := range n.choice.branches {
			b := &n.choice.branches[i]
			nodes, err := markUpAt(b.nodes, b.off, m.depth+len(m.stack))
			if err != nil {
				return err
			}
			b.nodes = nodes
		}
	}
	m.out = append(m.out, n)
	m.i++
	return nil
}

// angle takes what begins with <.
func (m *markup) angle() error {
	off := m.off()
	m.next()
	switch c := m.peek(); {
	case c == atDynamic:
		return refuse(off, "an argument or a branch cannot name an element")
	case c == '!' || c == '?':
		return refuse(off, "a comment or a declaration")
	case c == '/':
		m.next()
		return m.endTag(off)
	case c >= 0 && isLetter(byte(c)):
		return m.startTag(off)
	}
	if m.text.Len() == 0 {
		m.start = off
	}
	m.text.WriteByte('<')
	return nil
}

// startTag takes a start tag from behind its <.
func (m *markup) startTag(off int) error {
	m.flush()
	e, err := m.tag(off)
	if err != nil {
		return err
	}
	if voidElements[e.tag] {
		m.out = append(m.out, node{kind: elemNode, off: off, elem: e})
		return nil
	}
	if m.depth+len(m.stack) >= maxElements {
		return refuse(off, "elements are nested more than 32 deep")
	}
	m.stack = append(m.stack, open{elem: e, off: off, out: m.out})
	m.out = nil
	return nil
}

// endTag takes an end tag from behind its </.
func (m *markup) endTag(off int) error {
	m.flush()
	tag, err := m.tagName(off)
	if err != nil {
		return err
	}
	for m.peek() >= 0 && isSpace(byte(m.peek())) {
		m.next()
	}
	if m.next() != '>' {
		return refuse(off, "the end tag of "+tag+" is not closed by >")
	}
	n := len(m.stack)
	if n == 0 {
		return refuse(off, "the end tag of "+tag+" has no start tag in its text or branch")
	}
	o := m.stack[n-1]
	if o.elem.tag != tag {
		return refuse(off, "the end tag of "+tag+" stands where "+o.elem.tag+" is open")
	}
	o.elem.children = m.out
	m.stack = m.stack[:n-1]
	m.out = append(o.out, node{kind: elemNode, off: o.off, elem: o.elem})
	return nil
}
