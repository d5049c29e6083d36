package content_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
)

func TestLateWritesTouchNothing(t *testing.T) {
	defer content.PoisonBuffers()()
	s := newSite(t, nil)
	var late sync.WaitGroup
	h := s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page(ownPage)(w, r)
		returned := make(chan struct{})
		defer close(returned)
		late.Go(func() {
			for range 50 {
				_, _ = io.WriteString(w, "VISITOR "+r.URL.Path)
			}
			<-returned
			// The handler's return may still be on its way to the writer.
			var err error
			for start := time.Now(); err == nil && time.Since(start) < time.Minute; time.Sleep(time.Millisecond) {
				_, err = w.Write([]byte("VISITOR " + r.URL.Path))
			}
			w.WriteHeader(500)
			w.(http.Flusher).Flush()
			if err == nil {
				panic("a late write was taken")
			}
		})
	}))
	overBoth(t, h, func(t *testing.T, srv *server) {
		var clients sync.WaitGroup
		for i := range 8 {
			clients.Go(func() {
				for j := range 20 {
					path := fmt.Sprintf("/%d-%d", i, j)
					res, err := srv.client.Get(srv.URL + path)
					if err != nil {
						panic(err)
					}
					body, _ := io.ReadAll(res.Body)
					_ = res.Body.Close()
					if n := strings.Count(string(body), "VISITOR"); n != strings.Count(string(body), "VISITOR "+path) {
						panic("the bytes of another visitor: " + string(body))
					}
					if strings.Contains(string(body), "\xdb") {
						panic("poison")
					}
				}
			})
		}
		clients.Wait()
		late.Wait()
		require.NotContains(t, srv.log.String(), "panic")
	})
}

func TestWritesAfterTheReturnFail(t *testing.T) {
	s := newSite(t, nil)
	for _, h := range []http.HandlerFunc{page(ownPage), typed("text/plain", "x"), func(http.ResponseWriter, *http.Request) {}} {
		var kept http.ResponseWriter
		inner := &able{ResponseRecorder: httptest.NewRecorder()}
		s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			kept = w
			h(w, r)
		})).ServeHTTP(inner, httptest.NewRequest("GET", "/", nil))
		before := inner.Body.String()
		_, err := kept.Write([]byte("late"))
		require.Error(t, err)
		_, err = io.WriteString(kept, "late")
		require.Error(t, err)
		_, err = io.Copy(kept, strings.NewReader("late"))
		require.Error(t, err)
		require.Error(t, http.NewResponseController(kept).Flush())
		_, _, err = kept.(http.Hijacker).Hijack()
		require.Error(t, err)
		kept.WriteHeader(103)
		require.Equal(t, before, inner.Body.String())
		require.Empty(t, inner.asked)
	}
}

func TestHandlersMayWriteFromSeveralGoroutines(t *testing.T) {
	s := newSite(t, nil)
	const line = `<p data-txt="home.title">own</p>` + "\n"
	h := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		var writers sync.WaitGroup
		for range 8 {
			writers.Go(func() {
				for range 100 {
					_, _ = io.WriteString(w, line)
				}
			})
			writers.Go(func() {
				for range 10 {
					_ = http.NewResponseController(w).Flush()
					content.SetArgs(r.Context(), "a", 1)
				}
			})
		}
		writers.Wait()
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		got := srv.get(t, "/")
		require.Equal(t, strings.Repeat(strings.ReplaceAll(line, ownText, ">Hello<"), 800), got.body)
	})
}

func TestRequestsAtOnceGetTheirOwnPages(t *testing.T) {
	defer content.PoisonBuffers()()
	s := newSite(t, nil)
	words := map[string]string{"en": "Hello", "de": "Willkommen", "fr": "Bonjour"}
	h := func(w http.ResponseWriter, r *http.Request) {
		inPieces("", 777, strings.Repeat("<b>"+r.URL.Path+"</b>"+ownPage, 1+len(r.URL.Path)*60))(w, r)
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		errs := make(chan error, 16)
		for i := range cap(errs) {
			go func() { errs <- visit(srv, words, i) }()
		}
		for range cap(errs) {
			require.NoError(t, <-errs)
		}
	})
}

func visit(srv *server, words map[string]string, i int) error {
	for j := range 4 {
		for tag, word := range words {
			path := "/" + strings.Repeat("x", i) + fmt.Sprint(j)
			res, err := srv.client.Get(srv.URL + path + "?locale=" + tag)
			if err != nil {
				return err
			}
			body, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if err != nil {
				return err
			}
			want := strings.Repeat("<b>"+path+"</b>"+strings.ReplaceAll(ownPage, ownText, ">"+word+"<"), 1+len(path)*60)
			if string(body) != want {
				return errors.New("another page at " + path)
			}
		}
	}
	return nil
}
