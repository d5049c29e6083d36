package exchange

import (
	"strconv"
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
)

// The format specifications of Python's str.format, by the styles of our
// numbers.
var braceFormats = map[string]string{"": "n", "integer": ".0f", "percent": ".0%"}

// readBrace reads {name}, {0}, {} and {name:n} of Python's str.format. A brace
// that is doubled is itself.
func readBrace(text string, n *notes) (parts []icu.Part) {
	var lit strings.Builder
	flush := func() {
		parts = append(parts, literal(lit.String())...)
		lit.Reset()
	}
	auto := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case (c == '{' || c == '}') && i+1 < len(text) && text[i+1] == c:
			lit.WriteByte(c)
			i++
		case c == '{':
			inner, _, closed := strings.Cut(text[i+1:], "}")
			if !closed {
				n.lose("close it, or write {{", "the brace at %s is not closed", shown(text[i:]))
				return joined(parts)
			}
			flush()
			parts = append(parts, brace(inner, &auto, n))
			i += len(inner) + 1
		default:
			lit.WriteByte(c)
		}
	}
	flush()
	return joined(parts)
}

func brace(inner string, auto *int, n *notes) icu.Part {
	name, format, formatted := strings.Cut(inner, ":")
	if name == "" {
		name = strconv.Itoa(*auto)
		*auto++
	}
	p := argument(name, "{"+inner+"}", n)
	if !formatted || format == "d" || format == "s" {
		return p
	}
	for style, f := range braceFormats {
		if f == format {
			p.Form, p.Style = "number", style
			if style == "integer" {
				n.change("", "the number %s gets the separators of the locale", p.Name)
			}
			return p
		}
	}
	n.lose("pass a formatted string", "the format of %s has no counterpart", shown("{"+inner+"}"))
	return p
}

func writeBrace(parts []icu.Part, n *notes) string {
	return write(parts, n, func(s string) string {
		return strings.NewReplacer("{", "{{", "}", "}}").Replace(s)
	}, func(p icu.Part) string {
		if p.Form == "number" {
			if p.Style == "integer" {
				n.change("", "the number %s loses the separators of the locale", p.Name)
			}
			return "{" + p.Name + ":" + braceFormats[p.Style] + "}"
		}
		return "{" + p.Name + "}"
	})
}
