package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/teletextio/content/bundle"
)

// keyOf returns the key for what names a text in a file: the name itself where
// it can be a key, else words of it and a hash. The result depends on the name
// alone, so that the files of all locales agree.
func keyOf(name string) string {
	if bundle.ValidName(name) {
		return name
	}
	return slug(name)
}

// pathKey is keyOf for a name in parts, each of which is made a key.
func pathKey(path []string) string {
	parts := make([]string, len(path))
	for i, p := range path {
		parts[i] = keyOf(p)
	}
	return keyOf(strings.Join(parts, "."))
}

// maxWords is how much of a name a key shows, in bytes.
const maxWords = 40

func slug(name string) string {
	var b strings.Builder
	for i := 0; i < len(name) && b.Len() < maxWords; i++ {
		switch c := name[i] | 0x20; {
		case name[i] < 0x80 && (c >= 'a' && c <= 'z' || name[i] >= '0' && name[i] <= '9'):
			b.WriteByte(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	words := strings.TrimSuffix(b.String(), "-")
	if words == "" {
		words = "text"
	}
	sum := sha256.Sum256([]byte(name))
	return words + "-" + hex.EncodeToString(sum[:4])
}

// named adds the note that a key is not the name that the file has.
func named(n *notes, name, key string) {
	if name != key {
		n.change("", "%s is no key: it is called %s", shown(name), key)
	}
}

// shown quotes the beginning of a text.
func shown(s string) string {
	r := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	if len(r) > 40 {
		return quote(string(r[:40])) + "…"
	}
	return quote(string(r))
}
