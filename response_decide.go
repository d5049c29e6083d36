package content

import (
	"net/http"
	"strings"
)

// verdict is what the header of a response says about rewriting it.
type verdict uint8

const (
	leaveAlone  verdict = iota // not a page that may be rewritten
	rewrite                    // a page in UTF-8
	lookInside                 // its first bytes decide
	notModified                // the app's 304, to a condition that we turned back
)

// judge decides by status, options, Content-Type, Content-Encoding,
// no-transform and Range, in this order. It reads the header and changes
// nothing. cause says why what is a page is left alone.
func (w *responseWriter) judge(status int, h http.Header) (v verdict, cause skipCause) {
	if status == http.StatusNotModified && !w.off && w.cond != nil && len(w.cond.turned) > 0 {
		return notModified, notSkipped
	}
	if w.off || !mayHavePage(status) && status != http.StatusPartialContent {
		return leaveAlone, notSkipped
	}
	if v, cause = judgeType(h); v == leaveAlone {
		return v, cause
	}
	if cause = w.skips(status, h); cause != notSkipped {
		return leaveAlone, cause
	}
	return v, notSkipped
}

// skips says why a response of a page's type is to be left alone. A signed one
// (RFC 9421) would no longer be what its signature says.
func (w *responseWriter) skips(status int, h http.Header) skipCause {
	coding := h["Content-Encoding"]
	switch {
	case w.req.isSkipped():
		return skipAsked
	case len(coding) > 0 && !identity(coding):
		return skipEncoded
	case w.noTransform || hasToken(h["Cache-Control"], "no-transform"):
		return skipNoTransform
	case status == http.StatusPartialContent || h["Content-Range"] != nil:
		return skipPart
	case isAttachment(first(h["Content-Disposition"])):
		return skipAttachment
	case h["Signature"] != nil || h["Signature-Input"] != nil:
		return skipSigned
	}
	return notSkipped
}

// mayHavePage excludes what has no body, redirects, whose bodies nobody reads,
// and parts of a page.
func mayHavePage(status int) bool {
	switch status {
	case http.StatusNoContent, http.StatusResetContent, http.StatusPartialContent:
		return false
	}
	return status >= 200 && (status < 300 || status >= 400)
}

// judgeType decides by Content-Type. Without one net/http looks at the first
// bytes, and so do we, unless the response forbids it by nosniff, has a
// coding that net/http does not look behind, or asked for no type at all.
func judgeType(h http.Header) (verdict, skipCause) {
	types, set := h["Content-Type"]
	if !set {
		if hasToken(h["X-Content-Type-Options"], "nosniff") ||
			first(h["Content-Encoding"]) != "" || first(h["Transfer-Encoding"]) != "" {
			return leaveAlone, notSkipped
		}
		return lookInside, notSkipped
	}
	if len(types) != 1 {
		return leaveAlone, notSkipped
	}
	label, ok := htmlType(types[0])
	switch {
	case !ok:
		return leaveAlone, notSkipped
	case isUTF8(label):
		return rewrite, notSkipped
	case label == "":
		return lookInside, notSkipped // the page may declare one
	}
	if cs, utf8 := findCharset(label); cs == nil && !utf8 {
		return leaveAlone, skipCharset
	}
	return lookInside, notSkipped // for a byte order mark, which goes first
}

// htmlType reports whether a media type is text/html, and its charset.
func htmlType(value string) (charset string, ok bool) {
	media, params, _ := strings.Cut(value, ";")
	if !strings.EqualFold(trimOWS(media), "text/html") {
		return "", false
	}
	for params != "" {
		var param string
		param, params, _ = strings.Cut(params, ";")
		name, v, _ := strings.Cut(param, "=")
		if strings.EqualFold(trimOWS(name), "charset") {
			return strings.Trim(trimOWS(v), `"'`), true
		}
	}
	return "", true
}

// isUTF8 reports whether a charset label is one of the usual names of UTF-8.
func isUTF8(label string) bool {
	return strings.EqualFold(label, "utf-8") || strings.EqualFold(label, "utf8")
}

func identity(codings []string) bool {
	for _, c := range codings {
		if c = trimOWS(c); c != "" && !strings.EqualFold(c, "identity") {
			return false
		}
	}
	return true
}

func isAttachment(disposition string) bool {
	kind, _, _ := strings.Cut(disposition, ";")
	return strings.EqualFold(trimOWS(kind), "attachment")
}

// hasToken reports whether a comma-separated list has a token, in any case,
// with or without an argument.
func hasToken(lines []string, token string) bool {
	for _, line := range lines {
		for line != "" {
			var element string
			element, line, _ = strings.Cut(line, ",")
			name, _, _ := strings.Cut(element, "=")
			if strings.EqualFold(trimOWS(name), token) {
				return true
			}
		}
	}
	return false
}

// containsFold reports whether s has part, which is lower-case ASCII, in any
// case.
func containsFold(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(part)], part) {
			return true
		}
	}
	return false
}
