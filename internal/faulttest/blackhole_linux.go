package faulttest

import (
	"io"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// CanSwallow says that this system can make connections vanish.
const CanSwallow = true

// swallow closes the listener and puts a socket in its place whose queue is
// full: the first packet of a new connection gets no answer. Connections that
// exist stay.
func (o *origin) swallow() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	_ = o.ln.Close()
	addr, err := netip.ParseAddrPort(o.addr)
	if err != nil {
		return err
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	hole := &hole{fd: fd}
	o.hole = hole
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return err
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}); err != nil {
		return err
	}
	if err := syscall.Listen(fd, 0); err != nil {
		return err
	}
	for range 8 { // until one gets no answer
		c, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(addr.Port()))), 200*time.Millisecond)
		if err != nil {
			return nil
		}
		hole.conns = append(hole.conns, c)
	}
	return nil
}

type hole struct {
	fd    int
	conns []net.Conn
}

func (h *hole) Close() error {
	for _, c := range h.conns {
		_ = c.Close()
	}
	return syscall.Close(h.fd)
}

var _ io.Closer = (*hole)(nil)
