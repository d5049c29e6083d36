//go:build !unix

package faulttest

import "testing"

// FrozenProcess is skipped: this system cannot stop and continue a process.
func FrozenProcess(t *testing.T) { t.Skip("this system cannot stop and continue a process") }

func frozen(t *testing.T, _ Start) { FrozenProcess(t) }
