package content_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// std are packages of the standard library.
func std(paths ...string) (list []pkg) {
	for _, p := range paths {
		list = append(list, pkg{ImportPath: p, Standard: true})
	}
	return list
}

// fakeGraphs are graphs with one breach each, or none.
var fakeGraphs = map[string]struct {
	graph []pkg
	want  []string // parts of the one breach; nil: none
}{
	"standard library": {
		graph: append(std("net/http"), pkg{ImportPath: modulePath + "/bundle", Imports: []string{"net/http"}}),
	},
	"bundle takes a module": {
		graph: []pkg{{ImportPath: modulePath + "/bundle", Imports: []string{"golang.org/x/text/language"}}, {ImportPath: "golang.org/x/text/language"}},
		want:  []string{modulePath + "/bundle imports golang.org/x/text/language", "other languages"},
	},
	"delivery looks at management": {
		graph: []pkg{{ImportPath: modulePath + "/fetch", Imports: []string{modulePath + "/manage/publish"}}, {ImportPath: modulePath + "/manage/publish"}},
		want:  []string{"imports " + modulePath + "/manage/publish", "reaches"},
	},
	"management looks at delivery": {
		graph: []pkg{{ImportPath: modulePath + "/manage/publish", Imports: []string{modulePath}}, {ImportPath: modulePath}},
	},
	"the SDK over a module in between": {
		graph: []pkg{
			{ImportPath: modulePath + "/internal/message", Imports: []string{"golang.org/x/net/html"}},
			{ImportPath: "golang.org/x/net/html", Imports: []string{"github.com/aws/aws-sdk-go-v2/aws"}},
			{ImportPath: "github.com/aws/aws-sdk-go-v2/aws"},
		},
		want: []string{"golang.org/x/net/html -> github.com/aws/aws-sdk-go-v2/aws", "go.sum"},
	},
	"the SDK in an example of the root": {
		graph: []pkg{
			{ImportPath: modulePath + "_test [" + modulePath + ".test]", ForTest: modulePath, Imports: []string{"github.com/stretchr/testify/require"}},
			{ImportPath: "github.com/stretchr/testify/require", Imports: []string{"github.com/aws/aws-sdk-go-v2/config"}},
			{ImportPath: "github.com/aws/aws-sdk-go-v2/config"},
		},
		want: []string{"reaches", "go.sum"},
	},
	"testing in a program": {
		graph: append(std("testing"), pkg{ImportPath: modulePath + "/cache", Imports: []string{"testing"}}),
		want:  []string{modulePath + "/cache reaches testing", "programs of users"},
	},
	"testing in a test": {
		graph: append(std("testing"), pkg{ImportPath: modulePath + "/cache_test [" + modulePath + "/cache.test]", ForTest: modulePath + "/cache", Imports: []string{"testing"}}),
	},
	"testify in a program": {
		graph: []pkg{{ImportPath: modulePath + "/cmd/content", Imports: []string{"github.com/stretchr/testify/require"}}, {ImportPath: "github.com/stretchr/testify/require"}},
		want:  []string{"reaches github.com/stretchr/testify/require"},
	},
	"testify in a test": {
		graph: []pkg{{ImportPath: modulePath + " [" + modulePath + ".test]", ForTest: modulePath, Imports: []string{"github.com/stretchr/testify/require"}}, {ImportPath: "github.com/stretchr/testify/require"}},
	},
	"the cache with a goroutine": {
		graph: []pkg{{ImportPath: modulePath + "/cache", Imports: []string{"github.com/hashicorp/golang-lru/v2/expirable"}}, {ImportPath: "github.com/hashicorp/golang-lru/v2/expirable"}},
		want:  []string{"expirable", "goroutine"},
	},
	"a test helper in a program": {
		graph: []pkg{{ImportPath: modulePath + "/cmd/content", Imports: []string{modulePath + "/internal/cdntest"}}, {ImportPath: modulePath + "/internal/cdntest"}},
		want:  []string{"reaches " + modulePath + "/internal/cdntest"},
	},
	"a folder that nobody knows": {
		graph: []pkg{{ImportPath: modulePath + "/util"}},
		want:  []string{"no wall"},
	},
}

// TestWallsHold feeds the check with graphs that break the walls, so that it
// is known to see them.
func TestWallsHold(t *testing.T) {
	for name, c := range fakeGraphs {
		t.Run(name, func(t *testing.T) {
			got := breaches(c.graph)
			if c.want == nil {
				require.Empty(t, got)
				return
			}
			require.NotEmpty(t, got)
			all := ""
			for _, text := range got {
				all += text + "\n"
			}
			for _, part := range c.want {
				require.Contains(t, all, part)
			}
		})
	}
}
