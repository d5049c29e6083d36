package cldr

import (
	"bytes"
)

// Equal reports whether v, of any type that NumberOf takes, is exactly n. That
// is the test of a plural selector such as =1, so "1.0" equals 1 and 1.0004 does
// not. What is no number equals nothing.
func Equal(v any, n int64) bool {
	number, ok := NumberOf(v)
	return ok && number.Equal(n)
}

// Equal reports whether the number is exactly i, without rounding.
func (n *Number) Equal(i int64) bool {
	var other Number
	other.setInt(i)
	digits := n.digits()
	return n.form == finite && n.point == other.point && bytes.Equal(digits, other.digits()) &&
		(n.neg == other.neg || len(digits) == 0)
}

// Minus returns the number less offset, as the offset of a plural asks for: the
// selectors look at n, the categories and # at n.Minus(offset). A numeral shows
// as many fraction digits afterwards as before. The result is exact; not a
// number and the infinities stay what they are.
func (n *Number) Minus(offset uint64) Number {
	if offset == 0 || n.form != finite {
		return *n
	}
	var other Number
	other.setUint(offset)
	other.neg = true
	return n.plus(&other)
}

// plus returns the sum of n and other. It shows the fraction digits of n.
func (n *Number) plus(other *Number) Number {
	whole := max(n.point, other.point, 0) + 1
	fraction := max(len(n.digits())-n.point, len(other.digits())-other.point, 0)
	var space [2][2 * shortDigits]byte
	sum := n.align(space[0][:0], whole, fraction)
	addend := other.align(space[1][:0], whole, fraction)
	r := Number{neg: n.neg, numeral: n.numeral, visible: n.visible, point: whole}
	switch {
	case n.neg == other.neg:
		addDigits(sum, addend)
	case bytes.Compare(sum, addend) >= 0:
		subtractDigits(sum, addend)
	default:
		subtractDigits(addend, sum)
		sum, r.neg = addend, other.neg
	}
	r.setDigits(sum)
	r.neg = r.neg && len(r.digits()) > 0
	return r
}

// align appends the digits of n with the given number of places before and
// after the point.
func (n *Number) align(dst []byte, whole, fraction int) []byte {
	digits := n.digits()
	for i := n.point - whole; i < n.point+fraction; i++ {
		dst = append(dst, digitAt(digits, i))
	}
	return dst
}

// addDigits adds b to a, which is as long and has room for the carry.
func addDigits(a, b []byte) {
	carry := byte(0)
	for i := len(a) - 1; i >= 0; i-- {
		sum := a[i] + b[i] - '0' + carry
		carry = 0
		if sum > '9' {
			sum -= 10
			carry = 1
		}
		a[i] = sum
	}
}

// subtractDigits subtracts b from a, which is as long and not less.
func subtractDigits(a, b []byte) {
	borrow := byte(0)
	for i := len(a) - 1; i >= 0; i-- {
		difference := a[i] - b[i] - borrow
		borrow = 0
		if difference > 9 {
			difference += 10
			borrow = 1
		}
		a[i] = difference + '0'
	}
}

// settle brings a finite number into the form that style s writes.
func (n *Number) settle(s Style) {
	switch s {
	case Percent:
		if len(n.digits()) > 0 {
			n.point += 2
		}
		n.round(0)
	case Integer:
		n.round(0)
	default:
		if !n.numeral {
			n.round(3)
		}
		return
	}
	n.visible = 0
}

// round rounds to the given number of fraction digits, halves away from zero.
func (n *Number) round(fraction int) {
	digits := n.digits()
	keep := n.point + fraction
	if keep >= len(digits) {
		return
	}
	up := keep >= 0 && digits[keep] >= '5'
	for keep > 0 && up && digits[keep-1] == '9' {
		keep--
	}
	var space [shortDigits]byte
	rounded := append(space[:0], digits[:max(keep, 0)]...)
	switch {
	case up && keep == 0:
		// All were nines, or there was none: the value is the next power of ten.
		rounded = append(rounded, '1')
		n.point++
	case up:
		rounded[keep-1]++
	}
	n.setDigits(rounded)
}
