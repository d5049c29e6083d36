package message

import (
	"slices"
	"unsafe"
)

// ArgNames returns the names of the arguments that the text can ask for, each
// once, in the order of their first use.
func (t *Text) ArgNames() []string {
	var names []string
	add := func(s string) {
		if !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	for i := range t.ops {
		switch o := &t.ops[i]; o.code {
		case opArg, opNumber:
			add(o.s)
		case opPick:
			add(t.picks[o.n].name)
		}
	}
	return names
}

// SlotNames returns the names of the functional children, each once, in order.
func (t *Text) SlotNames() []string {
	var names []string
	for i := range t.ops {
		if o := &t.ops[i]; o.code == opSlot && !slices.Contains(names, o.s) {
			names = append(names, o.s)
		}
	}
	return names
}

// SlotTag returns the element, in lower case, that the functional child called
// name must be; "" when the text has none of that name.
func (t *Text) SlotTag(name string) string {
	for i := range t.ops {
		if o := &t.ops[i]; o.code == opSlot && o.s == name {
			return t.other(o)
		}
	}
	return ""
}

// Size returns the memory that the text takes, in bytes, roughly.
func (t *Text) Size() int64 {
	n := int(unsafe.Sizeof(*t)) + len(t.html) + otherBytes(t.html, t.text)
	n += cap(t.ops) * int(unsafe.Sizeof(op{}))
	for i := range t.ops {
		n += len(t.ops[i].s)
	}
	n += cap(t.others) * int(unsafe.Sizeof(""))
	for _, s := range t.others {
		n += len(s)
	}
	n += cap(t.picks) * int(unsafe.Sizeof(pick{}))
	for i := range t.picks {
		p := &t.picks[i]
		n += len(p.name) + cap(p.cases)*int(unsafe.Sizeof(pickCase{}))
		for j := range p.cases {
			n += len(p.cases[j].key)
		}
	}
	return int64(n)
}

// otherBytes returns what text takes beside html; they share their bytes when
// they are equal.
func otherBytes(html, text string) int {
	if text == html {
		return 0
	}
	return len(text)
}
