package content

import (
	"golang.org/x/net/html"

	"github.com/teletextio/content/internal/htmlscan"
)

// ruleWalk keeps a shadow of the open elements of one page, as nodes that
// selectors can be held against: each with its parent and, where a rule asks
// for it, the element before it. Nodes are used again and again.
type ruleWalk struct {
	chain  []*shadow // one for each open element, outermost first
	free   []*shadow
	newest uint32            // the newest element at the start tag before
	known  map[string]string // names and values that have been seen
	fold   []byte            // scratch
	hits   []int             // scratch of injector.matchRules
}

// shadow is the node of one element.
type shadow struct {
	node   html.Node
	id     uint32  // the scanner's
	opaque bool    // its name, its attributes or its parent are not known
	last   *shadow // the last child that is an element; nil when not known
	before *shadow // the element before it; nil when not known
}

func newRuleWalk() *ruleWalk { return &ruleWalk{known: map[string]string{}} }

// reset makes w ready for another page.
func (w *ruleWalk) reset() {
	w.cut(0)
	w.newest = 0
}

// step follows a start tag and returns the node of the element that it made,
// nil when there is none or when selectors cannot be held against it. The node
// is valid until the next step.
func (w *ruleWalk) step(s *htmlscan.Scanner, b []byte, info *ruleInfo) *html.Node {
	depth, kept := s.Depth(), 0
	for kept < min(depth, len(w.chain)) && w.chain[kept].id == s.NodeAt(kept) {
		kept++
	}
	seen := w.newest
	w.cut(kept)
	w.forgetUnseen(s, kept)
	w.newest = s.Newest()
	created := s.Created()
	var n *shadow
	for i := kept; i < depth; i++ {
		switch node := s.NodeAt(i); {
		case node == created:
			n = w.tag(s, b, info)
			w.link(n, info)
			w.chain = append(w.chain, n)
		default:
			n := w.take(node, s.IDAt(i).String())
			n.opaque = node <= seen || s.IDAt(i).IsFormatting()
			w.link(n, info)
			w.chain = append(w.chain, n)
		}
	}
	if created == 0 {
		return nil
	}
	if n == nil { // it has no content and is closed already
		n = w.tag(s, b, info)
		if !w.link(n, info) {
			w.drop(n) // and not taken before the next step
		}
	}
	if n.opaque || s.InTemplate() {
		return nil
	}
	return &n.node
}

// forgetUnseen drops what is known about last children when elements have been
// made that no start tag asked for and that are not open: an end tag makes br
// and p, and formatting is opened again.
func (w *ruleWalk) forgetUnseen(s *htmlscan.Scanner, kept int) {
	made := 0
	for i := kept; i < s.Depth(); i++ {
		if s.NodeAt(i) > w.newest {
			made++
		}
	}
	if n := s.Created(); n != 0 && (s.Depth() == 0 || s.NodeAt(s.Depth()-1) != n) {
		made++
	}
	if int(s.Newest()-w.newest) == made {
		return
	}
	for i, o := range w.chain {
		if i+1 == len(w.chain) || o.last != w.chain[i+1] {
			w.drop(o.last)
		}
		o.last = nil
	}
}

// take returns an unused node.
func (w *ruleWalk) take(id uint32, name string) *shadow {
	var n *shadow
	if k := len(w.free); k > 0 {
		n, w.free = w.free[k-1], w.free[:k-1]
	} else {
		n = new(shadow)
	}
	*n = shadow{id: id, node: html.Node{Type: html.ElementNode, Data: name, Attr: n.node.Attr[:0]}}
	return n
}

// tag returns a node for the element of the last start tag.
func (w *ruleWalk) tag(s *htmlscan.Scanner, b []byte, info *ruleInfo) *shadow {
	name := s.Element().String()
	if s.Element() == htmlscan.Other {
		name = w.lower(b[s.TagStart()+1 : s.NameEnd()])
	}
	n := w.take(s.Created(), name)
	n.opaque = s.Fostered()
	for _, key := range info.attrs {
		if a, ok := s.Attr(b, key); ok {
			n.node.Attr = append(n.node.Attr, html.Attribute{Key: key, Val: w.intern(a.DecodedValue(b))})
		}
	}
	return n
}

// link puts a node under the innermost open element. It is true when that
// keeps it as its last child.
func (w *ruleWalk) link(n *shadow, info *ruleInfo) bool {
	if len(w.chain) == 0 {
		return false
	}
	p := w.chain[len(w.chain)-1]
	n.node.Parent = &p.node
	n.opaque = n.opaque || p.opaque || p.node.Data == "html" && !afterHTML(n.node.Data)
	if info.siblings == 0 {
		return false
	}
	old := p.last
	p.last = nil
	if n.opaque {
		w.drop(old)
		return false
	}
	p.last = n
	if old == nil {
		return true
	}
	n.before, n.node.PrevSibling = old, &old.node
	for k, o := 0, n; o != nil; k, o = k+1, o.before {
		if k == info.siblings {
			w.drop(o.before)
			o.before, o.node.PrevSibling = nil, nil
		}
	}
	return true
}

// afterHTML reports whether an element can be a child of html. Others that
// stand there are moved into the head.
func afterHTML(name string) bool { return name == "head" || name == "body" || name == "frameset" }

// cut closes the open elements from index i on.
func (w *ruleWalk) cut(i int) {
	for k := len(w.chain) - 1; k >= i; k-- {
		n := w.chain[k]
		if n.last != nil {
			w.drop(n.last)
			n.last = nil
		}
		if k == 0 || w.chain[k-1].last != n {
			w.drop(n)
		}
	}
	w.chain = w.chain[:min(i, len(w.chain))]
}

// drop makes a node and those before it available again; nil has none.
func (w *ruleWalk) drop(n *shadow) {
	for n != nil {
		before := n.before
		n.before = nil
		w.free = append(w.free, n)
		n = before
	}
}

// maxKnown bounds the strings that are kept, and the length of each.
const maxKnown, maxKnownLen = 4096, 128

// intern returns v as a string.
func (w *ruleWalk) intern(v []byte) string {
	if s, ok := w.known[string(v)]; ok {
		return s
	}
	s := string(v)
	if len(s) <= maxKnownLen {
		if len(w.known) >= maxKnown {
			clear(w.known)
		}
		w.known[s] = s
	}
	return s
}

// lower returns a name in lower case.
func (w *ruleWalk) lower(name []byte) string {
	w.fold = append(w.fold[:0], name...)
	for i, c := range w.fold {
		if c-'A' < 26 {
			w.fold[i] = c | 0x20
		}
	}
	return w.intern(w.fold)
}
