package content_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// readUntil reads what a stream has to say until it says so.
func readUntil(t *testing.T, r io.Reader, what string) string {
	var all strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(all.String(), what) {
		n, err := r.Read(buf)
		all.Write(buf[:n])
		require.NoError(t, err, "%q", all.String())
	}
	return all.String()
}

func TestFlushGoesThroughAtOnce(t *testing.T) {
	s := newSite(t, nil)
	proceed := make(chan struct{})
	h := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		flush := w.(http.Flusher).Flush
		flush() // the header alone
		<-proceed
		fmt.Fprint(w, ownPage, "<p data")
		flush() // cut in a tag
		<-proceed
		fmt.Fprint(w, `-txt="home.title">o`)
		flush() // cut in a label
		<-proceed
		fmt.Fprint(w, `wn</p>end`)
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		start := time.Now()
		res, err := srv.client.Get(srv.URL)
		require.NoError(t, err)
		defer res.Body.Close()
		require.Equal(t, []string{"Cookie, Accept-Language"}, res.Header.Values("Vary"))
		require.Equal(t, int64(-1), res.ContentLength)
		proceed <- struct{}{}
		got := readUntil(t, res.Body, rewritten(ownPage))
		require.Less(t, time.Since(start), 5*time.Second)
		require.NotContains(t, got, "<p data\x00")
		proceed <- struct{}{}
		proceed <- struct{}{}
		rest, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.Equal(t, rewritten(ownPage)+`<p data-txt="home.title">Hello</p>end`, got+string(rest))
	})
}

func TestFlushDecidesByTheBytesThatAreThere(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<html>")
		w.(http.Flusher).Flush()
		fmt.Fprint(w, ownPage)
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		got := srv.get(t, "/")
		require.Equal(t, htmlType, got.Header.Get("Content-Type"))
		require.Equal(t, "<html>"+rewritten(ownPage), got.body)
	})
}

func TestEventStreamIsFlushedEventByEvent(t *testing.T) {
	s := newSite(t, nil)
	proceed := make(chan struct{})
	h := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 3 {
			fmt.Fprintf(w, "data: %s %d\n\n", ownPage, i)
			_ = http.NewResponseController(w).Flush()
			<-proceed
		}
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		res, err := srv.client.Get(srv.URL)
		require.NoError(t, err)
		defer res.Body.Close()
		lines := bufio.NewReader(res.Body)
		for i := range 3 {
			line, err := lines.ReadString('\n')
			require.NoError(t, err)
			require.Equal(t, fmt.Sprintf("data: %s %d\n", ownPage, i), line)
			_, _ = lines.ReadString('\n')
			proceed <- struct{}{}
		}
	})
}

// recorder records the calls that reach the inner writer.
type recorder struct {
	header http.Header
	calls  []string
	err    error
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	r.calls = append(r.calls, fmt.Sprintf("header %d %s", status, r.header.Get("Content-Length")))
}

func (r *recorder) Write(p []byte) (int, error) {
	r.calls = append(r.calls, fmt.Sprintf("write %d", len(p)))
	return len(p), r.err
}

func record(s *site, h http.HandlerFunc) *recorder {
	r := &recorder{header: http.Header{}}
	s.client.Middleware(h).ServeHTTP(r, httptest.NewRequest("GET", "/", nil))
	return r
}

func TestPageInsideTheBufferIsOneWrite(t *testing.T) {
	s := newSite(t, nil)
	synctest.Test(t, func(t *testing.T) { // in which no time passes
		want := len(rewritten(strings.Repeat(ownPage, 500)))
		require.Less(t, want, 64<<10)
		r := record(s, inPieces(htmlType, 100, strings.Repeat(ownPage, 500)))
		require.Equal(t, []string{fmt.Sprintf("header 200 %d", want), fmt.Sprintf("write %d", want)}, r.calls)

		const buffer = 80 << 10 // for 64 KiB of the handler's, with longer texts
		r = record(s, inPieces(htmlType, 4096, strings.Repeat("x", buffer)))
		require.Equal(t, []string{"header 200 81920", "write 81920"}, r.calls, "just full")
		r = record(s, inPieces(htmlType, 4096, strings.Repeat("x", buffer+1)))
		require.Equal(t, []string{"header 200 ", "write 81920", "write 1"}, r.calls, "one byte more")
		r = record(s, inPieces(htmlType, 1<<20, strings.Repeat("x", 200_000)))
		require.Equal(t, []string{"header 200 ", "write 81920", "write 81920", "write 36160"}, r.calls)
	})
}

func TestPageThatFillsTheBufferMayHaveLongerTexts(t *testing.T) {
	s := newSite(t, nil)
	synctest.Test(t, func(t *testing.T) { // in which no time passes
		body := strings.Repeat(ownPage, 500)
		body += strings.Repeat("x", 64<<10-len(body))
		want := len(rewritten(body))
		require.Greater(t, want, 64<<10)
		for _, size := range []int{1, 50, 4096, 40 << 10, 64 << 10} {
			r := record(s, inPieces(htmlType, size, body))
			require.Equal(t, []string{fmt.Sprintf("header 200 %d", want), fmt.Sprintf("write %d", want)}, r.calls, size)
		}
	})
}

func TestBytesHeldForLongLeaveWithTheNextWrite(t *testing.T) {
	s := newSite(t, nil)
	synctest.Test(t, func(t *testing.T) {
		r := record(s, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", htmlType)
			_, _ = io.WriteString(w, "one ")
			time.Sleep(90 * time.Millisecond)
			_, _ = io.WriteString(w, "two ")
			time.Sleep(20 * time.Millisecond)
			_, _ = io.WriteString(w, "three ")
			time.Sleep(90 * time.Millisecond)
			_, _ = io.WriteString(w, "four ")
		})
		require.Equal(t, []string{"header 200 ", "write 8", "write 11"}, r.calls)
	})
}

func TestBytesThatAreLookedAtDoNotWaitForLongEither(t *testing.T) {
	s := newSite(t, nil)
	for typ, want := range map[string]string{"text/html": rewritten(ownPage), "": rewritten(ownPage), "text/html; charset=utf-16": ownPage} {
		synctest.Test(t, func(t *testing.T) {
			rec := httptest.NewRecorder()
			s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if typ != "" {
					w.Header().Set("Content-Type", typ)
				}
				_, _ = io.WriteString(w, ownPage[:40])
				time.Sleep(90 * time.Millisecond)
				_, _ = io.WriteString(w, ownPage[40:])
				if typ == "text/html" || typ == "" {
					require.Empty(t, rec.Body.String(), typ)
				}
				time.Sleep(20 * time.Millisecond)
				_, _ = io.WriteString(w, "end")
				require.Contains(t, rec.Body.String(), want, typ)
			})).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
			require.Equal(t, want+"end", rec.Body.String(), typ)
		})
	}
}

func TestErrorOfTheInnerWriterReachesTheHandler(t *testing.T) {
	s := newSite(t, nil)
	var failed error
	var calls int
	r := &recorder{header: http.Header{}, err: io.ErrClosedPipe}
	s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		for calls = 0; failed == nil && calls < 100; calls++ {
			_, failed = w.Write(make([]byte, 32<<10))
		}
		_, again := w.Write([]byte("x"))
		require.ErrorIs(t, again, io.ErrClosedPipe)
	})).ServeHTTP(r, httptest.NewRequest("GET", "/", nil))
	require.ErrorIs(t, failed, io.ErrClosedPipe)
	require.LessOrEqual(t, calls, 4)
	require.Len(t, r.calls, 2, "nothing is written behind an error: %v", r.calls)
}

func TestEveryCutOfAPageGivesTheSameBytes(t *testing.T) {
	s := newSite(t, nil)
	body := `<meta name=x><p data-txt="home.title">ö&amp;wn</p><!-- <p> -->é`
	want := strings.ReplaceAll(body, "ö&amp;wn", "Hello")
	for cut := range len(body) {
		for _, contentType := range []string{htmlType, "text/html", ""} {
			rec := httptest.NewRecorder()
			s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if contentType != "" {
					w.Header().Set("Content-Type", contentType)
				}
				_, _ = io.WriteString(w, body[:cut])
				_, _ = w.Write([]byte(body[cut:]))
			})).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
			if contentType == "" && http.DetectContentType([]byte(body)) != htmlType {
				require.Equal(t, body, rec.Body.String())
				continue
			}
			require.Equal(t, want, rec.Body.String(), "cut at %d", cut)
		}
	}
}

func TestEndlessPageTakesBoundedMemory(t *testing.T) {
	s := newSite(t, nil)
	var most uint64
	h := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		piece := []byte(strings.Repeat(ownPage+"<b>text</b>", 100))
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range 64 << 20 / len(piece) {
			if _, err := w.Write(piece); err != nil {
				return
			}
			if i%1000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
			}
		}
	}
	srv := serve(t, s.client.Middleware(http.HandlerFunc(h)), false)
	res, err := srv.client.Get(srv.URL)
	require.NoError(t, err)
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	require.NoError(t, err)
	require.Greater(t, n, int64(60<<20))
	require.Less(t, most, uint64(1<<20))
}

func TestClientThatLeavesStopsTheHandler(t *testing.T) {
	s := newSite(t, nil)
	stopped := make(chan error, 1)
	h := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		piece := []byte(strings.Repeat(ownPage, 1000))
		for {
			if _, err := w.Write(piece); err != nil {
				stopped <- err
				return
			}
		}
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		res, err := srv.client.Get(srv.URL)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		select {
		case err := <-stopped:
			require.Error(t, err)
		case <-time.After(10 * time.Second):
			t.Fatal("the handler goes on")
		}
	})
}

func TestDigestsInTrailersOfAChangedPageAreDropped(t *testing.T) {
	s := newSite(t, nil)
	overBoth(t, s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page(ownPage, "Trailer", "Content-Digest, X-Sum")(w, r)
		w.Header().Set("Content-Digest", "x")
		w.Header().Set("X-Sum", "1")
		w.Header().Set(http.TrailerPrefix+"Repr-Digest", "x")
		w.Header().Set(http.TrailerPrefix+"X-More", "2")
	})), func(t *testing.T, srv *server) {
		got := srv.get(t, "/")
		require.Equal(t, rewritten(ownPage), got.body)
		require.Equal(t, http.Header{"X-Sum": {"1"}, "X-More": {"2"}}, got.Trailer)
	})
}
