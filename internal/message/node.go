package message

import (
	"sort"

	"github.com/teletextio/content/internal/cldr"
)

// nodeKind tells the nodes of a parsed text apart.
type nodeKind uint8

const (
	litNode    nodeKind = iota // literal text
	argNode                    // {name}
	numberNode                 // {name, number}
	hashNode                   // # in a plural branch
	choiceNode                 // plural, selectordinal, select
	elemNode                   // an element; only behind markUp
)

// node is one part of a text. The message parser makes all kinds but
// elements; markUp finds those in the literals.
type node struct {
	kind   nodeKind
	off    int        // byte offset in the source
	text   string     // the literal, or the argument's name
	marks  []mark     // where the parts of a literal stand in the source
	style  cldr.Style // of a number
	choice *choice
	elem   *element
}

// mark says that byte at of a literal stands at byte off of the source.
type mark struct{ at, off int }

// choiceForm is how a choice picks its branch.
type choiceForm uint8

const (
	pluralForm choiceForm = iota
	ordinalForm
	selectForm
)

// formNames are the choice forms as messages name them.
var formNames = [...]string{"plural", "selectordinal", "select"}

// choice is one plural, selectordinal or select.
type choice struct {
	form     choiceForm
	name     string
	offset   uint64
	branches []branch
}

// branch is one alternative of a choice. key is its selector as written: a
// category, =N, or a select key.
type branch struct {
	key   string
	off   int
	nodes []node
}

// element is one element of an HTML text.
type element struct {
	tag      string
	attrs    []attr
	slot     string // the name of a functional child
	children []node
}

// attr is one attribute. Its value holds literals, arguments and choices.
type attr struct {
	name  string
	off   int
	value []node
}

// at returns the source offset of byte i of a literal.
func (n *node) at(i int) int {
	j := sort.Search(len(n.marks), func(j int) bool { return n.marks[j].at > i })
	if j == 0 {
		return n.off + i
	}
	return n.marks[j-1].off + i - n.marks[j-1].at
}

// literal returns the value of nodes that hold nothing but literal text.
func literal(nodes []node) (string, bool) {
	switch {
	case len(nodes) == 0:
		return "", true
	case len(nodes) == 1 && nodes[0].kind == litNode:
		return nodes[0].text, true
	}
	return "", false
}

// renders reports whether nodes can render anything at all.
func renders(nodes []node) bool {
	for i := range nodes {
		switch n := &nodes[i]; n.kind {
		case litNode:
			if n.text != "" {
				return true
			}
		case choiceNode:
			for j := range n.choice.branches {
				if renders(n.choice.branches[j].nodes) {
					return true
				}
			}
		default:
			return true
		}
	}
	return false
}

// edges returns the class bits that the characters of a text decide.
func edges(nodes []node) Class {
	var c Class
	if startsLine(nodes) {
		c |= LeadingNewline
	}
	if showsInk(nodes) {
		c |= NonSpace
	}
	return c
}

// startsLine reports whether the rendering of nodes can begin with a newline.
func startsLine(nodes []node) bool {
	for i := range nodes {
		switch n := &nodes[i]; n.kind {
		case litNode:
			return n.text[0] == '\n'
		case argNode:
			return true
		case choiceNode:
			always := true
			for j := range n.choice.branches {
				b := n.choice.branches[j].nodes
				if startsLine(b) {
					return true
				}
				always = always && alwaysRenders(b)
			}
			if always {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// alwaysRenders reports whether nodes begin with something that is never
// empty.
func alwaysRenders(nodes []node) bool {
	return len(nodes) > 0 && nodes[0].kind != choiceNode && nodes[0].kind != argNode
}

// showsInk reports whether nodes hold anything but white space.
func showsInk(nodes []node) bool {
	for i := range nodes {
		switch n := &nodes[i]; n.kind {
		case litNode:
			for j := range len(n.text) {
				if !isSpace(n.text[j]) {
					return true
				}
			}
		case choiceNode:
			for j := range n.choice.branches {
				if showsInk(n.choice.branches[j].nodes) {
					return true
				}
			}
		default:
			return true
		}
	}
	return false
}
