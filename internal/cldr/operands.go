package cldr

// Operands are what plural rules look at, as UTS 35 part 3 defines them for the
// absolute value of a number in the form in which it is written. Its operand n
// is the value itself, which I, F and V make up. c, an older name of e, is E.
//
// I, F and T are kept modulo 10^18, together with a note whether digits were
// lost, so that rules for numbers of any size come out right: those that take
// an operand modulo a power of ten see its last digits, and those that compare
// the operand itself see that it is larger than whatever they name.
type Operands struct {
	I uint64 // i: the integer digits
	F uint64 // f: the visible fraction digits
	T uint64 // t: the visible fraction digits without trailing zeros
	V int    // v: how many visible fraction digits there are
	W int    // w: how many without trailing zeros
	E int    // e: the exponent of compact notation; always 0 from this package

	largeI, largeF, largeT bool // the operand is 10^18 or more
	special                bool // not a finite number: every rule gives Other
}

// operandDigits is how many of its last digits an operand keeps.
const operandDigits = 18

// OperandsOf returns the operands of v, which may be of any type that NumberOf
// takes; ok is false for anything else. Not a number and the infinities have
// operands for which every language gives Other.
func OperandsOf(v any) (o Operands, ok bool) {
	n, ok := NumberOf(v)
	if !ok {
		return o, false
	}
	return n.Operands(), true
}

// Operands returns the operands of the number as Plain writes it: a Go number
// is rounded to at most three fraction digits, as Intl.PluralRules does by
// default; a numeral keeps the fraction digits that it shows.
func (n *Number) Operands() (o Operands) {
	if n.form != finite {
		o.special = true
		return o
	}
	r := *n
	r.settle(Plain)
	digits := r.digits()
	o.W = max(0, len(digits)-r.point)
	o.V = max(o.W, r.visible)
	o.I, o.largeI = lastDigits(digits, 0, r.point)
	o.F, o.largeF = lastDigits(digits, r.point, r.point+o.V)
	o.T, o.largeT = lastDigits(digits, r.point, r.point+o.W)
	return o
}

// OperandsOfInt returns the operands of an integer below 10^18 and above
// -10^18.
func OperandsOfInt(i int64) Operands {
	if i < 0 {
		i = -i
	}
	return Operands{I: uint64(i)}
}

// lastDigits returns the value of the digits from start up to end, modulo
// 10^18, and whether that left out any digit but zero. Positions outside of
// digits stand for zeros.
func lastDigits(digits []byte, start, end int) (value uint64, large bool) {
	for i := max(start, end-operandDigits); i < end; i++ {
		value = 10*value + uint64(digitAt(digits, i)-'0')
	}
	for i := max(0, start); i < min(end-operandDigits, len(digits)); i++ {
		large = large || digits[i] != '0'
	}
	return value, large
}

// digitAt returns the digit at position i, '0' outside of digits.
func digitAt(digits []byte, i int) byte {
	if i < 0 || i >= len(digits) {
		return '0'
	}
	return digits[i]
}
