package content

import (
	"github.com/teletextio/content/internal/htmlscan"
)

// tagEdits changes the start tag of the open label: lang and dir where the
// text is in another language than the one in force, and label attributes that
// are stripped. whole is false when the attribute that holds the key has parts
// that could not be done, and stays.
func (j *injector) tagEdits(b []byte, t *labelTag, s *scope, e *entry, whole bool) {
	if e.locale != s.lang {
		j.setAttr(b, t.lang, "lang", e.locale, true)
		dir, _ := j.scan.Attr(b, "dir")
		j.setAttr(b, dir, "dir", e.dir, true)
	}
	if !j.cfg.strip {
		return
	}
	if t.text.Found() && whole && !t.textGone {
		j.removeAttrs(b, j.cfg.prefix, true)
	}
	if t.left {
		return // what another label of the tag needs
	}
	if t.locale.Found() {
		j.removeAttrs(b, j.cfg.names.locale, true)
	}
	if t.bundle.Found() {
		j.removeAttrs(b, j.cfg.names.bundle, true)
	}
	j.stripArgs(b, t, true)
}

// stripArgs takes literal arguments out of the last start tag; references have
// been taken out already.
func (j *injector) stripArgs(b []byte, t *labelTag, label bool) {
	if t.args.Found() && !t.argsGone {
		j.removeAttrs(b, j.cfg.names.args, label)
		t.argsGone = true
	}
	if t.options.Found() {
		j.removeAttrs(b, j.cfg.names.options, label)
		t.options = htmlscan.Attr{}
	}
}

// setAttr writes an attribute into the last start tag: over the one that it
// has, else as a new one. value must not need escaping.
func (j *injector) setAttr(b []byte, a htmlscan.Attr, name, value string, label bool) {
	lo := len(j.text)
	from, to, behind := a.NameEnd, a.End, false
	if a.End == 0 {
		from, behind = j.attrSpot(b)
		to = from
		j.text = append(append(j.text, ' '), name...)
	}
	j.text = append(j.text, `="`...)
	j.text = append(j.text, value...)
	j.text = append(j.text, '"')
	if behind {
		j.text = append(j.text, ' ')
	}
	j.edits = append(j.edits, edit{from: from, to: to, lo: lo, hi: len(j.text), label: label})
}

// attrSpot returns where another attribute can be added to the last start tag:
// before its ">" or "/>"; before the last one where that has an equals sign and
// no value, for it would take what stands behind it for its value. behind is
// true when a space is needed there, too.
func (j *injector) attrSpot(b []byte) (at int, behind bool) {
	end := j.scan.TagEnd() - 1
	if b[end-1] == '/' && j.scan.SelfClosing(b) {
		return end - 1, false
	}
	k := end
	for isSpace(b[k-1]) {
		k--
	}
	if b[k-1] != '=' {
		return end, false
	}
	last := htmlscan.Attr{}
	for n := j.scan.NameEnd(); ; {
		a, ok := htmlscan.NextAttr(b, n)
		if !ok {
			break
		}
		last, n = a, a.End
	}
	if last.NameEnd == last.End || last.Value < last.End {
		return end, false
	}
	at = last.Name
	for isSpace(b[at-1]) {
		at--
	}
	return at, at == last.Name
}

// removeAttrs takes all attributes of a name out of the last start tag: when
// the first of several goes, the next would take its place.
func (j *injector) removeAttrs(b []byte, name string, label bool) {
	for n := j.scan.NameEnd(); ; {
		a, ok := htmlscan.NextAttr(b, n)
		if !ok {
			return
		}
		if a.Is(b, name) {
			j.removeAttr(b, a, label)
		}
		n = a.End
	}
}

// removeAttr takes an attribute out of the last start tag, with the white
// space before it. A space is left where the neighbours would grow together.
func (j *injector) removeAttr(b []byte, a htmlscan.Attr, label bool) {
	from, lo := a.Name, len(j.text)
	for isSpace(b[from-1]) {
		from--
	}
	if next := b[a.End]; next != '>' && !isSpace(next) || b[from-1] == '/' {
		j.text = append(j.text, ' ')
	}
	j.edits = append(j.edits, edit{from: from, to: a.End, lo: lo, hi: len(j.text), label: label})
}

// sortEdits orders the few edits of one tag by offset. Of those at one offset
// insertions come first, in their order.
func sortEdits(edits []edit) {
	for i := 1; i < len(edits); i++ {
		for k := i; k > 0 && edits[k].before(&edits[k-1]); k-- {
			edits[k], edits[k-1] = edits[k-1], edits[k]
		}
	}
}

func (e *edit) before(o *edit) bool {
	return e.from < o.from || e.from == o.from && e.to < o.to
}
