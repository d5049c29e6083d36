package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// origin is a web server that serves a folder. It can be stopped and started
// again at the same address.
type origin interface {
	start(t *testing.T)
	stop(t *testing.T)
}

// freeAddr returns an address of the loopback that nobody listens on. Its port
// is below those that systems give away, so that it stays free.
func freeAddr(t *testing.T) string {
	t.Helper()
	var last error
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000)))
		if err == nil {
			require.NoError(t, l.Close())
			return l.Addr().String()
		}
		last = err
	}
	require.NoError(t, last)
	return ""
}

// nginx is the real one, in the foreground, with all that it writes in a
// folder of the test.
type nginx struct {
	conf, addr string
	process    *exec.Cmd
}

// newNginx skips the test where there is no nginx.
func newNginx(t *testing.T, dir, addr string) *nginx {
	t.Helper()
	if _, err := exec.LookPath("nginx"); err != nil {
		t.Skip("nginx is not installed; the net/http server is tested all the same")
	}
	own := t.TempDir()
	user := ""
	if os.Getuid() == 0 {
		user = "user root;" // workers may read the folders of the test
	}
	conf := filepath.Join(own, "nginx.conf")
	text := fmt.Sprintf(nginxConf, user, own, addr, dir)
	require.NoError(t, os.WriteFile(conf, []byte(text), 0o600))
	return &nginx{conf: conf, addr: addr}
}

const nginxConf = `%[1]s
daemon off;
worker_processes 1;
pid %[2]s/pid;
error_log stderr error;
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path %[2]s/body;
	proxy_temp_path %[2]s/proxy;
	fastcgi_temp_path %[2]s/fastcgi;
	uwsgi_temp_path %[2]s/uwsgi;
	scgi_temp_path %[2]s/scgi;
	types { application/json json; }
	gzip on;
	gzip_types application/json;
	gzip_min_length 64;
	server {
		listen %[3]s;
		root %[4]s;
		location / {
			add_header Cache-Control "public, max-age=5, stale-while-revalidate=60, stale-if-error=86400";
		}
		location ~ ^/[bi]/ {
			add_header Cache-Control "public, max-age=31536000, immutable";
		}
		location ~ /\. { return 404; }
	}
}
`

func (n *nginx) start(t *testing.T) {
	t.Helper()
	n.process = exec.Command("nginx", "-e", "stderr", "-c", n.conf)
	n.process.Stderr = t.Output()
	require.NoError(t, n.process.Start())
	t.Cleanup(func() { n.stop(t) })
	require.Eventually(t, func() bool {
		c, err := net.DialTimeout("tcp", n.addr, time.Second)
		if err == nil {
			c.Close()
		}
		return err == nil
	}, 20*time.Second, 10*time.Millisecond, "nginx does not listen")
}

func (n *nginx) stop(t *testing.T) {
	t.Helper()
	if n.process == nil {
		return
	}
	require.NoError(t, n.process.Process.Signal(os.Interrupt))
	n.process.Wait() // how it ends does not matter
	n.process = nil
}

// fileServer is net/http's.
type fileServer struct {
	dir, addr string
	server    *http.Server
}

func (f *fileServer) start(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", f.addr)
	require.NoError(t, err)
	f.server = &http.Server{Handler: http.FileServer(http.Dir(f.dir)), ReadHeaderTimeout: time.Second}
	go f.server.Serve(l)
	t.Cleanup(func() { f.stop(t) })
}

func (f *fileServer) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, f.server.Close())
}
