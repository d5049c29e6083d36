// Package lookup has the contenders of the look-up benchmark, one file each:
// a text by its key in one locale, without arguments and with them.
package lookup

import (
	"fmt"
	"math/rand/v2"
)

// Keys is the number of texts, as many as a large site has.
const Keys = 10_000

// draws is the length of the sequence of keys that is looked up, a power of two.
const draws = 1 << 16

// Contender looks texts up. Its functions are safe for concurrent use.
type Contender struct {
	Name string
	Open func() (get func(key string) string, err error)
}

// Plain returns the contenders that look up a text without arguments, ours
// first.
func Plain() []Contender {
	return []Contender{
		{"content View.Get", openView},
		{"content Client.Get", openClient},
		{"map behind atomic.Pointer", openMap},
		{"sync.Map", openSyncMap},
		{"golang-lru Get", openLRU},
		{"otter GetIfPresent", openOtter},
	}
}

// Formatted returns the contenders that look up a text and put two arguments
// into it, ours first.
func Formatted() []Contender {
	return []Contender{
		{"content View.Get", openViewArgs},
		{"go-i18n Localize", openI18n},
		{"map and fmt.Sprintf", openFmt},
		{"content View.Get, plural", openViewPlural},
		{"go-i18n Localize, plural", openI18nPlural},
	}
}

// Locale is the locale of all texts.
const Locale = "en"

func key(i int) string { return fmt.Sprintf("shop%02d.section%d.title%d", i%20, i%7, i) }

func text(i int) string {
	return fmt.Sprintf("The text of the title number %d, as long as such texts are", i)
}

// texts are the texts by key.
func texts() map[string]string {
	m := make(map[string]string, Keys)
	for i := range Keys {
		m[key(i)] = text(i)
	}
	return m
}

// Sequence returns the keys to look up: a zipf distribution with exponent 1.1,
// the same for every contender. Its length is a power of two.
func Sequence(seed uint64) []string {
	draw := rand.New(rand.NewPCG(seed, 11))
	zipf := rand.NewZipf(draw, 1.1, 1, Keys-1)
	order := rand.New(rand.NewPCG(7, 7)).Perm(Keys)
	keys := make([]string, draws)
	for i := range keys {
		keys[i] = key(order[zipf.Uint64()])
	}
	return keys
}
