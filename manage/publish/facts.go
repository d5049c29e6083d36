package publish

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"maps"
	"slices"

	"github.com/teletextio/content/internal/message"
	"github.com/teletextio/content/manage/texts"
)

// Cache remembers which texts were checked, so that they need not be checked
// again. What Get returns is trusted: a Cache belongs to one version of the
// program and to nobody else. Both methods are safe for concurrent use; a
// failure is a miss.
type Cache interface {
	Get(key string) ([]byte, bool) // key is 64 hex digits
	Put(key string, value []byte)
}

// checked is what is known of a text that may be published.
type checked struct {
	Canonical string        `json:"c"`
	Args      []string      `json:"a,omitempty"` // sorted
	Slots     []slot        `json:"s,omitempty"` // sorted by name
	Class     message.Class `json:"k,omitempty"`
	Odd       []remark      `json:"o,omitempty"`
}

// slot is a functional child.
type slot struct {
	Name string `json:"n"`
	Tag  string `json:"t"`
}

// remark is a warning about one text.
type remark struct {
	What string `json:"w"`
	Fix  string `json:"f"`
}

func newChecked(t *message.Text) checked {
	c := checked{Canonical: t.Canonical(), Args: t.ArgNames(), Class: t.Class()}
	slices.Sort(c.Args)
	names := t.SlotNames()
	slices.Sort(names)
	for _, name := range names {
		c.Slots = append(c.Slots, slot{name, t.SlotTag(name)})
	}
	return c
}

func (c *checked) slotNames() []string {
	names := make([]string, 0, len(c.Slots))
	for _, s := range c.Slots {
		names = append(names, s.Name)
	}
	return names
}

func (c *checked) remark(what, fix string) { c.Odd = append(c.Odd, remark{what, fix}) }

// cacheKey is the hash of all that the checks of one bundle in one locale look
// at.
func (c *checker) cacheKey(id texts.ID, all map[string]texts.Text) string {
	h := sha256.New()
	add(h, "check/1")
	add(h, id.Locale)
	if c.strict {
		add(h, "strict")
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		meta := c.keys[textID{id.Bundle, name}]
		add(h, name)
		add(h, meta.Type)
		add(h, string(binary.AppendVarint(nil, int64(meta.Max))))
		add(h, all[name].Source)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// add hashes a string in a way that no two lists of strings share.
func add(h hash.Hash, s string) {
	h.Write(binary.AppendUvarint(nil, uint64(len(s))))
	h.Write([]byte(s))
}

// bundle checks the texts of one bundle in one locale, or remembers that it
// has done so.
func (c *checker) bundle(id texts.ID, cache Cache) {
	all, into := c.set.Texts[id], c.texts[id] // no other call has the same maps
	key := ""
	if cache != nil {
		key = c.cacheKey(id, all)
		if data, ok := cache.Get(key); ok && json.Unmarshal(data, &into) == nil && len(into) == len(all) {
			c.warnOf(id, into)
			return
		}
		clear(into)
	}
	for name, t := range all {
		if done, ok := c.text(id, name, t); ok {
			into[name] = done
		}
	}
	c.warnOf(id, into)
	if cache != nil && len(into) == len(all) {
		if data, err := json.Marshal(into); err == nil {
			cache.Put(key, data)
		}
	}
}

func (c *checker) warnOf(id texts.ID, all map[string]checked) {
	for name, t := range all {
		for _, r := range t.Odd {
			c.warn(id, name, c.set.Texts[id][name], r.What, r.Fix)
		}
	}
}
