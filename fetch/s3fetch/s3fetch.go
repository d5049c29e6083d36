package s3fetch

import (
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/teletextio/content/fetch"
)

// GetObjectAPI is what is needed of a client of S3; [*s3.Client] has it. It
// has to be safe for concurrent use.
type GetObjectAPI interface {
	GetObject(ctx context.Context, in *s3.GetObjectInput, o ...func(*s3.Options)) (*s3.GetObjectOutput, error)
}

// Options configures [New]. The zero value is the default.
type Options struct {
	// Timeout is the deadline of one fetch as a whole, credentials and body
	// included. 0: fetch.DefaultTimeout. Negative: none but that of the
	// context.
	Timeout time.Duration

	// Owner is the AWS account, twelve digits, that the bucket must belong to
	// (ExpectedBucketOwner); a bucket of another one answers 403. "": not
	// checked.
	Owner string
}

// New returns a Fetcher that reads the objects of bucket whose keys begin with
// prefix and a slash: with the prefix "acme" the manifest is "acme/live.json".
// A slash at the end of prefix makes no difference; "" is the whole bucket. o
// may be nil. A nil client, an empty bucket and a prefix that no publisher
// would write to are reported by the Validate method of the Fetcher, which
// content.New calls, and by each Fetch.
//
// One Fetch is one GetObject, which the SDK does not repeat: the client of the
// texts decides when to ask again. Objects that are stored with
// Content-Encoding gzip are decoded. How a Fetch ends follows from the answer:
//
//   - the object: its body and its ETag. A body shorter than it should be is
//     an error for which errors.Is(err, io.ErrUnexpectedEOF) holds.
//   - 304 to a request with an entity tag: [fetch.ErrNotModified].
//   - no such key, 404 or 410: [fetch.ErrNotFound].
//   - anything else that S3 says, a bucket that does not exist among it: an
//     error in which errors.As finds a [*fetch.StatusError], with 403 for
//     access denied, 503 for a request rate that is too high, and Retry-After
//     where S3 sends it. Its text has the code of S3, such as AccessDenied.
//
// Where there is no answer, the error is that of the SDK: errors.As finds
// [*net.OpError] and so on, and a deadline is errors.Is(err,
// context.DeadlineExceeded).
//
// Connections belong to the client that was given. When the client of the
// texts closes or finds that the process stood still, idle ones are closed if
// the given client can: an [*s3.Client] whose HTTPClient is an [*http.Client],
// or a client that has a method CloseIdleConnections.
func New(client GetObjectAPI, bucket, prefix string, o *Options) fetch.Fetcher {
	if o == nil {
		o = &Options{}
	}
	f := &fetcher{client: client, bucket: bucket, timeout: o.Timeout, owner: o.Owner}
	if f.timeout == 0 {
		f.timeout = fetch.DefaultTimeout
	}
	if prefix = strings.TrimSuffix(prefix, "/"); prefix != "" {
		f.prefix = prefix + "/"
	}
	f.err = f.check(prefix)
	return f
}

// fetcher is immutable after New has made it.
type fetcher struct {
	client  GetObjectAPI
	bucket  string
	prefix  string // "", or it ends with a slash
	owner   string
	timeout time.Duration
	err     error // why it cannot work
}

func (f *fetcher) check(prefix string) error {
	switch {
	case f.client == nil:
		return errors.New("s3fetch: New: the client is nil")
	case f.bucket == "":
		return errors.New("s3fetch: New: the bucket is empty")
	case prefix != "" && fetch.CheckName(prefix) != nil:
		return fmt.Errorf("s3fetch: New: prefix %.200q: only letters, digits, '.', '_', '-' and single slashes between are allowed", prefix)
	}
	return nil
}

// Validate reports arguments that cannot work.
func (f *fetcher) Validate() error { return f.err }

// CloseIdleConnections closes the connections that no fetch uses, where the
// client can.
func (f *fetcher) CloseIdleConnections() {
	type closer interface{ CloseIdleConnections() }
	if c, ok := f.client.(closer); ok {
		c.CloseIdleConnections()
		return
	}
	if c, ok := f.client.(interface{ Options() s3.Options }); ok {
		if c, ok := c.Options().HTTPClient.(closer); ok {
			c.CloseIdleConnections()
		}
	}
}

// Fetch reads one object.
func (f *fetcher) Fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	if f.err != nil {
		return fetch.Response{}, f.err
	}
	if err := fetch.CheckName(r.Name); err != nil {
		return fetch.Response{}, err
	}
	bounded, cancel := f.bound(ctx)
	defer cancel()
	res, err := f.get(bounded, r)
	if err == nil {
		return res, nil
	}
	if cause := ctx.Err(); cause != nil {
		return fetch.Response{}, &objectError{name: r.Name, reason: cause.Error(), cause: cause}
	}
	if cause := bounded.Err(); cause != nil {
		reason := fmt.Sprintf("no whole answer within %v", f.timeout)
		return fetch.Response{}, &objectError{name: r.Name, reason: reason, cause: cause}
	}
	return fetch.Response{}, err
}

func (f *fetcher) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if f.timeout < 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, f.timeout)
}

// get makes the request and reads the answer.
func (f *fetcher) get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	in := &s3.GetObjectInput{Bucket: aws.String(f.bucket), Key: aws.String(f.prefix + r.Name)}
	if f.owner != "" {
		in.ExpectedBucketOwner = aws.String(f.owner)
	}
	if isTag(r.ETag) {
		in.IfNoneMatch = aws.String(r.ETag)
	}
	out, err := f.client.GetObject(ctx, in, once)
	if err != nil {
		return fetch.Response{}, failure(r.Name, err, in.IfNoneMatch != nil)
	}
	defer out.Body.Close() // what matters has been read
	body, err := readObject(ctx, out, r)
	if err != nil {
		return fetch.Response{}, err
	}
	tag := aws.ToString(out.ETag)
	if !isTag(tag) || isMD5(tag, out) && tag != fmt.Sprintf(`"%x"`, md5.Sum(body)) {
		tag = "" // of another body: some servers look for the two one after the other
	}
	return fetch.Response{Body: body, ETag: tag}, nil
}

// isMD5 reports whether an object's tag is the MD5 of its body, as S3 makes it
// for what is put in one piece and not encrypted with a key of its own.
func isMD5(tag string, out *s3.GetObjectOutput) bool {
	return len(tag) == len(`""`)+2*md5.Size && out.ContentEncoding == nil && out.SSECustomerAlgorithm == nil &&
		(out.ServerSideEncryption == "" || out.ServerSideEncryption == types.ServerSideEncryptionAes256)
}

// once makes the SDK ask once. An object without a checksum, as many stores
// have it, is no news: the publication has hashes of its own.
func once(o *s3.Options) {
	o.Retryer = aws.NopRetryer{}
	o.RetryMaxAttempts = 1
	o.DisableLogOutputChecksumValidationSkipped = true
}

// isTag reports whether s is a strong entity tag (RFC 9110, section 8.8.3):
// S3 has no others, and "*" or a broken header must not go out.
func isTag(s string) bool {
	if len(s) < 2 || len(s) > 1024 || s[0] != '"' || s[len(s)-1] != '"' {
		return false
	}
	return !strings.ContainsFunc(s[1:len(s)-1], func(c rune) bool {
		return c <= ' ' || c == '"' || c >= 0x7f
	})
}

var _ interface {
	fetch.Fetcher
	Validate() error
	CloseIdleConnections()
} = (*fetcher)(nil)

var _ GetObjectAPI = (*s3.Client)(nil)
