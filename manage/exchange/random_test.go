package exchange_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/exchange"
	"github.com/teletextio/content/manage/texts"
)

// drawer draws messages.
type drawer struct{ *rand.Rand }

func (d drawer) of(list ...string) string { return list[d.IntN(len(list))] }

func (d drawer) literal() string {
	return d.of("a", " ", "b c", "it''s", "'{'x'}'", "'{{'y'}}'", "%", "%s", "100% of", "%(x)s", "$t(a)", "|", "\\", "\\n", "\"", "=1", "ü", "😀", "<b>x</b>",
		"&amp;", "&lt;i>", "\n", "\t", "'#'", "-", "$", "%{x}", "{{", "+1", "@x")
}

func (d drawer) argument() string {
	return d.of("{name}", "{count}", "{n}", "{user.name}", "{1}", "{n, number}", "{count, number}", "{n, number, percent}", "{n, number, integer}")
}

func (d drawer) message(depth int) string {
	var b strings.Builder
	for range 1 + d.IntN(3) {
		switch k := d.IntN(10); {
		case k < 5:
			b.WriteString(d.literal())
		case k < 8 || depth == 0:
			b.WriteString(d.argument())
		case k == 8:
			b.WriteString(d.plural(depth))
		default:
			fmt.Fprintf(&b, "{%s, select, male {%s} other {%s}}", d.of("context", "gender"), d.message(depth-1), d.message(depth-1))
		}
	}
	return b.String()
}

func (d drawer) plural(depth int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{%s, %s,", d.of("count", "count", "n"), d.of("plural", "plural", "plural", "selectordinal"))
	if d.IntN(12) == 0 {
		b.WriteString(" offset:1")
	}
	for _, key := range []string{"=0", "=1", "=2", "=5", "zero", "one", "two", "few", "many"} {
		if d.IntN(3) == 0 {
			fmt.Fprintf(&b, " %s {%s%s}", key, d.of("", "# ", ""), d.message(depth-1))
		}
	}
	fmt.Fprintf(&b, " other {%s%s}}", d.of("", "#", ""), d.message(depth-1))
	return b.String()
}

// text draws a message that can be published.
func (d drawer) text(locale string) string {
	for {
		source := d.message(2)
		if m, err := message.Compile(source, message.HTML, locale); err == nil {
			if d.IntN(2) == 0 {
				return m.Canonical()
			}
			return source
		}
	}
}

var (
	randomLocales = []string{"en", "de", "fr", "ru", "pl", "ar", "lv", "ja", "cs", "cy", "lt", "he", "ga", "sl", "pt", "es", "br"}
	randomNumbers = []any{0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 20, 21, 22, 100, 101, 102, 111, 1000}
)

// TestRandomTextsSurvive writes random texts in every format and every syntax
// and reads them again. A text that is neither among the losses nor among the
// changes renders the same for every number and every context.
func TestRandomTextsSurvive(t *testing.T) {
	names, _ := exchange.Formats()
	files := 12
	switch {
	case os.Getenv("CONTENT_LONG") != "":
		files = 300
	case testing.Short():
		files = 4
	}
	seed := uint64(time.Now().UnixNano())
	for _, format := range names {
		for _, syntax := range append([]string{""}, exchange.Placeholders()...) {
			if _, _, err := exchange.Encode(format, catalog("en"), &exchange.Options{Placeholders: syntax}); err != nil {
				continue // the format has its own
			}
			for _, plain := range []bool{false, true} {
				t.Run(fmt.Sprint(format, " ", syntax, " ", plain), func(t *testing.T) {
					d := drawer{rand.New(rand.NewPCG(seed, 7))}
					same := 0
					for range files {
						same += survive(t, d, format, &exchange.Options{Placeholders: syntax, Plain: plain}, seed)
					}
					t.Logf("%d of %d texts compared", same, 8*files)
					require.Positive(t, same, "nearly nothing can be compared")
				})
			}
		}
	}
}

// survive checks one file, and returns how many texts were compared.
func survive(t *testing.T, d drawer, format string, o *exchange.Options, seed uint64) (compared int) {
	locale := d.of(randomLocales...)
	set := &texts.Set{Texts: map[texts.ID]map[string]texts.Text{{Bundle: "home", Locale: locale}: {}, {Bundle: "home", Locale: "en"}: {}}}
	for i := range 8 {
		key := fmt.Sprintf("k%d%s", i, d.of("", ".a", "_one", "_other", "_male"))
		set.Texts[texts.ID{Bundle: "home", Locale: locale}][key] = texts.Text{Source: d.text(locale)}
		if d.IntN(2) == 0 {
			set.Texts[texts.ID{Bundle: "home", Locale: "en"}][key] = texts.Text{Source: d.text("en")}
		}
	}
	all, err := exchange.Catalogs(format, set, nil, []string{locale}, "en")
	require.NoError(t, err)
	c := all[0]
	data, report, err := exchange.Export(format, c, set, o)
	require.NoError(t, err)
	again := *o
	again.Locale, again.Bundle = locale, "home"
	back, said, err := exchange.Decode(format, "home", data, &again)
	require.NoError(t, err, "seed %d\n%s", seed, data)
	got := flat(back, locale)
	told := map[string]bool{}
	for _, p := range append(slices.Clone(report.Losses), report.Changes...) {
		told[strings.TrimPrefix(p.Key, "home.")] = true
	}
	for _, p := range said.Losses {
		require.True(t, told[strings.TrimSuffix(strings.TrimPrefix(p.Key, "home."), "_one")] || told[strings.TrimPrefix(p.Key, "home.")], "seed %d: %s\n%s", seed, p, data)
	}
	for key, want := range set.Texts[texts.ID{Bundle: "home", Locale: locale}] {
		if told[key] {
			continue
		}
		text, ok := got[key]
		require.True(t, ok, "seed %d: %s: %q is gone\n%s", seed, key, want.Source, data)
		alike(t, locale, want.Source, text, fmt.Sprintf("seed %d: %s\n%s", seed, key, data))
		compared++
	}
	for _, p := range report.Losses {
		if p.Locale == locale {
			require.NotContains(t, got, strings.TrimPrefix(p.Key, "home."), "seed %d: it is said to be lost\n%s", seed, data)
		}
	}
	back.Source = ""
	c.Source = ""
	twice, _, err := exchange.Encode(format, back, o)
	require.NoError(t, err)
	third, _, err := exchange.Decode(format, "home", twice, &again)
	require.NoError(t, err)
	require.Equal(t, got, flat(third, locale), "seed %d: the second import is another one\n%s", seed, data)
	return compared
}

// alike makes sure that two texts render the same.
func alike(t *testing.T, locale, a, b, where string) {
	t.Helper()
	for _, n := range randomNumbers {
		for _, context := range []string{"male", "x"} {
			args := []any{"x", "X", "count", n, "n", n, "name", "Ann", "user.name", "Bob", "1", "first", "context", context, "gender", context}
			x, ok := render(a, locale, args...)
			require.True(t, ok, "%s: %q", where, a)
			y, ok := render(b, locale, args...)
			require.True(t, ok, "%s: %q", where, b)
			require.Equal(t, x, y, "%s: %q became %q for %v", where, a, b, n)
		}
	}
}
