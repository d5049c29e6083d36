package content_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// A publication as it would lie on a CDN. A program embeds one, or names the
// CDN: fetch.HTTP("https://cdn.example.com/acme", nil).
var published = contenttest.Publish(contenttest.Texts{
	"en": {"home.title": "Welcome, <b>{name}</b>", "cart.count": "{n, plural, one {# apple} other {# apples}}"},
	"de": {"home.title": "Willkommen, <b>{name}</b>"},
})

func ExampleClient_View() {
	client, err := content.New(fetch.FS(published), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	mail := client.View("de-AT") // one revision for the whole mail
	fmt.Println(mail.Locale(), mail.Dir())
	fmt.Println(mail.Text("cart.count", "n", 1))
	if _, ok := mail.Lookup("mail.footer"); !ok {
		fmt.Println("no footer")
	}
	// Output:
	// de ltr
	// 1 apple
	// no footer
}

func ExampleClient_Locales() {
	client, err := content.New(fetch.FS(published), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	for _, l := range client.Locales() {
		fmt.Printf("<a href=\"?locale=%s\" lang=%s dir=%s>\n", l.Tag, l.Tag, l.Dir)
	}
	// Output:
	// <a href="?locale=en" lang=en dir=ltr>
	// <a href="?locale=de" lang=de dir=ltr>
}

// The texts in memory stay, whatever becomes of the origin.
func ExampleClient_Refresh() {
	files := fstest.MapFS{}
	origin := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "First"}})
	client, err := content.New(origin, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	origin.Publish(contenttest.Texts{"en": {"home.title": "Second"}})
	if err := client.Refresh(context.Background()); err != nil {
		fmt.Println(err)
	}
	fmt.Println(client.Get("home.title", "en"))
	origin.Serve(files) // everything is deleted
	if err := client.Refresh(context.Background()); err != nil {
		fmt.Println(client.Status().State, client.Status().LastReason)
	}
	fmt.Println(client.Get("home.title", "en"))
	// Output:
	// Second
	// stale not-found
	// Second
}
