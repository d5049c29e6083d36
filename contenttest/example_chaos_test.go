package contenttest_test

import (
	"context"
	"fmt"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// An outage in a test: the texts stay, and Status says what is wrong.
func ExampleChaos() {
	origin := contenttest.NewScript(contenttest.Texts{"en": {"home.title": "Hello"}})
	chaos := &contenttest.Chaos{}
	client, err := content.New(chaos.Fetcher(origin), &content.Options{Refresh: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	client.Refresh(context.Background())

	chaos.Set(contenttest.FaultRefused)
	client.Refresh(context.Background())
	fmt.Println(client.Get("home.title", "en"), client.Status().State, client.Status().LastReason)

	chaos.Clear()
	client.Refresh(context.Background())
	fmt.Println(client.Get("home.title", "en"), client.Status().State)
	// Output:
	// Hello stale refused
	// Hello current
}
