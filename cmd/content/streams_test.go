package main

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestProgressMakesRoom: a message does not stand behind how far something is.
func TestProgressMakesRoom(t *testing.T) {
	var out bytes.Buffer
	s := &streams{err: &out, terminal: true}
	show := s.progress("publishing")
	show(1, 2)
	s.failure(errors.New("it broke"))
	require.Equal(t, "\rpublishing 1 of 2\r\x1b[Kerror: it broke\n", out.String())
	out.Reset()
	show(2, 2)
	s.failure(errors.New("later"))
	require.Equal(t, "\rpublishing 2 of 2\r\x1b[Kerror: later\n", out.String())
	s.json = true
	require.Nil(t, s.progress("publishing"), "programs need no progress")
	require.Nil(t, (&streams{err: &out}).progress("publishing"), "nor do files")
}
