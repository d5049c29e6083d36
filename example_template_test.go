package content_test

import (
	"fmt"
	"html/template"
	"os"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

func ExampleFuncs() {
	// Templates may be parsed before there is a client.
	page := template.Must(template.New("page").Funcs(content.Funcs()).Parse(
		`<h1>{{ content.Get "home.title" .Locale "name" .User }}</h1>` + "\n" +
			`<p>{{ or (content.Get "home.intro" .Locale) "The words of the template" }}</p>` + "\n"))

	client, err := content.New(fetch.FS(published), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	content.SetDefault(client)
	defer content.SetDefault(nil)
	data := struct{ Locale, User string }{"de", "Ann"}
	if err := page.Execute(os.Stdout, data); err != nil {
		fmt.Println(err)
	}
	// Output:
	// <h1>Willkommen, <b>Ann</b></h1>
	// <p>The words of the template</p>
}
