package content_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPanicCutsThePageVisibly(t *testing.T) {
	s := newSite(t, nil)
	for name, size := range map[string]int{"nothing sent": 1, "half sent": 200_000} {
		for _, what := range []any{http.ErrAbortHandler, "app"} {
			t.Run(fmt.Sprint(name, " ", what), func(t *testing.T) {
				h := func(w http.ResponseWriter, r *http.Request) {
					inPieces(htmlType, 5000, ownPage+strings.Repeat("x", size))(w, r)
					panic(what)
				}
				overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
					res, err := srv.client.Get(srv.URL)
					if err == nil {
						defer res.Body.Close()
						_, err = io.ReadAll(res.Body)
					}
					require.Error(t, err)
					if what == "app" {
						require.Eventually(t, func() bool { // HTTP/2 logs behind the answer
							return strings.Contains(srv.log.String(), "middleware_abort_test.go")
						}, 5*time.Second, time.Millisecond, "the stack of the panic")
						require.NotContains(t, srv.log.String(), "superfluous")
					} else {
						require.Empty(t, srv.log.String())
					}
				})
			})
		}
	}
}

func TestRecovererOutsideAnswersForAPageThatHasNotBegun(t *testing.T) {
	s := newSite(t, nil)
	inner := s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page(ownPage, "X-Page", "1")(w, r)
		panic("app")
	}))
	h := func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if recover() != nil {
				http.Error(w, "sorry", 500)
			}
		}()
		inner.ServeHTTP(w, r)
	}
	overBoth(t, http.HandlerFunc(h), func(t *testing.T, srv *server) {
		got := srv.get(t, "/")
		require.Equal(t, 500, got.StatusCode)
		require.Equal(t, "sorry\n", got.body)
		require.Empty(t, got.Header.Values("Vary"))
		require.Empty(t, srv.log.String())
	})
}

func TestRecovererInsideAddsToThePage(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			_ = recover()
			http.Error(w, "sorry", 500)
		}()
		page(ownPage)(w, r)
		panic("app")
	}
	srv := serve(t, s.client.Middleware(http.HandlerFunc(h)), false)
	got := srv.get(t, "/")
	require.Equal(t, 200, got.StatusCode)
	require.Equal(t, htmlType, got.Header.Get("Content-Type"))
	require.Equal(t, rewritten(ownPage)+"sorry\n", got.body)
	require.Empty(t, srv.log.String())
}

func TestPageShorterThanDeclaredDoesNotLookWhole(t *testing.T) {
	s := newSite(t, nil)
	for _, size := range []int{10, 100_000} {
		h := page(strings.Repeat("x", size), "Content-Length", fmt.Sprint(size+1))
		overBoth(t, s.client.Middleware(h), func(t *testing.T, srv *server) {
			res, err := srv.client.Get(srv.URL)
			if err == nil {
				defer res.Body.Close()
				_, err = io.ReadAll(res.Body)
			}
			require.Error(t, err)
			require.Empty(t, srv.log.String())
		})
	}
}

func TestBadStatusPanicsLikeTheServers(t *testing.T) {
	s := newSite(t, nil)
	require.Panics(t, func() {
		s.client.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(99)
		})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	})
}

func TestInnerWriterThatPanicsIsNotHidden(t *testing.T) {
	s := newSite(t, nil)
	h := s.client.Middleware(page(ownPage))
	require.PanicsWithValue(t, http.ErrAbortHandler, func() {
		h.ServeHTTP(panicking{httptest.NewRecorder()}, httptest.NewRequest("GET", "/", nil))
	})
}

type panicking struct{ *httptest.ResponseRecorder }

func (panicking) Write([]byte) (int, error) { panic(http.ErrAbortHandler) }

func TestTimeoutHandlerOutsideAndInside(t *testing.T) {
	s := newSite(t, nil)
	late := make(chan error, 1)
	slow := func(w http.ResponseWriter, r *http.Request) {
		page(ownPage)(w, r)
		if r.URL.Path == "/slow" {
			<-r.Context().Done()
			time.Sleep(10 * time.Millisecond)
			_, err := io.WriteString(w, strings.Repeat(ownPage, 2000))
			late <- err
		}
	}
	const d = 50 * time.Millisecond
	for name, h := range map[string]http.Handler{
		"outside": http.TimeoutHandler(s.client.Middleware(http.HandlerFunc(slow)), d, "late"),
		"inside":  s.client.Middleware(http.TimeoutHandler(http.HandlerFunc(slow), d, "late")),
	} {
		t.Run(name, func(t *testing.T) {
			overBoth(t, h, func(t *testing.T, srv *server) {
				got := srv.get(t, "/")
				require.Equal(t, rewritten(ownPage), got.body)
				got = srv.get(t, "/slow")
				require.Equal(t, 503, got.StatusCode)
				require.Equal(t, "late", got.body)
				require.Error(t, <-late)
			})
		})
	}
}

func TestRequestContextEndsWithItsParent(t *testing.T) {
	s := newSite(t, nil)
	type key struct{}
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), key{}, "value"))
	s.client.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		require.Equal(t, "value", r.Context().Value(key{}))
		child, stop := context.WithTimeout(r.Context(), time.Hour)
		defer stop()
		cancel()
		<-child.Done()
		require.ErrorIs(t, child.Err(), context.Canceled)
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
}
