package icu_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/internal/icu"
)

func TestParse(t *testing.T) {
	parts, err := icu.Parse("Hi {name}, {n, plural, offset:1 =0 {'{'no'}'} one {# it''s} other {{g, select, f {her #} other {'#' }} {n, number, percent}}}")
	require.NoError(t, err)
	require.Equal(t, []icu.Part{
		{Literal: "Hi "}, {Name: "name"}, {Literal: ", "},
		{Name: "n", Form: "plural", Style: "offset:1", Cases: []icu.Case{
			{Key: "=0", Parts: []icu.Part{{Literal: "{no}"}}},
			{Key: "one", Parts: []icu.Part{{Hash: true}, {Literal: " it's"}}},
			{Key: "other", Parts: []icu.Part{
				{Name: "g", Form: "select", Cases: []icu.Case{
					{Key: "f", Parts: []icu.Part{{Literal: "her #"}}}, {Key: "other", Parts: []icu.Part{{Literal: "'#' "}}},
				}},
				{Literal: " "}, {Name: "n", Form: "number", Style: "percent"},
			}},
		}},
	}, parts)
}

// TestQuotedCharacters: what is quoted and read again is the same.
func TestQuotedCharacters(t *testing.T) {
	for _, s := range []string{"", "{}", "{'}", "'{", "{'", "''", "#", "'#'", "a{b}c", "{{x}}", "it's", "}'{#'"} {
		for _, plural := range []bool{false, true} {
			source := icu.Quote(s, plural)
			if plural {
				source = "{n, plural, other {" + source + "x}}"
			}
			parts, err := icu.Parse(source)
			require.NoError(t, err, source)
			if plural {
				parts = parts[0].Cases[0].Parts
				s += "x"
			}
			got := ""
			for _, p := range parts {
				require.Empty(t, p.Name)
				got += p.Literal
			}
			require.Equal(t, s, got, source)
			s = strings.TrimSuffix(s, "x")
		}
	}
}

// TestAgreesWithTheMessages draws sources and holds the reader against the one
// of the delivery wing: what that takes, this takes, and writes again as a
// message of the same canonical form.
func TestAgreesWithTheMessages(t *testing.T) {
	pieces := []string{
		"a", " ", "'", "''", "{", "}", "#", "{x}", "{n, number}", "{n, number, percent}", "{n, plural, ", "{g, select, ",
		"{n, selectordinal,", "offset:1 ", "=0 {", "one {", "other {", "f{", "}}", "} other {x}}", ",", "ü", "\n",
		"{n, plural, one {#} other {#s}}", "{g, select, f {'#'} other {o'{'}}",
	}
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	taken := 0
	for range 20_000 {
		var b strings.Builder
		for range 1 + r.IntN(7) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		text, err := message.Compile(b.String(), message.Plain, "en")
		if err != nil {
			require.True(t, errors.Is(err, message.ErrEmpty) || errors.As(err, new(*message.SyntaxError)))
			continue
		}
		taken++
		parts, err := icu.Parse(b.String())
		require.NoError(t, err, "seed %d: %q", seed, b.String())
		again, err := message.Compile(icu.Format(parts), message.Plain, "en")
		require.NoError(t, err, "seed %d: %q, %q", seed, b.String(), icu.Format(parts))
		require.Equal(t, text.Canonical(), again.Canonical(), "seed %d: %q", seed, b.String())
	}
	require.Greater(t, taken, 2000)
}

func TestMalformed(t *testing.T) {
	for _, s := range []string{
		"{", "{}", "{a", "{a,", "{a, date}", "{a, plural}", "{a, plural,}", "{a, plural, one}", "{a, plural, one {x}", "{a b}",
		strings.Repeat("{a, select, other {", 9) + strings.Repeat("}}", 9), "{n, number", "{n, number, x",
	} {
		_, err := icu.Parse(s)
		require.Error(t, err, s)
	}
}
