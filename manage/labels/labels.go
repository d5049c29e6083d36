// Package labels is the contract between the texts and the app that shows
// them: the labels of the app, which Find finds in its templates and pages,
// written down in a file, which publishing holds texts against.
//
//	{"format": "labels/1", "labels": [
//	  {"key": "home.title", "place": "html", "element": "h1", "args": ["name"], "at": "templates/home.html:12"},
//	  {"key": "home.terms", "place": "html", "element": "p", "children": [{"name": "link", "element": "a"}]},
//	  {"key": "home.alt", "place": "text", "element": "img", "attribute": "alt"}
//	]}
package labels

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/teletextio/content/bundle"
)

// Format is the format that files of labels name.
const Format = "labels/1"

// The places of labels.
const (
	PlaceHTML = "html" // between the tags of an element
	PlaceText = "text" // where only text can stand: an attribute, title, textarea, option, JSON
)

// File is all labels of an app.
type File struct {
	Format string  `json:"format"`
	Labels []Label `json:"labels"`
}

// Label is one place that shows a text.
type Label struct {
	Key       string  `json:"key"`                 // as the app writes it: home.title
	Place     string  `json:"place"`               // PlaceHTML or PlaceText
	Element   string  `json:"element,omitempty"`   // in lower case
	Attribute string  `json:"attribute,omitempty"` // of PlaceText in an attribute
	Children  []Child `json:"children,omitempty"`  // functional children of the label

	// Inside are the elements around it that not every text can stand in: a,
	// button, label, nobr and p.
	Inside []string `json:"inside,omitempty"`

	// Args are the arguments that the app gives. nil: it is not known which;
	// empty: none.
	Args []string `json:"args"`

	At string `json:"at,omitempty"` // where the label is: a file and a line, or a URL
}

// Child is an element of the app inside a label, which the text places.
type Child struct {
	Name    string `json:"name"`
	Element string `json:"element"` // in lower case
}

// maxFile is the largest file that is read, in bytes.
const maxFile = 64 << 20

// Decode reads a file of labels. Unknown members are errors.
func Decode(data []byte) (*File, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("labels: read the labels: more than %d bytes", maxFile)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var f File
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("labels: read the labels: %v", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("labels: read the labels: something stands behind the object")
	}
	if f.Format != Format {
		return nil, fmt.Errorf("labels: read the labels: format is %q, not %q", f.Format, Format)
	}
	for i, l := range f.Labels {
		switch {
		case !bundle.ValidKey(l.Key):
			return nil, fmt.Errorf("labels: read label %d: %q is no key", i+1, l.Key)
		case l.Place != PlaceHTML && l.Place != PlaceText:
			return nil, fmt.Errorf("labels: read label %d: place is %q, neither html nor text", i+1, l.Place)
		}
	}
	return &f, nil
}

// Encode writes a file of labels, sorted, one label per line; equal labels once.
func (f *File) Encode() ([]byte, error) {
	lines := make([][]byte, 0, len(f.Labels))
	for _, l := range f.Labels {
		line, err := encodeLabel(l)
		if err != nil {
			return nil, fmt.Errorf("labels: write %q: %v", l.Key, err)
		}
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b []byte) int { return bytes.Compare(a, b) })
	lines = slices.CompactFunc(lines, bytes.Equal)
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"format\": %q, \"labels\": [\n", cmp.Or(f.Format, Format))
	b.Write(bytes.Join(lines, []byte(",\n")))
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

func encodeLabel(l Label) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(l)
	return bytes.TrimSpace(b.Bytes()), err
}
