package content

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"

	"github.com/teletextio/content/bundle"
	"github.com/teletextio/content/cache"
	"github.com/teletextio/content/fetch"
)

// The reasons that a check fails for, as in Status.Failures: a closed set, fit
// for a metric's label.
const (
	failTimeout   = "timeout"           // a deadline passed
	failRefused   = "refused"           // nobody listens
	failDNS       = "dns"               // the host has no address
	failTLS       = "tls"               // the certificate or the handshake is wrong
	failNetwork   = "network"           // another failure of the connection
	failShort     = "short"             // the body ended too early
	failThrottled = "throttled"         // status 429, or 503 with Retry-After
	failServer    = "server"            // status 500 to 599
	failDenied    = "denied"            // status 401 or 403, or a file that may not be read
	failStatus    = "status"            // another status
	failNotFound  = "not-found"         // there is no manifest
	failTorn      = "torn"              // the manifest names an object that is missing or another one
	failTooLarge  = "too-large"         // beyond a limit
	failRedirect  = "redirect"          // to another place, or too often
	failEncoding  = "encoding"          // another content coding than the answer says
	failSignature = "signature"         // no signature of a trusted key
	failVersion   = "version"           // another major format
	failOther     = "other-publication" // of another project or channel
	failInvalid   = "invalid"           // a file that breaks another rule of the format
	failOlder     = "older"             // ErrOlder
	failConflict  = "conflict"          // ErrConflict
	failPanic     = "panic"             // in the fetcher or in our code
	failUnknown   = "unknown"           // an error of a fetcher that says no more
)

// reasonOf returns the reason for an error of a check.
func reasonOf(err error) string {
	var format *bundle.FormatError
	var status *fetch.StatusError
	var ours *panicError
	var stored *cache.PanicError
	var load *loadError
	switch {
	case errors.As(err, &ours), errors.As(err, &stored):
		return failPanic
	case errors.Is(err, ErrOlder):
		return failOlder
	case errors.Is(err, ErrConflict):
		return failConflict
	case errors.Is(err, ErrOtherProject):
		return failOther
	case errors.Is(err, fetch.ErrNotFound):
		if errors.As(err, &load) {
			return failTorn
		}
		return failNotFound
	case errors.Is(err, fetch.ErrTooLarge):
		return failTooLarge
	case errors.Is(err, fetch.ErrRedirect):
		return failRedirect
	case errors.Is(err, fetch.ErrEncoding):
		return failEncoding
	case errors.Is(err, fs.ErrPermission):
		return failDenied
	case errors.As(err, &format):
		if format.Rule == bundle.RuleFileMismatch && errors.As(err, &load) {
			return failInvalid // of another locale or name, not of another project
		}
		return reasonOfRule(format.Rule)
	case errors.As(err, &status):
		return reasonOfStatus(status)
	}
	return reasonOfNetwork(err)
}

func reasonOfRule(rule string) string {
	switch rule {
	case bundle.RuleRefBytes, bundle.RuleRefHash:
		return failTorn
	case bundle.RuleFileSize:
		return failTooLarge
	case bundle.RuleSignatureTrust:
		return failSignature
	case bundle.RuleFormatMajor:
		return failVersion
	case bundle.RuleFileMismatch:
		return failOther
	}
	return failInvalid
}

func reasonOfStatus(e *fetch.StatusError) string {
	switch {
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		return failDenied
	case e.Status == http.StatusTooManyRequests,
		e.Status == http.StatusServiceUnavailable && e.RetryAfter > 0:
		return failThrottled
	case e.Status >= 500:
		return failServer
	}
	return failStatus
}

func reasonOfNetwork(err error) string {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var timeout net.Error
	var op *net.OpError
	switch {
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &alert):
		return failTLS
	case errors.As(err, &dns):
		return failDNS
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded),
		errors.As(err, &timeout) && timeout.Timeout():
		return failTimeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return failRefused
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return failShort
	case errors.As(err, &op), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return failNetwork
	}
	return failUnknown
}

// logFailure writes the one line of a failure that is news. What needs a
// person is an error, what passes by itself is a warning.
func (c *Client) logFailure(reason string, err error) {
	level := slog.LevelWarn
	switch reason {
	case failDenied, failSignature, failVersion, failOther, failConflict, failPanic:
		level = slog.LevelError
	}
	attrs := []slog.Attr{slog.String("reason", reason), slog.String("error", cut(err.Error()))}
	var ours *panicError
	var stored *cache.PanicError
	if errors.As(err, &ours) {
		attrs = append(attrs, slog.String("stack", string(ours.stack)))
	} else if errors.As(err, &stored) {
		attrs = append(attrs, slog.String("stack", string(stored.Stack)))
	}
	msg := "content: check failed; the texts in memory are served on"
	if c.rev.Load() == nil {
		msg = "content: check failed; there are no texts yet, and pages show their own"
	}
	c.opts.Logger.LogAttrs(context.Background(), level, msg, attrs...)
}
