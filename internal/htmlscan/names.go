package htmlscan

import "hash/maphash"

// ID is the name of an element for which tree construction has rules.
// All others are Other.
type ID uint8

// The elements that have rules of their own.
const (
	Other ID = iota
	A
	Address
	AnnotationXML
	Applet
	Area
	Article
	Aside
	B
	Base
	Basefont
	Bgsound
	Big
	Blockquote
	Body
	Br
	Button
	Caption
	Center
	Code
	Col
	Colgroup
	Dd
	Desc
	Details
	Dialog
	Dir
	Div
	Dl
	Dt
	Em
	Embed
	Fieldset
	Figcaption
	Figure
	Font
	Footer
	ForeignObject
	Form
	Frame
	Frameset
	H1
	H2
	H3
	H4
	H5
	H6
	Head
	Header
	Hgroup
	Hr
	HTML
	I
	Iframe
	Image
	Img
	Input
	Keygen
	Label
	Li
	Link
	Listing
	Main
	Malignmark
	Marquee
	Math
	Menu
	Meta
	Mglyph
	Mi
	Mn
	Mo
	Ms
	Mtext
	Nav
	Nobr
	Noembed
	Noframes
	Noscript
	Object
	Ol
	Optgroup
	Option
	P
	Param
	Plaintext
	Pre
	Rb
	Rp
	Rt
	Rtc
	Ruby
	S
	Script
	Search
	Section
	Select
	Small
	Source
	Span
	Strike
	Strong
	Style
	Sub
	Summary
	Sup
	Svg
	Table
	Tbody
	Td
	Template
	Text
	Textarea
	Tfoot
	Th
	Thead
	Title
	Tr
	Track
	Tt
	U
	Ul
	Var
	Wbr
	Xmp
	idCount
)

// flag is a property of an element that tree construction asks for.
type flag uint16

const (
	fSpecial     flag = 1 << iota // category "special"
	fFormatting                   // category "formatting"
	fScope                        // ends the default scope
	fImplied                      // closed by "generate implied end tags"
	fClosesP                      // start tag closes a p in button scope
	fBreakout                     // start tag leaves foreign content
	fVoid                         // has no content
	fRawText                      // the tokenizer reads its content as text
	fTablePart                    // table, tbody, tfoot, thead, tr
	fHeading                      // h1 … h6
	fBlockEnd                     // end tag: generate implied end tags, pop
	fOwnEnd                       // end tag does more than close the element
	fPlain                        // has no rules of its own: start tag opens, end tag closes
	fIntegration                  // set on open elements only: HTML integration point
)

type nameInfo struct {
	name  string
	id    ID
	flags flag
}

var names = []nameInfo{
	{"a", A, fFormatting},
	{"address", Address, fSpecial | fClosesP | fBlockEnd},
	{"annotation-xml", AnnotationXML, 0},
	{"applet", Applet, fSpecial | fScope},
	{"area", Area, fSpecial | fVoid},
	{"article", Article, fSpecial | fClosesP | fBlockEnd},
	{"aside", Aside, fSpecial | fClosesP | fBlockEnd},
	{"b", B, fFormatting | fBreakout},
	{"base", Base, fSpecial | fVoid},
	{"basefont", Basefont, fSpecial | fVoid},
	{"bgsound", Bgsound, fSpecial | fVoid},
	{"big", Big, fFormatting | fBreakout},
	{"blockquote", Blockquote, fSpecial | fClosesP | fBreakout | fBlockEnd},
	{"body", Body, fSpecial | fBreakout | fOwnEnd},
	{"br", Br, fSpecial | fVoid | fBreakout | fOwnEnd},
	{"button", Button, fSpecial | fBlockEnd},
	{"caption", Caption, fSpecial | fScope},
	{"center", Center, fSpecial | fClosesP | fBreakout | fBlockEnd},
	{"code", Code, fFormatting | fBreakout},
	{"col", Col, fSpecial | fVoid},
	{"colgroup", Colgroup, fSpecial},
	{"dd", Dd, fSpecial | fImplied | fBreakout},
	{"desc", Desc, 0},
	{"details", Details, fSpecial | fClosesP | fBlockEnd},
	{"dialog", Dialog, fClosesP | fBlockEnd},
	{"dir", Dir, fSpecial | fClosesP | fBlockEnd},
	{"div", Div, fSpecial | fClosesP | fBreakout | fBlockEnd},
	{"dl", Dl, fSpecial | fClosesP | fBreakout | fBlockEnd},
	{"dt", Dt, fSpecial | fImplied | fBreakout},
	{"em", Em, fFormatting | fBreakout},
	{"embed", Embed, fSpecial | fVoid | fBreakout},
	{"fieldset", Fieldset, fSpecial | fClosesP | fBlockEnd},
	{"figcaption", Figcaption, fSpecial | fClosesP | fBlockEnd},
	{"figure", Figure, fSpecial | fClosesP | fBlockEnd},
	{"font", Font, fFormatting},
	{"footer", Footer, fSpecial | fClosesP | fBlockEnd},
	{"foreignobject", ForeignObject, 0},
	{"form", Form, fSpecial | fOwnEnd},
	{"frame", Frame, fSpecial | fVoid},
	{"frameset", Frameset, fSpecial | fOwnEnd},
	{"h1", H1, fSpecial | fBreakout | fHeading},
	{"h2", H2, fSpecial | fBreakout | fHeading},
	{"h3", H3, fSpecial | fBreakout | fHeading},
	{"h4", H4, fSpecial | fBreakout | fHeading},
	{"h5", H5, fSpecial | fBreakout | fHeading},
	{"h6", H6, fSpecial | fBreakout | fHeading},
	{"head", Head, fSpecial | fBreakout | fOwnEnd},
	{"header", Header, fSpecial | fClosesP | fBlockEnd},
	{"hgroup", Hgroup, fSpecial | fClosesP | fBlockEnd},
	{"hr", Hr, fSpecial | fVoid | fBreakout},
	{"html", HTML, fSpecial | fScope | fOwnEnd},
	{"i", I, fFormatting | fBreakout},
	{"iframe", Iframe, fSpecial | fRawText},
	{"image", Image, 0},
	{"img", Img, fSpecial | fVoid | fBreakout},
	{"input", Input, fSpecial | fVoid},
	{"keygen", Keygen, fSpecial | fVoid},
	{"label", Label, 0},
	{"li", Li, fSpecial | fImplied | fBreakout},
	{"link", Link, fSpecial | fVoid},
	{"listing", Listing, fSpecial | fBreakout | fBlockEnd},
	{"main", Main, fSpecial | fClosesP | fBlockEnd},
	{"malignmark", Malignmark, 0},
	{"marquee", Marquee, fSpecial | fScope},
	{"math", Math, 0},
	{"menu", Menu, fSpecial | fClosesP | fBreakout | fBlockEnd},
	{"meta", Meta, fSpecial | fVoid | fBreakout},
	{"mglyph", Mglyph, 0},
	{"mi", Mi, 0},
	{"mn", Mn, 0},
	{"mo", Mo, 0},
	{"ms", Ms, 0},
	{"mtext", Mtext, 0},
	{"nav", Nav, fSpecial | fClosesP | fBlockEnd},
	{"nobr", Nobr, fFormatting | fBreakout},
	{"noembed", Noembed, fSpecial | fRawText},
	{"noframes", Noframes, fSpecial | fRawText},
	{"noscript", Noscript, fSpecial | fRawText},
	{"object", Object, fSpecial | fScope},
	{"ol", Ol, fSpecial | fClosesP | fBreakout | fBlockEnd},
	{"optgroup", Optgroup, fImplied},
	{"option", Option, fImplied},
	{"p", P, fSpecial | fImplied | fClosesP | fBreakout},
	{"param", Param, fSpecial | fVoid},
	{"plaintext", Plaintext, fSpecial | fRawText},
	{"pre", Pre, fSpecial | fBreakout | fBlockEnd},
	{"rb", Rb, fImplied},
	{"rp", Rp, fImplied},
	{"rt", Rt, fImplied},
	{"rtc", Rtc, fImplied},
	{"ruby", Ruby, fBreakout},
	{"s", S, fFormatting | fBreakout},
	{"script", Script, fSpecial | fRawText},
	{"search", Search, fClosesP | fBlockEnd},
	{"section", Section, fSpecial | fClosesP | fBlockEnd},
	{"select", Select, fSpecial | fScope | fBlockEnd},
	{"small", Small, fFormatting | fBreakout},
	{"source", Source, fSpecial | fVoid},
	{"span", Span, fBreakout},
	{"strike", Strike, fFormatting | fBreakout},
	{"strong", Strong, fFormatting | fBreakout},
	{"style", Style, fSpecial | fRawText},
	{"sub", Sub, fBreakout},
	{"summary", Summary, fSpecial | fClosesP | fBlockEnd},
	{"sup", Sup, fBreakout},
	{"svg", Svg, 0},
	{"table", Table, fSpecial | fScope | fBreakout | fTablePart},
	{"tbody", Tbody, fSpecial | fTablePart},
	{"td", Td, fSpecial | fScope},
	{"template", Template, fSpecial | fScope | fOwnEnd},
	{"text", Text, 0},
	{"textarea", Textarea, fSpecial | fRawText},
	{"tfoot", Tfoot, fSpecial | fTablePart},
	{"th", Th, fSpecial | fScope},
	{"thead", Thead, fSpecial | fTablePart},
	{"title", Title, fSpecial | fRawText},
	{"tr", Tr, fSpecial | fTablePart},
	{"track", Track, fSpecial | fVoid},
	{"tt", Tt, fFormatting | fBreakout},
	{"u", U, fFormatting | fBreakout},
	{"ul", Ul, fSpecial | fClosesP | fBreakout | fBlockEnd},
	{"var", Var, fBreakout},
	{"wbr", Wbr, fSpecial | fVoid},
	{"xmp", Xmp, fSpecial | fRawText},
}

// String returns the lower-case name, "" for Other.
func (id ID) String() string { return idNames[id] }

// IsVoid reports whether an HTML element of this name has no content.
func (id ID) IsVoid() bool { return idFlags[id]&fVoid != 0 }

// IsHeading reports whether the element is one of h1 to h6.
func (id ID) IsHeading() bool { return idFlags[id]&fHeading != 0 }

// Lookup returns the ID of a lower-case name.
func Lookup(name string) ID { return idOf(packName([]byte(name))) }

const (
	tableBits = 10
	tableMul  = 0x9E3779B97F4A7C15
)

type tableSlot struct {
	key uint64
	id  ID
}

var (
	nameSeed = maphash.MakeSeed()
	idFlags  [idCount]flag
	idNames  [idCount]string
	idKeys   [idCount]uint64 // the names, packed
	idTable  = buildTables()
)

// buildTables fills idFlags, idNames and idKeys and returns the open-addressing table
// from packed name to ID.
func buildTables() *[1 << tableBits]tableSlot {
	var t [1 << tableBits]tableSlot
	idFlags[Other] = fPlain
	for _, n := range names {
		if n.flags == fBreakout {
			n.flags |= fPlain
		}
		idFlags[n.id], idNames[n.id] = n.flags, n.name
		key := packName([]byte(n.name))
		idKeys[n.id] = key
		h := key * tableMul >> (64 - tableBits)
		for t[h].key != 0 {
			h = (h + 1) % (1 << tableBits)
		}
		t[h] = tableSlot{key, n.id}
	}
	return &t
}

// idOf finds the ID of a packed name.
func idOf(key uint64) ID {
	h := key * tableMul >> (64 - tableBits)
	for {
		s := &idTable[h]
		if s.key == key {
			return s.id
		}
		if s.key == 0 {
			return Other
		}
		h = (h + 1) % (1 << tableBits)
	}
}

// packName folds a tag name to lower case and packs it into one word, first
// byte lowest. Names of up to eight bytes are packed as they are; longer ones
// are hashed, with a lowest byte of 0, which no shorter name has, for a tag
// name begins with a letter.
func packName(name []byte) uint64 {
	if len(name) <= wordLen {
		var key uint64
		for i, c := range name {
			key |= uint64(max(lower(c), 1)) << (8 * i)
		}
		return key
	}
	return packLong(name)
}

func packLong(name []byte) uint64 {
	var buf [64]byte
	var key uint64
	for len(name) > 0 {
		n := min(len(name), len(buf)-8)
		for i := range 8 {
			buf[i] = byte(key >> (8 * i))
		}
		for i, c := range name[:n] {
			buf[8+i] = lower(c)
		}
		key = maphash.Bytes(nameSeed, buf[:8+n])
		name = name[n:]
	}
	return key &^ 0xff
}

func lower(c byte) byte {
	if c-'A' < 26 {
		c |= 0x20
	}
	return c
}
