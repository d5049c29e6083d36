package main

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// teeing keeps a copy of what a handler writes.
type teeing struct {
	http.ResponseWriter
	own bytes.Buffer
}

func (w *teeing) Write(p []byte) (int, error) {
	w.own.Write(p)
	return w.ResponseWriter.Write(p)
}

func TestBytesOutsideOfLabelsAreTheTemplates(t *testing.T) {
	client, app := site(t)
	var own []byte
	h := client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tee := &teeing{ResponseWriter: w}
		app.ServeHTTP(tee, r)
		own = tee.own.Bytes()
	}))
	for _, target := range []string{
		"/?locale=en", "/?locale=de&name=Ann&count=1", "/?locale=ar&count=3", "/rules?locale=ar", "/rules?locale=de",
	} {
		w, _ := get(t, h, target)
		sent := w.Body.Bytes()
		require.NotEqual(t, string(own), string(sent), target)
		want, labels := outside(t, own)
		got, _ := outside(t, sent)
		require.Greater(t, labels, 5)
		require.Equal(t, want, got, target)
	}
}

// outside returns the bytes of a page that no label may touch: all but the old
// content of a labelled element and the start tag of one. It is a second
// opinion on the pages of this example: their labelled elements do not nest in
// elements of their own name.
func outside(t *testing.T, page []byte) (rest string, labels int) {
	t.Helper()
	var b strings.Builder
	inside := "" // name of the open labelled element
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String(), labels
		}
		raw := string(z.Raw())
		token := z.Token()
		if inside != "" && !ends(inside, kind, token.Data) {
			continue
		}
		inside = ""
		content, attributes := marks(token)
		if !content && !attributes {
			b.WriteString(raw)
			continue
		}
		labels++
		b.WriteString("[label]")
		if content {
			inside = token.Data
		}
	}
}

// ends reports whether a token ends the content of an element, whose end tag
// may be omitted.
func ends(open string, kind html.TokenType, name string) bool {
	switch open {
	case "li":
		return name == "li" || kind == html.EndTagToken && (name == "ul" || name == "ol")
	case "th", "td":
		return name == "th" || name == "td" || name == "tr" || name == "tbody" || name == "table"
	}
	return kind == html.EndTagToken && name == open
}

// marks returns which labels a tag carries.
func marks(token html.Token) (content, attributes bool) {
	for _, a := range token.Attr {
		content = content || a.Key == "data-txt"
		attributes = attributes || a.Key == "data-txt-attr"
	}
	return content, attributes
}
