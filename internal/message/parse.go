package message

import (
	"strings"
	"unicode/utf8"

	"github.com/teletextio/content/internal/cldr"
)

const (
	maxDepth    = 8   // of nested choices
	maxBranches = 512 // of one choice
	maxName     = 64  // bytes of an argument's name or a selector
)

// parser reads a message by recursive descent.
type parser struct {
	src   string
	pos   int
	depth int
}

// parse reads a whole source. Literals in the result are unquoted, and two
// never stand side by side.
func parse(src string) ([]node, error) {
	if len(src) > MaxSource {
		return nil, &SyntaxError{MaxSource, "the text is longer than 64 KiB"}
	}
	for i := 0; i < len(src); {
		r, w := utf8.DecodeRuneInString(src[i:])
		if r == utf8.RuneError && w <= 1 {
			return nil, &SyntaxError{i, "invalid UTF-8"}
		}
		i += w
	}
	p := &parser{src: src}
	return p.message(selectForm)
}

// fail returns the error for byte off.
func (p *parser) fail(off int, reason string) error { return &SyntaxError{off, reason} }

// message reads up to the end of the source or, in a branch, to its closing
// brace. form is that of the choice around the branch: # counts directly in a
// plural branch only, as in ICU.
func (p *parser) message(form choiceForm) ([]node, error) {
	var out []node
	for p.pos < len(p.src) && !(p.depth > 0 && p.src[p.pos] == '}') {
		switch c := p.src[p.pos]; {
		case c == '{':
			n, err := p.argument()
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		case c == '#' && form != selectForm:
			out = append(out, node{kind: hashNode, off: p.pos})
			p.pos++
		default:
			out = append(out, p.literal(form))
		}
	}
	return out, nil
}

// literal reads text up to the next syntax character, taking quotes off.
func (p *parser) literal(form choiceForm) node {
	n := node{kind: litNode, off: p.pos}
	var b strings.Builder
	put := func(from, to int) {
		if from < to {
			n.marks = append(n.marks, mark{b.Len(), from})
			b.WriteString(p.src[from:to])
		}
	}
	start := p.pos
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		if c == '\'' {
			if next := p.peek(1); next == '\'' {
				put(start, p.pos+1)
				p.pos += 2
				start = p.pos
			} else if next == '{' || next == '}' || next == '#' && form != selectForm {
				put(start, p.pos)
				p.quoted(put)
				start = p.pos
			} else {
				p.pos++
			}
			continue
		}
		if c == '{' || c == '}' && p.depth > 0 || c == '#' && form != selectForm {
			break
		}
		p.pos++
	}
	put(start, p.pos)
	n.text = b.String()
	return n
}

// quoted reads from an opening quote to its end; without one, the rest of the
// source is quoted.
func (p *parser) quoted(put func(from, to int)) {
	p.pos++
	start := p.pos
	for p.pos < len(p.src) {
		if p.src[p.pos] != '\'' {
			p.pos++
			continue
		}
		if p.peek(1) != '\'' {
			put(start, p.pos)
			p.pos++
			return
		}
		put(start, p.pos+1)
		p.pos += 2
		start = p.pos
	}
	put(start, p.pos)
}

// peek returns the byte i behind the position, 0 behind the end.
func (p *parser) peek(i int) byte {
	if p.pos+i < len(p.src) {
		return p.src[p.pos+i]
	}
	return 0
}

// argument reads what stands in braces.
func (p *parser) argument() (node, error) {
	open := p.pos
	p.pos++
	p.space()
	name, err := p.name("an argument's name")
	if err != nil {
		return node{}, err
	}
	n := node{kind: argNode, off: open, text: name}
	p.space()
	if p.peek(0) == '}' {
		p.pos++
		return n, nil
	}
	if err := p.expect(',', open); err != nil {
		return node{}, err
	}
	p.space()
	at := p.pos
	switch typ := p.word(); typ {
	case "number":
		n.kind = numberNode
		n.style, err = p.numberStyle(open)
		return n, err
	case "plural":
		n.choice, err = p.choice(open, pluralForm, name)
	case "selectordinal":
		n.choice, err = p.choice(open, ordinalForm, name)
	case "select":
		n.choice, err = p.choice(open, selectForm, name)
	case "":
		return node{}, p.fail(at, "expected number, plural, selectordinal or select")
	case "date", "time":
		return node{}, p.fail(at, typ+" arguments are reserved: pass a formatted string")
	default:
		return node{}, p.fail(at, "unknown argument type "+typ)
	}
	n.kind = choiceNode
	return n, err
}

// numberStyle reads the rest of a number argument.
func (p *parser) numberStyle(open int) (cldr.Style, error) {
	p.space()
	style := cldr.Plain
	if p.peek(0) == ',' {
		p.pos++
		p.space()
		at := p.pos
		switch w := p.word(); w {
		case "integer":
			style = cldr.Integer
		case "percent":
			style = cldr.Percent
		default:
			return 0, p.fail(at, "unknown number style: integer and percent are known")
		}
		p.space()
	}
	return style, p.expect('}', open)
}

// name reads a name of letters, digits, _ and dots.
func (p *parser) name(what string) (string, error) {
	start := p.pos
	for isNameByte(p.peek(0)) {
		p.pos++
	}
	switch n := p.pos - start; {
	case n == 0:
		return "", p.fail(start, "expected "+what)
	case n > maxName:
		return "", p.fail(start, what+" has more than 64 bytes")
	}
	return p.src[start:p.pos], nil
}

// word reads ASCII letters.
func (p *parser) word() string {
	start := p.pos
	for isLetter(p.peek(0)) {
		p.pos++
	}
	return p.src[start:p.pos]
}

// expect reads c. open is the brace that an unexpected end leaves open.
func (p *parser) expect(c byte, open int) error {
	switch {
	case p.pos >= len(p.src):
		return p.fail(open, "the brace is not closed")
	case p.src[p.pos] != c:
		return p.fail(p.pos, "expected "+string(rune(c)))
	}
	p.pos++
	return nil
}

// space skips the white space of ICU patterns.
func (p *parser) space() {
	for p.pos < len(p.src) {
		switch r, w := utf8.DecodeRuneInString(p.src[p.pos:]); r {
		case ' ', '\t', '\n', '\v', '\f', '\r', 0x85, 0x200E, 0x200F, 0x2028, 0x2029:
			p.pos += w
		default:
			return
		}
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '.' }

// isSpace reports whether c is white space in HTML.
func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'
}
