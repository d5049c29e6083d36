package lookup

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// openMap is the bound: an immutable map behind an atomic pointer.
func openMap() (func(string) string, error) {
	var p atomic.Pointer[map[string]string]
	m := texts()
	p.Store(&m)
	return func(key string) string { return (*p.Load())[key] }, nil
}

func openSyncMap() (func(string) string, error) {
	var m sync.Map
	for k, v := range texts() {
		m.Store(k, v)
	}
	return func(key string) string {
		v, _ := m.Load(key)
		s, _ := v.(string)
		return s
	}, nil
}

// openFmt formats without escaping, and knows no locale.
func openFmt() (func(string) string, error) {
	m := formatted("Hello %%s, welcome to %d of %%s")
	var p atomic.Pointer[map[string]string]
	p.Store(&m)
	return func(key string) string { return fmt.Sprintf((*p.Load())[key], "Ann", "Bonn") }, nil
}
