package exchange_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/message"
)

// oracle is a program that renders keys of a file with i18next itself.
const oracle = `
const i18next = require('i18next');
const jobs = JSON.parse(require('fs').readFileSync(0, 'utf8'));
(async () => {
  const out = [];
  for (const { locale, file, calls } of jobs) {
    const t = i18next.createInstance();
    await t.init({ lng: locale, fallbackLng: false, showSupportNotice: false, resources: { [locale]: { translation: file } } });
    out.push(calls.map(([key, args]) => t.t(key, args)));
  }
  console.log(JSON.stringify(out));
})();
`

// oracleJob is one file, and the keys to render with their arguments.
type oracleJob struct {
	Locale string          `json:"locale"`
	File   json.RawMessage `json:"file"`
	Calls  [][2]any        `json:"calls"`
	want   []string
	texts  []string
}

// TestI18nextItself: i18next renders an exported file as messages render.
func TestI18nextItself(t *testing.T) {
	modules := os.Getenv("I18NEXT")
	if modules == "" {
		t.Skip("I18NEXT names no folder with i18next, as .ci/run fetches it")
	}
	seed := uint64(time.Now().UnixNano())
	d := drawer{rand.New(rand.NewPCG(seed, 9))}
	var jobs []oracleJob
	for _, locale := range randomLocales {
		for range 12 {
			jobs = append(jobs, drawJob(t, d, locale))
		}
	}
	script := filepath.Join(t.TempDir(), "oracle.js")
	require.NoError(t, os.WriteFile(script, []byte(oracle), 0o600))
	in, err := json.Marshal(jobs)
	require.NoError(t, err)
	cmd := exec.Command("node", script)
	cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(modules, "node_modules"))
	cmd.Stdin, cmd.Stderr = strings.NewReader(string(in)), os.Stderr
	data, err := cmd.Output()
	require.NoError(t, err)
	var got [][]string
	require.NoError(t, json.Unmarshal(data, &got), string(data))
	compared := 0
	for i, job := range jobs {
		for k, want := range job.want {
			require.Equal(t, want, got[i][k], "seed %d: %s %v: %q\n%s", seed, job.Locale, job.Calls[k], job.texts[k], job.File)
			compared++
		}
	}
	require.Greater(t, compared, 2000)
	t.Logf("%d renderings compared", compared)
}

// drawJob draws a file of texts that i18next can say as they are.
func drawJob(t *testing.T, d drawer, locale string) (job oracleJob) {
	t.Helper()
	var pairs []string
	for len(pairs) < 16 {
		key := "k" + string(rune('a'+len(pairs)/2))
		m, err := message.Compile(d.text(locale), message.HTML, locale)
		require.NoError(t, err)
		_, report := encode(t, "i18next", catalog(locale, key, m.Canonical()), nil)
		if len(report.Losses)+len(report.Changes) == 0 {
			pairs = append(pairs, key, m.Canonical())
		}
	}
	data, _ := encode(t, "i18next", catalog(locale, pairs...), nil)
	job = oracleJob{Locale: locale, File: json.RawMessage(data)}
	for i := 0; i < len(pairs); i += 2 {
		for _, n := range randomNumbers {
			context := d.of("male", "x")
			args := map[string]any{"count": n, "n": n, "name": "Ann", "user.name": "Bob", "user": map[string]string{"name": "Bob"}, "1": "first", "x": "X", "context": context}
			if strings.Contains(pairs[i+1], "selectordinal") {
				args["ordinal"] = true
			}
			want, ok := render(pairs[i+1], locale, "count", n, "n", n, "name", "Ann", "user.name", "Bob", "1", "first", "x", "X", "context", context)
			require.True(t, ok, pairs[i+1])
			job.Calls, job.want, job.texts = append(job.Calls, [2]any{pairs[i], args}), append(job.want, strings.ReplaceAll(want, "&nbsp;", "\u00a0")), append(job.texts, pairs[i+1])
		}
	}
	return job
}
