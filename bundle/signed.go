package bundle

import (
	"bytes"
	"encoding/base64"
)

// The frame of a manifest file: a prefix, the signed object, an infix, the
// signatures, a suffix. Nothing may stand between them.
const (
	framePrefix = `{"signed":`
	frameInfix  = `,"signatures":[`
	frameSuffix = "]}\n"
)

// SignedManifest is a manifest file: what it says, the exact bytes that were
// signed, and the signatures, which nobody has checked before
// [SignedManifest.Verify].
type SignedManifest struct {
	Manifest   *Manifest
	Signed     []byte // the bytes of the signed object, a copy
	Signatures []Signature

	name  string // of the file
	sigAt int    // offset of the signatures
}

// Signature is one signature of a manifest file.
type Signature struct {
	KeyID string // 32 lower-case hex digits; see KeyID. It selects a key and proves nothing
	Sig   []byte // 64 bytes
}

// DecodeManifest reads a manifest file. name is the file, for the error, which
// is a *[FormatError]. Signatures are read but not verified: see
// [SignedManifest.Verify]; whether it is of the right project and channel is
// told by [Manifest.Check].
func DecodeManifest(name string, data []byte) (*SignedManifest, error) {
	return decodeManifest(name, data, "")
}

// decodeManifest is DecodeManifest without the rule called off.
func decodeManifest(name string, data []byte, off string) (*SignedManifest, error) {
	r := newReader(name, data, MaxManifestBytes, off)
	s := &SignedManifest{name: name}
	split := r.frame()
	from := r.pos
	s.Manifest = r.manifest()
	if !r.done && r.pos != split {
		r.fail(RuleEnvelope, r.pos, "the signed object does not end where the signatures begin")
		r.done = true
	}
	if !r.done {
		s.Signed = bytes.Clone(data[from:split])
		r.pos = split + len(frameInfix) - 1
		s.sigAt = r.pos
		s.Signatures = r.signatures()
		r.frameEnd()
	}
	if err := r.result(); err != nil {
		return nil, err
	}
	return s, nil
}

// frame takes the prefix and returns the offset of the infix.
func (r *reader) frame() (split int) {
	if r.done {
		return 0
	}
	rest := r.data[r.pos:]
	for i := range len(framePrefix) + 1 {
		if c := (framePrefix + "{")[i]; i == len(rest) || rest[i] != c {
			r.fail(RuleEnvelope, r.pos+i, "a manifest begins with %s{%s", framePrefix, looksLike(rest))
			r.done = true
			return 0
		}
	}
	find := bytes.LastIndex
	if r.off == readLastInfix {
		find = bytes.Index
	}
	split = find(r.data, []byte(frameInfix))
	if split < 0 {
		r.fail(RuleEnvelope, len(r.data), "no %s", frameInfix)
		r.done = true
		return 0
	}
	r.pos += len(framePrefix)
	r.depth = 1
	return split
}

// looksLike says what a file that is no manifest may be: a CDN, a proxy or a
// hotel answers with pages of its own.
func looksLike(data []byte) string {
	if t := bytes.TrimLeft(data, "\ufeff \t\r\n"); len(t) > 1 && t[0] == '<' {
		return "; this looks like an HTML page"
	}
	return ""
}

// frameEnd checks that nothing but the suffix follows the signatures.
func (r *reader) frameEnd() {
	if r.done {
		return
	}
	if string(r.data[r.pos:]) != frameSuffix[1:] {
		r.fail(RuleEnvelope, r.pos, "a manifest ends with }, a line feed and nothing else")
	}
}

var signatureMembers = []string{"keyid", "sig"}

// signatures reads the array of signatures; nil for none.
func (r *reader) signatures() (list []Signature) {
	r.array(func(at int) {
		r.checkCount(len(list), MaxSignatures, at)
		list = append(list, r.signature())
	})
	return list
}

// signature reads one signature.
func (r *reader) signature() Signature {
	var s Signature
	start, names := r.object(signatureMembers, func(name string, _ int) {
		switch name {
		case "keyid":
			at, id := r.value()
			if !r.done && (len(id) != hashDigits || !all(id, isLowerHex)) {
				r.fail(RuleSignatureShape, at, "%q is not %d lower-case hex digits", shown(id), hashDigits)
			}
			s.KeyID = id
		case "sig":
			at, text := r.value()
			sig, err := base64.StdEncoding.Strict().DecodeString(text)
			if !r.done && (err != nil || len(text) != 88 || len(sig) != 64) {
				r.fail(RuleSignatureShape, at, "the signature is not 64 bytes in base64")
			}
			s.Sig = sig
		default:
			r.skip()
		}
	})
	r.require(start, names, "keyid", "sig")
	return s
}
