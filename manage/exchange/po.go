package exchange

import (
	"fmt"
	"slices"
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
)

// po is what gettext has. An entry of our own files has the key for a context;
// in those of others the key is made of context and msgid.
var po = format{
	name: "po", short: "gettext PO", ext: ".po", also: ".pot", bilingual: true,
	decode: decodePO, encode: encodePO,
}

// The fields of the header by which our own files are known.
const (
	poBundle       = "X-Content-Bundle"
	poPlaceholders = "X-Content-Placeholders"
)

// poDecoder reads the entries of one file.
type poDecoder struct {
	collect
	own    bool   // the file is ours
	style  string // of all entries; "": as their flags say
	source string
	rule   *pluralForms
}

func decodePO(j *job, data []byte) (*Catalog, error) {
	entries, obsolete, err := parsePO(j, data)
	if err != nil {
		return nil, err
	}
	header := map[string]string{}
	for _, e := range entries {
		if e.id == "" && !e.hasCtx && len(e.strs) > 0 {
			header = poHeader(e.strs[0])
		}
	}
	if err := j.settleFile(header[poBundle], localeOf(header["Language"])); err != nil {
		return nil, err
	}
	if obsolete > 0 {
		j.change(0, "", j.Locale, fmt.Sprintf("%d obsolete entries are left out", obsolete), "")
	}
	d := poDecoder{collect: collect{job: j}, style: j.Placeholders, source: j.Source}
	if _, d.own = header[poBundle]; d.own && d.source != "" {
		d.source = ""
		j.change(0, "", j.Locale, "the file is an export, and the texts that it translates from are left alone: it may say less than they do", "")
	}
	if d.style == "" && slices.Contains(Placeholders(), header[poPlaceholders]) {
		d.style = header[poPlaceholders]
	}
	if err := d.plurals(header); err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.id != "" || e.hasCtx {
			d.entry(e)
		}
	}
	return &Catalog{Bundle: j.Bundle, unnamed: !j.counts, Source: d.source, Locales: []string{j.Locale}, Entries: d.entries}, nil
}

// poHeader reads the fields of a header.
func poHeader(text string) map[string]string {
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(line, ":")
		fields[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return fields
}

// plurals takes the rule of the file, else the one that gettext has without.
func (d *poDecoder) plurals(header map[string]string) (err error) {
	rule, ok := header["Plural-Forms"]
	if !ok || strings.Contains(rule, "INTEGER") { // as in a template
		rule = "nplurals=2; plural=n != 1;"
	}
	if d.rule, err = parsePluralForms(rule); err != nil {
		return d.fatal(1, "the header Plural-Forms: "+err.Error(), "mend it")
	}
	return nil
}

func (d *poDecoder) entry(e *poEntry) {
	key, name := poKey(e, d.own)
	n := notes{}
	named(&n, name, key)
	if d.source != "" {
		d.side(e, key, d.source, []string{e.id, e.plural}, germanic, n)
		n = notes{}
	}
	switch {
	case !slices.ContainsFunc(e.strs, func(s string) bool { return s != "" }):
		d.report.Empty++
		return
	case e.has("fuzzy") && !d.Fuzzy:
		n.lose("look at it and remove the mark, or import with --fuzzy", "the translation is marked as fuzzy")
	case e.forms && slices.Contains(e.strs, ""):
		n.lose("translate it", "a form of the plural has no text")
	}
	d.side(e, key, d.Locale, e.strs, d.ruleFor(e, &n), n)
}

// ruleFor returns the rule of an entry. One that has another number of forms
// than the file says, but as many as its language has categories, has these.
func (d *poDecoder) ruleFor(e *poEntry, n *notes) *pluralForms {
	if !e.forms || len(e.strs) == d.rule.count {
		return d.rule
	}
	s, names := numbersOf(d.Locale), cardinals(d.Locale, false)
	for _, rule := range s.candidates[:s.fitting] {
		if rule.count == len(e.strs) && rule.count == len(names) {
			n.change("mend Plural-Forms", "the plural has %d forms, and the file says that there are %d: they are taken for %s",
				len(e.strs), d.rule.count, strings.Join(names, ", "))
			return rule
		}
	}
	n.lose("write as many", "the plural has %d forms, and the file says that there are %d", len(e.strs), d.rule.count)
	return d.rule
}

// germanic is the rule of msgid and msgid_plural.
var germanic = &pluralForms{count: 2, rule: "n != 1", eval: func(n uint64) (uint64, bool) { return truth(n != 1), true }}

// poKey returns the key of an entry, and what it is made of.
func poKey(e *poEntry, own bool) (key, name string) {
	switch {
	case own:
		return keyOf(e.ctx), e.ctx
	case e.hasCtx:
		return pathKey([]string{e.ctx, e.id}), e.ctx + "." + e.id
	}
	return keyOf(e.id), e.id
}

// side takes in the text of an entry in one locale, which may have several
// forms.
func (d *poDecoder) side(e *poEntry, key, locale string, texts []string, rule *pluralForms, n notes) {
	style := styleOf(d.styleFor(e))
	switch {
	case n.lost != nil:
		d.settle(&n, e.line, key, locale)
	case !e.forms || style.icu:
		d.Placeholders = style.name
		d.take(e.line, key, locale, texts[0], n)
	default:
		d.add(e.line, key, locale, d.text(key, d.plural(e, style, locale, texts, rule, &n), &n), &n)
	}
}

// plural makes a choice of the forms.
func (d *poDecoder) plural(e *poEntry, style style, locale string, texts []string, rule *pluralForms, n *notes) []icu.Part {
	var msgs [][]icu.Part
	var names []string
	for _, text := range texts {
		parts := style.parts(text, n)
		msgs = append(msgs, parts)
		for _, p := range parts {
			if p.Name != "" && !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	f := &forms{counter: d.counter(e, style, names, n), texts: rule.read(numbersOf(locale), msgs, n)}
	if isNumber(f.counter) {
		f.rename(d.Count, n)
	}
	return f.message()
}

// counter returns the argument that a plural counts, which the file does not
// say.
func (d *poDecoder) counter(e *poEntry, style style, names []string, n *notes) string {
	if style.name == "printf" {
		if name := countOfPrintf(append([]string{e.id, e.plural}, e.strs...)); name != "" {
			return name
		}
	}
	name, sure := counts(names, d.Count)
	if !sure {
		n.change("name it with --count", "the file does not say what the plural counts: the argument is called %s", name)
	}
	return name
}

// isNumber reports whether an argument is called by its position.
func isNumber(name string) bool { return strings.Trim(name, "0123456789") == "" }

// The syntaxes of placeholders by the flags that tell them.
var poFlags = map[string]string{
	"c-format": "printf", "python-format": "printf", "php-format": "printf", "ruby-format": "printf", "objc-format": "printf",
	"python-brace-format": "brace", "perl-brace-format": "brace", "c++-format": "brace",
}

// styleFor returns the syntax of an entry.
func (d *poDecoder) styleFor(e *poEntry) string {
	if d.style != "" {
		return d.style
	}
	for _, f := range e.flags {
		if style, ok := poFlags[f]; ok {
			return style
		}
	}
	return "none"
}

// encodePO writes the texts of one locale beside those of the source.
func encodePO(j *job, c *Catalog) ([]byte, error) {
	if j.Placeholders == "" {
		j.Placeholders = "brace"
	}
	locale := c.Locales[0]
	p := poEncoder{job: j, numbers: numbersOf(locale), source: numbersOf(c.Source), locale: locale, style: styleOf(j.Placeholders)}
	targets := map[string]*forms{}
	for _, e := range c.Entries {
		if source, ok := e.Texts[locale]; ok {
			n := &notes{}
			f := p.side(e.Key, source, locale, n)
			p.countIn(f, n)
			if j.settle(n, e.Line, e.Key, locale) {
				targets[e.Key] = f
			}
		}
	}
	p.choose(targets)
	var b strings.Builder
	p.header(&b, c.Bundle)
	for _, e := range c.Entries {
		target, translated := targets[e.Key]
		if _, has := e.Texts[locale]; has && !translated {
			continue // it is lost
		}
		p.entry(&b, e, c.Source, target)
	}
	return []byte(b.String()), nil
}

type poEncoder struct {
	*job
	locale  string
	numbers *numbers
	source  *numbers // of the locale that is translated from
	style   style
	rule    *pluralForms
}

// side takes a text apart; where the file has messages as they are, it is one
// text whatever choices it has.
func (p *poEncoder) side(key, source, locale string, n *notes) *forms {
	if p.style.icu {
		return &forms{texts: map[form][]icu.Part{{}: literal(p.toText(key, source, n))}}
	}
	f := p.forms(key, source, locale, n)
	if f.selector != "" {
		n.lose("divide the text, or export with --syntax icu", "gettext has no choice by %s", f.selector)
	}
	if f.ordinal {
		n.lose("write the ordinals out, or export with --syntax icu", "gettext has no ordinal numbers")
	}
	return f
}

// choose takes the rule that says most of the plurals: of those that say the
// same, the first; where none can, that of the locale.
func (p *poEncoder) choose(targets map[string]*forms) {
	p.rule = germanic
	if p.numbers.fitting > 0 {
		p.rule = p.numbers.candidates[0]
	}
	var plurals []*counted
	for _, f := range targets {
		if f.counter != "" {
			plurals = append(plurals, p.numbers.count(f))
		}
	}
	best := 0
	for _, rule := range p.numbers.candidates {
		if good := suits(rule, plurals); good > best {
			p.rule, best = rule, good
		}
		if best == 3 {
			return
		}
	}
}

// suits tells how well a rule suits the plurals: 0 is not, 1 with changes, 2 as
// they are, 3 with a form for each branch.
func suits(rule *pluralForms, plurals []*counted) int {
	good := 3
	for _, f := range plurals {
		switch w := rule.write(f, &notes{}); {
		case w.wrong != "":
			return 0
		case !w.whole:
			good = 1
		case !w.own:
			good = min(good, 2)
		}
	}
	return good
}

// header writes the first entry.
func (p *poEncoder) header(b *strings.Builder, bundleName string) {
	fields := fmt.Sprintf("Language: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nPlural-Forms: %s\n%s: %s\n%s: %s\n",
		strings.ReplaceAll(p.locale, "-", "_"), p.rule.header(), poBundle, bundleName, poPlaceholders, p.style.name)
	quotePO(b, "msgid", "")
	quotePO(b, "msgstr", fields)
}

// entry writes one entry. target is nil when there is no translation yet.
func (p *poEncoder) entry(b *strings.Builder, e Entry, sourceLocale string, target *forms) {
	id, plural := e.Key, ""
	var source *forms
	if text, ok := e.Texts[sourceLocale]; ok && sourceLocale != "" {
		n := &notes{}
		source = p.side(e.Key, text, sourceLocale, n)
		one, many := p.ids(source, n)
		if p.settle(n, e.Line, e.Key, sourceLocale) {
			id, plural = one, many
		}
	}
	n := &notes{}
	texts := []string{""}
	isPlural := source != nil && source.counter != ""
	if target != nil {
		isPlural = target.counter != ""
		texts = p.texts(target, n)
	} else if isPlural {
		texts = make([]string, p.rule.count)
	}
	if !p.settle(n, e.Line, e.Key, p.locale) {
		return
	}
	if isPlural && plural == "" {
		plural = id
	}
	if !isPlural && plural != "" {
		id = plural // the form that always fits
	}
	b.WriteString("\n")
	if flag := p.flag(append(texts, id, plural)); flag != "" && id != e.Key { // tools compare with what is translated
		b.WriteString("#, " + flag + "\n")
	}
	quotePO(b, "msgctxt", e.Key)
	quotePO(b, "msgid", id)
	if !isPlural {
		quotePO(b, "msgstr", texts[0])
		return
	}
	quotePO(b, "msgid_plural", plural)
	for i, text := range texts {
		quotePO(b, fmt.Sprintf("msgstr[%d]", i), text)
	}
}

// ids returns what stands for a text in the language that is translated from.
func (p *poEncoder) ids(f *forms, n *notes) (one, many string) {
	if f.counter == "" {
		return p.written(f.texts[form{}], n), ""
	}
	w := germanic.write(p.source.count(f), n)
	if w.wrong != "" {
		n.change("", "msgid and msgid_plural do not have all branches of the text")
		w.msgs = [][]icu.Part{f.texts[form{"", other}], f.texts[form{"", other}]}
	}
	return p.written(w.msgs[0], n), p.written(w.msgs[1], n)
}

// texts returns the forms of a translation.
func (p *poEncoder) texts(f *forms, n *notes) (texts []string) {
	if f.counter == "" {
		return []string{p.written(f.texts[form{}], n)}
	}
	w := p.rule.write(p.numbers.count(f), n)
	if w.wrong != "" {
		n.lose("write it with the categories of the locale, or export with --syntax icu",
			"the form for %s is another one than the rule of the file has (plural=%s)", w.wrong, p.rule.rule)
	}
	for _, m := range w.msgs {
		texts = append(texts, p.written(m, n))
	}
	return texts
}

func (p *poEncoder) written(parts []icu.Part, n *notes) string {
	if p.style.icu {
		return bundleText(parts)
	}
	return p.style.write(parts, n)
}

// bundleText returns a message that is kept as one literal.
func bundleText(parts []icu.Part) string {
	if len(parts) == 0 {
		return ""
	}
	return parts[0].Literal
}

// flag is what tells tools which placeholders to look for.
func (p *poEncoder) flag(texts []string) string {
	all := strings.Join(texts, "\n")
	switch {
	case p.style.name == "brace" && strings.Contains(all, "{"):
		return "python-brace-format"
	case p.style.name == "printf" && strings.Contains(all, "%("):
		return "python-format"
	case p.style.name == "printf" && strings.Contains(all, "%"):
		return "c-format"
	}
	return ""
}
