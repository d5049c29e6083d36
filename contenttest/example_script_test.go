package contenttest_test

import (
	"context"
	"fmt"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
)

// What an app shows while the source of its texts is down, and after.
func ExampleScript() {
	source := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "Welcome"}})
	client, err := content.New(source, &content.Options{Refresh: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	source.Publish(contenttest.Texts{"en": {"home.title": "Welcome back"}})
	source.Next("live.json", contenttest.Answer{Err: &fetch.StatusError{Name: "live.json", Status: 503}})

	fmt.Println(client.Refresh(context.Background()) != nil, client.Get("home.title", "en"))
	fmt.Println(client.Refresh(context.Background()) != nil, client.Get("home.title", "en"))
	// Output:
	// true Welcome
	// false Welcome back
}
