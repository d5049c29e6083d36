package cache

import (
	"fmt"
	"runtime/debug"
)

// PanicError is a panic of a fetcher or of Compile, caught where it would have
// ended the process. Find it with errors.As.
type PanicError struct {
	Value any    // what panic was called with
	Stack []byte // of the goroutine
}

// Error names the value. The stack is for the log.
func (e *PanicError) Error() string { return fmt.Sprintf("cache: recovered panic: %v", e.Value) }

// guarded calls f and turns a panic into a [*PanicError].
func guarded(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return f()
}
