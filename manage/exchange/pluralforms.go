package exchange

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// pluralForms is the rule of a PO file that says which form a number takes.
type pluralForms struct {
	count int    // of forms
	rule  string // as it is written
	eval  func(n uint64) (uint64, bool)
	small []int // the forms of small numbers
}

// maxFormCount is how many forms a file may have.
const maxFormCount = 16

var pluralHeader = regexp.MustCompile(`^\s*nplurals\s*=\s*(\d{1,3})\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*$`)

// parsePluralForms reads the header Plural-Forms.
func parsePluralForms(header string) (*pluralForms, error) {
	m := pluralHeader.FindStringSubmatch(header)
	if m == nil || len(header) > 2000 {
		return nil, errors.New("it is not of the form nplurals=2; plural=n != 1;")
	}
	count, _ := strconv.Atoi(m[1]) // three digits
	if count < 1 || count > maxFormCount {
		return nil, fmt.Errorf("it has %d forms", count)
	}
	p := ruleParser{src: m[2]}
	eval, err := p.ternary(0)
	if err == nil && p.next() != "" {
		err = errRule
	}
	if err != nil {
		return nil, err
	}
	f := &pluralForms{count: count, rule: m[2], eval: eval}
	return f, f.try()
}

// try makes sure that small numbers have forms.
func (f *pluralForms) try() error {
	small := make([]int, sample)
	for n := range small {
		i, err := f.index(uint64(n))
		if err != nil {
			return err
		}
		small[n] = i
	}
	f.small = small
	return nil
}

// index returns the form that a number takes.
func (f *pluralForms) index(n uint64) (int, error) {
	if n < uint64(len(f.small)) {
		return f.small[n], nil
	}
	i, ok := f.eval(n)
	if !ok || i >= uint64(f.count) {
		return 0, fmt.Errorf("it has no form for %d", n)
	}
	return int(i), nil
}

// header is the value of Plural-Forms.
func (f *pluralForms) header() string {
	return fmt.Sprintf("nplurals=%d; plural=%s;", f.count, f.rule)
}

var errRule = errors.New("its expression cannot be read")

// ruleParser reads an expression of C with the operators that gettext knows.
type ruleParser struct {
	src string
	at  int
}

// expression is a part of a rule; ok is false when it divides by zero.
type expression = func(n uint64) (v uint64, ok bool)

// next returns the token at the position, "" at the end.
func (p *ruleParser) next() string {
	for p.at < len(p.src) && strings.IndexByte(" \t\n", p.src[p.at]) >= 0 {
		p.at++
	}
	rest := p.src[p.at:]
	if rest == "" {
		return ""
	}
	for _, two := range []string{"||", "&&", "==", "!=", "<=", ">="} {
		if strings.HasPrefix(rest, two) {
			return two
		}
	}
	end := 0
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	return rest[:max(1, end)]
}

func (p *ruleParser) take(token string) bool {
	if p.next() != token {
		return false
	}
	p.at += len(token)
	return true
}

// maxRule is how deep an expression may be nested.
const maxRule = 40

func (p *ruleParser) ternary(depth int) (expression, error) {
	if depth > maxRule {
		return nil, errRule
	}
	test, err := p.binary(0, depth)
	if err != nil || !p.take("?") {
		return test, err
	}
	yes, err := p.ternary(depth + 1)
	if err == nil && !p.take(":") {
		err = errRule
	}
	if err != nil {
		return nil, err
	}
	no, err := p.ternary(depth + 1)
	return func(n uint64) (uint64, bool) {
		v, ok := test(n)
		switch {
		case !ok:
			return 0, false
		case v != 0:
			return yes(n)
		}
		return no(n)
	}, err
}

// levels are the operators that bind, the loosest first.
var levels = [][]string{{"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}}

func (p *ruleParser) binary(level, depth int) (expression, error) {
	if level == len(levels) {
		return p.unary(depth)
	}
	left, err := p.binary(level+1, depth)
	for err == nil {
		op := ""
		for _, o := range levels[level] {
			if p.take(o) {
				op = o
				break
			}
		}
		if op == "" {
			break
		}
		var right expression
		if right, err = p.binary(level+1, depth); err == nil {
			left = combine(op, left, right)
		}
	}
	return left, err
}

func (p *ruleParser) unary(depth int) (expression, error) {
	switch token := p.next(); {
	case depth > maxRule:
		return nil, errRule
	case p.take("!"):
		inner, err := p.unary(depth + 1)
		return func(n uint64) (uint64, bool) {
			v, ok := inner(n)
			return truth(v == 0), ok
		}, err
	case p.take("("):
		inner, err := p.ternary(depth + 1)
		if err == nil && !p.take(")") {
			err = errRule
		}
		return inner, err
	case p.take("n"):
		return func(n uint64) (uint64, bool) { return n, true }, nil
	default:
		v, err := strconv.ParseUint(token, 10, 32)
		if err != nil {
			return nil, errRule
		}
		p.at += len(token)
		return func(uint64) (uint64, bool) { return v, true }, nil
	}
}

func truth(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func combine(op string, left, right expression) expression {
	return func(n uint64) (uint64, bool) {
		a, ok := left(n)
		if ok && (op == "||" && a != 0 || op == "&&" && a == 0) {
			return truth(a != 0), true
		}
		b, ok2 := right(n)
		if !ok || !ok2 {
			return 0, false
		}
		switch op {
		case "||", "&&":
			return truth(b != 0), true
		case "==":
			return truth(a == b), true
		case "!=":
			return truth(a != b), true
		case "<=":
			return truth(a <= b), true
		case ">=":
			return truth(a >= b), true
		case "<":
			return truth(a < b), true
		case ">":
			return truth(a > b), true
		case "+":
			return a + b, true
		case "-":
			return a - b, true
		case "*":
			return a * b, true
		case "/":
			if b == 0 {
				return 0, false
			}
			return a / b, true
		}
		if b == 0 {
			return 0, false
		}
		return a % b, true
	}
}
