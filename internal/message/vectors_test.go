package message_test

import (
	"fmt"
	"html"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/cldr"
	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/internal/vectors"
)

// reader is the smallest reader of publications: it has the format's order of
// locales, and this package for the texts. It can do without one rule.
type reader struct {
	m       *bundle.Manifest
	bundles map[string]map[string]*bundle.Bundle // by locale and name
	off     string                               // the rule, "" for none
}

// newReader reads a publication.
func newReader(t *testing.T, p *vectors.Publication) *reader {
	name := bundle.ManifestName(p.Channel)
	s, err := bundle.DecodeManifest(name, []byte(p.Files[name]))
	require.NoError(t, err)
	r := &reader{m: s.Manifest, bundles: map[string]map[string]*bundle.Bundle{}}
	for tag, l := range r.m.Locales {
		r.bundles[tag] = map[string]*bundle.Bundle{}
		name := bundle.IndexName(tag, l.Index)
		x, err := bundle.DecodeIndex(name, []byte(p.Files[name]))
		require.NoError(t, err)
		for b, e := range x.Bundles {
			name := bundle.BundleName(b, tag, e.Ref)
			r.bundles[tag][b], err = bundle.DecodeBundle(name, []byte(p.Files[name]))
			require.NoError(t, err)
		}
	}
	return r
}

// match returns the locale that serves a tag, "" for none.
func (r *reader) match(tag string) string {
	own := r.listed(tag)
	if own != "" && r.off != "match-exact" {
		return own
	}
	if r.off != "match-parent" {
		for _, parent := range r.parents(tag, "match-parent/cut") {
			if l := r.listed(parent); l != "" {
				return l
			}
		}
	}
	if own != "" {
		return own // match-exact: a parent goes first
	}
	if _, ok := r.m.Locales[r.m.DefaultLocale]; !ok || r.off == "match-default" {
		return ""
	}
	return r.m.DefaultLocale
}

// listed returns the published locale called tag, "" for none.
func (r *reader) listed(tag string) string {
	for l := range r.m.Locales {
		if l == tag || r.off != "match-case" && strings.EqualFold(l, tag) {
			return l
		}
	}
	return ""
}

// parents returns the parents of a tag: those of CLDR, or without the rule
// those that are left when the tag is cut short.
func (r *reader) parents(tag, rule string) (list []string) {
	if r.off != rule {
		return cldr.Parents(tag)
	}
	for i := strings.LastIndexByte(tag, '-'); i >= 0; i = strings.LastIndexByte(tag[:i], '-') {
		list = append(list, tag[:i])
	}
	return list
}

// chain returns the locales that are asked for a text, some perhaps twice.
func (r *reader) chain(tag string) []string {
	if tag == "" {
		return nil
	}
	behind := r.m.Locales[tag].Fallback
	switch {
	case behind == nil || r.off == "chain-list":
		if behind = r.parents(tag, "chain-parents/cut"); r.off == "chain-parents" {
			behind = nil
		}
	case r.off == "chain-list/first":
		behind = behind[:min(1, len(behind))]
	case r.off == "chain-list/followed":
		for _, l := range behind {
			behind = slices.Concat(behind, r.m.Locales[l].Fallback)
		}
	}
	chain := slices.Concat([]string{tag}, behind)
	if r.off == "chain-own" {
		chain = slices.Concat(behind, []string{tag})
	}
	if r.off != "chain-default" {
		chain = append(chain, r.m.DefaultLocale)
	}
	if r.off == "chain-none" {
		chain = append(chain, slices.Sorted(maps.Keys(r.m.Locales))...)
	}
	return chain
}

// find returns the text of a key, nil when there is none, and its locale.
func (r *reader) find(l *vectors.Lookup) (*message.Text, string) {
	b, name := r.m.Resolve(l.Key)
	for _, tag := range r.chain(r.match(l.Locale)) {
		found := r.bundles[tag][b]
		if found == nil {
			continue
		}
		src, ok := found.Texts[name]
		if !ok {
			continue
		}
		kind := message.HTML
		if found.TypeOf(name) == bundle.TypeText {
			kind = message.Plain
		}
		text, err := message.CompileWithout(r.off, src, kind, tag, l.Args)
		if err == message.ErrEmpty {
			continue
		}
		return text, tag
	}
	return nil, ""
}

// run looks up and says what is wrong with the outcome.
func (r *reader) run(l *vectors.Lookup) error {
	text, tag := r.find(l)
	if text == nil {
		return l.Check(nil)
	}
	if r.off == "msg-missing/all" {
		for _, name := range text.ArgNames() {
			if _, ok := l.Args[name]; !ok {
				return l.Check(nil)
			}
		}
	}
	var args message.Args
	for name, v := range text.ArgsWithout(r.off, l.Args) {
		args.Pairs = append(args.Pairs, name, v)
	}
	content, ok := r.render(text, &args, l.Place)
	if !ok {
		return l.Check(nil)
	}
	if r.off == "drop-controls" {
		content = message.ShowControls(content)
	}
	page, err := vectors.Element(l.Place, "", content)
	if err != nil {
		return err
	}
	got, _, err := vectors.Found(l.Place, page)
	if err != nil {
		return err
	}
	if err := l.Check(&got); err != nil {
		return err
	}
	if tag != l.WantLocale {
		return fmt.Errorf("the text is in %q, want %q", tag, l.WantLocale)
	}
	return nil
}

// render returns the text as it stands in the page. ok is false when it cannot
// stand there.
func (r *reader) render(text *message.Text, args *message.Args, place string) (content string, ok bool) {
	var out []byte
	var err error
	hasElements := text.Class()&message.HasElement != 0
	switch {
	case place == vectors.InHTML:
		out, err = text.AppendHTML(nil, args, nil)
	case r.off == "type-html" && text.IsHTML() && !hasElements:
		out, err = text.AppendHTML(nil, args, nil)
		out = []byte(html.EscapeString(string(out)))
	case r.off == "place-elements" && hasElements:
		out, err = text.AppendHTML(nil, args, nil)
		out = []byte(html.EscapeString(anyTag.ReplaceAllString(string(out), "")))
	case r.off == "escape-text" && place == vectors.InText,
		r.off == "escape-attribute" && place != vectors.InText:
		out, err = text.AppendText(nil, args)
	default:
		out, err = text.AppendEscaped(nil, args)
	}
	if place == vectors.InURL && r.off != "escape-url" && !message.SafeURL([]byte(html.UnescapeString(string(out)))) {
		return "", false
	}
	return string(out), err == nil
}

// lookupRules are the rules of FORMAT.md that look-ups guard, but for those of
// keys, which package bundle has. Behind a slash stands another way to break
// the rule.
var lookupRules = []string{
	"match-exact", "match-case", "match-parent", "match-parent/cut", "match-default",
	"chain-own", "chain-list", "chain-list/first", "chain-list/followed",
	"chain-parents", "chain-parents/cut", "chain-default", "chain-none", "chain-empty",
	"msg-argument", "msg-missing", "msg-missing/all", "msg-apostrophe", "msg-quote",
	"msg-plain-number", "msg-number", "msg-integer", "msg-percent",
	"msg-plural", "msg-plural/first", "msg-ordinal", "msg-ordinal/first", "msg-exact", "msg-offset", "msg-hash", "msg-hash/select",
	"msg-digits", "msg-not-a-number", "msg-select", "msg-select/first", "msg-select/case",
	"msg-nested", "msg-one-pass", "msg-syntax",
	"type-html", "type-text", "place-elements", "allow-list", "drop-controls",
	"escape-text", "escape-attribute", "escape-url",
}

var anyTag = regexp.MustCompile("<[^>]*>")

// TestLookupsNoticeEachRule switches each rule off and sees that exactly the
// look-ups that name it fail.
func TestLookupsNoticeEachRule(t *testing.T) {
	failed := failures(t, "")
	require.Empty(t, failed, "with all rules on")
	all, err := vectors.Read(publications)
	require.NoError(t, err)
	rules := map[string][]string{}
	for _, off := range lookupRules {
		rule, _, _ := strings.Cut(off, "/")
		rules[rule] = append(rules[rule], failures(t, off)...)
	}
	for rule, failed := range rules {
		var named []string
		for _, p := range all {
			for _, l := range p.Lookups {
				if l.Notices(rule) {
					named = append(named, p.Name+": "+l.Name())
				}
			}
		}
		slices.Sort(failed)
		slices.Sort(named)
		require.NotEmpty(t, named, "no look-up guards %s", rule)
		require.Equal(t, named, slices.Compact(failed), "look-ups that name %s, and those that fail without it", rule)
	}
}

// TestLookupsNameRules makes sure that no look-up guards a rule that is never
// switched off: that of a file must be there as a boundary.
func TestLookupsNameRules(t *testing.T) {
	all, err := vectors.Read(publications)
	require.NoError(t, err)
	for _, p := range all {
		for _, l := range p.Lookups {
			if slices.Contains(bundle.Rules(), l.Rule) {
				require.True(t, l.Boundary, "%s: %s: a file breaks the rule, no look-up does", p.Name, l.Name())
				continue
			}
			for _, rule := range append(l.Also, l.Rule) {
				require.True(t, strings.HasPrefix(rule, "key-") || slices.Contains(lookupRules, rule), "%s: %s", p.Name, rule)
			}
		}
	}
}

const publications = "../../bundle/testdata/vectors/publications"

// failures returns the look-ups that fail without a rule.
func failures(t *testing.T, off string) []string {
	all, err := vectors.Read(publications)
	require.NoError(t, err)
	var failed []string
	for _, p := range all {
		r := newReader(t, &p)
		r.off = off
		for _, l := range p.Lookups {
			if r.run(&l) != nil {
				failed = append(failed, p.Name+": "+l.Name())
			}
		}
	}
	return failed
}

// TestEachRuleIsSwitchedOff holds the list of rules against the specification,
// from locales to places.
func TestEachRuleIsSwitchedOff(t *testing.T) {
	spec, err := os.ReadFile("../../bundle/FORMAT.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(spec), "\n## 10. ")
	require.True(t, ok)
	part, _, ok := strings.Cut(rest, "\n## 13. ")
	require.True(t, ok)
	var specified, switched []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|").FindAllStringSubmatch(part, -1) {
		specified = append(specified, row[1])
	}
	for _, rule := range lookupRules {
		rule, _, _ = strings.Cut(rule, "/")
		switched = append(switched, rule)
	}
	slices.Sort(specified)
	slices.Sort(switched)
	require.Equal(t, specified, slices.Compact(switched))
}
