package message_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/teletextio/content/internal/message"
)

// shell is a page around a text. Everything but the content of the element
// with the attribute here is the page's.
type shell struct {
	name, before, after string
	escaped             bool // the place has text only
	refuses             message.Class
}

const tail = "<p class=tail>tail<b>b</b></p>"

var shells = []shell{
	{name: "div", before: "<div here>", after: "</div>" + tail},
	{name: "body", before: "<!doctype html><body here>"},
	{name: "p", before: "<p here>", after: "</p>" + tail, refuses: message.HasBlock},
	{name: "cell", before: "<table><tr><td here>", after: "</td><td>n</td></tr></table>" + tail, refuses: (message.HasItem | message.HasTerm)},
	{name: "list item", before: "<ul><li here>", after: "</li><li>n</li></ul>" + tail, refuses: (message.HasItem | message.HasTerm)},
	{name: "list", before: "<ul here>", after: "</ul>" + tail},
	{name: "link", before: "<a href=/ here>", after: "</a>" + tail, refuses: message.HasLink | message.HasInteractive},
	{name: "button", before: "<button here>", after: "</button>" + tail, refuses: message.HasInteractive},
	{name: "heading", before: "<h1 here>", after: "</h1>" + tail, refuses: message.HasHeading | (message.HasItem | message.HasTerm)},
	{name: "formatting", before: "<b><i><span here>", after: "</span></i></b>" + tail},
	{name: "span in p", before: "<p>a<span here>", after: "</span>b</p>" + tail, refuses: message.HasBlock},
	{name: "label", before: "<label here>", after: "</label>" + tail, refuses: message.HasInteractive},
	{name: "button in p", before: "<p><button here>", after: "</button>b</p>" + tail, refuses: message.HasInteractive | message.HasBlock},
	{name: "definition", before: "<dl><dt>a</dt><dd here>", after: "</dd><dt>n</dt></dl>" + tail, refuses: (message.HasItem | message.HasTerm)},
	{name: "definitions", before: "<dl here>", after: "</dl>" + tail},
	{name: "div in item", before: "<ol><li><div here>", after: "</div>n</li></ol>" + tail, refuses: (message.HasItem | message.HasTerm)},
	{name: "ruby text", before: "<ruby>a<rt here>", after: "</rt><rp>n</rp></ruby>" + tail, refuses: (message.HasItem | message.HasTerm) | message.HasBlock},
	{name: "nobr", before: "<nobr><i here>", after: "</i></nobr>" + tail, refuses: message.HasNobr},
	{name: "summary", before: "<details><summary here>", after: "</summary>n</details>" + tail},
	{name: "caption", before: "<table><caption here>", after: "</caption><tr><td>n</td></tr></table>" + tail},
	{name: "pre", before: "<pre here>\n", after: "</pre>" + tail},
	{name: "noscript", before: "<div><noscript><div here>", after: "</div></noscript></div>" + tail},
	{name: "title", before: "<title here>", after: "</title>" + tail, escaped: true},
	{name: "textarea", before: "<textarea here>\n", after: "</textarea>" + tail, escaped: true},
	{name: "option", before: "<select><option here>", after: "</option><option>n</option></select>" + tail, escaped: true},
	{name: "svg title", before: "<svg><title here>", after: "</title><g></g></svg>" + tail, escaped: true},
	{name: "svg text", before: "<svg><text here>", after: "</text><g></g></svg>" + tail, escaped: true},
	{name: "attribute", before: "<div here title=\"", after: "\">x</div>" + tail, escaped: true},
}

// page parses a shell with content and returns what is outside the text, the
// element that holds it, and whether that was found.
func (s *shell) page(t testing.TB, content string, scripting bool) (outside string, at *html.Node) {
	doc, err := html.ParseWithOptions(strings.NewReader(s.before+content+s.after), html.ParseOptionEnableScripting(scripting))
	require.NoError(t, err)
	for n := range doc.Descendants() {
		for i, a := range n.Attr {
			if a.Key == "here" && at == nil {
				at = n
				n.Attr[i].Val = "x"
			}
		}
	}
	if at == nil { // noscript in a browser with scripting holds raw text
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode && n.Data == "noscript" && n.FirstChild != nil {
				n.FirstChild.Data = ""
			}
		}
		return dump(doc), nil
	}
	inner := &html.Node{Type: html.ElementNode, Data: at.Data, Attr: append([]html.Attribute(nil), at.Attr...)}
	for c := at.FirstChild; c != nil; c = at.FirstChild {
		at.RemoveChild(c)
		inner.AppendChild(c)
	}
	if s.name == "attribute" {
		for i, a := range at.Attr {
			if a.Key == "title" {
				at.Attr[i].Val = ""
			}
		}
	}
	return dump(doc), inner
}

// emptied is a shell without a text.
type emptied struct {
	outside string
	at      *html.Node
}

var (
	emptiedMu sync.Mutex
	emptiedOf = map[string]emptied{}
)

// empty is page without a text, parsed once.
func (s *shell) empty(t testing.TB, scripting bool) (outside string, at *html.Node) {
	emptiedMu.Lock()
	defer emptiedMu.Unlock()
	key := fmt.Sprint(s.name, scripting)
	e, ok := emptiedOf[key]
	if !ok {
		e.outside, e.at = s.page(t, "", scripting)
		emptiedOf[key] = e
	}
	return e.outside, e.at
}

// dump writes a tree so that different trees never look alike.
func dump(n *html.Node) string {
	var b []byte
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		b = append(b, '(', '0'+byte(n.Type), ' ')
		b = strconv.AppendQuote(append(b, n.Namespace...), n.Data)
		for _, a := range n.Attr {
			b = strconv.AppendQuote(append(append(b, a.Namespace...), a.Key...), a.Val)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		b = append(b, ')')
	}
	walk(n)
	return string(b)
}

var (
	schemeOf   = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*):`)
	badElement = regexp.MustCompile(`^(script|style|iframe|frame|frameset|object|embed|applet|base|meta|link|form|input|button|textarea|select|option|keygen|svg|math|table|td|tr|template|noscript|noembed|noframes|xmp|plaintext|listing|title|audio|video|source|track|portal|marquee|image|body|html|head|slot)$`)
	badAttr    = regexp.MustCompile(`^(on|style|id|name|srcdoc|action|formaction|xlink|is|slot|ping|data-|hx-|x-|v-|ng-|:|@|popover|content)`)
)

// inert checks that a tree holds nothing that a browser runs or fetches with
// rights. Its lists are its own.
func inert(t testing.TB, root *html.Node, source string) {
	for n := range root.Descendants() {
		require.Contains(t, []html.NodeType{html.TextNode, html.ElementNode}, n.Type, "source %q", source)
		if n.Type != html.ElementNode {
			continue
		}
		require.Empty(t, n.Namespace, "source %q", source)
		require.False(t, badElement.MatchString(n.Data), "<%s> of source %q", n.Data, source)
		for _, a := range n.Attr {
			require.False(t, badAttr.MatchString(a.Key), "%s of source %q", a.Key, source)
			var candidates []string
			switch a.Key {
			case "href", "src", "cite":
				candidates = []string{a.Val}
			case "srcset":
				candidates = strings.FieldsFunc(a.Val, func(r rune) bool { return r == ',' || r == ' ' })
			}
			for _, u := range candidates {
				u = strings.TrimLeft(u, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f \t\n\r")
				u = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(u)
				if m := schemeOf.FindStringSubmatch(u); m != nil {
					require.Regexp(t, `^(?i)(https?|mailto|tel)$`, m[1], "source %q", source)
				}
			}
		}
	}
}

// inShells puts a rendering into every shell that its class allows.
func inShells(t testing.TB, text *message.Text, a *message.Args, source string) {
	page := tags{}
	for _, name := range text.SlotNames() {
		page[name] = "<" + text.SlotTag(name) + ">"
	}
	content, err := text.AppendHTML(nil, a, page)
	require.NoError(t, err, "source %q", source)
	escaped, escErr := text.AppendEscaped(nil, a)
	plain, plainErr := text.AppendText(nil, a)
	require.Equal(t, escErr, plainErr)
	inside := ""
	for i := range shells {
		s := &shells[i]
		in := string(content)
		if s.escaped {
			if escErr != nil {
				continue
			}
			in = string(escaped)
		} else if text.Class()&s.refuses != 0 {
			continue
		}
		for _, scripting := range []bool{true, false} {
			if !scripting && s.name != "noscript" { // they differ there only
				continue
			}
			want, empty := s.empty(t, scripting)
			got, at := s.page(t, in, scripting)
			require.Equal(t, want, got, "shell %s, source %q", s.name, source)
			if at == nil {
				require.Nil(t, empty)
				continue
			}
			require.Equal(t, empty.Attr[0].Key, at.Attr[0].Key)
			if s.escaped {
				textOnly(t, s, at, string(plain), source)
				continue
			}
			if len(page) == 0 {
				inert(t, at, source)
			}
			at.Data, at.Attr = "", nil
			if inside == "" {
				inside = dump(at)
				require.Equal(t, startTags(content), elements(at), "source %q", source)
			}
			require.Equal(t, inside, dump(at), "shell %s, source %q", s.name, source)
		}
	}
}

// startTags counts the start tags of canonical HTML.
func startTags(b []byte) int { return bytes.Count(b, []byte("<")) - bytes.Count(b, []byte("</")) }

// elements counts the elements below n.
func elements(n *html.Node) int {
	count := 0
	for n := range n.Descendants() {
		if n.Type == html.ElementNode {
			count++
		}
	}
	return count
}

// textOnly checks that a text place shows exactly the text content.
func textOnly(t testing.TB, s *shell, at *html.Node, want, source string) {
	got := ""
	if s.name == "attribute" {
		got = at.Attr[1].Val
	} else {
		for n := range at.Descendants() {
			require.Equal(t, html.TextNode, n.Type, "shell %s, source %q", s.name, source)
			got += n.Data
		}
	}
	require.Equal(t, want, got, "shell %s, source %q", s.name, source)
}

// TestHostileContent compiles every payload as content, alone and inside
// harmless markup. What is not refused changes nothing outside and runs nothing.
func TestHostileContent(t *testing.T) {
	list := payloads()
	require.Greater(t, len(breakers)+len(attributes)+len(mutations), 300)
	a := args("x", "<img src=x onerror=alert(1)>", "n", 1, "g", "a", "a", "\"><script>")
	accepted := 0
	for i, p := range list {
		if raceEnabled && i%5 != 0 {
			continue
		}
		for _, form := range []string{"%s", "<b>%s</b>", `<i title="%s">x</i>`, "{n, plural, one {%s} other {%[1]s}}"} {
			src := fmt.Sprintf(form, p)
			for _, kind := range []message.Kind{message.HTML, message.Plain} {
				text, err := message.Compile(src, kind, "en")
				if err != nil {
					continue
				}
				again := compile(t, text.Canonical(), kind, "en")
				require.Equal(t, text.Canonical(), again.Canonical(), "source %q", src)
				require.Equal(t, text.Class(), again.Class(), "source %q", src)
				if kind == message.Plain && form != "%s" {
					continue
				}
				if _, err := text.AppendHTML(nil, a, tags{"x": "<b>"}); text.Class()&message.HasSlot != 0 || err == nil {
					accepted++
					inShells(t, text, a, src)
				}
			}
		}
	}
	t.Logf("%d payloads, %d renderings in %d shells", len(list), accepted, len(shells))
}

// TestNesting puts every element into every other, as the text's own and as
// functional children, and every pair that is not refused into every shell
// that its class allows.
func TestNesting(t *testing.T) {
	own := strings.Fields(`a abbr address article aside b bdi bdo blockquote br cite code data dd del details dfn div dl dt em
		figcaption figure footer h1 h2 header hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub
		summary sup time u ul var wbr`)
	slots := strings.Fields(`a b button label nobr center dialog dir div hgroup h1 li main menu nav p pre rt search summary x-y
		script select option table tr td form input textarea title svg math template iframe plaintext object body image listing fieldset`)
	forms := []string{}
	for _, tag := range own {
		if tag == "br" || tag == "hr" || tag == "img" || tag == "wbr" {
			forms = append(forms, "<"+tag+">")
			continue
		}
		forms = append(forms, "<"+tag+">%s</"+tag+">")
	}
	for _, tag := range slots {
		forms = append(forms, "<"+tag+" data-txt-name=%d>%s</"+tag+">")
	}
	fill := func(form string, name int, content string) string {
		return strings.ReplaceAll(strings.ReplaceAll(form, "%d", strconv.Itoa(name)), "%s", content)
	}
	count := 0
	for i, outer := range forms {
		for j, inner := range forms {
			if raceEnabled && (i+j)%5 != 0 {
				continue
			}
			src := "a" + fill(outer, 1, fill(inner, 2, "\nx")+"y") + "z"
			text, err := message.Compile(src, message.HTML, "en")
			if err != nil {
				continue
			}
			count++
			inShells(t, text, nil, src)
		}
	}
	t.Logf("%d pairs", count)
	require.True(t, raceEnabled || count > 2000)
}

// places are texts with the argument x in every place that an argument can
// have. attr names the attribute it stands in.
var places = []struct{ src, attr string }{
	{"{x}", ""}, {"<b>{x}</b>", ""}, {"<pre>{x}</pre>", ""}, {"a{x}b", ""}, {"{g, select, other {<p>{x}</p>}}", ""},
	{`<b title="{x}">y</b>`, "title"}, {`<b title="a{x}b">y</b>`, "title"}, {`<img alt="{x}">`, "alt"}, {`<b title="{n, plural, other {{x}}}">y</b>`, "title"},
	{`<a href="{x}">y</a>`, "url"}, {`<a href=" {x}">y</a>`, "url"}, {`<a href="java{x}">y</a>`, "url"}, {`<a href="{x}:alert(1)">y</a>`, "url"}, {`<a href="/{x}">y</a>`, "url"},
	{`<a href="?q={x}&amp;r=1">y</a>`, "url"}, {`<a href="#{x}">y</a>`, "url"}, {`<a href="https://{x}/">y</a>`, "url"}, {`<img src="{x}">`, "url"}, {`<q cite="{x}">y</q>`, "url"},
	{`<a href="{n, plural, other {{x}}}">y</a>`, "url"}, {`<a href="{g, select, other {java}}{x}">y</a>`, "url"},
}

// shape is a tree without text and attribute values.
func shape(n *html.Node) string {
	var b strings.Builder
	for n := range n.Descendants() {
		if n.Type == html.ElementNode {
			fmt.Fprintf(&b, "%s<", n.Data)
			for _, a := range n.Attr {
				b.WriteString(a.Key + " ")
			}
		} else if n.Type != html.TextNode {
			fmt.Fprintf(&b, "!%d", n.Type)
		}
	}
	return b.String()
}

// TestHostileArguments gives every payload as an argument in every place: only
// text and the value of that attribute change.
func TestHostileArguments(t *testing.T) {
	values := append(urls(), breakers...)
	values = append(append(values, attributes...), mutations...)
	for _, p := range places {
		text := compile(t, p.src, message.HTML, "en")
		for i, v := range values {
			if raceEnabled && i%5 != 0 {
				continue
			}
			hostileArgument(t, text, p.src, p.attr, v)
		}
	}
}

// hostileArgument checks one value in one place.
func hostileArgument(t testing.TB, text *message.Text, src, attr, v string) {
	a := args("x", v, "n", 3, "g", "z")
	got, err := text.AppendHTML(nil, a, nil)
	if err != nil {
		var e *message.ArgumentError
		require.ErrorAs(t, err, &e)
		require.Equal(t, "url", attr, "source %q value %q", src, v)
		return
	}
	plain, err := text.AppendHTML(nil, args("x", "X", "n", 3, "g", "z"), nil)
	if err != nil { // the place refuses every value that has no scheme of its own
		plain = got
	}
	require.True(t, utf8.Valid(got))
	div := &shells[0]
	_, want := div.page(t, string(plain), true)
	outside, at := div.page(t, string(got), true)
	reference, _ := div.empty(t, true)
	require.Equal(t, reference, outside, "source %q value %q", src, v)
	require.Equal(t, shape(want), shape(at), "source %q value %q", src, v)
	inert(t, at, v)
	if attr != "url" {
		inShells(t, text, a, src+" with "+v)
	}
	cleaned, err := compile(t, "{x}", message.Plain, "en").AppendText(nil, a)
	require.NoError(t, err)
	for n := range at.Descendants() {
		if attr == "" && n.Type == html.TextNode {
			require.Contains(t, n.Data, string(cleaned), "source %q", src)
		}
		for _, at := range n.Attr {
			if at.Key == attr {
				require.Contains(t, at.Val, string(cleaned), "source %q", src)
			}
		}
	}
	require.False(t, bytes.ContainsAny(got, "\x00\r\x1b\x7f"))
}
