package faulttest_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/fetch/s3fetch"
	"github.com/teletextio/content/internal/faulttest"
	"github.com/teletextio/content/internal/s3test"
)

// TestFaultsOverS3 runs the matrix through s3fetch against a real S3 server,
// with the faults on the way to it.
func TestFaultsOverS3(t *testing.T) {
	if testing.Short() {
		t.Skip("the fault matrix waits for real deadlines; not with -short")
	}
	server := s3test.Start(t)
	faulttest.Run(t, false, &faulttest.Column{
		Name: "S3", HTTP: true, Proxy: server.URL,
		Put: func(site, name string, body []byte) error { return server.Put(site+"/"+name, body) },
		Open: func(w faulttest.Way) (fetch.Fetcher, error) {
			transport := http.DefaultTransport.(*http.Transport).Clone()
			client := s3.New(server.NewClient(s3test.AccessKey, s3test.SecretKey, &http.Client{Transport: transport}).Options(),
				func(o *s3.Options) { o.BaseEndpoint = aws.String(w.Base) })
			return s3fetch.New(client, s3test.Bucket, w.Site, nil), nil
		},
	})
}
