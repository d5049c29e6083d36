package content

import (
	"context"
	"html/template"
	"io"
)

// Funcs returns the functions for templates: one called content, with the
// method Get of the default client.
//
//	tmpl := template.New("page").Funcs(content.Funcs())
//
//	<h1>{{ content.Get "home.title" .Locale "name" .User.Name }}</h1>
//	<h1>{{ or (content.Get "home.title" .Locale) "Welcome" }}</h1>
//
// It works in html/template and in text/template. The default client is asked
// for at each call, so templates may be parsed before there is one.
func Funcs() template.FuncMap {
	return template.FuncMap{"content": func() Namespace { return Namespace{} }}
}

// Namespace is what the function content of [Funcs] returns. Its methods are
// called by templates.
type Namespace struct{}

// Get is the package-level [Get].
func (Namespace) Get(key, locale string, args ...any) template.HTML {
	return Get(key, locale, args...)
}

// Text is [View.Text] of the default client in a locale, "" without a client.
func (Namespace) Text(key, locale string, args ...any) string {
	c := defaultClient.Load()
	if c == nil {
		return ""
	}
	v := c.view(locale)
	return v.Text(key, args...)
}

// Component is a text that writes itself, as components of templ do.
type Component struct {
	view *View
	key  string
	args []any
}

// Component returns a text as a component of templ (github.com/a-h/templ):
//
//	@content.From(ctx).Component("home.title", "name", user.Name)
//
// It writes what Get returns, which is nothing when there is no text.
func (v *View) Component(key string, args ...any) Component {
	return Component{view: v, key: key, args: args}
}

// Render writes the text to w. The error is that of w.
func (t Component) Render(_ context.Context, w io.Writer) error {
	if t.view == nil {
		return nil
	}
	_, err := io.WriteString(w, string(t.view.Get(t.key, t.args...)))
	return err
}
