package content_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/teletextio/content"
	"github.com/teletextio/content/internal/conformance"
)

// TestTwinLoop runs the whole table for every broken twin of the middleware.
// It is compiled in the place of a test file by TestConformanceTwins.
func TestTwinLoop(t *testing.T) {
	lab := conformance.NewLab()
	defer lab.Close()
	only := os.Getenv("CONTENT_TWIN")
	for _, row := range conformance.Rows() {
		if only != "" && row.ID != only {
			continue
		}
		content.SetTwin(row.ID)
		red := ""
		for _, r := range lab.Run(ourSubject) {
			if r.Err != nil {
				red += " " + r.ID
				if only != "" || r.ID != row.ID {
					fmt.Printf("# %s: %s: %v\n", row.ID, r.ID, r.Err)
				}
			}
		}
		fmt.Printf("twin %s:%s\n", row.ID, red)
	}
}
