package content

import (
	"strings"

	"github.com/teletextio/content/internal/htmlscan"
	"github.com/teletextio/content/internal/message"
)

// child is a functional child of the old content: its start tag. It stays the
// application's; a text only says where it stands and what it holds.
type child struct {
	from, to       int // the tag
	name, nameEnd  int // the tag's name
	label, labelTo int // the child's name
	foreign        bool
	used           bool
}

// child takes down a functional child of the open label. Labels on its
// attributes work: their edits are part of the tag that the text is given, and
// fall when the label is refused. Of scopes, only those of the label and its
// own hold, for what is between them goes.
func (j *injector) child(b []byte, t *labelTag) {
	first := len(j.edits)
	s := &j.scope
	j.ownScope(b, t, &j.label.scope, s)
	if t.attr.Found() && !s.keptOut {
		j.counted++
		args, outer := j.args, j.outer // the open label's may refer to them
		a, ok := j.labelArgs(b, t)
		j.attrLabels(b, t, s, a, ok)
		j.args, j.outer = args, outer
	}
	if j.cfg.strip {
		j.stripChild(b, t, s)
	}
	for i := first; i < len(j.edits); i++ {
		j.edits[i].label = true
	}
	j.label.children = append(j.label.children, child{
		from: j.scan.TagStart(), to: j.scan.TagEnd(),
		name: j.scan.TagStart() + 1, nameEnd: j.scan.NameEnd(),
		label: t.child.Value, labelTo: t.child.ValEnd,
		foreign: !j.scan.IsHTML(),
	})
}

// stripChild takes all that belongs to labels out of the tag of a functional
// child, which would mean something else without the label around it.
func (j *injector) stripChild(b []byte, t *labelTag, s *scope) {
	n := &j.cfg.names
	for _, a := range [...]struct {
		attr htmlscan.Attr
		name string
	}{{t.text, n.text}, {t.json, n.json}, {t.locale, n.locale}, {t.bundle, n.bundle}, {t.child, n.child}} {
		if a.attr.Found() {
			j.removeAttrs(b, a.name, true)
		}
	}
	if t.attr.Found() && (t.left || s.keptOut) { // else it has gone already
		j.removeAttrs(b, n.attr, true)
	}
	j.stripArgs(b, t, true)
}

// renderChildren renders a text with functional children, and makes sure that
// the text has exactly those of the page.
func (j *injector) renderChildren(b []byte) bool {
	l := &j.label
	if l.entry.text.Class()&message.HasSlot == 0 {
		if len(l.children) > 0 {
			j.refuse(ReasonChildren, "the text has none of the functional children of the page")
			return false
		}
		return true
	}
	l.lo = len(j.text)
	var err error
	s := &j.slots
	*s = slots{j: j, b: b, tags: s.tags[:0]}
	j.text, err = l.entry.text.AppendHTML(j.text, &l.args, s)
	s.b = nil
	if err != nil {
		j.refuse(renderReason(err), err.Error())
		return false
	}
	for i := range l.children {
		if !l.children[i].used {
			j.refuse(ReasonChildren, "the text loses the functional child "+string(b[l.children[i].label:l.children[i].labelTo]))
			return false
		}
	}
	j.encodeAround(l.lo, s.tags)
	j.double(l.lo)
	l.hi = len(j.text)
	return true
}

// slots gives a text the start tags of the page's functional children.
type slots struct {
	j    *injector
	b    []byte
	tags [][2]int // where they stand in what is rendered, for a page in another charset
}

// AppendSlot appends the start tag of the child called name.
func (s *slots) AppendSlot(dst []byte, name string) ([]byte, bool) {
	l := &s.j.label
	tag := l.entry.text.SlotTag(name)
	found := false
	for i := range l.children {
		c := &l.children[i]
		if string(s.b[c.label:c.labelTo]) != name {
			continue
		}
		if found || c.used || c.foreign || !strings.EqualFold(string(s.b[c.name:c.nameEnd]), tag) {
			return dst, false
		}
		begin := len(dst)
		dst = s.appendTag(dst, c)
		if s.j.charset != nil {
			s.tags = append(s.tags, [2]int{begin, len(dst)})
		}
		c.used, found = true, true
	}
	return dst, found
}

// appendTag appends the child's start tag, edits applied.
func (s *slots) appendTag(dst []byte, c *child) []byte {
	at := c.from
	for i := range s.j.edits {
		e := &s.j.edits[i]
		if e.from < c.from || e.to > c.to {
			continue
		}
		dst = append(dst, s.b[at:e.from]...)
		dst = append(dst, s.j.text[e.lo:e.hi]...)
		at = e.to
	}
	return append(dst, s.b[at:c.to]...)
}
