package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

// serve runs instances of a site for a day and returns their traffic. Each
// starts once in the day, with nothing, as after a deploy.
func serve(m model, c *cdn, n int) (traffic, error) {
	var all traffic
	for i := range n {
		t, err := serveOne(m, c, i)
		if err != nil {
			return all, fmt.Errorf("instance %d: %w", i, err)
		}
		all.requests += t.requests
		all.unchanged += t.unchanged
		all.bytes += t.bytes
	}
	return all, nil
}

func serveOne(m model, c *cdn, i int) (traffic, error) {
	reader := &counted{cdn: c}
	f := fetch.HTTP("https://cdn.example.com", &fetch.HTTPOptions{Client: &http.Client{Transport: locked(reader)}})
	client, err := content.New(f, &content.Options{Refresh: -1, StartWait: -1})
	if err != nil {
		return reader.traffic, err
	}
	ctx := context.Background()
	for at := i % m.refresh; at < day; at += m.refresh {
		c.at = (day + at) * m.publishes / day
		if err := client.Refresh(ctx); err != nil {
			return reader.traffic, errors.Join(err, client.Close())
		}
	}
	if got, want := client.Status().Sequence, int64(c.at+1); got != want {
		return reader.traffic, fmt.Errorf("sequence %d is served, not %d", got, want)
	}
	return reader.traffic, client.Close()
}
