// Package icu takes the source of a message apart into literals, arguments
// and choices, and puts it together again, without looking into the markup.
// It reads the same syntax as the messages of the delivery wing, which is the
// judge of what is well formed: this package serves tools that have to change
// or count what stands in a message.
package icu

import (
	"errors"
	"strings"
)

// maxDepth is how deep choices may be nested.
const maxDepth = 8

var errSyntax = errors.New("icu: the message is not well formed")

// Part is one part of a message: a literal when Name is "", an argument
// without cases, or a choice.
type Part struct {
	Literal string // the characters that are meant, without quotes
	Name    string // of the argument
	Form    string // "", "number", "plural", "selectordinal", "select"
	Style   string // of a number: what stands behind the second comma; of a plural: "offset:1"
	Cases   []Case
	Hash    bool // this is a # in a plural branch
}

// Case is one branch of a choice.
type Case struct {
	Key   string // "=0", "one", "female", "other"
	Parts []Part
}

// Parse takes a message apart.
func Parse(source string) ([]Part, error) {
	p := parser{src: source}
	parts, err := p.parts(0, false)
	if err == nil && p.at < len(source) {
		err = errSyntax
	}
	return parts, err
}

type parser struct {
	src string
	at  int
}

// parts reads up to the end, or up to the brace that closes a branch.
func (p *parser) parts(depth int, plural bool) (list []Part, err error) {
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			list = append(list, Part{Literal: lit.String()})
			lit.Reset()
		}
	}
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == '\'':
			p.quote(&lit, plural)
		case c == '{':
			flush()
			part, err := p.argument(depth)
			if err != nil {
				return nil, err
			}
			list = append(list, part)
		case c == '}' && depth > 0:
			flush()
			return list, nil
		case c == '#' && plural:
			flush()
			list = append(list, Part{Hash: true})
			p.at++
		default:
			lit.WriteByte(c)
			p.at++
		}
	}
	if depth > 0 {
		return nil, errSyntax
	}
	flush()
	return list, nil
}

// quote reads an apostrophe and what it quotes.
func (p *parser) quote(lit *strings.Builder, plural bool) {
	next := byte(0)
	if p.at+1 < len(p.src) {
		next = p.src[p.at+1]
	}
	switch {
	case next == '\'':
		lit.WriteByte('\'')
		p.at += 2
		return
	case next != '{' && next != '}' && (next != '#' || !plural):
		lit.WriteByte('\'')
		p.at++
		return
	}
	for p.at++; p.at < len(p.src); p.at++ {
		if p.src[p.at] != '\'' {
			lit.WriteByte(p.src[p.at])
			continue
		}
		if p.at+1 == len(p.src) || p.src[p.at+1] != '\'' {
			p.at++
			return
		}
		lit.WriteByte('\'')
		p.at++
	}
}

// argument reads what stands between braces.
func (p *parser) argument(depth int) (part Part, err error) {
	p.at++
	part.Name = p.word()
	switch {
	case part.Name == "":
		return part, errSyntax
	case p.take('}'):
		return part, nil
	case !p.take(','):
		return part, errSyntax
	}
	part.Form = p.word()
	switch part.Form {
	case "number":
		if p.take(',') {
			end := strings.IndexByte(p.src[p.at:], '}')
			if end < 0 {
				return part, errSyntax
			}
			part.Style = strings.TrimSpace(p.src[p.at : p.at+end])
			p.at += end
		}
		if !p.take('}') {
			return part, errSyntax
		}
		return part, nil
	case "plural", "selectordinal", "select":
		if !p.take(',') || depth == maxDepth {
			return part, errSyntax
		}
		return part, p.cases(&part, depth)
	}
	return part, errSyntax
}

func (p *parser) cases(part *Part, depth int) error {
	for !p.take('}') {
		key := p.word()
		if rest, ok := strings.CutPrefix(key, "offset:"); ok && len(part.Cases) == 0 && part.Form != "select" {
			if rest == "" {
				rest = p.word()
			}
			part.Style = "offset:" + rest
			continue
		}
		if key == "" || !p.take('{') {
			return errSyntax
		}
		parts, err := p.parts(depth+1, part.Form != "select")
		if err != nil {
			return err
		}
		p.at++ // the brace that parts has seen
		part.Cases = append(part.Cases, Case{key, parts})
	}
	if len(part.Cases) == 0 {
		return errSyntax
	}
	return nil
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

func (p *parser) space() {
	for p.at < len(p.src) && isSpace(p.src[p.at]) {
		p.at++
	}
}

// word reads up to white space, a comma or a brace.
func (p *parser) word() string {
	p.space()
	start := p.at
	for p.at < len(p.src) && !isSpace(p.src[p.at]) && !strings.ContainsRune(",{}", rune(p.src[p.at])) {
		p.at++
	}
	return p.src[start:p.at]
}

func (p *parser) take(c byte) bool {
	p.space()
	if p.at < len(p.src) && p.src[p.at] == c {
		p.at++
		return true
	}
	return false
}

// Format puts a message together. Parsing it gives the same parts.
func Format(parts []Part) string {
	var b strings.Builder
	format(&b, parts, false)
	return b.String()
}

func format(b *strings.Builder, parts []Part, plural bool) {
	for _, p := range parts {
		switch {
		case p.Hash:
			b.WriteByte('#')
		case p.Name == "":
			b.WriteString(Quote(p.Literal, plural))
		case len(p.Cases) > 0:
			b.WriteString("{" + p.Name + ", " + p.Form + ",")
			if p.Style != "" {
				b.WriteString(" " + p.Style)
			}
			for _, c := range p.Cases {
				b.WriteString(" " + c.Key + " {")
				format(b, c.Parts, p.Form != "select")
				b.WriteByte('}')
			}
			b.WriteByte('}')
		default:
			b.WriteString("{" + p.Name)
			if p.Form != "" {
				b.WriteString(", " + p.Form)
			}
			if p.Style != "" {
				b.WriteString(", " + p.Style)
			}
			b.WriteByte('}')
		}
	}
}

// Quote writes characters so that a message says exactly them; plural says
// that they stand directly in a branch of a plural. An apostrophe that is
// itself wherever the literal stands is not doubled.
func Quote(literal string, plural bool) string {
	var b strings.Builder
	quoted := false
	for i := range len(literal) {
		c := literal[i]
		switch {
		case c == '\'':
			if quoted || i+1 == len(literal) || strings.IndexByte("'{}#", literal[i+1]) >= 0 {
				b.WriteByte('\'') // two are one, quoted or not
			}
		case c == '{' || c == '}' || c == '#' && plural:
			if !quoted {
				b.WriteByte('\'')
				quoted = true
			}
		case quoted:
			b.WriteByte('\'')
			quoted = false
		}
		b.WriteByte(c)
	}
	if quoted {
		b.WriteByte('\'')
	}
	return b.String()
}
