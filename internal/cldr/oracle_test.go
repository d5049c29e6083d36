package cldr_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/cldr"
)

// letters are the categories as the oracle writes them.
var letters = map[byte]cldr.Category{
	'.': cldr.Other, 'z': cldr.Zero, '1': cldr.One, '2': cldr.Two, 'f': cldr.Few, 'm': cldr.Many,
}

// readOracle decodes a file that gen/dump.mjs wrote.
func readOracle(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, v))
}

// floats reads numbers as JavaScript prints them.
func floats(t *testing.T, texts []string) []float64 {
	t.Helper()
	list := make([]float64, len(texts))
	for i, s := range texts {
		v, err := strconv.ParseFloat(s, 64)
		require.NoError(t, err)
		list[i] = v
	}
	return list
}

func TestPluralsAreThoseOfIntl(t *testing.T) {
	var oracle struct {
		Values, Numerals []string
		Rows             []struct {
			Locales                    string
			Cardinal, CardinalNumerals string
			Ordinal, OrdinalNumerals   string
		}
	}
	readOracle(t, "plurals.json", &oracle)
	var operands []cldr.Operands
	for _, v := range floats(t, oracle.Values) {
		o, ok := cldr.OperandsOf(v)
		require.True(t, ok)
		operands = append(operands, o)
	}
	for _, s := range oracle.Numerals {
		o, ok := cldr.OperandsOf(s)
		require.True(t, ok, s)
		operands = append(operands, o)
	}
	names := append(oracle.Values, oracle.Numerals...)
	locales := 0
	for _, row := range oracle.Rows {
		cardinal, ordinal := row.Cardinal+row.CardinalNumerals, row.Ordinal+row.OrdinalNumerals
		for _, tag := range strings.Fields(row.Locales) {
			locales++
			l := cldr.Lookup(tag)
			for i, o := range operands {
				if got, want := l.Cardinal(o), letters[cardinal[i]]; got != want {
					t.Errorf("%s cardinal %s: %s, want %s", tag, names[i], got, want)
				}
				if got, want := l.Ordinal(o), letters[ordinal[i]]; got != want {
					t.Errorf("%s ordinal %s: %s, want %s", tag, names[i], got, want)
				}
			}
		}
	}
	require.Greater(t, locales, 600)
}

// The tables are CLDR 48.2 and ICU 78.2 has CLDR 48.0. One locale was changed in
// between: fr-CH groups with an apostrophe instead of a narrow space.
func TestNumbersAreThoseOfIntl(t *testing.T) {
	var oracle struct {
		Values, Numerals []string
		Resolved         map[string]string
		Rows             []struct {
			Locales                           string
			Plain, Integer, Percent, Numerals []string
		}
	}
	readOracle(t, "numbers.json", &oracle)
	values := floats(t, oracle.Values)
	compared := 0
	for _, row := range oracle.Rows {
		for _, tag := range strings.Fields(row.Locales) {
			if notInICU[tag] != "" {
				require.Equal(t, notInICU[tag], oracle.Resolved[tag])
				continue
			}
			l := cldr.Lookup(tag)
			compared++
			check := func(v any, s cldr.Style, want string) {
				if tag == "fr-CH" {
					want = strings.ReplaceAll(want, "\u202f", "'")
				}
				got, ok := l.AppendNumber(nil, v, s)
				if !ok || string(got) != want {
					t.Errorf("%s style %d of %v: %+q, want %+q", tag, s, v, got, want)
				}
			}
			for i, v := range values {
				check(v, cldr.Plain, row.Plain[i])
				check(v, cldr.Integer, row.Integer[i])
				check(v, cldr.Percent, row.Percent[i])
			}
			for i, s := range oracle.Numerals {
				check(s, cldr.Plain, row.Numerals[i])
			}
		}
	}
	require.Greater(t, compared, 640)
}

// notInICU are the locales that CLDR writes in a way of their own and for which
// Intl answers with the data of another, because ICU does not carry theirs.
var notInICU = map[string]string{
	"az-Arab": "az", "az-Arab-IQ": "az", "az-Arab-TR": "az", // extended Arabic digits
	"ku-Arab": "ku", "ku-Arab-IR": "ku", // the separators of the root
	"mni-Mtei":   "mni", // Meitei digits
	"ms-Arab-BN": "ms",  // the separators of Brunei
	"sat-Deva":   "sat", // Devanagari digits
}

func TestDirectionsAreThoseOfIntl(t *testing.T) {
	var oracle struct {
		Rows []struct{ Locales, Direction string }
	}
	readOracle(t, "direction.json", &oracle)
	for _, row := range oracle.Rows {
		for _, tag := range strings.Fields(row.Locales) {
			if got := cldr.RTL(tag); got != (row.Direction == "rtl") {
				t.Errorf("RTL(%q) is %v, Intl says %s", tag, got, row.Direction)
			}
		}
	}
}
