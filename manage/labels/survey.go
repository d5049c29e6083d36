package labels

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/teletextio/content"
)

// survey takes down the start tags of a page: their arguments, what they stand
// in, and the functional children of those that are labelled. Templates have
// the tags of several pages in one, so elements are matched by their names and
// by what every page closes; what the injector finds does not depend on it.
func (f *finder) survey(page []byte) {
	labelled := map[int64]bool{}
	for _, l := range f.rep.Labels {
		if l.Attribute == "" && l.Path == "" {
			labelled[l.Offset] = true
		}
	}
	var open []*tag
	calls := f.calls
	z := html.NewTokenizer(bytes.NewReader(page))
	for offset := 0; z.Next() != html.ErrorToken; {
		end := offset + len(z.Raw())
		called := false
		for ; len(calls) > 0 && calls[0].at < end; calls = calls[1:] {
			called = called || calls[0].label
		}
		s := span{end: end}
		switch t := z.Token(); t.Type {
		case html.StartTagToken, html.SelfClosingTagToken:
			open = implied(open, t.Data)
			s.tag = f.startTag(t, open)
			s.tag.labelled = labelled[int64(offset)] || called
			f.tags[int64(offset)] = s.tag
			if !void[t.Data] {
				open = append(open, s.tag)
			}
		case html.EndTagToken:
			open = closeTag(open, t.Data)
		}
		if s.tag == nil && len(open) > 0 {
			last := len(open) - 1
			s.element, s.inside = open[last].element, insideOf(open[:last])
		}
		f.spans = append(f.spans, s)
		offset = end
	}
}

// startTag reads the attributes of a start tag; open are the elements that it
// stands in.
func (f *finder) startTag(t html.Token, open []*tag) *tag {
	prefix, options := f.prefix()
	it := &tag{element: t.Data, inside: insideOf(open)}
	for _, a := range t.Attr {
		switch a.Key {
		case prefix + "-args", options:
			names, ok := namesIn(a.Val)
			it.given, it.hidden, it.args = ok, !ok, names
		case prefix + "-name":
			for _, outer := range open {
				if outer.labelled {
					outer.children = append(outer.children, Child{Name: a.Val, Element: t.Data})
				}
			}
		}
	}
	return it
}

// prefix returns what the names of label attributes begin with, and the
// attribute of arguments that a profile has beside.
func (f *finder) prefix() (prefix, options string) {
	o := f.o.Page
	switch {
	case o == nil:
		return "data-txt", ""
	case o.Profile == content.ProfileI18next:
		return "data-i18n", "data-i18n-options"
	}
	return cmp.Or(o.Prefix, "data-txt"), ""
}

// namesIn returns the names of the arguments that are written as JSON. ok is
// false for what is no object, such as the reference that View.Attr writes, and
// for a name that a template makes. Values of a template are of no interest.
func namesIn(value string) (names []string, ok bool) {
	var all map[string]any
	if json.Unmarshal([]byte(strings.ReplaceAll(value, made, "-1")), &all) != nil {
		return nil, false
	}
	names = slices.Sorted(maps.Keys(all))
	return names, !slices.ContainsFunc(names, func(name string) bool { return strings.Contains(name, "-1") })
}

// insideOf returns the names of the open elements that not every text can stand
// in, in order.
func insideOf(open []*tag) (names []string) {
	for _, t := range open {
		switch t.element {
		case "a", "button", "label", "nobr", "p":
			names = append(names, t.element)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// implied closes what a start tag closes.
func implied(open []*tag, element string) []*tag {
	switch {
	case blocks[element]:
		open = closeTag(open, "p")
	case element == "a", element == "button", element == "nobr":
		open = closeTag(open, element)
	}
	if last := len(open) - 1; last >= 0 && open[last].element == element && items[element] {
		open = open[:last]
	}
	return open
}

// closeTag closes an element and what is open in it; where there is none, it
// closes nothing.
func closeTag(open []*tag, element string) []*tag {
	for i, t := range slices.Backward(open) {
		if t.element == element {
			return open[:i]
		}
	}
	return open
}

var (
	void = setOf("area base br col embed hr img input link meta source track wbr")
	// items end where the next one of their kind begins.
	items = setOf("dd dt li option p td th tr")
	// blocks end a paragraph.
	blocks = setOf("address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure footer form " +
		"h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul")
)

func setOf(names string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		set[name] = true
	}
	return set
}
