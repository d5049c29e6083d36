package content_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

func ExampleSetArgs() {
	client, err := content.New(fetch.FS(published), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	page := client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content.SetArgs(r.Context(), "name", "Ann")
		txt := content.From(r.Context())
		fmt.Fprintln(w, `<!DOCTYPE html>`)
		fmt.Fprintln(w, `<h1 data-txt="home.title">Welcome</h1>`)
		fmt.Fprintf(w, "<p %s>3 apples</p>\n", txt.Attr("cart.count", "n", 3))
	}))
	rec := httptest.NewRecorder()
	page.ServeHTTP(rec, httptest.NewRequest("GET", "/?locale=de", nil))
	fmt.Print(rec.Body)
	// Output:
	// <!DOCTYPE html>
	// <h1 data-txt="home.title">Willkommen, <b>Ann</b></h1>
	// <p data-txt="cart.count" lang="en" dir="ltr">3 apples</p>
}
