package cldr_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/cldr"
)

// FuzzOperandsOf compares numerals with JSON's syntax and with exact arithmetic.
func FuzzOperandsOf(f *testing.F) {
	for _, s := range []string{
		"0", "-0.0", "1.0", "1.50e1", "1e18", "12345678901234567890.5", "0.05", "1e-7", "-", "01", "1e", "NaN", "1e999",
		strings.Repeat("9", 50) + ".95", "0." + strings.Repeat("0", 40) + "1",
	} {
		f.Add(s, uint64(1))
	}
	f.Fuzz(func(t *testing.T, s string, offset uint64) {
		n, ok := cldr.NumberOf(s)
		trimmed := strings.Trim(s, " \t\r\n")
		if !ok {
			small := len(s) < 20 && !strings.ContainsAny(s, "eE")
			isNumber := s != "" && trimmed == s && strings.ContainsAny(s[:1], "-0123456789") && json.Valid([]byte(s))
			require.False(t, small && isNumber, "%q is a number", s)
			return
		}
		require.True(t, json.Valid([]byte(s)) && trimmed == s, "%q is no number", s)
		checkOperands(t, s, n.Operands())
		value, ok := new(big.Rat).SetString(s)
		require.True(t, ok)
		less := n.Minus(offset)
		value.Sub(value, new(big.Rat).SetFrac(new(big.Int).SetUint64(offset), big.NewInt(1)))
		text := string(cldr.Lookup("en").Append(nil, &less, cldr.Plain))
		got, ok := new(big.Rat).SetString(strings.ReplaceAll(text, ",", ""))
		require.True(t, ok, text)
		require.Zero(t, got.Cmp(value), "%s - %d = %s", s, offset, text)
		for _, tag := range []string{"ar", "br", "fr", "lv", "kw"} {
			l := cldr.Lookup(tag)
			require.Contains(t, l.Cardinals(), l.Cardinal(n.Operands()))
			require.Contains(t, l.Ordinals(), l.Ordinal(less.Operands()))
		}
	})
}

// checkOperands compares o with exact arithmetic.
func checkOperands(t *testing.T, s string, o cldr.Operands) {
	value, ok := new(big.Rat).SetString(strings.TrimPrefix(s, "-"))
	require.True(t, ok)
	limit := big.NewInt(1e18)
	whole := new(big.Int).Quo(value.Num(), value.Denom())
	require.Equal(t, new(big.Int).Mod(whole, limit).Uint64(), o.I, s)
	fraction := new(big.Rat).Sub(value, new(big.Rat).SetInt(whole))
	for digits, want := range map[int]uint64{o.V: o.F, o.W: o.T} {
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
		shifted := new(big.Rat).Mul(fraction, new(big.Rat).SetInt(scale))
		require.True(t, shifted.IsInt(), s)
		require.Equal(t, new(big.Int).Mod(shifted.Num(), limit).Uint64(), want, s)
	}
}

// FuzzTags holds the functions on tags to what they promise each other.
func FuzzTags(f *testing.F) {
	for _, s := range []string{"en", "zh-hant-tw", "EN-u-nu-latn", "de--", "sl-rozaj-biske", "x-y-z", "iw-IL", "az-IR"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		require.NotNil(t, cldr.Lookup(tag))
		cldr.RTL(tag)
		require.LessOrEqual(t, len(cldr.Parents(tag)), len(tag)+10)
		canonical, ok := cldr.Canonical(tag)
		if !ok {
			return
		}
		require.True(t, strings.EqualFold(tag, canonical))
		again, ok := cldr.Canonical(canonical)
		require.True(t, ok)
		require.Equal(t, canonical, again)
		require.Same(t, cldr.Lookup(tag), cldr.Lookup(canonical))
		require.Equal(t, cldr.RTL(tag), cldr.RTL(canonical))
		for _, p := range cldr.Parents(canonical) {
			c, ok := cldr.Canonical(p)
			require.True(t, ok, "parent %q of %q", p, tag)
			require.Equal(t, c, p)
		}
	})
}
