package exchange

import (
	"cmp"
	"slices"
	"strings"

	"github.com/teletextio/content/manage/internal/icu"
	"github.com/teletextio/content/manage/internal/jsondoc"
)

// goi18nTOML and goi18nJSON are the message files of go-i18n: a text for each
// plural category, or one alone, with fields of Go's templates.
var (
	goi18nTOML = format{
		name: "go-i18n-toml", short: "go-i18n TOML", ext: ".toml", style: "go", own: true,
		decode: func(j *job, data []byte) (*Catalog, error) { return decodeGoi18n(j, data, parseTOML) },
		encode: func(j *job, c *Catalog) ([]byte, error) { return encodeTOML(goi18nMessages(j, c)), nil },
	}
	goi18nJSON = format{
		name: "go-i18n-json", short: "go-i18n JSON", ext: ".json", style: "go", own: true,
		decode: func(j *job, data []byte) (*Catalog, error) { return decodeGoi18n(j, data, parseJSON) },
		encode: func(j *job, c *Catalog) ([]byte, error) { return encodeJSON(goi18nMessages(j, c)), nil },
	}
)

// pluralCount is what go-i18n calls the number that chose the category.
const pluralCount = "PluralCount"

func decodeGoi18n(j *job, data []byte, parse func(*job, []byte) (*jsondoc.Value, error)) (*Catalog, error) {
	root, err := parse(j, data)
	if err != nil {
		return nil, err
	}
	if err := j.settleFile("", ""); err != nil {
		return nil, err
	}
	d := goi18nDecoder{collect{job: j}}
	switch root.Kind {
	case jsondoc.Object:
		d.object(nil, root)
	case jsondoc.Array: // version 1 has a list of messages
		for _, item := range root.Items {
			d.value(nil, item.Line, item)
		}
	default:
		return nil, j.fatal(root.Line, "the file holds no messages", "write an object of them")
	}
	return &Catalog{Bundle: j.Bundle, unnamed: !j.counts, Locales: []string{j.Locale}, Entries: d.entries}, nil
}

type goi18nDecoder struct{ collect }

func (d *goi18nDecoder) object(path []string, v *jsondoc.Value) {
	if len(path) > maxNesting {
		d.lose(v.Line, "", d.Locale, "objects are nested too deeply", "take some of them out")
		return
	}
	for _, m := range v.Members {
		d.value(append(slices.Clone(path), m.Key), m.Line, m.Value)
	}
}

// value reads one message, or an object of messages.
func (d *goi18nDecoder) value(path []string, line int, v *jsondoc.Value) {
	switch v.Kind {
	case jsondoc.Null:
		d.report.Empty++
	case jsondoc.String:
		d.message(path, line, goi18nMessage{texts: map[string]string{other: v.Text}, alone: true})
	case jsondoc.Object:
		fields := 0
		for _, m := range v.Members {
			if isReserved(m) {
				fields++
			}
		}
		switch fields {
		case 0:
			d.object(path, v)
		case len(v.Members):
			d.message(path, line, d.fields(v))
		default:
			d.lose(line, pathKey(path), d.Locale, "it has fields of a message and other ones", "keep messages and groups of messages apart")
		}
	default:
		d.lose(line, pathKey(path), d.Locale, "it is no text", "write a text in quotes, or a message")
	}
}

// reserved are the fields of a message, in lower case.
var reserved = append([]string{"id", "description", "hash", "leftdelim", "rightdelim", "translation"}, categories...)

// isReserved reports whether a member is a field of a message.
func isReserved(m jsondoc.Member) bool {
	return m.Key == "translation" || m.Value.Kind == jsondoc.String && slices.Contains(reserved, strings.ToLower(m.Key))
}

// goi18nMessage is one message of a file.
type goi18nMessage struct {
	id, left, right string
	texts           map[string]string // by category
	alone           bool              // it has no categories
}

func (d *goi18nDecoder) fields(v *jsondoc.Value) (m goi18nMessage) {
	m.texts = map[string]string{}
	for _, f := range v.Members {
		switch name := strings.ToLower(f.Key); name {
		case "id":
			m.id = f.Value.Text
		case "leftdelim":
			m.left = f.Value.Text
		case "rightdelim":
			m.right = f.Value.Text
		case "translation": // of version 1: a text, or one for each category
			for _, c := range f.Value.Members {
				m.texts[strings.ToLower(c.Key)] = c.Value.Text
			}
			if f.Value.Kind == jsondoc.String {
				m.texts[other] = f.Value.Text
			}
		case "description":
			d.said++
		case "hash": // of the text that was translated, for tools
		default:
			m.texts[name] = f.Value.Text
		}
	}
	for name, text := range m.texts {
		if text == "" || !slices.Contains(categories, name) {
			delete(m.texts, name)
		}
	}
	_, ok := m.texts[other]
	m.alone = ok && len(m.texts) == 1
	return m
}

// message makes a text of a message.
func (d *goi18nDecoder) message(path []string, line int, m goi18nMessage) {
	if m.id != "" {
		path = append(slices.Clone(path[:max(0, len(path)-1)]), m.id)
	}
	n := &notes{}
	key := pathKey(path)
	named(n, strings.Join(path, "."), key)
	if len(m.texts) == 0 || m.alone && m.texts[other] == "" {
		d.report.Empty++
		return
	}
	if _, ok := m.texts[other]; !ok {
		n.lose("add other", "the message has no text for other")
	}
	delims := style{read: goDelims{cmp.Or(m.left, "{{"), cmp.Or(m.right, "}}")}.read}
	f := &forms{texts: map[form][]icu.Part{}}
	if m.alone {
		f.texts[form{}] = delims.parts(m.texts[other], n)
		if slices.Contains(f.names(), pluralCount) {
			f.texts[form{"", other}] = f.texts[form{}]
			delete(f.texts, form{})
		}
	} else {
		for category, text := range m.texts {
			f.texts[form{"", category}] = delims.parts(text, n)
		}
	}
	if _, single := f.texts[form{}]; !single {
		f.counter = d.counter(f, n)
	}
	d.add(line, key, d.Locale, d.text(key, f.message(), n), n)
}

// counter names the argument that the plural counts, which the file does not
// say but for PluralCount.
func (d *goi18nDecoder) counter(f *forms, n *notes) string {
	names := f.names()
	if slices.Contains(names, pluralCount) {
		f.counter = pluralCount
		f.rename(d.Count, n)
		return d.Count
	}
	name, sure := counts(names, d.Count)
	if !sure {
		n.change("name it with --count", "the file does not say what the plural counts: the argument is called %s", name)
	}
	return name
}

// goi18nMessages makes messages of the texts of one locale: a text alone, or
// one for each category.
func goi18nMessages(j *job, c *Catalog) map[string]any {
	locale := c.Locales[0]
	all := map[string]any{}
	for _, e := range c.Entries {
		source, ok := e.Texts[locale]
		if !ok {
			continue
		}
		n := &notes{}
		if strings.EqualFold(e.Key, "translation") {
			n.lose("rename it", "go-i18n has no message that is called %s", e.Key)
		}
		f := j.forms(e.Key, source, locale, n)
		if f.selector != "" {
			n.lose("divide the text", "go-i18n has no choice by %s", f.selector)
		}
		if f.ordinal {
			n.lose("write the ordinals out, or divide the text", "go-i18n has no ordinal numbers")
		}
		f.onlyCategories(locale, false, n)
		if j.countIn(f, n); f.counter == j.Count && slices.Contains(f.names(), j.Count) {
			f.rename(pluralCount, n)
		}
		message := map[string]string{}
		for at, parts := range f.texts {
			message[cmp.Or(at.number, other)] = writeGo(parts, n)
		}
		if !j.settle(n, e.Line, e.Key, locale) {
			continue
		}
		if f.counter == "" && !slices.Contains(reserved, strings.ToLower(e.Key)) {
			all[e.Key] = message[other]
			continue
		}
		all[e.Key] = message // a key such as other would make the file a message
	}
	return all
}

// countIn says when an import would take another argument for the count.
func (j *job) countIn(f *forms, n *notes) {
	if f.counter == "" {
		return
	}
	if name, _ := counts(f.names(), j.Count); name != f.counter {
		n.change("import it with --count "+f.counter, "the file does not say that the plural counts %s", f.counter)
	}
}
