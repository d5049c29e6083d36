package s3fetch

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/teletextio/content/fetch"
)

// readObject reads and decodes a body, and makes sure that it is whole.
func readObject(ctx context.Context, out *s3.GetObjectOutput, r fetch.Request) ([]byte, error) {
	want := int64(-1)
	if out.ContentLength != nil {
		want = *out.ContentLength
	}
	raw := &countingReader{src: out.Body}
	var body []byte
	var err error
	packed := false
	switch coding := strings.ToLower(strings.TrimSpace(aws.ToString(out.ContentEncoding))); coding {
	case "", "identity", "aws-chunked": // the last is of the upload, not of the object
		if want > r.MaxBytes() {
			return nil, tooLarge(r)
		}
		body, err = fetch.ReadBody(ctx, raw, r)
	case "gzip", "x-gzip": // the same, RFC 9110, section 8.4.1.3
		packed = true
		body, err = unpack(ctx, raw, r, want)
	default:
		return nil, wrongCoding(r.Name, fmt.Sprintf("the object has Content-Encoding %.60q", coding))
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), err == nil && want >= 0 && raw.n != want:
		reason := fmt.Sprintf("the body ends early, after %d bytes", raw.n)
		return nil, &objectError{name: r.Name, reason: reason, cause: io.ErrUnexpectedEOF}
	case errors.Is(err, fetch.ErrTooLarge):
		return nil, tooLarge(r)
	case err != nil:
		return nil, named(r.Name, err)
	case len(body) >= 2 && body[0] == 0x1f && body[1] == 0x8b:
		reason := "the body is gzip, but Content-Encoding does not say so"
		if packed {
			reason = "the body is gzip inside gzip"
		}
		return nil, wrongCoding(r.Name, reason)
	}
	return body, nil
}

// unpack decodes gzip. The coded bytes have a limit of their own: empty
// members yield nothing, for ever.
func unpack(ctx context.Context, raw io.Reader, r fetch.Request, size int64) ([]byte, error) {
	most := r.MaxBytes() + r.MaxBytes()/1000 + 128<<10
	if size > most {
		return nil, tooLarge(r)
	}
	capped := &io.LimitedReader{R: raw, N: most}
	zr, err := gzip.NewReader(capped)
	var body []byte
	if err == nil {
		body, err = fetch.ReadBody(ctx, zr, r)
	}
	var corrupt flate.CorruptInputError
	switch {
	case err != nil && capped.N <= 0:
		return nil, tooLarge(r)
	case err == io.EOF:
		return nil, io.ErrUnexpectedEOF // not even a header
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return nil, wrongCoding(r.Name, "the body is not valid gzip: "+err.Error())
	}
	return body, err
}

func wrongCoding(name, reason string) error {
	return &objectError{name: name, reason: reason, cause: fetch.ErrEncoding}
}

func tooLarge(r fetch.Request) error {
	reason := fmt.Sprintf("larger than the limit of %d bytes", r.MaxBytes())
	return &objectError{name: r.Name, reason: reason, cause: fetch.ErrTooLarge}
}

// named names the object in an error of the connection.
func named(name string, err error) error {
	var own *objectError
	if errors.As(err, &own) {
		return err
	}
	return &objectError{name: name, reason: err.Error(), cause: err}
}

// countingReader counts the bytes that pass.
type countingReader struct {
	src io.Reader
	n   int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.src.Read(p)
	c.n += int64(n)
	return n, err
}
