package content_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/internal/conformance"
)

// TestConformanceTable prints the table with -v. bench/conformance prints it
// with the middleware of others beside.
func TestConformanceTable(t *testing.T) {
	lab := conformance.NewLab()
	defer lab.Close()
	subjects := []conformance.Subject{bareSubject, ourSubject}
	var names []string
	var results [][]conformance.Result
	for _, s := range subjects {
		names = append(names, s.Name)
		results = append(results, lab.Run(s))
	}
	var table strings.Builder
	conformance.Write(&table, names, results)
	t.Log("\n" + table.String())
	for n := range results {
		for _, r := range results[n] {
			require.NoError(t, r.Err, "%s %s %s", names[n], r.ID, r.Name)
		}
	}
}

// bareSubject is net/http without a middleware.
var bareSubject = conformance.Subject{Name: "net/http", New: func() (*conformance.Instance, error) {
	return &conformance.Instance{Wrap: func(_ string, next http.Handler) http.Handler { return next }}, nil
}}

var ourSubject = conformance.Subject{Name: "ours", Rewrites: true, New: newOurInstance}

func newOurInstance() (*conformance.Instance, error) {
	texts := func(title string) contenttest.Texts { return contenttest.Texts{"en": {"home.title": title}} }
	script := contenttest.NewScript(texts("Hello"))
	client, err := content.New(script, &content.Options{Refresh: -1, StartWait: 10 * time.Second})
	if err != nil {
		return nil, err
	}
	variants := map[string]*content.PageOptions{"upstream": {Upstream: true}, "debug": {Debug: true}}
	return &conformance.Instance{
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
