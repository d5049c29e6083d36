package cdntest

import (
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/teletextio/content/internal/proctest"
)

// varnishConfig has the places HOST, PORT and TIMEOUT. Varnish knows
// stale-while-revalidate; stale-if-error it gets as a longer grace. A failed
// refresh must not take the place of the stale object.
const varnishConfig = `
vcl 4.1;
import std;

backend origin {
	.host = "HOST";
	.port = "PORT";
	.connect_timeout = TIMEOUT;
	.first_byte_timeout = TIMEOUT;
	.between_bytes_timeout = TIMEOUT;
}

sub vcl_backend_response {
	if (bereq.is_bgfetch && beresp.status >= 500) {
		return (abandon);
	}
	if (beresp.http.Cache-Control ~ "stale-if-error=[0-9]+") {
		set beresp.grace = std.duration(
			regsub(beresp.http.Cache-Control, "^.*stale-if-error=([0-9]+).*$", "\1") + "s", 0s);
	}
}

sub vcl_backend_error {
	if (bereq.is_bgfetch) {
		return (abandon);
	}
}

sub vcl_deliver {
	if (obj.hits > 0) {
		set resp.http.X-Cache = "HIT";
	} else {
		set resp.http.X-Cache = "MISS";
	}
}
`

// Varnish starts varnish before an origin, "http://HOST:PORT". It skips the
// test where there is no varnish. It takes about a second: varnish compiles
// its configuration.
func Varnish(tb testing.TB, origin string) *Edge {
	tb.Helper()
	program := proctest.Find(tb, "varnishd", "", "apt-get install varnish")
	u, err := url.Parse(origin)
	if err != nil {
		tb.Fatalf("cdntest: %v", err)
	}
	configure := func(string) string {
		return strings.NewReplacer("HOST", u.Hostname(), "PORT", u.Port(),
			"TIMEOUT", OriginTimeout.String()).Replace(varnishConfig)
	}
	dir := tb.TempDir()
	return run(tb, dir, configure, func(addr, file string) *exec.Cmd {
		// In the foreground, without a port for its console, as the user that
		// the test runs as.
		return exec.Command(program, "-F", "-j", "none", "-a", addr, "-T", "none",
			"-n", filepath.Join(dir, "work"), "-s", "malloc,32m", "-f", file)
	})
}
