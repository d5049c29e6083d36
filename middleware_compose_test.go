package content_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
)

func TestEarlyHintsGoOutAtOnceAndTheStatusIsKept(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</a.css>; rel=preload")
		w.WriteHeader(103)
		w.WriteHeader(102)
		w.Header().Del("Link")
		page(ownPage, ":status", "202")(w, r)
		w.WriteHeader(103)
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		var early []string
		r, err := http.NewRequest("GET", srv.URL, nil)
		require.NoError(t, err)
		r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
			Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
				early = append(early, fmt.Sprint(code, h.Get("Link"), h.Get("Vary")))
				return nil
			},
		}))
		res, err := srv.client.Do(r)
		require.NoError(t, err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.Equal(t, rewritten(ownPage), string(body))
		require.Equal(t, 202, res.StatusCode)
		require.Empty(t, res.Header.Get("Link"))
		require.Equal(t, []string{"103</a.css>; rel=preload", "102</a.css>; rel=preload"}, early)
	})
}

func TestReverseProxyWithEarlyHintsAndGzip(t *testing.T) {
	s := newSite(t, nil)
	upstream := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</a.css>; rel=preload")
		for range 5 {
			w.WriteHeader(103)
		}
		w.Header().Set("Content-Type", htmlType)
		w.Header().Set("X-Accept-Encoding", r.Header.Get("Accept-Encoding"))
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			_, _ = io.WriteString(w, ownPage)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, ownPage)
		_ = z.Close()
	}), false)
	target, err := url.Parse(upstream.URL)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	overBoth(t, s.client.Middleware(proxy), func(t *testing.T, srv *server) {
		require.Equal(t, rewritten(ownPage), srv.get(t, "/").body)
		got := srv.get(t, "/", "Accept-Encoding", "gzip")
		require.Equal(t, "gzip", got.Header.Get("Content-Encoding"), "encoded bodies pass")
		require.Empty(t, got.Header.Values("Vary"))
	})
	wrap, err := s.client.Wrap(&content.PageOptions{Upstream: true})
	require.NoError(t, err)
	overBoth(t, wrap(proxy), func(t *testing.T, srv *server) {
		got := srv.get(t, "/", "Accept-Encoding", "gzip")
		require.Equal(t, rewritten(ownPage), got.body)
		require.Empty(t, got.Header.Get("Content-Encoding"))
		got = srv.get(t, "/", "Accept-Encoding", "gzip", "Sec-Fetch-Dest", "image")
		require.Equal(t, "gzip", got.Header.Get("Content-Encoding"), "never a page")
	})
}

func TestProxiedPageThatBreaksOffIsCutVisibly(t *testing.T) {
	s := newSite(t, nil)
	upstream := serve(t, page(ownPage, "Content-Length", "10000"), false)
	target, err := url.Parse(upstream.URL)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = upstream.Config.ErrorLog
	overBoth(t, s.client.Middleware(proxy), func(t *testing.T, srv *server) {
		res, err := srv.client.Get(srv.URL)
		if err == nil {
			defer res.Body.Close()
			_, err = io.ReadAll(res.Body)
		}
		require.Error(t, err)
	})
}

func TestTrailersArrive(t *testing.T) {
	s := newSite(t, nil)
	for name, h := range map[string]http.HandlerFunc{
		"declared": func(w http.ResponseWriter, r *http.Request) {
			page(ownPage, "Trailer", "X-Sum")(w, r)
			w.Header().Set("X-Sum", "1")
		},
		"prefixed": func(w http.ResponseWriter, r *http.Request) {
			page(ownPage)(w, r)
			w.Header().Set(http.TrailerPrefix+"X-Sum", "1")
		},
		"declared, untyped": func(w http.ResponseWriter, r *http.Request) {
			untyped(ownPage, "Trailer", "X-Sum")(w, r)
			w.(http.Flusher).Flush()
			w.Header().Set("X-Sum", "1")
		},
	} {
		t.Run(name, func(t *testing.T) {
			overBoth(t, s.client.Middleware(h), func(t *testing.T, srv *server) {
				got := srv.get(t, "/")
				require.Equal(t, rewritten(ownPage), got.body)
				require.Equal(t, "1", got.Trailer.Get("X-Sum"))
				require.Empty(t, got.Header.Get("X-Sum"))
			})
		})
	}
}

func TestFileServerKeepsRangesAndConditionsOfAssets(t *testing.T) {
	s := newSite(t, nil)
	files := http.FileServerFS(fstest.MapFS{
		"index.html": {Data: []byte(ownPage), ModTime: modified},
		"a.css":      {Data: []byte("a{}b{}"), ModTime: modified},
	})
	overBoth(t, s.client.Middleware(files), func(t *testing.T, srv *server) {
		index := srv.get(t, "/")
		require.Equal(t, rewritten(ownPage), index.body)
		require.Equal(t, int64(len(index.body)), index.ContentLength)
		require.Equal(t, 304, srv.get(t, "/", "If-None-Match", index.Header.Get("ETag")).StatusCode)
		require.Equal(t, 404, srv.get(t, "/missing").StatusCode)
		require.Equal(t, 301, srv.get(t, "/index.html").StatusCode)

		css := srv.get(t, "/a.css")
		require.Equal(t, "bytes", css.Header.Get("Accept-Ranges"))
		require.Equal(t, lastWeek, css.Header.Get("Last-Modified"))
		require.Equal(t, "{}b", srv.get(t, "/a.css", "Range", "bytes=1-3").body)
		require.Equal(t, 304, srv.get(t, "/a.css", "If-Modified-Since", lastWeek).StatusCode)
	})
}

func TestTwiceInstalledWorksOnce(t *testing.T) {
	s := newSite(t, nil)
	m := s.client.Middleware
	overBoth(t, m(m(m(versioned(ownPage)))), func(t *testing.T, srv *server) {
		got := srv.get(t, "/")
		require.Equal(t, rewritten(ownPage), got.body)
		tag := got.Header.Get("ETag")
		require.Equal(t, 1, strings.Count(tag, ".txt."))
		require.Equal(t, []string{"Cookie, Accept-Language"}, got.Header.Values("Vary"))
		require.Equal(t, 304, srv.get(t, "/", "If-None-Match", tag).StatusCode)
		require.Equal(t, 200, srv.get(t, "/", "If-None-Match", `W/"sapp-1.txt.0.en"`).StatusCode)
	})
}

func TestInnerOptionsWinAndShareTheRequest(t *testing.T) {
	s := newSite(t, nil)
	strip, err := s.client.Wrap(&content.PageOptions{Strip: true, Locale: content.LocaleOptions{Cookie: "-", Query: "-", AcceptLanguage: -1}})
	require.NoError(t, err)
	zip := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			for key, values := range rec.Header() {
				w.Header()[key] = values
			}
			w.Header().Del("Content-Length")
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(rec.Code)
			z := gzip.NewWriter(w)
			_, _ = z.Write(rec.Body.Bytes())
			_ = z.Close()
		})
	}
	app := func(w http.ResponseWriter, r *http.Request) {
		versioned(ownPage+content.From(r.Context()).Locale())(w, r)
	}
	h := s.client.Middleware(zip(strip(http.HandlerFunc(app))))
	overBoth(t, h, func(t *testing.T, srv *server) {
		got := srv.get(t, "/?locale=de")
		z, err := gzip.NewReader(strings.NewReader(got.body))
		require.NoError(t, err)
		body, err := io.ReadAll(z)
		require.NoError(t, err)
		require.Contains(t, string(body), "<p>Willkommen</p>de")
	})
}

func TestTwoClientsEachPutInTheirTexts(t *testing.T) {
	a, b := newSite(t, nil), newSite(t, &content.PageOptions{Prefix: "data-other"})
	body := ownPage + `<p data-other="home.title">own</p>`
	overBoth(t, a.client.Middleware(b.client.Middleware(versioned(body))), func(t *testing.T, srv *server) {
		a.publish(t, "Hello")
		b.publish(t, "Hello")
		got := srv.get(t, "/")
		require.Equal(t, rewritten(body), got.body)
		tag := got.Header.Get("ETag")
		require.Equal(t, 2, strings.Count(tag, ".txt."))
		require.Equal(t, 304, srv.get(t, "/", "If-None-Match", tag).StatusCode)
		b.publish(t, "Other")
		require.Contains(t, srv.get(t, "/", "If-None-Match", tag).body, ">Other<")
	})
}

func TestOuterRequestSeesPatternAndForm(t *testing.T) {
	s := newSite(t, nil)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /form/{id}", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseMultipartForm(1)
		page(ownPage+r.PathValue("id"))(w, r)
	})
	body := "--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n" + strings.Repeat("x", 5000) + "\r\n--b--\r\n"
	r := httptest.NewRequest("POST", "/form/7", strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	rec := httptest.NewRecorder()
	s.client.Middleware(mux).ServeHTTP(rec, r)
	require.Equal(t, rewritten(ownPage)+"7", rec.Body.String())
	require.Equal(t, "POST /form/{id}", r.Pattern)
	require.NotNil(t, r.MultipartForm, "the server removes its files")
	require.NoError(t, r.MultipartForm.RemoveAll())
}

func TestSkipWorksUntilTheResponseHasStarted(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, r *http.Request) {
		page("<p>")(w, r)
		content.Skip(r.Context())
		_, _ = io.WriteString(w, ownPage)
	}
	srv := serve(t, s.client.Middleware(http.HandlerFunc(h)), false)
	require.Equal(t, "<p>"+rewritten(ownPage), srv.get(t, "/").body)
}

func TestClosedClientServesOn(t *testing.T) {
	s := newSite(t, nil)
	require.NoError(t, s.client.Close())
	srv := serve(t, s.client.Middleware(page(ownPage)), false)
	require.Equal(t, rewritten(ownPage), srv.get(t, "/").body)
}
