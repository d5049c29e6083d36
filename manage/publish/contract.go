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
				c.problem(id, name, c.set.Texts[id][name], what, "mend the text, or the label")
			}
		}
	}
}

// unfit says why labels cannot show a text, each reason once.
func unfit(t *checked, all []labels.Label) (reasons []string) {
	add := func(l labels.Label, format string, args ...any) {
		what := fmt.Sprintf(format, args...)
		if l.At != "" {
			what += " (" + l.At + ")"
		}
		if !slices.Contains(reasons, what) {
			reasons = append(reasons, what)
		}
	}
	for _, l := range all {
		if l.Place == labels.PlaceText && t.Class&message.HasElement != 0 {
			add(l, "the text has elements, and its label takes text only: %s", l.Element+" "+l.Attribute)
		}
		if l.Place == labels.PlaceHTML {
			nesting(t, l, add)
		}
		for _, arg := range t.Args {
			if l.Args != nil && !slices.Contains(l.Args, arg) {
				add(l, "the text takes the argument %s, which its label does not give", arg)
			}
		}
		for _, s := range t.Slots {
			i := slices.IndexFunc(l.Children, func(c labels.Child) bool { return c.Name == s.Name })
			switch {
			case i < 0 && l.Place == labels.PlaceHTML:
				add(l, "the text has the functional child %s, which its label does not have", s.Name)
			case i >= 0 && !strings.EqualFold(l.Children[i].Element, s.Tag):
				add(l, "the functional child %s is %s in the text and %s in the label", s.Name, s.Tag, l.Children[i].Element)
			}
		}
	}
	return reasons
}

// nesting holds the class of a text against the label's element.
func nesting(t *checked, l labels.Label, add func(labels.Label, string, ...any)) {
	class := t.Class
	for _, rule := range []struct {
		elements string
		class    message.Class
		what     string
	}{
		{" a ", message.HasLink, "a link"},
		{" a button label ", message.HasInteractive, "something interactive"},
		{" p ", message.HasBlock, "a block"},
		{" h1 h2 h3 h4 h5 h6 ", message.HasHeading, "a heading"},
		{" nobr ", message.HasNobr, "nobr"},
	} {
		if strings.Contains(rule.elements, " "+l.Element+" ") && class&rule.class != 0 {
			add(l, "the text has %s, which cannot stand in %s", rule.what, l.Element)
			return
		}
	}
	if class&message.HasItem != 0 && !strings.Contains(" ul ol menu dl ", " "+l.Element+" ") {
		add(l, "the text has items of a list, which stand directly in their list only, not in %s", l.Element)
	}
}
