package content

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// pageTag is the entity tag of a page that could be rewritten,
//
//	W/"<app>.txt.<rev>.<locale>"     W/"<app>.txt.<rev>.<locale>.<used>"
//
// It is weak, because the same page may leave in other bytes that mean the
// same. The parts behind .txt. have no dots and no quotes, so that the tag is
// read from its end whatever the app's own tag holds.
type pageTag struct {
	app    string // the app's validator: see appValidator
	rev    string // revision and options: see revisionTag
	locale string // canonical tag of the page's locale
	used   string // hash of the bytes put into the page; "": none was made
}

const tagMark = ".txt."

// String returns the tag as it stands in an ETag header.
func (t pageTag) String() string {
	n := len(`W/""`) + len(t.app) + len(tagMark) + len(t.rev) + 1 + len(t.locale) + 1 + len(t.used)
	b := make([]byte, 0, n)
	b = append(b, `W/"`...)
	b = append(b, t.app...)
	b = append(b, tagMark...)
	b = append(b, t.rev...)
	b = append(b, '.')
	b = append(b, t.locale...)
	if t.used != "" {
		b = append(b, '.')
		b = append(b, t.used...)
	}
	return string(append(b, '"'))
}

// parsePageTag reads what stands between the quotes of an entity tag. ok is
// false when the tag is not one of ours.
func parsePageTag(opaque string) (t pageTag, ok bool) {
	i := strings.LastIndex(opaque, tagMark)
	if i < 0 {
		return t, false
	}
	t.app = opaque[:i]
	t.rev, t.locale, ok = strings.Cut(opaque[i+len(tagMark):], ".")
	t.locale, t.used, _ = strings.Cut(t.locale, ".")
	ok = ok && t.rev != "" && t.locale != "" && strings.IndexByte(t.used, '.') < 0
	return t, ok && knownApp(t.app)
}

// The first letter of <app> says what the app had: a strong tag, a weak tag, a
// time of modification.
const (
	appStrong = 's'
	appWeak   = 'w'
	appTime   = 'm'
)

func knownApp(app string) bool {
	return app != "" && (app[0] == appStrong || app[0] == appWeak || app[0] == appTime)
}

// appValidator returns <app> for the validators of a response, "" when it has
// none that is well-formed. An entity tag goes before a date.
func appValidator(etag, lastModified string) string {
	if opaque, weak, rest, ok := cutETag(etag); ok && rest == "" {
		if weak {
			return string(appWeak) + opaque
		}
		return string(appStrong) + opaque
	}
	if lastModified == "" {
		return ""
	}
	t, err := http.ParseTime(lastModified)
	if err != nil {
		return ""
	}
	return string(appTime) + strconv.FormatInt(t.Unix(), 36)
}

// appETag returns the app's entity tag in an <app>, "" when it was a date.
func appETag(app string) string {
	switch app[0] {
	case appStrong:
		return `"` + app[1:] + `"`
	case appWeak:
		return `W/"` + app[1:] + `"`
	}
	return ""
}

// appModified returns the app's time of modification in an <app>.
func appModified(app string) (time.Time, bool) {
	if app[0] != appTime {
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(app[1:], 36, 64)
	return time.Unix(seconds, 0).UTC(), err == nil
}

// cutETag reads one entity tag (RFC 9110 section 8.8.3) from the start of s.
func cutETag(s string) (opaque string, weak bool, rest string, ok bool) {
	s, weak = strings.CutPrefix(s, "W/")
	if s == "" || s[0] != '"' {
		return "", false, "", false
	}
	end := strings.IndexByte(s[1:], '"')
	if end < 0 {
		return "", false, "", false
	}
	opaque = s[1 : 1+end]
	for i := 0; i < len(opaque); i++ {
		if c := opaque[i]; c <= ' ' || c == 0x7f {
			return "", false, "", false
		}
	}
	return opaque, weak, s[end+2:], true
}

// revisionTag returns <rev>: the name of the revision, "0" when there is none,
// then the page's options when they are not the default ones.
func revisionTag(revision, options string) string {
	if options == "" {
		return revision
	}
	return revision + "~" + options
}

// sameOptions reports whether two <rev> were made with the same options.
func sameOptions(a, b string) bool {
	_, a, _ = strings.Cut(a, "~")
	_, b, _ = strings.Cut(b, "~")
	return a == b
}
