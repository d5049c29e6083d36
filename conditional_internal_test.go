package content

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPageTagsAreReadFromTheirEnd(t *testing.T) {
	for _, app := range []string{`"v1"`, `W/"v1"`, `""`, `"a.txt.9-9.fr"`, `"x.txt."`, `"ünïcode"`, `"a,b"`} {
		for _, used := range []string{"", "4x_-Q"} {
			tag := pageTag{app: appValidator(app, ""), rev: "1-3~ab", locale: "pt-BR", used: used}
			require.NotEmpty(t, tag.app, app)
			opaque, weak, rest, ok := cutETag(tag.String())
			require.True(t, ok && weak && rest == "", tag.String())
			back, ok := parsePageTag(opaque)
			require.True(t, ok, tag.String())
			require.Equal(t, tag, back)
			require.Equal(t, app, back.app.etag())
		}
	}
}

func TestDatesAreValidators(t *testing.T) {
	const date = "Sun, 06 Nov 1994 08:49:37 GMT"
	app := appValidator("", date)
	require.Equal(t, date, app.modified().Format(http.TimeFormat))
	require.Empty(t, app.etag())
	require.Equal(t, `"1"`, appValidator(`"1"`, date).etag(), "an entity tag goes first")
	require.Equal(t, app, appValidator(`unquoted`, date), "a malformed one does not count")
	require.Empty(t, appValidator("", "yesterday"))
	_, ok := parseAppTag("m!")
	require.False(t, ok)
	require.Zero(t, appValidator(`"1"`, "").modified())
}

func TestForeignTagsAreNotOurs(t *testing.T) {
	for _, opaque := range []string{
		"", "abc", "sabc.txt", "sabc.txt.", "sabc.txt.1", "sabc.txt.1.", "sabc.txt..de",
		"abc.txt.1-1.de", ".txt.1-1.de", "sabc.txt.1-1.de.u.v", "sabc.txt.1-1.", "sabc.txt.1.de", "sabc.txt.1-1-1.de",
		"sabc.txt.1-A.de", "sabc.txt.1-1.d e", "site.txt.gz.old", "main.txt.2f.css", "mm!.txt.1-1.de",
	} {
		_, ok := parsePageTag(opaque)
		require.False(t, ok, "%q", opaque)
	}
}

func TestMalformedEntityTags(t *testing.T) {
	for _, s := range []string{"", "W/", "abc", `"abc`, `"a b"`, "\"a\x7f\"", "\"a\nb\"", "*"} {
		_, _, _, ok := cutETag(s)
		require.False(t, ok, "%q", s)
	}
}

func TestConditionsOfARequest(t *testing.T) {
	const (
		date    = "Sun, 06 Nov 1994 08:49:37 GMT"
		current = `W/"sv1.txt.5-2.de"`
		old     = `W/"sv1.txt.5-1.de"`
		other   = `W/"sv1.txt.5-2.fr"`
		options = `W/"sv1.txt.5-2~x.de"`
	)
	dated := pageTag{app: appValidator("", date), rev: "5-2", locale: "de"}.String()
	later := pageTag{app: appValidator("", "Mon, 07 Nov 1994 08:49:37 GMT"), rev: "5-2", locale: "de"}.String()
	cases := []struct {
		name       string
		send, want http.Header
	}{
		{"ours and current", header("If-None-Match", current), header("If-None-Match", `"v1"`)},
		{"ours, weak app", header("If-None-Match", `W/"wv1.txt.5-2.de"`), header("If-None-Match", `W/"v1"`)},
		{"ours, dated", header("If-None-Match", dated), header("If-Modified-Since", date)},
		{"ours, two dates", header("If-None-Match", later+", "+dated), header("If-Modified-Since", "Mon, 07 Nov 1994 08:49:37 GMT")},
		{"ours, tag and date", header("If-None-Match", current+","+dated), header("If-None-Match", `"v1"`)},
		{"old revision", header("If-None-Match", old), header()},
		{"other locale", header("If-None-Match", other), header()},
		{"other options", header("If-None-Match", options), header()},
		{"old beside a date", header("If-None-Match", old, "If-Modified-Since", date), header()},
		{"old and current", header("If-None-Match", old+" , "+current), header("If-None-Match", `"v1"`)},
		{"foreign", header("If-None-Match", `"x", W/"y"`, "If-Modified-Since", date), header("If-None-Match", `"x", W/"y"`, "If-Modified-Since", date)},
		{"foreign and old", header("If-None-Match", `"x",`+old), header("If-None-Match", `"x"`)},
		{"foreign and current", header("If-None-Match", current+`, "x"`), header("If-None-Match", `"v1", "x"`)},
		{"any", header("If-None-Match", "*"), header("If-None-Match", "*")},
		{"date alone", header("If-Modified-Since", date), header("If-Modified-Since", date)},
		{"date on a navigation", header("If-Modified-Since", date, "Sec-Fetch-Dest", "document"), header("Sec-Fetch-Dest", "document")},
		{"date on an old client's navigation", header("If-Modified-Since", date, "Accept", "TEXT/html,*/*"), header("Accept", "TEXT/html,*/*")},
		{"date of a script", header("If-Modified-Since", date, "Sec-Fetch-Dest", "script", "Accept", "text/html"), header("If-Modified-Since", date, "Sec-Fetch-Dest", "script", "Accept", "text/html")},
		{"foreign on a navigation", header("If-None-Match", `"x", `+current, "Sec-Fetch-Dest", "iframe"), header("If-None-Match", `"v1"`, "Sec-Fetch-Dest", "iframe")},
		{"any on a navigation", header("If-None-Match", "*", "Sec-Fetch-Dest", "frame"), header("Sec-Fetch-Dest", "frame")},
		{"malformed behind ours", header("If-None-Match", current+`, "x`), header("If-None-Match", `"v1", "x`)},
		{"range of ours", header("Range", "bytes=1-2", "If-Range", current), header()},
		{"range of theirs", header("Range", "bytes=1-2", "If-Range", `"v1"`), header("Range", "bytes=1-2", "If-Range", `"v1"`)},
		{"range by date", header("Range", "bytes=1-2", "If-Range", date), header("Range", "bytes=1-2", "If-Range", date)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := &http.Request{Header: c.send.Clone()}
			cond := newCondition(r, pageNow{rev: "5-2", locale: "de"})
			got := r.Header
			if cond.header != nil {
				got = cond.header
			}
			require.Equal(t, c.want, got)
			require.Equal(t, c.send, r.Header, "the request is not changed")
		})
	}
}

func TestAnswerNamesTheClientsPage(t *testing.T) {
	a, b := `W/"sa.txt.1-2.de"`, `W/"wb.txt.1-2.de"`
	now := pageNow{rev: "1-2", locale: "de"}
	both := newCondition(&http.Request{Header: header("If-None-Match", a+","+b)}, now)
	for app, want := range map[string]string{`"a"`: a, `W/"a"`: a, `"b"`: b, `"c"`: "", "": ""} {
		raw, _ := both.answer(appValidator(app, ""))
		require.Equal(t, want, raw, app)
	}
	one := newCondition(&http.Request{Header: header("If-None-Match", a)}, now)
	raw, ok := one.answer(appTag{})
	require.True(t, ok)
	require.Equal(t, a, raw)
	mixed := newCondition(&http.Request{Header: header("If-None-Match", a+`,"x"`)}, now)
	_, ok = mixed.answer(appValidator(`"x"`, ""))
	require.False(t, ok, "the 304 is the other tag's")
}

func TestExactConditionsAreKeptForTheFinishedPage(t *testing.T) {
	used, other := `W/"sa.txt.1-1.de.U"`, `W/"sa.txt.1-1.fr.U"`
	r := &http.Request{Header: header("If-None-Match", used+","+other)}
	cond := newCondition(r, pageNow{rev: "1-2", locale: "de", exact: true})
	require.Empty(t, cond.header)
	app := appValidator(`"a"`, "")
	raw, ok := cond.confirms(pageTag{app: app, rev: "1-2", locale: "de", used: "U"})
	require.True(t, ok)
	require.Equal(t, used, raw)
	for _, page := range []pageTag{{app: appValidator(`"b"`, ""), used: "U"}, {app: app, used: "V"}, {app: app}} {
		_, ok = cond.confirms(page)
		require.False(t, ok)
	}
	cond = newCondition(r, pageNow{rev: "1-2~x", locale: "de", exact: true})
	require.Empty(t, cond.exact, "other options")
}

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h[pairs[i]] = []string{pairs[i+1]}
	}
	return h
}
