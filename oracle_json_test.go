package content_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
)

// randomJSON writes JSON texts of a few names, so that paths hit.
type randomJSON struct {
	draw *rand.Rand
	b    strings.Builder
}

func (r *randomJSON) one(of ...string) string { return of[r.draw.IntN(len(of))] }

func (r *randomJSON) space() { r.b.WriteString(r.one("", "", "", " ", "\n\t", "\r\n")) }

// value writes a value that is less often a list or an object the deeper it is.
func (r *randomJSON) value(depth int) {
	r.space()
	switch k := r.draw.IntN(14 - 2*depth); {
	case depth > 0 && k < 4:
		r.b.WriteByte('{')
		names := []string{`"a"`, `"b"`, `"c"`, `"@id"`, `"0"`, `"a.b"`, `"\u0064"`, `"é"`, `""`, `"e"`, `"1"`}
		r.draw.Shuffle(len(names), func(i, k int) { names[i], names[k] = names[k], names[i] })
		for i := range 2 + r.draw.IntN(6) {
			if i > 0 {
				r.b.WriteByte(',')
			}
			r.space()
			r.b.WriteString(names[i])
			if r.draw.IntN(60) == 0 {
				r.b.WriteString(`:0,"\u0061"`)
			}
			r.space()
			r.b.WriteByte(':')
			r.value(depth - 1)
		}
		r.b.WriteByte('}')
	case depth > 0 && k < 6:
		r.b.WriteByte('[')
		for i := range r.draw.IntN(4) {
			if i > 0 {
				r.b.WriteByte(',')
			}
			r.value(depth - 1)
		}
		r.b.WriteByte(']')
	case k < 10:
		r.b.WriteString(r.one(`"x"`, `""`, `"a\"b\\"`, `"\u003c/script>"`, `"\ud83d\ude00"`, `"\ud800"`, `"😀"`, `"<p>"`, `"\/"`, `"&amp;"`, `"a\nb"`))
	default:
		r.b.WriteString(r.one("1", "-0.5e+3", "true", "null", "false", "0", "1E9"))
	}
	r.space()
}

// spoil breaks a text in one place, or not.
func (r *randomJSON) spoil(s string) string {
	if len(s) == 0 || r.draw.IntN(4) > 0 {
		return s
	}
	i := r.draw.IntN(len(s))
	switch r.draw.IntN(3) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i]
	}
	return s[:i] + r.one(",", "}", "]", `"`, "\\", "01", "\x01", "\xff", "<!--", "</script>", "nul", "+1", ".", "\u2028", "\ufeff", "'") + s[i:]
}

// lookUp finds a path in decoded JSON the way that it is documented.
func lookUp(v any, path string) (set func(any), value any) {
	for step := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[step]
			if !ok {
				return nil, nil
			}
			set = func(to any) { at[step] = to }
			v = next
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(at) || strconv.Itoa(n) != step {
				return nil, nil
			}
			set = func(to any) { at[n] = to }
			v = at[n]
		default:
			return nil, nil
		}
	}
	return set, v
}

// TestOracleJSON labels random scripts of linked data, well formed and not, and
// holds them against a decoder: only the strings that the paths name change,
// and what cannot be read stays byte for byte.
func TestOracleJSON(t *testing.T) {
	w := &argWriter{c: contenttest.New(quiet{t}, contenttest.Texts{"en": {"home.one": "{x}", "home.two": "2"}})}
	draw := rand.New(rand.NewPCG(11, 12))
	edited, refused := 0, 0
	for n := range 12_000 {
		r := &randomJSON{draw: draw}
		r.value(3 + draw.IntN(2))
		body := r.spoil(r.b.String())
		paths := []string{r.one("a", "b", "a.b", "a.0", "0", "c.a", "c"), r.one("a.a", "d", "0.a", "é", "1.1", "a.b.c", "e.0", "00", "b.", "1", "b.0", "@id")}
		page := fmt.Sprintf(`<p>t<script type="application/ld+json" data-txt-json="%s: home.one; %s: home.two">%s</script><b>u</b>`, paths[0], paths[1], body)
		x := hostilePieces[n%len(hostilePieces)]
		out := string(w.rewrite(t, []byte(page), "x", x))
		inner, tail, _ := strings.Cut(page[strings.Index(page, `">`)+2:], "</script>")
		head := page[:strings.Index(page, `">`)+2]
		require.True(t, strings.HasPrefix(out, head) && strings.HasSuffix(out, "</script>"+tail), "%s\n%s", page, out)
		got := strings.TrimSuffix(out[len(head):], "</script>"+tail)
		var tree, after any
		readable := utf8.ValidString(inner) && !strings.Contains(inner, "<!--") && decodeJSON(inner, &tree) && !hasTwins(json.NewDecoder(strings.NewReader(inner)))
		if !readable {
			refused++
			require.Equal(t, inner, got)
			for _, l := range w.rep.Labels {
				require.Equal(t, content.ReasonJSON, l.Reason, page)
			}
			continue
		}
		require.LessOrEqual(t, strings.Count(got, "<"), strings.Count(inner, "<"))
		require.True(t, decodeJSON(got, &after), "%s\n%s", page, out)
		for i, path := range paths {
			set, old := lookUp(tree, path)
			_, isText := old.(string)
			require.Equal(t, isText, w.rep.Labels[i].Reason == content.ReasonNone, "%s in %s: %v", path, inner, w.rep.Labels[i])
			if isText {
				edited++
				set([]string{string(cleaned(x)), "2"}[i])
			}
		}
		require.Equal(t, tree, after, "%s\n%s", page, out)
	}
	t.Logf("%d strings changed, %d scripts left alone", edited, refused)
	require.Greater(t, edited, 500)
	require.Greater(t, refused, 2_000)
}

// decodeJSON decodes a text, numbers as they are written.
func decodeJSON(s string, v any) bool {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	return json.Valid([]byte(s)) && d.Decode(v) == nil
}

// cleaned is what an argument becomes as plain text.
func cleaned(s string) []byte {
	var out []byte
	for _, r := range strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n") {
		if r >= ' ' && (r < 0x7F || r >= 0xA0) && r != 0xFFFF || r == '\n' || r == '\t' {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// hasTwins tells whether an object has a name twice.
func hasTwins(d *json.Decoder) bool {
	type level struct {
		names map[string]bool // nil: an array
		value bool            // a value is next
	}
	var open []level
	for {
		tok, err := d.Token()
		if err != nil {
			return false
		}
		top := len(open) - 1
		if name, ok := tok.(string); ok && top >= 0 && open[top].names != nil && !open[top].value {
			if open[top].names[name] {
				return true
			}
			open[top].names[name], open[top].value = true, true
			continue
		}
		switch tok {
		case json.Delim('{'):
			open = append(open, level{names: map[string]bool{}})
			continue
		case json.Delim('['):
			open = append(open, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:top]
			top--
		}
		if top >= 0 {
			open[top].value = false
		}
	}
}
