// Package place opens the places that the programs of this module read from
// and write to, as people name them: a folder, s3://bucket/prefix, a URL.
package place

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/s3target"
)

// IsS3 reports whether a place is in S3.
func IsS3(where string) bool { return strings.HasPrefix(where, "s3://") }

// IsURL reports whether a place is read over HTTP.
func IsURL(where string) bool {
	return strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://")
}

// scheme is what begins a place that is no folder. One letter is a drive of
// Windows.
var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:`)

// Check reports whether a place is one that can be meant: a folder, s3:// or a
// URL. What begins as a place of another kind does, such as s3:/bucket, is not
// taken for a folder of that name.
func Check(where string) error {
	if where == "" {
		return errors.New("the name of the place is empty; name a folder or s3://bucket/prefix")
	}
	if start := scheme.FindString(where); start != "" && !IsS3(where) && !IsURL(where) {
		return fmt.Errorf("%q is neither s3://bucket/prefix nor http:// or https://; a folder of that name is ./%s", where, where)
	}
	return nil
}

// Store opens a place to publish to: a folder, or s3://bucket/prefix with the
// account, region and endpoint that the AWS SDK finds in the environment.
func Store(ctx context.Context, where string) (publish.Store, error) {
	if err := Check(where); err != nil {
		return nil, err
	}
	switch {
	case IsURL(where):
		return nil, fmt.Errorf("%s can only be read; name a folder or s3://bucket/prefix", where)
	case !IsS3(where):
		return publish.Folder(where), nil
	}
	bucket, prefix, err := Split(where)
	if err != nil {
		return nil, err
	}
	client, err := S3(ctx)
	if err != nil {
		return nil, err
	}
	return s3target.New(client, bucket, prefix, &s3target.Options{Owner: os.Getenv("CONTENT_BUCKET_OWNER")}), nil
}

// Reader opens a place to read from: what Store opens, or a URL.
func Reader(ctx context.Context, where string) (fetch.Fetcher, error) {
	if !IsURL(where) {
		return Store(ctx, where)
	}
	f := fetch.HTTP(where, nil)
	if v, ok := f.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// Split returns the bucket and the prefix of s3://bucket/prefix.
func Split(where string) (bucket, prefix string, err error) {
	bucket, prefix, _ = strings.Cut(strings.TrimPrefix(where, "s3://"), "/")
	if bucket == "" {
		return "", "", fmt.Errorf("%q names no bucket; write s3://bucket/prefix", where)
	}
	return bucket, strings.Trim(prefix, "/"), nil
}

// S3 returns a client as the environment says. An endpoint of its own
// (AWS_ENDPOINT_URL) is asked with the bucket in the path, which every server
// understands.
func S3(ctx context.Context) (*s3.Client, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the AWS configuration: %w", err)
	}
	if cfg.Region == "" {
		return nil, errors.New("the AWS configuration names no region; set AWS_REGION")
	}
	own := os.Getenv("AWS_ENDPOINT_URL") != "" || os.Getenv("AWS_ENDPOINT_URL_S3") != ""
	return s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = own }), nil
}
