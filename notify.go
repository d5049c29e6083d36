package content

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"unicode/utf8"
)

// callback calls a function of the user so that it can never block us: in a
// goroutine of its own, one call at a time. It is safe for concurrent use.
type callback[T any] struct {
	f    func(T)
	last bool // keep the last value that comes while f runs; else drop it
	log  *slog.Logger

	mu      sync.Mutex
	shut    bool
	running bool
	next    *T // for the call after the running one
}

func newCallback[T any](f func(T), keepLast bool, log *slog.Logger) *callback[T] {
	return &callback[T]{f: f, last: keepLast, log: log}
}

// call asks for a call of the function with what value returns now.
func (b *callback[T]) call(value func() T) {
	if b.f == nil {
		return
	}
	v := value()
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.shut:
	case !b.running:
		b.running = true
		go b.run(v)
	case b.last:
		b.next = &v
	}
}

func (b *callback[T]) run(v T) {
	for {
		b.guarded(v)
		b.mu.Lock()
		if b.shut || b.next == nil {
			b.running, b.next = false, nil
			b.mu.Unlock()
			return
		}
		v, b.next = *b.next, nil
		b.mu.Unlock()
	}
}

func (b *callback[T]) guarded(v T) {
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("content: recovered panic in a callback", "panic", cut(fmt.Sprint(p)), "stack", string(debug.Stack()))
		}
	}()
	b.f(v)
}

// close stops further calls. It does not wait for a running one.
func (b *callback[T]) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shut = true
}

// onceLog writes one line for each key and reason of a revision. It is safe
// for concurrent use, and what it remembers is bounded.
type onceLog struct {
	log *slog.Logger

	mu       sync.RWMutex
	revision [2]int64 // epoch and sequence
	seen     map[logLine]struct{}
}

type logLine struct{ msg, key, locale, reason string }

// maxLines is how many lines there may be for one revision.
const maxLines = 1000

func newOnceLog(log *slog.Logger) *onceLog {
	return &onceLog{log: log, seen: map[logLine]struct{}{}}
}

// begin forgets the lines of another revision.
func (o *onceLog) begin(epoch, sequence int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if now := [2]int64{epoch, sequence}; o.revision != now {
		o.revision = now
		o.seen = map[logLine]struct{}{}
	}
}

// once writes a warning, unless one of the same key and reason was written for
// this revision. detail is more about the first of them, or "".
func (o *onceLog) once(msg, key, locale, reason, detail string) {
	line := logLine{msg, cut(key), cut(locale), cut(reason)}
	if !o.first(line) {
		return
	}
	attrs := []any{"key", line.key, "locale", line.locale, "reason", line.reason}
	if detail != "" {
		attrs = append(attrs, "detail", cut(detail))
	}
	o.log.Warn("content: "+msg, attrs...)
}

// first reports whether a line is new for this revision, and may be written.
func (o *onceLog) first(line logLine) bool {
	o.mu.RLock()
	_, known := o.seen[line]
	full := len(o.seen) > maxLines
	o.mu.RUnlock()
	if known || full {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, known = o.seen[line]; known || len(o.seen) > maxLines {
		return false
	}
	o.seen[line] = struct{}{}
	if len(o.seen) > maxLines {
		o.log.Warn("content: too many different problems; no more lines until the next revision")
		return false
	}
	return true
}

// cut bounds what a log or a status shows of one value, at a whole character.
func cut(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	n := most
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
