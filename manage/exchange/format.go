package exchange

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/teletextio/content/manage/internal/icu"
	"github.com/teletextio/content/manage/internal/jsondoc"
	"github.com/teletextio/content/manage/texts"
)

// format is one kind of file.
type format struct {
	name      string
	short     string // one line for people
	ext       string // of its files, with the dot
	also      string // another ending that is read
	perLocale bool   // files lie in a folder per locale: de/home.json
	bilingual bool   // files have the texts of the source locale beside the translations
	table     bool   // one file has all locales
	style     string // the syntax of placeholders where none is asked for
	own       bool   // it has no other one
	decode    func(*job, []byte) (*Catalog, error)
	encode    func(*job, *Catalog) ([]byte, error)
}

// formats are all kinds, in the order that help has them.
func formats() []format {
	return []format{i18next, goi18nTOML, goi18nJSON, xliff12, xliff20, po, csvFormat}
}

// Formats lists the names of the formats, and what each is.
func Formats() (names, short []string) {
	for _, f := range formats() {
		names, short = append(names, f.name), append(short, f.short)
	}
	return names, short
}

func formatOf(name string) (format, error) {
	all := formats()
	i := slices.IndexFunc(all, func(f format) bool { return f.name == name })
	if i < 0 {
		names, _ := Formats()
		return format{}, fmt.Errorf("exchange: there is no format %q: there are %s", name, strings.Join(names, ", "))
	}
	return all[i], nil
}

// MaxFile is the largest file that is read, in bytes.
const MaxFile = 16 << 20

// Decode reads a file of translations. name is that of the file, for problems.
// The error is a [texts.Problems] when the file as a whole cannot be read; what
// is wrong with single texts is in the report, which is never nil.
func Decode(formatName, name string, data []byte, o *Options) (*Catalog, *Report, error) {
	j := newJob(name, o)
	f, err := formatOf(formatName)
	if err != nil {
		return nil, &j.report, err
	}
	if err := j.use(f); err != nil {
		return nil, &j.report, err
	}
	if len(data) > MaxFile {
		return nil, &j.report, j.fatal(0, fmt.Sprintf("the file is larger than %d bytes", MaxFile), "divide it")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if line := invalidUTF8(data); line > 0 {
		return nil, &j.report, j.fatal(line, "invalid UTF-8", "save the file as UTF-8")
	}
	c, err := f.decode(j, data)
	if err != nil {
		return nil, &j.report, err
	}
	if j.said > 0 {
		j.change(0, "", "", fmt.Sprintf("the file has %d notes for translators, which are left out", j.said), "write them as comments into the files of texts")
	}
	c.File = name
	j.report.Losses.Sort()
	j.report.Changes.Sort()
	return c, &j.report, nil
}

// Encode writes a file of translations. What cannot be written is left out and
// in the report. c has one locale beside its Source, but for CSV, and the texts
// are messages that can be published.
func Encode(formatName string, c *Catalog, o *Options) ([]byte, *Report, error) {
	j := newJob(c.File, o)
	f, err := formatOf(formatName)
	if err != nil {
		return nil, &j.report, err
	}
	j.Bundle = c.Bundle
	if err := j.use(f); err != nil {
		return nil, &j.report, err
	}
	data, err := f.encode(j, c)
	j.report.Losses.Sort()
	j.report.Changes.Sort()
	return data, &j.report, err
}

// use settles the syntax of placeholders, and makes sure of the options.
func (j *job) use(f format) error {
	for _, name := range append([]string{j.Count}, j.Contexts...) {
		if !isName(name) {
			return fmt.Errorf("exchange: no argument or branch can be called %q: use letters, digits, _ and dots", name)
		}
	}
	switch {
	case j.Placeholders == "":
		j.Placeholders = f.style
	case f.own && j.Placeholders != f.style:
		return fmt.Errorf("exchange: the format %s has its own syntax of placeholders", f.name)
	case !slices.Contains(Placeholders(), j.Placeholders):
		return fmt.Errorf("exchange: there is no syntax %q: there are %s", j.Placeholders, strings.Join(Placeholders(), ", "))
	}
	return nil
}

// fatal is the error of a file that cannot be read at all.
func (j *job) fatal(line int, what, fix string) error {
	return texts.Problems{{File: j.file, Line: line, What: what, Fix: fix}}
}

// invalidUTF8 returns the line of the first byte that is not UTF-8, else 0.
func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && size == 1 {
			return lineAt(data, i)
		}
		i += size
	}
	return 0
}

// lineAt returns the number of the line, from 1, that the offset is on.
func lineAt(data []byte, offset int) int { return 1 + bytes.Count(data[:offset], []byte("\n")) }

// parseJSON reads a JSON file strictly.
func parseJSON(j *job, data []byte) (*jsondoc.Value, error) {
	root, faults := jsondoc.Parse(data)
	if root == nil || len(faults) > 0 {
		var wrong texts.Problems
		for _, f := range faults {
			wrong = append(wrong, texts.Problem{File: j.file, Line: f.Line, What: f.What, Fix: f.Fix})
		}
		return nil, wrong
	}
	return root, nil
}

// forms takes the choices of a text to its outside.
func (j *job) forms(key, source, locale string, n *notes) *forms {
	parts, err := icu.Parse(tidied(source, n))
	if err != nil {
		n.lose("mend it; content publish says where", "the message is not well formed")
	}
	return hoist(j.unescaped(key, parts, n), locale, n)
}

// text returns the message of parts that were read from a file.
func (j *job) text(key string, parts []icu.Part, n *notes) string {
	return icu.Format(j.escaped(key, parts, n))
}

// isPlain reports whether the file has plain text where the text is HTML.
func (j *job) isPlain(key string) bool {
	return j.Plain && (j.PlainKey == nil || !j.PlainKey(j.Bundle, key))
}

// escaped makes HTML of the plain text of a file.
func (j *job) escaped(key string, parts []icu.Part, n *notes) []icu.Part {
	if !j.isPlain(key) {
		return parts
	}
	return literals(parts, func(s string) string {
		if tagLike.MatchString(s) {
			n.change("import it without --plain", "what looks like an element is taken for characters")
		}
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
	})
}

// tagLike finds what may be a tag.
var tagLike = regexp.MustCompile(`</?[A-Za-z0-9][^<>]*>`)

// unescaped makes plain text of HTML.
func (j *job) unescaped(key string, parts []icu.Part, n *notes) []icu.Part {
	if !j.isPlain(key) {
		return parts
	}
	return literals(parts, func(s string) string {
		if strings.Contains(s, "<") {
			n.lose("export it without --plain", "plain text has no elements")
		}
		return html.UnescapeString(s)
	})
}

// literals returns the parts with their literals changed.
func literals(parts []icu.Part, change func(string) string) []icu.Part {
	out := slices.Clone(parts)
	for i := range out {
		out[i].Literal = change(out[i].Literal)
		out[i].Cases = slices.Clone(out[i].Cases)
		for k := range out[i].Cases {
			out[i].Cases[k].Parts = literals(out[i].Cases[k].Parts, change)
		}
	}
	return out
}

// tidied returns a text as it is published: ends of lines are LF, and
// characters that no text has are left out.
func tidied(source string, n *notes) string {
	source = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(source)
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\f' || r >= 0x7f && r < 0xa0 || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe || r == 0x202d || r == 0x202e {
			n.change("remove it", "the text has the character %U, which is left out", r)
			return -1
		}
		return r
	}, source)
}
