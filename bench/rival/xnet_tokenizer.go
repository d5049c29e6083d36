package rival

import (
	"bytes"
	"io"

	"golang.org/x/net/html"

	"github.com/teletextio/content/bench/corpus"
)

// newTokenizer is the tokenizer of golang.org/x/net/html, used for its speed:
// raw bytes are copied, and the end of a label is found by counting tags of
// its name.
func newTokenizer() (rewriter, func() error, error) {
	return func(page []byte, out *Output) error {
		z := html.NewTokenizer(bytes.NewReader(page))
		for {
			switch z.Next() {
			case html.ErrorToken:
				return ended(z, out)
			case html.StartTagToken:
				out.Write(z.Raw()) // first: TagName changes it
				name, t := labelOf(z)
				if t == nil {
					continue
				}
				out.b = out.b[:len(out.b)-1]
				out.WriteString(corpus.LangAttrs(t.Lang))
				out.WriteByte('>')
				out.WriteString(t.HTML)
				skipTo(z, out, name)
			default:
				out.Write(z.Raw())
			}
		}
	}, nil, nil
}

func ended(z *html.Tokenizer, out *Output) error {
	out.Write(z.Raw())
	if err := z.Err(); err != io.EOF {
		return err
	}
	return nil
}

// labelOf returns the text of the last start tag's label, or nil.
func labelOf(z *html.Tokenizer) (name string, t *corpus.Text) {
	tag, more := z.TagName()
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == "data-txt" {
			return string(tag), finished[string(value)]
		}
	}
	return "", nil
}

// skipTo passes over the old content and writes the end tag.
func skipTo(z *html.Tokenizer, out *Output, element string) {
	for depth := 1; ; {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) == element {
				depth++
			}
		case html.EndTagToken:
			before := len(out.b)
			out.Write(z.Raw())
			if name, _ := z.TagName(); string(name) == element {
				if depth--; depth == 0 {
					return
				}
			}
			out.b = out.b[:before]
		}
	}
}

// newRaw passes pages through the tokenizer and looks at nothing.
func newRaw() (rewriter, func() error, error) {
	return func(page []byte, out *Output) error {
		z := html.NewTokenizer(bytes.NewReader(page))
		for z.Next() != html.ErrorToken {
			out.Write(z.Raw())
		}
		return ended(z, out)
	}, nil, nil
}
