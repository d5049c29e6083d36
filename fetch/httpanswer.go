package fetch

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter is the longest wait that is passed on.
const maxRetryAfter = 24 * time.Hour

// checkStatus returns nil for an answer that has the object. base is for the
// message where there is none.
func checkStatus(resp *http.Response, name, base string, conditional bool) error {
	switch code := resp.StatusCode; {
	case code == http.StatusOK:
		return nil
	case code == http.StatusNotModified && conditional:
		return notModified(name)
	case code == http.StatusNotFound, code == http.StatusGone:
		return notFound(name, fmt.Sprintf("not found below %s (status %d)", shorten(base), code))
	}
	return &StatusError{Name: name, Status: resp.StatusCode, RetryAfter: retryAfter(resp.Header)}
}

// retryAfter reads Retry-After: seconds, or a date. A date is compared with
// the Date of the same answer where there is one, because the two clocks may
// differ.
func retryAfter(h http.Header) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0
	}
	if strings.Trim(text, "0123456789") == "" {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil || seconds > int64(maxRetryAfter/time.Second) {
			return maxRetryAfter
		}
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(max(until.Sub(now), 0), maxRetryAfter)
}

// drain reads what little there is of a body that nobody wants, so that the
// connection can be used again.
func drain(resp *http.Response) {
	const most = 4 << 10
	if resp.ContentLength > 0 && resp.ContentLength <= most {
		io.CopyN(io.Discard, resp.Body, most)
	}
}

// readAnswer reads and decodes the body of an answer with status 200.
func readAnswer(ctx context.Context, resp *http.Response, r Request) ([]byte, error) {
	packed, err := isGzip(resp.Header, r.Name)
	if err != nil {
		return nil, err
	}
	size := resp.ContentLength
	if resp.Uncompressed {
		size = -1 // a transport that decodes on its own: told of the coded size
	}
	raw := &countingReader{src: resp.Body}
	var body []byte
	if packed {
		body, err = unpack(ctx, raw, r, size)
	} else if size > r.MaxBytes() {
		return nil, tooLarge(r)
	} else {
		body, err = readBody(ctx, raw, r, size)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || err == nil && size >= 0 && raw.n != size {
		return nil, short(r.Name, raw.n, size)
	}
	if err != nil {
		return nil, err
	}
	if len(body) >= 2 && body[0] == 0x1f && body[1] == 0x8b {
		reason := "the body is gzip, but Content-Encoding does not say so"
		if packed {
			reason = "the body is gzip inside gzip"
		}
		return nil, &objectError{name: r.Name, reason: reason, cause: ErrEncoding}
	}
	return body, nil
}

// isGzip reads Content-Encoding.
func isGzip(h http.Header, name string) (bool, error) {
	coding := strings.ToLower(strings.TrimSpace(strings.Join(h.Values("Content-Encoding"), ", ")))
	switch coding {
	case "", "identity":
		return false, nil
	case "gzip", "x-gzip": // the same, RFC 9110, section 8.4.1.3
		return true, nil
	}
	return false, &objectError{
		name:   name,
		reason: fmt.Sprintf("Content-Encoding %q, where only gzip was asked for", shorten(coding)),
		cause:  ErrEncoding,
	}
}

// unpack decodes gzip. The coded bytes have a limit of their own: a stream of
// empty blocks or empty members yields nothing, for ever.
func unpack(ctx context.Context, raw io.Reader, r Request, size int64) ([]byte, error) {
	most := r.MaxBytes() + r.MaxBytes()/1000 + 128<<10
	if size > most {
		return nil, tooLarge(r)
	}
	capped := &cappedReader{src: raw, left: most, err: tooLarge(r)}
	zr, err := gzip.NewReader(&contextReader{ctx: ctx, src: capped})
	var body []byte
	if err == nil {
		body, err = readBody(ctx, zr, r, -1)
	}
	var corrupt flate.CorruptInputError
	switch {
	case err == io.EOF:
		return nil, io.ErrUnexpectedEOF // not even a header
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return nil, &objectError{name: r.Name, reason: "the body is not valid gzip: " + err.Error(), cause: ErrEncoding}
	}
	return body, err
}

// short reports a body of got raw bytes that is not the whole one; want is
// what was announced, or -1.
func short(name string, got, want int64) error {
	reason := fmt.Sprintf("the body ends early, after %d bytes", got)
	if want >= 0 && got != want {
		reason = fmt.Sprintf("the body has %d bytes where %d were announced", got, want)
	}
	return &objectError{name: name, reason: reason, cause: io.ErrUnexpectedEOF}
}

// entityTag returns s if it is an entity tag (RFC 9110, section 8.8.3), else
// "". Only such a tag can be compared by a server.
func entityTag(s string) string {
	opaque, ok := strings.CutPrefix(strings.TrimPrefix(s, "W/"), `"`)
	if !ok || len(s) > 1024 {
		return ""
	}
	opaque, ok = strings.CutSuffix(opaque, `"`)
	if !ok {
		return ""
	}
	for i := range len(opaque) {
		if c := opaque[i]; c <= ' ' || c == '"' || c == 0x7f {
			return ""
		}
	}
	return s
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

// cappedReader fails with err when more than left bytes are read.
type cappedReader struct {
	src  io.Reader
	left int64
	err  error
}

func (c *cappedReader) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, c.err
	}
	n, err := c.src.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}
