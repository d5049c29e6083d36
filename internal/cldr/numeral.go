package cldr

import "strings"

// parseNumeral reads a number in the syntax of JSON.
func parseNumeral(s string) (n Number, ok bool) {
	rest, neg := strings.CutPrefix(s, "-")
	whole, rest := cutDigits(rest)
	if whole == "" || whole[0] == '0' && len(whole) > 1 {
		return n, false
	}
	fraction := ""
	if strings.HasPrefix(rest, ".") {
		if fraction, rest = cutDigits(rest[1:]); fraction == "" {
			return n, false
		}
	}
	exponent := 0
	if rest != "" {
		if exponent, ok = parseExponent(rest); !ok {
			return n, false
		}
	}
	if len(whole)+len(fraction) > 2*maxDigits {
		return n, false
	}
	n = Number{neg: neg, numeral: true, visible: max(0, len(fraction)-exponent), point: len(whole) + exponent}
	var space [2 * shortDigits]byte
	n.setDigits(append(append(space[:0], whole...), fraction...))
	if max(n.point, 1)+n.visible > maxDigits {
		return Number{}, false
	}
	return n, true
}

// cutDigits cuts the decimal digits off the start of s.
func cutDigits(s string) (digits, rest string) {
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return s[:i], s[i:]
}

// parseExponent reads an exponent with its e. One that no numeral within the
// limits can have comes out as some other that none can have.
func parseExponent(s string) (exponent int, ok bool) {
	if s[0] != 'e' && s[0] != 'E' {
		return 0, false
	}
	s, neg := strings.CutPrefix(s[1:], "-")
	if !neg {
		s, _ = strings.CutPrefix(s, "+")
	}
	digits, rest := cutDigits(s)
	if digits == "" || rest != "" {
		return 0, false
	}
	for _, c := range digits {
		exponent = min(10*exponent+int(c-'0'), 100*maxDigits)
	}
	if neg {
		return -exponent, true
	}
	return exponent, true
}
