package cldr_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/cldr"
)

// noAlloc fails when f allocates.
func noAlloc(t *testing.T, name string, f func()) {
	t.Helper()
	require.Zero(t, testing.AllocsPerRun(100, f), name)
}

func TestLookupNoAlloc(t *testing.T) {
	for _, tag := range []string{"de", "EN-au", "zh-Hant-HK", "zh-TW", "iw-IL", "ca-ES-valencia", "xx-Latn-XX"} {
		noAlloc(t, tag, func() { cldr.Lookup(tag) })
		noAlloc(t, tag, func() { cldr.Parent(tag) })
		noAlloc(t, tag, func() { cldr.RTL(tag) })
	}
	noAlloc(t, "Canonical", func() { cldr.Canonical("zh-Hant-TW") })
	noAlloc(t, "Canonical", func() { cldr.Canonical("sl-rozaj-biske-1994") })
}

func TestNumbersNoAlloc(t *testing.T) {
	dst := make([]byte, 0, 100)
	l := cldr.Lookup("ar-EG")
	for _, v := range []any{1234567, int8(-5), uint64(1 << 63), -1234.5678, float32(0.5), 1e21, "12.50", json.Number("7"), count(8)} {
		noAlloc(t, "AppendNumber", func() { l.AppendNumber(dst, v, cldr.Plain) })
		noAlloc(t, "AppendNumber", func() { l.AppendNumber(dst, v, cldr.Percent) })
		noAlloc(t, "OperandsOf", func() {
			o, _ := cldr.OperandsOf(v)
			l.Cardinal(o)
			l.Ordinal(o)
		})
		noAlloc(t, "Equal", func() { cldr.Equal(v, 7) })
		noAlloc(t, "Minus", func() {
			n, _ := cldr.NumberOf(v)
			n = n.Minus(2)
			l.Cardinal(n.Operands())
			l.Append(dst, &n, cldr.Plain)
		})
	}
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		cldr.Lookup("de-AT")
	}
}

func BenchmarkOperandsCardinal(b *testing.B) {
	l := cldr.Lookup("pl")
	b.ReportAllocs()
	for b.Loop() {
		o, _ := cldr.OperandsOf(1234)
		l.Cardinal(o)
	}
}

func BenchmarkAppendNumberInt(b *testing.B) {
	l := cldr.Lookup("de")
	dst := make([]byte, 0, 100)
	b.ReportAllocs()
	for b.Loop() {
		l.AppendNumber(dst, 1234567, cldr.Plain)
	}
}

func BenchmarkAppendNumberFloat(b *testing.B) {
	l := cldr.Lookup("ar-EG")
	dst := make([]byte, 0, 100)
	b.ReportAllocs()
	for b.Loop() {
		l.AppendNumber(dst, 1234.5678, cldr.Plain)
	}
}
