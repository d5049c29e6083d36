// Package cdntest starts caching proxies for tests, in the part of a CDN: nginx
// and varnish as Debian has them (apt-get install nginx-light varnish), with a
// generated configuration, on the loopback interface, in a folder of the test.
//
// Both do what Cache-Control says, stale-while-revalidate and stale-if-error
// among it, add the state of their cache as X-Cache, and know nothing of
// publications. A test that wants another behaviour makes the origin say so.
package cdntest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/teletextio/content/internal/proctest"
)

// Edge is a running caching proxy.
type Edge struct {
	URL string // such as "http://127.0.0.1:40123"

	stop func()
}

// Stop ends the proxy before the test ends.
func (e *Edge) Stop() { e.stop() }

// Edges are the proxies that there are, by name: a test runs with each.
var Edges = map[string]func(tb testing.TB, origin string) *Edge{
	"nginx":   Nginx,
	"varnish": Varnish,
}

// OriginTimeout is how long a proxy waits for a connection to the origin, and
// again for its answer.
const OriginTimeout = time.Second

// run starts a proxy in a folder of its own. configure returns the
// configuration file for an address, and command the program with that file.
func run(tb testing.TB, dir string, configure func(addr string) string, command func(addr, file string) *exec.Cmd) *Edge {
	tb.Helper()
	addr, stop := proctest.Run(tb, func(addr string) *exec.Cmd {
		file := filepath.Join(dir, "config")
		if err := os.WriteFile(file, []byte(configure(addr)), 0o600); err != nil {
			tb.Fatalf("cdntest: %v", err)
		}
		return command(addr, file)
	}, proctest.Listens)
	return &Edge{URL: "http://" + addr, stop: stop}
}
