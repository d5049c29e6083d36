package content_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// hostileTexts returns n texts that try to leave the place where they stand or
// to run something: every combination of a few elements, handlers, schemes and
// writings, then random rows of the pieces that parsers disagree on.
func hostileTexts(n int) []string {
	out := append([]string(nil), hostilePieces...)
	for _, tag := range strings.Fields("a b body button details div form iframe img input marquee math object p select style svg table template textarea title video custom-x") {
		for _, event := range strings.Fields("onclick ONLOAD onerror ontoggle onbeforetoggle style srcdoc id name is") {
			for _, form := range []string{"<%s %s=alert(1)>x</%[1]s>", "<%s/%s='alert(1)'//", "<%s\n%s\t=\n\"alert(1)\">", "</%s %s=alert(1)>"} {
				out = append(out, fmt.Sprintf(form, tag, event))
			}
		}
		out = append(out, "<"+tag, "</"+tag, "<"+tag+"><script>alert(1)</script>", "<!--</"+tag+"><img src=x onerror=alert(1)>-->")
	}
	for _, scheme := range []string{"javascript", "JaVaScRiPt", "vbscript", "data", "blob"} {
		for _, url := range []string{"%s:alert(1)", " %s:alert(1)", "\t%s:alert(1)", "%.2s\n%[1]s:alert(1)", "&#1;%s:x", "%s&colon;x", "%s&#58;x", "&#x6A;%s:x", "%s\x00:x", "//%s:x", "%s%%3Ax"} {
			u := fmt.Sprintf(url, scheme)
			for _, form := range []string{`<a href="%s">x</a>`, `<a href=%s>x</a>`, `<img src='%s'>`, `<img srcset="a 1x, %s 2x">`, `<q cite="%s">x</q>`, `<a ping="%s">x</a>`, `<svg><a xlink:href="%s">x</a></svg>`, `%s`} {
				out = append(out, fmt.Sprintf(form, u))
			}
		}
	}
	draw := rand.New(rand.NewPCG(5, 6))
	for len(out) < n {
		var b strings.Builder
		for range 1 + draw.IntN(6) {
			b.WriteString(hostilePieces[draw.IntN(len(hostilePieces))])
		}
		out = append(out, b.String())
	}
	return out
}

// hostilePieces are what hostile texts are made of.
var hostilePieces = []string{
	"<", ">", "</", "<!", "<!--", "-->", "--!>", "<!-->", "<![CDATA[", "]]>", "<?", "<%", "/", "=", "\"", "'", "`", "&", "&amp", "&lt;", "&lt;script&gt;", "&#60;script&#62;", "&#0;", "&#xD800;", "&NewLine;", "&nbsp;", ";",
	"<b>", "</b>", "<i title=\"", "<i title='", "<i title=", "\">", "'>", "<a href=/>", "</a>", "<p>", "</p>", "<br>", "</br>", "<div>", "</div>", "<li>", "</li>", "<ul>", "</ul>", "<h1>", "</h1>", "<nobr>", "<ruby><rt>", "<details>", "<dt>", "<hr>", "<pre>\n",
	"<script>alert(1)</script>", "</script>", "<script>", "<!--<script>", "</title>", "</textarea>", "</style>", "<style>", "</option>", "</select>", "<select>", "<option>", "</svg>", "<svg>", "<math>", "</math>", "<title>", "<textarea>", "</noscript>", "<noscript>", "<template>", "</template>", "<plaintext>", "<xmp>", "<iframe>", "<noembed>", "<frameset>", "<table>", "<td>", "</td>", "</table>", "<tr>", "<caption>", "<col>", "<form>", "</form>", "<button>", "</button>", "<input autofocus onfocus=alert(1)>", "<img src=x onerror=alert(1)>", "<image>", "<body onload=alert(1)>", "</body>", "</html>", "<base href=//x>", "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//x>", "<object data=x>", "<embed src=x>",
	" onclick=alert(1) ", " style=x ", " data-txt=home.x ", " data-txt-name=link ", "javascript:alert(1)", "{", "}", "{x}", "{{x}}", "'{'", "${x}", "{n, plural, one {<b>} other {</b>}}", "{x, select, other {y}}", "\x00", "\r", "\f", "\v", "\x1b", "\x7f", "\u0085", "\u2028", "\u202e", "\ufeff", "\uffff", "\u00a0", "\\", "\\u003c", "\",\"x\":\"", "\n\n", "text",
}

// harmlessTexts returns n rich texts as an editor may write them: nested
// inline and block elements, links, lists and headings.
func harmlessTexts(n int) []string {
	draw := rand.New(rand.NewPCG(7, 8))
	var out []string
	for len(out) < n {
		g := richText{draw: draw}
		if draw.IntN(2) == 0 {
			g.inline(3, false)
		} else {
			g.flow(3, false)
		}
		out = append(out, g.b.String())
	}
	return out
}

// richText writes one harmless text.
type richText struct {
	draw *rand.Rand
	b    strings.Builder
}

func (g *richText) pick(list string) string {
	f := strings.Fields(list)
	return f[g.draw.IntN(len(f))]
}

func (g *richText) wrap(tag, attrs string, inner func()) {
	g.b.WriteString("<" + tag + attrs + ">")
	inner()
	g.b.WriteString("</" + tag + ">")
}

// inline writes phrasing content.
func (g *richText) inline(depth int, linked bool) {
	for range 1 + g.draw.IntN(3) {
		switch k := g.draw.IntN(8); {
		case depth == 0 || k < 3:
			g.b.WriteString(g.pick("Words &amp;&nbsp;more, größer 日本 a&lt;b “so” 1&gt;0") + " ")
		case k == 3 && !linked:
			g.wrap("a", ` href="/x?a=1&amp;b=2" title="a &quot;b&quot;"`, func() { g.inline(depth-1, true) })
		case k == 4:
			g.b.WriteString(g.pick(`<br> <wbr> <img alt="x" src="/i.png">`)[:0] + []string{"<br>", "<wbr>", `<img src="/i.png" alt="x">`}[g.draw.IntN(3)])
		default:
			g.wrap(g.pick("b i em strong span small sub sup code mark cite q s u var kbd abbr bdi time"), []string{"", ` class="c d"`, ` lang="fr"`}[g.draw.IntN(3)], func() { g.inline(depth-1, linked) })
		}
	}
}

// flow writes blocks.
func (g *richText) flow(depth int, linked bool) {
	for range 1 + g.draw.IntN(3) {
		switch k := g.draw.IntN(7); {
		case depth == 0 || k < 2:
			g.wrap("p", "", func() { g.inline(2, linked) })
		case k == 2:
			g.wrap(g.pick("ul ol"), "", func() {
				for range 1 + g.draw.IntN(3) {
					g.wrap("li", "", func() { g.inline(1, linked) })
				}
			})
		case k == 3:
			g.wrap(g.pick("h1 h2 h3 h6"), "", func() { g.inline(1, linked) })
		case k == 4:
			g.wrap("dl", "", func() {
				g.wrap("dt", "", func() { g.inline(1, linked) })
				g.wrap("dd", "", func() { g.flow(depth-1, linked) })
			})
		case k == 5:
			g.b.WriteString("<hr>")
		default:
			g.wrap(g.pick("div section blockquote figure article aside"), "", func() { g.flow(depth-1, linked) })
		}
	}
}
