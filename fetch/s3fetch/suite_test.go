package s3fetch_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
	"github.com/teletextio/content/contenttest"
	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/fetchtest"
	"github.com/teletextio/content/fetch/s3fetch"
	"github.com/teletextio/content/internal/s3test"
)

// bucket is an S3 client with one bucket in memory.
type bucket struct {
	mu      sync.Mutex
	objects map[string][]byte
}

func (b *bucket) GetObject(ctx context.Context, in *s3.GetObjectInput, _ ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	body, ok := b.objects[*in.Key]
	if !ok || *in.Bucket != "texts" {
		return nil, &types.NoSuchKey{}
	}
	tag := fmt.Sprintf(`"%x"`, md5.Sum(body))
	if aws.ToString(in.IfNoneMatch) == tag {
		return nil, &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusNotModified}},
			Err:      errors.New("not modified"),
		}
	}
	return &s3.GetObjectOutput{
		Body: io.NopCloser(bytes.NewReader(body)), ETag: &tag, ContentLength: aws.Int64(int64(len(body))),
	}, nil
}

func TestKeepsTheRulesOnAFakeClient(t *testing.T) {
	for _, prefix := range []string{"", "acme", "acme/", "sites/acme.2026"} {
		t.Run(prefix, func(t *testing.T) {
			fetchtest.Run(t, fetchtest.Harness{New: func(testing.TB) fetchtest.Source {
				b := &bucket{objects: map[string][]byte{"live.json.bak": []byte("another")}}
				key := keys(prefix)
				return fetchtest.Source{
					Fetcher: s3fetch.New(b, "texts", prefix, nil),
					Put: func(name string, body []byte) error {
						b.mu.Lock()
						defer b.mu.Unlock()
						b.objects[key(name)] = bytes.Clone(body)
						return nil
					},
					Remove: func(name string) error {
						b.mu.Lock()
						defer b.mu.Unlock()
						delete(b.objects, key(name))
						return nil
					},
				}
			}})
		})
	}
}

// keys returns the key of a name below a prefix.
func keys(prefix string) func(string) string {
	return func(name string) string {
		switch {
		case prefix == "":
			return name
		case prefix[len(prefix)-1] == '/':
			return prefix + name
		}
		return prefix + "/" + name
	}
}

func TestKeepsTheRulesOnARealServer(t *testing.T) {
	server := s3test.Start(t)
	made := 0
	fetchtest.Run(t, fetchtest.Harness{New: func(testing.TB) fetchtest.Source {
		made++
		prefix := fmt.Sprintf("site-%d", made)
		key := keys(prefix)
		return fetchtest.Source{
			Fetcher: s3fetch.New(server.Client, s3test.Bucket, prefix, nil),
			Put:     func(name string, body []byte) error { return server.Put(key(name), body) },
			Remove: func(name string) error {
				_, err := server.Client.DeleteObject(context.Background(), &s3.DeleteObjectInput{
					Bucket: aws.String(s3test.Bucket), Key: aws.String(key(name)),
				})
				return err
			},
		}
	}})
}

func TestErrorsOfARealServer(t *testing.T) {
	server := s3test.Start(t)
	require.NoError(t, server.Put("live.json", []byte("{}")))
	for name, c := range map[string]struct {
		client s3fetch.GetObjectAPI
		bucket string
		status int
		text   string
	}{
		"unknown account": {server.NewClient("nobody", "x", nil), s3test.Bucket, 404, ""}, // 403 at AWS
		"wrong secret":    {server.NewClient(s3test.AccessKey, "x", nil), s3test.Bucket, 403, "SignatureDoesNotMatch (status 403)"},
		"no such bucket":  {server.Client, "missing", 404, "NoSuchBucket (status 404)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s3fetch.New(c.client, c.bucket, "", nil).Fetch(t.Context(), fetch.Request{Name: "live.json"})
			var status *fetch.StatusError
			require.ErrorAs(t, err, &status)
			require.Equal(t, fetch.StatusError{Name: "live.json", Status: c.status}, *status)
			require.NotErrorIs(t, err, fetch.ErrNotFound)
			require.Contains(t, err.Error(), `s3fetch: read "live.json": `)
			require.Contains(t, err.Error(), c.text)
		})
	}
}

// The whole way: a publication in a bucket, texts in a page, a second
// publication over the first.
func TestClientFollowsABucket(t *testing.T) {
	server := s3test.Start(t)
	put := func(seq int64, text string) {
		texts := contenttest.Texts{"en": {"home.title": text}}
		files := contenttest.PublishWith(texts, &contenttest.PublishOptions{Sequence: seq})
		upload(t, server, "acme", files)
	}
	put(1, "Hello")
	client, err := content.New(s3fetch.New(server.Client, s3test.Bucket, "acme", nil), &content.Options{Refresh: -1})
	require.NoError(t, err)
	defer client.Close()
	require.NoError(t, client.Refresh(t.Context()))
	require.EqualValues(t, "Hello", client.Get("home.title", "en"))
	require.NoError(t, client.Refresh(t.Context()), "304")
	put(2, "Hello again")
	require.NoError(t, client.Refresh(t.Context()))
	require.EqualValues(t, "Hello again", client.Get("home.title", "en"))
	require.Empty(t, client.Status().Failures)
}
