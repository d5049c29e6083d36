package rival

import (
	"bytes"
	"io"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/html"

	"github.com/teletextio/content/bench/corpus"
)

// newTdewolff is the lexer of github.com/tdewolff/parse: what it returns is
// copied, and the end of a label is found by counting tags of its name.
func newTdewolff() (rewriter, func() error, error) {
	return func(page []byte, out *Output) error {
		l := html.NewLexer(parse.NewInputBytes(page))
		var element []byte
		var t *corpus.Text
		for {
			kind, data := l.Next()
			switch kind {
			case html.ErrorToken:
				if err := l.Err(); err != io.EOF {
					return err
				}
				return nil
			case html.StartTagToken:
				element, t = l.Text(), nil
			case html.AttributeToken:
				if bytes.Equal(l.AttrKey(), []byte("data-txt")) {
					t = finished[string(bytes.Trim(l.AttrVal(), `"'`))]
				}
			case html.StartTagCloseToken:
				if t != nil {
					out.WriteString(corpus.LangAttrs(t.Lang))
					out.Write(data)
					out.WriteString(t.HTML)
					data = lexTo(l, element)
					t = nil
				}
			}
			out.Write(data)
		}
	}, nil, nil
}

// lexTo passes over the old content and returns the end tag.
func lexTo(l *html.Lexer, element []byte) []byte {
	for depth := 1; ; {
		kind, data := l.Next()
		switch kind {
		case html.ErrorToken:
			return nil
		case html.StartTagToken:
			if bytes.Equal(l.Text(), element) {
				depth++
			}
		case html.EndTagToken:
			if bytes.Equal(l.Text(), element) {
				if depth--; depth == 0 {
					return data
				}
			}
		}
	}
}
