package labels

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// made stands for what a template writes when it is executed: no key and no
// name has it.
const made = "\uFFFD"

// call is a text that a template asks for in an action: {{.Txt.Get "home.title"}}.
type call struct {
	at    int // the offset of its action in the page
	line  int
	key   string // "": made by the template
	label bool   // the method Attr, which writes a label
	args  []string
	known bool // args are all that it gives
}

// expand turns the source of a Go template into a page: each action becomes a
// mark, or a space where it writes nothing, and as many ends of lines as it
// had. calls are the texts that it asks for by a method of view.
func expand(name string, source []byte, view string) (page []byte, calls []call, err error) {
	w := walker{view: view}
	set := map[string]*parse.Tree{}
	t := parse.New(name)
	t.Mode = parse.SkipFuncCheck
	if _, err := t.Parse(string(source), "{{", "}}", set); err != nil {
		return nil, nil, fmt.Errorf("labels: read the template %q: %v", name, err)
	}
	for _, t := range set {
		w.node(t.Root)
	}
	slices.SortFunc(w.nodes, func(a, b found) int { return cmp.Compare(a.from, b.from) })
	at := 0
	for i := 0; i <= len(w.nodes); {
		gap := len(source)
		var inside []found
		for ; i < len(w.nodes) && !w.nodes[i].text; i++ {
			inside = append(inside, w.nodes[i])
		}
		if i < len(w.nodes) {
			gap = w.nodes[i].from
		}
		if gap > at {
			page, calls = w.mask(page, calls, source, at, gap, inside)
		}
		if i == len(w.nodes) {
			break
		}
		n := w.nodes[i]
		page = append(page, source[n.from:n.to]...)
		at = n.to
		i++
	}
	return page, calls, nil
}

// mask writes what stands for the actions between two offsets of the source.
func (w *walker) mask(page []byte, calls []call, source []byte, from, to int, inside []found) ([]byte, []call) {
	mark := " "
	for _, n := range inside {
		if n.call != nil {
			c := *n.call
			c.at, c.line = len(page), 1+bytes.Count(source[:n.from], []byte("\n"))
			calls = append(calls, c)
		}
		if n.writes {
			mark = made
		}
	}
	page = append(page, mark...)
	return append(page, strings.Repeat("\n", bytes.Count(source[from:to], []byte("\n")))...), calls
}

// found is a node of a template: a text, or what stands in an action.
type found struct {
	from, to int
	text     bool
	writes   bool // it writes a value
	call     *call
}

// walker takes down the nodes of a template.
type walker struct {
	view  string
	nodes []found
}

func (w *walker) node(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, one := range n.Nodes {
			w.node(one)
		}
	case *parse.TextNode:
		w.nodes = append(w.nodes, found{from: int(n.Pos), to: int(n.Pos) + len(n.Text), text: true})
	case *parse.ActionNode:
		w.nodes = append(w.nodes, found{from: int(n.Pos), writes: len(n.Pipe.Decl) == 0})
		w.pipe(n.Pipe)
	case *parse.TemplateNode:
		w.nodes = append(w.nodes, found{from: int(n.Pos), writes: true})
		w.pipe(n.Pipe)
	case *parse.IfNode:
		w.branch(&n.BranchNode)
	case *parse.RangeNode:
		w.branch(&n.BranchNode)
	case *parse.WithNode:
		w.branch(&n.BranchNode)
	}
}

func (w *walker) branch(n *parse.BranchNode) {
	w.pipe(n.Pipe)
	w.node(n.List)
	w.node(n.ElseList)
}

func (w *walker) pipe(p *parse.PipeNode) {
	if p == nil {
		return
	}
	for _, c := range p.Cmds {
		if one := w.call(c.Args); one != nil {
			w.nodes = append(w.nodes, found{from: int(c.Pos), call: one})
		}
		for _, arg := range c.Args {
			switch arg := arg.(type) {
			case *parse.PipeNode:
				w.pipe(arg)
			case *parse.ChainNode:
				if inner, ok := arg.Node.(*parse.PipeNode); ok {
					w.pipe(inner)
				}
			}
		}
	}
}

// call reads a command that asks for a text; nil when it is another one. The
// function content takes a locale behind the key.
func (w *walker) call(args []parse.Node) *call {
	if len(args) < 2 {
		return nil
	}
	path := pathOf(args[0])
	if len(path) < 2 {
		return nil
	}
	pairs := 2
	switch receiver, method := path[len(path)-2], path[len(path)-1]; {
	case !slices.Contains([]string{"Get", "Text", "Attr", "Component", "Lookup"}, method):
		return nil
	case receiver == "content" && len(path) == 2:
		pairs = 3
	case receiver != w.view:
		return nil
	}
	c := &call{label: path[len(path)-1] == "Attr", known: true, args: []string{}}
	if key, ok := args[1].(*parse.StringNode); ok {
		c.key = key.Text
	}
	for i := pairs; i+1 < len(args); i += 2 {
		name, ok := args[i].(*parse.StringNode)
		if !ok {
			c.known = false
			continue
		}
		c.args = append(c.args, name.Text)
	}
	return c
}

// pathOf returns the names of a chain such as $.Txt.Get or content.Get.
func pathOf(n parse.Node) []string {
	switch n := n.(type) {
	case *parse.FieldNode:
		return n.Ident
	case *parse.VariableNode:
		path := slices.Clone(n.Ident)
		path[0] = strings.TrimPrefix(path[0], "$") // $txt.Get is a view in a variable
		return path
	case *parse.ChainNode:
		if id, ok := n.Node.(*parse.IdentifierNode); ok {
			return append([]string{id.Ident}, n.Field...)
		}
	}
	return nil
}

// at names a place for people.
func at(name string, line int) string { return name + ":" + strconv.Itoa(line) }
