package content

import (
	"net/http"
	"strings"
	"sync"
)

// pageSize is how much of a page is gathered before it is read. bufferSize is
// how much of the outcome is before it leaves: of a page that fills the one,
// texts may be longer than what they replace.
const (
	pageSize   = 64 << 10
	bufferSize = pageSize + 16<<10
)

// buffer is a piece of pooled memory. Whoever takes it owns it until put.
type buffer struct {
	n     int           // bytes in use
	saved []headerField // a header as it was at WriteHeader
	b     [bufferSize]byte
}

// headerField is one entry of a header map.
type headerField struct {
	key    string
	values []string
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// beforePut is called with each buffer that goes back into the pool. It is nil
// except in tests, which fill the buffer to catch late readers.
var beforePut func(*buffer)

func takeBuffer() *buffer {
	return buffers.Get().(*buffer)
}

func (b *buffer) put() {
	if b == nil {
		return
	}
	b.n = 0
	clear(b.saved)
	b.saved = b.saved[:0]
	if beforePut != nil {
		beforePut(b)
	}
	buffers.Put(b)
}

// append adds as much of p as there is room for and returns how much it was.
func (b *buffer) append(p []byte) int {
	n := copy(b.b[b.n:], p)
	b.n += n
	return n
}

// bytes returns what is in b; nil is empty.
func (b *buffer) bytes() []byte {
	if b == nil {
		return nil
	}
	return b.b[:b.n]
}

// save keeps the header as it is now. net/http does the same at WriteHeader:
// what a handler sets later is not sent.
func (b *buffer) save(h http.Header) {
	for key, values := range h {
		b.saved = append(b.saved, headerField{key, values})
	}
}

// restore gives the header back as it was saved. Trailers that were set since
// under http.TrailerPrefix stay.
func (b *buffer) restore(h http.Header) {
	for key := range h {
		if !strings.HasPrefix(key, http.TrailerPrefix) {
			delete(h, key)
		}
	}
	for _, f := range b.saved {
		h[f.key] = f.values
	}
}
