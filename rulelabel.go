package content

import (
	"bytes"

	"github.com/teletextio/content/internal/htmlscan"
	"github.com/teletextio/content/internal/message"
)

// ruleLabels handles the rules that match the last start tag: the first for
// the content and the first for each attribute, unless a label of the page has
// the place.
func (j *injector) ruleLabels(b []byte, t *labelTag, s *scope, hits []int, args *message.Args, argsOK bool) {
	inner := -1
	for n, i := range hits {
		r := &j.cfg.rules[i]
		switch {
		case r.attr == "":
			if inner < 0 {
				inner = i
			}
		case j.ruleBefore(hits[:n], r.attr) || j.labelsAttr(b, t, r.attr):
		case j.opensByAttrs():
			j.leave(b, r.key, r.attr, ReasonFormatting, "")
		default:
			j.attrPart(b, s, []byte(r.attr), r.key, args, argsOK)
		}
	}
	if inner >= 0 && !t.json.Found() && !j.labelsContent(b, t) {
		j.textLabel(b, t, s, j.cfg.rules[inner].key, args, argsOK, true)
	}
}

// opensByAttrs reports whether browsers tell the last start tag's element from
// others by its attributes when they open formatting again: one more, which no
// label has announced, could change what they open. Of a, there is only one.
func (j *injector) opensByAttrs() bool {
	id := j.scan.Element()
	return id.IsFormatting() && id != htmlscan.A
}

// ruleBefore reports whether one of the rules is for the attribute.
func (j *injector) ruleBefore(hits []int, attr string) bool {
	for _, i := range hits {
		if j.cfg.rules[i].attr == attr {
			return true
		}
	}
	return false
}

// labelsContent reports whether a label of the page has the element's content.
func (j *injector) labelsContent(b []byte, t *labelTag) bool {
	if !t.text.Found() || j.cfg.profile != ProfileI18next {
		return t.text.Found()
	}
	for list := t.text.DecodedValue(b); len(list) > 0; {
		var part []byte
		if part, list = cutPart(list); len(part) > 0 {
			if target, _ := i18nextTarget(part); target == nil || isInsertion(target) {
				return true
			}
		}
	}
	return false
}

// labelsAttr reports whether a label of the page has the attribute.
func (j *injector) labelsAttr(b []byte, t *labelTag, attr string) bool {
	if t.attr.Found() {
		for list := t.attr.DecodedValue(b); len(list) > 0; {
			var part []byte
			part, list = cutPart(list)
			if name, _, _ := bytes.Cut(part, []byte{':'}); bytes.EqualFold(trim(name), []byte(attr)) {
				return true
			}
		}
	}
	if t.text.Found() && j.cfg.profile == ProfileI18next {
		for list := t.text.DecodedValue(b); len(list) > 0; {
			var part []byte
			if part, list = cutPart(list); len(part) > 0 {
				if target, _ := i18nextTarget(part); bytes.EqualFold(target, []byte(attr)) {
					return true
				}
			}
		}
	}
	return false
}
