package contenttest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/teletextio/content/contenttest"
)

// t is the *testing.T of the test that an example stands for.
var t testing.TB = printer{}

// A handler is tested with the texts that it needs, and nothing else.
func ExampleNew() {
	client := contenttest.New(t, contenttest.Texts{
		"en": {"home.title": "Welcome"},
		"de": {"home.title": "Willkommen"},
	})
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<h1 data-txt="home.title">Hello</h1>`)
	})

	w := httptest.NewRecorder()
	client.Middleware(app).ServeHTTP(w, httptest.NewRequest("GET", "/?locale=de", nil))
	fmt.Println(w.Body)
	// Output: <h1 data-txt="home.title">Willkommen</h1>
}
