package pull_test

import (
	"fmt"
	"html"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/internal/icu"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/pull"
	"github.com/teletextio/content/manage/texts"
)

var special = []string{
	"no", "Yes", "~", "null", "true", "1e3", "2026-01-01", "=", "<<", "!!str", "&a", "*a", "- a", "? a", "a: b", "a #b", "#", "@",
	"%", "{", "}", "[", "|", ">", "'", "''", `"`, `\`, "\n", "\r\n", "\r", "\t", " ", "  a  ", "\u00a0", "\u0085", "\u2028", "\u2029",
	"\ufeff", "\U0001F600", "\U0010FFFD", "e\u0301", "&amp;", "<b>", "'{'", "---", "...", "{x}", "{{x}}",
}

func words(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(5) {
		if r.IntN(3) > 0 {
			b.WriteString(special[r.IntN(len(special))])
			continue
		}
		b.WriteRune(rune(0x21 + r.IntN(0xd000)))
		b.WriteRune(rune(0x10000 + r.IntN(0x100000)))
	}
	if strings.TrimSpace(b.String()) == "" || strings.Trim(b.String(), "\u0085\u2028") == "" {
		b.WriteByte('x')
	}
	return b.String()
}

const keyBytes = "ABCxyz019_-"

func randomSet(r *rand.Rand, size int) *texts.Set {
	set := &texts.Set{Project: "acme", Keys: map[string]bundle.KeyMeta{}, Texts: map[texts.ID]map[string]texts.Text{}}
	for _, tag := range []string{"en", "de", "ar", "zh-Hant"}[:1+r.IntN(4)] {
		for b := range 1 + r.IntN(3) {
			id := texts.ID{Bundle: fmt.Sprintf("b-%d_", b), Locale: tag}
			all := map[string]texts.Text{}
			for k := range r.IntN(size) {
				name := fmt.Sprintf("K%d.%c%c", k, keyBytes[r.IntN(len(keyBytes))], keyBytes[r.IntN(len(keyBytes))])
				source := icu.Quote(html.EscapeString(words(r)), false)
				if r.IntN(4) == 0 {
					source = "<b>" + source + "</b> {arg}"
				}
				all[name] = texts.Text{Source: source}
			}
			set.Texts[id] = all
		}
	}
	return set
}

// objects returns what a publication has, but for manifests and records.
func objects(t *testing.T, target publish.Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, target.List(t.Context(), func(name string, _ time.Time) error {
		if strings.HasPrefix(name, "h/") {
			return nil
		}
		r, err := target.Fetch(t.Context(), fetch.Request{Name: name})
		all[name] = string(r.Body)
		return err
	}))
	return all
}

// TestPublishPullPublishIsAFixedPoint: a thousand random sets come back from
// their publication, into an empty folder and into one that has other texts,
// and give the same publication again, byte for byte.
func TestPublishPullPublishIsAFixedPoint(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	at := func() time.Time { return time.Unix(1_700_000_000, 0) }
	other := t.TempDir()
	for i := range 1000 {
		set := randomSet(r, 6)
		o := &publish.Options{AllowEmpty: true, Now: at}
		target := publish.Memory()
		_, err := publish.Publish(t.Context(), set, target, o)
		require.NoError(t, err, "seed %d", seed)
		dirs := []string{other}
		if i%10 == 0 {
			dirs = append(dirs, t.TempDir())
		}
		for _, dir := range dirs {
			bring(t, target, dir, &pull.Options{Prune: true})
			again := publish.Memory()
			_, err = publish.Publish(t.Context(), readDir(t, dir), again, o)
			require.NoError(t, err, "seed %d", seed)
			require.Equal(t, objects(t, target), objects(t, again), "seed %d, set %d", seed, i)
			require.Empty(t, bring(t, target, dir, nil).Written, "seed %d, set %d", seed, i)
		}
	}
	require.NoError(t, filepath.WalkDir(other, func(path string, _ fs.DirEntry, err error) error {
		require.NotContains(t, path, ".tmp-")
		return err
	}))
}
