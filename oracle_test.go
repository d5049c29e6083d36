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
	"strconv"
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
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			n.Attr[i].Val = val
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: val})
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

// tagEnd returns the offset behind the labelled start tag.
func (v variant) tagEnd() int {
	at := bytes.Index(v.page, []byte(` data-txt="`))
	return at + bytes.IndexByte(v.page[at:], '>') + 1
}

// labelOf returns the first labelled element of a tree, nil for none.
func labelOf(doc *html.Node) *html.Node {
	for n := range doc.Descendants() {
		if _, ok := attrOf(n, "data-txt"); ok {
			return n
		}
	}
	return nil
}

// unclosed tells whether the labelled element is still open when the page
// ends, with no </body> or </html> to end it: a comment there goes into it.
func (v variant) unclosed(scripting bool) bool {
	for n := range oracle.Parse(append(slices.Clone(v.page), "<!--probe-->"...), scripting).Descendants() {
		if n.Type != html.CommentNode || n.Data != "probe" {
			continue
		}
		for p := n.Parent; p != nil; p = p.Parent {
			if _, ok := attrOf(p, "data-txt"); ok {
				return true
			}
		}
		return false
	}
	return true // something that takes all for text
}

// fostered tells whether the element is moved before a table: then something
// stands behind it as soon as its tag has been read.
func (v variant) fostered(scripting bool) bool {
	for n := labelOf(oracle.Parse(v.page[:v.tagEnd()], scripting)); n != nil; n = n.Parent {
		if n.NextSibling != nil && n.NextSibling.Data == "table" {
			return true
		}
	}
	return false
}

// leaks tells whether something that begins inside of the element goes on
// behind it, or something from before begins again inside: a tag of the page
// then has made an element inside and one outside.
func (v variant) leaks(scripting bool) bool {
	tags := oracle.StartTags(v.page)
	doc := oracle.Parse(oracle.Label(v.page, tags, func(i int) string { return fmt.Sprintf(`data-o="%d"`, i) }), scripting)
	label := labelOf(doc)
	if label == nil {
		return false
	}
	inside := map[string]bool{}
	for n := range label.Descendants() {
		if o, ok := attrOf(n, "data-o"); ok {
			inside[o] = true
		}
	}
	seen := map[string]int{}
	for n := range doc.Descendants() {
		if o, ok := attrOf(n, "data-o"); ok {
			seen[o]++
		}
	}
	for n := range label.Descendants() {
		if o, ok := attrOf(n, "data-o"); ok {
			seen[o]--
		}
	}
	for o := range inside {
		if seen[o] > 0 {
			return true
		}
	}
	return false
}

// editedTree is wantTree without lang and dir, which no splice gives.
func (v variant) editedTree(scripting bool) string {
	doc := oracle.Parse(v.page, scripting)
	oracle.Edit(doc, "data-txt", oracleText)
	return oracle.Dump(doc)
}

// splice returns where the bytes end that have to be exchanged for the text to
// give the tree of the edit, -1 when no bytes do.
func (v variant) splice(scripting bool) int {
	text, _ := oracleText(v.key)
	want := v.editedTree(scripting)
	at := v.tagEnd()
	for to := len(v.page); to >= at; to-- {
		if to < len(v.page) && v.page[to] != '<' {
			continue
		}
		out := bytes.Join([][]byte{v.page[:at], []byte(text), v.page[to:]}, nil)
		if doc := oracle.Parse(out, scripting); doc != nil && oracle.Dump(doc) == want {
			return to
		}
	}
	return -1
}

// row names the row of the element table that an editable element is in.
func (v variant) row(n *html.Node, to int) string {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "noscript" {
			return "in noscript"
		}
	}
	switch {
	case n.Namespace == "svg":
		return "svg title, text"
	case n.Data == "title", n.Data == "textarea", n.Data == "option":
		return n.Data
	case n.Data == "td", n.Data == "th", n.Data == "caption":
		return "cell, caption"
	}
	rest := v.page[to:]
	if ends := len(rest) > len(n.Data)+2 && strings.EqualFold(string(rest[2:2+len(n.Data)]), n.Data); !ends || rest[1] != '/' {
		if n.Data == "p" {
			return "p, end left out"
		}
		return "end left out"
	}
	if v.page[v.tagEnd()-2] == '/' {
		return "slash at the end"
	}
	return "other"
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
	require.GreaterOrEqual(t, tally.share(), 0.94, "share of the editable variants that are rewritten")
	for row, n := range tally.rows {
		require.GreaterOrEqual(t, n[1]*10, n[0]*9, "share of the editable variants that are rewritten: %s", row)
	}
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
	row := ""
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
		if row = v.editable(labels, scripting); row == "" {
			break
		}
	}
	tally.add(v, rep, changed, row)
}

// editable returns the row of the element table that the labelled element is
// in if a text can go into it, "" if none can. The tree says so, and nothing
// of ours.
func (v variant) editable(labels []*html.Node, scripting bool) string {
	if len(labels) != 1 || inRefusedRow(labels[0]) != "" || v.unclosed(scripting) || v.fostered(scripting) || v.leaks(scripting) {
		return ""
	}
	to := v.splice(scripting)
	if to < 0 {
		return ""
	}
	return v.row(labels[0], to)
}

// tally counts variants.
type tally struct {
	total, changed, editable, done int
	left                           map[string]int // editable, not rewritten, by reason
	refused                        map[string]int
	rows                           map[string]*[2]int // editable and rewritten, by row of the element table
	show                           string
	shown                          []string
}

func newTally() *tally {
	return &tally{left: map[string]int{}, refused: map[string]int{}, rows: map[string]*[2]int{}, show: os.Getenv("ORACLE_SHOW")}
}

// add counts a variant; row is "" when it is not editable.
func (c *tally) add(v variant, rep content.Report, changed bool, row string) {
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
	if row == "" {
		return
	}
	if c.rows[row] == nil {
		c.rows[row] = new([2]int)
	}
	c.editable++
	c.rows[row][0]++
	if changed {
		c.done++
		c.rows[row][1]++
		return
	}
	c.left[reason]++
	if reason == c.show {
		c.shown = append(c.shown, fmt.Sprintf("%s: %q", row, v.page))
	}
}

func (c *tally) share() float64 { return float64(c.done) / float64(max(1, c.editable)) }

func (c *tally) log(t *testing.T) {
	t.Logf("%d variants, %d rewritten; %d editable, %d of them rewritten (%.1f %%)", c.total, c.changed, c.editable, c.done, 100*c.share())
	for _, row := range slices.Sorted(maps.Keys(c.rows)) {
		t.Logf("%s: %d of %d", row, c.rows[row][1], c.rows[row][0])
	}
	t.Log("left alone, by reason:", c.refused)
	t.Log("left alone although editable:", c.left)
	if len(c.shown) > 0 {
		t.Log(strings.Join(c.shown, "\n"))
	}
}

// TestOraclePages labels start tags of each real page, all at once, drawn by a
// fixed seed, and compares the tree with that of the edit. Whether a label that
// is left alone is editable, the tree says.
func TestOraclePages(t *testing.T) {
	pages := oracle.Pages("../shared/corpus")
	if len(pages) == 0 {
		t.Skip("no real pages at hand: neither ../shared/corpus nor goquery's test data")
	}
	w := &pageWriter{c: contenttest.New(quiet{t}, oracleTexts)}
	draw := rand.New(rand.NewPCG(1, 2))
	rewritten, left, missed := 0, map[content.Reason]int{}, map[content.Reason]int{}
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
				if left[l.Reason]++; l.Reason == content.ReasonNone {
					done[numberAt(labelled, l.Offset)] = true
					rewritten++
				}
			}
			checkPage(t, name, labelled, out, done)
			for _, l := range slices.Clone(w.rep.Labels) {
				at := tags[number(numberAt(labelled, l.Offset))]
				if l.Reason == content.ReasonNone && labels == 1 && !editableAlone(page, at) {
					t.Errorf("%s: %v, but it is not editable", name, l)
				}
				if l.Reason == content.ReasonNone || l.Reason == content.ReasonOuter || l.Reason == content.ReasonOuterRefused {
					continue
				}
				if editableAlone(page, at) {
					missed[l.Reason]++
					t.Logf("%s: %v", name, l)
				}
			}
		}
	}
	misses := 0
	for _, n := range missed {
		misses += n
	}
	t.Logf("%d pages, %d labels rewritten, by reason: %v", len(pages), rewritten, left)
	t.Logf("left alone although editable: %v", missed)
	require.GreaterOrEqual(t, float64(rewritten), 0.995*float64(rewritten+misses))
	require.Greater(t, rewritten, 10*len(pages))
}

// number reads what numberAt returns.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

// maxOldContent is the length up to which old content is held by default.
const maxOldContent = 64 << 10

// editableAlone tells whether a text could go into the element whose start tag
// has its name end at an offset, if it were the only one that is labelled.
func editableAlone(page []byte, at int) bool {
	v := variant{key: "home.plain", page: oracle.Label(page, []int{at}, func(int) string { return `data-txt="home.plain"` })}
	_, labels := v.wantTree(true)
	if len(labels) != 1 || inRefusedRow(labels[0]) != "" || v.unclosed(true) || v.fostered(true) || v.leaks(true) {
		return false
	}
	to := v.lastInside()
	if n := labels[0]; n.Namespace == "" && (n.Data == "title" || n.Data == "textarea") { // no comment stands inside
		if to = bytes.Index(bytes.ToLower(v.page[v.tagEnd():]), []byte("</"+n.Data)); to >= 0 {
			to += v.tagEnd()
		}
	}
	if to < 0 || to-v.tagEnd() > maxOldContent {
		return false
	}
	out := bytes.Join([][]byte{v.page[:v.tagEnd()], []byte("T"), v.page[to:]}, nil)
	return oracle.Dump(oracle.Parse(out, true)) == v.editedTree(true)
}

// lastInside returns where the tag begins that ends the label: the last before
// which a comment stands inside; -1 when there is none.
func (v variant) lastInside() int {
	at, from := []int{}, v.tagEnd()
	for i := from; i < len(v.page); i++ {
		if v.page[i] == '<' {
			at = append(at, i)
		}
	}
	var probed []byte
	probed = append(probed, v.page[:from]...)
	for i, n := range at {
		probed = append(fmt.Appendf(append(probed, v.page[from:n]...), "<!--probe-%d-->", i), '<')
		from = n + 1
	}
	doc := oracle.Parse(append(probed, v.page[from:]...), true)
	last := -1
	for n := range labelOf(doc).Descendants() {
		if i, ok := strings.CutPrefix(n.Data, "probe-"); ok && n.Type == html.CommentNode {
			last = max(last, at[number(i)])
		}
	}
	return last
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
