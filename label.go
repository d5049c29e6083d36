package content

import (
	"errors"

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
	lo, hi   int  // the rendered text in injector.text; for a text with children lo == hi
	doubles  bool // the element swallows a newline at its start
	report   int  // its place in the report
	nested   int  // the place in the report behind all labels of its tag
	scope    scope
	children []child // functional children of the old content

	data  []byte     // of a JSON label: its list, then its keys in full
	parts []jsonPart // of a JSON label: its parts that have a text; none: another label

	walk *ruleWalk // of the page, for the rules
}

// reset makes l ready for another label. What each label sets stays as it is.
func (l *label) reset() {
	l.open, l.doubles = false, false
	l.key, l.children, l.data, l.parts = l.key[:0], l.children[:0], l.data[:0], l.parts[:0]
}

// forget drops what l refers to.
func (l *label) forget() {
	l.reset()
	l.entry, l.args, l.scope = nil, message.Args{}, scope{}
	clear(l.parts[:cap(l.parts)])
}

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
	outer := j.inner()
	if j.lost {
		j.giveUp(b, ReasonAmbiguous)
		return
	}
	keptOut := outer.keptOut
	s := j.scopeOf(b, t, outer)
	var hits []int
	if len(j.cfg.rules) > 0 {
		hits = j.matchRules(b)
	}
	first := len(j.edits)
	if j.rep != nil && !s.keptOut {
		j.reportUnknown(b)
	}
	switch {
	case j.label.open:
		j.startInside(b, t, keptOut, hits)
	case s.keptOut:
	case t.labelled() || t.args.Found() || len(hits) > 0:
		if j.counted++; j.counted > j.cfg.limits.Labels {
			j.tooMany()
			return
		}
		j.labels(b, t, s, hits)
	}
	sortEdits(j.edits[first:])
}

// labels handles all labels of one start tag.
func (j *injector) labels(b []byte, t *labelTag, s *scope, hits []int) {
	args, argsOK := j.labelArgs(b, t)
	if t.attr.Found() {
		j.attrLabels(b, t, s, args, argsOK)
	}
	if t.json.Found() {
		j.jsonLabel(b, t, s, args, argsOK)
	}
	switch {
	case j.cfg.profile == ProfileI18next && t.text.Found():
		j.i18nextLabel(b, t, s, args, argsOK)
	case t.text.Found():
		j.textLabel(b, t, s, j.fullKey(trim(t.text.DecodedValue(b)), s), args, argsOK, true)
	}
	if len(hits) > 0 {
		j.ruleLabels(b, t, s, hits, args, argsOK)
	}
	if j.cfg.strip && !t.left && !j.label.open && t.labelled() {
		j.stripArgs(b, t, false)
	}
	if j.rep != nil {
		j.label.nested = len(j.rep.Labels)
	}
}

// tooMany leaves the rest of the page alone.
func (j *injector) tooMany() {
	if j.rep != nil {
		j.rep.GaveUp = ReasonTooMany
	}
	if j.unsettled >= 0 {
		j.dropFrom(j.unsettled, ReasonTooMany)
		j.unsettled = -1
	}
	j.raw = true
}

// startInside handles a start tag in the old content of an open label. keptOut
// tells whether what is around it is kept out: nothing there is the app's.
func (j *injector) startInside(b []byte, t *labelTag, keptOut bool, hits []int) {
	j.removeReference(b, t)
	child := t.child.Found() && j.scan.Exists() && !keptOut
	if child {
		j.child(b, t)
	}
	if j.rep == nil {
		return
	}
	if t.text.Found() {
		j.report(b, trim(t.text.DecodedValue(b)), "", ReasonOuter, "")
	}
	if t.attr.Found() && (!child || t.keptOut(b)) {
		j.report(b, trim(t.attr.DecodedValue(b)), j.cfg.names.attr, ReasonOuter, "")
	}
	if t.json.Found() {
		j.report(b, trim(t.json.DecodedValue(b)), j.cfg.names.json, ReasonOuter, "")
	}
	for _, i := range hits {
		j.report(b, j.cfg.rules[i].key, j.cfg.rules[i].attr, ReasonOuter, "")
	}
}

// textLabel handles a label for the content of an element. whole is false when
// the attribute that holds the key has parts that could not be done, and stays.
func (j *injector) textLabel(b []byte, t *labelTag, s *scope, key []byte, args *message.Args, argsOK, whole bool) {
	e, why, detail := j.find(key, s)
	if why == ReasonNone && !argsOK {
		why = ReasonBadLabel
	}
	var form placeForm
	if why == ReasonNone {
		form, why = j.place(e)
	}
	if why == ReasonNone && (j.inClone() || (j.cfg.strip || e.locale != s.lang) && j.crowded()) {
		why = ReasonFormatting
	}
	if why != ReasonNone {
		t.left = true
		j.leave(b, key, "", why, detail)
		return
	}
	l := &j.label
	l.reset()
	l.entry, l.args, l.scope = e, *args, *s
	l.tag, l.inner = j.scan.TagStart(), j.scan.TagEnd()
	l.doubles = swallowsNewline(j.scan.Element())
	if !j.render(b, key, form) {
		t.left = true
		return
	}
	l.open = true
	l.key = append(l.key[:0], key...)
	l.report = j.reportText(b, key, "", e)
	j.scan.Watch()
	j.tagEdits(b, t, s, e, whole)
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
	j.encodeText(l.lo)
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
	if len(l.parts) > 0 {
		j.replaceJSON(b, at)
		return
	}
	if !j.renderChildren(b) {
		return
	}
	l.open = false
	n := j.editsFrom(l.tag)
	for _, e := range j.edits[n:] {
		if e.from < l.inner { // not of what is being replaced
			e.label = false
			j.edits[n] = e
			n++
		}
	}
	j.edits = append(j.edits[:n], edit{from: l.inner, to: at, lo: l.lo, hi: l.hi})
	if j.unsettled < 0 && j.scan.Unsettled() && l.entry.text.Class()&message.NonSpace != 0 {
		j.unsettled = l.tag
	}
	j.noteUsed(l.entry, j.text[l.lo:l.hi])
}

// refuse leaves the open label as it is. What has been held goes out.
func (j *injector) refuse(why Reason, detail string) {
	l := &j.label
	l.open = false
	j.dropLabelEdits()
	if len(l.parts) > 0 {
		for i := range l.parts {
			j.refusePart(&l.parts[i], why, detail)
		}
		return
	}
	j.unreport(l.report, why, detail)
	if j.rep != nil {
		for i := l.nested; i < len(j.rep.Labels); i++ {
			j.unreport(i, ReasonOuterRefused, "")
		}
	}
	j.labelLeft(l.key, "", why, detail)
}

// dropLabelEdits takes back the edits that hang on the open label.
func (j *injector) dropLabelEdits() {
	n := j.editsFrom(j.label.tag)
	for _, e := range j.edits[n:] {
		if !e.label {
			j.edits[n] = e
			n++
		}
	}
	j.edits = j.edits[:n]
}
