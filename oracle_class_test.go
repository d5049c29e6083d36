package content_test

import (
	"bytes"
	"fmt"
	"maps"
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

// classTexts are texts of every content class. Those with functional children
// name them as classChildren has them.
var classTexts = []string{
	"T", "T<b>b</b>", "<br>", `<img src="/i" alt="i">`, "<ruby>r<rt>t</rt></ruby>", `<a href="/l">l</a>`, "<a>l</a>", `<b><a href="/l">l</a></b>`,
	"<p>p</p>", "T<p>p</p>T", "<div>d</div>", "<ul><li>u</li></ul>", "<dl><dt>t</dt><dd>d</dd></dl>", "<hr>", "<pre>p</pre>", "<blockquote><p>q</p></blockquote>",
	"<section><h3>s</h3></section>", "<address>a</address>", "<figure><figcaption>f</figcaption></figure>", "<span><p>p</p></span>",
	"<h2>h</h2>", "<div><h2>h</h2></div>", "<b><h2>h</h2></b>", "<details><summary>s</summary>d</details>", "<div><details>d</details></div>",
	"<li>1</li><li>2</li>", "<dt>t</dt><dd>d</dd>", `<li><a href="/l">l</a></li>`, `<p><a href="/l">l</a></p>`,
	`T <a data-txt-name="a">A</a>`, `<b><button data-txt-name="button">B</button></b>`, `<label data-txt-name="label">L</label>`, `<p data-txt-name="p">P</p>`,
	`<h2 data-txt-name="h2">H</h2>`, `<nobr data-txt-name="nobr">N</nobr>`, `<b data-txt-name="b">B</b>`, `<nav data-txt-name="nav">N</nav>`, `<x-y data-txt-name="x-y">X</x-y>`, `<li data-txt-name="li">I</li>`,
}

// classElements are the elements that can have content.
var classElements = strings.Fields("a abbr address article aside b bdi bdo big blockquote button canvas center cite code data dd del details dfn dialog dir div dl dt em " +
	"fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hgroup i ins kbd label legend li main map mark menu meter nav nobr object ol optgroup option output " +
	"p picture pre progress q rb rp rt rtc ruby s samp search section select slot small span strike strong sub summary sup table tbody td textarea tfoot th thead time title tr tt u ul var video audio x-y")

// classPlaces are what is open around the element.
var classPlaces = []string{
	"%s", "<p>a%sb</p>", "<p><span>%s</span></p>", "<a href=/>%s</a>", "<a href=/><div>%s</div></a>", "<button>%s</button>", "<label>%s</label>", "<label><b>%s</b></label>", "<h1>%s</h1>", "<h1><span>%s</span></h1>",
	"<ul>%s</ul>", "<ol><li>%s</ol>", "<ul><li><div>%s</div></ul>", "<menu>%s</menu>", "<dl>%s</dl>", "<dl><div>%s</div></dl>", "<dl><dd>%s</dl>", "<table><tr><td>%s</table>", "<table><caption>%s</caption></table>", "<p><table><tr><td>%s</table>",
	"<a href=/><table><tr><td>%s</table></a>", "<button><table><tr><td>%s</table></button>", "<p><button>%s</button>", "<p><object>%s</object>", "<b><i>%s</i></b>", "<nobr>%s</nobr>", "<nobr><object>%s</object></nobr>", "<a href=/><object>%s</object></a>", "<form>%s</form>",
	"<details><summary>%s</summary></details>", "<ruby>%s</ruby>", "<ruby>r<rt>%s</ruby>", "<select>%s</select>", "<select><optgroup>%s</select>", "<svg><foreignObject>%s</foreignObject></svg>", "<p><svg><foreignObject>%s</foreignObject></svg>", "<svg>%s</svg>", "<math><mtext>%s</mtext></math>",
	"<body><noscript>%s</noscript>", "<fieldset>%s</fieldset>", "<template>%s</template>", "<table>%s</table>", "<table><tr>%s</table>", "<b><p>%s</p></b>", "<p><b>x</p>%s",
}

// classChildren returns the functional children of a text as a page has them.
func classChildren(text string) string {
	var b strings.Builder
	for _, n := range oracle.Fragment("<div>" + text + "</div>") {
		for c := range n.Descendants() {
			if name, ok := attrOf(c, "data-txt-name"); ok {
				fmt.Fprintf(&b, ` <%s data-txt-name="%s" class=c>o</%[1]s>`, c.Data, name)
			}
		}
	}
	return b.String()
}

var isHeading = regexp.MustCompile("^h[1-6]$")

// forbidden says which rule of the content classes keeps the text out of the
// element, by the tree alone; "" when none does.
func forbidden(label *html.Node, text []*html.Node) string {
	around := map[string]bool{}
	for p := label; p != nil; p = p.Parent {
		around[p.Data] = true
	}
	for _, top := range text {
		for n := range everyNode(top) {
			if n.Type != html.ElementNode {
				continue
			}
			_, href := attrOf(n, "href")
			_, child := attrOf(n, "data-txt-name")
			href = href || child
			interactive := n.Data == "details" || n.Data == "button" || n.Data == "label" || n.Data == "a" && href
			switch {
			case n.Data == "a" && around["a"]:
				return "a link in a link"
			case interactive && (around["a"] || around["button"] || around["label"]):
				return "something interactive in something interactive"
			case n.Data == "nobr" && around["nobr"]:
				return "nobr in nobr"
			case isHeading.MatchString(n.Data) && isHeading.MatchString(label.Data):
				return "a heading in a heading"
			}
		}
		switch top.Data {
		case "li":
			if label.Data != "ul" && label.Data != "ol" && label.Data != "menu" && label.Data != "dir" {
				return "an item out of its list"
			}
		case "dt", "dd":
			if label.Data != "dl" && (label.Data != "div" || label.Parent.Data != "dl") {
				return "an item out of its list"
			}
		}
	}
	return ""
}

// everyNode goes through a node and all in it.
func everyNode(n *html.Node) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		if yield(n) {
			for c := range n.Descendants() {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// TestOracleClasses puts a text of every class into every element in every
// place. What is inserted must be what the edit in the tree gives; what is
// refused must be forbidden: by the element table, by the rules of the content
// classes, or because no bytes give the tree of the edit.
func TestOracleClasses(t *testing.T) {
	texts := map[string]string{}
	for i, s := range classTexts {
		texts[fmt.Sprintf("home.t%d", i)] = s
	}
	w := &argWriter{c: contenttest.New(quiet{t}, contenttest.Texts{"en": texts})}
	inserted, refused, misses := 0, map[string]int{}, map[string]int{}
	for i, text := range classTexts {
		old := "o" + classChildren(text)
		for _, place := range classPlaces {
			for _, name := range classElements {
				page := []byte("<!DOCTYPE html>" + fmt.Sprintf(place, fmt.Sprintf(`<%s data-txt="home.t%d">%s</%[1]s>`, name, i, old)) + "<p>t <b>u</b></p>x")
				out := slices.Clone(w.rewrite(t, page))
				doc := oracle.Parse(page, false)
				labels := oracle.Edit(doc, "data-txt", func(string) (string, bool) { return text, true })
				if !bytes.Equal(out, page) {
					inserted++
					for n := range doc.Descendants() {
						if _, ok := attrOf(n, "data-txt-name"); ok {
							setAttr(n, "class", "c")
						}
					}
					if oracle.Dump(doc) != oracle.Dump(oracle.Parse(out, false)) || len(labels) != 1 || forbidden(labels[0], oracle.Fragment(text)) != "" {
						t.Errorf("%q in\n%s\n%s", text, page, out)
					}
					continue
				}
				reason := w.rep.GaveUp
				if len(w.rep.Labels) > 0 {
					reason = w.rep.Labels[0].Reason
				}
				require.NotEqual(t, content.ReasonNone, reason, "%s", page)
				why := whyLeft(doc, labels, text, string(page))
				refused[why]++
				if why == "" {
					misses[fmt.Sprintf("%s: <%s> in %s takes no %s", reason, name, place, text)]++
				}
			}
		}
	}
	t.Logf("%d inserted, refused: %v", inserted, refused)
	require.Greater(t, inserted, 50_000)
	require.Empty(t, slices.Sorted(maps.Keys(misses)), "left alone although HTML permits them")
}

// whyLeft says why no text goes into the label; "" when it could.
func whyLeft(doc *html.Node, labels []*html.Node, text, page string) string {
	if len(labels) != 1 {
		return "no element, or two"
	}
	n := labels[0]
	if why := inRefusedRow(n); why != "" {
		return why
	}
	inSelect := n.Data == "option" || n.Data == "optgroup"
	for p := n.Parent; p != nil; p = p.Parent {
		inSelect = inSelect || p.Data == "select"
	}
	if inSelect && n.Data != "option" && n.Data != "optgroup" {
		return "in a select, where parsers differ"
	}
	inTable := n.NextSibling != nil && n.NextSibling.Data == "table" // moved before it
	switch {
	case (n.Data == "title" || n.Data == "textarea" || inSelect || n.Namespace == "svg") && strings.Contains(text, "<"):
		return "elements where only text can stand"
	case inTable:
		return "in a table, out of its cells"
	case n.PrevSibling != nil && n.PrevSibling.FirstChild != nil && n.PrevSibling.FirstChild.Data == "b":
		return "formatting from before goes on inside"
	}
	if why := forbidden(n, oracle.Fragment(text)); why != "" {
		return why
	}
	want := oracle.Dump(doc)
	from := strings.Index(page, ` data-txt="`)
	from += strings.IndexByte(page[from:], '>') + 1
	for to := from; to <= len(page); to++ {
		if to < len(page) && page[to] != '<' {
			continue
		}
		if oracle.Dump(oracle.Parse([]byte(page[:from]+text+page[to:]), false)) == want {
			return ""
		}
	}
	return "not to be written"
}
