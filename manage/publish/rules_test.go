package publish_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/labels"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

func TestPluralCategories(t *testing.T) {
	for _, c := range []struct{ locale, text, want string }{
		{"en", "{n, plural, one {a} other {b}}", ""},
		{"en", "{n, plural, =1 {a} other {b}}", ""},
		{"en", "{n, plural, offset:1 =2 {a} other {b}}", ""},
		{"en", "{n, plural, other {b}}", "the plural of n has no branch for one, which en needs; other stands in"},
		{"en", "{n, plural, =0 {a} other {b}}", "no branch for one"},
		{"en", "{n, plural, one {a} few {b} other {c}}", "the plural of n has a branch for few, which en never uses"},
		{"ja", "{n, plural, other {b}}", ""},
		{"ru", "{n, plural, =1 {a} few {b} many {c} other {d}}", "no branch for one"}, // 21 and 31 are one, too
		{"ru", "{n, plural, one {a} other {d}}", "no branch for many and few"},
		{"ar", "{n, plural, zero {a} one {b} two {c} few {d} many {e} other {f}}", ""},
		{"ar", "{n, plural, =0 {a} =1 {b} =2 {c} few {d} many {e} other {f}}", ""},
		{"cs", "{n, plural, one {a} few {b} other {c}}", ""}, // many is for fractions
		{"fr", "{n, plural, one {a} other {c}}", ""},         // many is for millions
		{"en", "{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}", ""},
		{"en", "{n, selectordinal, one {#st} other {#th}}", "the selectordinal of n has no branch for two and few"},
		{"de", "{g, select, f {{n, plural, other {x}}} other {y}}", "no branch for one"},
		{"de", `<a title="{n, plural, other {x}}">y</a>`, "no branch for one"},
		{"de", "no plural of yours", ""},
	} {
		set := folder(t, "home."+c.locale+".yaml", "a: "+`"`+escape(c.text)+`"`+"\n")
		wrong, odd := publish.Check(set)
		require.Empty(t, wrong, c.text)
		if c.want == "" {
			require.Empty(t, odd, "%s: %s", c.locale, c.text)
			continue
		}
		require.Len(t, odd, 1, "%s: %s", c.locale, c.text)
		require.Contains(t, odd[0].String(), c.want)
		require.Equal(t, "home."+c.locale+".yaml", odd[0].File)
	}
}

func escape(s string) string {
	out := ""
	for _, c := range s {
		if c == '"' || c == '\\' {
			out += `\`
		}
		out += string(c)
	}
	return out
}

func TestConfusableKeys(t *testing.T) {
	_, odd := publish.Check(folder(t,
		"home.en.yaml", "title: a\nTitle: b\nhero-alt: c\nhero_alt: d\nl0: e\nlO: f\nitem-1: g\nitem-2: h\n",
		"home.de.yaml", "title: a\n", "my-shop.en.yaml", "a: b\n", "my_shop.en.yaml", "c: d\n"))
	require.Equal(t, []string{
		"home.de.yaml:1: home.title: the key is easily taken for home.Title; rename one of them",
		"home.en.yaml:4: home.hero_alt: the key is easily taken for home.hero-alt; rename one of them",
		"home.en.yaml:6: home.lO: the key is easily taken for home.l0; rename one of them",
		`my_shop.en.yaml: the bundle "my_shop" is easily taken for "my-shop"; rename one of them`,
	}, lines(odd))
}

func TestStrict(t *testing.T) {
	set := folder(t, "home.en.yaml", "a: '{n, plural, other {x}}'\n")
	wrong, odd := publish.CheckWith(set, &publish.Options{Strict: true})
	require.Len(t, wrong, 1)
	require.Empty(t, odd)
	_, err := publish.Publish(t.Context(), set, publish.Memory(), &publish.Options{Strict: true})
	require.ErrorAs(t, err, new(texts.Problems))
}

func TestLabelsOfTheApp(t *testing.T) {
	file, err := labels.Decode([]byte(`{"format": "labels/1", "labels": [
		{"key": "home.title", "place": "text", "element": "title", "args": []},
		{"key": "home.terms", "place": "html", "element": "p", "args": null, "children": [{"name": "link", "element": "a"}], "at": "home.html:3"},
		{"key": "home.box", "place": "html", "element": "a", "args": ["name"]},
		{"key": "home.note", "place": "html", "element": "b", "inside": ["button", "p"], "args": null, "at": "home.html:7"},
		{"key": "home.made", "place": "html", "args": null},
		{"key": "home.list", "place": "html", "element": "ul", "args": null},
		{"key": "home.gone", "place": "html", "element": "b", "args": null, "at": "home.html:9"}]}`))
	require.NoError(t, err)
	good := folder(t, "home.en.yaml", `
title: Plain
terms: Read <a data-txt-name="link">the terms</a>
box: Hi {name}
note: <i>x</i>
made: <li>x</li>
list: <li>one</li>
`)
	wrong, odd := publish.CheckWith(good, &publish.Options{Labels: file})
	require.Empty(t, wrong)
	require.Equal(t, []string{"home.html:9: home.gone: a label names this key, and no locale has a text for it; write the text, or mend the label"}, lines(odd))

	bad := folder(t, "home.en.yaml", `
title: Not <b>plain</b> {x}
terms: Read <b data-txt-name="link">the terms</b> <i data-txt-name="other">x</i>
box: Hi {nmae}, <a href="/">link</a>
list: text
unused: x
note: <p>x</p>
made: x
`, "home.de.yaml", "box: <li>x</li>\nterms: Read them\nnote: <details>x</details>\n")
	wrong, odd = publish.CheckWith(bad, &publish.Options{Labels: file})
	require.Contains(t, lines(odd), "home.en.yaml:6: home.unused: no label names this text; remove it, unless the app asks for it in another way")
	require.Equal(t, []string{
		"home.de.yaml:1: home.box (de): the text has items of a list, which stand directly in their list only, not in a; mend the text or the label, and write the labels down again",
		"home.de.yaml:2: home.terms (de): the label has the functional child link, which the text does not have (home.html:3); mend the text or the label, and write the labels down again",
		"home.de.yaml:3: home.note (de): the text has something interactive, which cannot stand in button (home.html:7); mend the text or the label, and write the labels down again",
		"home.en.yaml:2: home.title (en): the text has elements, and its label takes text only: title; mend the text or the label, and write the labels down again",
		"home.en.yaml:2: home.title (en): the text takes the argument x, which its label does not give; mend the text or the label, and write the labels down again",
		"home.en.yaml:3: home.terms (en): the functional child link is b in the text and a in the label (home.html:3); mend the text or the label, and write the labels down again",
		"home.en.yaml:3: home.terms (en): the text has the functional child other, which its label does not have (home.html:3); mend the text or the label, and write the labels down again",
		"home.en.yaml:4: home.box (en): the text has a link, which cannot stand in a; mend the text or the label, and write the labels down again",
		"home.en.yaml:4: home.box (en): the text takes the argument nmae, which its label does not give; mend the text or the label, and write the labels down again",
		"home.en.yaml:7: home.note (en): the text has a block, which cannot stand in p (home.html:7); mend the text or the label, and write the labels down again",
	}, lines(wrong))
}

// TestRememberedChecks: what a cache gives back is what the checks have found.
func TestRememberedChecks(t *testing.T) {
	set := folder(t, "home.en.yaml", "a: '{n, plural, other {<b>x</b>}}'\nb: <I>x</I>\n", "home.de.yaml", "a: x\nb: '{'\n")
	c := &cache{m: map[string][]byte{}}
	o := &publish.Options{Cache: c}
	wrong, odd := publish.CheckWith(set, o)
	again, oddAgain := publish.CheckWith(set, o)
	require.Equal(t, wrong, again)
	require.Equal(t, odd, oddAgain)
	require.Equal(t, 1, c.hits, "a bundle with an error is not remembered")
	set.Texts[texts.ID{Bundle: "home", Locale: "de"}]["b"] = texts.Text{Source: "fine"}
	plain, cached := publish.Memory(), publish.Memory()
	one := put(t, set, plain, &publish.Options{Now: at(1000)})
	put(t, set, cached, &publish.Options{Now: at(1000), Cache: c})
	two := put(t, set, cached, &publish.Options{Now: at(1000), Cache: c})
	require.True(t, two.Unchanged)
	require.Equal(t, one.Warnings, two.Warnings)
	require.Equal(t, mustRead(t, plain).texts, mustRead(t, cached).texts)
	set.Keys = nil
	require.Equal(t, 4, c.hits)
}
