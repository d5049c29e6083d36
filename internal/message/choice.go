package message

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/teletextio/content/internal/cldr"
)

// choice reads a plural, selectordinal or select from behind its type name.
func (p *parser) choice(open int, form choiceForm, name string) (*choice, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(open, "choices are nested more than 8 deep")
	}
	defer func() { p.depth-- }()
	p.space()
	if err := p.expect(',', open); err != nil {
		return nil, err
	}
	c := &choice{form: form, name: name}
	p.space()
	if form != selectForm && strings.HasPrefix(p.src[p.pos:], "offset:") {
		if err := p.offset(c); err != nil {
			return nil, err
		}
	}
	for {
		p.space()
		if p.pos >= len(p.src) {
			return nil, p.fail(open, "the brace is not closed")
		}
		if p.src[p.pos] == '}' {
			break
		}
		if len(c.branches) == maxBranches {
			return nil, p.fail(p.pos, "a choice has more than 512 branches")
		}
		if err := p.branch(c); err != nil {
			return nil, err
		}
	}
	if !c.has("other") {
		return nil, p.fail(open, formNames[form]+" has no branch for other")
	}
	p.pos++
	return c, nil
}

// offset reads offset:N.
func (p *parser) offset(c *choice) error {
	p.pos += len("offset:")
	p.space()
	start := p.pos
	for isDigit(p.peek(0)) {
		p.pos++
	}
	n, err := strconv.ParseUint(p.src[start:p.pos], 10, 32)
	if err != nil {
		return p.fail(start, "the offset is not a whole number below 2^32")
	}
	c.offset = n
	return nil
}

// branch reads a selector and its message.
func (p *parser) branch(c *choice) error {
	at := p.pos
	key, err := p.selector(c.form)
	if err != nil {
		return err
	}
	if c.has(key) {
		return p.fail(at, "a second branch for "+key)
	}
	p.space()
	open := p.pos
	if p.peek(0) != '{' {
		return p.fail(at, "the selector "+key+" has no branch in braces")
	}
	p.pos++
	nodes, err := p.message(c.form)
	if err != nil {
		return err
	}
	c.branches = append(c.branches, branch{key: key, off: at, nodes: nodes})
	return p.expect('}', open)
}

// selector reads =N, a plural category or a select key. =N comes back without
// leading zeros.
func (p *parser) selector(form choiceForm) (string, error) {
	start := p.pos
	if form != selectForm && p.peek(0) == '=' {
		p.pos++
		if p.peek(0) == '-' {
			p.pos++
		}
		for isDigit(p.peek(0)) {
			p.pos++
		}
		n, err := strconv.ParseInt(p.src[start+1:p.pos], 10, 54)
		if err != nil {
			return "", p.fail(start, "= is not followed by a whole number below 2^53")
		}
		return "=" + strconv.FormatInt(n, 10), nil
	}
	for p.pos < len(p.src) {
		r, w := utf8.DecodeRuneInString(p.src[p.pos:])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			break
		}
		p.pos += w
	}
	key := p.src[start:p.pos]
	switch {
	case key == "":
		return "", p.fail(start, "expected a selector")
	case len(key) > maxName:
		return "", p.fail(start, "a selector has more than 64 bytes")
	case form == selectForm:
		return key, nil
	}
	if _, ok := cldr.ParseCategory(key); !ok {
		return "", p.fail(start, key+" is no plural category: zero, one, two, few, many, other or =N")
	}
	return key, nil
}

// has reports whether the choice has a branch for key.
func (c *choice) has(key string) bool {
	for i := range c.branches {
		if c.branches[i].key == key {
			return true
		}
	}
	return false
}
