package site

import (
	"fmt"
	"net/http"
	"time"
)

// Data is what /api answers: no page, whatever stands in it.
var Data = map[string]string{"html": `<p data-txt="home.title">own</p>`}

// Events is a stream of two events, ten seconds apart.
func Events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for range 2 {
		fmt.Fprintf(w, "data: %s\n\n", Data["html"])
		if http.NewResponseController(w).Flush() != nil {
			return
		}
		select {
		case <-time.After(10 * time.Second):
		case <-r.Context().Done():
			return
		}
	}
}
