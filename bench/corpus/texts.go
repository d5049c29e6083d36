package corpus

import (
	"io/fs"

	"github.com/teletextio/content/contenttest"
)

// Labels is how many elements of a page are labelled, where it has so many.
const Labels = 20

// Text is one of the texts that labels are replaced by.
type Text struct {
	Key    string
	Source string // as published, in message format
	HTML   string // the finished bytes, with Args
	Lang   string // the text's locale where it is not Locale, else ""
	Child  string // name of the functional child's element, "" for none
}

// Locale is the locale of every page.
const Locale = "en"

// Args are the arguments of every page, pairs of a name and a value.
var Args = []any{"name", "Ann <ann@example.com>", "count", 3, "readers", 1234567, "place", "Bed & Breakfast"}

// ChildTag is the start tag that the functional child of a page has.
func ChildTag(element string) string {
	return "<" + element + ` data-txt-name="mark" class="mark" id="m" title="the page's own">`
}

// Texts are the texts of the labels: the first label of a page has the first
// text, and so on. Of each twenty, five have arguments, two are in another
// language and two have a functional child. A page where a link cannot stand
// in the label has the text of the same place in EmTexts.
var Texts = [Labels]Text{
	{Key: "home.k00", Source: "Welcome back, {name}!", HTML: "Welcome back, Ann &lt;ann@example.com&gt;!"},
	plain("home.k01", "Opening hours"),
	lang("home.k02", "Unsere &Ouml;ffnungszeiten", "Unsere Öffnungszeiten"),
	plain("home.k03", "Everything that you need for a week in the mountains, packed in a single bag and sent to the hut before you arrive"),
	child("home.k04", "a"),
	plain("home.k05", "Read <b>more</b>"),
	{Key: "home.k06", Source: "{count, plural, one {# item} other {# items}} in your cart", HTML: "3 items in your cart"},
	plain("home.k07", "New"),
	plain("home.k08", "Prices include <em>VAT</em>, where it applies; delivery is free from 50 euros on"),
	plain("home.k09", "Contact"),
	{Key: "home.k10", Source: "{readers, number} people read this today", HTML: "1,234,567 people read this today"},
	plain("home.k11", "Terms &amp; conditions"),
	lang("home.k12", "Mehr <i>erfahren</i>", "Mehr <i>erfahren</i>"),
	plain("home.k13", "We answer within a day, also at the weekend, in eight languages, and if we cannot help you then we know somebody who can: write to us, call us, or come and see us in one of our <strong>twelve</strong> shops between the coast and the Alps"),
	child("home.k14", "a"),
	plain("home.k15", "Next page"),
	{Key: "home.k16", Source: `Your room at <b title="{place}">{place}</b> is booked`, HTML: `Your room at <b title="Bed &amp; Breakfast">Bed &amp; Breakfast</b> is booked`},
	plain("home.k17", "Subscribe to our letter"),
	{Key: "home.k18", Source: "Hello {name}, you have {count, plural, =0 {no messages} one {one message} other {# messages}}", HTML: "Hello Ann &lt;ann@example.com&gt;, you have 3 messages"},
	plain("home.k19", "About us, our people and our history since 1921"),
}

// EmTexts are the texts with a functional child for places where no link can
// stand: the child is an em.
var EmTexts = map[int]Text{4: child("home.k04em", "em"), 14: child("home.k14em", "em")}

func plain(key, html string) Text { return Text{Key: key, Source: html, HTML: html} }

func lang(key, source, html string) Text {
	return Text{Key: key, Source: source, HTML: html, Lang: "de"}
}

func child(key, element string) Text {
	return Text{
		Key: key, Child: element,
		Source: "Please see <" + element + ` data-txt-name="mark">what is <b>included</b></` + element + "> first",
		HTML:   "Please see " + ChildTag(element) + "what is <b>included</b></" + element + "> first",
	}
}

// All returns all texts, those of EmTexts included.
func All() []Text {
	all := append([]Text(nil), Texts[:]...)
	for i := range Texts {
		if t, ok := EmTexts[i]; ok {
			all = append(all, t)
		}
	}
	return all
}

// Publication returns the texts as a publication: those in another language
// are published in it alone, and reached by the fallback of Locale.
func Publication() fs.FS {
	texts := contenttest.Texts{Locale: {}, "de": {}}
	for _, t := range All() {
		if t.Lang != "" {
			texts[t.Lang][t.Key] = t.Source
		} else {
			texts[Locale][t.Key] = t.Source
		}
	}
	return contenttest.PublishWith(texts, &contenttest.PublishOptions{
		DefaultLocale: Locale, Fallback: map[string][]string{Locale: {"de"}},
	})
}
