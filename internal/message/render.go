package message

import (
	"github.com/teletextio/content/internal/cldr"
)

// Slots renders the functional children of a text: AppendSlot appends the
// start tag, and nothing else, of the one called name as the page has it. ok
// is false when the page has none.
type Slots interface {
	AppendSlot(dst []byte, name string) (_ []byte, ok bool)
}

// mode is what a text is rendered as.
type mode uint8

const (
	modeHTML    mode = iota // canonical HTML
	modeText                // text content
	modeEscaped             // text content, escaped for any place that text has
)

// renderer runs the operations of one text once. The arguments are handed
// along beside it, and not kept in it, so that those of a caller can stay on
// its stack.
type renderer struct {
	t     *Text
	slots Slots
	mode  mode
}

// run appends the rendering, or nothing and an error.
func (r *renderer) run(dst []byte, a *Args) ([]byte, error) {
	begin, url, urlName := len(dst), 0, ""
	ops := r.t.ops
	for pc := 0; pc < len(ops); pc++ {
		o := &ops[pc]
		var err error
		switch o.code {
		case opLit:
			dst = r.literal(dst, o)
		case opArg:
			dst, err = r.arg(dst, o, a)
		case opNumber, opHash:
			dst, err = r.number(dst, o, a)
		case opPick:
			var to int32
			to, err = r.t.pick(&r.t.picks[o.n], a)
			pc = int(to) - 1
		case opJump:
			pc = int(o.n) - 1
		case opSlot:
			dst, err = r.slot(dst, o)
		case opURL:
			url, urlName = len(dst), o.s
		case opURLEnd:
			if !SafeURL(dst[url:]) {
				err = &ArgumentError{urlName, "the URL has a scheme other than http, https, mailto and tel"}
			}
		}
		if err != nil {
			return dst[:begin], err
		}
	}
	return dst, nil
}

// spot returns where a value lands in this mode.
func (r *renderer) spot(s spot) spot {
	switch r.mode {
	case modeText:
		return rawPlace
	case modeEscaped:
		return attrPlace
	}
	return s
}

// literal appends a literal.
func (r *renderer) literal(dst []byte, o *op) []byte {
	switch r.mode {
	case modeText:
		return append(dst, r.t.other(o)...)
	case modeEscaped:
		return appendEscaped(dst, r.t.other(o), attrPlace)
	}
	return append(dst, o.s...)
}

// value returns the argument called name.
func (a *Args) value(name string) (any, error) {
	if v := a.lookup(name); v != nil {
		return v, nil
	}
	return nil, &MissingError{name}
}

// arg appends an argument as it is.
func (r *renderer) arg(dst []byte, o *op, a *Args) ([]byte, error) {
	v, err := a.value(o.s)
	if err != nil {
		return dst, err
	}
	dst, ok := appendValue(dst, v, r.spot(o.spot))
	if !ok {
		return dst, badValue(o.s, v)
	}
	return dst, nil
}

// badValue says why a value has no written form.
func badValue(name string, v any) error {
	if isNilPointer(v) {
		return &MissingError{name}
	}
	return &ArgumentError{name, "a value of this type has no written form"}
}

// number returns the argument called name as a number. Most are counts: for a
// Go integer, whole is true and i its value, and n is not set.
func (a *Args) number(name string) (n cldr.Number, i int64, whole bool, err error) {
	v, err := a.value(name)
	if err != nil {
		return n, 0, false, err
	}
	if i, ok := count(v); ok {
		return n, i, true, nil
	}
	n, ok := numberOf(v)
	switch {
	case ok:
		return n, 0, false, nil
	case isNilPointer(v):
		return n, 0, false, &MissingError{name}
	}
	return n, 0, false, &ArgumentError{name, "it is not a number"}
}

// number appends a number as the locale writes it.
func (r *renderer) number(dst []byte, o *op, a *Args) ([]byte, error) {
	name, offset := o.s, uint64(0)
	if o.code == opHash {
		name, offset = r.t.picks[o.n].name, r.t.picks[o.n].offset
	}
	n, i, whole, err := a.number(name)
	if err != nil {
		return dst, err
	}
	begin := len(dst)
	if whole && o.style != cldr.Percent {
		dst = r.t.locale.AppendInt(dst, i-int64(offset))
	} else {
		if whole {
			n, _ = cldr.NumberOf(i)
		}
		n = n.Minus(offset)
		dst = r.t.locale.Append(dst, &n, o.style)
	}
	return escapeTail(dst, begin, r.spot(o.spot)), nil
}

// escapeTail escapes what dst has behind begin.
func escapeTail(dst []byte, begin int, at spot) []byte {
	if at == rawPlace {
		return dst
	}
	for _, c := range dst[begin:] {
		if !isDigit(c) && c != '.' && c != '-' && (c != ',' || at >= urlPlace) {
			tail := string(dst[begin:])
			return appendEscaped(dst[:begin], tail, at)
		}
	}
	return dst
}

// pick returns the operation that the branch of a choice begins with.
func (t *Text) pick(p *pick, a *Args) (int32, error) {
	if p.form == selectForm {
		return p.ofKey(a)
	}
	n, i, whole, err := a.number(p.name)
	if err != nil {
		return 0, err
	}
	if p.exact {
		for j := range p.cases {
			if c := &p.cases[j]; c.exact && (whole && i == c.n || !whole && n.Equal(c.n)) {
				return c.pc, nil
			}
		}
	}
	var o cldr.Operands
	if whole {
		o = cldr.OperandsOfInt(i - int64(p.offset))
	} else {
		n = n.Minus(p.offset)
		o = n.Operands()
	}
	if p.form == pluralForm {
		return p.begin[t.locale.Cardinal(o)], nil
	}
	return p.begin[t.locale.Ordinal(o)], nil
}

// ofKey returns the operation that the branch of a select begins with.
func (p *pick) ofKey(a *Args) (int32, error) {
	v, err := a.value(p.name)
	if err != nil {
		return 0, err
	}
	key, ok := v.(string)
	if !ok {
		var buf [64]byte
		b, ok := appendValue(buf[:0], v, rawPlace)
		if !ok {
			return 0, badValue(p.name, v)
		}
		key = string(b)
	}
	for i := range p.cases {
		if p.cases[i].key == key {
			return p.cases[i].pc, nil
		}
	}
	return p.begin[cldr.Other], nil
}

// slot appends the start tag of a functional child. The page's element must be
// the one that the text closes.
func (r *renderer) slot(dst []byte, o *op) ([]byte, error) {
	begin, ok := len(dst), false
	if r.slots != nil {
		dst, ok = r.slots.AppendSlot(dst, o.s)
	}
	if !ok {
		return dst, &SlotError{o.s, "the page has none"}
	}
	if tag := r.t.other(o); !isTagOf(dst[begin:], tag) {
		return dst, &SlotError{o.s, "the page's element is not " + tag}
	}
	return dst, nil
}

// isTagOf reports whether b is a start tag of the element called tag.
func isTagOf(b []byte, tag string) bool {
	if len(b) < len(tag)+2 || b[0] != '<' || b[len(b)-1] != '>' {
		return false
	}
	for i := range len(tag) {
		c := b[i+1]
		if isLetter(c) {
			c |= 0x20
		}
		if c != tag[i] {
			return false
		}
	}
	c := b[len(tag)+1]
	return c == '>' || c == '/' || isSpace(c)
}
