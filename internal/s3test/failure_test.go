package s3test_test

import (
	"fmt"
	"runtime"
	"testing"
)

// failure is a testing.TB that takes a failure down instead of failing.
type failure struct {
	testing.TB
	text string
}

func (f *failure) Helper() {}

func (f *failure) Fatalf(format string, args ...any) {
	f.text = fmt.Sprintf(format, args...)
	runtime.Goexit()
}
