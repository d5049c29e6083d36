package content

import (
	"bytes"

	"github.com/teletextio/content/internal/htmlscan"
	"github.com/teletextio/content/internal/message"
)

// attrLabels handles data-txt-attr="alt: home.hero_alt; title: home.title".
// One part that cannot be done leaves the others alone.
func (j *injector) attrLabels(b []byte, t *labelTag, s *scope, args *message.Args, argsOK bool) {
	done := true
	parts := 0
	for list := t.attr.DecodedValue(b); len(list) > 0; {
		var part []byte
		if part, list = cutPart(list); len(part) == 0 {
			continue
		}
		if parts++; parts > maxAttrParts {
			j.leave(b, part, j.cfg.names.attr, ReasonBadLabel, "the label has too many parts")
			done = false
			break
		}
		name, key, _ := bytes.Cut(part, []byte{':'})
		if key = trim(key); len(key) > 0 {
			key = j.fullKey(key, s)
		}
		done = j.attrPart(b, s, trim(name), key, args, argsOK) && done
	}
	t.left = t.left || !done
	if done && j.cfg.strip {
		j.removeAttrs(b, j.cfg.names.attr, false)
	}
}

// maxAttrParts is the number of attributes that one element can have labelled.
const maxAttrParts = 32

// cutPart returns the first part of a list whose parts are divided by
// semicolons, and the rest.
func cutPart(list []byte) (part, rest []byte) {
	if i := bytes.IndexByte(list, ';'); i >= 0 {
		return trim(list[:i]), list[i+1:]
	}
	return trim(list), nil
}

// attrPart puts one text into one attribute, or reports why not. key is in
// full; an empty one is a part that cannot be read.
func (j *injector) attrPart(b []byte, s *scope, name, key []byte, args *message.Args, argsOK bool) bool {
	why, detail := ReasonBadLabel, ""
	if argsOK && len(key) > 0 {
		why, detail = j.attrLabel(b, s, name, key, args)
	}
	if why != ReasonNone {
		j.leave(b, key, string(name), why, detail)
		return false
	}
	return true
}

// attrLabel puts one text into one attribute, and reports that it has.
func (j *injector) attrLabel(b []byte, s *scope, name, key []byte, args *message.Args) (Reason, string) {
	if !j.scan.Exists() {
		return ReasonIgnoredTag, ""
	}
	if j.scan.InTemplate() {
		return ReasonTemplate, ""
	}
	if j.crowded() || j.inClone() {
		return ReasonFormatting, ""
	}
	policy := j.attrPolicy(b, name)
	if policy == attrRefused {
		return ReasonAttribute, ""
	}
	old, exists := j.scan.AttrFold(b, name)
	if exists && j.touched(old) {
		return ReasonBadLabel, "the attribute is labelled twice"
	}
	e, why, detail := j.find(key, s)
	if why != ReasonNone {
		return why, detail
	}
	lo := len(j.text)
	from, to, behind := old.NameEnd, old.End, false
	if !exists {
		from, behind = j.attrSpot(b)
		to = from
		if j.touched(htmlscan.Attr{NameEnd: from, End: to}) && j.added(from, name) {
			return ReasonBadLabel, "the attribute is labelled twice"
		}
		j.text = append(append(j.text, ' '), name...)
	}
	j.text = append(j.text, `="`...)
	at := len(j.text)
	var err error
	j.text, err = e.text.AppendEscaped(j.text, args)
	switch {
	case err != nil:
		why, detail = renderReason(err), err.Error()
	case policy == attrURL && !message.SafeURL(j.text[at:]):
		why = ReasonURL
	}
	if why != ReasonNone {
		j.text = j.text[:lo]
		return why, detail
	}
	j.encodeText(at)
	j.noteUsed(e, j.text[at:])
	if j.rep != nil { // string(name) costs an allocation
		j.reportText(b, key, string(name), e)
	}
	j.text = append(j.text, '"')
	if behind {
		j.text = append(j.text, ' ')
	}
	j.edits = append(j.edits, edit{from: from, to: to, lo: lo, hi: len(j.text)})
	return ReasonNone, ""
}

// touched reports whether an edit of the attribute exists already.
func (j *injector) touched(a htmlscan.Attr) bool {
	for i := range j.edits {
		if j.edits[i].from == a.NameEnd && j.edits[i].to == a.End {
			return true
		}
	}
	return false
}

// added reports whether an attribute of this name is being added at an offset.
func (j *injector) added(at int, name []byte) bool {
	for i := range j.edits {
		e := &j.edits[i]
		if e.from != at || e.to != at {
			continue
		}
		text := j.text[e.lo:e.hi]
		if len(text) > len(name)+1 && bytes.EqualFold(text[1:1+len(name)], name) && text[1+len(name)] == '=' {
			return true
		}
	}
	return false
}

// attrRule says what may go into an attribute.
type attrRule uint8

const (
	attrRefused attrRule = iota
	attrText
	attrURL // text that is an allowed URL
)

// attrPolicy is the allow-list of labelled attributes. What is not on it can
// run code, load something or change how the page works.
func (j *injector) attrPolicy(b, name []byte) attrRule {
	var buf [32]byte
	if len(name) > len(buf) {
		return attrRefused
	}
	for i, c := range name {
		if c-'A' < 26 {
			c |= 0x20
		}
		buf[i] = c
	}
	id := j.scan.Element()
	lower := string(buf[:len(name)])
	if textAttr(lower) {
		return attrText
	}
	switch lower {
	case "value":
		if id == htmlscan.Input && j.isButton(b) {
			return attrText
		}
	case "content":
		if id == htmlscan.Meta && j.isTextMeta(b) {
			return attrText
		}
	case "href":
		if id == htmlscan.A || id == htmlscan.Area {
			return attrURL
		}
	case "src":
		if id == htmlscan.Img {
			return attrURL
		}
	}
	return attrRefused
}

// textAttr reports whether an attribute is text for people on every element.
func textAttr(name string) bool {
	switch name {
	case "title", "alt", "placeholder", "abbr", "label",
		"aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext",
		"aria-braillelabel", "aria-brailleroledescription":
		return true
	}
	return false
}

// isButton reports whether the input's value is what its button says.
func (j *injector) isButton(b []byte) bool {
	a, ok := j.scan.Attr(b, "type")
	if !ok {
		return false
	}
	v := a.DecodedValue(b)
	return bytes.EqualFold(v, []byte("submit")) || bytes.EqualFold(v, []byte("button")) || bytes.EqualFold(v, []byte("reset"))
}

// textMetas are the names of meta elements whose content is text for people.
var textMetas = [...]string{
	"description", "keywords", "author", "application-name", "apple-mobile-web-app-title", "title", "abstract",
	"og:title", "og:description", "og:site_name", "og:image:alt", "og:locale",
	"twitter:title", "twitter:description", "twitter:image:alt",
	"twitter:label1", "twitter:data1", "twitter:label2", "twitter:data2",
	"dc.title", "dc.description", "dcterms.title", "dcterms.description",
	"name", "headline", "alternativeheadline", "caption", "text",
}

// isTextMeta reports whether the meta's content is text for people.
func (j *injector) isTextMeta(b []byte) bool {
	if _, ok := j.scan.Attr(b, "http-equiv"); ok {
		return false
	}
	for _, attr := range [...]string{"name", "property", "itemprop"} {
		a, ok := j.scan.Attr(b, attr)
		if !ok {
			continue
		}
		v := trim(a.DecodedValue(b))
		for _, known := range textMetas {
			if bytes.EqualFold(v, []byte(known)) {
				return true
			}
		}
	}
	return false
}
