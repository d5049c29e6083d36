package content

import (
	"bytes"
	"fmt"

	"github.com/teletextio/content/internal/htmlscan"
	"github.com/teletextio/content/internal/message"
)

// jsonPart is one part of data-txt-json: a path to a string, and a key.
type jsonPart struct {
	path, pathEnd int // in label.data
	key, keyEnd   int // in full, there too
	entry         *entry
	report        int
	state         jsonState
	lo, hi        int // the string in the script, without its quotes
}

// jsonState is what the script has at a path.
type jsonState uint8

const (
	jsonAbsent jsonState = iota
	jsonString
	jsonOther // not a string
)

// maxJSONParts is the greatest number of parts of one data-txt-json. Those
// behind are reported as ReasonBadLabel.
const maxJSONParts = 64

// jsonLabel handles data-txt-json="headline: home.title; author.name: home.by"
// on <script type="application/ld+json">. The paths are looked for when the
// script has been read.
func (j *injector) jsonLabel(b []byte, t *labelTag, s *scope, args *message.Args, argsOK bool) {
	refused := ReasonNone
	switch {
	case !argsOK:
		refused = ReasonBadLabel
	default:
		refused = j.jsonPlace(b)
	}
	l := &j.label
	l.reset()
	l.data = append(l.data, t.json.DecodedValue(b)...)
	done := true
	for n, end := 0, len(l.data); n < end; {
		from := n
		if i := bytes.IndexByte(l.data[n:end], ';'); i >= 0 {
			n += i + 1
		} else {
			n = end + 1
		}
		if part := trim(l.data[from : n-1]); len(part) > 0 {
			done = j.jsonPart(b, from, n-1, s, refused) && done
		}
	}
	t.left = t.left || !done
	if len(l.parts) == 0 {
		return
	}
	l.open, l.args = true, *args
	l.tag, l.inner = j.scan.TagStart(), j.scan.TagEnd()
	j.scan.Watch()
	if j.cfg.strip && done {
		j.removeAttrs(b, j.cfg.names.json, true)
	}
	if j.cfg.strip && !t.left {
		j.stripArgs(b, t, true)
	}
}

// jsonPlace tells whether the last start tag made a script of linked data.
func (j *injector) jsonPlace(b []byte) Reason {
	switch j.scan.Place() {
	case htmlscan.PlaceTemplate:
		return ReasonTemplate
	case htmlscan.PlaceIgnored:
		return ReasonIgnoredTag
	case htmlscan.PlaceForeign:
		return ReasonForeign
	}
	a, ok := j.scan.Attr(b, "type")
	if !ok || !j.scan.IsScript() || !bytes.EqualFold(trim(a.DecodedValue(b)), []byte("application/ld+json")) {
		return ReasonScript
	}
	if j.inClone() {
		return ReasonFormatting
	}
	return ReasonNone
}

// jsonPart reads the part label.data[from:to]. It is false when there is
// nothing to put at its path.
func (j *injector) jsonPart(b []byte, from, to int, s *scope, refused Reason) bool {
	l := &j.label
	part := l.data[from:to]
	colon := bytes.LastIndexByte(part, ':')
	path, key := trim(part[:max(colon, 0)]), trim(part[colon+1:])
	why, detail := ReasonBadLabel, ""
	var e *entry
	if len(path) > 0 && len(key) > 0 && len(l.parts) < maxJSONParts {
		key = j.fullKey(key, s)
		e, why, detail = j.find(key, s)
	}
	switch {
	case refused != ReasonNone:
		why, detail = refused, ""
	case why == ReasonNone && e.text.Class()&message.HasElement != 0:
		why = ReasonElements
	case why == ReasonNone && j.labelledPath(path):
		why, detail = ReasonBadLabel, "the path is labelled twice"
	}
	row := j.report(b, key, "", why, detail)
	if j.rep != nil {
		j.rep.Labels[row].Path = string(path)
	}
	if why != ReasonNone {
		j.countLeft(key, "", why, detail)
		return false
	}
	at := from + bytes.Index(part, path)
	p := jsonPart{path: at, pathEnd: at + len(path), entry: e, report: row, key: len(l.data)}
	l.data = append(l.data, key...)
	p.keyEnd = len(l.data)
	l.parts = append(l.parts, p)
	return true
}

// labelledPath reports whether a part has the path already.
func (j *injector) labelledPath(path []byte) bool {
	l := &j.label
	for i := range l.parts {
		if p := &l.parts[i]; bytes.Equal(l.data[p.path:p.pathEnd], path) {
			return true
		}
	}
	return false
}

// refusePart reports a part that could not be done after all.
func (j *injector) refusePart(p *jsonPart, why Reason, detail string) {
	j.unreport(p.report, why, detail)
	j.labelLeft(j.label.data[p.key:p.keyEnd], "", why, detail)
}

// replaceJSON exchanges the strings of the open script, which ends at an
// offset.
func (j *injector) replaceJSON(b []byte, at int) {
	l := &j.label
	old := b[l.inner:at]
	// Inside <!-- the end of a script is not where it seems: what is left of
	// one after the edit could hide or show another end.
	if bytes.Contains(old, []byte("<!--")) {
		j.refuse(ReasonJSON, "it has <!--")
		return
	}
	if err := findJSON(old, l.data, l.parts); err != nil {
		j.refuse(ReasonJSON, err.Error())
		return
	}
	first, done := len(j.edits), true
	for i := range l.parts {
		done = j.replacePart(&l.parts[i]) && done
	}
	sortEdits(j.edits[first:])
	if !done {
		j.dropLabelEdits() // the attribute stays
	}
	for i := range j.edits {
		j.edits[i].label = false
	}
	l.open = false
}

// replacePart puts a text into the string that has been found.
func (j *injector) replacePart(p *jsonPart) bool {
	l := &j.label
	switch p.state {
	case jsonAbsent:
		j.refusePart(p, ReasonJSONPath, "the script has no such path")
		return false
	case jsonOther:
		j.refusePart(p, ReasonJSONPath, "the path is no string")
		return false
	}
	text, err := p.entry.text.AppendText(nil, &l.args)
	if err != nil {
		j.refusePart(p, renderReason(err), err.Error())
		return false
	}
	lo := len(j.text)
	j.text = appendJSON(j.text, text)
	j.escapeJSON(lo)
	j.escapeJSON(lo)
	j.edits = append(j.edits, edit{from: l.inner + p.lo, to: l.inner + p.hi, lo: lo, hi: len(j.text)})
	j.noteUsed(p.entry, j.text[lo:])
	if j.rep != nil {
		j.rep.Labels[p.report].Locale = p.entry.locale
	}
	return true
}

// appendJSON appends text as the inside of a JSON string that can stand in a
// script of an HTML page: with nothing that begins a tag, a comment or a
// reference, and with no line end of JavaScript.
func appendJSON(dst, text []byte) []byte {
	for _, r := range string(text) {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r < ' ' || r == '<' || r == '>' || r == '&' || r == 0x7F || r == 0x2028 || r == 0x2029:
			dst = fmt.Appendf(dst, `\u%04x`, r)
		default:
			dst = append(dst, string(r)...)
		}
	}
	return dst
}
