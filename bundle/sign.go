package bundle

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// PublicKey is a key whose manifests a reader accepts: 32 bytes.
type PublicKey = ed25519.PublicKey

// Signer signs manifests. Its Public must be an ed25519.PublicKey, and its
// Sign is called with the message itself and crypto.Hash(0): an
// ed25519.PrivateKey does, and so does a key that lives in a KMS.
type Signer = crypto.Signer

// signedDomain begins every signed message, so that a signature of a manifest
// is a signature of nothing else.
const signedDomain = "txt/1 manifest\n"

// KeyID returns the identifier of a public key in signatures: the first 32 hex
// digits of the SHA-256 of its bytes.
func KeyID(pub PublicKey) string {
	sum := sha256.Sum256(pub)
	return hex.EncodeToString(sum[:hashDigits/2])
}

// Verify reports whether at least one of the keys has signed the manifest. No
// keys mean that none is asked for, and every manifest is accepted. The error
// is a *[FormatError] with [RuleSignatureTrust]; a key that is not 32 bytes
// long is an error of the caller and another one.
func (s *SignedManifest) Verify(keys []PublicKey) error {
	for _, k := range keys {
		if len(k) != ed25519.PublicKeySize {
			return fmt.Errorf("bundle: verify %q: a public key has %d bytes, not %d",
				s.name, len(k), ed25519.PublicKeySize)
		}
	}
	if len(keys) == 0 || len(s.SignedBy(keys)) > 0 {
		return nil
	}
	return &FormatError{
		Name: s.name, Offset: int64(s.sigAt), Rule: RuleSignatureTrust,
		Reason: fmt.Sprintf("none of %d signatures is a valid one of a trusted key", len(s.Signatures)),
	}
}

// SignedBy returns those of the keys that have signed the manifest, each once
// however often it signed or is listed. Keys of a wrong length have not.
func (s *SignedManifest) SignedBy(keys []PublicKey) []PublicKey {
	message := append([]byte(signedDomain), s.Signed...)
	var by []PublicKey
	for _, k := range keys {
		if len(k) == ed25519.PublicKeySize && !slices.ContainsFunc(by, func(o PublicKey) bool { return k.Equal(o) }) &&
			s.hasSigned(k, message) {
			by = append(by, k)
		}
	}
	return by
}

// hasSigned reports whether one of the signatures that name the key is valid.
func (s *SignedManifest) hasSigned(k PublicKey, message []byte) bool {
	id := KeyID(k)
	return slices.ContainsFunc(s.Signatures, func(sig Signature) bool {
		return sig.KeyID == id && ed25519.Verify(k, message, sig.Sig)
	})
}

// signAll returns one signature of each signer, sorted by key.
func signAll(signed []byte, signers []Signer) ([]Signature, error) {
	message := append([]byte(signedDomain), signed...)
	list := make([]Signature, 0, len(signers))
	for _, signer := range signers {
		pub, ok := signer.Public().(ed25519.PublicKey)
		if !ok {
			return nil, errors.New("a signer's key is not ed25519")
		}
		sig, err := signer.Sign(rand.Reader, message, crypto.Hash(0))
		if err != nil {
			return nil, fmt.Errorf("sign with key %s: %w", KeyID(pub), err)
		}
		if !ed25519.Verify(pub, message, sig) {
			return nil, fmt.Errorf("the signature of key %s does not verify", KeyID(pub))
		}
		list = append(list, Signature{KeyID: KeyID(pub), Sig: sig})
	}
	slices.SortFunc(list, func(a, b Signature) int { return strings.Compare(a.KeyID, b.KeyID) })
	for i := 1; i < len(list); i++ {
		if list[i].KeyID == list[i-1].KeyID {
			return nil, fmt.Errorf("two signers have the key %s", list[i].KeyID)
		}
	}
	return list, nil
}
