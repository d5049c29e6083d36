package message

// trait is what the checks need to know of an element.
type trait uint8

const (
	block       trait = 1 << iota // closes an open p
	interactive                   // nothing interactive may stand in it, nor it in such
	heading                       // h1 … h6
	item                          // li, dt, dd
	formatting                    // may be opened again behind its end
)

// allowed are the elements that a text may hold. What changes the parser's
// mode is not among them: raw text, forms and their controls, tables,
// templates, svg and math.
var allowed = map[string]bool{
	"a": true, "abbr": true, "address": true, "article": true, "aside": true,
	"b": true, "bdi": true, "bdo": true, "blockquote": true, "br": true,
	"cite": true, "code": true,
	"data": true, "dd": true, "del": true, "details": true, "dfn": true, "div": true, "dl": true, "dt": true,
	"em": true, "figcaption": true, "figure": true, "footer": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "header": true, "hr": true,
	"i": true, "img": true, "ins": true, "kbd": true, "li": true, "mark": true,
	"ol": true, "p": true, "pre": true, "q": true, "rp": true, "rt": true, "ruby": true,
	"s": true, "samp": true, "section": true, "small": true, "span": true, "strong": true,
	"sub": true, "summary": true, "sup": true,
	"time": true, "u": true, "ul": true, "var": true, "wbr": true,
}

// traits are those of the allowed elements and of the ones that a functional
// child can be.
var traits = map[string]trait{
	"a":      interactive,
	"button": interactive, "label": interactive, "details": interactive | block, "summary": block,
	"address": block, "article": block, "aside": block, "blockquote": block, "center": block,
	"dialog": block, "dir": block, "div": block, "dl": block, "fieldset": block, "figcaption": block,
	"figure": block, "footer": block, "header": block, "hgroup": block, "hr": block, "main": block,
	"menu": block, "nav": block, "ol": block, "p": block, "pre": block, "search": block,
	"section": block, "ul": block,
	"h1": block | heading, "h2": block | heading, "h3": block | heading,
	"h4": block | heading, "h5": block | heading, "h6": block | heading,
	"li": block | item, "dt": block | item, "dd": block | item,
	"b": formatting, "big": formatting, "code": formatting, "em": formatting, "font": formatting,
	"i": formatting, "nobr": formatting, "s": formatting, "small": formatting, "strike": formatting,
	"strong": formatting, "tt": formatting, "u": formatting,
}

// voidElements are the elements that have no end tag.
var voidElements = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true,
	"img": true, "image": true, "input": true, "keygen": true, "link": true, "meta": true,
	"param": true, "source": true, "track": true, "wbr": true,
}

// voidSlots are the void elements that can be a functional child. What one is
// inside of it already was in the page, so it does not count as interactive.
var voidSlots = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "wbr": true}

// noSlot are the elements that cannot be a functional child although they are
// not void: those whose content a parser treats in a way of its own.
var noSlot = map[string]bool{
	"applet": true, "body": true, "caption": true, "colgroup": true, "fieldset": true, "form": true,
	"frame": true, "frameset": true, "head": true, "html": true, "iframe": true, "isindex": true,
	"listing": true, "marquee": true, "math": true, "noembed": true, "noframes": true,
	"noscript": true, "object": true, "optgroup": true, "option": true, "plaintext": true,
	"rb": true, "rtc": true, "script": true, "select": true, "style": true, "svg": true,
	"table": true, "tbody": true, "td": true, "template": true, "textarea": true, "tfoot": true,
	"th": true, "thead": true, "title": true, "tr": true, "xmp": true,
}

// rule is how an attribute's value is checked.
type rule uint8

const (
	anyText   rule = iota + 1 // free text, arguments allowed
	urlRule                   // one URL, arguments allowed
	srcsetURL                 // image candidates, no arguments
	relTokens                 // link types, no arguments
	blankOnly                 // _blank, no arguments
)

// globalAttrs are allowed on every element, beside aria-….
var globalAttrs = map[string]rule{
	"title": anyText, "lang": anyText, "dir": anyText, "class": anyText, "translate": anyText, "role": anyText,
}

// elementAttrs are allowed on one element.
var elementAttrs = map[string]map[string]rule{
	"a":          {"href": urlRule, "hreflang": anyText, "rel": relTokens, "target": blankOnly},
	"blockquote": {"cite": urlRule},
	"data":       {"value": anyText},
	"del":        {"cite": urlRule, "datetime": anyText},
	"details":    {"open": anyText},
	"img": {
		"alt": anyText, "height": anyText, "loading": anyText, "sizes": anyText,
		"src": urlRule, "srcset": srcsetURL, "width": anyText,
	},
	"ins":  {"cite": urlRule, "datetime": anyText},
	"li":   {"value": anyText},
	"ol":   {"reversed": anyText, "start": anyText, "type": anyText},
	"q":    {"cite": urlRule},
	"time": {"datetime": anyText},
}

// linkTypes are the tokens that rel may hold. opener is left out: it undoes
// noopener.
var linkTypes = map[string]bool{
	"alternate": true, "author": true, "bookmark": true, "external": true, "help": true,
	"license": true, "me": true, "next": true, "nofollow": true, "noopener": true,
	"noreferrer": true, "prev": true, "search": true, "sponsored": true, "tag": true, "ugc": true,
}

// ruleOf returns the rule for an attribute; ok is false when it is not allowed.
func ruleOf(tag, name string) (r rule, ok bool) {
	if r, ok = globalAttrs[name]; ok {
		return r, true
	}
	if r, ok = elementAttrs[tag][name]; ok {
		return r, true
	}
	if len(name) > 5 && name[:5] == "aria-" {
		for i := 5; i < len(name); i++ {
			if !isLetter(name[i]) {
				return 0, false
			}
		}
		return anyText, true
	}
	return 0, false
}
