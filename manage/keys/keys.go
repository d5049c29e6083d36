// Package keys makes, writes and reads the ed25519 keys that manifests are
// signed with.
//
// A private key is written as PKCS #8 in PEM (RFC 8410, RFC 7468), a public key
// as the base64 of its 32 bytes, which fits on the line of a program; the PEM
// form that other tools write is read, too.
package keys

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
)

// Generate returns a new private key.
func Generate() (ed25519.PrivateKey, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("keys: generate a key: %w", err)
	}
	return private, nil
}

// FormatPrivate returns the file of a private key. Whoever reads it can sign.
func FormatPrivate(key ed25519.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("keys: write a private key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// FormatPublic returns the line of a public key, without an end of line.
func FormatPublic(key ed25519.PublicKey) string {
	return base64.StdEncoding.EncodeToString(key)
}

// ParsePrivate reads the file of a private key. Errors never show the key.
func ParsePrivate(data []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(data)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, errors.New("keys: read a private key: no PEM block of type PRIVATE KEY; make a key with content keygen")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("keys: read a private key: the PEM block is no PKCS #8 key")
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("keys: read a private key: it is a %T, not ed25519", key)
	}
	return private, nil
}

// ParsePublic reads a public key: base64 of 32 bytes, or PEM.
func ParsePublic(data []byte) (ed25519.PublicKey, error) {
	data = bytes.TrimSpace(data)
	if block, _ := pem.Decode(data); block != nil {
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, errors.New("keys: read a public key: the PEM block is no public key")
		}
		public, ok := key.(ed25519.PublicKey)
		if !ok {
			return nil, fmt.Errorf("keys: read a public key: it is a %T, not ed25519", key)
		}
		return public, nil
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(string(data))
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, errors.New("keys: read a public key: neither base64 of 32 bytes nor PEM")
	}
	return raw, nil
}
