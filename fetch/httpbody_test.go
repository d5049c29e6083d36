package fetch_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content/fetch"
)

func zip(t testing.TB, parts ...string) string {
	t.Helper()
	var buf bytes.Buffer
	for _, part := range parts {
		zw := gzip.NewWriter(&buf)
		_, err := io.WriteString(zw, part)
		require.NoError(t, err)
		require.NoError(t, zw.Close())
	}
	return buf.String()
}

// clients are the two kinds of HTTP Fetchers that must not differ.
var clients = map[string]*fetch.HTTPOptions{
	"own client":       nil,
	"client of user":   {Client: &http.Client{Transport: &http.Transport{}}},
	"transport is nil": {Client: &http.Client{}},
}

func TestHTTPContentCoding(t *testing.T) {
	const text = `{"title":"Welcome"}`
	zipped := zip(t, text)
	flipped := []byte(zipped)
	flipped[len(flipped)-6] ^= 1
	cases := map[string]struct {
		coding []string
		body   string
		want   string // "": the text
	}{
		"none":              {nil, text, ""},
		"identity":          {[]string{"identity"}, text, ""},
		"empty header":      {[]string{""}, text, ""},
		"gzip":              {[]string{"gzip"}, zipped, ""},
		"upper case":        {[]string{"GZIP"}, zipped, ""},
		"old name":          {[]string{"x-gzip"}, zipped, ""},
		"two members":       {[]string{"gzip"}, zip(t, text[:4], text[4:]), ""},
		"br":                {[]string{"br"}, "\x0b\x02\x80abc\x03", `Content-Encoding "br", where only gzip was asked for`},
		"zstd":              {[]string{"zstd"}, "x", `Content-Encoding "zstd", where only gzip was asked for`},
		"deflate":           {[]string{"deflate"}, "x", `Content-Encoding "deflate", where only gzip was asked for`},
		"two codings":       {[]string{"gzip, gzip"}, zip(t, zipped), `Content-Encoding "gzip, gzip", where only gzip was asked for`},
		"two headers":       {[]string{"gzip", "br"}, zipped, `Content-Encoding "gzip, br", where only gzip was asked for`},
		"plain":             {[]string{"gzip"}, text, "the body is not valid gzip: gzip: invalid header"},
		"nothing":           {[]string{"gzip"}, "", "the body ends early, after 0 bytes"},
		"double":            {[]string{"gzip"}, zip(t, zipped), "the body is gzip inside gzip"},
		"unsaid":            {nil, zipped, "the body is gzip, but Content-Encoding does not say so"},
		"garbage behind":    {[]string{"gzip"}, zipped + "garbage behind", "the body is not valid gzip: gzip: invalid header"},
		"zeros behind":      {[]string{"gzip"}, zipped + strings.Repeat("\x00", 20), "the body is not valid gzip: gzip: invalid header"},
		"checksum":          {[]string{"gzip"}, string(flipped), "the body is not valid gzip: gzip: invalid checksum"},
		"corrupt":           {[]string{"gzip"}, zipped[:10] + "\xff\xff\xff" + zipped[13:], "the body is not valid gzip: flate: corrupt input before offset 1"},
		"without its end":   {[]string{"gzip"}, zipped[:len(zipped)-1], fmt.Sprintf("the body ends early, after %d bytes", len(zipped)-1)},
		"cut second member": {[]string{"gzip"}, zipped + zipped[:12], fmt.Sprintf("the body ends early, after %d bytes", len(zipped)+12)},
	}
	for kind, o := range clients {
		for name, c := range cases {
			t.Run(kind+"/"+name, func(t *testing.T) {
				server := serve(t, func(w http.ResponseWriter, r *http.Request) {
					if c.coding != nil {
						w.Header()["Content-Encoding"] = c.coding
					}
					io.WriteString(w, c.body)
				})
				res, err := get(fetch.HTTP(server.URL, o), "live.json")
				if c.want == "" {
					require.NoError(t, err)
					require.Equal(t, text, string(res.Body))
					return
				}
				require.EqualError(t, err, `fetch: read "live.json": `+c.want)
				require.Zero(t, res)
				if strings.Contains(c.want, "early") {
					require.ErrorIs(t, err, io.ErrUnexpectedEOF)
				} else {
					require.ErrorIs(t, err, fetch.ErrEncoding)
				}
			})
		}
	}
}

// Gzip that is cut at any byte, and sent as if it were whole, is an error.
func TestHTTPTruncatedGzip(t *testing.T) {
	zipped := zip(t, `{"title":"Welcome","lead":"Hello, {name}"}`)
	var n int
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, zipped[:n])
	})
	f := fetch.HTTP(server.URL, nil)
	for n = range len(zipped) {
		res, err := get(f, "live.json")
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "after %d bytes", n)
		require.Zero(t, res)
	}
	n = len(zipped)
	_, err := get(f, "live.json")
	require.NoError(t, err)
}

// rawServer answers every connection with head, the first n bytes of body and
// the end that finish makes.
func rawServer(t testing.TB, answer func() (text string, finish func(*net.TCPConn))) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			buf := make([]byte, 4096)
			conn.Read(buf) // the request fits
			text, finish := answer()
			io.WriteString(conn, text)
			finish(conn.(*net.TCPConn))
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String()
}

// A body that is cut or reset at any byte offset is an error, and never a
// shorter body.
func TestHTTPCutAtEveryOffset(t *testing.T) {
	const body = `{"signed":{"format":"txt/1"},"signatures":[]}` + "\n"
	heads := map[string]string{
		"length":  fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", len(body)),
		"chunked": fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n", len(body)),
	}
	finishes := map[string]func(*net.TCPConn){
		"end":   func(*net.TCPConn) {},
		"reset": func(c *net.TCPConn) { c.SetLinger(0) },
	}
	for kind, head := range heads {
		for end, finish := range finishes {
			t.Run(kind+"/"+end, func(t *testing.T) {
				var n int
				base := rawServer(t, func() (string, func(*net.TCPConn)) { return head + body[:n], finish })
				f := fetch.HTTP(base, nil)
				for n = range len(body) {
					res, err := get(f, "live.json")
					require.Error(t, err, "after %d bytes", n)
					require.Zero(t, res)
					if end == "end" {
						require.ErrorIs(t, err, io.ErrUnexpectedEOF)
					}
				}
			})
		}
	}
}

func TestHTTPLimit(t *testing.T) {
	const limit = 10_000
	for kind, o := range clients {
		for _, packed := range []bool{false, true} {
			for _, length := range []bool{false, true} {
				for _, size := range []int{limit - 1, limit, limit + 1, 100 * limit} {
					name := fmt.Sprintf("%s/gzip=%v/length=%v/%d", kind, packed, length, size)
					t.Run(name, func(t *testing.T) {
						body := strings.Repeat("x", size)
						server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
							out := body
							if packed {
								w.Header().Set("Content-Encoding", "gzip")
								out = zip(t, body)
							}
							if length {
								w.Header().Set("Content-Length", fmt.Sprint(len(out)))
							} else {
								w.(http.Flusher).Flush()
							}
							io.WriteString(w, out)
						})
						res, err := fetch.HTTP(server.URL, o).Fetch(t.Context(), fetch.Request{Name: "x.json", Limit: limit})
						if size > limit {
							require.ErrorIs(t, err, fetch.ErrTooLarge)
							require.EqualError(t, err, `fetch: read "x.json": larger than the limit of 10000 bytes`)
							require.Zero(t, res)
							return
						}
						require.NoError(t, err)
						require.Equal(t, body, string(res.Body))
					})
				}
			}
		}
	}
}

// Streams without an end, and those that decode to far more than they are,
// stop at the limit and cost no more memory than that.
func TestHTTPEndless(t *testing.T) {
	var empty bytes.Buffer // a flate stream that is empty blocks only
	fw, err := flate.NewWriter(&empty, flate.NoCompression)
	require.NoError(t, err)
	require.NoError(t, fw.Flush())
	header := zip(t, "")[:10]

	mebibyte := zip(t, strings.Repeat("\x00", 1<<20))

	streams := map[string]struct {
		coding string
		first  string
		again  string // "": nothing more
	}{
		"plain":         {"", "", strings.Repeat("x", 32<<10)},
		"gzip bomb":     {"gzip", strings.Repeat(mebibyte, 1024), ""},
		"empty blocks":  {"gzip", header, strings.Repeat(empty.String(), 5000)},
		"empty members": {"gzip", "", strings.Repeat(zip(t, ""), 1000)},
		"gzip header":   {"gzip", "\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff", strings.Repeat("name", 8<<10)},
	}
	for name, s := range streams {
		t.Run(name, func(t *testing.T) {
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if s.coding != "" {
					w.Header().Set("Content-Encoding", s.coding)
				}
				_, err := io.WriteString(w, s.first)
				for err == nil && s.again != "" {
					_, err = io.WriteString(w, s.again)
				}
			})
			f := fetch.HTTP(server.URL, nil)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := f.Fetch(t.Context(), fetch.Request{Name: "x.json", Limit: 100_000})
			runtime.ReadMemStats(&after)
			if name == "gzip header" { // gzip itself refuses a name so long
				require.ErrorContains(t, err, "not valid gzip")
			} else {
				require.ErrorIs(t, err, fetch.ErrTooLarge)
			}
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20))
		})
	}
}

// answering is a transport that answers without a network.
type answering func(*http.Request) *http.Response

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r), nil }

// A transport of the user may decode by itself, and may be wrong about sizes.
func TestHTTPTransportsOfTheirOwn(t *testing.T) {
	answer := func(o http.Response, body string) fetch.Fetcher {
		o.StatusCode = http.StatusOK
		o.Body = io.NopCloser(strings.NewReader(body))
		return fetch.HTTP("http://cdn.example.com", &fetch.HTTPOptions{Client: &http.Client{
			Transport: answering(func(*http.Request) *http.Response { return &o }),
		}})
	}
	res, err := get(answer(http.Response{Uncompressed: true, ContentLength: 99}, "decoded"), "x.json")
	require.NoError(t, err)
	require.Equal(t, "decoded", string(res.Body))

	_, err = get(answer(http.Response{ContentLength: 9}, "short"), "x.json")
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.EqualError(t, err, `fetch: read "x.json": the body has 5 bytes where 9 were announced`)

	_, err = get(answer(http.Response{ContentLength: 2}, "longer"), "x.json")
	require.EqualError(t, err, `fetch: read "x.json": the body has 6 bytes where 2 were announced`)

	gz := http.Response{ContentLength: 1 << 40, Header: http.Header{"Content-Encoding": {"gzip"}}}
	_, err = get(answer(gz, "not even read"), "x.json")
	require.ErrorIs(t, err, fetch.ErrTooLarge)
}

func TestReadBody(t *testing.T) {
	src := strings.NewReader("0123456789")
	_, err := fetch.ReadBody(t.Context(), src, fetch.Request{Name: "x", Limit: 4})
	require.ErrorIs(t, err, fetch.ErrTooLarge)
	require.Equal(t, 5, src.Len(), "one byte beyond the limit is read")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	body, err := fetch.ReadBody(ctx, src, fetch.Request{Name: "x"})
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, body)
	require.Equal(t, 5, src.Len())
}
