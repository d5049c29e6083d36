package fetch

import (
	"bytes"
	"context"
	"io"
)

// firstChunk bounds the memory that is set aside because a source says that
// its object is large.
const firstChunk = 256 << 10

// ReadBody reads src to its end and returns what it read. It is for those who
// write a Fetcher. When src has more bytes than r allows, the error is one for
// which errors.Is(err, ErrTooLarge) holds, and src has been read one byte
// beyond the limit. Errors of src are returned as they are; ctx is looked at
// before each read. With an error there are no bytes.
func ReadBody(ctx context.Context, src io.Reader, r Request) ([]byte, error) {
	return readBody(ctx, src, r, -1)
}

// readBody is ReadBody with the size that the source has told, or -1.
func readBody(ctx context.Context, src io.Reader, r Request, size int64) ([]byte, error) {
	limit := r.MaxBytes()
	var buf bytes.Buffer
	if size > 0 {
		buf.Grow(int(min(size, limit, firstChunk)) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(&contextReader{ctx: ctx, src: io.LimitReader(src, limit+1)})
	if err != nil {
		return nil, err
	}
	if int64(buf.Len()) > limit {
		return nil, tooLarge(r)
	}
	return buf.Bytes(), nil
}

// contextReader stops reading when its context is done.
type contextReader struct {
	ctx context.Context
	src io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.src.Read(p)
}
