package content

import (
	"errors"
	"strings"

	"github.com/teletextio/content/internal/htmlscan"
	"github.com/teletextio/content/internal/message"
)

// label is the open label: an element whose start tag has been read, whose
// text is ready, and whose old content is being held back.
type label struct {
	open     bool
	key      []byte // in full
	tag      int    // where its start tag begins
	inner    int    // where its old content begins
	entry    *entry
	args     message.Args
	lo, hi   int     // the rendered text in injector.text; for a text with children lo == hi
	doubles  bool    // the element swallows a newline at its start
	report   int     // its place in the report
	nested   int     // the place in the report behind it
	children []child // functional children of the old content
}

// child is a functional child of the old content: its start tag.
type child struct {
	from, to       int // the tag
	name, nameEnd  int // the tag's name
	label, labelTo int // the child's name
	used           bool
}

func (l *label) reset() { *l = label{key: l.key[:0], children: l.children[:0]} }

func (l *label) shift(n int) {
	l.tag -= n
	l.inner -= n
	for i := range l.children {
		c := &l.children[i]
		c.from, c.to = c.from-n, c.to-n
		c.name, c.nameEnd = c.name-n, c.nameEnd-n
		c.label, c.labelTo = c.label-n, c.labelTo-n
	}
}

// start handles a start tag that may carry a label.
func (j *injector) start(b []byte) {
	j.checkHeld(j.scan.TagStart())
	t := j.readTag(b)
	if j.label.open {
		j.startInside(b, &t)
		return
	}
	outer := j.inner()
	s, _ := j.scopeOf(b, &t, outer)
	if s.keptOut || !t.has(t.text) && !t.has(t.attr) && !t.has(t.args) {
		return
	}
	if j.counted++; j.counted > j.cfg.limits.Labels {
		j.tooMany()
		return
	}
	first := len(j.edits)
	args, argsOK := j.labelArgs(b, &t)
	if t.has(t.attr) {
		j.attrLabels(b, &t, &s, args, argsOK)
	}
	if t.has(t.text) {
		j.textLabel(b, &t, &s, args, argsOK)
	}
	sortEdits(j.edits[first:])
}

func (j *injector) tooMany() {
	if j.rep != nil {
		j.rep.GaveUp = ReasonTooMany
	}
	j.unsettled = -1
	j.raw = true
}

// startInside handles a start tag in the old content of an open label.
func (j *injector) startInside(b []byte, t *labelTag) {
	if t.has(t.child) {
		j.label.children = append(j.label.children, child{
			from: j.scan.TagStart(), to: j.scan.TagEnd(),
			name: j.scan.TagStart() + 1, nameEnd: j.scan.NameEnd(),
			label: t.child.Value, labelTo: t.child.ValEnd,
		})
	}
	if j.rep == nil {
		return
	}
	if t.has(t.text) {
		j.report(b, trim(t.text.DecodedValue(b)), "", ReasonOuter, "")
	}
	if t.has(t.attr) {
		j.report(b, trim(t.attr.DecodedValue(b)), j.cfg.names.attr, ReasonOuter, "")
	}
}

// textLabel handles data-txt.
func (j *injector) textLabel(b []byte, t *labelTag, s *scope, args *message.Args, argsOK bool) {
	key := j.fullKey(trim(t.text.DecodedValue(b)), s)
	e, why, detail := j.find(key, s)
	if why == ReasonNone && !argsOK {
		why = ReasonBadLabel
	}
	var form placeForm
	if why == ReasonNone {
		form, why = j.place(e)
	}
	if why != ReasonNone {
		j.leave(b, key, "", why, detail)
		return
	}
	l := &j.label
	l.reset()
	l.entry, l.args = e, *args
	l.tag, l.inner = j.scan.TagStart(), j.scan.TagEnd()
	l.doubles = swallowsNewline(j.scan.Element())
	if !j.render(b, key, form) {
		return
	}
	l.open = true
	l.key = append(l.key[:0], key...)
	l.report = j.report(b, key, "", ReasonNone, "")
	l.nested = l.report + 1
	j.scan.Watch()
	j.tagEdits(b, t, s, e)
}

// render makes the text ready. A text with functional children has to wait for
// the old content, and so has the check that it loses none.
func (j *injector) render(b, key []byte, form placeForm) bool {
	l := &j.label
	l.lo, l.hi = len(j.text), len(j.text)
	if l.entry.text.Class()&message.HasSlot != 0 {
		return true
	}
	var err error
	if form == asText {
		j.text, err = l.entry.text.AppendEscaped(j.text, &l.args)
	} else {
		j.text, err = l.entry.text.AppendHTML(j.text, &l.args, nil)
	}
	if err != nil {
		j.leave(b, key, "", renderReason(err), err.Error())
		return false
	}
	j.double(l.lo)
	l.hi = len(j.text)
	return true
}

// double puts a newline before one at lo that the element would swallow.
func (j *injector) double(lo int) {
	if j.label.doubles && lo < len(j.text) && j.text[lo] == '\n' {
		j.text = append(j.text, 0)
		copy(j.text[lo+1:], j.text[lo:])
	}
}

func swallowsNewline(id htmlscan.ID) bool {
	return id == htmlscan.Pre || id == htmlscan.Textarea || id == htmlscan.Listing
}

// renderReason translates what package message says.
func renderReason(err error) Reason {
	var missing *message.MissingError
	var slot *message.SlotError
	switch {
	case errors.As(err, &missing):
		return ReasonMissingArgument
	case errors.As(err, &slot):
		return ReasonChildren
	case errors.Is(err, message.ErrElements):
		return ReasonElements
	}
	return ReasonBadArgument
}

// closed handles the end of the open label's element.
func (j *injector) closed(b []byte, at int) {
	if !j.label.open {
		return
	}
	j.checkHeld(at)
	if !j.label.open {
		return
	}
	switch j.scan.Verdict() {
	case htmlscan.Leaks:
		j.refuse(ReasonLeaks, "")
	case htmlscan.Torn:
		j.refuse(ReasonTorn, "")
	default:
		j.replace(b, at)
	}
}

// replace exchanges the old content of the open label, which ends at an offset.
func (j *injector) replace(b []byte, at int) {
	l := &j.label
	if !j.renderChildren(b) {
		return
	}
	l.open = false
	for i := range j.edits {
		j.edits[i].label = false
	}
	j.edits = append(j.edits, edit{from: l.inner, to: at, lo: l.lo, hi: l.hi})
	if j.unsettled < 0 && j.scan.Unsettled() && l.entry.text.Class()&message.NonSpace != 0 {
		j.unsettled = l.tag
	}
	j.noteUsed(l.entry, j.text[l.lo:l.hi])
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
	j.text, err = l.entry.text.AppendHTML(j.text, &l.args, &slots{j: j, b: b})
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
	j.double(l.lo)
	l.hi = len(j.text)
	return true
}

// slots gives a text the start tags of the page's functional children.
type slots struct {
	j *injector
	b []byte
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
		if found || c.used || !strings.EqualFold(string(s.b[c.name:c.nameEnd]), tag) {
			return dst, false
		}
		dst = append(dst, s.b[c.from:c.to]...)
		c.used, found = true, true
	}
	return dst, found
}

// refuse leaves the open label as it is. What has been held goes out.
func (j *injector) refuse(why Reason, detail string) {
	l := &j.label
	l.open = false
	n := 0
	for _, e := range j.edits {
		if !e.label {
			j.edits[n] = e
			n++
		}
	}
	j.edits = j.edits[:n]
	if j.rep != nil {
		own := &j.rep.Labels[l.report]
		own.Reason, own.Detail = why, detail
		for i := l.nested; i < len(j.rep.Labels); i++ {
			j.rep.Labels[i].Reason = ReasonOuterRefused
		}
	}
	j.view.labelLeft(l.key, why)
}

// leave reports a label that is not even held back.
func (j *injector) leave(b, key []byte, attr string, why Reason, detail string) {
	if why == ReasonNotLoaded {
		j.req.noteNotLoaded()
	}
	j.view.labelLeft(key, why)
	j.report(b, key, attr, why, detail)
}

// fullKey returns the key with the bundle of its scope. It is valid until the
// next call.
func (j *injector) fullKey(key []byte, s *scope) []byte {
	if s.bundleLen == 0 {
		return key
	}
	for _, c := range key {
		if c == '.' {
			return key
		}
	}
	j.key = append(j.key[:0], s.bundle[:s.bundleLen]...)
	j.key = append(append(j.key, '.'), key...)
	return j.key
}

// find looks a key up in the locale of the scope.
func (j *injector) find(key []byte, s *scope) (e *entry, why Reason, detail string) {
	if s.table == nil {
		if j.view.home() == nil {
			return nil, ReasonNoText, "nothing is loaded"
		}
		return nil, ReasonUnknownLocale, ""
	}
	e, state := j.view.lookup(s.table, key)
	switch {
	case state == textNotLoaded:
		return nil, ReasonNotLoaded, ""
	case state == textAbsent:
		return nil, ReasonNoText, ""
	case e.refused != nil:
		return e, ReasonRefusedText, e.refused.Error()
	}
	return e, ReasonNone, ""
}

// noteUsed tells the request which bytes a page was given.
func (j *injector) noteUsed(e *entry, text []byte) {
	if j.req != nil && j.req.track {
		j.req.noteUsed(e.locale, string(text))
	}
}

// report adds a label to the report and returns its place.
func (j *injector) report(b, key []byte, attr string, why Reason, detail string) int {
	if j.rep == nil {
		return 0
	}
	l := Label{Key: string(key), Attribute: attr, Reason: why, Detail: detail}
	from := j.scan.TagStart()
	l.Element = strings.ToLower(string(b[from+1 : j.scan.NameEnd()]))
	l.Offset = j.base + int64(from)
	at := j.lines
	at.pass(b[j.sent:from])
	l.Line, l.Column = at.lines+1, at.column+1
	j.rep.Labels = append(j.rep.Labels, l)
	return len(j.rep.Labels) - 1
}
