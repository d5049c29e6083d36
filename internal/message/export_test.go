package message

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/teletextio/content/internal/cldr"
)

// CompileWithout is Compile with one rule of FORMAT.md switched off, for a
// look-up with these arguments.
func CompileWithout(rule, src string, kind Kind, locale string, args map[string]any) (*Text, error) {
	switch rule {
	case "msg-quote":
		src = apostrophes.ReplaceAllString(src, "''")
	case "msg-apostrophe":
		src = dropApostrophes(src)
	case "msg-nested":
		src = flattenBranches(src)
	case "msg-hash/select":
		src = hashInSelect(src)
	case "drop-controls":
		src = HideControls(src)
	case "type-text":
		kind = HTML
	}
	t, err := Compile(src, kind, locale)
	var syntax *SyntaxError
	var refused *RefusedError
	switch {
	case rule == "msg-syntax" && errors.As(err, &syntax), rule == "allow-list" && errors.As(err, &refused):
		return &Text{locale: cldr.Lookup(locale), html: src, text: src}, nil
	case rule == "chain-empty" && errors.Is(err, ErrEmpty):
		return &Text{}, nil
	case err != nil:
		return nil, err
	}
	if rule == "escape-text" && t.class&HasElement == 0 {
		t.html = t.text
	}
	for i := range t.ops {
		t.ops[i].without(rule, t, args)
	}
	for i := range t.picks {
		t.picks[i].without(rule)
	}
	return t, nil
}

// IsHTML reports whether the text was compiled as HTML.
func (t *Text) IsHTML() bool { return t.kind == HTML }

// without changes an operation to what it is without the rule.
func (o *op) without(rule string, t *Text, args map[string]any) {
	_, isString := args[o.s].(string)
	switch {
	case rule == "msg-argument" && o.code == opArg:
		*o = op{code: opLit, s: "{" + o.s + "}"}
	case rule == "msg-hash" && o.code == opHash:
		*o = op{code: opLit, s: "#"}
	case rule == "msg-plain-number" && o.code == opArg && !isString:
		o.code = opNumber
	case rule == "msg-number" && o.code == opNumber && o.style == cldr.Plain:
		o.code = opArg
	case rule == "msg-integer" && o.style == cldr.Integer, rule == "msg-percent" && o.style == cldr.Percent:
		o.style = cldr.Plain
	case rule == "escape-text" && o.code == opLit && t.class&HasElement == 0:
		o.s = t.other(o)
	case rule == "escape-text" && o.spot == textPlace, rule == "escape-attribute" && o.spot == attrPlace:
		o.spot = rawPlace
	case rule == "escape-url" && (o.code == opURL || o.code == opURLEnd):
		*o = op{code: opLit}
	case rule == "escape-url" && o.spot >= urlPlace:
		o.spot = attrPlace
	}
}

// without changes a choice to what it is without the rule.
func (p *pick) without(rule string) {
	if rule == "msg-offset" {
		p.offset = 0
	}
	other := p.begin[cldr.Other]
	if way := strings.TrimSuffix(rule, "/first"); way != rule && p.is(way) {
		if i := slices.IndexFunc(p.cases, func(c pickCase) bool { return !c.exact }); i >= 0 {
			other = p.cases[i].pc
		}
		rule = way
	}
	p.cases = slices.DeleteFunc(p.cases, func(c pickCase) bool {
		return c.exact && rule == "msg-exact" || !c.exact && p.is(rule)
	})
	if p.is(rule) {
		p.begin = [len(p.begin)]int32{other, other, other, other, other, other}
	}
}

// is reports whether the rule is the one by which the choice picks a branch.
func (p *pick) is(rule string) bool {
	return rule == [...]string{"msg-plural", "msg-ordinal", "msg-select"}[p.form]
}

// ArgsWithout returns the arguments as a reader without the rule takes them.
func (t *Text) ArgsWithout(rule string, args map[string]any) map[string]any {
	out := map[string]any{}
	maps.Copy(out, args)
	for _, name := range t.ArgNames() {
		v, given := out[name]
		s, isString := v.(string)
		switch {
		case rule == "msg-missing" && !given && t.counts(name):
			out[name] = 0
		case rule == "msg-missing" && !given:
			out[name] = ""
		case !isString:
		case rule == "msg-digits" && t.counts(name):
			out[name] = "digits " + s
		case rule == "msg-not-a-number" && t.counts(name):
			if _, ok := numberOf(s); !ok {
				out[name] = 0
			}
		case rule == "msg-select/case" && t.selects(name):
			out[name] = strings.ToLower(s)
		case rule == "msg-one-pass":
			out[name] = again(s, args)
		case rule == "drop-controls":
			out[name] = HideControls(s)
		}
	}
	return out
}

// counts reports whether the text takes the argument as a number.
func (t *Text) counts(name string) bool {
	return slices.ContainsFunc(t.ops, func(o op) bool {
		return o.code == opNumber && o.s == name ||
			o.code == opPick && t.picks[o.n].name == name && t.picks[o.n].form != selectForm
	})
}

// selects reports whether the argument is one of a select.
func (t *Text) selects(name string) bool {
	return slices.ContainsFunc(t.picks, func(p pick) bool { return p.name == name && p.is("msg-select") })
}

// again renders an argument as if it were a message.
func again(s string, args map[string]any) string {
	t, err := Compile(s, Plain, "en")
	if err != nil {
		return s
	}
	a := &Args{}
	for name, v := range args {
		a.Pairs = append(a.Pairs, name, v)
	}
	out, err := t.AppendText(nil, a)
	if err != nil {
		return s
	}
	return string(out)
}

var (
	apostrophes = regexp.MustCompile(`''?`)
	quotations  = regexp.MustCompile(`'[{}#](?:[^']|'')*(?:'|$)|''?`)
)

// dropApostrophes takes all apostrophes out of a source but those that begin
// and end quotations.
func dropApostrophes(src string) string {
	return quotations.ReplaceAllStringFunc(src, func(s string) string {
		if strings.Trim(s, "'") == "" {
			return ""
		}
		return "'" + strings.ReplaceAll(strings.Trim(s, "'"), "''", "") + "'"
	})
}

// flattenBranches makes the branches of a source text: quoted arguments, no
// markup. Only # keeps its meaning.
func flattenBranches(src string) string {
	return mapBranches(src, func(_ *choice, n *node, part string) string {
		switch n.kind {
		case litNode:
			return strings.ReplaceAll(part, "<", "&lt;")
		case hashNode:
			return part
		}
		return "'" + strings.ReplaceAll(part, "'", "''") + "'"
	})
}

// hashInSelect gives # in a select the meaning that it has in the plural
// around it.
func hashInSelect(src string) string {
	return mapBranches(src, func(c *choice, n *node, part string) string {
		if c.form != selectForm && n.kind == choiceNode && n.choice.form == selectForm {
			return strings.ReplaceAll(part, "#", "{"+c.name+", number}")
		}
		return part
	})
}

// mapBranches exchanges the parts of the branches of the outermost choices.
func mapBranches(src string, change func(c *choice, n *node, part string) string) string {
	nodes, err := parse(src)
	if err != nil {
		return src
	}
	var b strings.Builder
	last := 0
	for i := range nodes {
		if nodes[i].kind != choiceNode {
			continue
		}
		for _, branch := range nodes[i].choice.branches {
			from := branch.off + strings.IndexByte(src[branch.off:], '{') + 1
			to := closing(src, from)
			b.WriteString(src[last:from])
			for j := range branch.nodes {
				n, end := &branch.nodes[j], to
				if j+1 < len(branch.nodes) {
					end = branch.nodes[j+1].off
				}
				b.WriteString(change(nodes[i].choice, n, src[n.off:end]))
			}
			last = to
		}
	}
	return b.String() + src[last:]
}

// closing returns the place of the brace that closes a branch, which begins at
// from and quotes no braces.
func closing(src string, from int) int {
	for depth := 1; ; from++ {
		switch src[from] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return from
			}
		}
	}
}

// hide and show exchange the characters that texts and arguments lose for
// others that they keep.
var hide, show = func() (hide, show *strings.Replacer) {
	var there, back []string
	add := func(r rune) {
		other := string(rune(0xE000 + len(there)))
		there = append(there, string(r), other)
		back = append(back, other, string(r))
	}
	for r := range rune(0x10000) {
		if dropped(r) && r != '\r' || isOverride(r) {
			add(r)
		}
	}
	return strings.NewReplacer(there...), strings.NewReplacer(back...)
}()

// HideControls returns s with other characters for its controls, so that
// nothing drops them; ShowControls undoes that.
func HideControls(s string) string { return hide.Replace(s) }

// ShowControls undoes HideControls.
func ShowControls(s string) string { return show.Replace(s) }

// AllowedMarkup returns the elements, the attributes by element, those of all
// elements under "", and the link types that a text may have, sorted.
func AllowedMarkup() (elements []string, attrs map[string][]string, links []string) {
	attrs = map[string][]string{"": slices.Sorted(maps.Keys(globalAttrs))}
	for element, rules := range elementAttrs {
		attrs[element] = slices.Sorted(maps.Keys(rules))
	}
	return slices.Sorted(maps.Keys(allowed)), attrs, slices.Sorted(maps.Keys(linkTypes))
}
