package content

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPrefixFinder(t *testing.T) {
	for _, prefix := range []string{"data-txt", "data-i18n", "t", "x-y", "data-words", "txt", "aa"} {
		f := newPrefixFinder(prefix)
		for _, has := range []string{prefix, strings.ToUpper(prefix), "<p " + prefix, prefix + "=k>", "x" + prefix + prefix[:1]} {
			require.True(t, f.in([]byte(has)), "%s in %q", prefix, has)
		}
		r := rand.New(rand.NewPCG(1, 2))
		letters := prefix + strings.ToUpper(prefix) + "<> "
		for range 20_000 {
			b := make([]byte, r.IntN(3*len(prefix)+4))
			for i := range b {
				b[i] = letters[r.IntN(len(letters))]
			}
			require.Equal(t, bytes.Contains(bytes.ToLower(b), []byte(prefix)), f.in(b), "%s in %q", prefix, b)
		}
	}
}

// TestUnreadPages: what has no label in it goes out when the page ends, or
// grows too long, or is flushed; and a label is found wherever writes cut it.
func TestUnreadPages(t *testing.T) {
	cfg, err := newPageConfig(nil)
	require.NoError(t, err)
	write := func(t *testing.T, end func(*injector), parts ...string) (out string, read bool) {
		var dst bytes.Buffer
		j := newInjector(&dst, &View{}, cfg, nil, nil)
		for _, p := range parts {
			n, err := j.Write([]byte(p))
			require.NoError(t, err)
			require.Equal(t, len(p), n)
		}
		if end != nil {
			end(j)
		}
		read = j.scan.Pos > 0 || j.base > 0
		require.NoError(t, j.Close())
		return dst.String(), read
	}
	long := "<p>" + strings.Repeat("word ", unreadSize/5)
	big := strings.Repeat("<b>w</b>", gatherSize/8)
	for name, c := range map[string]struct {
		parts []string
		end   func(*injector)
		read  bool
	}{
		"nothing":           {},
		"small":             {parts: []string{"<p>a", "<p>b"}},
		"one large write":   {parts: []string{big}},
		"large and small":   {parts: []string{big, "<p>", big, "</p>"}},
		"too long at once":  {parts: []string{long + "<p>x"}, read: true},
		"too long in parts": {parts: []string{long[:unreadSize/2], long[unreadSize/2:], big, big}, read: true},
		"label":             {parts: []string{big, `<p data-txt="a">`, big}, read: true},
		"cut label":         {parts: []string{big + `<p DATA`, `-tXt="a">` + big}, read: true},
		"late label":        {parts: []string{big, big, strings.Repeat("x", gatherSize), "<p data-", "txt=a>", big}, read: true},
		"flush":             {parts: []string{"<p>a"}, end: func(j *injector) { require.NoError(t, j.Flush()) }, read: true},
	} {
		t.Run(name, func(t *testing.T) {
			out, read := write(t, c.end, c.parts...)
			require.Equal(t, strings.Join(c.parts, ""), out)
			require.Equal(t, c.read, read)
		})
	}
}
