package texts_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/texts"
)

// BenchmarkRead reads 100,000 texts in twenty locales, a hundred per file, from
// memory.
func BenchmarkRead(b *testing.B) {
	for _, form := range []string{"yaml", "json"} {
		fsys := fstest.MapFS{}
		for _, tag := range strings.Fields("en de fr es it nl pt pl cs sv da fi nb tr ru uk el ro hu ja") {
			for n := range 50 {
				var s strings.Builder
				for k := range 100 {
					if form == "json" {
						s.WriteString(map[bool]string{true: "{", false: ","}[k == 0])
					}
					fmt.Fprintf(&s, "\"key-%d\": %q\n", k, fmt.Sprintf("Welcome to <b>shop %d</b>, {name}: look at our terms today.", k))
				}
				if form == "json" {
					s.WriteString("}")
				}
				fsys[fmt.Sprintf("b%d.%s.%s", n, tag, form)] = &fstest.MapFile{Data: []byte(s.String())}
			}
		}
		b.Run(form, func(b *testing.B) {
			for range b.N {
				_, err := texts.Read(fsys, "acme")
				require.NoError(b, err)
			}
		})
	}
}
