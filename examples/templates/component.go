package main

import (
	"context"
	"html/template"
	"io"
	"strings"

	"github.com/teletextio/content"
)

// component is what templ (github.com/a-h/templ) calls templ.Component. A
// content.Component is one, so that a templ template may write
//
//	@content.From(ctx).Component("basket.delivery")
type component interface {
	Render(ctx context.Context, w io.Writer) error
}

var _ component = content.Component{}

// footer is a component as templ generates them: markup around another one.
type footer struct{ text component }

// Render writes the footer.
func (f footer) Render(ctx context.Context, w io.Writer) error {
	if _, err := io.WriteString(w, "<footer><p>"); err != nil {
		return err
	}
	if err := f.text.Render(ctx, w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "</p></footer>")
	return err
}

// rendered returns a component as HTML for html/template.
func rendered(ctx context.Context, c component) (template.HTML, error) {
	var b strings.Builder
	err := c.Render(ctx, &b)
	return template.HTML(b.String()), err
}
