package fetch

import (
	"context"
	"errors"
)

// DefaultLimit is the limit, in bytes, of a [Request] that sets none: 16 MiB.
const DefaultLimit = 16 << 20

// maxLimit is the largest limit that is honoured; it keeps limit+1 an int64.
const maxLimit = 1 << 40

// Request asks for one object of a publication.
type Request struct {
	// Name is the object's name: relative, clean and slash-separated, for
	// example "live.json" or "b/home.de.<hash>.json". [CheckName] has the
	// exact rule.
	Name string

	// ETag is the entity tag, in quotes as in HTTP, of the copy that the
	// caller holds. "" asks for the object in any case.
	ETag string

	// Limit is the largest body, in bytes after decoding, that the caller
	// takes. 0 and less: DefaultLimit.
	Limit int64
}

// MaxBytes returns the limit that applies to the request: Limit, or
// [DefaultLimit] where that is 0 or less.
func (r Request) MaxBytes() int64 {
	switch {
	case r.Limit <= 0:
		return DefaultLimit
	case r.Limit > maxLimit:
		return maxLimit
	}
	return r.Limit
}

// Response is one object.
type Response struct {
	// Body is the whole object, decoded. It belongs to the caller.
	Body []byte

	// ETag is the entity tag of Body, in quotes as in HTTP; "" when the
	// source has none.
	ETag string
}

// Fetcher reads objects of a publication.
//
// These are the rules of Fetch. Package fetchtest has one check for each.
//
//  1. An object that exists is returned whole and byte for byte, free of any
//     content coding. An object of no bytes is an object.
//  2. Every call asks the source. A replaced object is seen by the next call.
//  3. An object that does not exist, or no longer, is an error for which
//     errors.Is(err, ErrNotFound) holds. No other failure is one.
//  4. A name that [CheckName] refuses is an error, and nothing outside of the
//     source is ever read.
//  5. A body larger than the limit is an error for which
//     errors.Is(err, ErrTooLarge) holds; a body of exactly the limit is not.
//     The source is not read far beyond the limit.
//  6. errors.Is(err, ErrNotModified) holds if Request.ETag is not "" and is
//     the tag of what the source has now, and in no other case. A Fetcher
//     without entity tags ignores Request.ETag.
//  7. Response.ETag stays while the object stays, and changes with it. A
//     Fetcher that cannot tell returns "".
//  8. With an error, the Response is the zero Response: never a part of a
//     body.
//  9. When ctx is done, Fetch returns soon, with an error for which
//     errors.Is(err, ctx.Err()) holds.
//  10. Fetch is safe for concurrent use.
//  11. The caller may change the Body; no later Response shows it.
//
// A Fetcher may have more methods, which a client asks for:
//
//   - Validate() error reports options that cannot work. content.New calls it
//     once and fails with its error. It uses no network.
//   - CloseIdleConnections() drops connections that nobody uses. A client
//     calls it when the process has stood still, because such connections are
//     probably dead, and when the client itself is closed.
type Fetcher interface {
	Fetch(ctx context.Context, r Request) (Response, error)
}

// Func adapts a function to a [Fetcher]. The function has to keep the rules of
// Fetcher.Fetch.
type Func func(ctx context.Context, r Request) (Response, error)

// Fetch calls f.
func (f Func) Fetch(ctx context.Context, r Request) (Response, error) { return f(ctx, r) }

// Validate reports a nil function.
func (f Func) Validate() error {
	if f == nil {
		return errors.New("fetch: Func: the function is nil")
	}
	return nil
}

var _ Fetcher = Func(nil)
