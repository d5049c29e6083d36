package content_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/teletextio/content/contenttest"
)

// charsetText is in many scripts, so that no legacy charset has all of it, and
// has the signs that Shift_JIS and others are known to write in another way.
const charsetText = "Grüße, Привет, 表示ソ能, 你好, 안녕, ¥ ‾ \\ ~ € œ 𝄞"

// charsetPage has a label of every kind, and words of its own that every
// charset below has a byte for.
const charsetPage = `<!DOCTYPE html><title data-txt="home.plain">own</title>` +
	`<p>%</p><p data-txt="home.title">%</p><img title="%" alt="%" data-txt-attr="alt: home.plain">` +
	`<p data-txt="home.child">% <a data-txt-name="link" href="/" title="%">%</a></p>` +
	`<p data-txt="home.many" data-txt-args='{"n": 2}'>%</p>` +
	`<script type="application/ld+json" data-txt-json="name: home.plain">{"name": "own"}</script>`

var charsetTexts = contenttest.Texts{"en": {
	"home.plain": charsetText,
	"home.title": "<b>" + charsetText + "</b>",
	"home.child": charsetText + ` <a data-txt-name="link">` + charsetText + `</a> ` + charsetText,
	"home.many":  "{n, plural, one {" + charsetText + "} other {<i>" + charsetText + "</i>}}",
}}

// charsets lists the legacy encodings of the Encoding Standard, each with a
// character beyond ASCII that it has.
var charsets = map[string]string{
	"windows-1250": "š", "windows-1251": "я", "windows-1252": "é", "windows-1253": "λ", "windows-1254": "ğ",
	"windows-1255": "ש", "windows-1256": "ع", "windows-1257": "ž", "windows-1258": "ơ", "windows-874": "ก",
	"iso-8859-2": "š", "iso-8859-3": "ħ", "iso-8859-4": "š", "iso-8859-5": "я", "iso-8859-6": "ع",
	"iso-8859-7": "λ", "iso-8859-8": "ש", "iso-8859-8-i": "ש", "iso-8859-10": "š", "iso-8859-13": "ž",
	"iso-8859-14": "ŵ", "iso-8859-15": "œ", "iso-8859-16": "ș", "ibm866": "я", "koi8-r": "я", "koi8-u": "ї",
	"macintosh": "é", "x-mac-cyrillic": "я",
	"shift_jis": "表", "euc-jp": "表", "gbk": "你", "gb18030": "𝄞", "big5": "你", "euc-kr": "안",
	"us-ascii": "é", "latin1": "é", "gb2312": "你", "ks_c_5601-1987": "안",
}

func TestTextsAreWrittenInThePagesCharset(t *testing.T) {
	client := newClient(t, contenttest.NewScript(charsetTexts), nil)
	for name, own := range charsets {
		t.Run(name, func(t *testing.T) {
			enc, err := htmlindex.Get(name)
			require.NoError(t, err)
			source, err := enc.NewEncoder().String(strings.ReplaceAll(charsetPage, "%", own))
			require.NoError(t, err)
			for _, h := range []http.Handler{
				typed("text/html; charset="+name, source),
				typed("text/html", "<meta charset="+name+">"+source),
				inPieces("text/html; charset="+name, 1, source),
			} {
				rec := httptest.NewRecorder()
				client.Middleware(h).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
				require.True(t, strings.HasPrefix(strings.TrimPrefix(rec.Body.String(), "<meta charset="+name+">"), "<!DOCTYPE html>"))
				got, err := enc.NewDecoder().String(rec.Body.String())
				require.NoError(t, err)
				require.NotContains(t, got, "\uFFFD")
				require.Equal(t, strings.TrimSpace(strings.Repeat(charsetText+"\n", 7)), labelled(t, got))
				require.Contains(t, got, `<p>`+own+`</p>`)
				require.Contains(t, got, `<a data-txt-name="link" href="/" title="`+own+`">`, "the page's own tag")
				require.Contains(t, rec.Body.String(), `{"name": "Gr\u00fc\u00dfe`)
			}
		})
	}
}

// labelled returns what the labels of charsetPage became, as a browser reads
// it, one line each.
func labelled(t *testing.T, page string) string {
	doc, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var found []string
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.TextNode && strings.Contains(n.Data, charsetText[2:]) && n.Parent.Data != "script":
			found = append(found, strings.TrimSpace(n.Data))
		case n.Type == html.ElementNode && n.Data == "img":
			for _, a := range n.Attr {
				if a.Key == "alt" {
					found = append(found, a.Val)
				}
			}
		}
	}
	return strings.Join(found, "\n")
}

func TestCharsetThatTextsCannotBePutIntoIsCounted(t *testing.T) {
	s := newSite(t, nil)
	for _, h := range []http.Handler{
		typed("text/html; charset=iso-2022-jp", ownPage),
		typed("text/html", "<meta charset=x-mine>"+ownPage),
		typed("text/html", "\xfe\xff"),
	} {
		s.client.Middleware(h).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	require.Equal(t, map[string]uint64{"charset": 3}, s.client.Status().Skipped)
}

func TestSkippedPagesAreCountedByCause(t *testing.T) {
	s := newSite(t, nil)
	for _, header := range [][]string{
		{"Content-Encoding", "br"}, {"Cache-Control", "no-transform"}, {"Content-Disposition", "attachment"},
		{"Signature", "sig=:x:"}, {":status", "206"}, {"Content-Type", "text/css"}, {":status", "302"},
	} {
		s.client.Middleware(page(ownPage, header...)).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	require.Equal(t, map[string]uint64{"encoded": 1, "no-transform": 1, "attachment": 1, "signed": 1, "part": 1}, s.client.Status().Skipped)
}

// TestCharsetIsTheOneThatBrowsersTake compares with golang.org/x/net, whose
// test pages come from the W3C.
func TestCharsetIsTheOneThatBrowsersTake(t *testing.T) {
	const label = `<p data-txt="home.plain">own</p>`
	client := newClient(t, contenttest.NewScript(charsetTexts), nil)
	declared := []string{
		`<meta charset=big5>`, `<META CHARSET = 'windows-1251' >`, `<meta name=x charset=koi8-r>`,
		`<meta http-equiv="Content-Type" content="text/html; charset=euc-jp">`,
		`<meta content='text/html; charset="gbk"' http-equiv=content-type>`,
		`<!-- <meta charset=big5> --><meta charset=iso-8859-5>`, `<title>x</title><meta/charset="euc-kr"/>`,
		`<meta charset=utf-16le>`, `<meta charset=utf-8><meta charset=big5>`, "<meta\ncharset=big5>",
	}
	for _, meta := range declared {
		for _, typ := range []string{"text/html", "text/html; charset=windows-1250", `text/html; charset="UTF-8"`} {
			for _, bom := range []string{"", "\xef\xbb\xbf"} {
				body := bom + meta + label
				enc, _, _ := charset.DetermineEncoding([]byte(body), typ)
				rec := httptest.NewRecorder()
				client.Middleware(typed(typ, body)).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
				got, err := enc.NewDecoder().String(rec.Body.String())
				require.NoError(t, err)
				require.Contains(t, html.UnescapeString(got), ">"+charsetText+"<", "%q as %s", body, typ)
			}
		}
	}
}
