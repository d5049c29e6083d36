package contenttest_test

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// A stub of one's own needs no hand-made manifest.
func ExamplePublish() {
	published := fetch.FS(contenttest.Publish(contenttest.Texts{
		"en": {"home.title": "Welcome"},
	}))
	requests := 0
	stub := fetch.Func(func(ctx context.Context, r fetch.Request) (fetch.Response, error) {
		requests++
		return published.Fetch(ctx, r)
	})
	client, err := content.New(stub, &content.Options{Refresh: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	fmt.Println(client.Get("home.title", "en"), requests)
	// Output: Welcome 3
}

// The files of a publication.
func ExamplePublishWith() {
	files := contenttest.PublishWith(contenttest.Texts{
		"de": {"home.title": "Willkommen", "cart.buy": "Kaufen"},
	}, &contenttest.PublishOptions{Channel: "staging"})
	names, _ := fs.Glob(files, "*.json")
	bundles, _ := fs.Glob(files, "b/home.*")
	fmt.Println(names, len(bundles))
	// Output: [staging.json] 1
}
