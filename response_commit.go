package content

import (
	"net/http"
	"strconv"
	"strings"
)

// commit sends the header of a page, once.
func (w *responseWriter) commit() {
	if w.sent {
		return
	}
	w.sent = true
	h := w.inner.Header()
	w.out.restore(h)
	app := takeValidators(h)
	w.setVary(h)
	w.setLanguage(h)
	if w.sniffed {
		h["Content-Type"] = []string{sniffedType}
	}
	tag, tagged := w.tag(app)
	if tagged && w.confirmOurselves(h, tag) {
		tagged = false
	}
	w.setLinks(h)
	if w.cfg.debug {
		w.setDebug(h)
		tagged = false
	}
	w.setOwn(h, tag, tagged)
	w.inner.WriteHeader(int(w.status))
}

// setOwn writes what every page has a value of its own for: entity tag and
// length, in one piece of memory.
func (w *responseWriter) setOwn(h http.Header, tag pageTag, tagged bool) {
	line := make([]byte, 0, 128)
	if tagged {
		line = tag.append(line)
	}
	n := len(line)
	if !w.streamed && w.lengthAllowed(h) {
		line = strconv.AppendInt(line, int64(w.held), 10)
	}
	values := string(line)
	if tagged {
		h["Etag"] = w.value(tagValue, values[:n])
	}
	if n < len(values) {
		h["Content-Length"] = w.value(lengthValue, values[n:])
	}
}

// The header values that every page has, and where their memory is.
const (
	lengthValue = iota
	varyValue
	localeValue
	tagValue
)

// value returns a header value of one line without allocating.
func (w *responseWriter) value(i int, s string) []string {
	w.values[i] = s
	return w.values[i : i+1 : i+1]
}

// takeValidators removes what no longer holds for a rewritten page and returns
// <app>: entity tag, date, ranges, digests (RFC 9530 and its forerunners) and
// the length. Handlers that set a field past http.Header.Set, to keep its
// case, are understood.
func takeValidators(h http.Header) (app appTag) {
	var etag, modified string
	for key, values := range h {
		switch http.CanonicalHeaderKey(key) {
		case "Etag":
			etag = first(values)
		case "Last-Modified":
			modified = first(values)
		case "Content-Length", "Accept-Ranges":
		default:
			if !isDigest(key) {
				continue
			}
		}
		delete(h, key)
	}
	if etag == "" && modified == "" {
		return appTag{}
	}
	return appValidator(etag, modified)
}

// isDigest reports whether a header field is a digest of the page.
func isDigest(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Content-Digest", "Repr-Digest", "Digest", "Content-Md5":
		return true
	}
	return false
}

// dropDigestTrailers takes the digests out of the trailers that are announced,
// and those that were set without.
func dropDigestTrailers(h http.Header) {
	if lines := h["Trailer"]; lines != nil {
		var kept []string
		for _, line := range lines {
			for name := range strings.SplitSeq(line, ",") {
				if name = trimOWS(name); name != "" && !isDigest(name) {
					kept = append(kept, name)
				}
			}
		}
		if h["Trailer"] = kept; len(kept) == 0 {
			delete(h, "Trailer")
		}
	}
	for key := range h {
		if name, ok := strings.CutPrefix(key, http.TrailerPrefix); ok && isDigest(name) {
			delete(h, key)
		}
	}
}

// setVary adds what was consulted for the locale: never less than the app has
// said (RFC 9110 section 12.5.5).
func (w *responseWriter) setVary(h http.Header) {
	cookie, language := w.choice.cookie, w.choice.language
	if h["Vary"] == nil && cookie && language {
		h["Vary"] = w.value(varyValue, "Cookie, Accept-Language")
	} else {
		if cookie {
			addVary(h, "Cookie")
		}
		if language {
			addVary(h, "Accept-Language")
		}
	}
	if w.choice.function {
		for _, name := range w.req.address.cfg.funcVary {
			addVary(h, name)
		}
	}
}

// setLanguage names the locale of a page that has it: one with labels, so far
// as it has been written, or whose handler asked for the texts of its request.
// To any other page the header would lend a language that it is not in (HTML
// takes it for that of a document without lang).
func (w *responseWriter) setLanguage(h http.Header) {
	home := w.req.view.home()
	if home == nil || h["Content-Language"] != nil || !w.req.asked.Load() && w.inj.counted == 0 {
		return
	}
	h["Content-Language"] = w.value(localeValue, home.tag)
}

// seoHead returns what is to be done in the head of the page. Links are for
// pages that can be found by their address.
func (w *responseWriter) seoHead(h http.Header) seoHead {
	head := seoHead{lang: w.cfg.seo.Lang}
	if w.safe && w.status == http.StatusOK && !hasOwnLinks(h) {
		head.links = w.cfg.seo.links(w.req.view)
	}
	return head
}

// setLinks writes the links of a page into its header when the page has no
// place for them: no </head>, or none that came in time.
func (w *responseWriter) setLinks(h http.Header) {
	s := &w.inj.seo
	if len(s.links) == 0 || s.placed || s.own || s.watching && w.streamed {
		return
	}
	h["Link"] = append(h["Link"][:len(h["Link"]):len(h["Link"])], headerLinks(s.links))
}

// addVary adds a name to Vary unless it is there.
func addVary(h http.Header, name string) {
	old := h["Vary"]
	if !hasToken(old, name) && !hasToken(old, "*") {
		h["Vary"] = append(old[:len(old):len(old)], name)
	}
}

// tag returns the page's entity tag. There is none when the app has no
// validator, when a text was left out or may yet be, because not all texts
// are in memory, and for a HEAD response whose handler wrote no page.
func (w *responseWriter) tag(app appTag) (t pageTag, ok bool) {
	if app.kind == 0 || w.req.leftOut() || w.head && w.took == 0 {
		return t, false
	}
	if w.streamed && !w.req.view.whole() {
		return t, false
	}
	now := currentPage(w.req.view, w.cfg)
	t = pageTag{app: app, rev: now.rev, locale: now.locale}
	if now.exact && !w.streamed {
		t.used = w.usedTag()
	}
	return t, true
}

// lengthAllowed excludes what cannot have a Content-Length: our own 304, the
// HEAD response whose handler wrote no page, transfer codings and trailers.
func (w *responseWriter) lengthAllowed(h http.Header) bool {
	if w.status == http.StatusNotModified || w.head && w.took == 0 || h["Transfer-Encoding"] != nil {
		return false
	}
	for key := range h {
		if key == "Trailer" || strings.HasPrefix(key, http.TrailerPrefix) {
			return false
		}
	}
	return true
}

// confirm turns the app's 304 into ours: it names the page that the client
// has (RFC 9110 section 15.4.5).
func (w *responseWriter) confirm(h http.Header) {
	app := appValidator(first(h["Etag"]), first(h["Last-Modified"]))
	raw, ok := w.cond.answer(app)
	if !ok {
		return
	}
	takeValidators(h)
	h["Etag"] = []string{raw}
	w.setVary(h)
}

// confirmOurselves makes the finished page a 304 if what was put into it is
// what the client has.
func (w *responseWriter) confirmOurselves(h http.Header, tag pageTag) bool {
	if w.streamed || w.cfg.debug || w.status != http.StatusOK {
		return false
	}
	raw, ok := w.cond.confirms(tag)
	if !ok {
		return false
	}
	w.status = http.StatusNotModified
	w.out.n, w.held = 0, 0
	h["Etag"] = []string{raw}
	delete(h, "Content-Type")
	delete(h, "Content-Encoding")
	return true
}
