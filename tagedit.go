package content

import (
	"github.com/teletextio/content/internal/htmlscan"
)

// tagEdits changes the start tag of the open label: lang and dir where the
// text is in another language than the one in force, and label attributes that
// are stripped.
func (j *injector) tagEdits(b []byte, t *labelTag, s *scope, e *entry) {
	if e.locale != s.lang {
		j.setAttr(b, t.lang, "lang", e.locale, true)
		j.setAttr(b, t.dir, "dir", e.dir, true)
	}
	if !j.cfg.strip {
		return
	}
	for _, a := range [...]htmlscan.Attr{t.text, t.locale, t.bundle} {
		if t.has(a) {
			j.removeAttr(b, a, true)
		}
	}
}

// setAttr writes an attribute into the last start tag: over the one that it
// has, else behind all others. value must not need escaping.
func (j *injector) setAttr(b []byte, a htmlscan.Attr, name, value string, label bool) {
	lo := len(j.text)
	from, to := a.NameEnd, a.End
	if a.End == 0 {
		from = j.attrEnd(b)
		to = from
		j.text = append(append(j.text, ' '), name...)
	}
	j.text = append(j.text, `="`...)
	j.text = append(j.text, value...)
	j.text = append(j.text, '"')
	j.edits = append(j.edits, edit{from: from, to: to, lo: lo, hi: len(j.text), label: label})
}

// attrEnd returns where another attribute can be added to the last start tag:
// before its ">" or "/>".
func (j *injector) attrEnd(b []byte) int {
	end := j.scan.TagEnd() - 1
	if b[end-1] == '/' && j.scan.SelfClosing(b) {
		end--
	}
	return end
}

// removeAttr takes an attribute out of the last start tag, with the white
// space before it.
func (j *injector) removeAttr(b []byte, a htmlscan.Attr, label bool) {
	from := a.Name
	for isSpace(b[from-1]) {
		from--
	}
	j.edits = append(j.edits, edit{from: from, to: a.End, label: label})
}

// sortEdits orders the few edits of one tag by offset. Edits at one offset
// keep their order.
func sortEdits(edits []edit) {
	for i := 1; i < len(edits); i++ {
		for k := i; k > 0 && edits[k].from < edits[k-1].from; k-- {
			edits[k], edits[k-1] = edits[k-1], edits[k]
		}
	}
}
