package exchange

import (
	"fmt"
	"strconv"
	"strings"
)

// poEntry is one entry of a PO file.
type poEntry struct {
	line   int
	ctx    string
	hasCtx bool
	id     string
	hasID  bool
	plural string
	forms  bool     // it has a plural
	strs   []string // by form; one without a plural
	flags  []string
}

// has reports whether an entry has a flag.
func (e *poEntry) has(flag string) bool {
	for _, f := range e.flags {
		if f == flag {
			return true
		}
	}
	return false
}

// poParser reads the lines of a PO file.
type poParser struct {
	*job
	entries  []*poEntry
	now      *poEntry
	to       *string         // what the strings of the next lines belong to
	read     strings.Builder // those of them that were read
	begun    bool            // the entry has a translation
	obsolete int
}

// parsePO returns the entries of a file, the header included, and how many
// obsolete ones it has.
func parsePO(j *job, data []byte) (entries []*poEntry, obsolete int, err error) {
	p := poParser{job: j, now: &poEntry{}}
	line := 0
	for text := range strings.Lines(string(data)) {
		line++
		if err := p.line(line, strings.TrimSpace(text)); err != nil {
			return nil, 0, err
		}
	}
	if err := p.end(line); err != nil {
		return nil, 0, err
	}
	return p.entries, p.obsolete, nil
}

func (p *poParser) line(line int, text string) error {
	switch {
	case text == "":
		return nil
	case strings.HasPrefix(text, "#~"):
		if strings.HasPrefix(strings.TrimSpace(text[2:]), "msgid ") {
			p.obsolete++
		}
		return nil
	case text[0] == '#':
		if err := p.next(line); err != nil {
			return err
		}
		if len(text) > 1 && strings.Contains(" .", text[1:2]) && len(p.entries) > 0 { // those before are about the file
			p.said++
		}
		if flags, ok := strings.CutPrefix(text, "#,"); ok {
			for f := range strings.SplitSeq(flags, ",") {
				p.now.flags = append(p.now.flags, strings.TrimSpace(f))
			}
		}
		return nil
	case text[0] == '"':
		if p.to == nil {
			return p.wrong(line, "a string stands where none belongs")
		}
		return p.text(line, text)
	}
	word, rest, _ := strings.Cut(text, " ")
	if i := strings.IndexAny(word, "\t\""); i >= 0 {
		word, rest = text[:i], text[i:]
	}
	if err := p.keyword(line, word); err != nil {
		return err
	}
	return p.text(line, strings.TrimSpace(rest))
}

// next begins another entry when this one has a translation.
func (p *poParser) next(line int) error {
	if !p.begun {
		return nil
	}
	return p.end(line)
}

// end takes the entry in.
func (p *poParser) end(line int) error {
	switch e := p.now; {
	case e.hasID && p.begun:
		p.entries = append(p.entries, e)
	case e.hasID || e.hasCtx:
		return p.wrong(line, "an entry has no msgstr")
	}
	p.turn(nil)
	p.now, p.begun = &poEntry{}, false
	return nil
}

// turn leaves the strings that were read where they belong, and goes on with
// others.
func (p *poParser) turn(to *string) {
	if p.to != nil {
		*p.to = p.read.String()
	}
	p.read.Reset()
	p.to = to
}

// keyword turns to the part of the entry that a word names.
func (p *poParser) keyword(line int, word string) error {
	switch word {
	case "msgctxt":
		if err := p.next(line); err != nil {
			return err
		}
		if p.now.hasCtx {
			return p.wrong(line, "an entry has two contexts")
		}
		p.now.hasCtx, p.now.line = true, line
		p.turn(&p.now.ctx)
	case "msgid":
		if err := p.next(line); err != nil {
			return err
		}
		if p.now.hasID {
			return p.wrong(line, "an entry has no msgstr")
		}
		p.now.hasID = true
		p.turn(&p.now.id)
		if !p.now.hasCtx {
			p.now.line = line
		}
	case "msgid_plural":
		if !p.now.hasID || p.begun || p.now.forms {
			return p.wrong(line, "msgid_plural stands where none belongs")
		}
		p.now.forms = true
		p.turn(&p.now.plural)
	default:
		return p.msgstr(line, word)
	}
	return nil
}

// msgstr turns to a translation: msgstr, or msgstr[2] of a plural, in order.
func (p *poParser) msgstr(line int, word string) error {
	rest, ok := strings.CutPrefix(word, "msgstr")
	switch {
	case !ok:
		return p.wrong(line, fmt.Sprintf("%s is no word that PO files have", shown(word)))
	case !p.now.hasID:
		return p.wrong(line, "msgstr stands before any msgid")
	case p.now.forms && rest != "["+strconv.Itoa(len(p.now.strs))+"]" || !p.now.forms && (rest != "" || p.begun):
		return p.wrong(line, fmt.Sprintf("%s stands where none belongs", shown(word)))
	case len(p.now.strs) == maxFormCount:
		return p.wrong(line, "the plural has too many forms")
	}
	p.turn(nil) // before the list moves
	p.now.strs = append(p.now.strs, "")
	p.turn(&p.now.strs[len(p.now.strs)-1])
	p.begun = true
	return nil
}

// text adds a string to what it belongs to.
func (p *poParser) text(line int, quoted string) error {
	if len(quoted) < 2 || quoted[0] != '"' || quoted[len(quoted)-1] != '"' {
		return p.wrong(line, "a string is not in quotes")
	}
	s, ok := unquotePO(quoted[1 : len(quoted)-1])
	if !ok {
		return p.wrong(line, "a string has an escape that is not known, or a quote")
	}
	p.read.WriteString(s)
	return nil
}

func (p *poParser) wrong(line int, what string) error {
	return p.fatal(line, "invalid PO: "+what, "mend the file; msgfmt -c finds such things")
}

// The escapes of a string that stand for one character.
var poEscapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '"': `"`, '\\': `\`, 'a': "\a", 'b': "\b", 'f': "\f", 'v': "\v"}

// unquotePO reads what stands between quotes.
func unquotePO(s string) (string, bool) {
	if !strings.ContainsAny(s, `"\`) {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return "", false
		case s[i] != '\\':
			b.WriteByte(s[i])
		case i+1 == len(s):
			return "", false
		default:
			i++
			escape, ok := poEscapes[s[i]]
			if !ok {
				return "", false
			}
			b.WriteString(escape)
		}
	}
	return b.String(), true
}

// quotePO writes a keyword and its string, one line of the text in each.
func quotePO(b *strings.Builder, word, s string) {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`, "\f", `\f`)
	b.WriteString(word)
	if i := strings.IndexByte(s, '\n'); i >= 0 && i < len(s)-1 {
		b.WriteString(" \"\"\n")
		for line := range strings.Lines(s) {
			b.WriteString(`"` + escape.Replace(line) + "\"\n")
		}
		return
	}
	b.WriteString(` "` + escape.Replace(s) + "\"\n")
}
