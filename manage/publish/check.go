package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/clean"
	"github.com/teletextio/content/manage/texts"
)

// Check holds every text of a set against the rules that publishing enforces:
// it is a well-formed message, it is not empty, and it is no longer than its
// key's max. Markup that is not allowed, or that is not what a browser would
// build of it, is cleaned (see package clean), and is wrong when nothing is left.
// wrong is everything that keeps the set from being published, odd what should
// be looked at: a text that was cleaned, one whose arguments or functional children are others than
// those of the default locale, one that no key reaches, settings of a key that
// has no text. Both are in the order of files and lines.
func Check(set *texts.Set) (wrong, odd texts.Problems) { return CheckWith(set, nil) }

// CheckWith is [Check] with the Strict, Labels and Parallel of the
// options, which may be nil.
func CheckWith(set *texts.Set, o *Options) (wrong, odd texts.Problems) {
	if o == nil {
		o = &Options{}
	}
	c := check(set, o)
	return c.wrong, c.odd
}

// checker holds a set against the rules and keeps its texts in canonical form.
type checker struct {
	set    *texts.Set
	route  *bundle.Manifest                // resolves keys; not the manifest to be
	keys   map[textID]bundle.KeyMeta       // of the texts that have any
	texts  map[texts.ID]map[string]checked // by bundle and locale, then by name
	strict bool

	mu    sync.Mutex // guards wrong and odd while texts are checked
	wrong texts.Problems
	odd   texts.Problems
}

// textID names one text in all locales.
type textID struct{ bundle, name string }

func check(set *texts.Set, o *Options) *checker {
	c := &checker{
		set:    set,
		route:  &bundle.Manifest{DefaultBundle: set.DefaultBundleName(), Routes: set.Routes},
		keys:   map[textID]bundle.KeyMeta{},
		texts:  map[texts.ID]map[string]checked{},
		strict: o.Strict,
	}
	c.odd = slices.Clone(set.Warnings)
	c.settings()
	names := map[textID]texts.Pos{}
	for id, all := range set.Texts {
		c.texts[id] = make(map[string]checked, len(all))
		for name, t := range all {
			if at, ok := names[textID{id.Bundle, name}]; !ok || before(t.At, at) {
				names[textID{id.Bundle, name}] = t.At
			}
		}
	}
	c.each(o)
	c.reach(names)
	c.confusable(names)
	c.compare()
	c.contract(o.Labels, names)
	if o.Strict {
		c.wrong, c.odd = append(c.wrong, c.odd...), nil
	}
	c.wrong.Sort()
	c.odd.Sort()
	return c
}

// each checks the texts, a bundle at a time on each processor.
func (c *checker) each(o *Options) {
	ids := slices.Collect(maps.Keys(c.set.Texts))
	// Nothing that is called fails, and nothing cancels it.
	_ = each(context.Background(), processors(o), ids, func(_ context.Context, id texts.ID) error {
		c.bundle(id, o.Cache)
		return nil
	})
}

// processors is how many bundles are worked at once.
func processors(o *Options) int {
	if o.Parallel < 0 {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

func inOrder(names map[textID]texts.Pos) []textID {
	return slices.SortedFunc(maps.Keys(names), func(a, b textID) int {
		return cmp.Or(cmp.Compare(a.bundle, b.bundle), cmp.Compare(a.name, b.name))
	})
}

func before(a, b texts.Pos) bool {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) < 0
}

// settings finds the texts that the settings of keys are for.
func (c *checker) settings() {
	by := map[textID]string{}
	for _, key := range slices.Sorted(maps.Keys(c.set.Keys)) {
		name, text := c.route.Resolve(key)
		id, at := textID{name, text}, c.set.KeysAt[key]
		if other, dup := by[id]; dup && c.set.Keys[key] != c.set.Keys[other] {
			c.wrong = append(c.wrong, texts.Problem{
				File: at.File, Line: at.Line, Key: key, What: fmt.Sprintf("this is the same text as %s, which has other settings", other),
				Fix: "keep one of them under keys",
			})
			continue
		}
		by[id] = key
		c.keys[id] = c.set.Keys[key]
		if !slices.ContainsFunc(slices.Collect(maps.Keys(c.set.Texts)), func(id texts.ID) bool {
			_, ok := c.set.Texts[id][text]
			return ok && id.Bundle == name
		}) {
			c.odd = append(c.odd, texts.Problem{
				File: at.File, Line: at.Line, Key: key, What: "the key has settings, but no text in any locale",
				Fix: "look for a misspelling under keys",
			})
		}
	}
}

// text checks one text; ok is false when it cannot be published.
func (c *checker) text(id texts.ID, name string, t texts.Text) (done checked, ok bool) {
	meta := c.keys[textID{id.Bundle, name}]
	kind := message.HTML
	if meta.Type == bundle.TypeText {
		kind = message.Plain
	}
	parsed, err := message.Compile(t.Source, kind, id.Locale)
	tidy := (*message.Text)(nil) // the clean form of markup that is refused
	if err != nil {
		what, fix := explain(t.Source, err)
		if kind == message.HTML && errors.As(err, new(*message.RefusedError)) {
			tidy = cleanText(t.Source, id.Locale)
		}
		switch {
		case tidy == nil:
			c.problem(id, name, t, what, fix)
			return done, false
		case c.strict:
			c.problem(id, name, t, what, fmt.Sprintf("%s; it can be published as %q", fix, tidy.Canonical()))
			return done, false
		}
		parsed = tidy
		done.remark(fmt.Sprintf("%s; it was cleaned: %q is now %q", what, t.Source, tidy.Canonical()), "look whether that is meant")
	}
	odd := done.Odd
	done = newChecked(parsed)
	done.Odd = odd
	if n := utf8.RuneCountInString(done.Canonical); meta.Max > 0 && n > meta.Max {
		c.problem(id, name, t, fmt.Sprintf("the text has %d characters, and %d are allowed", n, meta.Max),
			"shorten it, or raise max under keys")
		return done, false
	}
	if r, ok := unpublished(t.Source); ok {
		done.remark(fmt.Sprintf("the text has the character %U, which is left out", r), "remove it")
	}
	for _, what := range plurals(done.Canonical, id.Locale) {
		done.remark(what, "look whether that is meant")
	}
	return done, true
}

// cleanText returns the clean form of a text whose markup is refused; nil when
// there is none that can be published.
func cleanText(source, locale string) *message.Text {
	cleaned, err := clean.Message(source)
	if err != nil {
		return nil
	}
	parsed, err := message.Compile(cleaned, message.HTML, locale)
	if err != nil {
		return nil
	}
	return parsed
}

// unpublished finds a character that canonical texts do not have: controls but
// white space, noncharacters, bidi overrides (bdo is there for those).
func unpublished(source string) (rune, bool) {
	for _, r := range source {
		switch {
		case r < ' ' && !strings.ContainsRune("\t\n\r\f", r), r >= 0x7f && r < 0xa0,
			r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe, r == 0x202d, r == 0x202e:
			return r, true
		}
	}
	return 0, false
}

func (c *checker) problem(id texts.ID, name string, t texts.Text, what, fix string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrong = append(c.wrong, c.at(id, name, t, what, fix))
}

func (c *checker) warn(id texts.ID, name string, t texts.Text, what, fix string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.odd = append(c.odd, c.at(id, name, t, what, fix))
}

func (c *checker) at(id texts.ID, name string, t texts.Text, what, fix string) texts.Problem {
	return texts.Problem{
		File: t.At.File, Line: t.At.Line, Locale: id.Locale, Key: c.key(id.Bundle, name), What: what, Fix: fix,
	}
}

// key returns the key that an app uses for a text.
func (c *checker) key(name, text string) string {
	plain := name + "." + text
	if keys := c.route.FullKeys(name, text); len(keys) > 0 && !slices.Contains(keys, plain) {
		return keys[0]
	}
	return plain
}

// reach warns of texts that routes hide from every key.
func (c *checker) reach(names map[textID]texts.Pos) {
	if len(c.set.Routes) == 0 {
		return
	}
	for id, at := range names {
		if len(c.route.FullKeys(id.bundle, id.name)) == 0 {
			c.odd = append(c.odd, texts.Problem{
				File: at.File, Line: at.Line, Key: id.bundle + "." + id.name,
				What: "no key reaches this text, because a route leads its key elsewhere",
				Fix:  "mend routes, or remove the text",
			})
		}
	}
}

// explain says what is wrong with a text and how to mend it.
func explain(source string, err error) (what, fix string) {
	var syntax *message.SyntaxError
	var refused *message.RefusedError
	switch {
	case errors.Is(err, message.ErrEmpty):
		return "the text is empty", "write a text, or remove the key: then the fallback is shown"
	case errors.As(err, &syntax):
		return "the message is not well formed: " + syntax.Reason + near(source, syntax.Offset), remedy(syntax.Reason)
	case errors.As(err, &refused):
		return "the markup is refused: " + refused.Reason + near(source, refused.Offset),
			"remove it, or write < as &lt; where a character is meant"
	}
	return err.Error(), ""
}

// remedy says how to mend a message that is not well formed.
func remedy(reason string) string {
	for _, r := range []struct{ part, fix string }{
		{"reserved", "let the app pass the finished words, and name the argument alone: {date}"},
		{"nested more", "divide the text"}, {"longer than 64", "divide the text"},
		{"no branch for other", "add other {…}, which stands for all that has no branch"},
		{"second branch", "remove one of them"},
		{"plural category", "write one of these, or select instead of plural"},
		{"unknown", "write {name}, {n, number}, {n, plural, …}, {n, selectordinal, …} or {x, select, …}"},
	} {
		if strings.Contains(reason, r.part) {
			return r.fix
		}
	}
	return "mend it; a brace that is meant as a character stands in apostrophes: '{'"
}

// near quotes what stands at the offset of a source.
func near(source string, offset int) string {
	if offset < 0 || offset >= len(source) {
		return ", at the end"
	}
	rest := []rune(strings.ToValidUTF8(source[offset:], "\uFFFD"))
	more := ""
	if len(rest) > 24 {
		rest, more = rest[:24], "…"
	}
	return fmt.Sprintf(", at %q%s", string(rest), more)
}
