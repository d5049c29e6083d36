package corpus

import (
	"bytes"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"sort"

	"golang.org/x/net/html"
)

// maxOld bounds the old content of a label, in bytes.
const maxOld = 4 << 10

// candidate is an element that could be labelled.
type candidate struct {
	name     string
	at       int // behind the name in its start tag
	inner    int // where its content begins
	end      int // where its end tag begins
	linkable bool
}

// label labels the page: a draw seeded by the page's name over the elements
// that can be labelled, so that no two overlap. It reports false for a page
// with none.
//
// The language of the page becomes Locale, so that only texts in another
// language need a lang of their own.
func label(p *Page, page []byte) bool {
	p.Plain = withSpare(sameLanguage(page))
	all := candidates(p.Plain)
	seed := fnv.New64a()
	seed.Write([]byte(p.Name))
	draw := rand.New(rand.NewPCG(seed.Sum64(), Labels))
	draw.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	picked := pick(nil, &all)
	for !p.apply(picked) {
		good := slices.DeleteFunc(picked, func(c candidate) bool {
			var alone Page
			alone.Plain = p.Plain
			return !alone.apply([]candidate{c})
		})
		if len(good) == len(picked) {
			good = good[:len(good)-1] // right alone, wrong together
		}
		picked = pick(good, &all)
	}
	return len(p.Labels) > 0
}

// pick adds to picked from the front of all, up to Labels.
func pick(picked []candidate, all *[]candidate) []candidate {
	for len(picked) < Labels && len(*all) > 0 {
		c := (*all)[0]
		*all = (*all)[1:]
		if !slices.ContainsFunc(picked, func(o candidate) bool { return c.at < o.end && o.at < c.end }) {
			picked = append(picked, c)
		}
	}
	return picked
}

// apply writes the labels, and reports whether golang.org/x/net/html gives the
// same tree for the edited page as for the edit of the page's tree.
func (p *Page) apply(picked []candidate) bool {
	picked = slices.Clone(picked)
	sort.Slice(picked, func(i, k int) bool { return picked[i].at < picked[k].at })
	var page, want []byte
	last := 0
	p.Labels = nil
	for i, c := range picked {
		t := Texts[i]
		if t.Child != "" && !c.linkable {
			t = EmTexts[i]
		}
		p.Labels = append(p.Labels, t)
		attr := ` data-txt="` + t.Key + `"`
		page = append(append(append(page, p.Plain[last:c.at]...), attr...), p.Plain[c.at:c.inner]...)
		want = append(append(append(want, p.Plain[last:c.at]...), attr...), p.Plain[c.at:c.inner-1]...)
		want = append(append(append(want, LangAttrs(t.Lang)...), '>'), t.HTML...)
		if t.Child != "" {
			page = append(append(append(page, ChildTag(t.Child)...), "old"...), "</"+t.Child+"> "...)
		}
		page = append(page, p.Plain[c.inner:c.end]...)
		last = c.end
	}
	p.HTML = withSpare(append(page, p.Plain[last:]...))
	p.Want = append(want, p.Plain[last:]...)
	return sameTree(p)
}

// LangAttrs returns what is added to the start tag of a label whose text is in
// lang: nothing for "".
func LangAttrs(lang string) string {
	if lang == "" {
		return ""
	}
	return ` lang="` + lang + `" dir="ltr"`
}

// withSpare returns a copy with one byte of spare capacity, which tdewolff's
// lexer writes to.
func withSpare(b []byte) []byte { return append(make([]byte, 0, len(b)+1), b...) }

var langAttr = regexp.MustCompile(`(?i)(\slang\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)`)

// sameLanguage sets the lang of html and body, where they have one, to Locale.
func sameLanguage(page []byte) (out []byte) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for z.Next() != html.ErrorToken {
		raw := z.Raw()
		name, _ := z.TagName()
		if s := string(name); s == "html" || s == "body" {
			raw = langAttr.ReplaceAll(raw, []byte(`${1}"`+Locale+`"`))
		}
		out = append(out, raw...)
	}
	return append(out, z.Raw()...)
}

var labelable = map[string]bool{
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"p": true, "li": true, "a": true, "span": true, "button": true, "td": true,
}

type token struct {
	kind       html.TokenType
	name       string
	at, to     int
	langOrDirs bool
}

// candidates returns the elements that can be labelled: of the right name,
// with a short content in which every element has its own end tag, without a
// lang, and outside of places where a text is not inserted.
func candidates(page []byte) (all []candidate) {
	tokens := tokenize(page)
	for i, t := range tokens {
		if t.kind != html.StartTagToken || !labelable[t.name] || t.langOrDirs {
			continue
		}
		if end, links, ok := endOf(tokens[i:]); ok && end-t.to <= maxOld {
			all = append(all, candidate{name: t.name, at: t.at + 1 + len(t.name), inner: t.to, end: end, linkable: links == 0 && t.name != "a" && t.name != "button"})
		}
	}
	return inGoodPlaces(page, all)
}

func tokenize(page []byte) (tokens []token) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for at := 0; ; {
		kind := z.Next()
		raw := len(z.Raw())
		if kind == html.ErrorToken {
			return tokens
		}
		t := token{kind: kind, at: at, to: at + raw}
		if kind != html.TextToken && kind != html.CommentToken && kind != html.DoctypeToken {
			name, more := z.TagName()
			t.name = string(name)
			for more {
				var key []byte
				key, _, more = z.TagAttr()
				t.langOrDirs = t.langOrDirs || string(key) == "lang" || string(key) == "dir" || string(key) == "translate"
			}
		}
		tokens = append(tokens, t)
		at += raw
	}
}

var void = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true,
}

// endOf returns where the end tag of the first token's element begins, and how
// many links the element holds.
func endOf(tokens []token) (end, links int, ok bool) {
	var open []string
	for _, t := range tokens {
		switch {
		case t.to-tokens[0].to > maxOld+100, t.kind == html.SelfClosingTagToken && !void[t.name]:
			return 0, 0, false
		case t.kind == html.StartTagToken && !void[t.name]:
			open = append(open, t.name)
			if t.name == "a" && len(open) > 1 {
				links++
			}
		case t.kind == html.EndTagToken:
			if open[len(open)-1] != t.name {
				return 0, 0, false
			}
			open = open[:len(open)-1]
			if len(open) == 0 {
				return t.at, links, true
			}
		}
	}
	return 0, 0, false
}
