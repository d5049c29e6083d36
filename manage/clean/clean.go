// Package clean brings the markup of a text into a form that may be published:
// what no text may hold is removed, what is open is closed. It serves those
// who take in texts from editors that write more than they should; whether the
// result is what was meant is for people to see.
package clean

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/teletextio/content/manage/internal/icu"
)

// Message returns the message with the markup of each of its literals and
// branches cleaned. Arguments and choices stay, in text and in attribute
// values; one that stands in a place that is removed, such as an event
// handler, goes with it. A choice whose branches are not balanced by themselves
// is balanced within each branch. The result is not proved to be publishable:
// compile it. The error says that the source is no message.
func Message(source string) (string, error) {
	parts, err := icu.Parse(source)
	if err != nil {
		return "", fmt.Errorf("clean: read the message: %v", err)
	}
	c := &cleaner{salt: salt(source)}
	parts, err = c.parts(parts)
	if err != nil {
		return "", err
	}
	return icu.Format(parts), nil
}

// cleaner cleans one message. What is no literal is replaced by a word that
// stands nowhere in the source and that no policy touches.
type cleaner struct {
	salt   string
	places []icu.Part
}

// salt returns a word that is not in the source.
func salt(source string) string {
	for n := 0; ; n++ {
		word := "txt" + strconv.Itoa(n) + "q"
		if !strings.Contains(strings.ToLower(source), word) {
			return word
		}
	}
}

// parts cleans a sequence as one piece of HTML.
func (c *cleaner) parts(parts []icu.Part) ([]icu.Part, error) {
	var markup strings.Builder
	for _, p := range parts {
		if p.Name == "" && !p.Hash {
			markup.WriteString(p.Literal)
			continue
		}
		for i := range p.Cases {
			inner, err := c.parts(p.Cases[i].Parts)
			if err != nil {
				return nil, err
			}
			p.Cases[i].Parts = inner
		}
		markup.WriteString(c.salt + strconv.Itoa(len(c.places)) + "z")
		c.places = append(c.places, p)
	}
	cleaned, err := balance(policy.Sanitize(markup.String()))
	if err != nil {
		return nil, err
	}
	return c.restore(cleaned)
}

// restore puts the parts back where their words stand.
func (c *cleaner) restore(markup string) (parts []icu.Part, err error) {
	for {
		before, rest, found := strings.Cut(markup, c.salt)
		if before != "" {
			parts = append(parts, icu.Part{Literal: before})
		}
		if !found {
			return parts, nil
		}
		number, after, _ := strings.Cut(rest, "z")
		i, err := strconv.Atoi(number)
		if err != nil || i >= len(c.places) {
			return nil, errors.New("clean: put the arguments back: a placeholder was damaged")
		}
		parts = append(parts, c.places[i])
		markup = after
	}
}

// balance closes what is open: it writes what a browser builds.
func balance(markup string) (string, error) {
	nodes, err := html.ParseFragment(strings.NewReader(markup), &html.Node{
		Type: html.ElementNode, Data: "div", DataAtom: atom.Div,
	})
	if err != nil {
		return "", fmt.Errorf("clean: balance the markup: %v", err)
	}
	var b strings.Builder
	for _, n := range nodes {
		if err := html.Render(&b, n); err != nil {
			return "", fmt.Errorf("clean: balance the markup: %v", err)
		}
	}
	return b.String(), nil
}

// policy is what texts may hold, as far as a policy can say it.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("abbr", "address", "article", "aside", "b", "bdi", "bdo", "blockquote", "br", "cite", "code", "data",
		"dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer",
		"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q",
		"rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup",
		"time", "u", "ul", "var", "wbr")
	p.AllowNoAttrs().OnElements("a", "span", "abbr", "bdo", "data", "time", "q", "del", "ins", "img")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.AllowAttrs("title", "lang", "dir", "class", "translate", "role", "data-txt-name").Globally()
	p.AllowAttrs("aria-label", "aria-hidden", "aria-describedby", "aria-labelledby").Globally()
	p.AllowAttrs("href", "hreflang").OnElements("a")
	p.AllowAttrs("cite").OnElements("blockquote", "del", "ins", "q")
	p.AllowAttrs("datetime").OnElements("del", "ins", "time")
	p.AllowAttrs("value").OnElements("data", "li")
	p.AllowAttrs("open").OnElements("details")
	p.AllowAttrs("alt", "height", "loading", "sizes", "src", "width").OnElements("img")
	p.AllowAttrs("reversed", "start", "type").OnElements("ol")
	return p
}
