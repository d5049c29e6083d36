package rival

import (
	"fmt"
	"strings"

	"github.com/teletextio/content/bench/corpus"
)

// Hostile is a kind of input that is made to be slow.
type Hostile struct {
	Name  string
	start string
	unit  string             // repeated to the size asked for
	vary  func(i int) string // instead of unit, when not nil
}

// Page returns an input of about size bytes.
func (h *Hostile) Page(size int) corpus.Page {
	var b strings.Builder
	b.WriteString(h.start)
	for i := 0; b.Len() < size; i++ {
		if h.vary != nil {
			b.WriteString(h.vary(i))
		} else {
			b.WriteString(h.unit)
		}
	}
	return corpus.Page{Name: h.Name, HTML: []byte(b.String())}
}

// HostileInputs returns inputs against tags, attributes, raw text, the stack
// of open elements, and labels.
func HostileInputs() []Hostile {
	deep := func(tag string, n int) string { return "<body>x" + strings.Repeat(tag, n) }
	label := `<p data-txt="home.k01">`
	return []Hostile{
		{Name: "`<`", unit: "<"},
		{Name: "`<a`", unit: "<a"},
		{Name: "`<a >`", unit: "<a >"},
		{Name: "`</`", unit: "</"},
		{Name: "`<!--`", unit: "<!--"},
		{Name: "`<!-- --!`", unit: "<!-- --!"},
		{Name: "`<?x>`", unit: "<?x>"},
		{Name: "script `<!-- <script`", start: "<script>", unit: "<!-- <script"},
		{Name: "script `</scrip`", start: "<script>", unit: "</scrip"},
		{Name: "textarea `</textare`", start: "<textarea>", unit: "</textare"},
		{Name: "svg `<![CDATA[ ]]`", start: "<svg>", unit: "<![CDATA[ ]]"},
		{Name: "one attribute", start: `<p title="`, unit: "xxxxxxxx"},
		{Name: "unclosed tags of 60 kB", unit: `<p title="` + strings.Repeat("x", 60_000) + `><`},
		{Name: "tags of 60 kB of attributes", unit: "<p " + attributes(60_000) + ">"},
		{Name: "labelled tags of 60 kB of attributes", unit: label[:len(label)-1] + " " + attributes(60_000) + ">x</p>"},
		{Name: "quotes `<p a=\"'>`", unit: `<p a="'>`},
		{Name: "references `<p title=&amp;>`", unit: "<p title=&amp;>"},
		{Name: "`<b>`", unit: "<b>"},
		{Name: "`<div>`", unit: "<div>"},
		{Name: "`<p><font n=…>x`", vary: func(i int) string { return fmt.Sprintf("<p><font n=%d>x", i) }},
		{Name: "`<b><p></b></p>`", start: "<body>x", unit: "<b><p></b></p>"},
		{Name: "`<a><div></a></div>`", start: "<body>x", unit: "<a><div></a></div>"},
		{Name: "`<table><b>x</table>`", start: "<body>x", unit: "<table><b>x</table>"},
		{Name: "`<table><tr><td>`", start: "<body>x", unit: "<table><tr><td>"},
		{Name: "in 500 span: `</i>`", start: deep("<span>", 500), unit: "</i>"},
		{Name: "in 500 span: `<i></i>`", start: deep("<span>", 500), unit: "<i></i>"},
		{Name: "in 500 div: `<p></p>`", start: deep("<div>", 500), unit: "<p></p>"},
		{Name: "in 500 div: `<li></li>`", start: deep("<div>", 500), unit: "<li></li>"},
		{Name: "in 500 div: `<dd></dd>`", start: deep("<div>", 500), unit: "<dd></dd>"},
		{Name: "in 500 div: `</h1>`", start: deep("<div>", 500), unit: "</h1>"},
		{Name: "in 500 div: `<button></button>`", start: deep("<div>", 500), unit: "<button></button>"},
		{Name: "in 500 b: `<i></i>`", start: deep("<b>", 500), unit: "<i></i>"},
		{Name: "in 400 svg g: `</x>`", start: "<body>x<svg>" + strings.Repeat("<g>", 400), unit: "</x>"},
		{Name: "labels", start: "<body>x", unit: label + "</p>"},
		{Name: "labels before any text", unit: label + "</p>"},
		{Name: "unclosed labels", start: "<body>x", unit: `<span data-txt="home.k01">`},
		{Name: "labels with content of 64 kB", start: "<body>x", unit: label + strings.Repeat("<i>x</i>", 8<<10) + "</p>"},
		{Name: "labels without text", start: "<body>x", vary: func(i int) string { return fmt.Sprintf(`<p data-txt="home.none%d">x</p>`, i) }},
		{Name: "functional children", start: "<body>x", unit: `<p data-txt="home.k04">` + strings.Repeat(`<a data-txt-name="mark">x</a>`, 2000) + "</p>"},
		{Name: "args of 16 kB", start: "<body>x", unit: `<p data-txt="home.k00" data-txt-args='{` + members(15_000) + `"z":1}'>x</p>`},
		{Name: "attribute labels", start: "<body>x", unit: `<img data-txt-attr="` + strings.Repeat("alt: home.k01; ", 2000) + `">`},
		{Name: "scopes", start: "<body>x", unit: `<div data-txt-locale="de"></div>`},
	}
}

// attributes returns different attributes.
func attributes(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "a%d ", i)
	}
	return b.String()
}

// members returns members of a JSON object.
func members(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `"a%d":1,`, i)
	}
	return b.String()
}
