package exchange

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
)

// conversion is one of printf, with what C, Python, PHP and Ruby add: a
// position or a name, flags with width and precision, a length, a verb. The
// last branch is Ruby's %{name}.
var conversion = regexp.MustCompile(`%(?:(\d+)\$|\(([^)]*)\))?([-+ #0-9.*]*)('?)(hh|h|ll|l|L|q|j|z|t)?([a-zA-Z%])|%\{([^}]*)\}`)

// integers are the verbs that count.
const integers = "diu"

// readPrintf reads the conversions that write a value as it is. One without a
// name is called by its position, from 1.
func readPrintf(text string, n *notes) (parts []icu.Part) {
	at, auto := 0, 1
	for _, m := range conversion.FindAllStringSubmatchIndex(text, -1) {
		parts = append(parts, literal(percentless(text[at:m[0]], n))...)
		at = m[1]
		group := func(i int) string { return text[max(m[2*i], 0):max(m[2*i+1], 0)] }
		whole := text[m[0]:m[1]]
		switch {
		case m[14] >= 0:
			parts = append(parts, argument(group(7), whole, n))
		case group(6) == "%" && len(whole) == 2:
			parts = append(parts, icu.Part{Literal: "%"})
		default:
			parts = append(parts, printfArgument(whole, group, m[4] >= 0, &auto, n))
		}
	}
	return joined(append(parts, literal(percentless(text[at:], n))...))
}

// printfArgument reads a conversion with a verb.
func printfArgument(whole string, group func(int) string, named bool, auto *int, n *notes) icu.Part {
	name := group(2)
	if !named {
		name = group(1)
		if name == "" {
			name = strconv.Itoa(*auto)
			*auto++
		}
	}
	p := argument(name, whole, n)
	verb := group(6)
	if group(3) != "" || !strings.Contains("disu", verb) {
		n.lose("pass a formatted string, and write %s", "the conversion %s formats its value", shown(whole))
	}
	if group(4) != "" {
		p.Form, p.Style = "number", "integer"
	}
	return p
}

// percentless notes a percent sign that begins no conversion.
func percentless(s string, n *notes) string {
	if strings.Contains(s, "%") {
		n.lose("write %% for the character", "a %% in %s begins nothing that printf knows", shown(s))
	}
	return s
}

// countOfPrintf returns the argument that the forms of a plural count: the only
// one that is written as an integer; "" when there is none, or several.
func countOfPrintf(all []string) (name string) {
	for _, text := range all {
		auto := 1
		for _, m := range conversion.FindAllStringSubmatch(text, -1) {
			if m[6] == "%" || m[6] == "" {
				continue
			}
			one := m[2]
			if one == "" {
				if one = m[1]; one == "" {
					one = strconv.Itoa(auto)
					auto++
				}
			}
			switch {
			case !strings.Contains(integers, m[6]):
			case name == "":
				name = one
			case name != one:
				return ""
			}
		}
	}
	return name
}

// writePrintf writes Python's %(name)s, and %1$s for an argument that is called
// by a number.
func writePrintf(parts []icu.Part, n *notes) string {
	var named, numbered bool
	text := write(parts, n, func(s string) string { return strings.ReplaceAll(s, "%", "%%") }, func(p icu.Part) string {
		if _, err := strconv.Atoi(p.Name); err == nil {
			numbered = true
			if p.Form == "number" && p.Style == "integer" {
				return "%" + p.Name + "$'d"
			}
			ungrouped(p, n)
			return "%" + p.Name + "$s"
		}
		ungrouped(p, n)
		named = true
		return "%(" + p.Name + ")s"
	})
	if named && numbered {
		n.lose("name all arguments, or none", "printf has no text with both names and positions")
	}
	return text
}
