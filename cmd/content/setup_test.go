package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMain keeps the tests away from the cache of the user who runs them.
func TestMain(m *testing.M) {
	// The cache of go build lies in the same place, and is worth keeping.
	built, _ := exec.Command("go", "env", "GOCACHE").Output()
	os.Setenv("GOCACHE", strings.TrimSpace(string(built)))
	dir, err := os.MkdirTemp("", "content-test")
	if err == nil {
		err = os.Setenv("XDG_CACHE_HOME", dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}
