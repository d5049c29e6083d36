package main

import (
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/teletextio/content/bench/measure"
	"github.com/teletextio/content/internal/lambdatest"
)

// function is what the Lambda function costs.
type function struct {
	starts   int
	binaries []binary
	cold     []time.Duration // from the start of the process to its first request for an event
	first    []time.Duration // from there to the answer to the first event
	warm     []time.Duration // of the second event
}

// binary is the function for one platform.
type binary struct {
	arch           string
	bytes, deflate int64
}

// events are two publishes, of a hundred texts and with one of them changed.
func events() (list [2][]byte, err error) {
	all := map[string]string{}
	for k := range perFile {
		all[fmt.Sprintf("key-%d", k)] = fmt.Sprintf("Welcome to <b>shop %d</b>, {name}", k)
	}
	for i := range list {
		all["key-0"] = fmt.Sprint("Change ", i)
		file, err := json.Marshal(all)
		if err != nil {
			return list, err
		}
		list[i], err = json.Marshal(map[string]any{"files": map[string]string{"content.yaml": "project: acme\n", "home.en.json": string(file)}})
		if err != nil {
			return list, err
		}
	}
	return list, nil
}

// measureLambda builds the function for both platforms and starts the one of
// this machine many times.
func measureLambda(dir string, starts int) (*function, error) {
	f := &function{starts: starts}
	for _, arch := range []string{"arm64", "amd64"} {
		out := filepath.Join(dir, "bootstrap-"+arch)
		if err := lambdatest.BuildTo(out, "..", "./cmd/content-lambda", "linux", arch); err != nil {
			return nil, err
		}
		b, err := sizeOf(out, arch)
		if err != nil {
			return nil, err
		}
		f.binaries = append(f.binaries, b)
	}
	here := filepath.Join(dir, "bootstrap")
	if err := lambdatest.BuildTo(here, "..", "./cmd/content-lambda", "", ""); err != nil {
		return nil, err
	}
	for i := range starts {
		if err := f.start(here, filepath.Join(dir, fmt.Sprint("published", i))); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func sizeOf(path, arch string) (binary, error) {
	file, err := os.Open(path)
	if err != nil {
		return binary{}, err
	}
	defer file.Close() // only read from
	var packed counter
	w, err := flate.NewWriter(&packed, flate.DefaultCompression)
	if err != nil {
		return binary{}, err
	}
	n, err := io.Copy(w, file)
	if err == nil {
		err = w.Close()
	}
	return binary{arch, n, int64(packed)}, err
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// start starts the function once and sends it two events.
func (f *function) start(path, target string) error {
	list, err := events()
	if err != nil {
		return err
	}
	// A clock that is set spares the wait for a second of its own, which a
	// first publish makes only once in a channel's life.
	fn, err := lambdatest.Run(path, "CONTENT_TARGET="+target, "AWS_REGION=us-east-1", "SOURCE_DATE_EPOCH=1700000000")
	if err != nil {
		return err
	}
	defer fn.Close()
	f.cold = append(f.cold, fn.Cold)
	for i, into := range []*[]time.Duration{&f.first, &f.warm} {
		began := time.Now()
		answer, err := fn.Invoke(context.Background(), fmt.Sprint("request-", i), list[i])
		if err != nil || answer.Type != "" {
			return fmt.Errorf("event %d: %v %s", i, err, answer.Error)
		}
		*into = append(*into, time.Since(began))
	}
	return nil
}

func (f *function) report() string {
	text := fmt.Sprintf("### The Lambda function\n\nThe real binary, built with `-tags lambda.norpc -trimpath -ldflags \"-s -w\"`, under a server of the Runtime API "+
		"on this machine, %d starts. It publishes a hundred texts to a folder; S3 adds its answers to that.\n\n", f.starts)
	t := measure.Table{{"what", "median, ms", "fastest–slowest"}}
	row := func(what string, d []time.Duration) {
		ms := func(d time.Duration) string { return measure.Number(float64(d) / 1e6) }
		t.Row(what, ms(measure.Median(slices.Clone(d))), ms(slices.Min(d))+"–"+ms(slices.Max(d)))
	}
	row("cold start: from the start of the process to its first request for an event", f.cold)
	row("the first event", f.first)
	row("the second event, one text changed", f.warm)
	text += t.String() + "\n"
	sizes := measure.Table{{"platform", "binary, MB", "deflated, as in a zip file, MB"}}
	for _, b := range f.binaries {
		sizes.Row("linux/"+b.arch, measure.Number(float64(b.bytes)/1e6), measure.Number(float64(b.deflate)/1e6))
	}
	return text + sizes.String()
}
