package content_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWallsHold feeds the check with graphs that break the walls, so that it
// is known to see them.
func TestWallsHold(t *testing.T) {
	const m = modulePath
	std := func(paths ...string) (list []pkg) {
		for _, p := range paths {
			list = append(list, pkg{ImportPath: p, Standard: true})
		}
		return list
	}
	for name, c := range map[string]struct {
		graph []pkg
		want  []string // parts of the one breach; nil: none
	}{
		"standard library": {
			graph: append(std("net/http"), pkg{ImportPath: m + "/bundle", Imports: []string{"net/http"}}),
		},
		"bundle takes a module": {
			graph: []pkg{{ImportPath: m + "/bundle", Imports: []string{"golang.org/x/text/language"}}, {ImportPath: "golang.org/x/text/language"}},
			want:  []string{m + "/bundle imports golang.org/x/text/language", "other languages"},
		},
		"delivery looks at management": {
			graph: []pkg{{ImportPath: m + "/fetch", Imports: []string{m + "/manage/publish"}}, {ImportPath: m + "/manage/publish"}},
			want:  []string{"imports " + m + "/manage/publish", "reaches"},
		},
		"management looks at delivery": {
			graph: []pkg{{ImportPath: m + "/manage/publish", Imports: []string{m}}, {ImportPath: m}},
		},
		"the SDK over a module in between": {
			graph: []pkg{
				{ImportPath: m + "/internal/message", Imports: []string{"golang.org/x/net/html"}},
				{ImportPath: "golang.org/x/net/html", Imports: []string{"github.com/aws/aws-sdk-go-v2/aws"}},
				{ImportPath: "github.com/aws/aws-sdk-go-v2/aws"},
			},
			want: []string{"golang.org/x/net/html -> github.com/aws/aws-sdk-go-v2/aws", "go.sum"},
		},
		"the SDK in an example of the root": {
			graph: []pkg{
				{ImportPath: m + "_test [" + m + ".test]", ForTest: m, Imports: []string{"github.com/stretchr/testify/require"}},
				{ImportPath: "github.com/stretchr/testify/require", Imports: []string{"github.com/aws/aws-sdk-go-v2/config"}},
				{ImportPath: "github.com/aws/aws-sdk-go-v2/config"},
			},
			want: []string{"reaches", "go.sum"},
		},
		"testing in a program": {
			graph: append(std("testing"), pkg{ImportPath: m + "/cache", Imports: []string{"testing"}}),
			want:  []string{m + "/cache reaches testing", "programs of users"},
		},
		"testing in a test": {
			graph: append(std("testing"), pkg{ImportPath: m + "/cache_test [" + m + "/cache.test]", ForTest: m + "/cache", Imports: []string{"testing"}}),
		},
		"testify in a program": {
			graph: []pkg{{ImportPath: m + "/cmd/content", Imports: []string{"github.com/stretchr/testify/require"}}, {ImportPath: "github.com/stretchr/testify/require"}},
			want:  []string{"reaches github.com/stretchr/testify/require"},
		},
		"testify in a test": {
			graph: []pkg{{ImportPath: m + " [" + m + ".test]", ForTest: m, Imports: []string{"github.com/stretchr/testify/require"}}, {ImportPath: "github.com/stretchr/testify/require"}},
		},
		"the cache with a goroutine": {
			graph: []pkg{{ImportPath: m + "/cache", Imports: []string{"github.com/hashicorp/golang-lru/v2/expirable"}}, {ImportPath: "github.com/hashicorp/golang-lru/v2/expirable"}},
			want:  []string{"expirable", "goroutine"},
		},
		"a test helper in a program": {
			graph: []pkg{{ImportPath: m + "/cmd/content", Imports: []string{m + "/internal/cdntest"}}, {ImportPath: m + "/internal/cdntest"}},
			want:  []string{"reaches " + m + "/internal/cdntest"},
		},
		"a folder that nobody knows": {
			graph: []pkg{{ImportPath: m + "/util"}},
			want:  []string{"no wall"},
		},
	} {
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
