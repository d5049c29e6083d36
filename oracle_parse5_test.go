package content_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/internal/oracle"
)

// TestOracleParse5 shows the rewritten html5lib documents to a second parser.
// Where it already builds another tree of the input, the document is listed
// and counted apart.
func TestOracleParse5(t *testing.T) {
	dir := os.Getenv("PARSE5")
	if dir == "" {
		t.Skip("PARSE5 does not name a folder whose node_modules holds parse5 8.1.1")
	}
	docs, err := oracle.HTML5Lib()
	if err != nil {
		t.Skip(err)
	}
	var lines bytes.Buffer
	w := &pageWriter{c: contenttest.New(t, oracleTexts)}
	for _, doc := range docs {
		for _, at := range oracle.StartTags(doc) {
			for _, key := range []string{"home.plain", "home.rich"} {
				page := oracle.Label(doc, []int{at}, func(int) string { return `data-txt="` + key + `"` })
				out := w.rewrite(t, page, len(page))
				if len(w.rep.Labels) != 1 || w.rep.Labels[0].Reason != content.ReasonNone {
					continue
				}
				for _, scripting := range []bool{true, false} {
					line, err := json.Marshal(map[string]any{"page": string(page), "out": string(out), "text": oracleTexts["en"][key], "scripting": scripting})
					require.NoError(t, err)
					lines.Write(append(line, '\n'))
				}
			}
		}
	}
	cmd := exec.Command("node", "testdata/oracle/parse5.mjs", dir)
	cmd.Stdin, cmd.Stderr = &lines, os.Stderr
	found, err := cmd.Output()
	require.NoError(t, err)
	rows := bytes.Split(bytes.TrimSpace(found), []byte("\n"))
	var counts struct{ Same, Differ, Elsewhere int }
	require.NoError(t, json.Unmarshal(rows[len(rows)-1], &counts))
	for _, row := range rows[:len(rows)-1] {
		if bytes.Contains(row, []byte(`"elsewhere"`)) {
			t.Logf("parse5 reads the input otherwise: %s", row)
		} else {
			t.Errorf("parse5 sees another page: %s", row)
		}
	}
	t.Logf("parse5: %d rewritten documents have the tree of the edit, %d have not; of %d it reads the input otherwise", counts.Same, counts.Differ, counts.Elsewhere)
	require.Greater(t, counts.Same, 1000)
}
