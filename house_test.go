package content_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPackageComments makes sure that each folder has exactly one package
// comment, that it begins as godoc expects, and that no blank line cuts it off
// from its package clause.
func TestPackageComments(t *testing.T) {
	for dir, files := range packages(t) {
		documented := []string{}
		for _, name := range files {
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
			require.NoError(t, err)
			if detached(f) {
				t.Errorf("%s: a blank line cuts the package comment off", name)
			}
			if f.Doc == nil {
				continue
			}
			documented = append(documented, name)
			want := "Package " + f.Name.Name + " "
			if f.Name.Name == "main" {
				want = "Command " + filepath.Base(dir) + " "
			}
			if !strings.HasPrefix(f.Doc.Text(), want) {
				t.Errorf("%s: the package comment does not begin with %q", name, want)
			}
		}
		if len(documented) != 1 {
			t.Errorf("%s: want one package comment, have %d: %v", dir, len(documented), documented)
		}
	}
}

// detached reports whether a comment before the package clause looks like a
// package comment and is none.
func detached(f *ast.File) bool {
	return slices.ContainsFunc(f.Comments, func(c *ast.CommentGroup) bool {
		text := c.Text()
		return c != f.Doc && c.Pos() < f.Package &&
			(strings.HasPrefix(text, "Package ") || strings.HasPrefix(text, "Command "))
	})
}

func TestDetachedCommentsAreSeen(t *testing.T) {
	for source, want := range map[string]bool{
		"// Package p is p.\npackage p\n":                     false,
		"// Package p is p.\n\npackage p\n":                   true,
		"//go:build linux\n\n// Package p is p.\npackage p\n": false,
		"// Copyright somebody.\n\npackage p\n":               false,
		"package p\n\n// Package p is what comes later.\n":    false,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.ParseComments)
		require.NoError(t, err)
		require.Equal(t, want, detached(f), source)
	}
}

// packages returns the Go files that are not tests, by folder. Folders of
// other modules are left out.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, module := os.Stat(filepath.Join(path, "go.mod"))
			hidden := path != "." && strings.HasPrefix(d.Name(), ".")
			if hidden || d.Name() == "testdata" || d.Name() == "node_modules" || path != "." && module == nil {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			found[filepath.Dir(path)] = append(found[filepath.Dir(path)], path)
		}
		return nil
	}))
	require.Greater(t, len(found), 10)
	return found
}

// goMod is what go mod edit -json says.
type goMod struct {
	Module  struct{ Path string }
	Go      string
	Require []struct {
		Path     string
		Indirect bool
	}
	Replace, Exclude, Retract []any
}

func readGoMod(t *testing.T, file string) goMod {
	t.Helper()
	out, err := exec.Command("go", "mod", "edit", "-json", file).Output()
	require.NoError(t, err)
	var m goMod
	require.NoError(t, json.Unmarshal(out, &m))
	return m
}

func TestGoMod(t *testing.T) {
	m := readGoMod(t, "go.mod")
	require.Equal(t, modulePath, m.Module.Path)
	require.Equal(t, "1.26.0", m.Go, "the oldest Go that is supported")
	require.Empty(t, m.Replace, "a replace holds here and not in the modules of users: they would build something else")
}

// deliveryModules are the modules that the delivery wing may require.
var deliveryModules = []string{
	"golang.org/x/net", "golang.org/x/text", "golang.org/x/sync",
	"github.com/andybalholm/cascadia", "github.com/hashicorp/golang-lru/v2",
	"github.com/stretchr/testify",              // tests
	"github.com/santhosh-tekuri/jsonschema/v6", // tests of bundle
}

// TestDeliveryModules makes sure that what users import asks for the modules
// above and no others, tests included.
func TestDeliveryModules(t *testing.T) {
	args := []string{"list", "-json=ImportPath,Imports,TestImports,XTestImports"}
	for _, folder := range delivery {
		if _, err := os.Stat(strings.TrimSuffix(folder, "/...")); folder != "" && err != nil {
			t.Fatalf("the folder %s of the delivery wing is gone: %v", folder, err)
		}
		args = append(args, "./"+folder)
	}
	out, err := exec.Command("go", args...).Output()
	require.NoError(t, err)
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath                         string
			Imports, TestImports, XTestImports []string
		}
		if err := d.Decode(&p); err == io.EOF {
			return
		}
		require.NoError(t, err)
		for _, path := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			first, _, _ := strings.Cut(path, "/")
			if !strings.Contains(first, ".") || path == modulePath || strings.HasPrefix(path, modulePath+"/") {
				continue
			}
			known := slices.ContainsFunc(deliveryModules, func(m string) bool {
				return path == m || strings.HasPrefix(path, m+"/")
			})
			if !known {
				t.Errorf("%s imports %s, whose module is none of the delivery wing's", p.ImportPath, path)
			}
		}
	}
}

// TestArchitectureNamesTests makes sure that the tests which ARCHITECTURE.md
// names are there.
func TestArchitectureNamesTests(t *testing.T) {
	data, err := os.ReadFile("ARCHITECTURE.md")
	require.NoError(t, err)
	known := map[string]bool{}
	for dir := range packages(t) {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		require.NoError(t, err)
		for _, name := range files {
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
					known[fn.Name.Name] = true
				}
			}
		}
	}
	names := regexp.MustCompile("`(Test[A-Za-z0-9]+)`").FindAllStringSubmatch(string(data), -1)
	require.Greater(t, len(names), 40)
	for _, name := range names {
		if !known[name[1]] {
			t.Errorf("ARCHITECTURE.md names %s, which is no test", name[1])
		}
	}
}
