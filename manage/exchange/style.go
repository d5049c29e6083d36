package exchange

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
)

// style is a syntax of placeholders in a text without choices.
type style struct {
	name  string
	read  func(text string, n *notes) []icu.Part
	write func(parts []icu.Part, n *notes) string
	icu   bool // texts are messages as they are, choices included
}

// styles are all syntaxes.
var styles = []style{
	{name: "icu", icu: true},
	{name: "i18next", read: readMustache, write: writeMustache},
	{name: "go", read: goDelims{"{{", "}}"}.read, write: writeGo},
	{name: "brace", read: readBrace, write: writeBrace},
	{name: "printf", read: readPrintf, write: writePrintf},
	{name: "none", read: readNone, write: writeNone},
}

// Placeholders lists the names of syntaxes of placeholders: that of our
// messages, of i18next ({{name}}), of Go's templates ({{.Name}}), of Python's
// str.format ({name}), of printf (%s, %1$d, %(name)s, %{name}), and none.
func Placeholders() (names []string) {
	for _, s := range styles {
		names = append(names, s.name)
	}
	return names
}

// styleOf returns the style called name.
func styleOf(name string) style {
	i := slices.IndexFunc(styles, func(s style) bool { return s.name == name })
	return styles[max(i, 0)]
}

// parts reads a text.
func (s style) parts(text string, n *notes) []icu.Part {
	if !n.fits(text) {
		return nil
	}
	parts := s.read(text, n)
	for _, p := range parts {
		n.alike(p.Literal, s.name != "brace")
	}
	return parts
}

// percentLike and braceLike find in literal text what may be a placeholder of
// another syntax, and choiceLike what is a choice of a message.
var (
	percentLike = regexp.MustCompile(`%(\d+\$)?[sd]\b|%\(\w+\)|%\{\w+|%[A-Za-z_]+%`)
	braceLike   = regexp.MustCompile(`\{\{?\s*\.?[A-Za-z0-9_.]*\s*\}\}?`)
	choiceLike  = regexp.MustCompile(`\{\s*\w+\s*,\s*(plural|select|selectordinal)\s*,`)
)

// alike notes what looks like a placeholder and is taken for characters;
// braces says that a brace is none that was quoted. A choice is a loss: no text
// for readers has one.
func (n *notes) alike(text string, braces bool) {
	if found := choiceLike.FindString(text); found != "" && braces {
		n.lose("choose the syntax icu, or divide the text", "it has a choice of a message, %s, and the file is read with another syntax", shown(found))
	}
	found := percentLike.FindString(text)
	if found == "" && braces {
		found = braceLike.FindString(text)
	}
	if found != "" {
		n.change("say with --format and --syntax how placeholders are written", "what looks like a placeholder, %s, is taken for characters", shown(found))
	}
}

func readNone(text string, _ *notes) []icu.Part { return literal(text) }

func writeNone(parts []icu.Part, n *notes) string {
	return write(parts, n, func(s string) string { return s }, func(p icu.Part) string {
		n.lose("choose a syntax of placeholders", "there is no way to write the argument %s", p.Name)
		return ""
	})
}

// write puts a text together of literals and arguments.
func write(parts []icu.Part, n *notes, text func(string) string, argument func(icu.Part) string) string {
	var b strings.Builder
	for _, p := range parts {
		switch {
		case len(p.Cases) > 0 || p.Hash:
			n.lose("divide the text", "there is no way to write a choice within a text")
		case p.Name == "":
			b.WriteString(text(p.Literal))
		default:
			b.WriteString(argument(p))
		}
	}
	return b.String()
}

func literal(text string) []icu.Part {
	if text == "" {
		return nil
	}
	return []icu.Part{{Literal: text}}
}

// argument returns the part for a placeholder, and a loss when no argument can
// have the name.
func argument(name, written string, n *notes) icu.Part {
	if !isName(name) {
		n.lose("use a name of letters, digits, _ and dots", "the placeholder %s has no name that an argument can have", shown(written))
		name = "x"
	}
	return icu.Part{Name: name}
}

// isName reports whether an argument can have the name.
func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '_' && c != '.' && (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// ungrouped writes a number where a format has no localized ones.
func ungrouped(p icu.Part, n *notes) {
	switch {
	case p.Form == "number" && p.Style != "":
		n.lose("pass a formatted string", "there is no way to write %s as %s", p.Name, p.Style)
	case p.Form == "number":
		n.change("", "the number %s loses the separators of the locale", p.Name)
	}
}

func quote(s string) string { return strconv.Quote(s) }
