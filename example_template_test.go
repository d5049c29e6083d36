package content_test

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"os"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// Templates ask the default client, by key and locale.
func ExampleFuncs() {
	client := exampleClient(contenttest.Texts{"en": {"home.title": "Welcome, {name}"}})
	defer client.Close()

	tmpl := template.Must(template.New("home").Funcs(content.Funcs()).Parse(
		`<h1>{{ or (content.Get "home.title" .Locale "name" .Name) "Welcome" }}</h1>` + "\n"))
	content.SetDefault(client)
	defer content.SetDefault(nil)

	tmpl.Execute(os.Stdout, map[string]any{"Locale": "en", "Name": "Ann"})
	tmpl.Execute(os.Stdout, map[string]any{"Locale": "en", "Name": "<Bob>"})
	// Output:
	// <h1>Welcome, Ann</h1>
	// <h1>Welcome, &lt;Bob&gt;</h1>
}

// Everything that one request takes is one revision in one locale.
func ExampleFrom() {
	client := exampleClient(contenttest.Texts{
		"en": {"home.title": "Welcome, {name}"},
		"ar": {"home.title": "أهلاً {name}"},
	})
	defer client.Close()

	tmpl := template.Must(template.New("home").Parse(
		`<html lang="{{or .Txt.Locale "en"}}" dir="{{or .Txt.Dir "ltr"}}"><h1>{{.Txt.Get "home.title" "name" "Ann"}}</h1>`))
	examplePage(client, "/?locale=ar", func(w http.ResponseWriter, r *http.Request) {
		tmpl.Execute(w, map[string]any{"Txt": content.From(r.Context())})
	})
	// Output: <html lang="ar" dir="rtl"><h1>أهلاً Ann</h1>
}

// A text is a component of templ: in a templ template, write
//
//	@content.From(ctx).Component("home.title", "name", name)
func ExampleView_Component() {
	client := exampleClient(contenttest.Texts{"en": {"home.title": "Welcome, <b>{name}</b>"}})
	defer client.Close()

	var title interface { // templ.Component
		Render(ctx context.Context, w io.Writer) error
	} = client.View("en").Component("home.title", "name", "Ann")
	title.Render(context.Background(), os.Stdout)
	// Output: Welcome, <b>Ann</b>
}

// Without a request, for a mail or a job, a View is asked for by its locale.
func ExampleView_Text() {
	client := exampleClient(contenttest.Texts{"en": {"mail.subject": "Your order &amp; its invoice, {name}"}})
	defer client.Close()

	txt := client.View("en")
	subject := txt.Text("mail.subject", "name", "Ann")
	fmt.Println(subject)
	// Output: Your order & its invoice, Ann
}
