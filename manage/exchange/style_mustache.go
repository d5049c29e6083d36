package exchange

import (
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
)

// The number formats of i18next, by the styles of our numbers.
var mustacheFormats = map[string]string{
	"":        "number",
	"integer": "number(maximumFractionDigits: 0)",
	"percent": "number(style: percent)",
}

// readMustache reads {{name}}, {{- name}} and {{name, number}} of i18next.
func readMustache(text string, n *notes) (parts []icu.Part) {
	if strings.Contains(text, "$t(") {
		n.lose("write the text out", "it takes in another text with $t()")
	}
	for {
		before, rest, found := strings.Cut(text, "{{")
		inner, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			return joined(append(parts, literal(text)...))
		}
		parts = append(parts, literal(before)...)
		parts = append(parts, mustache(inner, n))
		text = after
	}
}

// mustache reads what stands between the braces.
func mustache(inner string, n *notes) icu.Part {
	written := "{{" + inner + "}}"
	inner = strings.TrimSpace(inner)
	if raw, ok := strings.CutPrefix(inner, "-"); ok {
		inner = strings.TrimSpace(raw)
		n.change("where markup is meant, write it into the text", "%s is written without escaping there; here every argument is escaped", shown(written))
	}
	name, format, formatted := strings.Cut(inner, ",")
	if strings.HasPrefix(name, ".") {
		n.lose("choose the format go-i18n-json, or the syntax go", "%s is a field of a template of Go", shown(written))
	}
	p := argument(strings.TrimSpace(name), written, n)
	if !formatted {
		return p
	}
	for style, f := range mustacheFormats {
		if squeezed(f) == squeezed(format) {
			p.Form, p.Style = "number", style
			return p
		}
	}
	n.lose("pass a formatted string", "the format of %s has no counterpart", shown(written))
	return p
}

func squeezed(s string) string { return strings.ReplaceAll(s, " ", "") }

func writeMustache(parts []icu.Part, n *notes) string {
	return write(parts, n, func(s string) string {
		for _, bad := range []string{"{{", "$t("} {
			if strings.Contains(s, bad) {
				n.lose("write it in another way, with &#123; for a brace for example", "i18next takes %s for its own", bad)
			}
		}
		return s
	}, func(p icu.Part) string {
		if p.Form == "number" {
			return "{{" + p.Name + ", " + mustacheFormats[p.Style] + "}}"
		}
		return "{{" + p.Name + "}}"
	})
}
