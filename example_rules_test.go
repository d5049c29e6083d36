package content_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// Rules label elements of a page that nobody can edit.
func ExampleRule() {
	client := exampleClient(contenttest.Texts{"en": {
		"home.title": "Good morning",
		"home.logo":  "A rising sun",
	}})
	defer client.Close()
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<header><img id="logo" alt=""><h1 class="big brand">Acme</h1></header>`)
	})

	wrap, err := client.Wrap(&content.PageOptions{Rules: []content.Rule{
		{Selector: "header > h1.brand", Key: "home.title"},
		{Selector: "img#logo", Key: "home.logo", Attr: "alt"},
	}})
	if err != nil {
		log.Fatal(err)
	}

	w := httptest.NewRecorder()
	wrap(app).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Println(w.Body)
	// Output: <header><img id="logo" alt="A rising sun"><h1 class="big brand">Good morning</h1></header>
}
