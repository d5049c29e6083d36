package s3target_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/publish"
	"github.com/teletextio/content/manage/s3target"
)

func newTarget(client s3target.Client, bucket string) publish.Store {
	return s3target.New(client, bucket, "acme", nil)
}

// answering is a client whose writes end with a status of S3.
type answering struct {
	s3target.Client
	status int
	code   string
}

func (a *answering) PutObject(context.Context, *s3.PutObjectInput, ...func(*s3.Options)) (*s3.PutObjectOutput, error) {
	if a.status == 0 {
		return nil, errors.New("the line is cut")
	}
	return nil, &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: a.status}},
		Err:      &smithy.GenericAPIError{Code: a.code, Message: "arn:aws:iam::123456789012:role/x may not"},
	}
}

func TestConflicts(t *testing.T) {
	for _, c := range []struct {
		status   int
		code     string
		match    string
		conflict bool
		text     string
	}{
		{412, "PreconditionFailed", "", true, `publish: conflict: "live.json" is not what it was (status 412)`},
		{409, "ConditionalRequestConflict", "", true, `publish: conflict: "live.json" is not what it was (status 409)`},
		{409, "ConditionalRequestConflict", `"1"`, true, ""},
		{404, "NoSuchKey", `"1"`, true, ""},
		{404, "NoSuchBucket", `"1"`, false, `s3target: write "live.json": NoSuchBucket (status 404)`},
		{403, "AccessDenied", "", false, `s3target: write "live.json": AccessDenied (status 403)`},
		{500, "", "", false, `s3target: write "live.json": unexpected status (status 500)`},
		{0, "", "", false, `s3target: write "live.json": the line is cut`},
	} {
		err := newTarget(&answering{status: c.status, code: c.code}, "texts").
			Put(t.Context(), publish.Object{Name: "live.json"}, c.match)
		require.Equal(t, c.conflict, errors.Is(err, publish.ErrConflict), err)
		require.NotContains(t, err.Error(), "arn:")
		require.NotErrorIs(t, err, fetch.ErrNotFound)
		if c.text != "" {
			require.EqualError(t, err, c.text)
		}
	}
}

func TestWhatCannotWork(t *testing.T) {
	for _, target := range []publish.Store{
		s3target.New(nil, "texts", "", nil), newTarget(&answering{}, ""), s3target.New(&answering{}, "texts", "a b", nil),
	} {
		require.Error(t, target.Put(t.Context(), publish.Object{Name: "live.json"}, ""))
		_, err := target.Stat(t.Context(), "live.json")
		require.Error(t, err)
		require.Error(t, target.List(t.Context(), nil))
		require.Error(t, target.Remove(t.Context(), "live.json"))
		_, err = target.Fetch(t.Context(), fetch.Request{Name: "live.json"})
		require.Error(t, err)
	}
	require.ErrorIs(t, newTarget(&answering{}, "texts").Put(t.Context(), publish.Object{Name: "../x"}, ""), fetch.ErrName)
}
