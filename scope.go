package content

import (
	"strings"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/htmlscan"
)

// scope is what an open element says about the labels inside it. A scope holds
// all that the one around it does, with its own on top.
type scope struct {
	index int    // of the element, for the scanner
	node  uint32 // the same

	table   *localeTable // texts are taken from here; nil: not published
	lang    string       // the language in force; "" for one that is not published
	keptOut bool         // translate="no"

	own       ownParts
	bundleLen uint8
	bundle    [64]byte // of keys without a dot; bundle names are that short
}

// ownParts are those that an element itself has said.
type ownParts uint8

const (
	ownLang ownParts = 1 << iota
	ownTable
	ownBundle
	ownKeptOut
)

// rootScope is the page itself. It is never closed.
func rootScope(v *View) scope {
	s := scope{index: -1, table: v.home()}
	if s.table != nil {
		s.lang = s.table.tag
	}
	return s
}

// inner returns the scope of the current place, after those of closed elements
// have been dropped.
func (j *injector) inner() *scope {
	n := len(j.scopes)
	for n > 1 && !j.scan.IsOpen(j.scopes[n-1].index, j.scopes[n-1].node) {
		n--
		j.lost = j.lost || j.scan.Displaced(j.scopes[n].node)
	}
	j.scopes = j.scopes[:n]
	if top := &j.scopes[n-1]; n > 1 && j.scan.NodeAt(min(top.index, j.scan.Depth()-1)) != top.node {
		n = j.mergeScopes()
	}
	if j.scopes[n-1].index > 1 { // neither html nor body, which hold every table
		n = j.underTable(n)
	}
	return &j.scopes[n-1]
}

// mergeScopes finds the scopes' elements again, and returns how many there are,
// after an element in the middle of the stack has gone. If it had a scope, those
// above are made anew: what stands there is no longer in it. Only what is kept
// out remains so.
func (j *injector) mergeScopes() int {
	n, from := 1, 0
	for k, own := range j.scopes[1:] { // in the order of the stack
		at := from
		for at < j.scan.Depth() && j.scan.NodeAt(at) != own.node {
			at++
		}
		if at == j.scan.Depth() {
			j.lost = j.lost || j.scan.Displaced(own.node)
			continue
		}
		from = at + 1
		if n == k+1 { // none has gone: what it holds is as before
			j.scopes[n].index = at
			n++
			continue
		}
		s := j.scopes[n-1]
		s.index, s.node, s.own = at, own.node, own.own
		s.keptOut = s.keptOut || own.keptOut
		if own.own&ownLang != 0 {
			s.lang = own.lang
		}
		if own.own&ownTable != 0 {
			s.table = own.table
		}
		if own.own&ownBundle != 0 {
			s.bundle, s.bundleLen = own.bundle, own.bundleLen
		}
		j.scopes[n] = s
		n++
	}
	j.scopes = j.scopes[:n]
	return n
}

// scopeOf returns the scope that the tag's attributes make for its element,
// and opens it for what is inside. It is valid until the next tag.
func (j *injector) scopeOf(b []byte, t *labelTag, outer *scope) *scope {
	keptOut := outer.keptOut || j.scopes[len(j.scopes)-1].keptOut
	if !t.scopes() && keptOut == outer.keptOut {
		return outer
	}
	s := &j.scope
	changed := j.ownScope(b, t, outer, s)
	s.keptOut = s.keptOut || keptOut
	if !changed {
		return s
	}
	if index, node, ok := j.scan.Made(); ok {
		s.index, s.node = index, node
		j.scopes = append(j.scopes, *s)
		if j.scan.Element().IsFormatting() {
			j.formats = append(j.formats, node)
		}
	}
	return s
}

// scopes reports whether the tag may make a scope of its own.
func (t *labelTag) scopes() bool {
	return t.lang.Found() || t.translate.Found() || t.locale.Found() || t.bundle.Found()
}

// ownScope makes s the scope outer with what the tag's attributes say on top.
// changed is false when they say nothing.
func (j *injector) ownScope(b []byte, t *labelTag, outer, s *scope) (changed bool) {
	*s = *outer
	s.own = 0
	if t.lang.Found() {
		s.lang = ""
		if l := j.view.table(t.lang.DecodedValue(b)); l != nil {
			s.lang = l.tag
		}
		s.own |= ownLang
	}
	if t.keptOut(b) {
		s.keptOut = true // for good: what is inside may be a visitor's
		s.own |= ownKeptOut
	}
	if t.locale.Found() {
		s.table = j.served(trim(t.locale.DecodedValue(b)))
		s.own |= ownTable
	}
	if t.bundle.Found() {
		name := trim(t.bundle.DecodedValue(b))
		s.bundleLen = 0
		if len(name) <= len(s.bundle) && bundle.ValidBundleName(string(name)) {
			s.bundleLen = uint8(copy(s.bundle[:], name))
		}
		s.own |= ownBundle
	}
	return s.own != 0
}

// served returns the published locale that serves a tag, de for de-AT; nil when
// none does.
func (j *injector) served(tag []byte) *localeTable {
	if l := j.view.table(tag); l != nil || j.view.rev == nil || len(tag) > bundle.MaxLocaleLen {
		return l
	}
	return j.view.rev.find(string(tag))
}

// keptOut reports whether the tag keeps labels out of its element.
func (t *labelTag) keptOut(b []byte) bool {
	if !t.translate.Found() {
		return false
	}
	v := t.translate.DecodedValue(b)
	return len(v) == 2 && v[0]|0x20 == 'n' && v[1]|0x20 == 'o'
}

// trim removes the white space of HTML around v.
func trim(v []byte) []byte {
	for len(v) > 0 && isSpace(v[0]) {
		v = v[1:]
	}
	for len(v) > 0 && isSpace(v[len(v)-1]) {
		v = v[:len(v)-1]
	}
	return v
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'
}

// labelTag is a start tag whose attributes have been sorted out: the first of
// each name.
type labelTag struct {
	text, attr, json, args, options, locale, bundle, child htmlscan.Attr
	lang, translate                                        htmlscan.Attr

	argsGone bool // args is being removed
	textGone bool // text is being removed
	left     bool // a label of the tag is left alone: with Strip, what it needs stays
}

// labelled reports whether the tag asks for a text.
func (t *labelTag) labelled() bool { return t.text.Found() || t.attr.Found() || t.json.Found() }

// readTag sorts out the attributes of the last start tag that the scanner has
// marked. The result is valid until the next call.
func (j *injector) readTag(b []byte) *labelTag {
	t := &j.tag
	*t = labelTag{}
	n, more, ok := j.scan.Marked()
	for ok {
		var a htmlscan.Attr
		if a, ok = htmlscan.NextAttr(b, n); !ok {
			break
		}
		n = a.End
		if to := j.placeOf(b, &a, t); to != nil && !to.Found() {
			*to = a
		}
		ok = more
	}
	return t
}

// placeOf returns where an attribute belongs in t; nil when it means nothing.
func (j *injector) placeOf(b []byte, a *htmlscan.Attr, t *labelTag) *htmlscan.Attr {
	switch {
	case a.HasPrefix(b, j.cfg.prefix):
		return j.cfg.names.place(b, a, t)
	case a.Is(b, "lang"):
		return &t.lang
	case a.Is(b, "translate"):
		return &t.translate
	}
	return nil
}

// place returns where an attribute whose name begins with the prefix belongs;
// nil when it means nothing.
func (n *labelNames) place(b []byte, a *htmlscan.Attr, t *labelTag) *htmlscan.Attr {
	switch {
	case a.NameEnd-a.Name == len(n.text): // the prefix itself
		return &t.text
	case a.Is(b, n.attr):
		return &t.attr
	case a.Is(b, n.args):
		return &t.args
	case a.Is(b, n.locale):
		return &t.locale
	case a.Is(b, n.bundle):
		return &t.bundle
	case a.Is(b, n.child):
		return &t.child
	case a.Is(b, n.json):
		return &t.json
	case n.options != "" && a.Is(b, n.options):
		return &t.options
	}
	return nil
}

// reportUnknown reports the attributes of the last start tag whose names are
// those of labels but for a slip.
func (j *injector) reportUnknown(b []byte) {
	for n := j.scan.NameEnd(); ; {
		a, ok := htmlscan.NextAttr(b, n)
		if !ok {
			return
		}
		n = a.End
		long := a.NameEnd-a.Name > len(j.cfg.prefix) && b[a.Name+len(j.cfg.prefix)] == '-'
		if long && a.HasPrefix(b, j.cfg.prefix) && j.cfg.names.place(b, &a, &labelTag{}) == nil {
			name := strings.ToLower(string(b[a.Name:a.NameEnd]))
			j.report(b, trim(a.DecodedValue(b)), name, ReasonUnknownAttribute, "")
		}
	}
}
