package content

import (
	"fmt"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/htmlscan"
)

// Rule labels the elements that a selector matches, in markup that nobody can
// edit. A label of the page's own beats it.
//
// Selectors are those of CSS as far as a page can be judged while it streams:
// type, *, id, class, attribute and :not() of those, the descendant, child (>)
// and next-sibling (+) combinators, and lists with commas. Anything else is an
// error in New and Wrap. Values and classes are compared in their exact case.
//
// An element is judged when its start tag is read, by what is open around it.
// Where a browser moves elements or opens formatting again, and in templates,
// rules do not match. An empty p or br that a lone end tag makes is not seen
// as a sibling.
type Rule struct {
	// Selector says which elements. Required. Without Attr it cannot name
	// elements that never take a text as their content, such as script and img.
	Selector string

	// Key is the text's key in full; data-txt-bundle does not apply to it.
	// Required.
	Key string

	// Attr is the attribute that gets the text, one that data-txt-attr allows.
	// Formatting elements other than a, such as b and em, get none: browsers
	// tell them apart by their attributes. Default: none, the text becomes the
	// element's content.
	Attr string
}

// rule is a checked Rule. It is immutable.
type rule struct {
	selector cascadia.SelectorGroup
	key      []byte
	attr     string
}

// ruleInfo is what the rules of a page ask for.
type ruleInfo struct {
	attrs    []string // names of attributes, in lower case
	siblings int      // the longest row of next-sibling combinators
}

// newRules checks and compiles rules.
func newRules(list []Rule) ([]rule, ruleInfo, error) {
	var rules []rule
	var info ruleInfo
	for i, r := range list {
		c, err := r.compile(&info)
		if err != nil {
			return nil, info, fmt.Errorf("content: page options: Rules[%d]: %w", i, err)
		}
		rules = append(rules, c)
	}
	return rules, info, nil
}

func (r Rule) compile(info *ruleInfo) (rule, error) {
	c := rule{key: []byte(r.Key), attr: r.Attr}
	if !bundle.ValidKey(r.Key) {
		return c, fmt.Errorf("key %q is not a key", r.Key)
	}
	if r.Attr != "" && !labelAttr(r.Attr) {
		return c, fmt.Errorf("attribute %q cannot be labelled", r.Attr)
	}
	names, err := checkSelector(r.Selector, info)
	if err != nil {
		return c, fmt.Errorf("selector %q: %v", r.Selector, err)
	}
	for _, name := range names {
		if r.Attr == "" && !htmlscan.Lookup(name).HasText() {
			return c, fmt.Errorf("selector %q: no text can be the content of %s; set Attr for one of its attributes", r.Selector, name)
		}
	}
	if c.selector, err = cascadia.ParseGroup(r.Selector); err != nil {
		return c, fmt.Errorf("selector %q: %v", r.Selector, err)
	}
	return c, nil
}

// labelAttr reports whether an attribute is on the allow-list for some element.
func labelAttr(name string) bool {
	if strings.ToLower(name) != name {
		return false
	}
	switch name {
	case "value", "content", "href", "src":
		return true
	}
	return textAttr(name)
}

func (r *rule) match(n *html.Node) bool { return r.selector.Match(n) }

// beginRules makes the rules ready for a page: all start tags are events then.
func (j *injector) beginRules() {
	j.scan.All = len(j.cfg.rules) > 0
	if j.label.walk != nil {
		j.label.walk.reset()
	}
}

// matchRules returns the rules that match the element of the last start tag,
// by their places in the configuration. It must see every start tag. The
// result is valid until the next call.
func (j *injector) matchRules(b []byte) []int {
	l := &j.label
	if l.walk == nil {
		l.walk = newRuleWalk()
	}
	n := l.walk.step(&j.scan, b, &j.cfg.ruleInfo)
	hits := l.walk.hits[:0]
	if n != nil {
		for i := range j.cfg.rules {
			if j.cfg.rules[i].match(n) {
				hits = append(hits, i)
			}
		}
	}
	l.walk.hits = hits
	return hits
}
