// Package lambdatest runs the real binary of a Lambda function under a server
// of the Lambda Runtime API, as the service does: the function asks for the
// next event, and posts its response or its error.
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
package lambdatest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// Build builds the command in the package for the platform, as a deployment
// does, and returns the binary. goos and goarch may be "": those of the test.
func Build(tb testing.TB, pkg, goos, goarch string) string {
	tb.Helper()
	out := tb.TempDir() + "/bootstrap"
	if err := BuildTo(out, ".", pkg, goos, goarch); err != nil {
		tb.Fatal(err)
	}
	return out
}

// BuildTo is Build for programs: it writes the binary to out, with the go
// command in the folder dir.
func BuildTo(out, dir, pkg, goos, goarch string) error {
	cmd := exec.Command("go", "build", "-tags", "lambda.norpc", "-trimpath", "-ldflags", "-s -w", "-o", out, pkg)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if goos != "" {
		cmd.Env = append(cmd.Env, "GOOS="+goos, "GOARCH="+goarch)
	}
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("lambdatest: build %s: %w\n%s", pkg, err, text)
	}
	return nil
}

// Function is a running function.
type Function struct {
	api    *httptest.Server
	cmd    *exec.Cmd
	events chan event
	mu     sync.Mutex // guards answers and log
	waits  map[string]chan Answer
	log    bytes.Buffer
	ended  chan struct{}

	// Cold is the time from the start of the process to its first request for
	// an event.
	Cold time.Duration
}

type event struct {
	id   string
	body []byte
}

// Answer is what a function has made of an event.
type Answer struct {
	Body  []byte // the response; nil with an error
	Type  string // errorType; "" for none
	Error string // errorMessage
}

// Start runs a binary with variables beside those of the runtime, and ends it
// with the test.
func Start(tb testing.TB, binary string, env ...string) *Function {
	tb.Helper()
	f, err := Run(binary, env...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(f.Close)
	return f
}

// Run is Start for programs, which call Close. The error says that the function
// has ended, or asks for no event.
func Run(binary string, env ...string) (*Function, error) {
	f := &Function{events: make(chan event), waits: map[string]chan Answer{}, ended: make(chan struct{})}
	ready := make(chan time.Time, 1)
	first := sync.OnceFunc(func() { ready <- time.Now() })
	f.api = httptest.NewServer(f.handler(first))
	f.cmd = exec.Command(binary)
	f.cmd.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(f.api.URL, "http://"), "AWS_LAMBDA_FUNCTION_NAME=publish",
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST", "_HANDLER=bootstrap", "AWS_EC2_METADATA_DISABLED=true",
	}, env...)
	f.cmd.Stdout, f.cmd.Stderr = f, f
	began := time.Now()
	if err := f.cmd.Start(); err != nil {
		f.api.Close()
		return nil, fmt.Errorf("lambdatest: start %q: %w", binary, err)
	}
	go func() {
		defer close(f.ended)
		_ = f.cmd.Wait() // killed: its state is of no interest
	}()
	select {
	case asked := <-ready:
		f.Cold = asked.Sub(began)
		return f, nil
	case <-f.ended:
		f.Close()
		return nil, fmt.Errorf("lambdatest: %q has ended: %s", binary, f.Log())
	case <-time.After(20 * time.Second):
		f.Close()
		return nil, fmt.Errorf("lambdatest: %q asks for no event: %s", binary, f.Log())
	}
}

// Kill ends the function at once, as Lambda does at the end of its time.
func (f *Function) Kill() { _ = f.cmd.Process.Kill() } // gone already when it fails

// Close ends the function and waits for its end.
func (f *Function) Close() {
	f.Kill()
	<-f.ended
	f.api.CloseClientConnections()
	f.api.Close()
}

// handler is the Runtime API.
func (f *Function) handler(first func()) http.Handler {
	const base = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+base+"invocation/next", func(w http.ResponseWriter, r *http.Request) {
		first()
		select {
		case e := <-f.events:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", e.id)
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
			w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:publish")
			w.Write(e.body) // a function that has gone fails the invocation
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("POST "+base+"invocation/{id}/{kind}", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		a := Answer{Body: body}
		if r.PathValue("kind") == "error" {
			var e struct{ ErrorType, ErrorMessage string }
			if json.Unmarshal(body, &e) != nil || e.ErrorType == "" {
				e.ErrorType = "malformed: " + string(body)
			}
			a = Answer{Type: e.ErrorType, Error: e.ErrorMessage}
		}
		f.mu.Lock()
		wait := f.waits[r.PathValue("id")]
		delete(f.waits, r.PathValue("id"))
		f.mu.Unlock()
		if wait != nil {
			wait <- a
		}
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("POST "+base+"init/error", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(f, r.Body) // into the log
		w.WriteHeader(http.StatusAccepted)
	})
	return mux
}

// Invoke sends an event under a request id and waits for the answer. The error
// says that the function has ended or that ctx is done.
func (f *Function) Invoke(ctx context.Context, id string, body []byte) (Answer, error) {
	wait := make(chan Answer, 1)
	f.mu.Lock()
	f.waits[id] = wait
	f.mu.Unlock()
	gone := fmt.Errorf("lambdatest: the function has ended: %s", f.Log())
	select {
	case f.events <- event{id, body}:
	case <-f.ended:
		return Answer{}, gone
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
	select {
	case a := <-wait:
		return a, nil
	case <-f.ended:
		return Answer{}, errors.Join(gone)
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
}

// Write takes what the function writes.
func (f *Function) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.Write(p)
}

// Log returns what the function has written.
func (f *Function) Log() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.String()
}
