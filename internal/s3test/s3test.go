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
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
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
	program := find(tb)
	var last error
	for range 3 { // another process may take the port first
		s, err := start(tb, program)
		if err == nil {
			return s
		}
		last = err
	}
	tb.Fatalf("s3test: start %q: %v", program, last)
	return nil
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
	if _, err := s.Client.CreateBucket(context.Background(), &s3.CreateBucketInput{Bucket: &name}); err != nil {
		tb.Fatalf("s3test: create bucket %q: %v", name, err)
	}
}

// Put stores an object in Bucket, in the place of one with the same key.
func (s *Server) Put(key string, body []byte) error {
	_, err := s.Client.PutObject(context.Background(), &s3.PutObjectInput{
		Bucket: aws.String(Bucket), Key: &key, Body: bytes.NewReader(body),
	})
	return err
}

func find(tb testing.TB) string {
	tb.Helper()
	if path := os.Getenv("VERSITYGW"); path != "" {
		return path // a wrong one is a failure, not a reason to skip
	}
	path, err := exec.LookPath("versitygw")
	if err != nil {
		tb.Skip("s3test: SKIPPED, no S3 server: versitygw is neither in $VERSITYGW nor on PATH; " +
			"go install github.com/versity/versitygw/cmd/versitygw@v1.8.0")
	}
	return path
}

func start(tb testing.TB, program string) (*Server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	log := &output{}
	cmd := exec.Command(program, "--port", addr, "--quiet", "posix", "--sidecar", tb.TempDir(), tb.TempDir())
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+AccessKey, "ROOT_SECRET_KEY="+SecretKey)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // killed: its state is of no interest
	}()
	stop := sync.OnceFunc(func() {
		_ = cmd.Process.Kill() // gone already when it fails
		<-ended
	})
	s := &Server{URL: "http://" + addr}
	s.Client = s.NewClient(AccessKey, SecretKey, nil)
	if err := s.ready(ended); err != nil {
		stop()
		return nil, fmt.Errorf("%w; it wrote: %s", err, log)
	}
	tb.Cleanup(stop)
	return s, nil
}

// ready waits until the server has made the bucket.
func (s *Server) ready(ended <-chan struct{}) error {
	deadline := time.Now().Add(20 * time.Second)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		_, err := s.Client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String(Bucket)}, func(o *s3.Options) {
			o.Retryer = aws.NopRetryer{}
		})
		cancel()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not ready: %w", err)
		}
		select {
		case <-ended:
			return fmt.Errorf("it has ended")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// output keeps what the program writes. It is safe for concurrent use.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
