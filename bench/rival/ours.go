package rival

import (
	"context"
	"slices"

	"github.com/teletextio/content"
	"github.com/teletextio/content/bench/corpus"
	"github.com/teletextio/content/fetch"
)

// NewWriter returns a writer of package content as users get it: a client on
// the publication of the corpus, no report. p is the page to Reset it with.
func NewWriter() (client *content.Client, w *content.Writer, p *content.Page, err error) {
	client, err = content.New(fetch.FS(corpus.Publication()), &content.Options{Refresh: -1})
	if err != nil {
		return nil, nil, nil, err
	}
	p = &content.Page{Locale: corpus.Locale, Args: corpus.Args}
	w = client.Writer(context.Background(), &Output{}, p)
	return client, w, p, w.Close()
}

// newOurs returns package content, given each page in one Write. It reads all of
// them, as if none had come before.
func newOurs() (rewriter, func() error, error) { return newOursInWrites(0, false)() }

// once is an argument that cannot be compared with another one. With it, no page
// is the same as one that came before.
var once = []any{"once", func() {}}

// newOursInWrites returns package content, given pages in writes of size bytes;
// 0 is whole pages. With remember, pages that came before are not read again.
func newOursInWrites(size int, remember bool) func() (rewriter, func() error, error) {
	return func() (rewriter, func() error, error) {
		client, w, p, err := NewWriter()
		if err != nil {
			return nil, nil, err
		}
		if !remember {
			p.Args = append(slices.Clone(p.Args), once...)
		}
		ctx := context.Background()
		return func(page []byte, out *Output) error {
			w.Reset(ctx, out, p)
			if err := WriteIn(w, page, size); err != nil {
				return err
			}
			return w.Close()
		}, client.Close, nil
	}
}

// WriteIn writes the page in writes of size bytes; 0 is one write.
func WriteIn(w *content.Writer, page []byte, size int) error {
	for size > 0 && len(page) > size {
		if _, err := w.Write(page[:size]); err != nil {
			return err
		}
		page = page[size:]
	}
	_, err := w.Write(page)
	return err
}
