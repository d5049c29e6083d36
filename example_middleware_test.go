package content_test

import (
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// Wrap a handler, and label what editors may change. The words between the
// tags are what the page shows without a publication.
func Example() {
	server := httptest.NewServer(http.FileServerFS(contenttest.Publish(contenttest.Texts{
		"en": {"home.title": "Good morning"},
		"de": {"home.title": "Guten <em>Morgen</em>"},
	})))
	defer server.Close()
	cdn := server.URL

	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, `<h1 data-txt="home.title">Welcome</h1>`)
	})

	client, err := content.New(fetch.HTTP(cdn, nil), &content.Options{Logger: slog.Default()})
	if err != nil {
		log.Fatal(err) // an option that cannot work; never the network
	}
	defer client.Close()
	handler := client.Middleware(app)

	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/?locale=de", nil))
	fmt.Println(w.Body)
	// Output: <h1 data-txt="home.title">Guten <em>Morgen</em></h1>
}

// A seed is part of the program, and a snapshot is what the last process knew:
// with either, a start without a network has texts at once.
func ExampleNew_seed() {
	seed := contenttest.Publish(contenttest.Texts{"en": {"home.title": "Good morning"}})
	offline := fetch.HTTP("http://127.0.0.1:1", nil)

	client, err := content.New(offline, &content.Options{
		Project: "test", // refuse the texts of any other project
		Seed:    seed,   // an fs.FS, for example an embed.FS
	})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	fmt.Println(client.Status().State, client.Get("home.title", "en"))
	// Output: seed Good morning
}

// Other page options for some of the pages: here the locale is the first
// segment of the path, and the labels are removed.
func ExampleClient_Wrap() {
	client := exampleClient(contenttest.Texts{
		"en": {"home.title": "Good morning"},
		"de": {"home.title": "Guten Morgen"},
	})
	defer client.Close()
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		txt := content.From(r.Context())
		fmt.Fprintf(w, `<h1 data-txt="home.title">Welcome</h1> %s %s %s`, r.URL.Path, txt.URL("en"), txt.Path("/team"))
	})

	wrap, err := client.Wrap(&content.PageOptions{
		Locale: content.LocaleOptions{PathPrefix: true, Cookie: "-"},
		Strip:  true,
	})
	if err != nil {
		log.Fatal(err)
	}
	handler := wrap(app)

	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/de/about", nil))
	fmt.Println(w.Body)
	// Output: <h1>Guten Morgen</h1> /about /en/about /de/team
}

// exampleClient returns a client that has texts.
func exampleClient(texts contenttest.Texts) *content.Client {
	client, err := content.New(fetch.FS(contenttest.Publish(texts)), &content.Options{Refresh: -1})
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// examplePage serves one request for a page through the middleware and prints
// the page.
func examplePage(client *content.Client, target string, app http.HandlerFunc) {
	html := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		app(w, r)
	}
	w := httptest.NewRecorder()
	client.Middleware(http.HandlerFunc(html)).ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	fmt.Println(w.Body)
}
