package faulttest

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"maps"
	"strings"
	"testing/fstest"
	"time"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/contenttest"
)

// keyOf returns one of the two keys that clients accept.
func keyOf(n int) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{byte(n)}, ed25519.SeedSize))
}

func publicKeys() []bundle.PublicKey {
	return []bundle.PublicKey{
		keyOf(1).Public().(ed25519.PublicKey),
		keyOf(2).Public().(ed25519.PublicKey),
	}
}

// textsOf returns the texts of a revision.
func textsOf(rev int) contenttest.Texts {
	shown := rev
	if rev == rolledBack {
		shown = old
	}
	texts := contenttest.Texts{}
	for tag, title := range map[string]string{"en": "Title", "de": "Titel"} {
		texts[tag] = map[string]string{
			"home.title": fmt.Sprintf("%s %d", title, shown),
			"shop.note":  fmt.Sprintf("Note %s <b>%d</b>", tag, shown),
			"shop.alt":   fmt.Sprintf("Alt %s %d", tag, shown),
		}
		if rev == hostile {
			texts[tag]["home.title"] = `<script>alert(1)</script>`
		}
	}
	return texts
}

// sequenceOf returns the number that a revision is published under.
func sequenceOf(rev int) int64 { return int64(min(rev, next)) }

// filesOf returns the files of a revision, signed with both keys in turn. They
// are the same in every call, unless the clock of the publisher is off by
// skew.
func filesOf(rev int, skew time.Duration) fstest.MapFS {
	o := &contenttest.PublishOptions{
		Sequence: sequenceOf(rev),
		Signers:  []bundle.Signer{keyOf(1 + rev%2)},
	}
	if skew != 0 {
		o.Published = time.Now().UTC().Truncate(time.Second).Add(skew)
	}
	return contenttest.PublishWith(textsOf(rev), o).(fstest.MapFS)
}

// manifestName is the file that is replaced.
var manifestName = bundle.ManifestName(contenttest.DefaultChannel)

func isManifest(name string) bool { return name == manifestName }

// files copies a publication into a map of bytes.
func files(fsys fstest.MapFS) map[string][]byte {
	all := map[string][]byte{}
	for name, f := range fsys {
		all[name] = f.Data
	}
	return all
}

// emptied is the manifest of a publication with nothing in it that does not
// say that this is intended.
func emptied() []byte {
	raw, err := bundle.EncodeManifest(&bundle.Manifest{
		Project: contenttest.DefaultProject, Channel: contenttest.DefaultChannel,
		Epoch: contenttest.DefaultEpoch, Sequence: sequenceOf(next), Published: time.Now().UTC().Truncate(time.Second),
		DefaultLocale: "en", DefaultBundle: "home", Locales: map[string]bundle.Locale{}, Empty: true,
	})
	if err != nil {
		panic(err)
	}
	return bytes.Replace(raw, []byte(`"empty":true,`), nil, 1)
}

// strangers signs a manifest with a key that the client does not have, or not
// at all.
func strangers(raw []byte, keys ...bundle.Signer) []byte {
	m, err := bundle.DecodeManifest(manifestName, raw)
	if err != nil {
		return raw
	}
	out, err := bundle.EncodeManifest(m.Manifest, keys...)
	if err != nil {
		panic(err)
	}
	return out
}

// The page of the app, with its own words.
const (
	ownTitle, ownNote, ownAlt = "own title", "own note", "own alt"

	pageSource = `<!DOCTYPE html><html><head><title data-txt="home.title">` + ownTitle + `</title></head><body class="a  b">
<h1 data-txt="home.title">` + ownTitle + `</h1><p data-txt=shop.note>` + ownNote + `</p>
<IMG src="/x.png" data-txt-attr="alt: shop.alt" alt="` + ownAlt + `"><script>if (a < b) {}</script></body></html><!-- end -->`
)

// pageOf is the page as a reader gets it with the texts of one revision.
func pageOf(rev int, locale string) string {
	if rev == own {
		return pageSource
	}
	texts := textsOf(rev)[locale]
	if rev == hostile {
		texts = maps.Clone(textsOf(next)[locale])
		texts["home.title"] = ownTitle
		texts["shop.note"] = textsOf(hostile)[locale]["shop.note"]
		texts["shop.alt"] = textsOf(hostile)[locale]["shop.alt"]
	}
	return strings.NewReplacer(
		ownTitle, texts["home.title"], ownNote, texts["shop.note"], ownAlt, texts["shop.alt"],
	).Replace(pageSource)
}
