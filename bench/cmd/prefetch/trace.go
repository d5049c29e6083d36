package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// trace is a sequence of requests.
type trace struct {
	name     string
	requests []int // pages, numbered from 0 in the order in which they appear
	pages    int
}

// readTrace unpacks a trace.
func readTrace(dir, name string) (*trace, error) {
	cmd := exec.Command("xz", "-dc", filepath.Join(dir, name+".trace.xz"))
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("unpack %q: %w", name, err)
	}
	t := &trace{name: name}
	number := map[uint32]int{}
	for ; len(raw) >= 4; raw = raw[4:] {
		id := binary.BigEndian.Uint32(raw)
		n, ok := number[id]
		if !ok {
			n = len(number)
			number[id] = n
		}
		t.requests = append(t.requests, n)
	}
	t.pages = len(number)
	return t, nil
}
