package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// connections is how many requests are under way at once.
const connections = 8

// figures are those of one measurement.
type figures struct {
	rate   float64 // requests per second
	cpu    float64 // nanoseconds of the server per request
	allocs float64 // of the server per request
	p99    float64 // seconds
}

// load asks for a path on all connections for a while.
func load(addr, path string, d time.Duration) (f figures, err error) {
	before, err := spent(addr)
	if err != nil {
		return f, err
	}
	var mu sync.Mutex
	var times []time.Duration
	var wg sync.WaitGroup
	start := time.Now()
	for range connections {
		wg.Go(func() {
			own, e := ask(addr, path, start.Add(d))
			mu.Lock()
			defer mu.Unlock()
			times = append(times, own...)
			if e != nil {
				err = e
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	after, e := spent(addr)
	if err != nil || e != nil || len(times) == 0 {
		return f, fmt.Errorf("%s: %d answers, %v, %v", path, len(times), err, e)
	}
	slices.Sort(times)
	n := float64(len(times))
	return figures{n / took.Seconds(), (after[0] - before[0]) / n, (after[1] - before[1]) / n, times[len(times)*99/100].Seconds()}, nil
}

// ask repeats a request on one connection until a time.
func ask(addr, path string, until time.Time) (times []time.Duration, err error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	r := bufio.NewReaderSize(c, 128<<10)
	for time.Now().Before(until) {
		start := time.Now()
		if _, err := request(c, r, path); err != nil {
			return times, err
		}
		times = append(times, time.Since(start))
	}
	return times, nil
}

// request sends one request and reads the whole answer. It returns the time to
// the first byte of the body.
func request(c net.Conn, r *bufio.Reader, path string) (first time.Duration, err error) {
	start := time.Now()
	if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: bench\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n\r\n"); err != nil {
		return 0, err
	}
	length := -1
	for n := 0; ; n++ {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		text := strings.TrimRight(string(line), "\r\n")
		if n == 0 && !strings.HasPrefix(text, "HTTP/1.1 200") {
			return 0, fmt.Errorf("%s: %s", path, text)
		}
		if text == "" {
			break
		}
		if name, value, _ := strings.Cut(text, ": "); strings.EqualFold(name, "Content-Length") {
			length, _ = strconv.Atoi(value)
		}
	}
	if _, err := r.Peek(1); err != nil {
		return 0, err
	}
	first = time.Since(start)
	if length >= 0 {
		_, err = r.Discard(length)
		return first, err
	}
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return first, err
		}
		size, err := strconv.ParseInt(strings.TrimRight(string(line), "\r\n"), 16, 64)
		if err != nil {
			return first, err
		}
		if _, err := r.Discard(int(size) + 2); err != nil || size == 0 {
			return first, err
		}
	}
}

// spent returns what the server has used so far: CPU time in nanoseconds, and
// allocations.
func spent(addr string) (v [2]float64, err error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return v, err
	}
	defer c.Close()
	if _, err := io.WriteString(c, "GET /spent HTTP/1.0\r\n\r\n"); err != nil {
		return v, err
	}
	b, err := io.ReadAll(c)
	if err != nil {
		return v, err
	}
	_, body, _ := strings.Cut(string(b), "\r\n\r\n")
	_, err = fmt.Sscan(body, &v[0], &v[1])
	return v, err
}

// firstBytes returns the ratio of the medians of the time to the first byte of
// a page that is flushed early, with and without the middleware.
func firstBytes(addr string, n int) (float64, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	r := bufio.NewReaderSize(c, 128<<10)
	var own, base []float64
	pair := []struct {
		path string
		to   *[]float64
	}{{"/flush", &base}, {"/flush/content", &own}}
	for range n {
		for _, p := range pair {
			first, err := request(c, r, p.path)
			if err != nil {
				return 0, err
			}
			*p.to = append(*p.to, first.Seconds())
		}
		slices.Reverse(pair)
	}
	return median(own) / median(base), nil
}
