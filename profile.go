package content

import (
	"bytes"

	"github.com/teletextio/content/internal/message"
)

// Profile names a way of labelling a page that another tool has settled.
type Profile string

const (
	// ProfileTxt is the package's own: data-txt and what belongs to it, with
	// PageOptions.Prefix. It is the default.
	ProfileTxt Profile = ""

	// ProfileI18next reads pages that were labelled for i18next in the browser
	// (jquery-i18next, loc-i18next). Its attributes and what they mean here:
	//
	//	data-i18n="home.title"                    the content of the element
	//	data-i18n="home:title"                    the same: the namespace names the bundle
	//	data-i18n="[html]home.lead"               the same; so does [text]
	//	data-i18n="[title]home.tip"               the attribute title
	//	data-i18n="[alt]home.alt;home.caption"    several, divided by semicolons
	//	data-i18n-options='{"name": "Ann"}'       arguments, as data-txt-args has them
	//
	// [prepend], [append] and more than one key for the content are reported as
	// ReasonBadLabel. What else the package has bears the same prefix:
	// data-i18n-locale, data-i18n-bundle, data-i18n-name, data-i18n-json, and
	// data-i18n-args, which View.Attr writes. Texts are in the format of this
	// package, not i18next's.
	ProfileI18next Profile = "i18next"
)

// i18nextPrefix begins the label attributes of ProfileI18next.
const i18nextPrefix = "data-i18n"

// i18nextLabel handles data-i18n: attributes first, the content last.
func (j *injector) i18nextLabel(b []byte, t *labelTag, s *scope, args *message.Args, argsOK bool) {
	var inner []byte
	done := true
	for list := t.text.DecodedValue(b); len(list) > 0; {
		var part []byte
		if part, list = cutPart(list); len(part) == 0 {
			continue
		}
		target, key := i18nextTarget(part)
		switch {
		case target == nil && inner == nil && len(key) > 0:
			inner = key
		case target == nil, isInsertion(target):
			done = false
			j.leave(b, key, string(target), ReasonBadLabel, "")
		default:
			done = j.attrPart(b, s, target, j.i18nextKey(key, s), args, argsOK) && done
		}
	}
	t.left = t.left || !done
	if inner != nil {
		j.textLabel(b, t, s, j.i18nextKey(inner, s), args, argsOK, done)
		return
	}
	if done && j.cfg.strip {
		j.removeAttrs(b, j.cfg.names.text, false)
		t.textGone = true
	}
}

// i18nextTarget splits "[attr]key". target is nil for the element's content.
func i18nextTarget(part []byte) (target, key []byte) {
	if part[0] != '[' {
		return nil, part
	}
	i := bytes.IndexByte(part, ']')
	if i < 0 {
		return nil, nil
	}
	target, key = trim(part[1:i]), trim(part[i+1:])
	if string(target) == "html" || string(target) == "text" {
		return nil, key
	}
	return target, key
}

// isInsertion reports whether the target adds to what the element holds.
func isInsertion(target []byte) bool {
	return string(target) == "prepend" || string(target) == "append"
}

// i18nextKey returns the full key of "namespace:key". It is valid until the
// next call.
func (j *injector) i18nextKey(key []byte, s *scope) []byte {
	if space, name, ok := bytes.Cut(key, []byte{':'}); ok {
		return j.join(trim(space), trim(name))
	}
	return j.fullKey(key, s)
}
