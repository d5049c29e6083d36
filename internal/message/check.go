package message

import (
	"slices"
	"strconv"
	"strings"
)

// place is what is open around a node.
type place struct {
	parent, above string   // the element around it and the one around that; "" is the page
	interactive   string   // the nearest interactive element
	formatting    []string // the formatting elements around it
}

// checker holds a text against the allow-list and gathers its class.
type checker struct {
	class Class
	tags  map[string]string // functional child → its element
}

// check refuses what a text may not hold, adds what policy adds, and returns
// the element bits of its class.
func check(nodes []node) (Class, error) {
	c := &checker{}
	_, err := c.nodes(nodes, place{})
	return c.class, err
}

// nodes checks a sequence and returns the names of its functional children.
func (c *checker) nodes(nodes []node, in place) ([]string, error) {
	var slots []string
	for i := range nodes {
		var more []string
		var err error
		switch n := &nodes[i]; n.kind {
		case elemNode:
			more, err = c.element(n, in)
		case choiceNode:
			more, err = c.choice(n, in)
		}
		if err != nil {
			return nil, err
		}
		for _, s := range more {
			if slices.Contains(slots, s) {
				return nil, refuse(nodes[i].off, "the functional child "+s+" twice")
			}
		}
		slots = append(slots, more...)
	}
	return slots, nil
}

// choice checks the branches. All of them must hold the same functional
// children, so that no choice of the text can lose one of the page's.
func (c *checker) choice(n *node, in place) ([]string, error) {
	var first []string
	for i := range n.choice.branches {
		b := &n.choice.branches[i]
		slots, err := c.nodes(b.nodes, in)
		if err != nil {
			return nil, err
		}
		slices.Sort(slots)
		if i == 0 {
			first = slots
		} else if !slices.Equal(first, slots) {
			return nil, refuse(b.off, "the branches of a choice hold different functional children")
		}
	}
	return first, nil
}

// element checks one element with all that is in it.
func (c *checker) element(n *node, in place) ([]string, error) {
	e := n.elem
	slot, err := c.slot(n)
	if err != nil {
		return nil, err
	}
	if !slot {
		if !allowed[e.tag] {
			return nil, refuse(n.off, "the element "+e.tag)
		}
		if err := checkAttrs(e); err != nil {
			return nil, err
		}
	}
	if err := structure(n, in); err != nil {
		return nil, err
	}
	inner := place{parent: e.tag, above: in.parent, interactive: in.interactive, formatting: in.formatting}
	if c.classify(e, in) {
		if in.interactive != "" {
			return nil, refuse(n.off, "the interactive element "+e.tag+" inside "+in.interactive)
		}
		if e.tag != "details" {
			inner.interactive = e.tag
		}
	}
	if traits[e.tag]&formatting != 0 {
		inner.formatting = append(slices.Clip(in.formatting), e.tag)
	}
	slots, err := c.nodes(e.children, inner)
	if err != nil || !slot {
		return slots, err
	}
	if slices.Contains(slots, e.slot) {
		return nil, refuse(n.off, "the functional child "+e.slot+" twice")
	}
	return append(slots, e.slot), nil
}

// classify adds an element to the class and reports whether it is interactive.
func (c *checker) classify(e *element, in place) bool {
	c.class |= HasElement
	if e.slot != "" {
		c.class |= HasSlot
	}
	t := traits[e.tag]
	if t&block != 0 {
		c.class |= HasBlock
	}
	if t&heading != 0 {
		c.class |= HasHeading
	}
	if t&formatting != 0 {
		c.class |= HasFormatting
		if same := times(in.formatting, e.tag); same > 1 {
			c.class |= HasPair | HasTriple
		} else if same > 0 {
			c.class |= HasPair
		}
	}
	switch {
	case t&item == 0 || in.parent != "":
	case e.tag == "li":
		c.class |= HasItem
	default:
		c.class |= HasTerm
	}
	switch e.tag {
	case "a":
		c.class |= HasLink
		if e.slot == "" && !slices.ContainsFunc(e.attrs, func(a attr) bool { return a.name == "href" }) {
			return false
		}
	case "nobr":
		c.class |= HasNobr
	}
	if t&interactive == 0 {
		return false
	}
	c.class |= HasInteractive
	return true
}

// times returns how often a list has a name.
func times(list []string, name string) (n int) {
	for _, s := range list {
		if s == name {
			n++
		}
	}
	return n
}

// structure checks that an element stands where a browser leaves it, whatever
// page is around the text: list items directly in a list of the text or at its
// top level, ruby parts in a ruby, a summary in its details.
func structure(n *node, in place) error {
	ok := true
	switch n.elem.tag {
	case "li":
		ok = in.parent == "" || in.parent == "ul" || in.parent == "ol" || in.parent == "menu"
	case "dt", "dd":
		ok = in.parent == "" || in.parent == "dl" || in.parent == "div" && in.above == "dl"
	case "rt", "rp":
		ok = in.parent == "ruby"
	case "summary":
		ok = in.parent == "details"
	}
	if !ok {
		return refuse(n.off, "the element "+n.elem.tag+" directly in "+strconv.Quote(in.parent))
	}
	return nil
}

// slot makes an element with data-txt-name a functional child and reports
// whether it is one. Its attributes are the page's: those of the text go.
func (c *checker) slot(n *node) (bool, error) {
	e := n.elem
	i := slices.IndexFunc(e.attrs, func(a attr) bool { return a.name == "data-txt-name" })
	if i < 0 {
		return false, nil
	}
	name, ok := literal(e.attrs[i].value)
	if !ok || !isSlotName(name) {
		return false, refuse(e.attrs[i].off, "data-txt-name without a name of letters, digits, _ . and -")
	}
	if voidElements[e.tag] && !voidSlots[e.tag] || noSlot[e.tag] {
		return false, refuse(n.off, "the element "+e.tag+" as a functional child")
	}
	for _, a := range e.attrs {
		if _, ok := literal(a.value); !ok {
			return false, refuse(a.off, "an argument in "+a.name+" of the functional child "+name+": its attributes are the page's")
		}
	}
	if tag, seen := c.tags[name]; seen && tag != e.tag {
		return false, refuse(n.off, "the functional child "+name+" as "+tag+" and as "+e.tag)
	}
	if c.tags == nil {
		c.tags = map[string]string{}
	}
	c.tags[name] = e.tag
	e.slot, e.attrs = name, nil
	return true, nil
}

// isSlotName reports whether s can name a functional child.
func isSlotName(s string) bool {
	for i := range len(s) {
		if !isNameByte(s[i]) && s[i] != '-' {
			return false
		}
	}
	return s != "" && len(s) <= maxName
}

// checkAttrs checks the attributes of one element.
func checkAttrs(e *element) error {
	for i := range e.attrs {
		a := &e.attrs[i]
		r, ok := ruleOf(e.tag, a.name)
		if !ok {
			return refuse(a.off, "the attribute "+a.name+" on "+e.tag)
		}
		if r == anyText {
			continue
		}
		if r == urlRule {
			if !safeHeads(a.value) {
				return refuse(a.off, "the URL in "+a.name+" on "+e.tag+" has a scheme other than http, https, mailto and tel")
			}
			continue
		}
		v, ok := literal(a.value)
		if !ok {
			return refuse(a.off, "an argument in "+a.name+" on "+e.tag)
		}
		if !literalAllowed(r, v) {
			return refuse(a.off, "the value of "+a.name+" on "+e.tag)
		}
	}
	addNoopener(e)
	return nil
}

// literalAllowed holds an attribute value without arguments against its rule.
func literalAllowed(r rule, v string) bool {
	switch r {
	case blankOnly:
		return strings.EqualFold(v, "_blank")
	case srcsetURL:
		return safeSrcset(v)
	}
	for _, t := range strings.Fields(v) {
		if !linkTypes[strings.ToLower(t)] {
			return false
		}
	}
	return true
}

// addNoopener gives a link to a new window rel="noopener" unless its rel has
// the same effect.
func addNoopener(e *element) {
	blank := slices.ContainsFunc(e.attrs, func(a attr) bool { return a.name == "target" })
	if !blank {
		return
	}
	i := slices.IndexFunc(e.attrs, func(a attr) bool { return a.name == "rel" })
	if i < 0 {
		e.attrs = append(e.attrs, attr{name: "rel", value: []node{{kind: litNode, text: "noopener"}}})
		return
	}
	v, _ := literal(e.attrs[i].value)
	types := strings.Fields(strings.ToLower(v))
	if slices.Contains(types, "noopener") || slices.Contains(types, "noreferrer") {
		return
	}
	e.attrs[i].value = []node{{kind: litNode, text: strings.Join(append(types, "noopener"), " ")}}
}
