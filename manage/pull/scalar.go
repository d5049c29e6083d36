package pull

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// scalar writes a text as YAML: plain where every reader of YAML takes it for
// this text, else in double quotes.
func scalar(text string) string {
	if plain(text) {
		return text
	}
	return quoted(text)
}

// boolean are the words that YAML 1.1 takes for booleans.
var boolean = map[string]bool{"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true}

// plain reports whether a text can stand without quotes.
func plain(text string) bool {
	if boolean[strings.ToLower(text)] || text == "" || strings.ContainsFunc(text, escaped) || strings.ContainsAny(text, "\n{}[]") {
		return false
	}
	var doc yaml.Node
	if yaml.Unmarshal([]byte("k: "+text+"\n"), &doc) != nil || len(doc.Content) != 1 || len(doc.Content[0].Content) != 2 {
		return false
	}
	v := doc.Content[0].Content[1]
	return v.Kind == yaml.ScalarNode && v.Style == 0 && v.ShortTag() == "!!str" && v.Value == text &&
		v.LineComment == "" && v.Anchor == ""
}

// escaped reports whether a character is written as an escape.
func escaped(c rune) bool {
	return c < ' ' || c >= 0x7f && c <= 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe || c == 0xffff ||
		c >= 0xd800 && c <= 0xdfff
}

// quoted writes a text in double quotes, what cannot be seen as escapes.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case escaped(c) && c > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, c)
		case escaped(c) && c > 0xff:
			fmt.Fprintf(&b, `\u%04X`, c)
		case escaped(c):
			fmt.Fprintf(&b, `\x%02X`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
