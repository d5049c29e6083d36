package s3test_test

import (
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/internal/s3test"
)

func TestStartGivesAServerOfItsOwn(t *testing.T) {
	one, two := s3test.Start(t), s3test.Start(t)
	require.NotEqual(t, one.URL, two.URL)
	require.NoError(t, one.Put("a/b.json", []byte("{}")))
	got, err := one.Client.GetObject(t.Context(), &s3.GetObjectInput{
		Bucket: aws.String(s3test.Bucket), Key: aws.String("a/b.json"),
	})
	require.NoError(t, err)
	body, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	require.Equal(t, "{}", string(body))

	list, err := two.Client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(s3test.Bucket)})
	require.NoError(t, err)
	require.Empty(t, list.Contents)
	two.NewBucket(t, "more")
}
