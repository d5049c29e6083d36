package exchange

import (
	"strconv"
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
)

// goDelims are the delimiters of a template of Go.
type goDelims struct{ left, right string }

// read reads the fields of a template. Everything else that a template can do
// is a loss.
func (d goDelims) read(text string, n *notes) (parts []icu.Part) {
	for {
		before, rest, found := strings.Cut(text, d.left)
		parts = append(parts, literal(before)...)
		if !found {
			return joined(parts)
		}
		inner, after, closed := strings.Cut(rest, d.right)
		if !closed {
			n.lose("close it", "%s is not closed", shown(d.left+rest))
			return joined(parts)
		}
		parts = append(parts, d.action(inner, n)...)
		text = after
	}
}

// action reads what stands between delimiters.
func (d goDelims) action(inner string, n *notes) []icu.Part {
	written := d.left + inner + d.right
	inner = strings.TrimSpace(inner)
	if s, err := strconv.Unquote(inner); err == nil && inner[0] != '\'' {
		return literal(s)
	}
	name, field := strings.CutPrefix(inner, ".")
	if !field || !isName(name) || strings.HasPrefix(name, ".") {
		n.lose("pass the result as an argument, and write its name", "%s is more than a field", shown(written))
		return nil
	}
	return []icu.Part{{Name: name}}
}

func writeGo(parts []icu.Part, n *notes) string {
	var argument = func(p icu.Part) string {
		ungrouped(p, n)
		if c := p.Name[0]; c >= '0' && c <= '9' || strings.Contains("."+p.Name+".", "..") || strings.ContainsAny(digitAfterDot(p.Name), "0123456789") {
			n.lose("give it another name", "a field of Go cannot be called %s", p.Name)
		}
		return "{{." + p.Name + "}}"
	}
	return write(parts, n, func(s string) string { return strings.ReplaceAll(s, "{{", `{{"{{"}}`) }, argument)
}

// digitAfterDot returns what stands right behind the dots of a name.
func digitAfterDot(name string) (firsts string) {
	for part := range strings.SplitSeq(name, ".") {
		firsts += part[:min(1, len(part))]
	}
	return firsts
}
