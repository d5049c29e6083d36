package cldr

import (
	"math"
	"reflect"
	"slices"
	"strconv"
)

// Number is a decimal number on its way into a text: it chooses a plural
// category and is written. The zero value is 0.
//
// It takes up about a hundred bytes, shares nothing that changes, and may be
// copied.
type Number struct {
	form    form
	neg     bool
	numeral bool // from a string: visible counts
	visible int  // fraction digits that the numeral shows
	point   int  // the value is 0.digits × 10^point
	count   int  // digits in short, when long is nil
	short   [shortDigits]byte
	long    []byte // the digits of a number that does not fit short; never changed
}

// form tells numbers from what only looks like one.
type form uint8

const (
	finite form = iota
	infinite
	notANumber
)

const (
	shortDigits = 40   // digits of a number without an allocation
	maxDigits   = 1000 // digits of a numeral, written without an exponent
)

// NumberOf returns the number that v is:
//
//   - an integer of Go has its value;
//   - a float of Go has its value too, so 1.0 is 1 and shows no fraction; a
//     float64 stands for the shortest decimal that reads back as it, a float32
//     for the float64 of the same value, as in JavaScript;
//   - a json.Number or any other string is a numeral in the syntax of JSON
//     numbers (RFC 8259, section 6) and shows its fraction digits, so "1.0" has
//     one; an exponent moves the point ("1.50e1" is 15.0). A numeral of more than
//     1000 digits, written without exponent, is refused.
//
// Named types are what their underlying types are. ok is false for every other
// type and for a string of another syntax.
func NumberOf(v any) (n Number, ok bool) {
	switch v := v.(type) {
	case int:
		n.setInt(int64(v))
	case int64:
		n.setInt(v)
	case int32:
		n.setInt(int64(v))
	case uint:
		n.setUint(uint64(v))
	case uint64:
		n.setUint(v)
	case uint32:
		n.setUint(uint64(v))
	case float64:
		n.setFloat(v)
	case float32:
		n.setFloat(float64(v))
	case string:
		return parseNumeral(v)
	default:
		return reflectNumber(v)
	}
	return n, true
}

// reflectNumber is NumberOf for the rarer types.
func reflectNumber(v any) (n Number, ok bool) {
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
		return n, false
	case r.CanInt():
		n.setInt(r.Int())
	case r.CanUint():
		n.setUint(r.Uint())
	case r.CanFloat():
		n.setFloat(r.Float())
	case r.Kind() == reflect.String:
		return parseNumeral(r.String())
	default:
		return n, false
	}
	return n, true
}

// setInt makes n the integer v.
func (n *Number) setInt(v int64) {
	if v < 0 {
		n.setUint(-uint64(v))
		n.neg = true
		return
	}
	n.setUint(uint64(v))
}

// setUint makes n the integer v.
func (n *Number) setUint(v uint64) {
	n.count = len(strconv.AppendUint(n.short[:0], v, 10))
	n.point = n.count
	n.setDigits(n.short[:n.count])
}

// setFloat makes n the float v.
func (n *Number) setFloat(v float64) {
	n.neg = math.Signbit(v)
	switch {
	case math.IsNaN(v):
		n.form, n.neg = notANumber, false
		return
	case math.IsInf(v, 0):
		n.form = infinite
		return
	}
	// The shortest form is d.ddde±xx: at most 17 digits and a point.
	text := strconv.AppendFloat(n.short[:0], math.Abs(v), 'e', -1, 64)
	mark := len(text) - 1
	for text[mark] != 'e' {
		mark--
	}
	exponent := 0
	for _, c := range text[mark+2:] {
		exponent = 10*exponent + int(c-'0')
	}
	if text[mark+1] == '-' {
		exponent = -exponent
	}
	n.count = 1
	if mark > 1 {
		n.count = copy(n.short[1:], text[2:mark]) + 1
	}
	n.point = exponent + 1
	n.setDigits(n.short[:n.count])
}

// digits returns the significant digits; the caller does not change them.
func (n *Number) digits() []byte {
	if n.long != nil {
		return n.long
	}
	return n.short[:n.count]
}

// setDigits makes a copy of digits, without zeros at both ends, the digits of n,
// so that equal values have equal digits. The point of n is that of digits.
func (n *Number) setDigits(digits []byte) {
	start, end := 0, len(digits)
	for end > 0 && digits[end-1] == '0' {
		end--
	}
	for start < end && digits[start] == '0' {
		start++
	}
	n.point -= start
	if start == end {
		n.point = 0
	}
	if digits = digits[start:end]; len(digits) > shortDigits {
		n.long = slices.Clone(digits)
		return
	}
	n.count = copy(n.short[:], digits)
	n.long = nil
}
