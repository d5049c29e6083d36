package faulttest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"sync/atomic"
	"time"
)

// The certificates that an origin can show.
const (
	good = iota
	expired
	otherHost
	kinds
)

// certificates are those of one origin, all of one authority.
type certificates struct {
	roots *x509.CertPool
	list  [kinds]*tls.Certificate
	now   atomic.Int32
}

// newCertificates makes them; it panics where the system has no randomness.
func newCertificates() *certificates {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(48 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, authority, authority, key.Public(), key)
	must(err)
	parsed, err := x509.ParseCertificate(der)
	must(err)
	c := &certificates{roots: x509.NewCertPool()}
	c.roots.AddCert(parsed)
	for kind := range kinds {
		leaf := &x509.Certificate{
			SerialNumber: big.NewInt(int64(2 + kind)), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
			NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		}
		switch kind {
		case expired:
			leaf.NotAfter = time.Now().Add(-time.Hour)
		case otherHost:
			leaf.IPAddresses, leaf.DNSNames = nil, []string{"elsewhere.test"}
		}
		der, err := x509.CreateCertificate(rand.Reader, leaf, parsed, key.Public(), key)
		must(err)
		c.list[kind] = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	}
	return c
}

func (c *certificates) use(kind int) { c.now.Store(int32(kind)) }

func (c *certificates) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return c.list[c.now.Load()], nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
