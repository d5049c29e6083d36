package content_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fence is one code block of the README.
type fence struct {
	language string
	file     string // the last file name in the text before it
	address  string // the last address in the text before it
	text     string
}

var (
	fences   = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")
	address  = regexp.MustCompile("`(http://[^`]+)`")
	fileName = regexp.MustCompile("`([a-z/.]+\\.(?:go|yaml))`:\n")
)

// readme returns the code blocks of the README, or of one chapter.
func readme(t *testing.T, chapter string) (list []fence) {
	t.Helper()
	data, err := os.ReadFile("README.md")
	require.NoError(t, err)
	text := string(data)
	if chapter != "" {
		_, rest, found := strings.Cut(text, "\n## "+chapter+"\n")
		require.True(t, found, "the README has no chapter %q", chapter)
		text, _, _ = strings.Cut(rest, "\n## ")
	}
	before := 0
	for _, at := range fences.FindAllStringSubmatchIndex(text, -1) {
		f := fence{language: text[at[2]:at[3]], text: text[at[4]:at[5]]}
		if found := address.FindAllStringSubmatch(text[before:at[0]], -1); found != nil {
			f.address = found[len(found)-1][1]
		}
		if names := fileName.FindAllStringSubmatch(text[before:at[0]], -1); names != nil {
			f.file = names[len(names)-1][1]
		}
		list = append(list, f)
		before = at[1]
	}
	require.NotEmpty(t, list)
	return list
}

// TestReadmeCodeIsTested makes sure that each Go block is part of an example
// that is compiled and run, with the imports that it shows. The program and what
// replaces lines of it are run by TestReadmeFirstMinutes.
func TestReadmeCodeIsTested(t *testing.T) {
	files, err := filepath.Glob("example_*_test.go")
	require.NoError(t, err)
	examples, imports := map[string]string{}, map[string]string{}
	for _, name := range files {
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		f, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
		require.NoError(t, err)
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if ok && (strings.HasPrefix(fn.Name.Name, "Example") || strings.HasPrefix(fn.Name.Name, "Test")) {
				examples[fn.Name.Name] = "\n" + unindented(string(source[fn.Pos()-f.FileStart:fn.End()-f.FileStart])) + "\n"
				imports[fn.Name.Name] = string(source[:f.Decls[0].End()-f.FileStart])
			}
		}
	}
	require.NotEmpty(t, examples)
	blocks := 0
	for _, f := range readme(t, "") {
		if f.language != "go" || strings.HasPrefix(f.text, "package main\n") || strings.Contains(f.text, "127.0.0.1:8090") {
			continue
		}
		blocks++
		shown, code := "", f.text
		if block := importBlock.FindStringSubmatch(f.text); block != nil {
			shown, code = block[1], block[2]
		}
		found := false
		for name, source := range examples {
			has := strings.Contains(source, "\n"+unindented(code)+"\n")
			for line := range strings.Lines(shown) {
				has = has && strings.Contains(imports[name], strings.TrimSpace(line))
			}
			found = found || has
		}
		if !found {
			t.Errorf("no example has these lines of the README:\n%s", f.text)
		}
	}
	require.Greater(t, blocks, 5)
}

var importBlock = regexp.MustCompile(`(?s)^import \(\n(.*?)\n\)\n(.*)$`)

// unindented removes the white space that begins each line, and that around
// the whole.
func unindented(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

// TestReadmeLinks makes sure that what the README points to is there.
func TestReadmeLinks(t *testing.T) {
	data, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for _, link := range regexp.MustCompile(`\]\(([A-Za-z./]+)\)`).FindAllStringSubmatch(string(data), -1) {
		require.FileExists(t, link[1])
	}
	for _, path := range []string{"examples/hello/texts/content.yaml", "examples/templates", "examples/observability", "bundle/FORMAT.md", "manage/texts", "cmd/content"} {
		require.Contains(t, string(data), strings.TrimSuffix(path, "/content.yaml"))
		_, err := os.Stat(path)
		require.NoError(t, err)
	}
}
