// Command hello is a small site whose words are published: run it and open the
// address that it prints.
//
//	go run ./examples/hello
//	go run ./examples/hello -cdn http://127.0.0.1:8090 -refresh 2s
//
// The texts are in the folder texts; content publish made the folder
// publication of them, which is part of the program. With -cdn, the program
// starts from there and follows the publication at that address.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

// The SOURCE_DATE_EPOCH makes it reproducible: same texts, same bytes.
//
//go:generate env SOURCE_DATE_EPOCH=1767225600 sh -c "rm -rf publication && go run ../../cmd/content publish --quiet texts publication"

//go:embed publication
var embedded embed.FS

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// config is what the flags say.
type config struct {
	addr     string
	cdn      string
	channel  string
	refresh  time.Duration
	snapshot string
}

// run is the whole program; the result is its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c config
	flags := flag.NewFlagSet("hello", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&c.addr, "addr", "127.0.0.1:8080", "listen on `HOST:PORT`; port 0 chooses a free one")
	flags.StringVar(&c.cdn, "cdn", "", "follow the publication at `URL`; without it the embedded texts stay")
	flags.StringVar(&c.channel, "channel", content.DefaultChannel, "the channel `NAME` to follow")
	flags.DurationVar(&c.refresh, "refresh", content.DefaultRefresh, "the `TIME` between two looks at the CDN")
	flags.StringVar(&c.snapshot, "snapshot", "", "keep the last texts of the CDN in the folder `DIR`, to start from")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "hello takes flags only; hello -help lists them")
		return 2
	}
	if err := serve(ctx, c, stdout, slog.New(slog.NewTextHandler(stderr, nil))); err != nil {
		fmt.Fprintln(stderr, "hello:", err)
		return 1
	}
	return 0
}

// serve listens until ctx is done.
func serve(ctx context.Context, c config, stdout io.Writer, log *slog.Logger) error {
	client, err := newClient(c, log)
	if err != nil {
		return err
	}
	defer client.Close()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.addr)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: client.Middleware(newApp(client)), ReadHeaderTimeout: 5 * time.Second}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(grace)
}

// newClient reads the embedded publication or, with a CDN, starts from it and
// goes on with what is published there.
func newClient(c config, log *slog.Logger) (*content.Client, error) {
	seed, err := fs.Sub(embedded, "publication")
	if err != nil {
		return nil, err
	}
	o := &content.Options{Project: "hello", Channel: c.channel, Refresh: c.refresh, Seed: seed, Logger: log}
	if c.cdn == "" {
		o.Refresh = -1 // files in the program do not change
		return content.New(fetch.FS(seed), o)
	}
	o.Snapshot = c.snapshot
	return content.New(fetch.HTTP(c.cdn, nil), o)
}
