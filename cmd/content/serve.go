package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/teletextio/content/fetch"
	"github.com/teletextio/content/manage/cdn"
)

// server holds the flags of content serve.
type server struct {
	addr  string
	fault string
	quiet bool
}

func serveCommand() *command {
	s := &server{}
	return &command{
		name: "serve", args: []string{"DIR"},
		short: "serve a publication over HTTP, as a CDN would",
		long: `
Serves the publication in the folder DIR with the headers that a CDN should
send: manifests are cached for seconds, everything else for ever, with ETags and
the right type. Nothing but the publication is served. Publish again while it
runs: the next request gets the new manifest. Each request is one line on
standard error. It ends with Ctrl-C. It is for development and tests: it
has neither TLS nor compression.

With --fault it fails, to show how a site fares, and takes requests to fail in
another way: PUT /-/fault/NAME, and DELETE /-/fault to work again. NAME is slow,
silent, trickle, short, truncated, status-503 or another status, throttled,
no-manifest, no-object, empty, portal, garbage, hash, frozen, or none.`,
		example: `
content serve public
content serve public --addr :9000
content serve public --fault none
curl -X PUT http://127.0.0.1:8090/-/fault/status-503`,
		flags: func(f *flag.FlagSet) {
			f.StringVar(&s.addr, "addr", "127.0.0.1:8090", "listen on `HOST:PORT` (default 127.0.0.1:8090; port 0\nchooses a free one)")
			f.StringVar(&s.fault, "fault", "", "begin with the fault `NAME`, and change it on request")
			f.BoolVar(&s.quiet, "quiet", false, "do not log requests")
		},
		run: s.run,
	}
}

func (s *server) run(ctx context.Context, io *streams, args []string) error {
	info, err := os.Stat(args[0])
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%q is not a folder", args[0])
	}
	handler := cdn.Handler(fetch.FS(os.DirFS(args[0])))
	if s.fault != "" {
		faults := cdn.NewFaults(handler)
		if err := setFault(faults, s.fault); err != nil {
			return usagef("--fault: %v", err)
		}
		handler = onRequest(faults)
	}
	if !s.quiet {
		handler = logged(handler, io)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return err
	}
	web := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
	}
	if s.fault != "" {
		web.BaseContext = func(net.Listener) context.Context { return ctx } // what hangs ends with the command
	}
	fmt.Fprintf(io.out, "serving %s at http://%s\n", args[0], reachable(listener.Addr()))
	if len(publishedIn(args[0])) == 0 {
		io.mark("warning", "33", args[0]+" has no manifest, such as live.json: until something is published to it, every answer is 404")
	}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err = web.Shutdown(grace)
	if served := <-ended; err == nil && !errors.Is(served, http.ErrServerClosed) {
		err = served
	}
	return err
}

func setFault(f *cdn.Faults, name string) error {
	if name == "none" {
		name = ""
	}
	return f.Set(name)
}

// onRequest lets requests change the fault. A page of another site cannot send
// them: they are neither GET nor POST.
func onRequest(f *cdn.Faults) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", f)
	mux.HandleFunc("PUT /-/fault/{name}", func(w http.ResponseWriter, r *http.Request) {
		if err := setFault(f, r.PathValue("name")); err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("DELETE /-/fault", func(w http.ResponseWriter, _ *http.Request) {
		_ = f.Set("") // there is always none
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

// reachable returns an address that a browser on this machine can ask.
func reachable(a net.Addr) string {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("localhost", strconv.Itoa(tcp.Port))
	}
	return a.String()
}

// logged writes a line per request. Lines of requests at once do not mix,
// because each is one write.
func logged(next http.Handler, io *streams) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() { fmt.Fprintf(io.err, "%d %s %.200q\n", s.status, r.Method, r.URL.Path) }() // also of what breaks off
		next.ServeHTTP(s, r)
	})
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (s *statusWriter) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController flush.
func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }
