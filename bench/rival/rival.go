// Package rival has the contenders of the injection benchmark, one file each.
// All do the same job on the same pages: they replace what the elements
// labelled with data-txt hold by the text of the label, add lang and dir where
// the text is in another language, and write the page to memory.
//
// The rivals are given finished texts: arguments formatted and escaped, the
// start tags of functional children put in. Ours formats and collects on its
// own. That is in favour of the rivals.
package rival

import (
	"errors"
	"fmt"
	"time"

	"github.com/teletextio/content/bench/corpus"
)

// ErrMissing is the error of a contender that this machine cannot run.
var ErrMissing = errors.New("not on this machine")

// Contender rewrites pages. It serves one goroutine.
type Contender interface {
	// Pass rewrites all pages in sequence and returns how long that took.
	Pass() (time.Duration, error)
	// Hot rewrites one page n times and returns how long that took.
	Hot(page, n int) (time.Duration, error)
	// Output rewrites one page and returns what came out, valid until the
	// next call of any method.
	Output(page int) ([]byte, error)
	// Close ends the contender.
	Close() error
}

// Entry is a contender by name.
type Entry struct {
	Name string
	Open func(pages []corpus.Page) (Contender, error) // may fail with ErrMissing
}

// Ours is the name of the contender that the others are held against.
const Ours = "content"

// Again is the name of ours with pages that came before.
const Again = "content, pages that came before"

// All returns the contenders that inject, ours first.
func All() []Entry {
	return []Entry{
		{Ours, inProcess(newOurs)},
		{"lol-html native", openLolHTML},
		{"tdewolff lexer", inProcess(newTdewolff)},
		{"x/net tokenizer", inProcess(newTokenizer)},
		{"lol-html wasm", openLolWASM},
		{"x/net parse+render", inProcess(newParser)},
		{"goquery", inProcess(newGoquery)},
	}
}

// Bounds returns contenders that show what bounds ours, and ours in other
// circumstances.
func Bounds() []Entry {
	return []Entry{
		{"memcpy", inProcess(newMemcpy)},
		{"content, writes of 4 kB", inProcess(newOursInWrites(4<<10, false))},
		{"content, writes of 512 B", inProcess(newOursInWrites(512, false))},
		{Again, inProcess(newOursInWrites(0, true))},
		{Again + ", writes of 4 kB", inProcess(newOursInWrites(4<<10, true))},
		{"content, pages without labels", func(pages []corpus.Page) (Contender, error) {
			plain := make([]corpus.Page, len(pages))
			for i, p := range pages {
				plain[i] = corpus.Page{Name: p.Name, HTML: p.Plain, Plain: p.Plain, Want: p.Plain}
			}
			return inProcess(newOurs)(plain)
		}},
		{"x/net tokenizer, passing through", inProcess(newRaw)},
	}
}

// Output is memory that a contender writes a page to. It is reused.
type Output struct{ b []byte }

// Reset empties the output and keeps its memory.
func (o *Output) Reset() { o.b = o.b[:0] }

// Write appends p.
func (o *Output) Write(p []byte) (int, error) {
	o.b = append(o.b, p...)
	return len(p), nil
}

// WriteString appends s.
func (o *Output) WriteString(s string) (int, error) {
	o.b = append(o.b, s...)
	return len(s), nil
}

// WriteByte appends c.
func (o *Output) WriteByte(c byte) error {
	o.b = append(o.b, c)
	return nil
}

// rewriter rewrites one page; it lives in this process.
type rewriter func(page []byte, out *Output) error

// local is a Contender in this process.
type local struct {
	pages   []corpus.Page
	rewrite rewriter
	out     Output
	close   func() error
}

// inProcess turns a constructor of a rewriter into one of a Contender. The
// rewriter's close may be nil.
func inProcess(make func() (rewriter, func() error, error)) func([]corpus.Page) (Contender, error) {
	return func(pages []corpus.Page) (Contender, error) {
		f, done, err := make()
		if err != nil {
			return nil, err
		}
		l := &local{pages: pages, rewrite: f, close: done}
		l.out.b = append(l.out.b, zeros[:]...)
		return l, nil
	}
}

// zeros is what outputs begin with, so that their memory is there.
var zeros [2 << 20]byte

func (l *local) Pass() (time.Duration, error) {
	start := time.Now()
	for i := range l.pages {
		l.out.Reset()
		if err := l.rewrite(l.pages[i].HTML, &l.out); err != nil {
			return 0, fmt.Errorf("page %s: %w", l.pages[i].Name, err)
		}
	}
	return time.Since(start), nil
}

func (l *local) Hot(page, n int) (time.Duration, error) {
	in := l.pages[page].HTML
	start := time.Now()
	for range n {
		l.out.Reset()
		if err := l.rewrite(in, &l.out); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

func (l *local) Output(page int) ([]byte, error) {
	l.out.Reset()
	err := l.rewrite(l.pages[page].HTML, &l.out)
	return l.out.b, err
}

func (l *local) Close() error {
	if l.close == nil {
		return nil
	}
	return l.close()
}

// finished are the texts by key, for the rivals.
var finished = func() map[string]*corpus.Text {
	m := map[string]*corpus.Text{}
	for _, t := range corpus.All() {
		m[t.Key] = &t
	}
	return m
}()
