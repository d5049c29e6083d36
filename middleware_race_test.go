//go:build race

package content_test

// raceEnabled: sync.Pool forgets at random, and counts mean nothing.
const raceEnabled = true
