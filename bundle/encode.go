package bundle

import (
	"encoding/base64"
	"fmt"
	"time"
)

// EncodeBundle returns the file of a bundle, which is the same for equal
// values: sorted, one text per line, with a line feed at the end. A value that
// [DecodeBundle] would refuse is a *[FormatError], whose offset is in the file
// that was not made.
func EncodeBundle(b *Bundle) ([]byte, error) {
	w := &writer{}
	w.open('{')
	w.string("format", Format)
	w.flag("empty", b.Empty && len(b.Texts) == 0)
	w.member("meta")
	w.open('{')
	w.string("bundle", b.Name)
	w.string("locale", b.Locale)
	if keys := b.differing(); keys != nil {
		lines(w, "keys", keys, w.keyMeta)
	}
	w.close('}')
	lines(w, "texts", b.Texts, func(s string) { w.buf = appendString(w.buf, s) })
	w.close('}')
	w.buf = append(w.buf, '\n')
	if _, err := DecodeBundle("the bundle "+shown(b.Name)+" of "+shown(b.Locale), w.buf); err != nil {
		return nil, err
	}
	return w.buf, nil
}

// keyMeta writes the entry of one text.
func (w *writer) keyMeta(k KeyMeta) {
	w.open('{')
	if k.Type != TypeHTML {
		w.string("type", k.Type)
	}
	if k.Max != 0 {
		w.int("max", int64(k.Max))
	}
	w.close('}')
}

// EncodeIndex returns the file of an index, which is the same for equal
// values: sorted, one bundle per line, with a line feed at the end. A value
// that [DecodeIndex] would refuse is a *[FormatError], whose offset is in the
// file that was not made.
func EncodeIndex(x *Index) ([]byte, error) {
	w := &writer{}
	w.open('{')
	w.string("format", Format)
	w.flag("empty", x.Empty && len(x.Bundles) == 0)
	w.string("locale", x.Locale)
	lines(w, "bundles", x.Bundles, w.indexEntry)
	w.close('}')
	w.buf = append(w.buf, '\n')
	if _, err := DecodeIndex("the index of "+shown(x.Locale), w.buf); err != nil {
		return nil, err
	}
	return w.buf, nil
}

// indexEntry writes what an index says of one bundle.
func (w *writer) indexEntry(e IndexEntry) {
	w.open('{')
	w.string("sha256", e.SHA256)
	w.int("bytes", e.Bytes)
	w.int("keys", int64(e.Keys))
	if e.Weight != 0 {
		w.member("weight")
		w.buf = appendNumber(w.buf, e.Weight)
	}
	w.close('}')
}

// EncodeManifest returns the file of a manifest with one signature of each
// signer, sorted by key; ed25519 is deterministic, so equal values give equal
// bytes. A value that [DecodeManifest] would refuse is a *[FormatError], whose
// offset is in the file that was not made. The error of a signer is wrapped.
// Published is written in UTC.
func EncodeManifest(m *Manifest, sign ...Signer) ([]byte, error) {
	signed := encodeSigned(m)
	sigs, err := signAll(signed, sign)
	if err != nil {
		return nil, fmt.Errorf("bundle: encode manifest %q: %w", shown(m.Channel), err)
	}
	w := &writer{buf: append([]byte(framePrefix), signed...)}
	w.buf = append(w.buf, frameInfix...)
	for _, s := range sigs {
		w.sep()
		w.open('{')
		w.string("keyid", s.KeyID)
		w.string("sig", base64.StdEncoding.EncodeToString(s.Sig))
		w.close('}')
	}
	w.buf = append(w.buf, frameSuffix...)
	if _, err := DecodeManifest("the manifest of "+shown(m.Channel), w.buf); err != nil {
		return nil, err
	}
	return w.buf, nil
}

// encodeSigned returns the signed object of a manifest.
func encodeSigned(m *Manifest) []byte {
	w := &writer{}
	w.open('{')
	w.string("format", Format)
	w.string("project", m.Project)
	w.string("channel", m.Channel)
	w.int("epoch", m.Epoch)
	w.int("sequence", m.Sequence)
	w.string("published", m.Published.UTC().Format(time.RFC3339Nano))
	w.string("defaultLocale", m.DefaultLocale)
	w.string("defaultBundle", m.DefaultBundle)
	w.flag("empty", m.Empty && len(m.Locales) == 0)
	if len(m.Routes) > 0 {
		lines(w, "routes", m.Routes, func(s string) { w.buf = appendString(w.buf, s) })
	}
	lines(w, "locales", m.Locales, w.localeEntry)
	w.close('}')
	return w.buf
}

// localeEntry writes what a manifest says of one locale.
func (w *writer) localeEntry(l Locale) {
	w.open('{')
	if l.Fallback != nil {
		w.member("fallback")
		w.open('[')
		for _, tag := range l.Fallback {
			w.sep()
			w.buf = appendString(w.buf, tag)
		}
		w.close(']')
	}
	w.string("dir", l.Dir)
	if l.Name != "" {
		w.string("name", l.Name)
	}
	w.member("index")
	w.open('{')
	w.string("sha256", l.Index.SHA256)
	w.int("bytes", l.Index.Bytes)
	w.close('}')
	w.close('}')
}
