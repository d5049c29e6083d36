package content_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// modulePath is the import path of this package.
const modulePath = "github.com/teletextio/content"

// wall says what the packages of a folder may import beside the standard
// library. A name is relative to the module; one with a dot in its first part
// is of another module. "x/..." is x and everything below, "..." everything, and
// "*" is as in path.Match.
type wall struct {
	folder string   // the first wall whose folder fits holds
	may    []string // import
	inTest []string // may be imported by its tests as well
	why    string
}

// walls is the import table: data flows from manage to the page, and imports
// point the other way only.
var walls = []wall{
	{"bundle", nil, []string{testify, "github.com/santhosh-tekuri/jsonschema/v6"},
		"the format is for other languages and programs too: the standard library is all it needs"},
	{"fetch/s3fetch", []string{"fetch", "github.com/aws/aws-sdk-go-v2/aws/...", "github.com/aws/aws-sdk-go-v2/service/s3/...", "github.com/aws/smithy-go/..."}, []string{testify, "", "contenttest", "fetch/fetchtest", "internal/s3test"},
		"it takes a client of one method; how the client is configured is the app's"},
	{"internal/s3test", []string{"github.com/aws/...", "internal/proctest"}, []string{testify},
		"it is an S3 for tests, and knows nothing of texts"},
	{"internal/conformance", []string{"", "bundle", "fetch", "contenttest", "internal/..."}, []string{testify},
		"a suite of the library's tests needs the library, and no modules beside its own"},
	{"internal/faulttest", []string{"", "bundle", "fetch", "contenttest"}, []string{testify, "fetch/s3fetch", "internal/s3test", "github.com/aws/..."},
		"it runs the library as a site does; what it needs for S3 is in its tests, and in nobody's go.sum"},
	{"internal/*test", []string{"", "bundle", "fetch", "fetch/fetchtest", "cache", "contenttest", "internal/..."}, []string{testify},
		"a helper of the library's tests needs the library, and no modules beside its own"},
	{"fetch/fetchtest", []string{"fetch"}, []string{testify},
		"it checks what users bring"},
	{"fetch", []string{"bundle"}, []string{testify, "fetch/fetchtest", "internal/*test"},
		"who reads from a CDN needs an HTTP client and the names of objects"},
	{"cache", []string{"bundle", "fetch", "github.com/hashicorp/golang-lru/v2/simplelru", "golang.org/x/sync/..."}, []string{testify, "internal/..."},
		"it keeps objects and knows nothing of pages; golang-lru's expirable leaves a goroutine behind"},
	{"contenttest", []string{"", "bundle", "fetch", "internal/cldr"}, []string{testify, "fetch/fetchtest"},
		"the tests of users import it: what it needs is in their go.sum"},
	{"internal/...", []string{"bundle", "internal/...", "golang.org/x/net/html/..."}, []string{testify},
		"it is below everything else"},
	{"manage/exchange", []string{"bundle", "internal/...", "manage/...", "github.com/pelletier/go-toml/v2/..."}, []string{testify},
		"it reads the files of others, TOML among them, which a parser of our own would read worse; it needs no cloud and no client"},
	{"manage/...", []string{"", "bundle", "fetch", "fetch/s3fetch", "internal/...", "manage/...", "go.yaml.in/...", "golang.org/x/net/html/...", "github.com/microcosm-cc/bluemonday", "github.com/aws/..."}, []string{testify, "fetch/fetchtest", "internal/s3test", "contenttest", "github.com/santhosh-tekuri/jsonschema/v6"},
		"it may look at the contract and the library, but the program is above it"},
	{"cmd/...", []string{"..."}, nil, "here is the wiring"},
	{"e2e/...", []string{"..."}, nil, "tests of the whole, which nobody imports"},
	{"examples/...", []string{"", "fetch", "bundle"}, []string{testify, "contenttest", "manage/...", "golang.org/x/net/html/..."},
		"an example needs the library and the standard library only, so that its reader does, too"},
	{"", []string{"bundle", "fetch", "cache", "internal/...", "golang.org/x/net/html/...", "golang.org/x/text/...", "github.com/andybalholm/cascadia"}, []string{testify, "contenttest"},
		"the library lives on when editing is dead, and every module here is in each user's go.sum"},
}

const testify = "github.com/stretchr/testify/..."

// reach forbids what may not be reached over any number of imports.
type reach struct {
	from  []string // folders
	never []string
	tests bool // the tests of the folders count
	why   string
}

var (
	// delivery is what users import, and what that is made of.
	delivery = []string{
		"", "bundle", "fetch", "fetch/fetchtest", "cache", "contenttest",
		"internal/cldr/...", "internal/htmlscan", "internal/message", "internal/oracle", "internal/vectors",
	}
	// helpers are for tests.
	helpers = []string{"testing/...", testify, "contenttest", "fetch/fetchtest", "internal/*test", "internal/conformance", "internal/oracle", "internal/vectors"}
	// linked is what ends up in programs.
	linked = []string{
		"", "bundle", "fetch", "fetch/s3fetch", "cache", "internal/cldr/...", "internal/htmlscan", "internal/message",
		"manage/...", "cmd/...", "examples/...",
	}
)

var reaches = []reach{
	{delivery, []string{"github.com/aws/...", "internal/s3test"}, true,
		"go mod tidy follows the tests of what a user imports: each of them would have the SDK in go.sum"},
	{delivery, []string{"manage/...", "cmd/...", "examples/..."}, true,
		"the site lives on when editing is dead"},
	{[]string{"fetch/s3fetch"}, []string{"github.com/aws/aws-sdk-go-v2/config/...", "manage/...", "cmd/..."}, true,
		"configuration is the app's"},
	{linked, helpers, false,
		"a test helper in a file without _test ends up in the programs of users"},
}

// pkg is one package as go list describes it. Test variants have an ImportPath
// such as "a [a.test]".
type pkg struct {
	ImportPath string
	Imports    []string
	ForTest    string
	Standard   bool
}

// path is the import path without the mark of a test variant, and without the
// suffix of an external test package.
func (p pkg) path() string {
	name, _, variant := strings.Cut(p.ImportPath, " ")
	if variant {
		name = strings.TrimSuffix(name, "_test")
	}
	return name
}

// short makes a path relative to the module. The second result is false for a
// package of another module.
func short(importPath string) (string, bool) {
	if importPath == modulePath {
		return "", true
	}
	return strings.CutPrefix(importPath, modulePath+"/")
}

// fits reports whether a pattern of a wall is for a name, as short returns it.
func fits(pattern, name string) bool {
	if strings.Contains(pattern, "*") {
		ok, _ := path.Match(pattern, name)
		return ok
	}
	if below, ok := strings.CutSuffix(pattern, "..."); ok {
		return below == "" || name == strings.TrimSuffix(below, "/") || strings.HasPrefix(name, below)
	}
	return pattern == name
}

func anyFits(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return fits(pattern, name) })
}

// breaches returns what breaks the walls in a graph of packages, sorted.
func breaches(graph []pkg) []string {
	found := map[string]bool{}
	byPath := map[string]pkg{}
	for _, p := range graph {
		byPath[p.ImportPath] = p
	}
	for _, p := range graph {
		name, ours := short(p.path())
		if !ours || strings.HasSuffix(name, ".test") || p.ImportPath == modulePath+".test" {
			continue
		}
		for _, text := range directBreaches(p, name, byPath) {
			found[text] = true
		}
		for _, r := range reaches {
			if !anyFits(r.from, name) || !r.tests && p.ForTest != "" {
				continue
			}
			if chain := chainTo(p, r.never, byPath); chain != nil {
				found[fmt.Sprintf("%s reaches %s: %s", p.ImportPath, strings.Join(chain, " -> "), r.why)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// directBreaches checks the imports of one package against its wall.
func directBreaches(p pkg, name string, byPath map[string]pkg) (list []string) {
	i := slices.IndexFunc(walls, func(w wall) bool { return fits(w.folder, name) })
	if i < 0 {
		return []string{fmt.Sprintf("%s has no wall: add a line for its folder", p.path())}
	}
	w := walls[i]
	for _, name := range p.Imports {
		imported, known := byPath[name]
		if !known || imported.Standard || imported.path() == p.path() {
			continue
		}
		target, ours := short(imported.path())
		if !ours {
			target = imported.path()
		}
		if anyFits(w.may, target) || p.ForTest != "" && anyFits(w.inTest, target) {
			continue
		}
		list = append(list, fmt.Sprintf("%s imports %s: %s", p.ImportPath, imported.path(), w.why))
	}
	return list
}

// chainTo returns the shortest chain of imports from p to what it may not
// reach, nil when there is none.
func chainTo(p pkg, never []string, byPath map[string]pkg) []string {
	type step struct {
		pkg   pkg
		chain []string
	}
	queue, seen := []step{{pkg: p}}, map[string]bool{p.ImportPath: true}
	for len(queue) > 0 {
		now := queue[0]
		queue = queue[1:]
		for _, name := range now.pkg.Imports {
			next, known := byPath[name]
			if !known {
				next = pkg{ImportPath: name}
			}
			target, ours := short(next.path())
			if !ours {
				target = next.path()
			}
			chain := append(slices.Clone(now.chain), next.path())
			if anyFits(never, target) && next.path() != p.path() {
				return chain
			}
			if !seen[name] && !next.Standard {
				seen[name] = true
				queue = append(queue, step{next, chain})
			}
		}
	}
	return nil
}

// listed returns the packages of the module with all that they and their
// tests depend on.
func listed(t *testing.T) []pkg {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command("go", "list", "-deps", "-test", "-json=ImportPath,Imports,ForTest,Standard", "./...")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	var graph []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return graph
		}
		require.NoError(t, err)
		graph = append(graph, p)
	}
}

func TestWalls(t *testing.T) {
	graph := listed(t)
	require.Greater(t, len(graph), 100, "go list has found next to nothing")
	for _, text := range breaches(graph) {
		t.Error(text)
	}
}
