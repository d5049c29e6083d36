package content_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/internal/oracle"
)

// oracleTexts are the texts of the oracle tests and what they look like.
var oracleTexts = contenttest.Texts{"en": {"home.rich": "T<i>x</i>", "home.plain": "T"}}

func oracleText(key string) (string, bool) {
	s, ok := oracleTexts["en"][key]
	return s, ok
}

// pageWriter rewrites one page after the other.
type pageWriter struct {
	c   *content.Client
	w   *content.Writer
	out bytes.Buffer
	rep content.Report
}

func (p *pageWriter) rewrite(t testing.TB, page []byte, n int) []byte {
	p.out.Reset()
	p.rep = content.Report{}
	po := &content.Page{Report: &p.rep}
	if p.w == nil {
		p.w = p.c.Writer(context.Background(), &p.out, po)
	} else {
		p.w.Reset(context.Background(), &p.out, po)
	}
	for len(page) > 0 {
		k := min(n, len(page))
		_, err := p.w.Write(page[:k])
		require.NoError(t, err)
		page = page[k:]
	}
	require.NoError(t, p.w.Close())
	return p.out.Bytes()
}

// variant is one labelled document.
type variant struct {
	page []byte
	key  string
}

// wantTree is the dump of the page's tree after the edit, "" when the parser
// refuses the page.
func (v variant) wantTree(scripting bool) (want string, labels []*html.Node) {
	doc := oracle.Parse(v.page, scripting)
	if doc == nil {
		return "", nil
	}
	labels = oracle.Edit(doc, "data-txt", oracleText)
	for _, n := range labels {
		sayLanguage(n)
	}
	return oracle.Dump(doc), labels
}

// sayLanguage sets lang and dir where the language in force is not the text's.
func sayLanguage(n *html.Node) {
	for p := n; p != nil; p = p.Parent {
		for _, a := range p.Attr {
			if a.Key != "lang" || a.Namespace != "" {
				continue
			}
			if !strings.EqualFold(a.Val, "en") {
				setAttr(n, "lang", "en")
				setAttr(n, "dir", "ltr")
			}
			return
		}
	}
}

func setAttr(n *html.Node, key, val string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			n.Attr[i].Val = val
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: val})
}

// unclosed tells whether the labelled element is still open when the page
// ends, with no </body> or </html> to end it.
func (v variant) unclosed() bool {
	low := bytes.ToLower(v.page)
	if bytes.Contains(low, []byte("</body")) || bytes.Contains(low, []byte("</html")) {
		return false
	}
	doc := oracle.Parse(append(slices.Clone(v.page), "<x-probe>"...), true)
	for n := range doc.Descendants() {
		if n.Data != "x-probe" {
			continue
		}
		for p := n.Parent; p != nil; p = p.Parent {
			for _, a := range p.Attr {
				if a.Key == "data-txt" {
					return true
				}
			}
		}
	}
	return false
}

// inRefusedRow tells from the tree alone that no text is to go into the
// element: the rows of the element table that refuse.
func inRefusedRow(n *html.Node) string {
	switch n.Data {
	case "table", "tbody", "thead", "tfoot", "tr", "colgroup", "select", "html", "head", "frameset", "template":
		return "element"
	case "script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext", "noscript":
		return "raw text"
	case "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr":
		return "void"
	}
	if n.Namespace != "" && !(n.Namespace == "svg" && (n.Data == "title" || n.Data == "text")) {
		return "foreign"
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "template" {
			return "template"
		}
	}
	return ""
}

// splices tells whether exchanging bytes inside the label gives the wanted
// tree.
func (v variant) splices(want string, scripting bool) bool {
	text, _ := oracleText(v.key)
	at := bytes.Index(v.page, []byte(` data-txt="`))
	at += bytes.IndexByte(v.page[at:], '>') + 1
	for to := len(v.page); to >= at; to-- {
		if to < len(v.page) && v.page[to] != '<' {
			continue
		}
		out := bytes.Join([][]byte{v.page[:at], []byte(text), v.page[to:]}, nil)
		if doc := oracle.Parse(out, scripting); doc != nil && oracle.Dump(doc) == want {
			return true
		}
	}
	return false
}

// TestOracleHTML5Lib labels every start tag of every html5lib document in
// turn. The output must be the page of the edited tree, read with scripting on
// and off, or the page itself with a reason.
func TestOracleHTML5Lib(t *testing.T) {
	docs, err := oracle.HTML5Lib()
	if err != nil {
		t.Skip(err)
	}
	require.Greater(t, len(docs), 1300)
	w := &pageWriter{c: contenttest.New(t, oracleTexts)}
	tally := newTally()
	for _, doc := range docs {
		for _, at := range oracle.StartTags(doc) {
			v := variant{key: "home.rich"}
			v.page = oracle.Label(doc, []int{at}, func(int) string { return `data-txt="` + v.key + `"` })
			out := slices.Clone(w.rewrite(t, v.page, len(v.page)))
			if len(w.rep.Labels) == 1 && w.rep.Labels[0].Reason == content.ReasonElements {
				v.key = "home.plain"
				v.page = oracle.Label(doc, []int{at}, func(int) string { return `data-txt="` + v.key + `"` })
				out = slices.Clone(w.rewrite(t, v.page, len(v.page)))
			}
			checkVariant(t, w, v, out, tally)
		}
	}
	tally.log(t)
	require.GreaterOrEqual(t, tally.share(), 0.85, "share of the editable variants that are rewritten")
}

func checkVariant(t *testing.T, w *pageWriter, v variant, out []byte, tally *tally) {
	rep := w.rep
	for _, n := range []int{1, 2, 3, 7} {
		if cut := w.rewrite(t, v.page, n); !bytes.Equal(cut, out) {
			t.Errorf("in pieces of %d: %q\n got %q\nwant %q", n, v.page, cut, out)
		}
		require.Equal(t, rep, w.rep, "report on %q in pieces of %d", v.page, n)
	}
	changed := !bytes.Equal(out, v.page)
	if !changed && len(rep.Labels) > 0 {
		require.NotEqual(t, content.ReasonNone, rep.Labels[0].Reason, "%q", v.page)
	}
	editable := true
	for _, scripting := range []bool{true, false} {
		want, labels := v.wantTree(scripting)
		if want == "" {
			continue
		}
		if changed {
			if doc := oracle.Parse(out, scripting); doc == nil || oracle.Dump(doc) != want {
				t.Errorf("scripting %v: %q\n-> %q\nwant\n%s", scripting, v.page, out, want)
			}
		}
		if len(labels) != 1 {
			editable = false
			continue
		}
		if inRefusedRow(labels[0]) != "" {
			editable = false
			continue
		}
		editable = editable && !v.unclosed() && v.splices(want, scripting)
	}
	tally.add(v, rep, changed, editable)
}

// tally counts variants.
type tally struct {
	total, changed, editable, done int
	left                           map[string]int // editable, not rewritten, by reason
	refused                        map[string]int
	show                           string
	shown                          []string
}

func newTally() *tally {
	return &tally{left: map[string]int{}, refused: map[string]int{}, show: os.Getenv("ORACLE_SHOW")}
}

func (c *tally) add(v variant, rep content.Report, changed, editable bool) {
	reason := "no-label"
	if len(rep.Labels) > 0 {
		reason = string(rep.Labels[0].Reason)
	} else if rep.GaveUp != "" {
		reason = "gave-up-" + string(rep.GaveUp)
	}
	c.total++
	if changed {
		c.changed++
	} else {
		c.refused[reason]++
	}
	if !editable {
		return
	}
	c.editable++
	if changed {
		c.done++
		return
	}
	c.left[reason]++
	if reason == c.show {
		c.shown = append(c.shown, fmt.Sprintf("%q", v.page))
	}
}

func (c *tally) share() float64 { return float64(c.done) / float64(max(1, c.editable)) }

func (c *tally) log(t *testing.T) {
	t.Logf("%d variants, %d rewritten; %d editable, %d of them rewritten (%.1f %%)", c.total, c.changed, c.editable, c.done, 100*c.share())
	t.Log("left alone, by reason:", c.refused)
	t.Log("left alone although editable:", c.left)
	if len(c.shown) > 0 {
		t.Log(strings.Join(c.shown, "\n"))
	}
}

// refusedRows are the reasons of the element table's refusing rows: what is
// left alone for one of them could not be rewritten.
var refusedRows = map[content.Reason]bool{
	content.ReasonVoid: true, content.ReasonRawText: true, content.ReasonElement: true, content.ReasonTable: true,
	content.ReasonForeign: true, content.ReasonTemplate: true, content.ReasonIgnoredTag: true, content.ReasonFormatting: true,
	content.ReasonLeaks: true, content.ReasonTorn: true, content.ReasonUnclosed: true, content.ReasonTooLong: true,
}

// TestOraclePages labels start tags of each real page, all at once, drawn by a
// fixed seed, and compares the tree with that of the edit.
func TestOraclePages(t *testing.T) {
	pages := oracle.Pages("../shared/corpus")
	if len(pages) == 0 {
		t.Skip("no real pages at hand: neither ../shared/corpus nor goquery's test data")
	}
	w := &pageWriter{c: contenttest.New(t, oracleTexts)}
	draw := rand.New(rand.NewPCG(1, 2))
	var rewritten, possible int
	left := map[content.Reason]int{}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		page := pages[name]
		require.Equal(t, page, w.rewrite(t, page, 4096), "%s without labels", name)
		for _, labels := range []int{1, 20, 40} {
			tags := drawTags(draw, oracle.StartTags(page), labels)
			labelled := oracle.Label(page, tags, func(i int) string { return fmt.Sprintf(`data-txt="home.plain" data-n="%d"`, i) })
			out := slices.Clone(w.rewrite(t, labelled, 1000))
			require.Equal(t, out, w.rewrite(t, labelled, len(labelled)), "%s in another cutting", name)
			done := map[string]bool{}
			for _, l := range w.rep.Labels {
				if l.Reason == content.ReasonNone {
					done[numberAt(labelled, l.Offset)] = true
					rewritten++
				}
				if !refusedRows[l.Reason] && l.Reason != content.ReasonOuter && l.Reason != content.ReasonOuterRefused {
					possible++
				}
				left[l.Reason]++
			}
			checkPage(t, name, labelled, out, done)
		}
	}
	t.Logf("%d pages, %d labels rewritten, by reason: %v", len(pages), rewritten, left)
	require.GreaterOrEqual(t, float64(rewritten), 0.995*float64(possible))
	require.Greater(t, rewritten, 10*len(pages))
}

func drawTags(draw *rand.Rand, tags []int, n int) []int {
	picked := map[int]bool{}
	for range n {
		if len(tags) > 0 {
			picked[tags[draw.IntN(len(tags))]] = true
		}
	}
	return slices.Sorted(maps.Keys(picked))
}

// numberAt returns the data-n of the start tag at an offset.
func numberAt(page []byte, at int64) string {
	_, n, _ := bytes.Cut(page[at:], []byte(`data-n="`))
	n, _, _ = bytes.Cut(n, []byte(`"`))
	return string(n)
}

// checkPage compares the tree of the output with that of the edit.
func checkPage(t *testing.T, name string, in, out []byte, done map[string]bool) {
	for _, scripting := range []bool{true, false} {
		doc, got := oracle.Parse(in, scripting), oracle.Parse(out, scripting)
		if doc == nil {
			continue
		}
		for _, n := range oracle.Edit(doc, "data-n", func(n string) (string, bool) { return "T", done[n] }) {
			for _, a := range n.Attr {
				if a.Key == "data-n" && done[a.Val] {
					sayLanguage(n)
				}
			}
		}
		if oracle.Dump(doc) != oracle.Dump(got) {
			t.Errorf("%s: wrong tree, scripting %v", name, scripting)
		}
	}
}

var language = regexp.MustCompile(`(?i) (?:lang|dir)=(?:"[^"]*"|'[^']*'|[^\s"'>]+)`)

// withoutLanguage removes lang and dir from the labelled tags of a page: such
// an element gets those of its text, over others that it has.
func withoutLanguage(page []byte) (out []byte) {
	for {
		at := bytes.Index(page, []byte(` data-txt="home.plain"`))
		if at < 0 {
			return append(out, page...)
		}
		end := at + bytes.IndexByte(page[at:], '>')
		out = append(out, page[:at]...)
		out = append(out, language.ReplaceAll(page[at:end], nil)...)
		page = page[end:]
	}
}

// TestPagesLocality labels twenty elements of each real page and holds the
// output against the input: outside of the labels' regions no byte differs.
func TestPagesLocality(t *testing.T) {
	pages := oracle.Pages("../shared/corpus")
	if len(pages) == 0 {
		t.Skip("no real pages at hand: neither ../shared/corpus nor goquery's test data")
	}
	w := &pageWriter{c: contenttest.New(t, contenttest.Texts{"en": {"home.plain": "\u2603T\u2603"}})}
	draw := rand.New(rand.NewPCG(3, 4))
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		tags := drawTags(draw, oracle.StartTags(pages[name]), 20)
		in := oracle.Label(pages[name], tags, func(int) string { return `data-txt="home.plain"` })
		out := w.rewrite(t, in, 1500)
		rest := withoutLanguage(in)
		parts := bytes.Split(withoutLanguage(out), []byte("\u2603T\u2603"))
		for i, part := range parts {
			at := bytes.Index(rest, part)
			require.GreaterOrEqual(t, at, 0, "%s: bytes of part %d are not the input's", name, i)
			if i == 0 {
				require.Zero(t, at, name)
			}
			rest = rest[at+len(part):]
		}
		require.Empty(t, rest, "%s: bytes are missing at the end", name)
	}
}
