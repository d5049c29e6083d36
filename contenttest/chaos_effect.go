package contenttest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// about says which objects a fault concerns by itself.
type about uint8

const (
	everything about = iota
	manifests
	objects
)

// effect is how a fault is made. The fields apply from top to bottom; the
// first that leads to an answer or an error ends the request.
type effect struct {
	about  about
	reason string // see Fault.Reason

	wait   time.Duration           // wait so long first; less than 0: until the request ends
	fail   func(host string) error // then there is no answer, but this error
	panics bool
	replay func(nth int, first, last *recorded) *recorded // nil result: go on

	status int // an answer of our own with this status, header and body
	header http.Header
	body   func() io.Reader

	rewrite func(body []byte) []byte                          // the right body, changed
	stream  func(ctx context.Context, c *Chaos, b *chaosBody) // the right body, sent wrongly
}

// Times of faults that keep a request waiting.
const (
	dialTimeout  = 5 * time.Second // as fetch.HTTP has it
	slowAnswer   = 5 * time.Second
	trickleEvery = time.Second
	retryAfter   = "7"
)

var effects = map[Fault]effect{
	FaultRefused:   {reason: "refused", fail: dialError(os.NewSyscallError("connect", syscall.ECONNREFUSED))},
	FaultDNS:       {reason: "dns", fail: noSuchHost},
	FaultBlackhole: {reason: "timeout", wait: dialTimeout, fail: dialError(os.ErrDeadlineExceeded)},
	FaultTLS:       {reason: "tls", fail: expired},
	FaultSilent:    {reason: "timeout", wait: -1},
	FaultTrickle:   {reason: "timeout", stream: trickle},
	FaultSlow:      {wait: slowAnswer},
	FaultReset:     {reason: "network", stream: reset},
	FaultShort:     {reason: "short", stream: short},
	FaultTruncated: {reason: "invalid", rewrite: func(b []byte) []byte { return b[:len(b)/2] }},

	FaultStatus500:    {reason: "server", status: http.StatusInternalServerError},
	FaultStatus502:    {reason: "server", status: http.StatusBadGateway},
	FaultStatus503:    {reason: "server", status: http.StatusServiceUnavailable},
	FaultStatus504:    {reason: "server", status: http.StatusGatewayTimeout},
	FaultThrottled:    {reason: "throttled", status: http.StatusTooManyRequests, header: header("Retry-After", retryAfter)},
	FaultUnavailable:  {reason: "throttled", status: http.StatusServiceUnavailable, header: header("Retry-After", retryAfter)},
	FaultUnauthorized: {reason: "denied", status: http.StatusUnauthorized, header: header("WWW-Authenticate", "Basic")},
	FaultForbidden:    {reason: "denied", status: http.StatusForbidden},
	FaultNoManifest:   {reason: "not-found", about: manifests, status: http.StatusNotFound},
	FaultNoObject:     {reason: "torn", about: objects, status: http.StatusNotFound},
	FaultRedirectLoop: {reason: "redirect", status: http.StatusFound, header: header("Location", "?")},
	FaultRedirectAway: {reason: "redirect", status: http.StatusFound, header: header("Location", "http://portal.invalid/login")},
	FaultCoding:       {reason: "encoding", stream: lyingCoding},

	FaultEmpty:       {reason: "invalid", rewrite: always("")},
	FaultNull:        {reason: "invalid", rewrite: always("null")},
	FaultEmptyObject: {reason: "invalid", rewrite: always("{}")},
	FaultEmptyArray:  {reason: "invalid", rewrite: always("[]")},
	FaultPortal:      {reason: "invalid", status: http.StatusOK, header: header("Content-Type", "text/html"), body: portal},
	FaultGarbage:     {reason: "invalid", rewrite: garbage},
	FaultUTF8:        {reason: "invalid", rewrite: badUTF8},
	FaultOversize:    {reason: "too-large", status: http.StatusOK, body: endless},
	FaultBomb:        {reason: "too-large", status: http.StatusOK, header: header("Content-Encoding", "gzip"), body: bomb},
	FaultDeep:        {reason: "invalid", rewrite: deep},
	FaultDuplicate:   {reason: "invalid", rewrite: duplicate},
	FaultVersion:     {reason: "version", about: manifests, rewrite: nextMajor},
	FaultHash:        {reason: "torn", about: objects, rewrite: otherByte},

	FaultSignature: {reason: "signature", about: manifests, rewrite: strangeKey},
	FaultUnsigned:  {reason: "signature", about: manifests, rewrite: unsigned},
	FaultOlder:     {reason: "older", about: manifests, replay: replayFirst},
	FaultFlap:      {reason: "older", about: manifests, replay: replayByTurns},
	FaultFrozen:    {about: manifests, replay: replayLast},

	FaultPanic: {reason: "panic", panics: true},
}

// dialError fails with err as the net package reports it.
func dialError(err error) func(string) error {
	return func(string) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
}

func noSuchHost(host string) error {
	return dialError(&net.DNSError{Err: "no such host", Name: host, IsNotFound: true})(host)
}

func expired(string) error {
	return &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}
}

func header(name, value string) http.Header { return http.Header{name: {value}} }

func replayFirst(_ int, first, _ *recorded) *recorded { return first }

func replayLast(_ int, _, last *recorded) *recorded { return last }

func replayByTurns(nth int, first, _ *recorded) *recorded {
	if nth%2 == 1 {
		return first
	}
	return nil
}

// pause waits for d, or for ctx if d is less than 0 or ctx ends first; then
// the result is its error.
func (c *Chaos) pause(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	defer c.wait()()
	if d < 0 {
		<-ctx.Done()
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
