package content_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/internal/oracle"
)

// mashTags are put together at random into pages that no person would write.
var mashTags = []string{
	"<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<a>", "</a>", "<div>", "</div>", "<span>", "</span>",
	"<li>", "<ul>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<caption>", "<h1>", "</h1>", "<h2>",
	"<svg>", "</svg>", "<math>", "<mi>", "<foreignObject>", "<desc>", "<title>", "</title>",
	"<form>", "</form>", "<button>", "</button>", "<font size=1>", "</font>", "<nobr>", "<input>",
	"<select>", "<option>", "</select>", "<template>", "</template>", "</body>", "</html>", "<body>", "<head>",
	"<frameset>", "<noscript>", "</noscript>", "<style>", "</style>", "<script>", "</script>", "<!--", "-->",
	"<pre>", "<textarea>", "</textarea>", "<ruby>", "<rt>", "<dd>", "<dt>", "<object>", "</object>", "<hr>",
	"<address>", "<section>", "<x-y>", "</x-y>", "<br>", "</br>", "x", " ",
}

// TestOracleRandom rewrites pages of random tags, some of them from the
// html5lib documents: 20,000 by a fixed seed, or for as long as ORACLE_TIME
// says, such as 10m, by a new one.
func TestOracleRandom(t *testing.T) {
	docs, err := oracle.HTML5Lib()
	if err != nil {
		t.Skip(err)
	}
	var pieces [][]byte
	for _, doc := range docs {
		pieces = append(pieces, bytes.SplitAfter(doc, []byte(">"))...)
	}
	seed, more := uint64(1), func(n int) bool { return n < 20_000 }
	if d, err := time.ParseDuration(os.Getenv("ORACLE_TIME")); err == nil {
		end := time.Now().Add(d)
		seed, more = rand.Uint64(), func(int) bool { return time.Now().Before(end) }
	}
	draw := rand.New(rand.NewPCG(seed, 2))
	w := &pageWriter{c: contenttest.New(t, oracleTexts)}
	pages, changed := 0, 0
	for ; more(pages) && !t.Failed(); pages++ {
		v, ok := mash(draw, pieces)
		if !ok {
			continue
		}
		out := slices.Clone(w.rewrite(t, v.page, len(v.page)))
		if bytes.Equal(out, v.page) {
			continue
		}
		changed++
		require.Equal(t, out, w.rewrite(t, v.page, 1+draw.IntN(9)), "%q in another cutting", v.page)
		for _, scripting := range []bool{true, false} {
			want, labels := v.wantTree(scripting)
			if want == "" || len(labels) == 0 && scripting && bytes.Contains(v.page, []byte("<noscript")) {
				continue // for a reader with scripts the label is text of the noscript element
			}
			if doc := oracle.Parse(out, scripting); doc == nil || oracle.Dump(doc) != want {
				t.Errorf("seed %d, scripting %v: %q\n-> %q", seed, scripting, v.page, out)
			}
		}
	}
	t.Logf("%d pages, %d of them rewritten", pages, changed)
}

// hardPages are pages that the random tests have found.
var hardPages = []string{
	`<noscript></br></noscript><body data-txt="home.rich">x</body>`,
	`<p data-txt="home.rich"><math><annotation-xml></p></h1>`,
	`<h2 data-txt="home.plain"><svg></body><!--<frameset>`,
	`<h2><i><i><i><font size=4><dd data-txt="home.rich"></h1><h1>x`,
	`<math><section><![CDATA[]]><desc><p data-txt="home.rich"><h2><frameset>`,
	"<p><b><pre>\n<ol><table></table><li data-txt=\"home.rich\"></ol>",
	"<p><b><pre>&#10;<ol><li data-txt=\"home.rich\"></ol>",
	`<select><b><option data-txt="home.plain">x<select><option></b></select>X`,
	`<select><option data-txt="home.plain">x<font></select><p>y`,
	`<body><p data-txt="home.rich">x</body></html><!-- cached -->`,
	`<b>a<p data-txt="home.rich">x</body><!-- c --><i>y`,
	`<h1>x<p>y<h1></h1>z<div data-txt="home.rich"></h1>more`,
}

// TestOracleHardPages holds each of them against the edit in the tree, in
// every cutting into two.
func TestOracleHardPages(t *testing.T) {
	w := &pageWriter{c: contenttest.New(t, oracleTexts)}
	for _, page := range hardPages {
		v := variant{page: []byte(page), key: "home.plain"}
		if bytes.Contains(v.page, []byte("home.rich")) {
			v.key = "home.rich"
		}
		out := slices.Clone(w.rewrite(t, v.page, len(page)))
		for n := 1; n < len(page); n++ {
			require.Equal(t, string(out), string(w.rewrite(t, v.page, n)), "%q in writes of %d", page, n)
		}
		if string(out) == page {
			continue
		}
		for _, scripting := range []bool{true, false} {
			want, _ := v.wantTree(scripting)
			require.Equal(t, want, oracle.Dump(oracle.Parse(out, scripting)), "%q -> %q", page, out)
		}
	}
}

// mash puts a page together and labels one of its start tags.
func mash(draw *rand.Rand, pieces [][]byte) (v variant, ok bool) {
	var doc []byte
	if draw.IntN(3) == 0 {
		doc = append(doc, "<!doctype html>"...)
	}
	for range 2 + draw.IntN(22) {
		if draw.IntN(4) > 0 {
			doc = append(doc, mashTags[draw.IntN(len(mashTags))]...)
		} else {
			doc = append(doc, pieces[draw.IntN(len(pieces))]...)
		}
	}
	tags := oracle.StartTags(doc)
	if len(tags) == 0 {
		return v, false
	}
	v.key = []string{"home.rich", "home.plain"}[draw.IntN(2)]
	v.page = oracle.Label(doc, []int{tags[draw.IntN(len(tags))]}, func(int) string { return `data-txt="` + v.key + `"` })
	return v, true
}
