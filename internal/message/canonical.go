package message

import (
	"strconv"
	"strings"

	"github.com/teletextio/content/internal/cldr"
)

// Canonical returns the source of the text in canonical form, which publish
// writes: ICU syntax without needless quotes, HTML with lower-case names,
// double-quoted attributes and no references but &amp; &lt; &gt; &nbsp; and, in
// attributes, &quot;. Compiling it gives the same text and the same canonical
// form. It can be longer than the source was; when it is longer than MaxSource,
// Compile refuses it.
func (t *Text) Canonical() string {
	w := &writer{t: t}
	if t.ops == nil {
		w.pending = t.source(t.html, t.text)
	} else {
		w.ops(0, len(t.ops))
	}
	w.flush(false, false)
	return w.out.String()
}

// source returns the literal that stands in the source: HTML, or plain text.
func (t *Text) source(html, text string) string {
	if t.kind == Plain {
		return text
	}
	return html
}

// writer writes operations back as a message.
type writer struct {
	t       *Text
	out     strings.Builder
	pending string // literal text that is not written yet
}

// ops writes the operations from one index up to another. Literals wait, so
// that what follows them can decide about their quotes.
func (w *writer) ops(from, to int) { w.branch(from, to, false) }

// branch writes the operations of a branch; plural says that # counts there.
func (w *writer) branch(from, to int, plural bool) {
	for pc := from; pc < to; pc++ {
		switch o := &w.t.ops[pc]; o.code {
		case opLit:
			w.pending += w.t.source(o.s, w.t.other(o))
		case opSlot:
			w.pending += "<" + w.t.other(o) + ` data-txt-name="` + o.s + `">`
		case opArg:
			w.flush(plural, true)
			w.out.WriteString("{" + o.s + "}")
		case opNumber:
			w.flush(plural, true)
			w.out.WriteString("{" + o.s + ", number" + styleSuffix(o.style) + "}")
		case opHash:
			w.flush(plural, true)
			w.out.WriteByte('#')
		case opPick:
			w.flush(plural, true)
			p := &w.t.picks[o.n]
			w.pick(p)
			pc = int(p.end) - 1
		}
	}
}

// styleSuffix returns a number style as messages write it.
func styleSuffix(s cldr.Style) string {
	switch s {
	case cldr.Integer:
		return ", integer"
	case cldr.Percent:
		return ", percent"
	}
	return ""
}

// pick writes a choice.
func (w *writer) pick(p *pick) {
	w.out.WriteString("{" + p.name + ", " + formNames[p.form] + ",")
	if p.offset != 0 {
		w.out.WriteString(" offset:" + strconv.FormatUint(p.offset, 10))
	}
	for i := range p.cases {
		end := p.end
		if i+1 < len(p.cases) {
			end = p.cases[i+1].pc
		}
		w.out.WriteString(" " + p.cases[i].key + " {")
		w.branch(int(p.cases[i].pc), int(end), p.form != selectForm)
		w.flush(p.form != selectForm, true)
		w.out.WriteByte('}')
	}
	w.out.WriteByte('}')
}

// flush writes the pending literal with the quotes that it needs. more says
// that a syntax character follows.
func (w *writer) flush(plural, more bool) {
	s, quoted := w.pending, false
	w.pending = ""
	for i := range len(s) {
		c := s[i]
		switch {
		case isSyntax(c, plural):
			if !quoted {
				w.out.WriteByte('\'')
				quoted = true
			}
		case c == '\'':
			next := i+1 == len(s) && more || i+1 < len(s) && (s[i+1] == '\'' || isSyntax(s[i+1], plural))
			if quoted || next || i > 0 && s[i-1] == '\'' {
				w.out.WriteByte('\'')
			}
		case quoted:
			w.out.WriteByte('\'')
			quoted = false
		}
		w.out.WriteByte(c)
	}
	if quoted {
		w.out.WriteByte('\'')
	}
}

// isSyntax reports whether c stands for itself only in quotes.
func isSyntax(c byte, plural bool) bool {
	return c == '{' || c == '}' || c == '#' && plural
}
