package bundle

// DecodeIndex reads an index file. name is the file, for the error, which is a
// *[FormatError]. The result holds no reference to data. Whether it is the
// index that was asked for is told by [Index.Check] and [Ref.Check].
func DecodeIndex(name string, data []byte) (*Index, error) {
	return decodeIndex(name, data, "")
}

// decodeIndex is DecodeIndex without the rule called off.
func decodeIndex(name string, data []byte, off string) (*Index, error) {
	r := newReader(name, data, MaxIndexBytes, off)
	x := r.index()
	r.end()
	if err := r.result(); err != nil {
		return nil, err
	}
	return x, nil
}

var (
	indexMembers = []string{"format", "empty", "locale", "bundles"}
	entryMembers = []string{"sha256", "bytes", "keys", "weight"}
	refMembers   = []string{"sha256", "bytes"}
)

// index reads the outermost object of an index file.
func (r *reader) index() *Index {
	x := &Index{}
	bundlesAt := 0
	start, names := r.object(indexMembers, func(name string, _ int) {
		switch name {
		case "format":
			r.format()
		case "empty":
			x.Empty = r.bool()
		case "locale":
			_, x.Locale = r.locale()
		case "bundles":
			bundlesAt, x.Bundles = r.indexEntries()
		default:
			r.skip()
		}
	})
	r.require(start, names, "format", "locale", "bundles")
	x.Empty = r.emptySet(len(x.Bundles), x.Empty, bundlesAt)
	return x
}

// indexEntries reads the bundles of an index and returns the offset of the
// object.
func (r *reader) indexEntries() (start int, entries map[string]IndexEntry) {
	entries = make(map[string]IndexEntry)
	start, _ = r.object(nil, func(name string, at int) {
		r.checkCount(len(entries), MaxBundles, at)
		r.checkName(name, at)
		entries[name] = r.indexEntry()
	})
	return start, entries
}

// indexEntry reads what an index says of one bundle.
func (r *reader) indexEntry() IndexEntry {
	var e IndexEntry
	start, names := r.object(entryMembers, func(name string, _ int) {
		switch name {
		case "sha256":
			e.SHA256 = r.hash()
		case "bytes":
			e.Bytes = r.integer(1, MaxBundleBytes)
		case "keys":
			e.Keys = int(r.integer(0, MaxTexts))
		case "weight":
			e.Weight = r.fraction(MaxWeight)
		default:
			r.skip()
		}
	})
	r.require(start, names, "sha256", "bytes", "keys")
	return e
}

// ref reads the reference to an object of at most most bytes.
func (r *reader) ref(most int64) Ref {
	var ref Ref
	start, names := r.object(refMembers, func(name string, _ int) {
		switch name {
		case "sha256":
			ref.SHA256 = r.hash()
		case "bytes":
			ref.Bytes = r.integer(1, most)
		default:
			r.skip()
		}
	})
	r.require(start, names, "sha256", "bytes")
	return ref
}
