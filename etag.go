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
	app    appTag
	rev    string // revision and options: see revisionTag
	locale string // canonical tag of the page's locale
	used   string // hash of the bytes put into the page; "": none was made
}

const tagMark = ".txt."

// String returns the tag as it stands in an ETag header.
func (t pageTag) String() string { return string(t.append(nil)) }

func (t pageTag) append(b []byte) []byte {
	b = t.app.append(append(b, `W/"`...))
	b = append(append(b, tagMark...), t.rev...)
	b = append(append(b, '.'), t.locale...)
	if t.used != "" {
		b = append(append(b, '.'), t.used...)
	}
	return append(b, '"')
}

// parsePageTag reads what stands between the quotes of an entity tag. ok is
// false when the tag is not one of ours: apps have tags like readme.txt.2.gz.
func parsePageTag(opaque string) (t pageTag, ok bool) {
	i := strings.LastIndex(opaque, tagMark)
	if i < 0 {
		return t, false
	}
	if t.app, ok = parseAppTag(opaque[:i]); !ok {
		return t, false
	}
	t.rev, t.locale, _ = strings.Cut(opaque[i+len(tagMark):], ".")
	t.locale, t.used, _ = strings.Cut(t.locale, ".")
	return t, isRevisionTag(t.rev) && isTag(t.locale) && strings.IndexByte(t.used, '.') < 0
}

// The first letter of <app> says what the app had: a strong tag, a weak tag, a
// time of modification.
const (
	appStrong = 's'
	appWeak   = 'w'
	appTime   = 'm'
)

// appTag is <app>, the app's own validator. The zero value is none.
type appTag struct {
	kind   byte   // the first letter; 0: none
	opaque string // of an entity tag
	at     int64  // of a date, in seconds since 1970
}

// appValidator returns <app> for the validators of a response: none when they
// are not well-formed. An entity tag goes before a date.
func appValidator(etag, lastModified string) appTag {
	if opaque, weak, rest, ok := cutETag(etag); ok && rest == "" {
		if weak {
			return appTag{kind: appWeak, opaque: opaque}
		}
		return appTag{kind: appStrong, opaque: opaque}
	}
	if lastModified == "" {
		return appTag{}
	}
	t, err := http.ParseTime(lastModified)
	if err != nil {
		return appTag{}
	}
	return appTag{kind: appTime, at: t.Unix()}
}

func parseAppTag(s string) (t appTag, ok bool) {
	if s == "" {
		return t, false
	}
	t.kind = s[0]
	switch t.kind {
	case appStrong, appWeak:
		t.opaque = s[1:]
		return t, true
	case appTime:
		var err error
		t.at, err = strconv.ParseInt(s[1:], 36, 64)
		return t, err == nil
	}
	return t, false
}

func (t appTag) append(b []byte) []byte {
	b = append(b, t.kind)
	if t.kind == appTime {
		return strconv.AppendInt(b, t.at, 36)
	}
	return append(b, t.opaque...)
}

// etag returns the app's entity tag, "" when it was a date.
func (t appTag) etag() string {
	switch t.kind {
	case appStrong:
		return `"` + t.opaque + `"`
	case appWeak:
		return `W/"` + t.opaque + `"`
	}
	return ""
}

// modified returns the app's time of modification; zero when it was a tag.
func (t appTag) modified() time.Time {
	if t.kind != appTime {
		return time.Time{}
	}
	return time.Unix(t.at, 0).UTC()
}

// same reports whether two validators are equal by the weak comparison of
// RFC 9110 section 8.8.3.2: the one that If-None-Match asks for.
func (t appTag) same(o appTag) bool {
	if t.kind == appWeak {
		t.kind = appStrong
	}
	if o.kind == appWeak {
		o.kind = appStrong
	}
	return t.kind != 0 && t == o
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

// isRevisionTag reports whether s is what revisionTag may have made.
func isRevisionTag(s string) bool {
	revision, _, _ := strings.Cut(s, "~")
	sequence, epoch, ok := strings.Cut(revision, "-")
	return revision == "0" || ok && isBase36(sequence) && isBase36(epoch)
}

func isBase36(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isAlnum(s[i]) || s[i] <= 'Z' && s[i] >= 'A' {
			return false
		}
	}
	return s != ""
}

// sameOptions reports whether two <rev> were made with the same options.
func sameOptions(a, b string) bool {
	_, a, _ = strings.Cut(a, "~")
	_, b, _ = strings.Cut(b, "~")
	return a == b
}
