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

// renderer runs the operations of one text once.
type renderer struct {
	t     *Text
	args  *Args
	slots Slots
	mode  mode
}

// run appends the rendering, or nothing and an error.
func (r *renderer) run(dst []byte) ([]byte, error) {
	begin, url, urlName := len(dst), 0, ""
	ops := r.t.ops
	for pc := 0; pc < len(ops); pc++ {
		o := &ops[pc]
		var err error
		switch o.code {
		case opLit:
			dst = r.literal(dst, o)
		case opArg:
			dst, err = r.arg(dst, o)
		case opNumber, opHash:
			dst, err = r.number(dst, o)
		case opPick:
			var to int32
			to, err = r.pick(&r.t.picks[o.n])
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
		return append(dst, o.t...)
	case modeEscaped:
		return appendEscaped(dst, o.t, attrPlace)
	}
	return append(dst, o.s...)
}

// value returns the argument called name.
func (r *renderer) value(name string) (any, error) {
	if v := r.args.lookup(name); v != nil {
		return v, nil
	}
	return nil, &MissingError{name}
}

// arg appends an argument as it is.
func (r *renderer) arg(dst []byte, o *op) ([]byte, error) {
	v, err := r.value(o.s)
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

// numberValue returns the argument called name as a number.
func (r *renderer) numberValue(name string) (cldr.Number, error) {
	v, err := r.value(name)
	if err != nil {
		return cldr.Number{}, err
	}
	n, ok := numberOf(v)
	if !ok {
		if isNilPointer(v) {
			return n, &MissingError{name}
		}
		return n, &ArgumentError{name, "it is not a number"}
	}
	return n, nil
}

// number appends a number as the locale writes it.
func (r *renderer) number(dst []byte, o *op) ([]byte, error) {
	name := o.s
	if o.code == opHash {
		name = r.t.picks[o.n].name
	}
	n, err := r.numberValue(name)
	if err != nil {
		return dst, err
	}
	if o.code == opHash {
		n = n.Minus(r.t.picks[o.n].offset)
	}
	begin := len(dst)
	dst = r.t.locale.Append(dst, &n, o.style)
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
func (r *renderer) pick(p *pick) (int32, error) {
	if p.form == selectForm {
		return r.pickKey(p)
	}
	n, err := r.numberValue(p.name)
	if err != nil {
		return 0, err
	}
	for i := range p.cases {
		if c := &p.cases[i]; c.exact && n.Equal(c.n) {
			return c.pc, nil
		}
	}
	n = n.Minus(p.offset)
	var category cldr.Category
	if p.form == pluralForm {
		category = r.t.locale.Cardinal(n.Operands())
	} else {
		category = r.t.locale.Ordinal(n.Operands())
	}
	for i := range p.cases {
		if c := &p.cases[i]; !c.exact && c.category == category {
			return c.pc, nil
		}
	}
	return p.other, nil
}

// pickKey returns the operation that the branch of a select begins with.
func (r *renderer) pickKey(p *pick) (int32, error) {
	v, err := r.value(p.name)
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
	return p.other, nil
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
	if !isTagOf(dst[begin:], o.t) {
		return dst, &SlotError{o.s, "the page's element is not " + o.t}
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
