package bundle

// DecodeBundle reads a bundle file. name is the file, for the error, which is
// a *[FormatError]. The result holds no reference to data. Whether it is the
// bundle that was asked for is told by [Bundle.Check], and whether it is the
// right revision of it by [Ref.Check].
func DecodeBundle(name string, data []byte) (*Bundle, error) {
	return decodeBundle(name, data, "")
}

// decodeBundle is DecodeBundle without the rule called off.
func decodeBundle(name string, data []byte, off string) (*Bundle, error) {
	r := newReader(name, data, MaxBundleBytes, off)
	b := r.bundle()
	r.end()
	if err := r.result(); err != nil {
		return nil, err
	}
	return b, nil
}

var (
	bundleMembers  = []string{"format", "empty", "meta", "texts"}
	metaMembers    = []string{"bundle", "locale", "keys"}
	keyMetaMembers = []string{"type", "max"}
)

// bundle reads the outermost object of a bundle file.
func (r *reader) bundle() *Bundle {
	b := &Bundle{}
	textsAt := 0
	start, names := r.object(bundleMembers, func(name string, _ int) {
		switch name {
		case "format":
			r.format()
		case "empty":
			b.Empty = r.bool()
		case "meta":
			r.meta(b)
		case "texts":
			textsAt, b.Texts = r.texts()
		default:
			r.skip()
		}
	})
	r.require(start, names, "format", "meta", "texts")
	b.Empty = r.emptySet(len(b.Texts), b.Empty, textsAt)
	b.Keys = b.differing()
	return b
}

// meta reads what a bundle says of itself and its texts.
func (r *reader) meta(b *Bundle) {
	start, names := r.object(metaMembers, func(name string, _ int) {
		switch name {
		case "bundle":
			b.Name = r.bundleName()
		case "locale":
			_, b.Locale = r.locale()
		case "keys":
			b.Keys = r.keyMetas()
		default:
			r.skip()
		}
	})
	r.require(start, names, "bundle", "locale")
}

// keyMetas reads what is said of texts.
func (r *reader) keyMetas() map[string]KeyMeta {
	keys := make(map[string]KeyMeta)
	r.object(nil, func(name string, at int) {
		r.checkCount(len(keys), MaxTexts, at)
		r.checkKey(name, MaxNameLen, at)
		keys[name] = r.keyMeta()
	})
	return keys
}

// keyMeta reads the entry of one text.
func (r *reader) keyMeta() KeyMeta {
	var k KeyMeta
	r.object(keyMetaMembers, func(name string, _ int) {
		switch name {
		case "type":
			at, s := r.value()
			if !r.done && s != TypeHTML && s != TypeText {
				r.fail(RuleTextType, at, "type %q is neither html nor text", shown(s))
			}
			k.Type = s
		case "max":
			k.Max = int(r.integer(0, MaxTextMax))
		default:
			r.skip()
		}
	})
	return k
}

// texts reads the texts of a bundle and returns the offset of the object.
func (r *reader) texts() (start int, texts map[string]string) {
	texts = make(map[string]string)
	start, _ = r.object(nil, func(name string, at int) {
		r.checkCount(len(texts), MaxTexts, at)
		r.checkKey(name, MaxNameLen, at)
		texts[name] = r.string()
	})
	return start, texts
}
