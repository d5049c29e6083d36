package content_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/teletextio/content"
)

// untouched lists responses that leave exactly as without the middleware.
var untouched = []struct {
	name   string
	method string // "": GET
	send   []string
	handle http.HandlerFunc
}{
	{name: "JSON", handle: typed("application/json", `{"a":"<p data-txt=\"home.title\">own</p>"}`)},
	{name: "plain text", handle: typed("text/plain; charset=utf-8", ownPage)},
	{name: "event stream", handle: typed("text/event-stream", "data: "+ownPage+"\n\n")},
	{name: "mixed replace", handle: typed("multipart/x-mixed-replace; boundary=b", ownPage)},
	{name: "image", handle: typed("image/png", "\x89PNG\r\n\x1a\n"+ownPage)},
	{name: "XHTML", handle: typed("application/xhtml+xml", ownPage)},
	{name: "a type that only begins like HTML", handle: typed("text/html-sandboxed", ownPage)},
	{name: "gRPC", handle: typed("application/grpc", ownPage)},
	{name: "nothing written", handle: func(http.ResponseWriter, *http.Request) {}},
	{name: "status without body", handle: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) }},
	{name: "204", handle: page("", ":status", "204")},
	{name: "304", handle: page("", ":status", "304", "ETag", `"x"`)},
	{name: "204 whose handler writes", handle: page(ownPage, ":status", "204")},
	{name: "304 whose handler writes", handle: page(ownPage, ":status", "304", "Last-Modified", lastWeek)},
	{name: "205", handle: page("", ":status", "205")},
	{name: "206", handle: page(ownPage, ":status", "206", "Content-Range", "bytes 0-9/100")},
	{name: "multipart ranges", handle: typed("multipart/byteranges; boundary=x", ownPage)},
	{name: "redirect with a body", handle: page(ownPage, ":status", "302", "Location", "/x")},
	{name: "gzip", handle: page(ownPage, "Content-Encoding", "gzip", "ETag", `"x"`)},
	{name: "br", handle: page(ownPage, "Content-Encoding", "br")},
	{name: "zstd", handle: page(ownPage, "Content-Encoding", "zstd", "Content-Length", strconv.Itoa(len(ownPage)))},
	{name: "unknown coding", handle: page(ownPage, "Content-Encoding", "identity, x-mine")},
	{name: "no-transform in the response", handle: page(ownPage, "Cache-Control", "public, No-Transform", "Last-Modified", lastWeek)},
	{name: "no-transform in the request", send: []string{"Cache-Control", "no-transform"}, handle: page(ownPage, "ETag", `"x"`)},
	{name: "attachment", handle: page(ownPage, "Content-Disposition", `Attachment; filename="a.html"`)},
	{name: "nosniff without a type", handle: untyped(ownPage, "X-Content-Type-Options", "nosniff")},
	{name: "untyped text", handle: untyped("plain " + ownPage)},
	{name: "untyped binary", handle: untyped("\x00\x01\x02" + ownPage)},
	{name: "untyped empty write", handle: untyped("")},
	{name: "type switched off", handle: func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		_, _ = io.WriteString(w, ownPage)
	}},
	{name: "header flushed before anything is known", handle: func(w http.ResponseWriter, _ *http.Request) {
		w.(http.Flusher).Flush()
		_, _ = io.WriteString(w, ownPage)
	}},
	{name: "ISO-2022-JP", handle: typed("text/html; charset=iso-2022-jp", ownPage)},
	{name: "UTF-16 by its type", handle: typed("text/html; charset=utf-16", ownPage)},
	{name: "a charset that nobody knows", handle: typed("text/html; charset=x-mine", ownPage)},
	{name: "signed", handle: page(ownPage, "Signature-Input", `sig=("content-digest")`, "Content-Digest", "sha-256=:x:", "ETag", `"x"`)},
	{name: "signed exchange", handle: typed("application/signed-exchange;v=b3", ownPage)},
	{name: "UTF-16 by its byte order mark", handle: typed("text/html", "\xff\xfe"+ownPage)},
	{name: "ISO-2022-JP declared in the page", handle: typed("text/html", `<!-- <meta charset=utf-8> --><META http-equiv=Content-Type content="text/html; charset=iso-2022-jp">`+ownPage)},
	{name: "switched off", handle: func(w http.ResponseWriter, r *http.Request) {
		content.Skip(r.Context())
		page(ownPage, "ETag", `"x"`, "Last-Modified", lastWeek)(w, r)
	}},
	{name: "HEAD of another type", method: "HEAD", handle: typed("text/css", ownPage)},
	{name: "HEAD of ServeContent", method: "HEAD", handle: func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "a.css", modified, strings.NewReader(ownPage))
	}},
	{name: "large copy", handle: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = io.Copy(w, strings.NewReader(strings.Repeat(ownPage, 5000)))
	}},
}

func TestWhatIsNoPageLeavesAsWithoutUs(t *testing.T) {
	s := newSite(t, nil)
	for _, c := range untouched {
		t.Run(c.name, func(t *testing.T) {
			method := c.method
			if method == "" {
				method = http.MethodGet
			}
			for _, http2 := range []bool{false, true} {
				bare := serve(t, c.handle, http2)
				ours := serve(t, s.client.Middleware(c.handle), http2)
				want := bare.do(t, method, "/?locale=de", c.send...)
				got := ours.do(t, method, "/?locale=de", c.send...)
				want.Header.Del("Date")
				got.Header.Del("Date")
				require.Equal(t, want.StatusCode, got.StatusCode)
				require.Equal(t, want.Header, got.Header)
				require.Equal(t, want.body, got.body)
				require.Equal(t, want.ContentLength, got.ContentLength)
				require.Equal(t, want.TransferEncoding, got.TransferEncoding)
				require.Equal(t, bare.log.String(), ours.log.String())
			}
		})
	}
}

// pages lists responses that are rewritten.
var pages = []struct {
	name   string
	method string
	send   []string
	handle http.HandlerFunc
	want   string // body; "": rewritten ownPage
	status int
}{
	{name: "HTML", handle: page(ownPage)},
	{name: "HTML without charset", handle: typed("text/html", ownPage)},
	{name: "HTML that declares UTF-8 itself", handle: typed("Text/HTML ; x=y", `<meta charset=utf-8>`+ownPage), want: `<meta charset=utf-8>` + rewritten(ownPage)},
	{name: "byte order mark before a wrong declaration", handle: typed("text/html", "\xef\xbb\xbf<meta charset=big5>"+ownPage), want: "\xef\xbb\xbf<meta charset=big5>" + rewritten(ownPage)},
	{name: "header before a wrong declaration", handle: typed(`text/html; charset="UTF-8"`, `<meta charset=big5>`+ownPage), want: `<meta charset=big5>` + rewritten(ownPage)},
	{name: "untyped, sniffed", handle: untyped(ownPage)},
	{name: "untyped, one byte first", handle: inPieces("", 1, "  \n"+ownPage), want: "  \n" + rewritten(ownPage)},
	{name: "untyped and long", handle: inPieces("", 100, ownPage+strings.Repeat("<br>", 1000)), want: rewritten(ownPage) + strings.Repeat("<br>", 1000)},
	{name: "no charset, in pieces", handle: inPieces("text/html", 7, ownPage+strings.Repeat("<br>", 1000)), want: rewritten(ownPage) + strings.Repeat("<br>", 1000)},
	{name: "in pieces of one byte", handle: inPieces(htmlType, 1, ownPage)},
	{name: "identity coding", handle: page(ownPage, "Content-Encoding", "identity")},
	{name: "inline disposition", handle: page(ownPage, "Content-Disposition", "inline")},
	{name: "404", handle: page(ownPage, ":status", "404"), status: 404},
	{name: "500", handle: page(ownPage, ":status", "500"), status: 500},
	{name: "201", handle: page(ownPage, ":status", "201"), status: 201},
	{name: "answer to POST", method: "POST", handle: page(ownPage)},
	{name: "answer to PUT", method: "PUT", handle: page(ownPage)},
	{name: "answer to DELETE", method: "DELETE", handle: page(ownPage)},
	{name: "fragment", handle: page(`<p data-txt="home.title">own</p>`), want: `<p data-txt="home.title">Hello</p>`},
	{name: "range that the handler ignores", send: []string{"Range", "bytes=0-9"}, handle: page(ownPage)},
	{name: "wrong length", handle: page(ownPage, "Content-Length", strconv.Itoa(len(ownPage)))},
	{name: "length too small", handle: page(ownPage, "Content-Length", "3")},
	{name: "WriteString", handle: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		_, _ = w.(io.StringWriter).WriteString(ownPage)
	}},
	{name: "ReadFrom", handle: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		_, _ = w.(io.ReaderFrom).ReadFrom(iotest.OneByteReader(strings.NewReader(ownPage)))
	}},
	{name: "io.Copy, untyped", handle: func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.Copy(w, strings.NewReader(ownPage))
	}},
	{name: "two statuses", handle: func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", htmlType)
		w.WriteHeader(201)
		w.WriteHeader(500)
		_, _ = io.WriteString(w, ownPage)
	}, status: 201},
	{name: "header changed when it should have left", handle: func(w http.ResponseWriter, r *http.Request) {
		page(ownPage, "X-Early", "1")(w, r)
		http.Error(w, "", 500)
		w.Header().Set("X-Late", "1")
		w.Header().Del("X-Early")
	}, want: rewritten(ownPage) + "\n"},
}

func TestPagesAreRewritten(t *testing.T) {
	s := newSite(t, nil)
	for _, c := range pages {
		t.Run(c.name, func(t *testing.T) {
			overBoth(t, s.client.Middleware(c.handle), func(t *testing.T, srv *server) {
				method, want, status := c.method, c.want, c.status
				if method == "" {
					method = http.MethodGet
				}
				if want == "" {
					want = rewritten(ownPage)
				}
				if status == 0 {
					status = 200
				}
				got := srv.do(t, method, "/", c.send...)
				require.NoError(t, got.err)
				require.Equal(t, want, got.body)
				require.Equal(t, status, got.StatusCode)
				require.Equal(t, int64(len(want)), got.ContentLength, "inside the buffer")
				require.Equal(t, "en", got.Header.Get("Content-Language"))
				require.Equal(t, []string{"Cookie, Accept-Language"}, got.Header.Values("Vary"))
				require.Empty(t, got.Header.Get("X-Late"))
				require.Empty(t, srv.log.String())
				if strings.HasPrefix(c.name, "header changed") {
					require.Equal(t, "1", got.Header.Get("X-Early"))
					require.Equal(t, htmlType, got.Header.Get("Content-Type"))
				}
			})
		})
	}
}

func TestEmptyPageHasLengthZero(t *testing.T) {
	s := newSite(t, nil)
	overBoth(t, s.client.Middleware(page("", "ETag", `"1"`)), func(t *testing.T, srv *server) {
		got := srv.get(t, "/")
		require.Equal(t, int64(0), got.ContentLength)
		require.Contains(t, got.Header.Get("ETag"), ".txt.")
	})
	unwritten := func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", htmlType) }
	overBoth(t, s.client.Middleware(http.HandlerFunc(unwritten)), func(t *testing.T, srv *server) {
		require.Equal(t, int64(0), srv.get(t, "/").ContentLength)
	})
}

func TestHeadHasTheHeaderOfGet(t *testing.T) {
	s := newSite(t, nil)
	long := strings.Repeat(ownPage, 2000)
	for name, h := range map[string]http.HandlerFunc{
		"small": page(ownPage, "ETag", `"1"`), "long": page(long, "ETag", `"1"`),
		"declared": page(ownPage, "ETag", `W/"1"`, "Content-Length", strconv.Itoa(len(ownPage))),
		"untyped":  untyped(ownPage, "Last-Modified", lastWeek),
		"flushing": func(w http.ResponseWriter, r *http.Request) {
			page(ownPage, "ETag", `"1"`)(w, r)
			w.(http.Flusher).Flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			overBoth(t, s.client.Middleware(h), func(t *testing.T, srv *server) {
				get := srv.get(t, "/?locale=de")
				head := srv.do(t, http.MethodHead, "/?locale=de")
				get.Header.Del("Date")
				head.Header.Del("Date")
				require.Equal(t, get.Header, head.Header)
				require.Equal(t, get.ContentLength, head.ContentLength)
				require.Contains(t, head.Header.Get("ETag"), ".txt.")
				require.Empty(t, head.body)
			})
		})
	}
}

func TestHeadWithoutABodyHasNeitherLengthNorTag(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "a.html", modified, strings.NewReader(ownPage))
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		head := srv.do(t, http.MethodHead, "/")
		for _, name := range []string{"Content-Length", "ETag", "Last-Modified", "Accept-Ranges"} {
			require.Empty(t, head.Header.Get(name), name)
		}
		require.Equal(t, []string{"Cookie, Accept-Language"}, head.Header.Values("Vary"))
	})
}

func TestHTTP10PageHasItsLengthOrEndsWithTheConnection(t *testing.T) {
	s := newSite(t, nil)
	got := raw(t, s.client.Middleware(page(ownPage)), "GET / HTTP/1.0\r\n\r\n")
	head, body, _ := strings.Cut(got, "\r\n\r\n")
	require.Equal(t, rewritten(ownPage), body)
	require.Contains(t, head, fmt.Sprintf("Content-Length: %d", len(body)))

	long := strings.Repeat(ownPage, 2000)
	got = raw(t, s.client.Middleware(page(long)), "GET / HTTP/1.0\r\n\r\n")
	head, body, _ = strings.Cut(got, "\r\n\r\n")
	require.Equal(t, rewritten(long), body)
	require.NotContains(t, head, "Content-Length")
	require.NotContains(t, head, "chunked")

	got = raw(t, s.client.Middleware(page(ownPage)), "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n")
	require.Equal(t, 2, strings.Count(got, ">Hello<"), "kept alive")
}

func TestNothingWrittenIsNothingSent(t *testing.T) {
	s := newSite(t, nil)
	got := raw(t, s.client.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})), "GET / HTTP/1.0\r\n\r\n")
	_, body, _ := strings.Cut(got, "\r\n\r\n")
	require.Empty(t, body)
	rec := httptest.NewRecorder()
	s.client.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	require.Empty(t, rec.Header())
}

func TestDigestsAndRangesOfTheAppGo(t *testing.T) {
	s := newSite(t, nil)
	h := func(w http.ResponseWriter, r *http.Request) {
		w.Header()["ETag"] = []string{`"past-Set"`}
		page(ownPage, "Content-Digest", "x", "Repr-Digest", "x", "Digest", "x", "Content-MD5", "x",
			"Accept-Ranges", "bytes", "Last-Modified", lastWeek, "X-Kept", "1")(w, r)
	}
	overBoth(t, s.client.Middleware(http.HandlerFunc(h)), func(t *testing.T, srv *server) {
		got := srv.get(t, "/")
		for _, name := range []string{"Content-Digest", "Repr-Digest", "Digest", "Content-MD5", "Accept-Ranges", "Last-Modified"} {
			require.Empty(t, got.Header.Get(name), name)
		}
		require.Equal(t, "1", got.Header.Get("X-Kept"))
		require.Len(t, got.Header.Values("ETag"), 1)
		require.Contains(t, got.Header.Get("ETag"), `W/"spast-Set.txt.`)
	})
}

func TestVaryAndLanguageOfTheAppStay(t *testing.T) {
	s := newSite(t, nil)
	srv := serve(t, s.client.Middleware(page(ownPage, "Vary", "Origin, cookie", "Content-Language", "en-US")), false)
	got := srv.get(t, "/")
	require.Equal(t, []string{"Origin, cookie", "Accept-Language"}, got.Header.Values("Vary"))
	require.Equal(t, "en-US", got.Header.Get("Content-Language"))
	srv = serve(t, s.client.Middleware(page(ownPage, "Vary", "*")), false)
	require.Equal(t, []string{"*"}, srv.get(t, "/").Header.Values("Vary"))
}

func TestLanguageIsThatOfLocalizedPagesOnly(t *testing.T) {
	s := newSite(t, nil)
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		want string
	}{
		"label":     {page(ownPage), "de"},
		"no label":  {page("<p>own</p>"), ""},
		"attribute": {page(`<img data-txt-attr="alt: home.title">`), "de"},
		"text of the handler's": {func(w http.ResponseWriter, r *http.Request) {
			page("<p>"+string(content.From(r.Context()).Get("home.title")))(w, r)
		}, "de"},
	} {
		srv := serve(t, s.client.Middleware(c.h), false)
		require.Equal(t, c.want, srv.get(t, "/?locale=de").Header.Get("Content-Language"), name)
	}
}

func TestVaryNamesWhatWasConsulted(t *testing.T) {
	s := newSite(t, &content.PageOptions{Locale: content.LocaleOptions{PathPrefix: true}})
	srv := serve(t, s.client.Middleware(page(ownPage)), false)
	for _, c := range []struct {
		path string
		send []string
		want []string
		text string
	}{
		{"/", nil, []string{"Cookie, Accept-Language"}, "Hello"},
		{"/", []string{"Accept-Language", "de"}, []string{"Cookie, Accept-Language"}, "Willkommen"},
		{"/", []string{"Cookie", "a=b; locale=fr", "Accept-Language", "de"}, []string{"Cookie"}, "Bonjour"},
		{"/", []string{"Cookie", "locale=xx", "Accept-Language", "de"}, []string{"Cookie, Accept-Language"}, "Willkommen"},
		{"/?locale=de", []string{"Cookie", "locale=fr"}, nil, "Willkommen"},
		{"/?locale=xx", []string{"Cookie", "locale=fr"}, []string{"Cookie"}, "Bonjour"},
		{"/fr/?locale=de", nil, nil, "Bonjour"},
	} {
		got := srv.get(t, c.path, c.send...)
		require.Equal(t, c.want, got.Header.Values("Vary"), c.path)
		require.Contains(t, got.body, ">"+c.text+"<", c.path)
	}
}

func typed(contentType, body string) http.HandlerFunc {
	return page(body, "Content-Type", contentType)
}

func untyped(body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		setPairs(w.Header(), header)
		_, _ = io.WriteString(w, body)
	}
}

// inPieces writes a body in pieces; without a type when that is "".
func inPieces(contentType string, size int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		for b := body; b != ""; b = b[min(size, len(b)):] {
			n, err := io.WriteString(w, b[:min(size, len(b))])
			if err != nil || n != min(size, len(b)) {
				panic(fmt.Sprint(n, err))
			}
		}
	}
}
