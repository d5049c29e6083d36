package s3fetch

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/teletextio/content/fetch"
)

// objectError is a failure to read one object. Its text is complete; cause is
// what callers may test for.
type objectError struct {
	name   string
	reason string
	cause  error
}

func (e *objectError) Error() string {
	return fmt.Sprintf("s3fetch: read %.200q: %s", e.name, e.reason)
}

func (e *objectError) Unwrap() error { return e.cause }

// missing says of a code that comes with 404 or 410 whether it speaks of the
// object, and not of a bucket or an account. A store that sends no XML has ""
// or what the SDK puts in its place.
func missing(code string) bool {
	switch code {
	case "", "NoSuchKey", "NotFound", "Gone", "UnknownError":
		return true
	}
	return false
}

// failure turns an error of the SDK into one of package fetch. What S3 writes
// beside its code names accounts and roles; that stays out of the text.
func failure(name string, err error, conditional bool) error {
	code := ""
	var api smithy.APIError
	if errors.As(err, &api) {
		code = api.ErrorCode()
	}
	var answer *smithyhttp.ResponseError
	status := 0
	if errors.As(err, &answer) {
		status = answer.HTTPStatusCode()
	}
	switch {
	case status == http.StatusNotModified && conditional:
		return &objectError{name: name, reason: "not modified", cause: fetch.ErrNotModified}
	case code == "NoSuchKey", missing(code) && (status == http.StatusNotFound || status == http.StatusGone):
		return &objectError{name: name, reason: "no such object", cause: fetch.ErrNotFound}
	case status != 0 && (api != nil || status/100 != 2):
		return statusFailure(name, code, status, answer)
	case api != nil:
		return &objectError{name: name, reason: code, cause: err}
	}
	return &objectError{name: name, reason: bare(err).Error(), cause: err}
}

func statusFailure(name, code string, status int, answer *smithyhttp.ResponseError) error {
	cause := &fetch.StatusError{Name: name, Status: status}
	if answer.Response != nil && answer.Response.Response != nil {
		cause.RetryAfter = retryAfter(answer.Response.Header)
	}
	if code == "" {
		code = "unexpected status"
	}
	return &objectError{name: name, reason: fmt.Sprintf("%s (status %d)", code, status), cause: cause}
}

// retryAfter reads Retry-After (RFC 9110, section 10.2.3) in seconds, the form
// that object stores send; at most 24 hours, as package fetch passes it on.
func retryAfter(h http.Header) time.Duration {
	const most = 24 * time.Hour
	seconds, err := strconv.ParseUint(h.Get("Retry-After"), 10, 32)
	if err != nil {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, most)
}

// bare returns what the wrappers of the SDK are around: their texts repeat the
// operation, the endpoint and the attempt.
func bare(err error) error {
	var operation *smithy.OperationError
	if errors.As(err, &operation) && operation.Err != nil {
		err = operation.Err
	}
	var sent *smithyhttp.RequestSendError
	if errors.As(err, &sent) && sent.Err != nil {
		err = sent.Err
	}
	return err
}
