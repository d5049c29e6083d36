package cldr

import (
	"strconv"
	"unicode/utf8"
)

// number is one way to write numbers.
type number struct {
	zero                           rune // the first of ten digits in a row
	decimal, group, minus          string
	infinity, nan                  string
	percentPrefix, percentNegative string // before a percentage, and before one below zero
	percentSuffix                  string
	minGrouping                    int8 // digits before the first separator that grouping needs
	plain, percent                 grouping
}

// grouping is the sizes of the last group of digits and of those before it.
type grouping struct{ primary, secondary int8 }

// AppendNumber appends v, of any type that NumberOf takes, as the locale writes
// it; ok is false, and nothing appended, for anything else. The result is that
// of Intl.NumberFormat: default digits, grouping, and halves rounded away from
// zero. Plain keeps all fraction digits that a numeral shows, where Intl would
// round to three; Integer and Percent show none. An unknown style is Plain.
//
// It does not allocate when dst has room and v is no numeral of over 40 digits.
func (l *Locale) AppendNumber(dst []byte, v any, s Style) (_ []byte, ok bool) {
	n, ok := NumberOf(v)
	if !ok {
		return dst, false
	}
	return l.Append(dst, &n, s), true
}

// Append appends n as AppendNumber does.
func (l *Locale) Append(dst []byte, n *Number, s Style) []byte {
	w := &numbers[l.number]
	prefix, negative, suffix, sizes := "", w.minus, "", w.plain
	if s == Percent {
		prefix, negative, suffix, sizes = w.percentPrefix, w.percentNegative, w.percentSuffix, w.percent
	}
	if n.neg {
		prefix = negative
	}
	dst = append(dst, prefix...)
	switch n.form {
	case infinite:
		dst = append(dst, w.infinity...)
	case notANumber:
		dst = append(dst, w.nan...)
	default:
		r := *n
		r.settle(s)
		dst = w.appendDigits(dst, &r, sizes)
	}
	return append(dst, suffix...)
}

// AppendInt appends i as Append does in the styles Plain and Integer.
func (l *Locale) AppendInt(dst []byte, i int64) []byte {
	w := &numbers[l.number]
	u := uint64(i)
	if i < 0 {
		dst, u = append(dst, w.minus...), -u
	}
	var space [20]byte
	digits := strconv.AppendUint(space[:0], u, 10)
	return w.appendWhole(dst, digits, len(digits), w.plain)
}

// appendWhole appends the digits before the point, which stands behind so many
// of digits, and their separators.
func (w *number) appendWhole(dst, digits []byte, point int, sizes grouping) []byte {
	primary, secondary := int(sizes.primary), int(sizes.secondary)
	whole := max(point, 1)
	grouped := primary > 0 && whole-primary >= int(w.minGrouping)
	for left := whole; left > 0; left-- {
		if grouped && left < whole && left >= primary && (left-primary)%secondary == 0 {
			dst = append(dst, w.group...)
		}
		dst = w.appendDigit(dst, digitAt(digits, point-left))
	}
	return dst
}

// appendDigits appends the digits, separators and decimal sign of n, which is
// rounded.
func (w *number) appendDigits(dst []byte, n *Number, sizes grouping) []byte {
	digits := n.digits()
	dst = w.appendWhole(dst, digits, n.point, sizes)
	fraction := max(n.visible, len(digits)-n.point)
	if fraction > 0 {
		dst = append(dst, w.decimal...)
	}
	for i := range fraction {
		dst = w.appendDigit(dst, digitAt(digits, n.point+i))
	}
	return dst
}

// appendDigit appends one digit in the digits of the locale.
func (w *number) appendDigit(dst []byte, digit byte) []byte {
	if w.zero == '0' {
		return append(dst, digit)
	}
	return utf8.AppendRune(dst, w.zero+rune(digit-'0'))
}
