package conformance

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
)

// http10 is a client of HTTP/1.0: one connection for each request, and no
// chunked bodies.
type http10 struct{ addr string }

func (t http10) RoundTrip(r *http.Request) (*http.Response, error) {
	conn, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", t.addr)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(r.Context(), func() { _ = conn.Close() })
	if err := t.send(conn, r); err != nil {
		return nil, err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), r)
	if err == nil && len(res.TransferEncoding) > 0 {
		err = fmt.Errorf("an answer to HTTP/1.0 is %s", res.TransferEncoding)
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	res.Body = ownConn{res.Body, conn, stop}
	return res, nil
}

func (t http10) send(conn net.Conn, r *http.Request) error {
	w := bufio.NewWriter(conn)
	fmt.Fprintf(w, "%s %s HTTP/1.0\r\nHost: %s\r\n", r.Method, r.URL.RequestURI(), t.addr)
	if r.ContentLength > 0 {
		fmt.Fprintf(w, "Content-Length: %d\r\n", r.ContentLength)
	}
	_ = r.Header.Write(w)
	fmt.Fprint(w, "\r\n")
	if r.Body != nil {
		if _, err := io.Copy(w, r.Body); err != nil {
			return err
		}
	}
	return w.Flush()
}

// ownConn is the body of a response that has a connection for itself.
type ownConn struct {
	io.ReadCloser
	conn net.Conn
	stop func() bool
}

// Close ends a Read that is under way, which the body's own Close would wait for.
func (b ownConn) Close() error {
	b.stop()
	return b.conn.Close()
}
