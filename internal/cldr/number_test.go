package cldr_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/cldr"
)

type (
	count   int
	amount  float32
	numeral string
)

// plain writes v as English does.
func plain(t *testing.T, v any) string {
	t.Helper()
	b, ok := cldr.Lookup("en").AppendNumber(nil, v, cldr.Plain)
	require.True(t, ok, "%v", v)
	return string(b)
}

func TestNumberOfGoTypes(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{0, "0"}, {int8(-128), "-128"}, {int16(1000), "1,000"}, {int32(-7), "-7"},
		{int64(math.MinInt64), "-9,223,372,036,854,775,808"}, {int64(math.MaxInt64), "9,223,372,036,854,775,807"},
		{uint(10), "10"}, {uint8(255), "255"}, {uint16(65535), "65,535"}, {uint32(4e9), "4,000,000,000"},
		{uint64(math.MaxUint64), "18,446,744,073,709,551,615"}, {uintptr(3), "3"},
		{float32(1.5), "1.5"}, {float32(123456789), "123,456,792"}, {1.0, "1"}, {math.Copysign(0, -1), "-0"},
		{math.MaxFloat64, "179,769,313,486,231,570" + strings.Repeat(",000", 97)},
		{math.SmallestNonzeroFloat64, "0"},
		{count(5), "5"}, {amount(0.5), "0.5"}, {time.Duration(12), "12"},
		{json.Number("1.50"), "1.50"}, {numeral("-2.0"), "-2.0"}, {"1e3", "1,000"},
	} {
		require.Equal(t, c.want, plain(t, c.v), "%T %v", c.v, c.v)
	}
}

func TestNumberOfRefuses(t *testing.T) {
	for _, v := range []any{
		nil, true, 1i, []int{1}, struct{}{}, new(int), count.String, "", "-", "+1", "01", "-01", ".5", "1.", "1.e1",
		"1e", "1e+", "1x", "1e1x", "1e1.5", " 1", "1 ", "0x1", "1_000", "1,000", "NaN", "Infinity", "--1", "١",
		"1e1000", "1e-1000", "0e-1000", "1e99999999999999999999", "1e-99999999999999999999",
		strings.Repeat("9", 1001), "0." + strings.Repeat("1", 1000), "0." + strings.Repeat("0", 3000) + "1e3000",
	} {
		_, ok := cldr.NumberOf(v)
		require.False(t, ok, "%v", v)
		_, ok = cldr.OperandsOf(v)
		require.False(t, ok, "%v", v)
		got, ok := cldr.Lookup("en").AppendNumber([]byte("as it was"), v, cldr.Plain)
		require.False(t, ok, "%v", v)
		require.Equal(t, "as it was", string(got))
		require.False(t, cldr.Equal(v, 1))
	}
}

// String makes count.String a func value that is no number.
func (c count) String() string { return "" }

func TestNumeralsKeepTheirDigits(t *testing.T) {
	en := cldr.Lookup("en")
	nines := strings.Repeat("9", 60)
	for _, c := range []struct{ text, plain, integer, percent string }{
		{"0", "0", "0", "0%"},
		{"-0", "-0", "-0", "-0%"},
		{"-0.00", "-0.00", "-0", "-0%"},
		{"1.0", "1.0", "1", "100%"},
		{"1.50e1", "15.0", "15", "1,500%"},
		{"1.50e2", "150", "150", "15,000%"},
		{"1.5E+3", "1,500", "1,500", "150,000%"},
		{"15e-3", "0.015", "0", "2%"},
		{"0.00e3", "0", "0", "0%"},
		{"0e2000", "0", "0", "0%"},
		{"2.5", "2.5", "3", "250%"},
		{"-2.5", "-2.5", "-3", "-250%"},
		{"0.4999999999999999999999", "0.4999999999999999999999", "0", "50%"},
		{"999.5", "999.5", "1,000", "99,950%"},
		{"0.005", "0.005", "0", "1%"},
		{"0.0049", "0.0049", "0", "0%"},
		{"0." + nines, "0." + nines, "1", "100%"},
		{nines + ".5", strings.Repeat(",999", 20)[1:] + ".5", "1" + strings.Repeat(",000", 20), "99" + strings.Repeat(",999", 19) + ",950%"},
	} {
		for style, want := range map[cldr.Style]string{cldr.Plain: c.plain, cldr.Integer: c.integer, cldr.Percent: c.percent} {
			got, ok := en.AppendNumber(nil, c.text, style)
			require.True(t, ok)
			require.Equal(t, want, string(got), "style %d of %s", style, c.text)
		}
	}
	thousand, ok := en.AppendNumber(nil, "1e999", cldr.Plain)
	require.True(t, ok)
	require.Len(t, thousand, 1000+333)
}

func TestOperands(t *testing.T) {
	for _, c := range []struct {
		v     any
		i     uint64
		v2, w int
		f, t  uint64
	}{
		{1, 1, 0, 0, 0, 0},
		{"1.0", 1, 1, 0, 0, 0},
		{"1.00", 1, 2, 0, 0, 0},
		{"1.3", 1, 1, 1, 3, 3},
		{"1.30", 1, 2, 1, 30, 3},
		{"1.03", 1, 2, 2, 3, 3},
		{"1.230", 1, 3, 2, 230, 23},
		{"1200000", 1200000, 0, 0, 0, 0},
		{"-0.05", 0, 2, 2, 5, 5},
		{-1.0005, 1, 3, 3, 1, 1},
		{1.0004, 1, 0, 0, 0, 0},
		{0.9996, 1, 0, 0, 0, 0},
		{uint64(math.MaxUint64), 446744073709551615, 0, 0, 0, 0},
		{"0.1234567890123456789012", 0, 22, 22, 567890123456789012, 567890123456789012},
	} {
		o, ok := cldr.OperandsOf(c.v)
		require.True(t, ok)
		got := []any{o.I, o.V, o.W, o.F, o.T, o.E}
		require.Equal(t, []any{c.i, c.v2, c.w, c.f, c.t, 0}, got, "%v", c.v)
	}
}

// Rules see that a number is large though its operands keep 18 digits only.
func TestHugeOperands(t *testing.T) {
	for _, c := range []struct {
		tag, v string
		want   cldr.Category
	}{
		{"en", "1000000000000000000000000000001", cldr.Other},  // not 1
		{"fr", "1e18", cldr.Many},                              // not 0, and a multiple of 10^6
		{"ru", "1000000000000000000000000000001", cldr.One},    // ends in 1
		{"ru", "1000000000000000000000000000011", cldr.Many},   // ends in 11
		{"ar", "1e30", cldr.Other},                             // not 0
		{"ar", "1000000000000000000000000000005", cldr.Few},    // ends in 05
		{"mk", "0.11", cldr.Other},                             // f ends in 11
		{"da", "0." + strings.Repeat("0", 30) + "1", cldr.One}, // t is not 0, i is
		{"es", "1." + strings.Repeat("0", 30), cldr.One},       // n is 1
		{"pl", "1e999", cldr.Many},
	} {
		o, ok := cldr.OperandsOf(c.v)
		require.True(t, ok)
		require.Equal(t, c.want, cldr.Lookup(c.tag).Cardinal(o), "%s %s", c.tag, c.v)
	}
}

func TestSpecialNumbers(t *testing.T) {
	en := cldr.Lookup("en")
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		o, ok := cldr.OperandsOf(v)
		require.True(t, ok)
		for _, tag := range []string{"ar", "fr", "ja", "lv"} {
			require.Equal(t, cldr.Other, cldr.Lookup(tag).Cardinal(o))
			require.Equal(t, cldr.Other, cldr.Lookup(tag).Ordinal(o))
		}
		require.False(t, cldr.Equal(v, 0))
		n, _ := cldr.NumberOf(v)
		less := n.Minus(3)
		require.Equal(t, en.Append(nil, &n, cldr.Plain), en.Append(nil, &less, cldr.Plain))
	}
	require.Equal(t, "-∞", plain(t, math.Inf(-1)))
	require.Equal(t, "NaN", plain(t, math.Copysign(math.NaN(), -1)))
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		v    any
		n    int64
		want bool
	}{
		{1, 1, true}, {1.0, 1, true}, {"1.00", 1, true}, {"10e-1", 1, true}, {1.0004, 1, false}, {"1.0001", 1, false},
		{0, 0, true}, {math.Copysign(0, -1), 0, true}, {"-0.0", 0, true}, {-1, 1, false}, {-1, -1, true}, {1, -1, false},
		{100, 1, false}, {100, 100, true}, {"1e2", 100, true}, {int64(math.MinInt64), math.MinInt64, true},
		{uint64(1 << 63), math.MinInt64, false}, {math.MaxInt64, math.MaxInt64, true}, {"1e999", 1, false},
		{"0." + strings.Repeat("0", 50), 0, true}, {"-5." + strings.Repeat("0", 50), -5, true}, {"x", 0, false},
	} {
		require.Equal(t, c.want, cldr.Equal(c.v, c.n), "%v = %d", c.v, c.n)
	}
}

func TestMinus(t *testing.T) {
	long := strings.Repeat("9", 50)
	for _, c := range []struct {
		v      any
		offset uint64
		want   string
	}{
		{5, 0, "5"}, {5, 1, "4"}, {5, 5, "0"}, {1, 2, "-1"}, {0, 1, "-1"}, {-1, 1, "-2"}, {-99, 1, "-100"}, {100, 1, "99"},
		{1000, 1, "999"}, {1.5, 1, "0.5"}, {0.25, 1, "-0.75"}, {1.1, 1, "0.1"}, {1e21, 1, "999,999,999,999,999,999,999"},
		{"2.50", 1, "1.50"}, {"1.0", 1, "0.0"}, {"0.0", 1, "-1.0"}, {"0.05", 1, "-0.95"}, {"1e-3", 1, "-0.999"},
		{uint64(math.MaxUint64), math.MaxUint64, "0"}, {0, math.MaxUint64, "-18,446,744,073,709,551,615"},
		{"1" + strings.Repeat("0", 45), 1, strings.Repeat(",999", 15)[1:]},
		{"0." + long, 1, "-0." + strings.Repeat("0", 49) + "1"},
		{"-" + long, 1, "-100" + strings.Repeat(",000", 16)},
	} {
		n, ok := cldr.NumberOf(c.v)
		require.True(t, ok)
		before := n
		got := n.Minus(c.offset)
		require.Equal(t, before, n)
		require.Equal(t, c.want, string(cldr.Lookup("en").Append(nil, &got, cldr.Plain)), "%v - %d", c.v, c.offset)
	}
}

// Rounding a number with many digits leaves the number and its copies alone.
func TestNumbersDoNotChange(t *testing.T) {
	text := strings.Repeat("9", 30) + "." + strings.Repeat("9", 30)
	n, ok := cldr.NumberOf(text)
	require.True(t, ok)
	other := n
	en := cldr.Lookup("en")
	before := string(en.Append(nil, &n, cldr.Plain))
	en.Append(nil, &n, cldr.Integer)
	en.Append(nil, &other, cldr.Percent)
	n.Minus(7)
	require.Equal(t, before, string(en.Append(nil, &n, cldr.Plain)))
	require.Equal(t, before, string(en.Append(nil, &other, cldr.Plain)))
}

func TestZeroNumber(t *testing.T) {
	var n cldr.Number
	require.Equal(t, "0", string(cldr.Lookup("en").Append(nil, &n, cldr.Plain)))
	require.Equal(t, cldr.Zero, cldr.Lookup("ar").Cardinal(n.Operands()))
	require.True(t, n.Equal(0))
}

func TestIntegersAreNumbers(t *testing.T) {
	ints := []int64{0, 1, -1, 2, 5, 11, 21, 100, 999, 1000, -1000, 9999, 10_000, 123_456_789, -123_456_789_012, 1<<53 - 1, -(1<<53 - 1)}
	for _, tag := range []string{"en", "de", "de-AT", "es", "pl", "hi", "ar-EG", "fa", "sv", "xx", "bn", "my"} {
		l := cldr.Lookup(tag)
		for _, i := range ints {
			for _, style := range []cldr.Style{cldr.Plain, cldr.Integer} {
				want, _ := l.AppendNumber([]byte("."), i, style)
				require.Equal(t, string(want), string(l.AppendInt([]byte("."), i)), "%s %d", tag, i)
			}
			want, _ := cldr.OperandsOf(i)
			require.Equal(t, want, cldr.OperandsOfInt(i), "%d", i)
		}
	}
}
