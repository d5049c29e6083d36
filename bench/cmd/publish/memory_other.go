//go:build !linux

package main

import "os"

// maxMemory is not known here: systems count in units of their own.
func maxMemory(*os.ProcessState) int64 { return 0 }
