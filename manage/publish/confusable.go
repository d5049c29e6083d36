package publish

import (
	"fmt"
	"strings"

	"github.com/teletextio/content/manage/texts"
)

// lookalikes maps the characters of keys that are mistaken for each other.
var lookalikes = strings.NewReplacer("0", "o", "1", "l", "i", "l", "_", "-")

// skeleton is what two keys have in common when people take one for the other:
// they differ in letter case, in - and _, or in l, 1 and I or O and 0.
func skeleton(key string) string { return lookalikes.Replace(strings.ToLower(key)) }

// confusable warns of keys that are easily taken for each other, and of bundles
// with such names.
func (c *checker) confusable(names map[textID]texts.Pos) {
	type place struct{ bundle, skeleton string }
	first := map[place]string{}
	bundles := map[string]string{}
	for _, id := range inOrder(names) {
		at := place{id.bundle, skeleton(id.name)}
		if other, ok := first[at]; !ok {
			first[at] = id.name
		} else {
			pos := names[id]
			c.odd = append(c.odd, texts.Problem{
				File: pos.File, Line: pos.Line, Key: c.key(id.bundle, id.name),
				What: fmt.Sprintf("the key is easily taken for %s", c.key(id.bundle, other)),
				Fix:  "rename one of them",
			})
		}
		short := skeleton(id.bundle)
		if other, ok := bundles[short]; !ok {
			bundles[short] = id.bundle
		} else if other != id.bundle {
			bundles[short] = id.bundle // once per pair
			c.odd = append(c.odd, texts.Problem{
				File: names[id].File,
				What: fmt.Sprintf("the bundle %q is easily taken for %q", id.bundle, other),
				Fix:  "rename one of them",
			})
		}
	}
}
