package htmlscan_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/teletextio/content/internal/htmlscan"
)

// inserted is what the tests put into a labelled element, as markup and as a
// tree.
const (
	richText  = "T<i>x</i>"
	plainText = "T"
)

func insertedNodes(text string) []*html.Node {
	if text == plainText {
		return []*html.Node{{Type: html.TextNode, Data: "T"}}
	}
	i := &html.Node{Type: html.ElementNode, Data: "i", DataAtom: 0}
	i.AppendChild(&html.Node{Type: html.TextNode, Data: "x"})
	return []*html.Node{{Type: html.TextNode, Data: "T"}, i}
}

// splice exchanges the inner bytes of the labelled element, as the injector
// does, feeding the page in pieces of n bytes. It returns the page unchanged
// and a reason when the element is to be left alone.
func splice(page []byte, text string, n int) (out []byte, reason string) {
	var s htmlscan.Scanner
	s.Reset("data-txt")
	from, to := -1, -1
	reason = "no-label"
	for fed := 0; ; {
		fed = min(len(page), fed+n)
		eof := fed == len(page)
		switch ev := s.Next(page[:fed:fed], eof); ev {
		case htmlscan.Start:
			if from >= 0 {
				continue
			}
			if _, ok := s.Attr(page, "data-txt"); !ok {
				continue
			}
			why := s.Place()
			if text == plainText && (why == htmlscan.PlaceText || why == htmlscan.PlaceRCDATA) {
				why = htmlscan.PlaceOK
			}
			if why != htmlscan.PlaceOK {
				reason = fmt.Sprint("place-", why)
				return page, reason
			}
			from = s.TagEnd()
			s.Watch()
		case htmlscan.Closed:
			if v := s.Verdict(); v != htmlscan.Free {
				return page, fmt.Sprint("verdict-", v)
			}
			to = s.ClosedAt()
		case htmlscan.GaveUp:
			if to < 0 || s.Why() == htmlscan.FramesetTaken {
				return page, fmt.Sprint("gave-up-", s.Why())
			}
			return join(page, text, from, to), ""
		case htmlscan.NeedMore:
			if !eof {
				continue
			}
			if from >= 0 && to < 0 {
				at, ok := s.AtEOF()
				if !ok {
					return page, "unclosed"
				}
				to = at
			}
			if from < 0 {
				return page, reason
			}
			return join(page, text, from, to), ""
		}
	}
}

func join(page []byte, text string, from, to int) []byte {
	return bytes.Join([][]byte{page[:from], []byte(text), page[to:]}, nil)
}

func parse(t *testing.T, page []byte, scripting bool) *html.Node {
	doc, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(scripting))
	if err != nil {
		return nil
	}
	return doc
}

func dump(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node, int)
	walk = func(n *html.Node, depth int) {
		fmt.Fprintf(&b, "%*s%d %s %q %v\n", depth, "", n.Type, n.Namespace, n.Data, n.Attr)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
	}
	walk(n, 0)
	return b.String()
}

// edited is the dump of the page's tree with the labelled elements' children
// exchanged.
func edited(doc *html.Node, text string) (dumped string, labels int) {
	var walk func(*html.Node)
	var found []*html.Node
	walk = func(n *html.Node) {
		for _, a := range n.Attr {
			if a.Key == "data-txt" {
				found = append(found, n)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	for _, n := range found {
		for n.FirstChild != nil {
			n.RemoveChild(n.FirstChild)
		}
		for _, c := range insertedNodes(text) {
			n.AppendChild(c)
		}
	}
	return dump(doc), len(found)
}

// html5libDir is where the tree-construction tests lie in x/net's module.
func html5libDir(t *testing.T) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/net").Output()
	if err != nil {
		t.Skip("the module golang.org/x/net is not at hand:", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "html/testdata/html5lib-tests/tree-construction")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("x/net carries no html5lib tests:", err)
	}
	return dir
}

func html5libDocs(t *testing.T) (docs [][]byte) {
	files, _ := filepath.Glob(filepath.Join(html5libDir(t), "*.dat"))
	for _, f := range files {
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, c := range strings.Split("\n"+string(data), "\n#data\n")[1:] {
			body, rest, ok := strings.Cut(c, "\n#errors")
			if !ok {
				body, rest, ok = strings.Cut(c, "#errors")
			}
			if ok && !strings.Contains(rest, "#document-fragment") {
				docs = append(docs, []byte(body))
			}
		}
	}
	return docs
}

// startTags returns the offsets behind the name of every start tag.
func startTags(page []byte) (at []int) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for pos := 0; ; {
		tt := z.Next()
		raw := z.Raw()
		if tt == html.ErrorToken {
			return at
		}
		if tt == html.StartTagToken || tt == html.SelfClosingTagToken {
			n := 1
			for n < len(raw) && !strings.ContainsRune(" \t\n\r\f/>", rune(raw[n])) {
				n++
			}
			at = append(at, pos+n)
		}
		pos += len(raw)
	}
}

func label(page []byte, at int) []byte {
	return bytes.Join([][]byte{page[:at], []byte(` data-txt="k"`), page[at:]}, nil)
}

// editable reports whether some splice inside the labelled element gives the
// edited tree.
func editable(t *testing.T, page []byte, text, want string, scripting bool) bool {
	i := bytes.Index(page, []byte(` data-txt="k"`))
	for from := i; from < len(page); from++ {
		if page[from] != '>' {
			continue
		}
		for to := from + 1; to <= len(page); to++ {
			if to < len(page) && page[to] != '<' {
				continue
			}
			if doc := parse(t, join(page, text, from+1, to), scripting); doc != nil && dump(doc) == want {
				return true
			}
		}
		return false
	}
	return false
}

func TestOracleHTML5Lib(t *testing.T) {
	docs := html5libDocs(t)
	require.Greater(t, len(docs), 1000)
	refused, editables := map[string]int{}, map[string]int{}
	var total, rewritten, canEdit, both int
	for _, doc := range docs {
		for _, at := range startTags(doc) {
			page := label(doc, at)
			total++
			text := richText
			out, reason := splice(page, text, len(page)+1)
			if reason == fmt.Sprint("place-", htmlscan.PlaceText) || reason == fmt.Sprint("place-", htmlscan.PlaceRCDATA) {
				text = plainText
				out, reason = splice(page, text, len(page)+1)
			}
			for _, n := range []int{1, 2, 3, 7} {
				if cut, why := splice(page, text, n); !bytes.Equal(cut, out) {
					t.Errorf("cut into %d: %q\n got %q (%s)\nwant %q (%s)", n, page, cut, why, out, reason)
				}
			}
			changed := !bytes.Equal(out, page)
			if changed {
				rewritten++
			} else {
				refused[reason]++
			}
			can := true
			for _, scripting := range []bool{true, false} {
				src := parse(t, page, scripting)
				if src == nil {
					continue
				}
				want, labels := edited(src, text)
				if changed {
					if got := dump(parse(t, out, scripting)); got != want {
						t.Errorf("scripting %v: %q\n-> %q\n%s\nwant\n%s", scripting, page, out, got, want)
					}
				}
				can = can && labels == 1 && editable(t, page, text, want, scripting)
			}
			if can {
				canEdit++
				if changed {
					both++
				} else {
					editables[reason]++
					if os.Getenv("ORACLE_SHOW") == reason {
						t.Logf("editable, %s: %q", reason, page)
					}
				}
			}
		}
	}
	t.Logf("%d variants, %d rewritten, %d editable, %d of them rewritten (%.1f %%)", total, rewritten, canEdit, both, 100*float64(both)/float64(canEdit))
	t.Log("refused:", refused)
	t.Log("editable but refused:", editables)
}
