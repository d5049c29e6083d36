package message

import (
	"slices"
	"strings"

	"github.com/teletextio/content/internal/cldr"
)

// opCode is what one operation of a compiled text does.
type opCode uint8

const (
	opLit    opCode = iota // append a literal
	opArg                  // append an argument
	opNumber               // append an argument as the locale writes numbers
	opHash                 // append a plural's number less its offset
	opPick                 // go to a branch
	opJump                 // leave a branch
	opSlot                 // append a functional child's start tag
	opURL                  // a URL whose scheme an argument decides begins
	opURLEnd               // and ends: check the scheme
)

// spot is where in the markup a value lands.
type spot uint8

const (
	rawPlace   spot = iota // text content, nothing escaped
	textPlace              // element content
	attrPlace              // a double-quoted attribute value
	urlPlace               // a URL up to its query, in such a value
	queryPlace             // the query or fragment of a URL, in such a value
)

// op is one operation.
type op struct {
	code  opCode
	spot  spot
	style cldr.Style
	n     int32  // index in Text.picks, the operation to go on with, or see other
	s     string // literal HTML, argument, functional child
}

// other returns a literal as text content, or the element of a functional
// child.
func (t *Text) other(o *op) string {
	if o.n == 0 {
		return o.s
	}
	return t.others[o.n-1]
}

// pick is a compiled choice.
type pick struct {
	form   choiceForm
	exact  bool // a case is =N
	name   string
	offset uint64
	begin  [cldr.Many + 1]int32 // the operation that the branch for a category begins with
	end    int32                // the first operation behind the choice
	cases  []pickCase
}

// pickCase is one branch of a pick.
type pickCase struct {
	key      string
	exact    bool // key is =N
	n        int64
	category cldr.Category
	pc       int32
}

// emitter flattens a checked tree into operations.
type emitter struct {
	t    *Text
	html []byte // pending literal HTML
	text []byte // the same as text content, when the text has no elements
	url  urlState
}

// urlState is how far the URL that is being written has come.
type urlState struct {
	open  bool // a URL is being written
	query bool // its ? or # has been passed
}

// emit compiles nodes into t.
func emit(t *Text, nodes []node) {
	e := &emitter{t: t}
	e.nodes(nodes, textPlace, -1)
	html, text := e.literal()
	if len(t.ops) == 0 {
		t.html, t.text = html, text
		return
	}
	e.push(opLit, html, text)
	t.pack()
}

// pack puts what a rendering reads side by side: of thousands of texts, few are
// in the caches of the processor.
func (t *Text) pack() {
	t.ops = slices.Clip(t.ops)
	var all strings.Builder
	for i := range t.ops {
		all.WriteString(t.ops[i].s)
	}
	rest := all.String()
	for i := range t.ops {
		n := len(t.ops[i].s)
		t.ops[i].s, rest = rest[:n], rest[n:]
	}
	n := 0
	for i := range t.picks {
		n += len(t.picks[i].cases)
	}
	cases := make([]pickCase, 0, n)
	for i := range t.picks {
		from := len(cases)
		cases = append(cases, t.picks[i].cases...)
		t.picks[i].cases = cases[from:len(cases):len(cases)]
	}
}

// literal takes the pending literal.
func (e *emitter) literal() (html, text string) {
	html = string(e.html)
	if e.t.class&HasElement == 0 {
		if text = html; string(e.text) != html {
			text = string(e.text)
		}
	}
	e.html, e.text = e.html[:0], e.text[:0]
	return html, text
}

// add appends an operation behind the pending literal.
func (e *emitter) add(o op) {
	html, text := e.literal()
	e.push(opLit, html, text)
	e.t.ops = append(e.t.ops, o)
}

// push appends an operation that has two strings, unless the first is empty.
func (e *emitter) push(code opCode, s, other string) {
	if s == "" {
		return
	}
	o := op{code: code, s: s}
	if other != s && other != "" {
		e.t.others = append(e.t.others, other)
		o.n = int32(len(e.t.others))
	}
	e.t.ops = append(e.t.ops, o)
}

// nodes writes a sequence. hash is the index of the plural that # belongs to.
func (e *emitter) nodes(nodes []node, at spot, hash int32) {
	for i := range nodes {
		n := &nodes[i]
		if e.url.open {
			if at = urlPlace; e.url.query {
				at = queryPlace
			}
		}
		switch n.kind {
		case litNode:
			e.lit(n.text, at)
		case argNode:
			e.add(op{code: opArg, spot: at, s: n.text})
		case numberNode:
			e.add(op{code: opNumber, spot: at, style: n.style, s: n.text})
		case hashNode:
			e.add(op{code: opHash, spot: at, n: hash})
		case choiceNode:
			e.choice(n.choice, at)
		case elemNode:
			e.element(n.elem, hash)
		}
	}
}

// lit writes literal text.
func (e *emitter) lit(s string, at spot) {
	e.text = append(e.text, s...)
	if e.url.open {
		e.url.query = e.url.query || strings.ContainsAny(s, "?#")
		at = attrPlace
	}
	e.html = appendEscaped(e.html, s, at)
}

// choice writes a choice and its branches.
func (e *emitter) choice(c *choice, at spot) {
	id := int32(len(e.t.picks))
	e.t.picks = append(e.t.picks, pick{})
	e.add(op{code: opPick, n: id})
	p := pick{form: c.form, name: c.name, offset: c.offset, cases: make([]pickCase, len(c.branches))}
	before, query := e.url, false
	jumps := make([]int, len(c.branches))
	hash := int32(-1)
	if c.form != selectForm {
		hash = id
	}
	for i := range c.branches {
		b := &c.branches[i]
		p.cases[i] = newCase(b.key, c.form, int32(len(e.t.ops)))
		e.url = before
		e.nodes(b.nodes, at, hash)
		query = query || e.url.query
		e.add(op{code: opJump})
		jumps[i] = len(e.t.ops) - 1
	}
	p.index()
	p.end = int32(len(e.t.ops))
	for _, j := range jumps {
		e.t.ops[j].n = p.end
	}
	e.url.query = query
	e.t.picks[id] = p
}

// index makes the cases fast to find. A category without a branch takes that of
// other.
func (p *pick) index() {
	for i := range p.cases {
		if p.cases[i].key == "other" {
			for c := range p.begin {
				p.begin[c] = p.cases[i].pc
			}
		}
	}
	for i := range p.cases {
		switch c := &p.cases[i]; {
		case c.exact:
			p.exact = true
		case p.form != selectForm:
			p.begin[c.category] = c.pc
		}
	}
}

// element writes an element with all that is in it.
func (e *emitter) element(el *element, hash int32) {
	if el.slot != "" {
		html, text := e.literal()
		e.push(opLit, html, text)
		e.push(opSlot, el.slot, el.tag)
	} else {
		e.html = append(append(e.html, '<'), el.tag...)
		for i := range el.attrs {
			e.attr(el.tag, &el.attrs[i], hash)
		}
		e.html = append(e.html, '>')
	}
	if voidElements[el.tag] {
		return
	}
	if doubles(el) {
		e.html = append(e.html, '\n')
	}
	e.nodes(el.children, textPlace, hash)
	e.html = append(append(append(e.html, "</"...), el.tag...), '>')
}

// attr writes an attribute.
func (e *emitter) attr(tag string, a *attr, hash int32) {
	e.html = append(append(append(e.html, ' '), a.name...), `="`...)
	r, _ := ruleOf(tag, a.name)
	if r != urlRule {
		e.nodes(a.value, attrPlace, hash)
	} else {
		e.urlValue(a.value, hash)
	}
	e.html = append(e.html, '"')
}

// urlValue writes the value of a URL attribute, with a check of its scheme
// where the leading literal leaves that open.
func (e *emitter) urlValue(value []node, hash int32) {
	_, fixed := literal(value)
	if len(value) > 0 && value[0].kind == litNode && hasScheme(value[0].text) {
		fixed = true
	}
	if !fixed {
		e.add(op{code: opURL, s: firstName(value)})
	}
	e.url = urlState{open: true}
	e.nodes(value, attrPlace, hash)
	e.url = urlState{}
	if !fixed {
		e.add(op{code: opURLEnd})
	}
}

// firstName returns the name of the first argument in nodes.
func firstName(nodes []node) string {
	for i := range nodes {
		switch n := &nodes[i]; n.kind {
		case argNode, numberNode:
			return n.text
		case choiceNode:
			return n.choice.name
		}
	}
	return ""
}

// doubles reports whether a newline goes before an element's content because a
// parser drops the first one: always, when an argument could bring it.
func doubles(el *element) bool {
	if el.tag != "pre" || len(el.children) == 0 {
		return false
	}
	first := &el.children[0]
	return first.kind != elemNode && (first.kind != litNode || first.text[0] == '\n')
}

// newCase returns the compiled selector of a branch.
func newCase(key string, form choiceForm, pc int32) pickCase {
	c := pickCase{key: key, pc: pc}
	switch {
	case form == selectForm:
	case key[0] == '=':
		c.exact = true
		c.n = parseInt(key[1:])
	default:
		c.category, _ = cldr.ParseCategory(key)
	}
	return c
}
