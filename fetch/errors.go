package fetch

import (
	"errors"
	"fmt"
	"time"
)

// The outcomes that callers tell apart, with errors.Is. Errors of this package
// wrap them and name the object.
var (
	// ErrNotFound says that the source has no such object: HTTP status 404
	// or 410, or no such file. Cause: it was never published, is published
	// under another base, or is already collected. A storage that hides what
	// the reader may not list, such as S3 without ListBucket, answers 403
	// instead, which is a [*StatusError].
	ErrNotFound = errors.New("fetch: not found")

	// ErrNotModified says that the source still has the copy that
	// Request.ETag names. It is not a failure: keep the copy.
	ErrNotModified = errors.New("fetch: not modified")

	// ErrTooLarge says that the object, decoded, is larger than the limit of
	// the request. Cause: a broken or hostile source, or a limit that is too
	// small for what is published.
	ErrTooLarge = errors.New("fetch: too large")

	// ErrEncoding says that the body is not in the content coding that the
	// answer claims, or in one that was not asked for. Cause: a CDN or an
	// upload that compresses twice, or loses Content-Encoding on the way.
	ErrEncoding = errors.New("fetch: wrong content coding")

	// ErrRedirect says that the source redirects too often, or to another
	// scheme, host or port. Cause: a captive portal, or a CDN that moved: use
	// the new place as the base.
	ErrRedirect = errors.New("fetch: redirected away")

	// ErrName says that a name is not one of an object; see [CheckName].
	// Cause: a mistake of the caller. Nothing has been read.
	ErrName = errors.New("fetch: invalid name")
)

// StatusError is an HTTP answer that is neither the object nor one of the
// sentinels: 401, 403, 429, 500, 503 and so on. Find it with errors.As.
type StatusError struct {
	Name   string // of the object
	Status int    // the HTTP status code

	// RetryAfter is how long the source asks to wait, from Retry-After (RFC
	// 9110, section 10.2.3) in either of its forms. 0: it does not say. At
	// most 24 hours.
	RetryAfter time.Duration
}

// Error names the object and the status.
func (e *StatusError) Error() string {
	return fmt.Sprintf("fetch: read %q: unexpected status %d", shorten(e.Name), e.Status)
}

// objectError is a failure to read one object. Its text is complete and safe
// to log; cause is what callers may test for, or nil.
type objectError struct {
	name   string
	reason string
	cause  error
}

func (e *objectError) Error() string {
	return fmt.Sprintf("fetch: read %q: %s", shorten(e.name), e.reason)
}

func (e *objectError) Unwrap() error { return e.cause }

func notFound(name, reason string) error {
	return &objectError{name: name, reason: reason, cause: ErrNotFound}
}

func notModified(name string) error {
	return &objectError{name: name, reason: "not modified", cause: ErrNotModified}
}

func tooLarge(r Request) error {
	return &objectError{
		name:   r.Name,
		reason: fmt.Sprintf("larger than the limit of %d bytes", r.MaxBytes()),
		cause:  ErrTooLarge,
	}
}

// shorten keeps a name that somebody made up from filling a log.
func shorten(name string) string {
	const most = 200
	if len(name) <= most {
		return name
	}
	return name[:most] + "…"
}
