package content_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// A page that is not served, such as a file of a static site, with a report on
// each of its labels.
func ExampleClient_Inject() {
	client := exampleClient(contenttest.Texts{"en": {
		"home.title": "Good morning",
		"home.lead":  "Two <p>paragraphs</p>",
	}})
	defer client.Close()
	page := strings.NewReader(`<title data-txt="home.title">Hi</title>
<p data-txt="home.lead">Lead</p>
<p data-txt="home.note">Note</p>
`)

	var report content.Report
	err := client.Inject(context.Background(), os.Stdout, page, &content.Page{Locale: "en", Report: &report})
	if err != nil {
		fmt.Println(err)
	}
	for _, label := range report.Labels {
		fmt.Println(label)
	}
	// Output:
	// <title data-txt="home.title">Good morning</title>
	// <p data-txt="home.lead">Lead</p>
	// <p data-txt="home.note">Note</p>
	// 1:1 <title> home.title replaced
	// 2:1 <p> home.lead left: block
	// 3:1 <p> home.note left: no-text
}
