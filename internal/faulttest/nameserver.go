package faulttest

import (
	"context"
	"net"
	"sync/atomic"
)

// cdnName is the name that a nameServer knows.
const cdnName = "cdn.test."

// nameServer is a DNS server on loopback that says that every name is
// 127.0.0.1, or that none exists (RFC 1035, section 4.1).
type nameServer struct {
	conn   net.PacketConn
	broken atomic.Bool
}

func newNameServer() (*nameServer, error) {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &nameServer{conn: conn}
	go s.run()
	return s, nil
}

func (s *nameServer) close() { _ = s.conn.Close() }

// resolver asks this server and no other.
func (s *nameServer) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", s.conn.LocalAddr().String())
	}}
}

func (s *nameServer) run() {
	buf := make([]byte, 1500)
	for {
		n, from, err := s.conn.ReadFrom(buf)
		if err != nil {
			return // closed
		}
		if out := s.answer(buf[:n]); out != nil {
			_, _ = s.conn.WriteTo(out, from)
		}
	}
}

// answer repeats the question and adds an address where one is asked for.
func (s *nameServer) answer(q []byte) []byte {
	const header, typeA = 12, 1
	end := header
	for end < len(q) && q[end] != 0 {
		end += 1 + int(q[end])
	}
	end += 5 // the root, type and class
	if end > len(q) {
		return nil
	}
	out := append([]byte(nil), q[:end]...)
	out[2], out[3] = 0x84, 0 // an answer, from who knows
	copy(out[4:header], []byte{0, 1, 0, 0, 0, 0, 0, 0})
	switch {
	case s.broken.Load():
		out[3] = 3 // no such name
	case q[end-3] == typeA && q[end-4] == 0:
		out[7] = 1
		out = append(out, 0xC0, header, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1)
	}
	return out
}
