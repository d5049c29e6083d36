package content

import "strconv"

// Reason says why a label was left as the application wrote it. The set is
// closed: programs may switch on it, and metrics may use it as a label. The
// constants have a sentence on each: go doc content.ReasonNone lists them all.
type Reason string

// The reasons, in the order in which a label meets them.
const (
	// ReasonNone: the label was replaced.
	ReasonNone Reason = ""

	// ReasonNoText: no locale of the fallback chain has a text for the key.
	ReasonNoText Reason = "no-text"
	// ReasonNotLoaded: the text's bundle is not in memory (partial mode).
	ReasonNotLoaded Reason = "not-loaded"
	// ReasonUnknownLocale: the locale of the scope is not published.
	ReasonUnknownLocale Reason = "unknown-locale"
	// ReasonRefusedText: the published text did not pass the check at load.
	ReasonRefusedText Reason = "refused-text"
	// ReasonMissingArgument: the text names an argument that was not given.
	ReasonMissingArgument Reason = "missing-argument"
	// ReasonBadArgument: an argument cannot stand where the text has it, such
	// as a URL with a scheme that is not allowed.
	ReasonBadArgument Reason = "bad-argument"
	// ReasonBadLabel: the label itself cannot be read.
	ReasonBadLabel Reason = "bad-label"
	// ReasonUnknownAttribute: the attribute's name begins as those of labels do
	// and is none of them, as in data-txt-atr. It is only reported, with the
	// name as Label.Attribute and the value as Label.Key.
	ReasonUnknownAttribute Reason = "unknown-attribute"
	// ReasonAttribute: the attribute is not on the allow-list.
	ReasonAttribute Reason = "attribute"
	// ReasonURL: the text is not an allowed URL for a URL attribute.
	ReasonURL Reason = "url"
	// ReasonElements: the text holds elements and the place takes only text.
	ReasonElements Reason = "elements"

	// ReasonIgnoredTag: browsers ignore the tag where it stands.
	ReasonIgnoredTag Reason = "ignored-tag"
	// ReasonScript: data-txt-json on anything but a script of the type
	// application/ld+json.
	ReasonScript Reason = "script"
	// ReasonJSON: the script's JSON cannot be read: it breaks RFC 8259, has a
	// name twice in one object, is nested too deep, or holds "<!--".
	ReasonJSON Reason = "json"
	// ReasonJSONPath: the script has no string at the path.
	ReasonJSONPath Reason = "json-path"

	// ReasonVoid: the element has no content.
	ReasonVoid Reason = "void"
	// ReasonRawText: the element's content is not HTML: script, style, iframe.
	ReasonRawText Reason = "raw-text"
	// ReasonElement: no text can stand in this element: a part of a table,
	// select, html, head, frameset, template, noscript.
	ReasonElement Reason = "element"
	// ReasonTable: the element stands in a table outside of its cells, from
	// where browsers move it.
	ReasonTable Reason = "table"
	// ReasonForeign: the element is of SVG or MathML.
	ReasonForeign Reason = "foreign"
	// ReasonTemplate: the element stands in a template.
	ReasonTemplate Reason = "template"
	// ReasonFormatting: a formatting element that was left open before would
	// be opened again inside; or is open again around the label and has lang,
	// translate or a scope; or the text, or an attribute that comes or goes,
	// could change what browsers open again: of four that are equal they forget
	// one.
	ReasonFormatting Reason = "formatting"

	// ReasonLink: a link of the text would close a link of the page.
	ReasonLink Reason = "link"
	// ReasonInteractive: interactive content under a link, button or label.
	ReasonInteractive Reason = "interactive"
	// ReasonBlock: a block of the text would close a paragraph of the page.
	ReasonBlock Reason = "block"
	// ReasonHeading: a heading of the text would close the labelled heading.
	ReasonHeading Reason = "heading"
	// ReasonListItem: li, dt or dd outside of their list.
	ReasonListItem Reason = "list-item"
	// ReasonNobr: nobr inside nobr.
	ReasonNobr Reason = "nobr"
	// ReasonChildren: the text does not have exactly the functional children
	// (data-txt-name) that the page has.
	ReasonChildren Reason = "children"

	// ReasonLeaks: the old content has an effect behind the element, such as
	// formatting that goes on.
	ReasonLeaks Reason = "leaks"
	// ReasonTorn: browsers take the element apart or move it.
	ReasonTorn Reason = "torn"
	// ReasonUnclosed: the page ends before the element does.
	ReasonUnclosed Reason = "unclosed"
	// ReasonTooLong: the old content is longer than the limit.
	ReasonTooLong Reason = "too-long"
	// ReasonFrameset: a frameset takes the place of the body.
	ReasonFrameset Reason = "frameset"
	// ReasonOuter: the label stands in one that was replaced as a whole.
	ReasonOuter Reason = "outer"
	// ReasonOuterRefused: the label stands in one that was refused after its
	// content had been held back.
	ReasonOuterRefused Reason = "outer-refused"
	// ReasonAmbiguous: parsers differ on what follows; from here on the page
	// is left alone.
	ReasonAmbiguous Reason = "ambiguous"
	// ReasonTooDeep: more than 512 open elements; from here on the page is
	// left alone.
	ReasonTooDeep Reason = "too-deep"
	// ReasonTooMany: more labels than the limit; from here on the page is left
	// alone.
	ReasonTooMany Reason = "too-many"
	// ReasonPanic: an error in this package, recovered; from here on the page
	// is left alone.
	ReasonPanic Reason = "panic"
)

// Report lists what happened to the labels of one page. It is filled until
// the page's writer is closed; give each page its own.
type Report struct {
	Labels []Label // in the order of the page

	// GaveUp says why the rest of the page was left alone; ReasonNone when it
	// was not.
	GaveUp Reason
}

// Label is what became of one label.
type Label struct {
	Key       string // as resolved: with the bundle of the scope
	Attribute string // the attribute for a label of data-txt-attr, or an unknown one, else ""
	Path      string // the path for a label of data-txt-json, else ""
	Element   string // the element's name in lower case
	Offset    int64  // of the element's start tag in the page, in bytes
	Line      int    // the same as line and column, both from 1; the column in bytes
	Column    int
	Locale    string // the locale that the new text is written in, "" when there is none
	Reason    Reason // ReasonNone when it was replaced
	Detail    string // more about the reason, for people; may be ""
}

// Replaced returns how many labels were replaced.
func (r *Report) Replaced() int {
	n := 0
	for i := range r.Labels {
		if r.Labels[i].Reason == ReasonNone {
			n++
		}
	}
	return n
}

// String returns one line about the label.
func (l Label) String() string {
	s := strconv.Itoa(l.Line) + ":" + strconv.Itoa(l.Column) + " <" + l.Element
	if l.Attribute != "" {
		s += " " + l.Attribute
	}
	if l.Path != "" {
		s += " " + l.Path
	}
	s += "> " + l.Key
	if l.Reason == ReasonNone {
		return s + " replaced"
	}
	s += " left: " + string(l.Reason)
	if l.Detail != "" {
		s += ": " + l.Detail
	}
	return s
}
