package publish_test

import (
	"context"
	"fmt"
	"os"
	"testing/fstest"
	"time"

	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// A folder of texts becomes a publication; publishing it again changes nothing.
func ExamplePublish() {
	set, err := texts.Read(fstest.MapFS{
		"home.en.yaml": {Data: []byte("title: Welcome, <b>{name}</b>!\n")},
		"home.de.yaml": {Data: []byte("title: Willkommen, <b>{name}</b>!\n")},
	}, "acme")
	if err != nil {
		fmt.Println(err) // every problem, a line each
		return
	}
	dir, err := os.MkdirTemp("", "publication")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	for range 2 {
		res, err := publish.Publish(context.Background(), set, publish.Folder(dir), &publish.Options{
			Now: func() time.Time { return time.Unix(1_700_000_000, 0) },
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %d: %d files sent, %d there already\n", res.Channel, res.Sequence, len(res.Sent), res.Kept)
	}
	// Output:
	// live 1: 5 files sent, 0 there already
	// live 1: 0 files sent, 4 there already
}
