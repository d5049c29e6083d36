package content

import "sync/atomic"

var twinName atomic.Pointer[string]

// SetTwin breaks the middleware in the way that a row of the conformance table
// is there for.
func SetTwin(name string) { twinName.Store(&name) }

func twin(name string) bool {
	p := twinName.Load()
	return p != nil && *p == name
}
