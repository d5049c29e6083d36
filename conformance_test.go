package content_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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

var ourSubject = conformance.Ours()
