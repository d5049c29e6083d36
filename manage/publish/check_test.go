package publish_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

func lines(all texts.Problems) (list []string) {
	for _, p := range all {
		list = append(list, p.String())
	}
	return list
}

func TestWrongTexts(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", `""`, "home.a (en): the text is empty; write a text, or remove the key"},
		{"open brace", `"Hello {name"`, "the message is not well formed"},
		{"unknown form", `"{n, date}"`, "the message is not well formed"},
		{"script", `"<script>alert(1)</script>"`, "the markup is refused"},
		{"too long", strings.Repeat("x", 11), "the text has 11 characters, and 10 are allowed; shorten it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := folder(t, "content.yaml", "keys: {home.a: {max: 10}}\n", "home.en.yaml", "b: fine\na: "+c.text+"\n")
			if c.name != "too long" {
				set.Keys = nil
			}
			wrong, odd := publish.Check(set)
			require.Empty(t, odd)
			require.Len(t, wrong, 1)
			require.True(t, strings.HasPrefix(wrong[0].String(), "home.en.yaml:2: home.a (en): "), wrong[0].String())
			require.Contains(t, wrong[0].String(), c.want)
			require.NotEmpty(t, wrong[0].Fix)

			dir := t.TempDir()
			res, err := publish.Publish(t.Context(), set, publish.Folder(dir), nil)
			require.ErrorAs(t, err, &texts.Problems{})
			require.NotNil(t, res)
			require.Empty(t, files(t, dir))
		})
	}
}

// TestCleanedTexts: markup is cleaned, and what became of it is shown; strictly
// it is an error.
func TestCleanedTexts(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"script", `Hi<script>alert(1)</script>`, `Hi`},
		{"handler", `<b onclick='x()'>b</b>`, `<b>b</b>`},
		{"URL", `<a href='javascript:x()'>b</a>`, `<a>b</a>`},
		{"unbalanced", `<b>b`, `<b>b</b>`},
		{"arguments", `<a href="/u/{id}" onclick="{x}">{name}</a>`, `<a href="/u/{id}">{name}</a>`},
		{"branches", `{n, plural, one {<b>#} other {<i>#}}`, `{n, plural, one {<b>#</b>} other {<i>#</i>}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := &texts.Set{Project: "acme", Texts: map[texts.ID]map[string]texts.Text{
				{Bundle: "home", Locale: "en"}: {"a": {Source: c.text, At: texts.Pos{File: "home.en.yaml", Line: 7}}},
			}}
			target := publish.Memory()
			res := put(t, set, target, nil)
			require.Len(t, res.Warnings, 1)
			shown := res.Warnings[0].String()
			require.True(t, strings.HasPrefix(shown, "home.en.yaml:7: home.a (en): the markup is refused: "), shown)
			require.Contains(t, shown, fmt.Sprintf("it was cleaned: %q is now %q", c.text, c.want))
			require.Equal(t, map[string]string{"en home a": c.want}, mustRead(t, target).texts)

			wrong, odd := publish.CheckWith(set, &publish.Options{Strict: true})
			require.Empty(t, odd)
			require.Len(t, wrong, 1)
			require.Contains(t, wrong[0].String(), fmt.Sprintf("it can be published as %q", c.want))
			_, err := publish.Publish(t.Context(), set, publish.Memory(), &publish.Options{Strict: true})
			require.ErrorAs(t, err, new(texts.Problems))
		})
	}
}

func TestMaxCountsCharacters(t *testing.T) {
	wrong, _ := publish.Check(folder(t, "content.yaml", "keys: {home.a: {max: 3}}\n", "home.en.yaml", "a: ä😀x\n"))
	require.Empty(t, wrong)
}

func TestAllProblemsInOrder(t *testing.T) {
	wrong, _ := publish.Check(folder(t,
		"shop.de.yaml", "z: '{'\n", "home.en.yaml", "b: ''\na: '{'\n", "home.de.yaml", "a: <script></script>\n"))
	require.Len(t, wrong, 4)
	for i, prefix := range []string{"home.de.yaml:1:", "home.en.yaml:1:", "home.en.yaml:2:", "shop.de.yaml:1:"} {
		require.True(t, strings.HasPrefix(wrong[i].String(), prefix), lines(wrong))
	}
}

func TestArgumentsAndChildrenThatDiffer(t *testing.T) {
	wrong, odd := publish.Check(folder(t,
		"home.en.yaml", "a: Hi {name}, {n, number}\nb: <a data-txt-name=\"link\">terms</a>\nc: same {x}\n",
		"home.de.yaml", "a: Hallo {nmae}, {n, number}\nb: Bedingungen\nc: gleich {x} {x}\n",
		"home.fr.yaml", "d: seul {x}\n"))
	require.Empty(t, wrong)
	require.Equal(t, []string{
		"home.de.yaml:1: home.a (de): the text takes the arguments n and nmae, but the arguments n and name in en; look whether that is meant",
		"home.de.yaml:2: home.b (de): the text has no functional child, but the functional child link in en; look whether that is meant",
	}, lines(odd))
}

func TestSettingsOfKeys(t *testing.T) {
	wrong, odd := publish.Check(folder(t, "content.yaml",
		"routes: {shop.cart: cart}\nkeys:\n  home.a: {type: text}\n  a: {max: 5}\n  home.tpyo: {type: text}\n",
		"home.en.yaml", "a: x\n", "shop.en.yaml", "cart.total: x\ntitle: y\n", "cart.en.yaml", "total: z\n"))
	require.Equal(t, []string{"content.yaml:3: home.a: this is the same text as a, which has other settings; keep one of them under keys"}, lines(wrong))
	require.Equal(t, []string{
		"content.yaml:5: home.tpyo: the key has settings, but no text in any locale; look for a misspelling under keys",
		"shop.en.yaml:1: shop.cart.total: no key reaches this text, because a route leads its key elsewhere; mend routes, or remove the text",
	}, lines(odd))
}

func TestKeysInProblemsAreThoseOfTheApp(t *testing.T) {
	wrong, _ := publish.Check(folder(t, "content.yaml", "routes: {home: other, checkout: home}\n",
		"home.en.yaml", "a.b: ''\n", "other.en.yaml", "x: y\n"))
	require.Len(t, wrong, 1)
	require.Equal(t, "checkout.a.b", wrong[0].Key)
}

func TestCheckDoesNotChangeTheSet(t *testing.T) {
	set := folder(t, "home.en.yaml", "a: <B>x</B>\n")
	set.Warnings = texts.Problems{{What: "odd"}}
	_, odd := publish.Check(set)
	require.Len(t, odd, 1)
	require.Len(t, set.Warnings, 1)
	require.Equal(t, "<B>x</B>", set.Texts[texts.ID{Bundle: "home", Locale: "en"}]["a"].Source)
}

func TestWarnsOfCharactersThatAreLeftOut(t *testing.T) {
	wrong, odd := publish.Check(folder(t, "home.en.yaml", `{a: "x\u202Ey", b: "x\0y", c: "x\u00a0\r\n\ty", d: "\ufdd0x", e: "x\x85"}`))
	require.Empty(t, wrong)
	require.Equal(t, []string{
		"home.en.yaml:1: home.a (en): the text has the character U+202E, which is left out; remove it",
		"home.en.yaml:1: home.b (en): the text has the character U+0000, which is left out; remove it",
		"home.en.yaml:1: home.d (en): the text has the character U+FDD0, which is left out; remove it",
		"home.en.yaml:1: home.e (en): the text has the character U+0085, which is left out; remove it",
	}, lines(odd))
}
