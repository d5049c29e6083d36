package message

import "github.com/teletextio/content/internal/cldr"

// MaxSource is the greatest length of a text's source, in bytes.
const MaxSource = 64 << 10

// Kind is what a published text is written in.
type Kind uint8

const (
	HTML  Kind = iota // localized HTML with placeholders
	Plain             // plain text with placeholders
)

// Class says what a text holds, for comparison with the place it goes to.
type Class uint16

const (
	HasElement     Class = 1 << iota // any element at all
	HasBlock                         // an element that closes an open p
	HasLink                          // an a, the page's own or the text's
	HasInteractive                   // a with href, a, button or label of the page, details
	HasHeading                       // h1 … h6
	HasItem                          // li at the top level, outside a list of the text's own
	HasTerm                          // dt or dd there
	HasNobr                          // nobr
	HasFormatting                    // b, i, font and the like, but for a
	HasPair                          // such an element in another one of its name
	HasTriple                        // and in two
	HasSlot                          // a functional child (data-txt-name)
	LeadingNewline                   // the first character is a newline, or an argument can make it one
	NonSpace                         // it has an element, an argument, or text that is not white space
)

// Text is one published text, parsed and checked. It is immutable and safe
// for concurrent use.
type Text struct {
	class  Class
	kind   Kind
	locale *cldr.Locale
	ops    []op
	picks  []pick
	others []string // of operations that have two strings
	html   string   // the rendering of a text without operations
	text   string   // its text content, when it has no elements
}

// Compile parses src, checks it against the allow-list and brings it into
// canonical form. locale is a BCP 47 tag; it chooses plural rules and number
// symbols. The error is a *SyntaxError when the message is not well formed, a
// *RefusedError when its markup is not allowed or not what a browser would
// build, and ErrEmpty when the text can never render anything.
func Compile(src string, kind Kind, locale string) (*Text, error) {
	nodes, err := parse(src)
	if err != nil {
		return nil, err
	}
	t := &Text{kind: kind, locale: cldr.Lookup(locale)}
	if kind == Plain {
		nodes = cleanPlain(nodes)
	} else if nodes, err = markUp(nodes); err != nil {
		return nil, err
	}
	if !renders(nodes) {
		return nil, ErrEmpty
	}
	if kind == HTML {
		if t.class, err = check(nodes); err != nil {
			return nil, err
		}
		if err := verify(nodes, t.class); err != nil {
			return nil, err
		}
	}
	t.class |= edges(nodes)
	emit(t, nodes)
	return t, nil
}

// Class returns what the text holds.
func (t *Text) Class() Class { return t.class }

// Static returns the canonical HTML of a text that takes no arguments and has
// no functional children. ok is false for every other text.
func (t *Text) Static() (html string, ok bool) { return t.html, t.ops == nil }

// AppendHTML appends the text as HTML for element content. Arguments come from
// a and functional children from s; either may be nil. In an element that
// swallows a leading newline (pre, textarea) the caller doubles one that dst
// receives first; inside the text's own elements that is done here. On
// an error dst comes back with its old length: *MissingError, *ArgumentError
// or *SlotError.
func (t *Text) AppendHTML(dst []byte, a *Args, s Slots) ([]byte, error) {
	if t.ops == nil {
		return append(dst, t.html...), nil
	}
	r := renderer{t: t, slots: s, mode: modeHTML}
	return r.run(dst, a)
}

// AppendText appends the text content: references decoded, nothing escaped.
// It fails with ErrElements when the text has elements, else like AppendHTML.
func (t *Text) AppendText(dst []byte, a *Args) ([]byte, error) {
	if t.class&HasElement != 0 {
		return dst, ErrElements
	}
	if t.ops == nil {
		return append(dst, t.text...), nil
	}
	r := renderer{t: t, mode: modeText}
	return r.run(dst, a)
}

// AppendEscaped appends the text content escaped so that it is safe and
// unchanged as RCDATA (title, textarea), as element content and inside a
// double-quoted attribute value. A textarea or pre swallows a newline at its
// very start: the caller doubles it. It fails like AppendText.
func (t *Text) AppendEscaped(dst []byte, a *Args) ([]byte, error) {
	if t.class&HasElement != 0 {
		return dst, ErrElements
	}
	if t.ops == nil {
		return appendEscaped(dst, t.text, attrPlace), nil
	}
	r := renderer{t: t, mode: modeEscaped}
	return r.run(dst, a)
}
