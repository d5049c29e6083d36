package exchange_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/exchange"
)

// msgfmt holds a file against checks of gettext's own tool.
func msgfmt(t *testing.T, data string, checks ...string) {
	t.Helper()
	cmd := exec.Command("msgfmt", append(checks, "--check-domain", "-o", "/dev/null", "-")...)
	cmd.Stdin = strings.NewReader(data)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s\n%s", out, data)
}

// TestMsgfmt: gettext's own tool takes exported files, and finds the same
// placeholders on both sides of an entry.
func TestMsgfmt(t *testing.T) {
	if _, err := exec.LookPath("msgfmt"); err != nil {
		t.Skip("there is no msgfmt, which is in the package gettext")
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	d := drawer{rand.New(rand.NewPCG(seed, 11))}
	for _, locale := range randomLocales {
		c := &exchange.Catalog{Bundle: "home", Source: "nl", Locales: []string{locale}}
		for i := range 20 {
			c.Entries = append(c.Entries, exchange.Entry{Key: fmt.Sprintf("k%d", i), Texts: map[string]string{locale: strings.ReplaceAll(d.text(locale), "\n", " ")}})
		}
		for _, syntax := range []string{"brace", "printf", "icu", "none"} {
			data, _ := encode(t, "po", c, &exchange.Options{Placeholders: syntax})
			msgfmt(t, data)
		}
		for _, text := range []string{plural(locale, "plural"), "{name} '{'x'}' 100%", "{1} %s", "{n, number} {p, number, percent} {i, number, integer}", "plain\n"} {
			c := &exchange.Catalog{Bundle: "home", Source: "nl", Locales: []string{locale}, Entries: []exchange.Entry{{Key: "k", Texts: map[string]string{
				locale: text, "nl": strings.NewReplacer("zero {zero {count}} ", "", "two {two {count}} ", "", "few {few {count}} ", "", "many {many {count}} ", "").Replace(text),
			}}}}
			for _, syntax := range []string{"brace", "printf"} {
				data, _ := encode(t, "po", c, &exchange.Options{Placeholders: syntax})
				msgfmt(t, data, "--check-format", "--check-header")
			}
		}
	}
}
