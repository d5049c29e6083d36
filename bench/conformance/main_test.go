package main

import (
	"testing"

	"github.com/teletextio/content/internal/conformance"
)

func TestOursIsAsExpected(t *testing.T) {
	lab := conformance.NewLab()
	defer lab.Close()
	for _, s := range subjects()[:2] {
		for _, r := range lab.Run(s) {
			if r.Err != nil {
				t.Errorf("%s %s %s: %v", s.Name, r.ID, r.Name, r.Err)
			}
		}
	}
}
