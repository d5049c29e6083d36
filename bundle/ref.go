package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Ref names one immutable object by its content: the JSON bytes before any
// content coding.
type Ref struct {
	SHA256 string // 64 lower-case hex digits
	Bytes  int64  // length; at least 1
}

// RefOf returns the reference to data.
func RefOf(data []byte) Ref {
	sum := sha256.Sum256(data)
	return Ref{SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(data))}
}

// Check reports whether data is the object that r names: a *[FormatError] with
// [RuleRefBytes] when the length differs, else with [RuleRefHash] when the
// content does. name is the file, for the error.
func (r Ref) Check(name string, data []byte) error {
	if int64(len(data)) != r.Bytes {
		return &FormatError{
			Name: name, Offset: min(int64(len(data)), max(r.Bytes, 0)), Rule: RuleRefBytes,
			Reason: fmt.Sprintf("%d bytes, not %d", len(data), r.Bytes),
		}
	}
	if got := RefOf(data).SHA256; got != r.SHA256 {
		return &FormatError{
			Name: name, Rule: RuleRefHash,
			Reason: fmt.Sprintf("sha256 is %s, not %q", got, shown(r.SHA256)),
		}
	}
	return nil
}

// hashDigits is how many hex digits of the hash stand in a name.
const hashDigits = 32

// short returns the part of the hash that stands in names.
func (r Ref) short() string { return r.SHA256[:min(len(r.SHA256), hashDigits)] }

// ManifestName returns the name of a channel's manifest, as in "live.json".
// The channel must be a valid one: see [ValidChannel].
func ManifestName(channel string) string { return channel + ".json" }

// IndexName returns the name of a locale's index, as in "i/de.<hash>.json".
// Names are relative to the project's base and slash-separated. The locale and
// the reference must be valid ones, as those of a decoded manifest are.
func IndexName(locale string, ref Ref) string {
	return "i/" + locale + "." + ref.short() + ".json"
}

// BundleName returns the name of a bundle's file, as in
// "b/home.de.<hash>.json". Bundle, locale and reference must be valid ones, as
// those of a decoded index are.
func BundleName(bundle, locale string, ref Ref) string {
	return "b/" + bundle + "." + locale + "." + ref.short() + ".json"
}
