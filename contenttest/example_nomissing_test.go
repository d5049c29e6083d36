package contenttest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/teletextio/content/contenttest"
)

// printer is a testing.TB that prints a failure, so that an example can show
// it.
type printer struct{ testing.TB }

func (printer) Helper()                  {}
func (printer) Cleanup(func())           {}
func (printer) Context() context.Context { return context.Background() }
func (printer) Output() io.Writer        { return io.Discard }
func (printer) Error(args ...any)        { fmt.Println(args...) }

// The pages of an app are asked for in every locale; a slip in a key, or a
// text that nobody wrote, fails the test.
func ExampleNoMissing() {
	client := contenttest.New(t, contenttest.Texts{
		"en": {"home.title": "Welcome", "home.lead": "Hello, {name}"},
		"de": {"home.title": "Willkommen"},
	})
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintln(w, `<h1 data-txt="home.title">Hello</h1>`)
		fmt.Fprintln(w, `<p data-txt="home.leed">…</p>`)
	})

	contenttest.NoMissing(t, client, app, "/", "/about")
	// Output:
	// contenttest: NoMissing: labels without text: 4
	//   key        locale  path    label    reason
	//   home.leed  de      /       2:1 <p>  no-text
	//   home.leed  de      /about  2:1 <p>  no-text
	//   home.leed  en      /       2:1 <p>  no-text
	//   home.leed  en      /about  2:1 <p>  no-text
}
