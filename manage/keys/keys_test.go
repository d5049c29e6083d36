package keys_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/manage/keys"
)

func TestRoundTrip(t *testing.T) {
	private, err := keys.Generate()
	require.NoError(t, err)
	data, err := keys.FormatPrivate(private)
	require.NoError(t, err)
	got, err := keys.ParsePrivate(append([]byte("a note\n"), data...))
	require.NoError(t, err)
	require.True(t, private.Equal(got))

	public := private.Public().(ed25519.PublicKey)
	read, err := keys.ParsePublic([]byte(" " + keys.FormatPublic(public) + "\r\n"))
	require.NoError(t, err)
	require.True(t, public.Equal(read))
	read, err = keys.ParsePublic(pkix(t, public))
	require.NoError(t, err)
	require.True(t, public.Equal(read))

	other, err := keys.Generate()
	require.NoError(t, err)
	require.False(t, private.Equal(other))
}

func pkix(t *testing.T, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

func TestWhatIsNoKey(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(other)
	require.NoError(t, err)
	for _, c := range []struct {
		data []byte
		want string
	}{
		{nil, "no PEM block"},
		{[]byte("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"), "no PEM block of type PRIVATE KEY"},
		{[]byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "no PKCS #8 key"},
		{pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), "not ed25519"},
	} {
		_, err := keys.ParsePrivate(c.data)
		require.ErrorContains(t, err, c.want)
	}
	for _, c := range []struct {
		data []byte
		want string
	}{
		{nil, "neither base64 of 32 bytes nor PEM"},
		{[]byte("AAAA"), "neither base64 of 32 bytes nor PEM"},
		{[]byte("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), "no public key"},
		{pkix(t, other.Public()), "not ed25519"},
	} {
		_, err := keys.ParsePublic(c.data)
		require.ErrorContains(t, err, c.want)
	}
}
