package conformance

import (
	"context"
	"net/http"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// Ours returns the middleware of package content as a subject.
func Ours() Subject { return Subject{Name: "ours", Rewrites: true, New: newOurs} }

func newOurs() (*Instance, error) {
	texts := func(title string) contenttest.Texts { return contenttest.Texts{"en": {"home.title": title}} }
	script := contenttest.NewScript(texts("Hello"))
	client, err := content.New(script, &content.Options{Refresh: -1, StartWait: 10 * time.Second})
	if err != nil {
		return nil, err
	}
	variants := map[string]*content.PageOptions{"upstream": {Upstream: true}, "debug": {Debug: true}}
	return &Instance{
		Wrap: func(variant string, next http.Handler) http.Handler {
			wrap, err := client.Wrap(variants[variant])
			if err != nil {
				panic(err)
			}
			return wrap(next)
		},
		Publish: func(title string) error {
			script.Publish(texts(title))
			return client.Refresh(context.Background())
		},
		Skip:    content.Skip,
		Skipped: func() map[string]uint64 { return client.Status().Skipped },
		Close:   func() { _ = client.Close() },
	}, nil
}
