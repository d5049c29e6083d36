package publish

import (
	"fmt"
	"slices"
	"strings"

	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/labels"
	"github.com/teletextio/content/manage/texts"
)

// contract holds the texts against the labels of the app. A text that its label
// cannot show is an error: the page would keep its own. A label without a text
// and a text without a label are warnings, because an app may ask for texts in
// other ways.
func (c *checker) contract(file *labels.File, names map[textID]texts.Pos) {
	if file == nil {
		return
	}
	used := map[textID][]labels.Label{}
	missing := map[string]bool{}
	for _, l := range file.Labels {
		name, text := c.route.Resolve(l.Key)
		id := textID{name, text}
		used[id] = append(used[id], l)
		if _, ok := names[id]; !ok && !missing[l.Key] {
			missing[l.Key] = true
			c.odd = append(c.odd, texts.Problem{
				File: l.At, Key: l.Key, What: "a label names this key, and no locale has a text for it",
				Fix: "write the text, or mend the label",
			})
		}
	}
	for _, id := range inOrder(names) {
		if _, ok := used[id]; !ok {
			c.odd = append(c.odd, texts.Problem{
				File: names[id].File, Line: names[id].Line, Key: c.key(id.bundle, id.name),
				What: "no label names this text", Fix: "remove it, unless the app asks for it in another way",
			})
		}
	}
	for id, all := range c.texts {
		for name, t := range all {
			for _, what := range unfit(&t, used[textID{id.Bundle, name}]) {
				c.problem(id, name, c.set.Texts[id][name], what, "mend the text or the label, and write the labels down again")
			}
		}
	}
}

// unfit says why labels cannot show a text, each reason once.
func unfit(t *checked, all []labels.Label) (reasons []string) {
	for _, l := range all {
		add := func(format string, args ...any) {
			what := fmt.Sprintf(format, args...)
			if l.At != "" {
				what += " (" + l.At + ")"
			}
			if !slices.Contains(reasons, what) {
				reasons = append(reasons, what)
			}
		}
		if l.Place == labels.PlaceText && t.Class&message.HasElement != 0 {
			add("the text has elements, and its label takes text only: %s", strings.TrimSpace(l.Element+" "+l.Attribute))
		}
		for _, arg := range t.Args {
			if l.Args != nil && !slices.Contains(l.Args, arg) {
				add("the text takes the argument %s, which its label does not give", arg)
			}
		}
		if l.Place == labels.PlaceHTML {
			nesting(t.Class, l, add)
			children(t.Slots, l.Children, add)
		}
	}
	return reasons
}

// children holds the functional children of a text against those of its label:
// a page keeps its own text unless they are the same.
func children(slots []slot, all []labels.Child, add func(string, ...any)) {
	for _, s := range slots {
		switch i := slices.IndexFunc(all, func(c labels.Child) bool { return c.Name == s.Name }); {
		case i < 0:
			add("the text has the functional child %s, which its label does not have", s.Name)
		case all[i].Element != "" && !strings.EqualFold(all[i].Element, s.Tag):
			add("the functional child %s is %s in the text and %s in the label", s.Name, s.Tag, all[i].Element)
		}
	}
	for _, c := range all {
		if !slices.ContainsFunc(slots, func(s slot) bool { return s.Name == c.Name }) {
			add("the label has the functional child %s, which the text does not have", c.Name)
		}
	}
}

// nesting holds the class of a text against the label's element and those
// around it.
func nesting(class message.Class, l labels.Label, add func(string, ...any)) {
	around := append([]string{l.Element}, l.Inside...)
	for _, rule := range []struct {
		class message.Class
		what  string
		in    []string // elements
		own   []string // of which only the label's own counts
	}{
		{message.HasLink, "a link", []string{"a"}, nil},
		{message.HasInteractive, "something interactive", []string{"a", "button", "label"}, nil},
		{message.HasBlock, "a block", []string{"p"}, nil},
		{message.HasHeading, "a heading", nil, []string{"h1", "h2", "h3", "h4", "h5", "h6"}},
		{message.HasNobr, "nobr", []string{"nobr"}, nil},
	} {
		i := slices.IndexFunc(around, func(e string) bool { return slices.Contains(rule.in, e) })
		if i < 0 && slices.Contains(rule.own, l.Element) {
			i = 0
		}
		if i >= 0 && class&rule.class != 0 {
			add("the text has %s, which cannot stand in %s", rule.what, around[i])
			return
		}
	}
	if class&message.HasItem != 0 && l.Element != "" && !slices.Contains([]string{"ul", "ol", "menu", "dl"}, l.Element) {
		add("the text has items of a list, which stand directly in their list only, not in %s", l.Element)
	}
}
