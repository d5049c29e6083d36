package content_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"testing"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// home is the handler that the test below is about.
func home(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	content.SetArgs(r.Context(), "name", "Ann")
	io.WriteString(w, `<h1 data-txt="home.title">Welcome</h1>`)
}

func TestHome(t *testing.T) {
	client := contenttest.New(t, contenttest.Texts{
		"en": {"home.title": "Welcome, {name}"},
		"de": {"home.title": "Willkommen, {name}"},
	})
	contenttest.NoMissing(t, client, http.HandlerFunc(home), "/")
}

// A client whose pages are labelled in another way.
func TestHomeOfAnotherPrefix(t *testing.T) {
	texts := contenttest.Publish(contenttest.Texts{"en": {"home.title": "Welcome"}})
	client, err := content.New(fetch.FS(texts), &content.Options{
		Page: &content.PageOptions{Prefix: "data-words"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	contenttest.NoMissing(t, client, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, `<h1 data-words="home.title">Welcome</h1>`)
	}), "/")
}

// A script is a source that fails, and gets well, when the test says so.
func Example_outage() {
	script := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "First"}})
	client, err := content.New(script, &content.Options{Refresh: -1, StartWait: time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	script.Publish(contenttest.Texts{"en": {"home.title": "Second"}})
	script.Always("live.json", contenttest.Answer{Err: &fetch.StatusError{Status: 503}})
	err = client.Refresh(context.Background())
	fmt.Println(err != nil, client.Status().State, client.Get("home.title", "en"))

	script.Clear()
	err = client.Refresh(context.Background())
	fmt.Println(err != nil, client.Status().State, client.Get("home.title", "en"))
	// Output:
	// true stale First
	// false current Second
}
