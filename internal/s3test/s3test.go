// Package s3test starts a real S3 server for the tests of what talks to S3:
// versitygw, on a free port of the loopback interface, with its objects in a
// folder of the test.
//
//	go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
//
// The program is the one that the variable VERSITYGW names, or versitygw on
// PATH. Where there is neither, the test is skipped and says so.
package s3test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/teletextio/content/internal/proctest"
)

// Bucket is the bucket that Start makes.
const Bucket = "texts"

// The account of the server, and the region that it is in.
const (
	AccessKey = "test"
	SecretKey = "test-secret-key"
	Region    = "us-east-1"
)

// Server is a running S3 server with an empty bucket called Bucket.
type Server struct {
	// Client is ready to use, with the server's account.
	Client *s3.Client

	// URL is the endpoint, such as "http://127.0.0.1:40123". The address of
	// an object is URL + "/" + Bucket + "/" + key.
	URL string
}

// Start starts a server for a test and ends it with the test. It skips the
// test where the program is not installed, and fails it where the program
// does not start.
func Start(tb testing.TB) *Server {
	tb.Helper()
	program := proctest.Find(tb, "versitygw", "VERSITYGW",
		"go install github.com/versity/versitygw/cmd/versitygw@v1.8.0")
	s := &Server{}
	proctest.Run(tb, func(addr string) *exec.Cmd {
		cmd := exec.Command(program, "--port", addr, "--quiet", "posix", "--sidecar", tb.TempDir(), tb.TempDir())
		cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+AccessKey, "ROOT_SECRET_KEY="+SecretKey)
		return cmd
	}, func(addr string) error {
		s.URL = "http://" + addr
		s.Client = s.NewClient(AccessKey, SecretKey, nil)
		return s.createBucket(Bucket)
	})
	return s
}

// NewClient returns a client of the server with an account of the test's, for
// example a wrong one. httpClient may be nil.
func (s *Server) NewClient(accessKey, secretKey string, httpClient *http.Client) *s3.Client {
	o := s3.Options{
		BaseEndpoint: aws.String(s.URL),
		Region:       Region,
		UsePathStyle: true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: secretKey}, nil
		}),
	}
	if httpClient != nil {
		o.HTTPClient = httpClient
	}
	return s3.New(o)
}

// NewBucket makes one more bucket, for a test that wants to share a server.
func (s *Server) NewBucket(tb testing.TB, name string) {
	tb.Helper()
	if err := s.createBucket(name); err != nil {
		tb.Fatalf("s3test: create bucket %q: %v", name, err)
	}
}

func (s *Server) createBucket(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, err := s.Client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name}, func(o *s3.Options) {
		o.Retryer = aws.NopRetryer{}
	})
	return err
}

// Put stores an object in Bucket, in the place of one with the same key.
func (s *Server) Put(key string, body []byte) error {
	_, err := s.Client.PutObject(context.Background(), &s3.PutObjectInput{
		Bucket: aws.String(Bucket), Key: &key, Body: bytes.NewReader(body),
	})
	return err
}
