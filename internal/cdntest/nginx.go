package cdntest

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/teletextio/content/internal/proctest"
)

// nginxConfig has the places ADDR, DIR, ORIGIN, TIMEOUT and USER.
const nginxConfig = `
daemon off;
USER
worker_processes 1;
pid DIR/nginx.pid;
error_log stderr error;
events { worker_connections 256; }
http {
	access_log off;
	client_body_temp_path DIR/body;
	proxy_temp_path DIR/proxy;
	fastcgi_temp_path DIR/fastcgi;
	uwsgi_temp_path DIR/uwsgi;
	scgi_temp_path DIR/scgi;
	proxy_cache_path DIR/cache keys_zone=texts:1m max_size=64m inactive=2d use_temp_path=off;
	server {
		listen ADDR;
		location / {
			proxy_pass ORIGIN;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_connect_timeout TIMEOUT;
			proxy_read_timeout TIMEOUT;
			proxy_cache texts;
			proxy_cache_lock on;
			proxy_cache_revalidate on;
			proxy_cache_background_update on;
			proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;
			add_header X-Cache $upstream_cache_status always;
		}
	}
}
`

// Nginx starts nginx before an origin, "http://HOST:PORT". It skips the test
// where there is no nginx.
func Nginx(tb testing.TB, origin string) *Edge {
	tb.Helper()
	program := proctest.Find(tb, "nginx", "", "apt-get install nginx-light")
	dir := tb.TempDir()
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;" // the folder is of nobody else
	}
	configure := func(addr string) string {
		return strings.NewReplacer("ADDR", addr, "DIR", dir, "ORIGIN", origin,
			"TIMEOUT", OriginTimeout.String(), "USER", user).Replace(nginxConfig)
	}
	return run(tb, dir, configure, func(_, file string) *exec.Cmd {
		return exec.Command(program, "-p", dir, "-e", "stderr", "-c", file)
	})
}
