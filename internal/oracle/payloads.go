package oracle

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Payloads returns texts that others have written to get past a sanitizer or
// an escaper: the strings in the tests of html/template, x/net/html and
// bluemonday, the html5lib documents, and whatever lists lie in the folder that
// PAYLOADS names: the lines of .txt files, the strings of .json, .js and .mjs
// files. Each comes once, by its text. What is not at hand is left out.
func Payloads() []string {
	var out []string
	if root, err := exec.Command("go", "env", "GOROOT").Output(); err == nil {
		out = append(out, goStrings(filepath.Join(strings.TrimSpace(string(root)), "src/html/template"))...)
	}
	for module, folder := range map[string]string{"golang.org/x/net": "html", "github.com/microcosm-cc/bluemonday": "."} {
		if dir, err := moduleDir(module); err == nil {
			out = append(out, goStrings(filepath.Join(dir, folder))...)
		}
	}
	if docs, err := HTML5Lib(); err == nil {
		for _, doc := range docs {
			out = append(out, string(doc))
		}
	}
	if dir := os.Getenv("PAYLOADS"); dir != "" {
		out = append(out, listed(dir)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// goStrings returns the string literals of the test files in a folder that
// could be markup or a URL.
func goStrings(dir string) (out []string) {
	files, _ := filepath.Glob(filepath.Join(dir, "*_test.go"))
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if s, err := strconv.Unquote(lit.Value); err == nil && strings.ContainsAny(s, "<>\"'&:{}") {
				out = append(out, s)
			}
			return true
		})
	}
	return out
}

// scriptString is a string in double quotes.
var scriptString = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// listed returns what the lists in a folder hold.
func listed(dir string) (out []string) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		switch filepath.Ext(path) {
		case ".txt":
			out = append(out, strings.Split(string(data), "\n")...)
		case ".json", ".js", ".mjs":
			for _, lit := range scriptString.FindAll(data, -1) {
				var s string
				if json.Unmarshal(lit, &s) == nil {
					out = append(out, s)
				}
			}
		}
		return err
	})
	return out
}
