package publish_test

import (
	"fmt"
	"html"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/texts"
)

// quoteMessage writes words so that a message says exactly them: two
// apostrophes are one, and what has braces stands in apostrophes.
func quoteMessage(words string) string {
	words = strings.ReplaceAll(words, "'", "''")
	if i := strings.IndexAny(words, "{}"); i >= 0 {
		words = words[:i] + "'" + words[i:] + "'"
	}
	return words
}

// randomWords draws from all planes of Unicode, quotes, ends of lines, braces
// and words that YAML would make something else of. It leaves out what no text
// can hold: control characters, noncharacters and bidi overrides.
func randomWords(r *rand.Rand) string {
	special := []string{
		"no", "~", "null", "1e3", "2026-01-01", "'", "''", `"`, "{", "}", "{x}", "#", "<", ">", "&", "&amp;", "<b>", "\u00a0",
		"\n", "\t", " ", "\u2028", "e\u0301", "😀", "\ufeff", "\\", "%", "{{x}}", "</script>", "-->", "\r\n", "\r", "\u202c",
	}
	var b strings.Builder
	b.WriteByte('x')
	for range r.IntN(12) {
		if r.IntN(2) == 0 {
			b.WriteString(special[r.IntN(len(special))])
			continue
		}
		c := rune(r.IntN(unicode.MaxRune + 1))
		if !unicode.Is(unicode.Cs, c) && !unicode.Is(unicode.Cc, c) && c&0xfffe != 0xfffe && (c < 0xfdd0 || c > 0xfdef) &&
			c != 0x202d && c != 0x202e {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// lineFeeds makes ends of lines what HTML makes of them.
var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// randomSet makes a set and the words that its texts say, by
// "locale bundle name".
func randomSet(r *rand.Rand) (*texts.Set, map[string]string) {
	set := &texts.Set{Project: "acme", Keys: map[string]bundle.KeyMeta{}, Texts: map[texts.ID]map[string]texts.Text{}}
	say := map[string]string{}
	for _, tag := range []string{"en", "de", "ar", "zh-Hant"}[:1+r.IntN(4)] {
		for b := range 1 + r.IntN(3) {
			id := texts.ID{Bundle: fmt.Sprintf("b-%d_", b), Locale: tag}
			all := map[string]texts.Text{}
			for k := range r.IntN(20) {
				name, words := fmt.Sprintf("K%d.a-_Z", k), randomWords(r)
				source := quoteMessage(words)
				if k%2 == 0 {
					set.Keys[id.Bundle+"."+name] = bundle.KeyMeta{Type: "text"}
				} else {
					source = quoteMessage(html.EscapeString(words))
				}
				all[name] = texts.Text{Source: source}
				say[tag+" "+id.Bundle+" "+name] = lineFeeds.Replace(words)
			}
			set.Texts[id] = all
		}
	}
	return set, say
}

// TestRandomSets publishes random sets: every text says what was written, the
// same set gives the same bytes, and what was published gives them again.
func TestRandomSets(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 2))
	o := &publish.Options{Now: at(1_700_000_000), AllowEmpty: true}
	for range 40 {
		set, say := randomSet(r)
		dir := t.TempDir()
		put(t, set, publish.Folder(dir), o)
		rev := mustRead(t, publish.Folder(dir))
		require.Len(t, rev.texts, len(say), "seed %d", seed)
		again := &texts.Set{Project: "acme", Keys: set.Keys, Texts: map[texts.ID]map[string]texts.Text{}}
		for id := range set.Texts {
			again.Texts[id] = map[string]texts.Text{}
		}
		for at, source := range rev.texts {
			parts := strings.Split(at, " ")
			kind := message.HTML
			if set.Keys[parts[1]+"."+parts[2]].Type == "text" {
				kind = message.Plain
			}
			text, err := message.Compile(source, kind, parts[0])
			require.NoError(t, err)
			got, err := text.AppendText(nil, nil)
			require.NoError(t, err)
			require.Equal(t, say[at], string(got), "seed %d: %q", seed, source)
			again.Texts[texts.ID{Locale: parts[0], Bundle: parts[1]}][parts[2]] = texts.Text{Source: source}
		}
		other, third := t.TempDir(), t.TempDir()
		put(t, again, publish.Folder(other), o)
		require.Equal(t, files(t, dir), files(t, other), "seed %d", seed)
		put(t, set, publish.Folder(third), &publish.Options{Now: at(1_700_000_000), AllowEmpty: true, Parallel: -1})
		require.Equal(t, files(t, dir), files(t, third), "seed %d", seed)
	}
}

// TestManyTexts publishes bundles of 0, 1 and 10,000 texts.
func TestManyTexts(t *testing.T) {
	set := &texts.Set{Project: "acme", Texts: map[texts.ID]map[string]texts.Text{}}
	for i, n := range []int{0, 1, 10_000} {
		all := map[string]texts.Text{}
		for k := range n {
			all[fmt.Sprintf("k%d", k)] = texts.Text{Source: fmt.Sprintf("Text %d", k)}
		}
		set.Texts[texts.ID{Bundle: fmt.Sprintf("b%d", i), Locale: "en"}] = all
	}
	target := publish.Folder(t.TempDir())
	res := put(t, set, target, nil)
	require.Equal(t, 10_001, res.Texts)
	require.Len(t, mustRead(t, target).texts, 10_001)
	require.True(t, put(t, set, target, nil).Unchanged)
	require.Len(t, slices.Compact(names(res)), 5)
}
