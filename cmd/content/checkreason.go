package main

import (
	"cmp"
	"strings"

	"github.com/teletextio/content"
)

// reasonTexts say in half a sentence what a reason means to the author of a
// page.
var reasonTexts = map[content.Reason]string{
	content.ReasonNoText:           "no locale has a text for the key",
	content.ReasonNotLoaded:        "the text is not in memory",
	content.ReasonUnknownLocale:    "the locale of the scope is not published",
	content.ReasonRefusedText:      "the published text is refused",
	content.ReasonMissingArgument:  "the text takes an argument that the label does not give",
	content.ReasonBadArgument:      "an argument cannot stand where the text has it",
	content.ReasonBadLabel:         "the label cannot be read",
	content.ReasonUnknownAttribute: "no attribute of a label is called so",
	content.ReasonAttribute:        "no text is put into this attribute",
	content.ReasonURL:              "the text is no URL that is allowed here",
	content.ReasonElements:         "the text has markup, and only plain text can stand here",
	content.ReasonIgnoredTag:       "browsers ignore the tag here",
	content.ReasonScript:           "only a script of the type application/ld+json takes texts",
	content.ReasonJSON:             "the JSON of the script cannot be read",
	content.ReasonJSONPath:         "the script has no string at the path",
	content.ReasonVoid:             "the element has no content; label one of its attributes",
	content.ReasonRawText:          "the content of the element is not HTML",
	content.ReasonElement:          "no text can stand in this element; label one inside of it",
	content.ReasonTable:            "text between the cells of a table is moved by browsers; label the cells",
	content.ReasonForeign:          "the element is of SVG or MathML",
	content.ReasonTemplate:         "the element stands in a template",
	content.ReasonFormatting:       "a formatting element that is still open goes on inside",
	content.ReasonLink:             "a link in the text would close a link of the page",
	content.ReasonInteractive:      "the text has something to click inside of something to click",
	content.ReasonBlock:            "a block in the text would close a paragraph of the page",
	content.ReasonHeading:          "a heading in the text would close the heading of the page",
	content.ReasonListItem:         "the text has a list item, and here is no list",
	content.ReasonNobr:             "the text has nobr inside of nobr",
	content.ReasonChildren:         "the text and the page do not have the same named children",
	content.ReasonLeaks:            "what the element has now goes on behind it",
	content.ReasonTorn:             "browsers take the element apart or move it",
	content.ReasonUnclosed:         "the page ends before the element does",
	content.ReasonTooLong:          "what the element has now is too long to be held back",
	content.ReasonFrameset:         "a frameset takes the place of the body",
	content.ReasonOuter:            "a label around it replaces the whole",
	content.ReasonOuterRefused:     "a label around it was refused",
	content.ReasonAmbiguous:        "parsers do not agree on what follows",
	content.ReasonTooDeep:          "too many elements are open in each other",
	content.ReasonTooMany:          "the page has too many labels",
	content.ReasonPanic:            "an error of this program",
}

// prefix returns what the names of label attributes begin with.
func (c *pageChecker) prefix() string { return labelPrefix(&c.page) }

func labelPrefix(page *content.PageOptions) string {
	if page.Profile == content.ProfileI18next {
		return "data-i18n"
	}
	return cmp.Or(page.Prefix, "data-txt")
}

// explain says what the reason of a label means to the author of the page; ""
// when it is replaced.
func (c *pageChecker) explain(l content.Label) string {
	switch {
	case c.isNoKey(l) && l.Key == "":
		return "the label names no key"
	case c.isNoKey(l):
		return "the key cannot be published"
	case l.Detail != "":
		return l.Detail
	case l.Reason == content.ReasonUnknownAttribute:
		known := []string{"args", "attr", "bundle", "json", "locale", "name"}
		if c.page.Profile == content.ProfileI18next {
			known = append(known, "options")
		}
		return c.prefix() + "- goes on with " + strings.Join(known, ", ")
	}
	return reasonTexts[l.Reason]
}
