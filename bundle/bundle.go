package bundle

// Bundle holds the texts of one named group in one locale.
type Bundle struct {
	Name   string
	Locale string
	Keys   map[string]KeyMeta // texts that differ from the default; nil for none; others mean nothing
	Texts  map[string]string  // name inside the bundle → text
	Empty  bool               // required when Texts is empty: that is intended; else it means nothing
}

// The types of a text.
const (
	TypeHTML = "html" // localized HTML; the default
	TypeText = "text" // plain text
)

// KeyMeta is what a bundle says of one text.
type KeyMeta struct {
	Type string // TypeHTML (also when empty) or TypeText
	Max  int    // most characters an editor should allow, 1 … MaxTextMax; 0: no limit
}

// plain returns the entry with its defaults written out.
func (k KeyMeta) plain() KeyMeta {
	if k.Type == "" {
		k.Type = TypeHTML
	}
	return k
}

// isDefault reports whether the entry says nothing that its absence does not.
func (k KeyMeta) isDefault() bool { return k.plain() == KeyMeta{Type: TypeHTML} }

// TypeOf returns the type of the text called name: TypeHTML unless the bundle
// says otherwise.
func (b *Bundle) TypeOf(name string) string { return b.Keys[name].plain().Type }

// differing returns the entries of Keys that say something: those of texts that
// are there and differ from the default. It is nil when there are none.
func (b *Bundle) differing() map[string]KeyMeta {
	var keys map[string]KeyMeta
	for name, k := range b.Keys {
		if _, ok := b.Texts[name]; !ok || k.isDefault() {
			continue
		}
		if keys == nil {
			keys = make(map[string]KeyMeta, len(b.Keys))
		}
		keys[name] = k.plain()
	}
	return keys
}

// Check refuses a bundle that is not the one it was asked for, by name and
// locale, with [RuleFileMismatch]. file is the file, for the error.
func (b *Bundle) Check(file, name, locale string) error {
	if b.Name != name {
		return mismatch(file, "bundle", b.Name, name)
	}
	if b.Locale != locale {
		return mismatch(file, "locale", b.Locale, locale)
	}
	return nil
}
