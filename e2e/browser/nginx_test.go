package browser

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// startNginx serves a page and a style sheet with gzip, and returns the address.
func startNginx(t *testing.T) string {
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("nginx is not installed: the reverse proxy before it is not tested")
	}
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o755))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := listener.Addr().String()
	require.NoError(t, listener.Close())
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	write("index.html", page+strings.Repeat("<p>words of a page</p>\n", 200))
	write("style.css", "body{margin:0}\n"+strings.Repeat("p{color:red}\n", 200))
	user := ""
	if os.Getuid() == 0 {
		user = "user root;" // whose folder it is
	}
	write("nginx.conf", fmt.Sprintf(`%[3]s
daemon off;
error_log %[1]s/error.log;
pid %[1]s/pid;
events {}
http {
	types { text/html html; text/css css; }
	access_log off;
	client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3;
	uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
	gzip on; gzip_proxied any; gzip_types text/css;
	server { listen %[2]s; root %[1]s; }
}`, dir, addr, user))
	cmd := exec.Command(nginx, "-c", filepath.Join(dir, "nginx.conf"), "-p", dir)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	require.Eventually(t, func() bool {
		res, err := http.Get("http://" + addr + "/")
		if err != nil {
			return false
		}
		return res.Body.Close() == nil && res.StatusCode == http.StatusOK
	}, 10*time.Second, 20*time.Millisecond)
	return "http://" + addr
}
