package labels

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/texts"
)

// Options say how labels are looked for. The zero value is ready for use, and
// so is nil.
type Options struct {
	// Page says how the app's labels are written: its Prefix, Profile and
	// Rules. nil: as they are by default.
	Page *content.PageOptions

	// Template says that the page is the source of a Go template. Texts that
	// it asks for in actions are found, too: {{.Txt.Get "home.title"}}.
	Template bool

	// View is the name that templates have the texts of a request under. "":
	// Txt.
	View string

	// Args are the arguments that the app gives to every page, with
	// content.SetArgs. nil: it is not known which, and so are the arguments of
	// a label that names none itself; empty: none.
	Args []string
}

// Find returns the labels of a page or template, in the order of the page. name
// is what it is called in Label.At. odd is what cannot be written down, such as
// a key that the template makes.
//
// A template that Go cannot parse is odd, too, and is read as a page then. The
// error is that of options of pages that content.New refuses, or that of ctx.
func Find(ctx context.Context, name string, page []byte, o *Options) (list []Label, odd texts.Problems, err error) {
	if o == nil {
		o = &Options{}
	}
	f := &finder{name: name, o: o, tags: map[int64]*tag{}}
	if o.Template {
		page = f.expand(page)
	}
	if err := f.report(ctx, page); err != nil {
		return nil, nil, err
	}
	f.survey(page)
	for _, l := range f.rep.Labels {
		f.label(l)
	}
	for _, c := range f.calls {
		f.called(c)
	}
	f.odd.Sort()
	return f.labels, f.odd, nil
}

// finder looks through one page.
type finder struct {
	name   string
	o      *Options
	rep    content.Report
	calls  []call
	tags   map[int64]*tag // start tags, by offset
	spans  []span         // the tokens of the page, in order
	labels []Label
	odd    texts.Problems
}

// tag is what matters of a start tag.
type tag struct {
	element  string
	inside   []string // of the open elements those that matter
	args     []string // that it names
	given    bool     // it names arguments
	hidden   bool     // which arguments it names cannot be seen
	children []Child
	labelled bool
}

// span is one token: what a call in it is for.
type span struct {
	end     int
	tag     *tag   // of a start tag
	element string // of other tokens: the element that is open
	inside  []string
}

// expand makes a page of the source of a template.
func (f *finder) expand(source []byte) []byte {
	page, calls, err := expand(f.name, source, cmp.Or(f.o.View, "Txt"))
	if err != nil {
		f.strange(0, err.Error(), "it is read as a page")
		return source
	}
	f.calls = calls
	return page
}

// report lets the injector find the labels: of a client without any text, so
// that no label hides those inside of it.
func (f *finder) report(ctx context.Context, page []byte) error {
	nothing := fetch.Func(func(context.Context, fetch.Request) (fetch.Response, error) {
		return fetch.Response{}, fetch.ErrNotFound
	})
	client, err := content.New(nothing, &content.Options{Page: f.o.Page, Refresh: -1, StartWait: -1})
	if err != nil {
		return err
	}
	err = client.Inject(ctx, io.Discard, bytes.NewReader(page), &content.Page{Report: &f.rep})
	if closeErr := client.Close(); err == nil {
		err = closeErr
	}
	if f.rep.GaveUp != content.ReasonNone {
		f.strange(0, fmt.Sprintf("from some point on the page is left alone: %s", f.rep.GaveUp), "content check says more")
	}
	return err
}

// label writes down what the injector has found.
func (f *finder) label(l content.Label) {
	switch l.Reason {
	case content.ReasonNoText, content.ReasonNotLoaded, content.ReasonUnknownLocale:
	case content.ReasonUnknownAttribute:
		f.strange(l.Line, fmt.Sprintf("%s begins like a label and is none", l.Attribute), "look for a misspelling")
		return
	default:
		f.strange(l.Line, fmt.Sprintf("the label %q is left alone: %s", l.Key, l.Reason), "content check says more")
		return
	}
	if !f.isKey(l.Line, l.Key) {
		return
	}
	one := Label{Key: l.Key, Place: placeIn(l.Element), Element: plain(l.Element), At: at(f.name, l.Line)}
	t := f.tags[l.Offset]
	if l.Attribute != "" || l.Path != "" {
		one.Place, one.Attribute = PlaceText, l.Attribute
	} else if t != nil {
		one.Children, one.Inside = t.children, t.inside
	}
	if t == nil {
		t = &tag{}
	}
	one.Args = f.args(t.args, !t.hidden && (t.given || f.o.Args != nil))
	f.labels = append(f.labels, one)
}

// called writes down a text that a template asks for in an action.
func (f *finder) called(c call) {
	if c.key == "" {
		c.key = made
	}
	if !f.isKey(c.line, c.key) {
		return
	}
	i, _ := slices.BinarySearchFunc(f.spans, c.at, func(s span, at int) int { return cmp.Compare(s.end, at+1) })
	known := c.known && (len(c.args) > 0 || f.o.Args != nil)
	one := Label{Key: c.key, Place: PlaceHTML, Args: f.args(c.args, known), At: at(f.name, c.line)}
	switch {
	case i == len(f.spans):
	case f.spans[i].tag != nil:
		t := f.spans[i].tag
		one.Element = plain(t.element)
		if one.Place = PlaceText; c.label {
			one.Place, one.Children, one.Inside = placeIn(one.Element), t.children, t.inside
		}
	default:
		one.Element, one.Inside = plain(f.spans[i].element), f.spans[i].inside
		one.Place = placeIn(one.Element)
	}
	f.labels = append(f.labels, one)
}

// isKey reports whether a key can be written down, and says why not.
func (f *finder) isKey(line int, key string) bool {
	switch {
	case bundle.ValidKey(key):
		return true
	case f.o.Template && strings.ContainsAny(key, made+"{ \n"):
		f.strange(line, "the template makes this key, so that it cannot be written down",
			"add its labels to the file by hand, or check a page that the app has served")
	default:
		f.strange(line, fmt.Sprintf("%q is no key", key), "mend the label")
	}
	return false
}

func (f *finder) strange(line int, what, fix string) {
	f.odd = append(f.odd, texts.Problem{File: f.name, Line: line, What: what, Fix: fix})
}

// args returns the arguments of a label, those of every page among them; nil
// when it is not known which there are.
func (f *finder) args(own []string, known bool) []string {
	if !known {
		return nil
	}
	all := append(append([]string{}, own...), f.o.Args...)
	slices.Sort(all)
	return slices.Compact(all)
}

// placeIn returns the place that is inside of an element.
func placeIn(element string) string {
	switch element {
	case "title", "textarea", "option", "script", "style":
		return PlaceText
	}
	return PlaceHTML
}

// plain returns the name of an element, "" when a template makes it.
func plain(element string) string {
	if strings.Contains(element, made) {
		return ""
	}
	return element
}
