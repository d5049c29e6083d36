package content

import "strings"

// An Accept-Language header is cut where people's headers never reach: a
// header of a megabyte costs as much as one of 256 bytes.
const (
	maxAcceptBytes  = 256
	maxAcceptRanges = 10
)

// languageRange is one element of Accept-Language (RFC 9110 section 12.5.4).
type languageRange struct {
	tag    string // "*": any
	weight int    // thousandths
}

// matchAcceptLanguage returns the published locale for the first range, in
// the order of weights, that has one: its own, its nearest parent's (the
// look-up of RFC 4647 section 3.4), or a more special one, so that en is
// served by en-GB. The range * stands for the default locale: it decides,
// with "". The header lines count as one list.
func matchAcceptLanguage(lines []string, m localeMatcher) (tag string, ok bool) {
	var list [maxAcceptRanges]languageRange
	for _, r := range parseAcceptLanguage(list[:0], lines) {
		if r.tag == "*" {
			return "", true
		}
		if tag, ok := m.serves(r.tag); ok {
			return tag, true
		}
		if tag, ok := m.extends(r.tag); ok {
			return tag, true
		}
	}
	return "", false
}

// parseAcceptLanguage appends the usable ranges to list, up to its capacity,
// the heaviest first, equal ones as they stand. Malformed ranges and those of
// weight 0 are left out.
func parseAcceptLanguage(list []languageRange, lines []string) []languageRange {
	bytes, elements := maxAcceptBytes, 0
	for _, line := range lines {
		whole := len(line) <= bytes
		if !whole {
			line = line[:bytes]
		}
		bytes -= len(line)
		for line != "" && elements < cap(list) {
			element, rest, more := strings.Cut(line, ",")
			line = rest
			if !more && !whole {
				break // cut off in its middle
			}
			elements++
			if r, ok := parseLanguageRange(element); ok {
				list = insertRange(list, r)
			}
		}
	}
	return list
}

// insertRange puts r behind all ranges of its weight or more.
func insertRange(list []languageRange, r languageRange) []languageRange {
	list = append(list, r)
	i := len(list) - 1
	for ; i > 0 && list[i-1].weight < r.weight; i-- {
		list[i] = list[i-1]
	}
	list[i] = r
	return list
}

// parseLanguageRange reads one element: "de-AT", "de;q=0.8", "*". A tag with
// an underscore, as some programs send it, counts up to there.
func parseLanguageRange(s string) (languageRange, bool) {
	tag, params, _ := strings.Cut(s, ";")
	tag, _, _ = strings.Cut(trimOWS(tag), "_")
	r := languageRange{tag: tag, weight: 1000}
	if tag != "*" && !isTag(tag) {
		return r, false
	}
	for params != "" {
		var param string
		param, params, _ = strings.Cut(params, ";")
		name, value, _ := strings.Cut(param, "=")
		if name = trimOWS(name); name != "q" && name != "Q" {
			continue
		}
		weight, ok := parseWeight(trimOWS(value))
		if !ok {
			return r, false
		}
		r.weight = weight
	}
	return r, r.weight > 0
}

// parseWeight reads a qvalue (RFC 9110 section 12.4.2) as thousandths. More
// than three decimals are cut.
func parseWeight(s string) (int, bool) {
	if s == "" || s[0] != '0' && s[0] != '1' {
		return 0, false
	}
	weight, unit := int(s[0]-'0')*1000, 100
	if len(s) > 1 && s[1] != '.' {
		return 0, false
	}
	for i := 2; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		weight += int(s[i]-'0') * unit
		unit /= 10
	}
	return weight, weight <= 1000
}

// trimOWS removes spaces and tabs around s.
func trimOWS(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}
