package conformance

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// Ours returns the middleware of package content as a subject.
func Ours() Subject { return Subject{Name: "ours", Rewrites: true, New: newOurs} }

func newOurs() (*Instance, error) {
	texts := func(title string) contenttest.Texts {
		return contenttest.Texts{"en": {"home.title": title}, "de": {"home.title": "Hallo"}}
	}
	script := contenttest.NewScript(texts("Hello"))
	log := &lines{}
	client, err := content.New(script, &content.Options{Refresh: -1, StartWait: 10 * time.Second, Logger: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		return nil, err
	}
	variants := map[string]*content.PageOptions{"upstream": {Upstream: true}, "debug": {Debug: true}, "seo": {SEO: content.SEO{Lang: true}}}
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
		Break: func(err error) {
			script.Always("", contenttest.Answer{Err: err})
			_ = client.Refresh(context.Background())
		},
		Log:     log.take,
		Skip:    content.Skip,
		Skipped: func() map[string]uint64 { return client.Status().Skipped },
		Close:   func() { _ = client.Close() },
	}, nil
}
