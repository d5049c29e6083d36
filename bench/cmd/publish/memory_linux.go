package main

import (
	"os"
	"syscall"
)

// maxMemory returns the most memory that a process has had, in bytes.
func maxMemory(p *os.ProcessState) int64 {
	if usage, ok := p.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}
