package contenttest

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

// New returns a client that serves texts. It has them all in memory when New
// returns, uses no network and starts nothing in the background. What it logs,
// such as a key without a text, goes to the log of the test. It is closed when
// the test ends. Texts that cannot be published end the test.
//
// A client with options of its own is made of the same parts:
//
//	client, err := content.New(fetch.FS(contenttest.Publish(texts)), &content.Options{…})
func New(t testing.TB, texts Texts) *content.Client {
	t.Helper()
	files, err := publish(texts, nil)
	if err != nil {
		t.Fatal(err)
	}
	log := &testLog{w: t.Output()}
	client, err := content.New(fetch.FS(files), &content.Options{
		Refresh:   -1,
		StartWait: time.Minute, // a bound for a broken machine: there is nothing to wait for
		Budget:    -1,
		Logger:    slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{ReplaceAttr: withoutTime})),
	})
	if err != nil {
		t.Fatalf("contenttest: new client: %v", err)
	}
	t.Cleanup(func() {
		client.Close()
		log.close()
	})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := client.Ready(ctx); err != nil {
		t.Fatalf("contenttest: new client: no texts: %v", err)
	}
	return client
}

// testLog writes to the log of a test as long as the test lasts; a goroutine
// that outlives it must not panic because of us.
type testLog struct {
	mu sync.Mutex // guards w
	w  io.Writer  // nil: the test is over
}

func (l *testLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.w == nil {
		return len(p), nil
	}
	return l.w.Write(p)
}

func (l *testLog) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.w = nil
}

// withoutTime drops the time of a log line: it means nothing in a test.
func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}
