// Command observability is a small site that tells how its texts fare: to
// Prometheus at /metrics, to OpenTelemetry on standard output, and to people at
// /status.
//
//	cd examples/observability
//	go run .
//	go run . -cdn http://127.0.0.1:8090 -otel 10s
//
// All figures come from Client.Status; what happens comes from OnUpdate and
// OnError. Labels have values of closed sets only: whatever visitors ask for
// makes no new time series.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	sdk "go.opentelemetry.io/otel/sdk/metric"

	"github.com/teletextio/content"
	"github.com/teletextio/content/fetch"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "listen on `HOST:PORT`")
	cdn := flag.String("cdn", "", "follow the publication at `URL`, not the one in -dir")
	dir := flag.String("dir", "../hello/publication", "follow the publication in the folder `DIR`")
	every := flag.Duration("otel", time.Minute, "write the metrics of OpenTelemetry this often")
	flag.Parse()
	source := fetch.FS(os.DirFS(*dir))
	if *cdn != "" {
		source = fetch.HTTP(*cdn, nil)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *addr, source, *every, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "observability:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, addr string, source fetch.Fetcher, every time.Duration, out io.Writer) error {
	exporter, err := stdoutmetric.New(stdoutmetric.WithWriter(out))
	if err != nil {
		return err
	}
	provider := sdk.NewMeterProvider(sdk.WithReader(sdk.NewPeriodicReader(exporter, sdk.WithInterval(every))))
	defer provider.Shutdown(context.Background())
	app, err := newApp(source, provider, nil)
	if err != nil {
		return err
	}
	defer app.client.Close()
	server := &http.Server{Addr: addr, Handler: app, ReadHeaderTimeout: 5 * time.Second}
	ended := context.AfterFunc(ctx, func() { server.Close() })
	defer ended()
	fmt.Fprintf(out, "open http://%s/, http://%s/status and http://%s/metrics\n", addr, addr, addr)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// app is the site with its metrics.
type app struct {
	http.ServeMux
	client *content.Client
	prom   *promMetrics
}

// newApp connects a client to both kinds of metrics. o may be nil.
func newApp(source fetch.Fetcher, provider *sdk.MeterProvider, o *content.Options) (*app, error) {
	prom := newProm()
	otel, err := newOTel(provider)
	if err != nil {
		return nil, err
	}
	if o == nil {
		o = &content.Options{}
	}
	o.OnUpdate = func(s content.Status) {
		prom.updated(s)
		otel.updated(s)
	}
	o.OnError = func(err error) {
		prom.failed(err)
		otel.failed(err)
	}
	client, err := content.New(source, o)
	if err != nil {
		return nil, err
	}
	prom.watch(client)
	if err := otel.watch(client); err != nil {
		return nil, err
	}
	a := &app{client: client, prom: prom}
	a.Handle("/metrics", promhttp.HandlerFor(prom.registry, promhttp.HandlerOpts{}))
	a.Handle("/status", client.StatusHandler())
	a.Handle("/", client.Middleware(http.HandlerFunc(home)))
	return a, nil
}

func home(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, `<!DOCTYPE html><html lang="en"><title data-txt="home.title">Harbour</title>`+
		`<h1 data-txt="home.title">Harbour</h1><p data-txt="home.lead">Welcome.</p>`)
}
