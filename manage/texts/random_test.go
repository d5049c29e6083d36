package texts_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/teletextio/content/manage/texts"
)

// special are texts that YAML, JSON or HTML would like to make something else
// of.
var special = []string{
	"no", "Yes", "on", "~", "null", "NULL", "true", "1e3", "0x10", "0o7", "1_000", ".5", "-.inf", ".NaN", "2026-01-01",
	"2026-01-01T00:00:00Z", "12:30:45", "=", "<<", "!", "!!str", "&a", "*a", "- a", "? a", "a: b", "a #b", "#", "@", "`", "%",
	"{", "}", "[", "]", ",", "|", ">", "'", "''", `"`, `\`, `\n`, "\n", "\r\n", "\r", "\t", " ", "  a  ", "\u00a0", "\u0085", "\u2028",
	"\u2029", "\ufeff", "\U0001F600", "\U0010FFFD", "e\u0301", "&amp;", "<b>", "'{'", "---", "...", "--- a",
}

// randomText draws a text from all planes of Unicode, quotes, ends of lines and
// special words.
func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(6) {
		if r.IntN(3) > 0 {
			b.WriteString(special[r.IntN(len(special))])
			continue
		}
		for range r.IntN(8) {
			c := rune(0x20 + r.IntN(0x10FFFF-0x20))
			if r.IntN(2) == 0 {
				c = rune(0x20 + r.IntN(0x7f-0x20))
			}
			if utf8.ValidRune(c) {
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}

// yamlQuoted writes a text in double quotes, everything odd escaped.
func yamlQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case c < 0x20 || c >= 0x7f && c < 0xa0 || c == '\u2028' || c == '\u2029' || c == '\ufeff' || c == 0xfffe || c == 0xffff:
			fmt.Fprintf(&b, `\u%04x`, c)
		case c > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String() + `"`
}

// TestRandomTextsSurvive writes random texts in three ways and reads them
// again: in double quotes, as the YAML package writes them, and in JSON.
func TestRandomTextsSurvive(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	for range 300 {
		want := map[string]string{}
		for i := range r.IntN(12) {
			want[fmt.Sprintf("k%d.%c-_Z", i, 'a'+rune(r.IntN(26)))] = randomText(r)
		}
		var quoted strings.Builder
		for k, v := range want {
			quoted.WriteString(k + ": " + yamlQuoted(v) + " # comment\n")
		}
		require.Equal(t, want, sources(t, "home.en.yaml", quoted.String()), "seed %d", seed)

		data, err := json.Marshal(want)
		require.NoError(t, err)
		require.Equal(t, want, sources(t, "home.en.json", string(data)), "seed %d", seed)

		for k, v := range want {
			if strings.ContainsAny(v, "\t\r\u0085\u2028\u2029\ufeff") {
				delete(want, k) // the package writes them in ways that it cannot read itself
			}
		}
		data, err = yaml.Marshal(want)
		require.NoError(t, err)
		require.Equal(t, want, sources(t, "home.en.yaml", string(data)), "seed %d\n%s", seed, data)
	}
}

func FuzzRead(f *testing.F) {
	names := []string{"home.en.yaml", "home.en.json", "content.yaml", "content.json"}
	f.Add(uint8(0), "a: {b: 'c'}\n# d\n")
	f.Add(uint8(1), `{"a": {"b": "\ud83d\ude00"}}`)
	f.Add(uint8(2), fullConfig)
	f.Add(uint8(2), "locales: {en: {fallback: [[], {}, ~]}}")
	f.Add(uint8(3), `{"locales": {"en": {"fallback": [null]}}}`)
	f.Fuzz(func(t *testing.T, which uint8, data string) {
		set, err := texts.Read(folder(names[int(which)%len(names)], data), "acme")
		if err == nil {
			require.NotEmpty(t, set.Project)
			return
		}
		require.IsType(t, texts.Problems{}, err)
	})
}
