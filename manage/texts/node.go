package texts

// kind is what a node is.
type kind uint8

const (
	kindText  kind = iota // a scalar of YAML as it is written, a string of JSON
	kindMap               // a mapping
	kindList              // a sequence
	kindNull              // null
	kindOther             // a number or a boolean of JSON
)

// String names the kind for people.
func (k kind) String() string {
	return [...]string{"a text", "a mapping", "a list", "null", "a number or boolean"}[k]
}

// node is one value of a document, YAML or JSON, with the line it is on.
type node struct {
	kind  kind
	line  int
	value string  // of kindText and kindOther
	pairs []pair  // of kindMap, in the order of the document
	items []*node // of kindList
}

// pair is one entry of a mapping. The reader of the document has made sure
// that no key is there twice.
type pair struct {
	key   string
	line  int // of the key
	value *node
}

// fault is an error of one document: where, and what is wrong there.
type fault struct {
	line int
	key  string // with the mappings around it, joined with dots; "": of no key
	what string
	fix  string
}

// under returns the key of an entry in the mapping that has the key outer.
func under(outer, key string) string {
	if outer == "" {
		return key
	}
	return outer + "." + key
}
