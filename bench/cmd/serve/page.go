package main

import (
	"fmt"
	"html/template"
	"math/rand/v2"
	"strings"

	"github.com/teletextio/content/contenttest"
)

// The pages are made up, so that they are the same on every machine. Page has
// 64 kB, twenty labels, as many tags and about as much repetition as the real
// pages of that size in the corpus; most of it is markup of the template, with
// a value now and then and a list of data. Table is the other extreme: a template that
// escapes seven hundred values.
const (
	pageBytes    = 64_000
	sectionBytes = 2_000 // about
	labels       = 20
	itemRows     = 10
	tableRows    = 118
)

type row struct {
	ID, Count         int
	Class, Name, Note string
}

type pageData struct {
	User  string
	Items []row
	Rows  []row
}

// writer makes up words.
type writer struct {
	*strings.Builder
	random *rand.Rand
	zipf   *rand.Zipf
	words  []string
}

func newWriter() *writer {
	r := rand.New(rand.NewPCG(1, 2))
	w := &writer{Builder: &strings.Builder{}, random: r, zipf: rand.NewZipf(r, 1.1, 4, 2999)}
	syllables := strings.Fields("an be con de el for ga hi in ja ko la men no or per qui re sta ter un ver wa xi yo zen")
	for range 3000 {
		word := ""
		for range 1 + r.IntN(4) {
			word += syllables[r.IntN(len(syllables))]
		}
		w.words = append(w.words, word)
	}
	return w
}

// text returns n words.
func (w *writer) text(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = w.words[w.zipf.Uint64()]
	}
	return strings.Join(list, " ")
}

// section is a part of a page as people write it: heading, paragraphs, links.
func (w *writer) section(n int) {
	fmt.Fprintf(w, "<section id=\"s%d\" class=\"%s wide\">\n", n, w.text(1))
	if n < labels {
		fmt.Fprintf(w, "<h2 class=\"title\" data-txt=\"home.k%d\">%s</h2>\n", n, w.text(5))
	}
	for range 3 {
		fmt.Fprintf(w, "<p>%s <a href=\"/%s/%d\">%s</a> %s, <em>%s</em> %s.</p>\n", w.text(40), w.text(1), w.random.IntN(5000), w.text(2), w.text(30), w.text(1), w.text(20))
	}
	w.WriteString("<ul class=\"links\">\n")
	for i := range 6 {
		href := fmt.Sprint("/", w.text(1), "/", w.random.IntN(5000))
		if i == 0 {
			href = "/{{.User}}"
		}
		fmt.Fprintf(w, "<li><a class=\"item\" href=\"%s\" title=\"%s\">%s</a></li>\n", href, w.text(3), w.text(4))
	}
	w.WriteString("</ul>\n</section>\n")
}

// newPage returns the template of the page, that of the table, their data and
// the published texts.
func newPage() (page, table *template.Template, d pageData, texts contenttest.Texts) {
	w := newWriter()
	texts = contenttest.Texts{"en": {}}
	for i := range labels {
		texts["en"][fmt.Sprintf("home.k%d", i)] = "Published words, <b>by now</b> of a few syllables."
	}
	for i := range itemRows {
		d.Items = append(d.Items, row{i, i * 7 % 90, "c" + fmt.Sprint(i%5), w.text(3), w.text(9)})
	}
	for i := range tableRows {
		d.Rows = append(d.Rows, row{i, i * 7 % 90, "c" + fmt.Sprint(i%5), w.text(3), `"` + w.text(62) + `" & more`})
	}
	d.User = "Ann"
	w.WriteString(head + "<p>Hello {{.User}}</p>\n<ul>{{range .Items}}<li class=\"{{.Class}}\"><a href=\"/item/{{.ID}}\">{{.Name}}</a> {{.Note}} <b>{{.Count}}</b></li>\n{{end}}</ul>\n")
	for n := 0; w.Len() < pageBytes-itemRows*160-sectionBytes; n++ {
		w.section(n)
	}
	page = template.Must(template.New("page").Parse(w.String() + "</body></html>\n"))
	w.Reset()
	w.WriteString(head)
	for i := range labels {
		fmt.Fprintf(w, "<p class=\"lead\" data-txt=\"home.k%d\">%s</p>\n", i, w.text(8))
	}
	w.WriteString(`<table>
{{range .Rows}}<tr class="row {{.Class}}"><td><a href="/item/{{.ID}}">{{.Name}}</a></td><td>{{.Count}}</td><td>{{.Note}}</td></tr>
{{end}}</table></body></html>
`)
	return page, template.Must(template.New("table").Parse(w.String())), d, texts
}

const head = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Stock</title></head><body>
`
