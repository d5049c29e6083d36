package content_test

import (
	"html/template"
	"io"
	"net/http"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// Arguments are data: they are escaped for where a text has them.
func ExampleSetArgs() {
	client := exampleClient(contenttest.Texts{"en": {
		"home.title":   "Welcome, <b>{name}</b>",
		"home.waiting": "{count, plural, one {# letter} other {# letters}} for you",
	}})
	defer client.Close()
	user := struct{ Name string }{"Ann & Bob"}
	letters := 3

	examplePage(client, "/", func(w http.ResponseWriter, r *http.Request) {
		content.SetArgs(r.Context(), "name", user.Name, "count", letters)
		io.WriteString(w, `<h1 data-txt="home.title">Welcome</h1>
<p data-txt="home.waiting">Your letters</p>`)
	})
	// Output:
	// <h1 data-txt="home.title">Welcome, <b>Ann &amp; Bob</b></h1>
	// <p data-txt="home.waiting">3 letters for you</p>
}

// In a loop, each element has arguments of its own.
func ExampleView_Attr() {
	client := exampleClient(contenttest.Texts{"en": {
		"cart.line": "{count, plural, one {One {fruit}} other {# {fruit}s}}",
	}})
	defer client.Close()

	tmpl := template.Must(template.New("cart").Parse(
		`{{range .Lines}}<li {{$.Txt.Attr "cart.line" "fruit" .Fruit "count" .Count}}>{{.Fruit}}: {{.Count}}</li>{{end}}`))
	type line struct {
		Fruit string
		Count int
	}
	examplePage(client, "/", func(w http.ResponseWriter, r *http.Request) {
		tmpl.Execute(w, map[string]any{
			"Txt":   content.From(r.Context()),
			"Lines": []line{{"pear", 1}, {"fig", 4}},
		})
	})
	// Output: <li data-txt="cart.line">One pear</li><li data-txt="cart.line">4 figs</li>
}
