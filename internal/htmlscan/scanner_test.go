package htmlscan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/htmlscan"
)

func TestLookup(t *testing.T) {
	for id := htmlscan.Other + 1; id.String() != "" && id < 200; id++ {
		require.Equal(t, id, htmlscan.Lookup(id.String()))
		if id == htmlscan.Xmp { // the last one
			break
		}
	}
	for _, name := range []string{"", "x", "custom-element", "blockquotes", "annotation", "annotation-xm1", "spam"} {
		require.Equal(t, htmlscan.Other, htmlscan.Lookup(name), name)
	}
	require.True(t, htmlscan.Img.IsVoid())
	require.False(t, htmlscan.Div.IsVoid())
	require.True(t, htmlscan.H3.IsHeading())
}

func TestNextAttr(t *testing.T) {
	for tag, want := range map[string][]string{
		`<a>`:                      nil,
		`<a b>`:                    {"b="},
		`<a b c=d>`:                {"b=", "c=d"},
		`<a b = "c d" e='f"'>`:     {"b=c d", `e=f"`},
		`<a b="">`:                 {"b="},
		`<a b=>`:                   {"b="},
		`<a/b/c=d/>`:               {"b=", "c=d/"},
		`<a =b=c>`:                 {"=b=c"},
		`<a B="&amp;&lt;" b=x>`:    {"B=&<", "b=x"},
		`<a b="1"c='2'>`:           {"b=1", "c=2"},
		"<a\n\tb\n=\r\n'c\r\nd' >": {"b=c\nd"},
		`<a b="&copy=1" c=&copy;>`: {"b=&copy=1", "c=©"},
		`<a b="x>y">`:              {"b=x>y"},
	} {
		var got []string
		b := []byte(tag)
		for n := 2; ; {
			a, ok := htmlscan.NextAttr(b, n)
			if !ok {
				break
			}
			got = append(got, string(b[a.Name:a.NameEnd])+"="+string(a.DecodedValue(b)))
			require.Greater(t, a.End, n, tag)
			n = a.End
		}
		require.Equal(t, want, got, tag)
	}
}

// events is what a Scanner comes to on a page that comes in pieces of n bytes.
func events(page string, n int) (log []string) {
	var s htmlscan.Scanner
	s.Reset("data-txt")
	b := []byte(page)
	for fed := 0; ; {
		fed = min(len(b), fed+n)
		switch ev := s.Next(b[:fed:fed], fed == len(b)); ev {
		case htmlscan.Start:
			log = append(log, fmt.Sprintf("%s %d-%d place %d", s.Element(), s.TagStart(), s.TagEnd(), s.Place()))
			if _, ok := s.Attr(b, "data-txt"); ok && !s.Watching() && s.Place() <= htmlscan.PlaceRCDATA {
				s.Watch()
			}
		case htmlscan.Closed:
			log = append(log, fmt.Sprintf("closed at %d: %d", s.ClosedAt(), s.Verdict()))
		case htmlscan.GaveUp:
			return append(log, fmt.Sprint("gave up: ", s.Why()))
		case htmlscan.NeedMore:
			if fed == len(b) {
				return log
			}
		}
	}
}

func TestEventsAreThoseOfThePage(t *testing.T) {
	for page, want := range map[string][]string{
		`<p data-txt=a>x</p>`:                            {"p 0-14 place 0", "closed at 15: 0"},
		`<ul><li data-txt=a>x<li>y</ul>`:                 {"li 4-19 place 0", "closed at 20: 0"},
		`<p data-txt=a>x<div>`:                           {"p 0-14 place 0", "closed at 15: 0"},
		`<div data-txt=a><b>x</div>`:                     {"div 0-16 place 0", "closed at 20: 1"},
		`<b data-txt=a>1<p>2</b>3`:                       {"b 0-14 place 0", "closed at 19: 2"},
		`<title data-txt=a><p></title>`:                  {"title 0-18 place 2", "closed at 21: 0"},
		`<script>"<p data-txt=a>"</script>`:              nil,
		`<script><!--<script></script><p data-txt=a>`:    nil,
		`<!-- <p data-txt=a> --><!--> <i data-txt=b>-->`: {"i 29-43 place 0"},
		`<svg><title data-txt=a>x</title></svg>`:         {"title 5-23 place 1", "closed at 24: 0"},
		`<svg><![CDATA[<p data-txt=a>]]></svg>`:          nil,
		`<plaintext><p data-txt=a>`:                      nil,
		`<select><title data-txt=a>`:                     {"gave up: 3"},
		`<p>x<frameset><p data-txt=a>`:                   {"p 14-28 place 0"},
		`<p><frameset><p data-txt=a>`:                    {"gave up: 4"},
		strings.Repeat("<div>", 600):                     {"gave up: 1"},
	} {
		for n := 1; n <= len(page)+1; n += 1 + n/8 {
			require.Equal(t, want, events(page, n), "%.60s in pieces of %d", page, n)
		}
	}
}

func TestTagsHaveALimit(t *testing.T) {
	for _, size := range []int{100, 1 << 20} {
		page := `<a title="` + strings.Repeat("x", 1000) + `" data-txt=a>`
		var s htmlscan.Scanner
		s.Reset("data-txt")
		s.MaxTag = size
		want := htmlscan.Start
		if size < len(page) {
			want = htmlscan.GaveUp
		}
		require.Equal(t, want, s.Next([]byte(page), true))
	}
}
