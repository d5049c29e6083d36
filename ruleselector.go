package content

import (
	"fmt"
	"slices"
	"strings"
)

// checkSelector makes sure that a selector has nothing but what can be judged
// while a page streams, and notes in info what it asks for. The error names
// the part that is something else. Whether the rest is well formed is left to
// the parser of selectors. names are the elements that the parts of the list
// match, in lower case, "" where a part does not say.
func checkSelector(selector string, info *ruleInfo) (names []string, err error) {
	r := selectorReader{s: selector, info: info}
	for {
		if err := r.complex(); err != nil {
			return nil, err
		}
		names = append(names, r.element)
		if r.i == len(r.s) {
			return names, nil
		}
		r.i++ // the comma
	}
}

// selectorReader reads a selector once.
type selectorReader struct {
	s       string
	i       int
	info    *ruleInfo
	element string // that the last compound on the outside names; "": none
}

// next returns the byte at the place, 0 at the end.
func (r *selectorReader) next() byte {
	if r.i < len(r.s) {
		return r.s[r.i]
	}
	return 0
}

func (r *selectorReader) space() bool {
	from := r.i
	for r.i < len(r.s) && isSpace(r.s[r.i]) {
		r.i++
	}
	return r.i > from
}

// complex reads compounds and their combinators up to a comma or the end.
func (r *selectorReader) complex() error {
	r.space()
	row := 0
	for {
		if err := r.compound(true); err != nil {
			return err
		}
		space := r.space()
		switch c := r.next(); {
		case r.i == len(r.s) || c == ',':
			return nil
		case c == '+':
			r.i++
			row++
			r.info.siblings = max(r.info.siblings, row)
		case c == '>':
			r.i++
			row = 0
		case c == '~' || c == '|':
			return fmt.Errorf("the combinator %s is not supported", strings.TrimSpace(r.rest(2)))
		case !space:
			return fmt.Errorf("%q is not supported", r.rest(8))
		default:
			row = 0
		}
		r.space()
	}
}

// compound reads simple selectors that stand together. :not() is one of them
// only on the outside.
func (r *selectorReader) compound(outside bool) error {
	from := r.i
	element := ""
	if r.next() == '*' {
		r.i++
	} else if isNameByte(r.next()) {
		name, err := r.name()
		if err != nil {
			return err
		}
		element = strings.ToLower(name)
	}
	if outside {
		r.element = element
	}
	for {
		var err error
		switch c := r.next(); c {
		case '#', '.':
			r.i++
			if c == '#' {
				r.ask("id")
			} else {
				r.ask("class")
			}
			_, err = r.name()
		case '[':
			err = r.attribute()
		case ':':
			err = r.not(outside)
		case '|':
			err = fmt.Errorf("the namespace %q is not supported", r.s[from:r.i+1])
		default:
			if r.i == from {
				return fmt.Errorf("a selector is missing at %q", r.rest(8))
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// not reads :not() with a list of compounds.
func (r *selectorReader) not(outside bool) error {
	const not = ":not("
	if len(r.s)-r.i < len(not) || !strings.EqualFold(r.s[r.i:r.i+len(not)], not) || !outside {
		end := r.i + 1
		for end < len(r.s) && (isNameByte(r.s[end]) || r.s[end] == ':') {
			end++
		}
		return fmt.Errorf("the pseudo-class %q is not supported", r.s[r.i:end])
	}
	r.i += len(not)
	for {
		r.space()
		if err := r.compound(false); err != nil {
			return err
		}
		r.space()
		switch c := r.next(); c {
		case ')':
			r.i++
			return nil
		case ',':
			r.i++
		default:
			return fmt.Errorf("in :not(), %q is not supported", r.rest(8))
		}
	}
}

// attribute reads [name], [name=value] and their like.
func (r *selectorReader) attribute() error {
	from := r.i
	r.i++
	r.space()
	name, err := r.name()
	if err != nil {
		return err
	}
	if strings.Contains(name, `\`) {
		return fmt.Errorf("the escape in %q is not supported", name)
	}
	r.ask(strings.ToLower(name))
	r.space()
	if c := r.next(); c != ']' {
		if strings.IndexByte("~|^$*", c) >= 0 && c != 0 {
			r.i++
		}
		if r.next() != '=' {
			return fmt.Errorf("the operator in %q is not supported", r.s[from:min(len(r.s), r.i+2)])
		}
		r.i++
		if err := r.value(); err != nil {
			return err
		}
	}
	if r.next() != ']' {
		return fmt.Errorf("%q is not supported", r.s[from:min(len(r.s), r.i+1)])
	}
	r.i++
	return nil
}

// value reads the value of an attribute selector, with its flag.
func (r *selectorReader) value() error {
	r.space()
	if q := r.next(); q == '"' || q == '\'' {
		for r.i++; r.next() != q; r.i++ {
			if r.next() == '\\' {
				r.i++
			}
			if r.i >= len(r.s) {
				return fmt.Errorf("a quote is missing")
			}
		}
		r.i++
	} else if _, err := r.name(); err != nil {
		return err
	}
	r.space()
	if c := r.next(); c == 'i' || c == 'I' {
		r.i++
		r.space()
	}
	return nil
}

// name reads a name. Of escapes only those of one character are known.
func (r *selectorReader) name() (string, error) {
	from := r.i
	for r.i < len(r.s) {
		c := r.s[r.i]
		if c == '\\' && r.i+1 < len(r.s) {
			if d := r.s[r.i+1]; d-'0' < 10 || d|0x20-'a' < 6 || d < ' ' {
				return "", fmt.Errorf("the escape %q is not supported", r.rest(3))
			}
			r.i += 2
			continue
		}
		if !isNameByte(c) {
			break
		}
		r.i++
	}
	if r.i == from {
		return "", fmt.Errorf("a name is missing at %q", r.rest(8))
	}
	return r.s[from:r.i], nil
}

// ask notes the name of an attribute.
func (r *selectorReader) ask(name string) {
	if !slices.Contains(r.info.attrs, name) {
		r.info.attrs = append(r.info.attrs, name)
	}
}

// rest returns up to n bytes at the place.
func (r *selectorReader) rest(n int) string { return r.s[r.i:min(len(r.s), r.i+n)] }

func isNameByte(c byte) bool {
	return c|0x20-'a' < 26 || c-'0' < 10 || c == '-' || c == '_' || c == '\\' || c >= 0x80
}
