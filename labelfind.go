package content

import (
	"bytes"
	"strings"
)

// leave reports a label that is not even held back.
func (j *injector) leave(b, key []byte, attr string, why Reason, detail string) {
	j.countLeft(key, attr, why, detail)
	j.report(b, key, attr, why, detail)
}

// countLeft counts a label that is left alone.
func (j *injector) countLeft(key []byte, attr string, why Reason, detail string) {
	if why == ReasonNotLoaded {
		j.req.noteNotLoaded()
	}
	j.labelLeft(key, attr, why, detail)
}

// labelLeft counts a label that is left alone, for now and for when the page
// comes again.
func (j *injector) labelLeft(key []byte, attr string, why Reason, detail string) {
	if j.making != nil {
		j.making.left = append(j.making.left, leftLabel{bytes.Clone(key), attr, detail, why})
	}
	j.view.labelLeft(key, attr, why, detail)
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
	return j.join(s.bundle[:s.bundleLen], key)
}

// join returns the key of a name in a bundle. It is valid until the next call.
func (j *injector) join(bundle, name []byte) []byte {
	j.key = append(j.key[:0], bundle...)
	j.key = append(append(j.key, '.'), name...)
	return j.key
}

// find looks a key up in the locale of the scope.
func (j *injector) find(key []byte, s *scope) (e *entry, why Reason, detail string) {
	if s.table == nil {
		if j.view.home() == nil {
			return nil, ReasonNoText, reasonNone
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

// reportText adds a label that gets a text to the report, and returns its
// place.
func (j *injector) reportText(b, key []byte, attr string, e *entry) int {
	row := j.report(b, key, attr, ReasonNone, "")
	if j.rep != nil {
		j.rep.Labels[row].Locale = e.locale
	}
	return row
}

// unreport turns a row of the report that a text was found for into one of a
// label that was left alone.
func (j *injector) unreport(row int, why Reason, detail string) {
	if j.rep != nil {
		l := &j.rep.Labels[row]
		l.Reason, l.Detail, l.Locale = why, detail, ""
	}
}
