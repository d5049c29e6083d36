// Package s3target publishes into an S3 bucket, or into anything that speaks
// its protocol and knows conditional writes, with the client of the AWS SDK
// that the program has made.
//
//	client := s3.NewFromConfig(cfg) // github.com/aws/aws-sdk-go-v2/service/s3
//	target := s3target.New(client, "acme-texts", "acme", nil)
//	publish.Publish(ctx, set, target, nil)
//
// Objects are created with If-None-Match: * and the manifest is replaced with
// If-Match, so that of two publishers one is first and the other knows. What
// is there is told by HEAD and the SHA-256 that S3 keeps, not by reading it.
// Objects get Cache-Control and Content-Type as a CDN passes them on.
//
// The publisher needs s3:GetObject, s3:PutObject and s3:ListBucket (without
// the last S3 answers 403 where there is no object), collecting
// s3:DeleteObject. Records of revisions lie below h/ and name people: a CDN in
// front of the bucket should not serve them.
package s3target

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/s3fetch"
	"github.com/teletextio/content/manage/publish"
)

// Client is what is needed of a client of S3; [*s3.Client] has it. It has to
// be safe for concurrent use.
type Client interface {
	s3fetch.GetObjectAPI
	PutObject(ctx context.Context, in *s3.PutObjectInput, o ...func(*s3.Options)) (*s3.PutObjectOutput, error)
	HeadObject(ctx context.Context, in *s3.HeadObjectInput, o ...func(*s3.Options)) (*s3.HeadObjectOutput, error)
	ListObjectsV2(ctx context.Context, in *s3.ListObjectsV2Input, o ...func(*s3.Options)) (*s3.ListObjectsV2Output, error)
	DeleteObject(ctx context.Context, in *s3.DeleteObjectInput, o ...func(*s3.Options)) (*s3.DeleteObjectOutput, error)
}

// Options configures [New]. The zero value is the default.
type Options struct {
	// Owner is the AWS account, twelve digits, that the bucket must belong to
	// (ExpectedBucketOwner); a bucket of another one answers 403. "": not
	// checked.
	Owner string
}

// New returns a Store in the bucket, below prefix and a slash: with the prefix
// "acme" the manifest is "acme/live.json". A slash at the end of prefix makes
// no difference; "" is the whole bucket. o may be nil. A nil client, an empty
// bucket or a prefix that no CDN could serve are errors of every method.
//
// The SDK repeats what fails for a moment, as its own options say. An error of
// S3 has its code in its text, such as AccessDenied, and errors.As finds
// [*fetch.StatusError]; 412 and 409 to a conditional write are
// [publish.ErrConflict].
func New(client Client, bucket, prefix string, o *Options) publish.Store {
	if o == nil {
		o = &Options{}
	}
	t := &target{client: client, bucket: bucket, owner: o.Owner}
	var reader s3fetch.GetObjectAPI // nil, not an interface that holds nil
	if client != nil {
		reader = retrying{client}
	}
	t.Fetcher = s3fetch.New(reader, bucket, prefix, &s3fetch.Options{Timeout: time.Minute, Owner: o.Owner})
	if v, ok := t.Fetcher.(interface{ Validate() error }); ok {
		t.err = v.Validate()
	}
	if prefix = strings.TrimSuffix(prefix, "/"); prefix != "" {
		t.prefix = prefix + "/"
	}
	return t
}

// target is immutable after New has made it.
type target struct {
	fetch.Fetcher
	client Client
	bucket string
	prefix string // "", or it ends with a slash
	owner  string
	err    error // why it cannot work
}

// retrying reads with the retries of the SDK: a reader of texts has a schedule
// of its own, a publisher has none.
type retrying struct{ client Client }

func (r retrying) GetObject(ctx context.Context, in *s3.GetObjectInput, _ ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	return r.client.GetObject(ctx, in, quiet)
}

// Fetch reads one object. A manifest is read until its body and its tag belong
// together: S3 sends them as one, but other servers look for one after the
// other, and the tag of a newer manifest on the body of an older one would
// let a publisher overwrite what it has not seen.
func (t *target) Fetch(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	for range 20 {
		res, err := t.Fetcher.Fetch(ctx, r)
		if err != nil || strings.Contains(r.Name, "/") || res.ETag == fmt.Sprintf(`"%x"`, md5.Sum(res.Body)) {
			return res, err
		}
		// Encrypted with a key of KMS, the tag is not the MD5.
		s, err := t.Stat(ctx, r.Name)
		switch {
		case errors.Is(err, fetch.ErrNotFound):
			continue
		case err != nil:
			return fetch.Response{}, err
		}
		sum := sha256.Sum256(res.Body)
		if s.ETag == res.ETag && (s.SHA256 == "" || s.SHA256 == hex.EncodeToString(sum[:])) {
			return res, nil
		}
	}
	return fetch.Response{}, fmt.Errorf("s3target: read %q: it changes with every look", r.Name)
}

// quiet keeps the SDK from writing a line for each object that was stored
// without a checksum.
func quiet(o *s3.Options) { o.DisableLogOutputChecksumValidationSkipped = true }

func (t *target) check(name string) error {
	if t.err != nil {
		return t.err
	}
	return fetch.CheckName(name)
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Put writes one object if the condition holds.
func (t *target) Put(ctx context.Context, o publish.Object, match string) error {
	if err := t.check(o.Name); err != nil {
		return err
	}
	sum := sha256.Sum256(o.Body)
	in := &s3.PutObjectInput{
		Bucket: &t.bucket, Key: aws.String(t.prefix + o.Name), Body: bytes.NewReader(o.Body),
		ContentLength: aws.Int64(int64(len(o.Body))),
		ContentType:   aws.String(publish.ContentType), CacheControl: aws.String(publish.CacheControl(o.Name)),
		ChecksumAlgorithm: types.ChecksumAlgorithmSha256, ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(sum[:])),
		ExpectedBucketOwner: optional(t.owner), IfMatch: optional(match),
	}
	if match == "" {
		in.IfNoneMatch = aws.String("*")
	}
	_, err := t.client.PutObject(ctx, in)
	if err == nil {
		return nil
	}
	// 412 says that the condition does not hold, 409 that another write was
	// under way; 404 to If-Match that the object is gone.
	switch status := statusOf(err); {
	case status == http.StatusPreconditionFailed, status == http.StatusConflict,
		status == http.StatusNotFound && match != "" && codeOf(err) != "NoSuchBucket":
		return fmt.Errorf("%w: %q is not what it was (status %d)", publish.ErrConflict, o.Name, status)
	}
	return failure(ctx, "write", o.Name, err)
}

// Stat describes an object without reading it.
func (t *target) Stat(ctx context.Context, name string) (publish.Stat, error) {
	if err := t.check(name); err != nil {
		return publish.Stat{}, err
	}
	out, err := t.client.HeadObject(ctx, &s3.HeadObjectInput{
		Bucket: &t.bucket, Key: aws.String(t.prefix + name),
		ChecksumMode: types.ChecksumModeEnabled, ExpectedBucketOwner: optional(t.owner),
	})
	if err != nil {
		return publish.Stat{}, failure(ctx, "look at", name, err)
	}
	s := publish.Stat{ETag: aws.ToString(out.ETag), Modified: aws.ToTime(out.LastModified)}
	// A composite checksum, of an upload in parts, has a dash and is none of
	// the content.
	sum, err := base64.StdEncoding.DecodeString(aws.ToString(out.ChecksumSHA256))
	if err == nil && len(sum) == sha256.Size {
		s.SHA256 = hex.EncodeToString(sum)
	}
	return s, nil
}

// List lists the objects below the prefix, a thousand per request.
func (t *target) List(ctx context.Context, each func(string, time.Time) error) error {
	if t.err != nil {
		return t.err
	}
	pages := s3.NewListObjectsV2Paginator(t.client, &s3.ListObjectsV2Input{
		Bucket: &t.bucket, Prefix: optional(t.prefix), ExpectedBucketOwner: optional(t.owner),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return failure(ctx, "list", t.prefix, err)
		}
		for _, o := range page.Contents {
			name := strings.TrimPrefix(aws.ToString(o.Key), t.prefix)
			if name == "" || strings.HasSuffix(name, "/") {
				continue // a folder that a console has made
			}
			if err := each(name, aws.ToTime(o.LastModified)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Remove removes an object.
func (t *target) Remove(ctx context.Context, name string) error {
	if err := t.check(name); err != nil {
		return err
	}
	_, err := t.client.DeleteObject(ctx, &s3.DeleteObjectInput{
		Bucket: &t.bucket, Key: aws.String(t.prefix + name), ExpectedBucketOwner: optional(t.owner),
	})
	if err == nil {
		return nil
	}
	if err = failure(ctx, "remove", name, err); errors.Is(err, fetch.ErrNotFound) {
		return nil // S3 says 204; others say so
	}
	return err
}

func statusOf(err error) int {
	var answer *smithyhttp.ResponseError
	if errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}

func codeOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// failure names the action and the object. What S3 writes beside its code
// names accounts and roles; that stays out of the text.
func failure(ctx context.Context, action, name string, err error) error {
	status, code := statusOf(err), codeOf(err)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("s3target: %s %q: %w", action, name, ctx.Err())
	case status == http.StatusNotFound && code != "NoSuchBucket":
		return fmt.Errorf("s3target: %s %q: %w", action, name, fetch.ErrNotFound)
	case status != 0:
		if code == "" {
			code = "unexpected status"
		}
		return &statusError{fmt.Sprintf("s3target: %s %q: %s (status %d)", action, name, code, status),
			&fetch.StatusError{Name: name, Status: status}}
	}
	return fmt.Errorf("s3target: %s %q: %w", action, name, err)
}

// statusError has the text of S3's answer, and its status as the cause.
type statusError struct {
	text  string
	cause *fetch.StatusError
}

func (e *statusError) Error() string { return e.text }

func (e *statusError) Unwrap() error { return e.cause }

var (
	_ publish.Store = (*target)(nil)
	_ Client        = (*s3.Client)(nil)
)
