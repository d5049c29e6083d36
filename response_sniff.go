package content

import (
	"bytes"
	"net/http"
	"strings"
)

const (
	sniffBytes = 512  // what http.DetectContentType looks at
	metaBytes  = 1024 // where HTML wants a page's own charset declaration
	bomBytes   = 3    // the longest byte order mark
)

// sniffedType is what http.DetectContentType calls a page.
const sniffedType = "text/html; charset=utf-8"

// sniffing is what the first bytes of a response came to.
type sniffing struct {
	verdict verdict
	cause   skipCause
	charset *charset // nil: UTF-8
}

// lookLength returns how many bytes are awaited before sniff.
func lookLength(h http.Header) int16 {
	types := h["Content-Type"]
	if types == nil {
		return sniffBytes
	}
	if label, _ := htmlType(types[0]); label != "" {
		return bomBytes
	}
	return metaBytes
}

// sniff decides by the first bytes of a response, as far as they are there.
// As browsers do, a byte order mark goes before the charset in Content-Type,
// and that before a declaration in the page.
func sniff(h http.Header, head []byte) sniffing {
	types, typed := h["Content-Type"]
	if !typed {
		return sniffType(head)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return sniffing{verdict: rewrite}
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return sniffing{verdict: leaveAlone, cause: skipCharset} // UTF-16
	}
	var cs *charset
	utf8 := true
	if label, _ := htmlType(types[0]); label != "" {
		cs, utf8 = findCharset(label)
	} else if label = metaCharset(head[:min(len(head), metaBytes)]); label != "" {
		cs, utf8 = findMetaCharset(label)
	}
	if cs == nil && !utf8 {
		return sniffing{verdict: leaveAlone, cause: skipCharset}
	}
	return sniffing{verdict: rewrite, charset: cs}
}

// sniffType is sniff for a response without a Content-Type.
func sniffType(head []byte) sniffing {
	if len(head) == 0 {
		return sniffing{}
	}
	if http.DetectContentType(head) == sniffedType {
		return sniffing{verdict: rewrite}
	}
	return sniffing{}
}

// metaCharset returns the charset that a meta element in head declares, "" for
// none: <meta charset=x> or <meta … content="text/html; charset=x">. Comments
// are skipped.
func metaCharset(head []byte) string {
	for {
		i := bytes.IndexByte(head, '<')
		if i < 0 {
			return ""
		}
		head = head[i:]
		if bytes.HasPrefix(head, []byte("<!--")) {
			end := bytes.Index(head[2:], []byte("-->"))
			if end < 0 {
				return ""
			}
			head = head[2+end+3:]
			continue
		}
		end := bytes.IndexByte(head, '>')
		if end < 0 {
			return ""
		}
		tag := strings.ToLower(string(head[:min(end, 256)]))
		if strings.HasPrefix(tag, "<meta") && len(tag) > 5 && strings.IndexByte(" \t\r\n\f/", tag[5]) >= 0 {
			if charset := charsetOf(tag); charset != "" {
				return charset
			}
		}
		head = head[end:]
	}
}

// charsetOf returns what stands behind the first charset= of a lower-case tag.
func charsetOf(tag string) string {
	const space = " \t\r\n\f"
	for {
		_, after, found := strings.Cut(tag, "charset")
		if !found {
			return ""
		}
		tag = after
		value, ok := strings.CutPrefix(strings.TrimLeft(after, space), "=")
		if !ok {
			continue
		}
		value = strings.TrimLeft(value, space+`"'`)
		if end := strings.IndexAny(value, space+`;"'/`); end >= 0 {
			value = value[:end]
		}
		return value
	}
}
